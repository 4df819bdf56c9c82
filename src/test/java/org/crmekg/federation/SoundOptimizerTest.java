package org.crmekg.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.optimize.Optimize;
import org.apache.jena.sparql.algebra.optimize.RewriteFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.sse.SSE;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sys.JenaSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rewritten queries answer what they answer as they are written. */
class SoundOptimizerTest {
  static {
    JenaSystem.init();
  }

  private static final String DATA =
      """
      (prefix ((: <http://example.com/>))
        (dataset
          (graph
            (:a :p :b) (:b :p :c) (:c :p :a) (:a :q :a) (:a :q :b) (:a :q "a") (:b :q "b")
            (:a :n 1) (:b :n 01) (:c :n 1.0) (:d :n 1) (:p :n 7))
          (graph :g (:a :p :d) (:d :q :a))))
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ ?x :p ?y FILTER(?x = :a) }",
        "{ ?x :p ?y FILTER(:a = ?x) FILTER(?x = :b) }",
        // Only one side has a value to compare.
        "{ { ?x :p ?y } UNION { ?z :q ?y } FILTER(?x = :a) }",
        "{ { ?x :p ?y } UNION { ?z :q ?y } FILTER(?x IN (:a, :b)) }",
        "{ { ?x :p ?y } UNION { ?x :q ?y } FILTER(?x = :a) }",
        "{ { ?x :p ?y } UNION { ?x :q ?y } FILTER(?x IN (:a, :b)) }",
        "{ { ?x :p ?y } UNION { ?z :q ?w } FILTER(?x = ?y) }",
        "{ { ?x :q ?y } UNION { ?y :p ?x } FILTER(?x = ?y) }",
        "{ { ?x :p ?y } UNION { } FILTER(?x = :a) }",
        // Both may hold for a row.
        "{ ?x :p ?y FILTER(?x = :a || ?y = :b) }",
        "{ ?x :p ?y FILTER(?x = :a || ?x = :a || ?x = :b) }",
        "{ ?x :p ?y FILTER(?x = :a || ?x = 1) }",
        "{ ?x :p ?y FILTER(?x IN (:a, :b) && ?y IN (:b, :c, :d)) }",
        "{ ?x :p ?y FILTER(?x NOT IN (:a, :b)) }",
        "{ ?x ?p ?y FILTER(?y IN (:a, 'b')) }",
        "{ ?x :p ?y OPTIONAL { ?y :q ?z } FILTER(?z IN (:a, :b)) }",
        "{ ?x :p ?y OPTIONAL { ?y :q ?z } FILTER(?z = :b) }",
        "{ OPTIONAL { ?x :p ?y } OPTIONAL { ?x :r ?z } FILTER(?z = :b) }",
        "{ OPTIONAL { ?x :p ?y } OPTIONAL { ?z :q ?w } FILTER(?x = :b) }",
        "{ ?x :p ?y OPTIONAL { ?z :q ?w FILTER(?x = ?z) } }",
        "{ ?x :p ?y OPTIONAL { ?z :q ?w FILTER(?y = ?w) } }",
        "{ ?x :p ?y OPTIONAL { { ?z :q ?w } UNION { ?w :p ?v } FILTER(?y = ?z) } }",
        // Literals are no predicates, and equal ones are not the same.
        "{ ?x ?p ?y FILTER(sameTerm(?p, 7)) }",
        "{ ?x ?p ?y FILTER(sameTerm(?x, 'a')) }",
        "{ ?x ?p ?y FILTER(sameTerm(?x, 'a') || sameTerm(?x, 7)) }",
        "{ ?x :n ?y FILTER(?y = 1) }",
        "{ ?x :n ?y FILTER(?y IN (1, 2)) }",
        "{ ?x :n ?y FILTER(sameTerm(?y, 1)) }",
        "{ ?x :n ?y . ?z :n ?w FILTER(?y = ?w) }",
        "{ ?x :n ?y . ?z :n ?w FILTER(sameTerm(?y, ?w)) }",
        "{ ?x :p ?y . ?z :q ?w FILTER(?y = ?w) }",
        "{ ?x :p ?y . ?z :q ?w FILTER(?y = ?z && ?x = ?w) }",
        "{ ?x :p ?y . ?z :q ?w FILTER(?y = ?z && ?y = ?w) }",
        "{ ?x :p ?y FILTER(?x = ?nowhere) }",
        "{ ?x :p ?y FILTER(?nowhere = :a) }",
        // A path of no steps starts at what is in the graph, or at what is written.
        "{ ?x :p* ?y FILTER(?x = :nowhere) }",
        "{ ?x :p? ?y FILTER(?x IN (:nowhere, :a)) }",
        "{ ?x :p+ ?y FILTER(?x = :a) }",
        "{ BIND(:a AS ?x) FILTER(?x = :a) }",
        "{ ?x :p ?y BIND(?y AS ?z) FILTER(?z = :b) }",
        "{ { SELECT ?x { ?x :p ?y FILTER(?y = :b) } } ?x :q ?y }",
        "{ ?x :p ?y MINUS { ?x :q ?z FILTER(?z = :a) } }",
        "{ ?x :p ?y FILTER NOT EXISTS { ?x :q ?z FILTER(?z = ?y) } FILTER(?x IN (:a, :b)) }",
        "{ GRAPH ?g { ?x :p ?y } FILTER(?g = :g) }",
        "{ GRAPH ?g { ?x :p ?y } FILTER(sameTerm(?g, 'g') || ?g = :g) }",
        "{ { GRAPH ?g { ?x :p ?y } } UNION { ?x :p ?y } FILTER(?g IN (:g, :h)) }",
        // What one part leaves unbound, a later one binds.
        "{ ?x :p ?y VALUES (?x ?y) { (UNDEF UNDEF) } FILTER(isIRI(?x) && ?y != :a) }",
        "{ VALUES (?x ?y) { (:a UNDEF) (UNDEF :a) } ?x :p ?y FILTER(isIRI(?x)) FILTER(isIRI(?y)) }",
        "{ VALUES ?x { UNDEF :a } ?x :p ?y FILTER(?x != :b) }",
        "{ BIND(1/0 AS ?x) ?x :p ?y FILTER(isIRI(?x)) }",
        "{ { SELECT ?y { ?z :p ?x OPTIONAL { ?z :q ?y } } } ?w :q ?y FILTER(isIRI(?y)) }",
        "{ { SELECT ?y { { ?z :p ?y } UNION { ?y :p ?v } UNION { } } } ?w :q ?y FILTER(isIRI(?y)) }",
        "{ { SELECT (SUM(?v) AS ?y) { ?z :p ?v } GROUP BY ?z } ?w :q ?y FILTER(isIRI(?y)) }",
        "{ { SELECT ?y { OPTIONAL { ?z :r ?y } } GROUP BY ?y } ?w :q ?y FILTER(isIRI(?y)) }",
        "{ { ?z :p ?v OPTIONAL { ?z :r ?y } } { ?w :q ?y } FILTER(isIRI(?y)) }",
        "{ { { ?z :p ?y } UNION { ?z :p ?v } } { ?w :q ?y } FILTER(isIRI(?y)) }",
      })
  void aFilterSaysTheSameWhenItIsRewritten(String pattern) {
    String query = "PREFIX : <http://example.com/> SELECT * " + pattern;
    assertThat(answer(query, SoundOptimizer::new))
        .as(() -> optimized(query).toString())
        .isEqualTo(answer(query, Optimize.noOptimizationFactory));
  }

  @Test
  void constantsAndChoicesReachThePattern() {
    assertThat(optimized("SELECT * { ?x ?p ?y FILTER(?x = <http://example.com/a>) }").toString())
        .contains("assign")
        .doesNotContain("filter");
    assertThat(optimized("SELECT * { ?x <p:p> ?y . ?z <p:q> ?w FILTER(?y = ?z) }").toString())
        .doesNotContain("filter");
    String many =
        IntStream.range(0, 10_000).mapToObj(i -> "<p:" + i + ">").collect(Collectors.joining(","));
    assertThat(optimized("SELECT * { ?x ?p ?y FILTER(?x IN (" + many + ")) }").toString())
        .contains("table")
        .doesNotContain("filter");
  }

  private static Op optimized(String query) {
    return new SoundOptimizer(new Context()).rewrite(Algebra.compile(QueryFactory.create(query)));
  }

  private static List<String> answer(String query, RewriteFactory optimizer) {
    DatasetGraph data = DatasetGraphFactory.create();
    SSE.parseDatasetGraph(DATA).find().forEachRemaining(data::add);
    data.getContext().set(ARQConstants.sysOptimizerFactory, optimizer);
    var rows = new ArrayList<String>();
    try (QueryExec exec = QueryExec.dataset(data).query(query).build()) {
      RowSet answer = exec.select();
      answer.forEachRemaining(
          b ->
              rows.add(
                  answer.getResultVars().stream()
                      .map(v -> v + "=" + b.get(v))
                      .collect(Collectors.joining(" "))));
    }
    Collections.sort(rows);
    return rows;
  }
}
