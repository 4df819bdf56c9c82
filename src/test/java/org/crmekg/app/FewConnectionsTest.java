package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query needs no more connections than a source gives out, however deep it is nested. */
class FewConnectionsTest {
  private static final String DEEP =
      """
      SELECT * {
        ?company party:city "Testville" ; party:name ?name .
        OPTIONAL {
          ?account crm:accountParty ?company ; crm:accountStatus ?status .
          OPTIONAL { ?role crm:contactFor ?account ; crm:contactPerson ?p . ?p party:familyName ?f }
          OPTIONAL { ?o crm:opportunityAccount ?account ; crm:opportunityName ?title }
        }
      }
      """;

  @Test
  void aSingleConnectionGivesTheSameAnswers(@TempDir Path one, @TempDir Path loaded)
      throws Exception {
    EkgConfig live = prepare(one);
    EkgConfig copied = DemoGraphs.allIn(SourceConfig.Mode.MATERIALIZED, prepare(loaded));
    try (KnowledgeGraph few = DemoGraphs.open(withConnections(live, 1));
        KnowledgeGraph copy = DemoGraphs.open(copied)) {
      assertThat(TestGraphs.select(few, DEEP))
          .hasSize(220)
          .isEqualTo(TestGraphs.select(copy, DEEP));
      for (String example : examples()) {
        assertThat(concatenationsSorted(TestGraphs.select(few, example)))
            .as(example)
            .isEqualTo(concatenationsSorted(TestGraphs.select(copy, example)));
      }
    }
  }

  /** SPARQL leaves the order within GROUP_CONCAT open. */
  private static List<String> concatenationsSorted(List<String> rows) {
    Pattern text = Pattern.compile("\"([^\"]*)\"");
    return rows.stream()
        .map(
            row ->
                text.matcher(row)
                    .replaceAll(
                        m ->
                            Matcher.quoteReplacement(
                                Stream.of(m.group(1).split(", "))
                                    .sorted()
                                    .collect(Collectors.joining(", ")))))
        .toList();
  }

  private static EkgConfig prepare(Path data) throws Exception {
    EkgConfig config = DemoGraphs.prepare(data);
    DemoGraphs.execute(
        data,
        """
        INSERT INTO ACCOUNT (ACCOUNT_ID, NAME, CITY, COUNTRY, STATUS, LEI)
        SELECT 'T' || X, 'Test ' || X, 'Testville', NULL, 'active', NULL FROM SYSTEM_RANGE(1, 220)
        """);
    return config;
  }

  private static List<String> examples() throws IOException {
    var queries = new java.util.ArrayList<String>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("src/main/resources/queries/examples"), "*.rq")) {
      for (Path file : files) {
        queries.add(Files.readString(file));
      }
    }
    assertThat(queries).hasSize(10);
    return queries;
  }

  private static EkgConfig withConnections(EkgConfig config, int connections) {
    return config.withSources(config.sources().stream().map(s -> limited(s, connections)).toList());
  }

  private static SourceConfig limited(SourceConfig s, int connections) {
    return new SourceConfig(
        s.id(),
        s.title(),
        s.owner(),
        s.access(),
        s.mappings(),
        s.mode(),
        s.freshness(),
        s.classification(),
        s.timeout(),
        connections,
        s.declaredKeys());
  }
}
