package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.mapping.MappingReader;
import org.crmekg.mapping.R2rmlMapping;
import org.junit.jupiter.api.Test;

/** The configurations that are shipped are readable, and so is everything that they name. */
class ShippedConfigurationsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("GLEIF_DIR", "/srv/gleif");

  @Test
  void theSmallSampleHasALiveCrmAndALoadedRegister() {
    EkgConfig config = read("crm-registry.ttl");
    assertThat(
            config.sources().stream()
                .collect(Collectors.toMap(SourceConfig::id, SourceConfig::mode)))
        .isEqualTo(
            Map.of("crm", SourceConfig.Mode.VIRTUAL, "registry", SourceConfig.Mode.MATERIALIZED));
    SourceConfig.Access access = config.source("crm").orElseThrow().access();
    assertThat(access)
        .isInstanceOfSatisfying(
            SourceConfig.Access.Jdbc.class,
            crm -> {
              assertThat(crm.initScript()).contains("demo/crm.sql");
              assertThat(crm.url()).doesNotContain("${");
            });
    assertThat(getClass().getResource("/demo/crm.sql")).isNotNull();
  }

  @Test
  void northwindTakesItsPlaceAndItsLoginFromTheEnvironment() {
    SourceConfig northwind = read("northwind-gleif.ttl").source("northwind").orElseThrow();
    assertThat(northwind.access())
        .isEqualTo(
            new SourceConfig.Access.Jdbc(
                "jdbc:postgresql://127.0.0.1:5432/northwind",
                Optional.of("NORTHWIND_USER"),
                Optional.of("NORTHWIND_PASSWORD"),
                Optional.empty()));
  }

  @Test
  void everythingThatAConfigurationNamesIsThereAndEveryMappingIsValid() {
    for (String name : new String[] {"ekg.ttl", "crm-registry.ttl", "northwind-gleif.ttl"}) {
      EkgConfig config = read(name);
      assertThat(config.ontology()).as(name).hasSize(1).allMatch(Files::isDirectory);
      assertThat(config.shapes()).as(name).hasSize(1).allMatch(Files::isDirectory);
      assertThat(config.links()).as(name).allMatch(Files::isRegularFile);
      for (SourceConfig source : config.sources()) {
        R2rmlMapping mapping = MappingReader.read(source.mappings(), config.base());
        assertThat(mapping.base()).isEqualTo(config.base());
        assertThat(mapping.triplesMaps()).as(source.id()).isNotEmpty();
      }
    }
  }

  private static EkgConfig read(String name) {
    return ConfigReader.read(Path.of("fuseki-config", name), ENVIRONMENT::get);
  }
}
