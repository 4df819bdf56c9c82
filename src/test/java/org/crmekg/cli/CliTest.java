package org.crmekg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.TestGraphs;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;
import org.crmekg.demo.DemoSources;
import org.crmekg.server.EkgServer;
import org.crmekg.server.ServerOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands promise: exit codes, streams, formats, and one answer wherever it is asked. */
class CliTest {
  private static final String NAMES =
      "SELECT ?name { ?p a party:Organization ; party:name ?name } ORDER BY ?name LIMIT 3";

  /** Commands that must print the same bytes in this process and through a server. */
  private static final List<List<String>> QUESTIONS =
      List.of(
          List.of("query", NAMES),
          List.of("query", "-o", "csv", NAMES),
          List.of("query", "-o", "tsv", NAMES),
          List.of("query", "-o", "json", NAMES),
          List.of("query", "-o", "ndjson", NAMES),
          List.of("query", "-o", "md", NAMES),
          List.of("query", "--exit-status", "ASK { ?p a party:Organization }"),
          List.of("query", "--exit-status", "ASK { ?p a party:Nothing }"),
          List.of("query", "CONSTRUCT { ?p party:name ?n } { ?p party:name ?n }"),
          List.of("query", "-o", "nq", "CONSTRUCT { [] party:name ?n } { ?p party:name ?n }"),
          List.of("query", "SELECT ?s { ?s"),
          List.of("query", "SELECT * FROM <urn:no> { ?s ?p ?o }"),
          List.of("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
          List.of("validate", "-o", "json"),
          List.of("validate", "-o", "csv"),
          List.of("validate", "--fail-on", "none", "--as-of", "2012-01-01", "-o", "csv"),
          List.of("why", "id:party/crm/1001", "-o", "json"),
          List.of("why", "id:party/crm/1001", "party:name"),
          List.of("why", "id:party/crm/nobody"),
          List.of("load", "nothing"),
          List.of("load", "crm"),
          List.of("demo", "sql", "registry", "DROP TABLE X"),
          List.of("demo", "sql", "crm", "UPDATE NOTHING SET X = 1"));

  @TempDir static Path folder;
  private static String config = "";

  @BeforeAll
  static void prepareTheDemo() throws Exception {
    config = Run.demo(folder).toString();
  }

  private static Run run(List<String> args) {
    var all = new java.util.ArrayList<>(args);
    all.addAll(List.of("--config", config));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void aCommandPrintsTheSameBytesInProcessAndThroughTheServer() {
    List<Run> alone = QUESTIONS.stream().map(CliTest::run).toList();
    EkgConfig read = ConfigReader.read(Path.of(config), v -> null);
    try (KnowledgeGraph graph =
            KnowledgeGraph.open(read, "serve", TestGraphs.environment(Map.of()));
        EkgServer server =
            EkgServer.start(
                graph,
                ServerOptions.DEFAULTS
                    .onPort(0)
                    .withDemoSql(
                        (source, sql) ->
                            Math.toIntExact(DemoSources.execute(read, source, sql))))) {
      assertThat(graph.sources(RequestContext.local())).hasSize(2);
      for (int i = 0; i < QUESTIONS.size(); i++) {
        Run through = run(QUESTIONS.get(i));
        assertThat(through.out()).as("%s", QUESTIONS.get(i)).isEqualTo(alone.get(i).out());
        assertThat(through.code()).as("%s", through).isEqualTo(alone.get(i).code());
        assertThat(withoutTimes(through.err()))
            .as("%s", QUESTIONS.get(i))
            .isEqualTo(withoutTimes(alone.get(i).err()));
      }
      // The virtual source shows a change at once, whoever asks.
      Run changed =
          run(
              List.of(
                  "demo", "sql", "crm", "UPDATE ACCOUNT SET CITY='Gent' WHERE ACCOUNT_ID='1001'"));
      assertThat(changed).returns(0, Run::code).returns("1 row changed\n", Run::out);
      assertThat(run(List.of("why", "id:party/crm/1001", "party:city")).out()).contains("Gent");
      assertThat(run(List.of("load")).code()).isZero();
      assertThat(run(List.of("demo", "--once")).out())
          .isEqualTo("the demo runs already at %s%n".formatted(server.url()));
      assertThat(run(List.of("doctor")).out()).contains("answers at " + server.url());
      assertThat(Run.of("sources", "--server", server.url()).code()).isZero();
    }
    assertThat(run(List.of("query", "SELECT * { ?p party:city 'Gent' }")).code()).isZero();
  }

  private static String withoutTimes(String text) {
    return text.replaceAll("\\d+\\.\\d+ s", "T");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "serve",
        "init",
        "doctor",
        "sources",
        "query",
        "map",
        "load",
        "validate",
        "why",
        "completion",
        "help"
      })
  void everyCommandHasHelpWithExamplesOnStandardOutput(String command) {
    Run help = Run.of(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Examples:").contains("ekg " + command);
    assertThat(help.out().indexOf("Examples:")).isLessThan(help.out().indexOf("Usage:"));
    assertThat(help.err()).isEmpty();
    assertThat(Run.of("help", command).out()).isEqualTo(help.out());
  }

  @ParameterizedTest
  @EnumSource(Problem.class)
  void everyCodeIsExplained(Problem problem) {
    Run help = Run.of("help", problem.code());
    assertThat(help.code()).isZero();
    assertThat(help.out().replaceAll("\\s+", " ")).contains(problem.explanation());
  }

  @Test
  void aMisspeltCommandIsAUsageErrorWithAGuess() {
    Run run = Run.of("qurey", "x");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("EKG-2001").contains("did you mean query?");
    assertThat(Run.of("query", "--timeoot", "3").err()).contains("did you mean --timeout?");
    assertThat(Run.of("help", "valdate").err()).contains("did you mean validate?");
  }

  @Test
  void noErrorShowsATraceUnlessAskedFor() {
    String[] args = {"query", "--config", "nowhere.ttl", "ASK {}"};
    assertThat(Run.of(args).err()).contains("EKG-1001").doesNotContain("\tat ");
    assertThat(Run.with(Map.of("EKG_DEBUG", "1"), "", args).err()).contains("\tat org.crmekg");
  }

  @Test
  void anOptionBeatsTheEnvironment() {
    Map<String, String> variables = Map.of("EKG_CONFIG", config, "EKG_OUTPUT", "csv");
    assertThat(Run.with(variables, "", "query", "SELECT (1 AS ?x) {}").out())
        .isEqualTo("x\r\n1\r\n");
    assertThat(Run.with(variables, "", "query", "-o", "md", "SELECT (1 AS ?x) {}").out())
        .startsWith("| x |");
    assertThat(Run.with(variables, "", "sources", "--config", "nowhere.ttl").code()).isEqualTo(3);
  }

  @Test
  void aQueryMayComeFromAFileOrStandardInput() throws Exception {
    Path file = Run.write(folder.resolve("one.rq"), "SELECT (1 AS ?x) {}");
    assertThat(run(List.of("query", "-o", "csv", "-f", file.toString())).out())
        .isEqualTo("x\r\n1\r\n");
    assertThat(Run.with(Map.of(), "ASK {}", "query", "-f", "-", "--config", config).out())
        .isEqualTo("true\n");
    assertThat(run(List.of("query")).code()).isEqualTo(2);
    assertThat(run(List.of("query", "-f", "no.rq")).code()).isEqualTo(2);
  }

  @Test
  void findingsAreOneUnlessTheThresholdSaysOtherwise() {
    assertThat(run(List.of("validate", "-q")).code()).isEqualTo(1);
    assertThat(run(List.of("validate", "--fail-on", "none")).code()).isZero();
    Run ttl = run(List.of("validate", "-q", "-o", "ttl"));
    assertThat(ttl.out()).contains("sh:ValidationReport").contains("shape:LeiCheckDigits");
    assertThat(ttl.err()).isEmpty();
  }

  @Test
  void aTimeLimitEndsAQuery() {
    Run run =
        run(
            List.of(
                "query",
                "--timeout",
                "300ms",
                "--cross-product",
                "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains(Problem.QUERY_TIMEOUT.code());
  }

  @Test
  void formatsThatDoNotFitAreNamed() {
    Run run = run(List.of("query", "-o", "ttl", NAMES));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("use one of table csv tsv json ndjson md");
  }

  @Test
  void initWritesAGraphThatWorksAndNeverOverwrites() {
    Path mine = folder.resolve("mine");
    assertThat(Run.of("init", mine.toString()).code()).isZero();
    String file = mine.resolve("fuseki-config/ekg.ttl").toString();
    assertThat(Run.of("doctor", "--config", file).out()).doesNotContain("✗");
    assertThat(Run.of("load", "--config", file).code()).isZero();
    Run validate = Run.of("validate", "--config", file, "-o", "csv");
    assertThat(validate.code()).isEqualTo(1);
    assertThat(validate.out()).contains("CustomerName,customers").contains("CustomerCountry");
    Run query =
        Run.of(
            "query", "--config", file, "SELECT ?l { ?p party:country/rdfs:label ?l } ORDER BY ?l");
    assertThat(query.out()).contains("France").contains("Germany");
    Run again = Run.of("init", mine.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("stays as it is");
  }

  @Test
  void resetThrowsTheDemosDataAwayAndNothingElse() throws Exception {
    Path other = folder.resolve("other");
    Path reset = Run.demo(other);
    Path mine = Run.write(other.resolve("mine.txt"), "mine");
    assertThat(Run.of("demo", "--once", "--reset", "--config", reset.toString()).code()).isZero();
    assertThat(mine).hasContent("mine");
    assertThat(Files.exists(other.resolve("demo/lei.csv"))).isTrue();
  }

  @Test
  void completionIsAScript() {
    assertThat(Run.of("completion", "bash").out()).contains("complete -F").contains("validate");
    assertThat(Run.of("completion", "fish").code()).isEqualTo(2);
  }
}
