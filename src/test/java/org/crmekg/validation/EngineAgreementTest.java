package org.crmekg.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.Deadline;
import org.junit.jupiter.api.Test;

/**
 * What the lint sends to RDF4J gives the same bag of results on Jena SHACL: random shapes over
 * random data, edge values included. {@code -Dseed=} repeats a run, {@code -Drounds=} sets its
 * length.
 */
class EngineAgreementTest {
  private static final String PREFIXES =
      """
      PREFIX ex: <http://example.org/>
      PREFIX sh: <http://www.w3.org/ns/shacl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      """;

  private static final List<String> VALUES =
      List.of(
          "\"\"",
          "\"a\"",
          "\"abc\"",
          "\"ABC\"",
          "\"abcdefgh\"",
          "\"été\"",
          "\"a b\"",
          "\"1\"",
          "\"hello\"@en",
          "\"hello\"@en-GB",
          "\"bonjour\"@fr",
          "\"Hallo\"@de-CH",
          "1",
          "01",
          "-5",
          "5",
          "10",
          "1.0",
          "1.5",
          "1.50",
          "5.0e0",
          "\"NaN\"^^xsd:double",
          "true",
          "false",
          "\"1\"^^xsd:boolean",
          "\"maybe\"^^xsd:boolean",
          "\"x\"^^xsd:integer",
          "\"5\"^^xsd:int",
          "\"300\"^^xsd:byte",
          "\"2024-02-29\"^^xsd:date",
          "\"2023-02-30\"^^xsd:date",
          "\"2024-01-01\"^^xsd:date",
          "\"2024-01-01T00:00:00Z\"^^xsd:dateTime",
          "\"2024-06-01T12:00:00+02:00\"^^xsd:dateTime",
          "\"2024\"^^xsd:gYear",
          "\"http://a.b/c\"^^xsd:anyURI",
          "\"v\"^^ex:own",
          "_:b1",
          "_:b2");

  /** What RDF4J and Jena both compare by term. */
  private static final List<String> MEMBERS =
      List.of(
          "ex:n1", "ex:n2", "ex:n3", "\"a\"", "\"abc\"", "\"hello\"@en", "\"bonjour\"@fr", "\"\"");

  private static final List<String> QUERIES =
      List.of(
          "$this ex:p1 ?value . FILTER (isLiteral(?value))",
          "FILTER NOT EXISTS { $this ex:p2 ?any }",
          "$this ex:p1 ?value . ?other ex:p2 ?value . FILTER (?other != $this)",
          "$this a ex:C1 ; ex:p3 ?value . OPTIONAL { $this ex:p1 ?x } FILTER (!bound(?x))",
          "{ $this ex:p1 ?value } UNION { ?value ex:p2 $this }",
          "$this ex:p1/ex:p2 ?value");

  private static final List<String> DATATYPES =
      List.of(
          "xsd:string",
          "xsd:integer",
          "xsd:decimal",
          "xsd:boolean",
          "xsd:date",
          "xsd:dateTime",
          "rdf:langString",
          "xsd:int",
          "xsd:double",
          "xsd:anyURI",
          "xsd:gYear",
          "xsd:byte",
          "ex:own");

  @Test
  void whatGoesToRdf4jGivesTheResultsThatJenaGives() {
    long seed = Long.getLong("seed", 20260101L);
    int rounds = Integer.getInteger("rounds", 1000);
    System.err.printf("EngineAgreementTest seed %d, rounds %d%n", seed, rounds);
    var random = new Random(seed);
    int compared = 0;
    int results = 0;
    var components = new TreeMap<String, Integer>();
    for (int round = 0; round < rounds; round++) {
      String shapesText = PREFIXES + shapes(random);
      String dataText = PREFIXES + data(random);
      Graph data = parse(dataText);
      ShapesGraph shapes =
          ShapesReader.of(parse(shapesText), Strictness.PLAIN)
              .only(s -> s.engine() == Engine.RDF4J);
      compared += shapes.shapes().size();
      var declared = new ConstraintComponents(shapes.graph());
      var jena = new JenaEngine(data, Deadline.none());
      try (var rdf4j = new Rdf4jEngine(data)) {
        for (Shape shape : shapes.shapes()) {
          Graph unit = ShapeUnit.of(shapes.graph(), declared, shape);
          List<String> theirs = render(jena.validate(shape.node(), unit));
          assertThat(render(rdf4j.validate(shape.node(), unit)))
              .as("seed %d, round %d, %s\n%s\n%s", seed, round, shape.name(), shapesText, dataText)
              .isEqualTo(theirs);
          results += theirs.size();
          theirs.forEach(
              r -> components.merge(r.replaceAll(".*shacl#(\\w+).*", "$1"), 1, Integer::sum));
        }
      }
    }
    System.err.printf("%d shapes compared, %d results: %s%n", compared, results, components);
    assertThat(compared).isGreaterThan(rounds / 3);
    assertThat(results).isGreaterThan(rounds);
  }

  private static List<String> render(List<EngineResult> results) {
    return results.stream()
        .map(
            r ->
                "%s %s %s %s %s"
                    .formatted(r.focusNode(), r.path(), r.value(), r.component(), r.sourceShape()))
        .sorted()
        .toList();
  }

  private static String shapes(Random random) {
    return IntStream.range(0, 4)
        .mapToObj(
            i ->
                "ex:S%d a sh:NodeShape ; %s ; %s .\n".formatted(i, target(random), body(random, 2)))
        .collect(
            Collectors.joining(
                "",
                "ex: sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .\n",
                ""));
  }

  private static String target(Random random) {
    return pick(
        random,
        "sh:targetClass ex:C1",
        "sh:targetClass ex:C2",
        "sh:targetClass ex:C0, ex:C2",
        "sh:targetSubjectsOf ex:p1",
        "sh:targetObjectsOf ex:p2",
        "sh:targetNode ex:n1, ex:n2, ex:absent",
        "sh:targetClass ex:C1 ; sh:targetSubjectsOf ex:p2");
  }

  /** The constraints of a node shape. */
  private static String body(Random random, int depth) {
    return IntStream.rangeClosed(0, random.nextInt(2))
        .mapToObj(
            i ->
                switch (random.nextInt(depth > 0 ? depth > 1 ? 9 : 8 : 5)) {
                  case 0, 1, 2 -> "sh:property " + property(random, depth);
                  case 3 -> onValues(random);
                  case 4 ->
                      pick(
                          random,
                          "sh:closed true",
                          "sh:closed true ; sh:ignoredProperties (rdf:type ex:p1)",
                          "sh:equals ex:p1",
                          "sh:disjoint ex:p2");
                  case 5 -> "sh:not [ %s ]".formatted(body(random, depth - 1));
                  case 6 -> "sh:node [ %s ]".formatted(body(random, depth - 1));
                  case 8 -> sparql(random);
                  default ->
                      "sh:%s ( [ %s ] [ %s ] )"
                          .formatted(
                              pick(random, "or", "and"),
                              body(random, depth - 1),
                              body(random, depth - 1));
                })
        .collect(
            Collectors.toMap(EngineAgreementTest::parameter, c -> c, (a, b) -> a, TreeMap::new))
        .values()
        .stream()
        .collect(Collectors.joining(" ; "));
  }

  /** What a constraint may say once only; of sh:property there may be several. */
  private static String parameter(String constraint) {
    return constraint.startsWith("sh:property") ? constraint : constraint.split(" ")[0];
  }

  private static String sparql(Random random) {
    String where = pick(random, QUERIES.toArray(String[]::new));
    String variables = where.contains("?value") ? "$this ?value" : "$this";
    return "sh:sparql [ sh:prefixes ex: ; sh:message \"m {?value}\" ; sh:select \"SELECT DISTINCT %s WHERE { %s }\" ]"
        .formatted(variables, where);
  }

  private static String property(Random random, int depth) {
    String path =
        pick(
            random,
            "ex:p1",
            "ex:p2",
            "ex:p3",
            "[ sh:inversePath ex:p1 ]",
            "( ex:p1 ex:p2 )",
            "[ sh:alternativePath ( ex:p1 ex:p2 ) ]");
    String constraint =
        switch (random.nextInt(depth > 0 ? 9 : 6)) {
          case 0 -> "sh:minCount " + random.nextInt(3);
          case 1 -> "sh:maxCount " + random.nextInt(3);
          case 2, 3 -> onValues(random);
          case 4 -> "sh:hasValue " + member(random);
          case 5 -> pick(random, "sh:equals ex:p2", "sh:disjoint ex:p2", "sh:disjoint ex:p3");
          case 6 ->
              "sh:qualifiedValueShape [ %s ] ; sh:qualified%sCount %d"
                  .formatted(
                      body(random, depth - 1), pick(random, "Min", "Max"), random.nextInt(3));
          case 7 -> "sh:node [ %s ]".formatted(body(random, depth - 1));
          default -> "sh:or ( [ %s ] [ %s ] )".formatted(onValues(random), body(random, depth - 1));
        };
    return "[ sh:path %s ; %s ]".formatted(path, constraint);
  }

  /** A constraint that looks at each value node by itself. */
  private static String onValues(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "sh:datatype " + pick(random, DATATYPES.toArray(String[]::new));
      case 1 ->
          "sh:nodeKind sh:"
              + pick(
                  random,
                  "IRI",
                  "BlankNode",
                  "Literal",
                  "BlankNodeOrIRI",
                  "BlankNodeOrLiteral",
                  "IRIOrLiteral");
      case 2 -> "sh:class ex:C" + random.nextInt(3);
      case 3 ->
          "sh:pattern "
              + pick(
                  random,
                  "\"^a\"",
                  "\"b\"",
                  "\"^[A-Z]+$\" ; sh:flags \"i\"",
                  "\"\"",
                  "\"^\\\\d+$\"",
                  "\"example\"");
      case 4 -> "sh:%sLength %d".formatted(pick(random, "min", "max"), random.nextInt(6));
      case 5 -> "sh:languageIn " + pick(random, "(\"en\")", "(\"en-GB\" \"fr\")", "(\"de\")");
      case 6 -> "sh:in ( %s %s %s )".formatted(member(random), member(random), member(random));
      default ->
          "sh:%s%s %s"
              .formatted(
                  pick(random, "min", "max"),
                  pick(random, "Inclusive", "Exclusive"),
                  pick(
                      random,
                      "5",
                      "1.5",
                      "\"2024-01-15\"^^xsd:date",
                      "\"2024-03-01T00:00:00Z\"^^xsd:dateTime"));
    };
  }

  private static String data(Random random) {
    Stream<String> types =
        IntStream.range(0, 8)
            .mapToObj(i -> "%s a ex:C%d .\n".formatted(node(random), random.nextInt(3)));
    Stream<String> values =
        IntStream.range(0, 25)
            .mapToObj(
                i ->
                    "%s ex:p%d %s .\n"
                        .formatted(
                            node(random),
                            1 + random.nextInt(3),
                            random.nextInt(3) == 0 ? node(random) : value(random)));
    return Stream.concat(types, values).collect(Collectors.joining())
        + "ex:C1 rdfs:subClassOf ex:C0 .\n";
  }

  private static String node(Random random) {
    return pick(random, "ex:n1", "ex:n2", "ex:n3", "ex:n4", "ex:n5", "_:b1", "_:b2");
  }

  private static String member(Random random) {
    return random.nextInt(10) == 0 ? value(random) : pick(random, MEMBERS.toArray(String[]::new));
  }

  private static String value(Random random) {
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static Graph parse(String turtle) {
    Graph graph = GraphFactory.createGraphMem();
    RDFParser.fromString(turtle, Lang.TURTLE)
        .errorHandler(ErrorHandlerFactory.errorHandlerNoWarnings)
        .parse(graph);
    return graph;
  }
}
