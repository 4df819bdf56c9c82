package org.crmekg.rdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.GraphMemFactory;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.crmekg.ConfigException;
import org.junit.jupiter.api.Test;

class CanonicalTurtleTest {
  private static final Map<String, String> PREFIXES =
      Map.of("e", "http://e/", "deep", "http://e/deep/", "unused", "http://u/");

  private static Graph parse(String turtle) {
    Graph graph = GraphMemFactory.createDefaultGraph();
    RDFParser.fromString(turtle, Lang.TURTLE).parse(graph);
    return graph;
  }

  @Test
  void theLongestPrefixIsTakenAndUnusedOnesAreLeftOut() {
    assertThat(CanonicalTurtle.write(parse("<http://e/a> <http://e/deep/p> 1 , 1.5 ."), PREFIXES))
        .isEqualTo(
            """
            @prefix deep: <http://e/deep/> .
            @prefix e: <http://e/> .

            e:a
                deep:p 1 , 1.5 .
            """);
  }

  @Test
  void listsAndNestedNodesStandWhereTheyArePointedTo() {
    assertThat(
            CanonicalTurtle.write(
                parse(
                    "<http://e/a> <http://e/p> [ <http://e/q> ( 2 \"x\"@en ) ; <http://e/b> [] ]"
                        + " , () ."),
                PREFIXES))
        .isEqualTo(
            """
            @prefix e: <http://e/> .

            e:a
                e:p () , [
                    e:b [] ;
                    e:q ( 2 "x"@en )
                ] .
            """);
  }

  @Test
  void aBlankNodeThatTwoPointToIsRefusedByName() {
    Graph graph = parse("<http://e/a> <http://e/p> _:x . <http://e/b> <http://e/p> _:x .");
    assertThatThrownBy(() -> CanonicalTurtle.write(graph, PREFIXES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("http://e/p")
        .hasMessageContaining("give it an IRI");
  }

  @Test
  void blankNodesInACircleAreRefused() {
    Graph graph = parse("_:x <http://e/p> _:y . _:y <http://e/p> _:x .");
    assertThatThrownBy(() -> CanonicalTurtle.write(graph, PREFIXES))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void anyOrderOfAnyGraphGivesOneTextThatReadsBack() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Triple> triples = randomTriples(random);
      String text = CanonicalTurtle.write(graph(triples), PREFIXES);
      Collections.shuffle(triples, random);
      assertThat(CanonicalTurtle.write(graph(triples), PREFIXES)).isEqualTo(text);
      assertThat(parse(text).isIsomorphicWith(graph(triples)))
          .as("seed %d:%n%s", seed, text)
          .isTrue();
    }
  }

  private static Graph graph(List<Triple> triples) {
    Graph graph = GraphMemFactory.createDefaultGraph();
    triples.forEach(graph::add);
    return graph;
  }

  private static List<Triple> randomTriples(Random random) {
    var triples = new ArrayList<Triple>();
    for (int i = 0; i < 20; i++) {
      Node subject = NodeFactory.createURI("http://e/" + random.nextInt(5));
      if (random.nextInt(4) == 0) {
        Node nested = NodeFactory.createBlankNode();
        triples.add(Triple.create(subject, property(random), nested));
        subject = nested;
      }
      triples.add(Triple.create(subject, property(random), object(random)));
    }
    return triples;
  }

  private static Node property(Random random) {
    return NodeFactory.createURI("http://e/deep/p" + random.nextInt(3));
  }

  private static Node object(Random random) {
    String text =
        List.of("", "a\nb", "\"q\"\\", "\u0001\t\u007F", "日本 😀", "-7", "1.", "+.5", "true", "01")
            .get(random.nextInt(10));
    return switch (random.nextInt(5)) {
      case 0 -> NodeFactory.createLiteralLang(text, "de-CH");
      case 1 -> NodeFactory.createLiteralString(text);
      case 2 -> NodeFactory.createLiteralDT(text, XSDDatatype.XSDinteger);
      case 3 ->
          NodeFactory.createLiteralDT(
              text, TypeMapper.getInstance().getSafeTypeByName("http://e/deep/type"));
      default -> NodeFactory.createURI("http://e/x/é%20(" + random.nextInt(3) + ")");
    };
  }
}
