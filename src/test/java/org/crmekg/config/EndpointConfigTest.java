package org.crmekg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.crmekg.ConfigException;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Knowledge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an {@code ekg:EndpointSource} may say, and what is said of one that is wrong. */
class EndpointConfigTest {
  @TempDir Path folder;

  private EkgConfig read(String endpoint) throws Exception {
    Files.writeString(folder.resolve("m.ttl"), "");
    Files.writeString(folder.resolve("v.ttl"), "");
    Path file = folder.resolve("ekg.ttl");
    Files.writeString(
        file,
        """
        @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
        <#d> a ekg:FederatedDataset ; ekg:storeLocation <store> ; ekg:source <#far> .
        <#far> a ekg:EndpointSource ; ekg:id "far" ; %s .
        """
            .formatted(endpoint));
    return ConfigReader.read(file, Map.of("HOST", "https://far.example")::get);
  }

  @Test
  void everythingThatCanBeSaidIsRead() throws Exception {
    SourceConfig source =
        read("""
                ekg:title "Partners" ; ekg:owner "Somebody" ; ekg:endpointUrl "${HOST}/sparql?x=1" ;
                ekg:remoteGraph "http://far.example/g" ; ekg:tokenVariable "TOKEN" ;
                ekg:mapping <m.ttl> ; ekg:mappingBase "http://far.example/id/" ;
                ekg:mode ekg:Virtual ; ekg:timeout "PT7S" ; ekg:connectTimeout "PT1S" ;
                ekg:maxConnections 3 ; ekg:maxRows 10 ; ekg:maxBytes 1000 ; ekg:maxRequestBytes 5000 ;
                ekg:maxValues 50 ; ekg:retries 0 ; ekg:recheck "PT1M"
                """)
            .source("far")
            .orElseThrow();
    assertThat(source.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(source.maxConnections()).isEqualTo(3);
    var endpoint = (Access.Endpoint) source.access();
    assertThat(endpoint.url()).hasToString("https://far.example/sparql?x=1");
    assertThat(endpoint.graph()).contains("http://far.example/g");
    assertThat(endpoint.credentials().tokenVariable()).contains("TOKEN");
    assertThat(endpoint.knowledge())
        .isEqualTo(new Knowledge.OfMapping(java.util.Optional.of("http://far.example/id/")));
    assertThat(endpoint.limits())
        .isEqualTo(
            new SourceConfig.EndpointLimits(
                Duration.ofSeconds(1), 10, 1000, 5000, 50, 0, Duration.ofMinutes(1)));
  }

  @Test
  void anAddressIsEnough() throws Exception {
    var endpoint =
        (Access.Endpoint)
            read("ekg:endpointUrl \"http://127.0.0.1:3030/sparql\"").sources().getFirst().access();
    assertThat(endpoint.knowledge()).isInstanceOf(Knowledge.OfProfile.class);
    assertThat(endpoint.limits()).isEqualTo(SourceConfig.EndpointLimits.DEFAULTS);
    assertThat(endpoint.complete()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ekg:title \"x\" | needs ekg:endpointUrl \"https://…\"",
        "ekg:endpointUrl \"ftp://x/y\" | must be an address that begins with http:// or https://",
        "ekg:endpointUrl \"http:///y\" | must be an address that begins with",
        "ekg:endpointUrl \"not an address\" | must be an address that begins with",
        "ekg:endpointUrl \"http://u:pw@x/y\" | holds a user or password",
        "ekg:endpointUrl \"http://x/y\" ; ekg:jdbcUrl \"jdbc:h2:x\" | ekg:jdbcUrl is not a property here",
        "ekg:endpointUrl \"http://x/y\" ; ekg:userVariable \"U\" | go together",
        "ekg:endpointUrl \"http://x/y\" ; ekg:userVariable \"U\" ; ekg:passwordVariable \"P\" ; ekg:tokenVariable \"T\" | has a user and a token",
        "ekg:endpointUrl \"http://x/y\" ; ekg:mapping <m.ttl> ; ekg:void <v.ttl> | has ekg:mapping and ekg:void",
        "ekg:endpointUrl \"http://x/y\" ; ekg:mapping <gone.ttl> | does not exist",
        "ekg:endpointUrl \"http://x/y\" ; ekg:void <gone.ttl> | does not exist",
        "ekg:endpointUrl \"http://x/y\" ; ekg:mappingBase \"http://x/\" | goes with ekg:mapping",
        "ekg:endpointUrl \"http://x/y\" ; ekg:descriptorUrl \"http://z/d\" | must be of one server",
        "ekg:endpointUrl \"http://x/y\" ; ekg:remoteGraph \"g\" | must be the absolute IRI of a graph",
        "ekg:endpointUrl \"http://x/y\" ; ekg:remoteGraph \"http://x/> } #\" | must be the absolute IRI of a graph",
        "ekg:endpointUrl \"http://x/y\" ; ekg:maxRows 0 | must be a whole number from 1",
        "ekg:endpointUrl \"http://x/y\" ; ekg:retries 99 | must be a whole number from 0 to 10",
        "ekg:endpointUrl \"http://x/y\" ; ekg:recheck \"soon\" | must be a duration",
        "ekg:endpointUrl \"http://x/y\" ; ekg:completeDescriptor \"maybe\" | must be true or false",
        "ekg:endpointUrl \"${GONE}\" | needs the environment variable GONE",
        "a ekg:JdbcSource ; ekg:endpointUrl \"http://x/y\" | can be one"
      })
  void whatIsWrongIsSaidWithItsNode(String endpoint, String says) {
    assertThatThrownBy(() -> read(endpoint))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ekg.ttl: <#far>")
        .hasMessageContaining(says);
  }
}
