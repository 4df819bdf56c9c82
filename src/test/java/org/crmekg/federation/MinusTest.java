package org.crmekg.federation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.engine.main.QC;
import org.junit.jupiter.api.Test;

/** MINUS of rows that have any of the common variables is what SPARQL 1.1, 18.5 says. */
class MinusTest {
  private static final long SEED = Long.getLong("seed", new Random().nextInt(1_000_000));
  private static final List<String> LEFT = List.of("a", "b", "c", "d");
  private static final List<String> RIGHT = List.of("b", "c", "d", "e");

  @Test
  void aRowGoesIfACompatibleSolutionHasAVariableInCommon() {
    var random = new Random(SEED);
    int gone = 0;
    for (int round = 0; round < 500; round++) {
      List<Map<String, Integer>> left = rows(random, LEFT);
      List<Map<String, Integer>> right = rows(random, RIGHT);
      List<String> kept =
          left.stream()
              .filter(row -> right.stream().noneMatch(solution -> takesAway(solution, row)))
              .map(row -> new TreeMap<>(row).toString())
              .sorted()
              .toList();
      gone += left.size() - kept.size();
      String query =
          "SELECT * { %s MINUS { %s } }".formatted(values(LEFT, left), values(RIGHT, right));
      assertThat(answer(query)).as("-Dseed=%d %s", SEED, query).isEqualTo(kept);
    }
    assertThat(gone).isPositive();
  }

  private static boolean takesAway(Map<String, Integer> solution, Map<String, Integer> row) {
    List<String> common = solution.keySet().stream().filter(row::containsKey).toList();
    return !common.isEmpty()
        && common.stream().allMatch(v -> Objects.equals(solution.get(v), row.get(v)));
  }

  private static List<Map<String, Integer>> rows(Random random, List<String> variables) {
    var rows = new ArrayList<Map<String, Integer>>();
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      var row = new HashMap<String, Integer>();
      variables.stream()
          .filter(v -> random.nextInt(3) > 0)
          .forEach(v -> row.put(v, random.nextInt(3)));
      rows.add(row);
    }
    return rows;
  }

  private static String values(List<String> variables, List<Map<String, Integer>> rows) {
    return "VALUES (%s) { %s }"
        .formatted(
            variables.stream().map(v -> "?" + v).collect(joining(" ")),
            rows.stream()
                .map(
                    row ->
                        variables.stream()
                            .map(v -> row.containsKey(v) ? String.valueOf(row.get(v)) : "UNDEF")
                            .collect(joining(" ", "(", ")")))
                .collect(joining(" ")));
  }

  private static List<String> answer(String query) {
    DatasetGraph nothing = DatasetGraphFactory.createTxnMem();
    QC.setFactory(nothing.getContext(), SoundExecutor::new);
    try (var execution = QueryExecutionFactory.create(QueryFactory.create(query), nothing)) {
      var rows = new ArrayList<String>();
      execution
          .execSelect()
          .forEachRemaining(
              solution -> {
                var row = new TreeMap<String, Integer>();
                solution
                    .varNames()
                    .forEachRemaining(v -> row.put(v, solution.getLiteral(v).getInt()));
                rows.add(row.toString());
              });
      return rows.stream().sorted().toList();
    }
  }
}
