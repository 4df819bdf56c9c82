package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.fuseki.main.FusekiServer;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A remote endpoint on the command line: looked at, profiled, asked, loaded, and down. */
class EndpointCommandsTest {
  @TempDir private Path folder;
  private FusekiServer endpoint;
  private Path config;

  @BeforeEach
  void start() throws Exception {
    DatasetGraph held = DatasetGraphFactory.createTxnMem();
    held.executeWrite(
        () ->
            RDFParser.fromString(
                    """
                    PREFIX party: <https://w3id.org/crm-ekg/ns/party/>
                    GRAPH <http://far.example/g> {
                      <http://far.example/1> a party:Organization ; party:name "One", "Eins" .
                      <http://far.example/2> party:name "Two" }
                    <http://far.example/hidden> party:name "not in the graph" .
                    """,
                    Lang.TRIG)
                .parse(held));
    endpoint = FusekiServer.create().port(0).loopback(true).add("/ds", held).build().start();
    config = folder.resolve("ekg.ttl");
    Files.writeString(folder.resolve("ontology.ttl"), "");
    configure("");
  }

  private void configure(String more) throws Exception {
    Files.writeString(
        config,
        """
        @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
        <#d> a ekg:FederatedDataset ; ekg:storeLocation <store> ; ekg:ontology <ontology.ttl> ;
          ekg:source <#far> .
        <#far> a ekg:EndpointSource ; ekg:id "far" ; ekg:title "Far away" ;
          ekg:endpointUrl "http://127.0.0.1:%d/ds" ; ekg:retries 0 ;
          ekg:remoteGraph "http://far.example/g" %s .
        """
            .formatted(endpoint.getPort(), more));
  }

  @AfterEach
  void stop() {
    endpoint.stop();
  }

  private Run run(String... args) {
    var all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--config";
    all[args.length + 1] = config.toString();
    return Run.of(all);
  }

  @Test
  void anEndpointIsLookedAtProfiledAndAsked() throws Exception {
    assertThat(run("doctor").out())
        .contains("source far")
        .containsPattern("http://127.0.0.1:\\d+/ds answers in \\d+ ms")
        .contains("ekg sources profile far");
    assertThat(run("sources").out()).contains("Far away").contains("ready").contains("virtual");
    Run profile = run("sources", "profile", "far");
    assertThat(profile.code()).as(profile.err()).isZero();
    assertThat(profile.err()).contains("far: 2 predicates, 1 classes");
    assertThat(folder.resolve("endpoint-far.ttl")).content().contains("void:triples 3");
    configure("; ekg:completeDescriptor true");
    assertThat(run("doctor").out()).contains("with a profile");
    Run names = run("query", "-o", "csv", "SELECT ?n { ?x party:name ?n } ORDER BY ?n");
    assertThat(names.out()).isEqualToNormalizingNewlines("n\nEins\nOne\nTwo\n");
    Run explained =
        run(
            "explain",
            "--analyze",
            "SELECT ?n { ?x a party:Organization ; party:name ?n ; <http://far.example/none> ?o }");
    assertThat(explained.out()).contains("nothing is asked");
    assertThat(
            run("explain", "--analyze", "SELECT * { ?x a party:Organization ; party:name ?n }")
                .out())
        .contains("far alone, which joins")
        .contains("SPARQL: SELECT")
        .containsPattern("far: 1 × sent, 2 rows, \\d+ bytes");
    assertThat(run("why", "<http://far.example/2>").out()).contains("remote").contains("/ds");
  }

  @Test
  void anEndpointIsLoadedWhole() throws Exception {
    configure("; ekg:mode ekg:Materialized");
    Run load = run("load");
    assertThat(load.code()).as(load.err()).isZero();
    endpoint.stop();
    assertThat(run("query", "-o", "csv", "SELECT ?n { ?x party:name ?n } ORDER BY ?n").out())
        .isEqualToNormalizingNewlines("n\nEins\nOne\nTwo\n");
    Run again = run("load");
    assertThat(again.code()).isEqualTo(3);
    assertThat(again.err()).contains("EKG-3001").contains("source far");
  }

  @Test
  void whatCannotBeDoneWithAnEndpointIsSaid() throws Exception {
    assertThat(run("sources", "profile", "fat").err()).contains("did you mean");
    configure("; ekg:completeDescriptor true");
    Run complete = run("query", "ASK {}");
    assertThat(complete.code()).isEqualTo(3);
    assertThat(complete.err()).contains("ekg sources profile far");
    configure("");
    endpoint.stop();
    Run down = run("query", "SELECT ?n { ?x party:name ?n }");
    assertThat(down.code()).isEqualTo(3);
    assertThat(down.err()).contains("EKG-3001").contains("nothing listens there");
    Run partial = run("query", "--partial", "SELECT ?n { ?x party:name ?n }");
    assertThat(partial.code()).isEqualTo(4);
    assertThat(partial.err()).contains("source far is missing");
    assertThat(run("sources").out()).contains("down");
    assertThat(run("doctor").code()).isEqualTo(3);
  }
}
