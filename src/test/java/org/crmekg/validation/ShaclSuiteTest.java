package org.crmekg.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.engine.ShaclPaths;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.system.G;
import org.crmekg.ConfigException;
import org.crmekg.SharedData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The W3C data-shapes test suite, core and SPARQL, through the routing of shapes to engines. */
class ShaclSuiteTest {
  private static final String MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
  private static final String SHT = "http://www.w3.org/ns/shacl-test#";

  /** Cases whose verdict (conforms, does not conform, is refused) is not the expected one. */
  private static final Set<String> VERDICT_DEVIATIONS = Set.of();

  /** Cases whose results are not the expected ones, by focus node, path, value and so on. */
  private static final Set<String> REPORT_DEVIATIONS = Set.of();

  private record Case(String name, Path data, Path shapes, Node result, Graph manifest) {}

  private record Outcome(boolean verdict, boolean report, String what) {}

  @Test
  void theSuiteDeviatesInTheNamedCasesOnly() {
    List<Case> cases = cases(SharedData.require("suites/shacl"));
    var verdicts = new TreeSet<String>();
    var reports = new TreeSet<String>();
    var engines = new TreeMap<String, Integer>();
    for (Case c : cases) {
      Outcome outcome = run(c, engines);
      if (!outcome.verdict) {
        verdicts.add(c.name);
      }
      if (!outcome.report) {
        reports.add(c.name);
        System.err.println(c.name + ": " + outcome.what);
      }
    }
    System.err.printf(
        "W3C data-shapes: %d cases, verdict %d, full report %d, shapes %s%n",
        cases.size(), cases.size() - verdicts.size(), cases.size() - reports.size(), engines);
    assertThat(cases).hasSize(121);
    assertThat(verdicts).isEqualTo(new TreeSet<>(VERDICT_DEVIATIONS));
    assertThat(reports).isEqualTo(new TreeSet<>(REPORT_DEVIATIONS));
  }

  private static Outcome run(Case c, Map<String, Integer> engines) {
    boolean refusal = c.result.equals(NodeFactory.createURI(SHT + "Failure"));
    ShapesGraph shapes;
    try {
      shapes = new ShapesReader(Strictness.PLAIN).read(List.of(c.shapes));
    } catch (ConfigException e) {
      return new Outcome(refusal, refusal, "refused: " + e.getMessage());
    }
    if (refusal) {
      return new Outcome(false, false, "should be refused");
    }
    shapes.shapes().forEach(s -> engines.merge(s.engine().name(), 1, Integer::sum));
    Graph data = RDFDataMgr.loadGraph(c.data.toUri().toString());
    ValidationReport report = new Validator().validate(shapes, data, ValidationOptions.plain());
    Graph projected = project(data, Projection.of(shapes, ComputedProperties.none()));
    assertThat(new Validator().validate(shapes, projected, ValidationOptions.plain()).results())
        .as("the projection gives the same report: %s", c.name)
        .isEqualTo(report.results());
    boolean expectedVerdict = G.contains(c.manifest, c.result, SHACL.conforms, ShapeLint.TRUE);
    List<String> expected = expected(c);
    List<String> actual = report.results().stream().map(ShaclSuiteTest::render).sorted().toList();
    return new Outcome(
        report.conforms() == expectedVerdict,
        expected.equals(actual),
        "%s\n  expected %s\n  actual   %s"
            .formatted(
                shapes.shapes().stream().map(s -> s.engine() + "" + s.routing()).toList(),
                String.join("\n           ", expected),
                String.join("\n           ", actual)));
  }

  private static Graph project(Graph data, Projection projection) {
    return switch (projection) {
      case Projection.Everything all -> data;
      case Projection.Predicates some -> {
        Graph part = GraphFactory.createGraphMem();
        data.find()
            .filterKeep(t -> some.predicates().contains(t.getPredicate()))
            .forEachRemaining(part::add);
        yield part;
      }
    };
  }

  private static List<String> expected(Case c) {
    return G.listSP(c.manifest, c.result, SHACL.result).stream()
        .map(
            r -> {
              Node path = G.getZeroOrOneSP(c.manifest, r, SHACL.resultPath);
              return String.join(
                  " ",
                  label(G.getOneSP(c.manifest, r, SHACL.focusNode)),
                  path == null ? "-" : ShaclPaths.parsePath(c.manifest, path).toString(),
                  label(G.getZeroOrOneSP(c.manifest, r, SHACL.value)),
                  label(G.getOneSP(c.manifest, r, SHACL.sourceConstraintComponent)),
                  label(G.getOneSP(c.manifest, r, SHACL.resultSeverity)),
                  label(G.getZeroOrOneSP(c.manifest, r, SHACL.sourceShape)));
            })
        .sorted()
        .toList();
  }

  private static String render(ValidationResult r) {
    return String.join(
        " ",
        label(r.focusNode()),
        r.path().map(p -> p.path().toString()).orElse("-"),
        label(r.value().orElse(null)),
        label(r.component()),
        label(r.severity().iri()),
        label(r.sourceShape()));
  }

  /** Blank nodes have other labels in the report than in the data, so they all look alike here. */
  private static String label(@Nullable Node node) {
    return node == null ? "-" : node.isBlank() ? "_:" : node.toString();
  }

  /** All files with test entries: the manifest of sparql/component forgets one of its four. */
  private static List<Case> cases(Path suite) {
    List<Case> cases = new ArrayList<>();
    try (Stream<Path> files = Files.walk(suite)) {
      files
          .filter(f -> f.toString().endsWith(".ttl"))
          .sorted()
          .forEach(f -> cases.addAll(casesOf(suite, f)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static List<Case> casesOf(Path suite, Path file) {
    Graph graph = RDFDataMgr.loadGraph(file.toUri().toString());
    List<Case> cases = new ArrayList<>();
    for (Node entries : G.listSP(graph, uri(file.toUri().toString()), uri(MF + "entries"))) {
      for (Node entry : ShapeUnit.members(graph, entries)) {
        Node action = G.getOneSP(graph, entry, uri(MF + "action"));
        cases.add(
            new Case(
                suite.relativize(file).toString().replace(".ttl", ""),
                file(G.getOneSP(graph, action, uri(SHT + "dataGraph"))),
                file(G.getOneSP(graph, action, uri(SHT + "shapesGraph"))),
                G.getOneSP(graph, entry, uri(MF + "result")),
                graph));
      }
    }
    return cases;
  }

  private static Path file(Node node) {
    return Path.of(URI.create(node.getURI()));
  }

  private static Node uri(String iri) {
    return NodeFactory.createURI(iri);
  }
}
