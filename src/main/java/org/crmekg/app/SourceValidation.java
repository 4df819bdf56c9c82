package org.crmekg.app;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.RequestContext;
import org.crmekg.Visibility;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.finding.Finding;
import org.crmekg.finding.Severity;
import org.crmekg.finding.SourceCell;
import org.crmekg.lineage.Evidence;
import org.crmekg.member.Member;
import org.crmekg.rdf.Prefixes;
import org.crmekg.validation.ComputedProperties;
import org.crmekg.validation.Judges;
import org.crmekg.validation.Projection;
import org.crmekg.validation.ResultPath;
import org.crmekg.validation.Shape;
import org.crmekg.validation.ShapesGraph;
import org.crmekg.validation.ShapesReader;
import org.crmekg.validation.Strictness;
import org.crmekg.validation.ValidationOptions;
import org.crmekg.validation.ValidationReport;
import org.crmekg.validation.ValidationResult;
import org.crmekg.validation.Validator;
import org.crmekg.virtual.Quads;

/**
 * Validates each source's view and the golden view, and turns results into findings with the source
 * cells behind them.
 *
 * <p>Only the triples that the shapes can look at are fetched.
 */
final class SourceValidation {
  private static final String KIND = "shape";
  private static final String GOLDEN = "golden";

  private final KnowledgeGraph graph;
  private final ComputedProperties computed = ComputedProperties.standard();

  /** A finding and what was judged. */
  private record Judged(String view, Finding finding) {}

  SourceValidation(KnowledgeGraph graph) {
    this.graph = graph;
  }

  ValidationView run(LocalDate asOf, RequestContext context) {
    long start = graph.environment().nanoTime().getAsLong();
    Instant now = graph.environment().clock().instant();
    ShapesGraph shapes = new ShapesReader(Strictness.PRODUCT).read(graph.config().shapes());
    var options = new ValidationOptions(classes(), computed, Optional.of(asOf), context.deadline());
    var found = new ArrayList<Judged>();
    var ran = new LinkedHashSet<String>();
    var skipped = new LinkedHashSet<String>();
    ShapesGraph ofSources = shapes.judging(Judges.SOURCE_VIEW);
    if (!ofSources.shapes().isEmpty()) {
      for (RunningSource source : graph.runtimes()) {
        if (context.sees(source.config().id())) {
          Graph data = sourceView(source.member(), Projection.of(ofSources, computed), context);
          ValidationReport report = new Validator().validate(ofSources, data, options);
          note(report, ran, skipped);
          for (ValidationResult result : report.results()) {
            found.addAll(inSource(source, result, data, shapes, now, context));
          }
        }
      }
    }
    ShapesGraph ofGolden = shapes.judging(Judges.GOLDEN_VIEW);
    if (!ofGolden.shapes().isEmpty()) {
      Graph data = goldenView(Projection.of(ofGolden, computed), context);
      ValidationReport report = new Validator().validate(ofGolden, data, options);
      note(report, ran, skipped);
      for (ValidationResult result : report.results()) {
        found.addAll(inGoldenView(result, shapes, now, context));
      }
    }
    if (context.visible() instanceof Visibility.AllSources) {
      graph.findings().replaceRun(KIND, found.stream().map(Judged::finding).toList(), now);
    }
    return view(found, ran, skipped, graph.leftOut(context), start);
  }

  private static void note(ValidationReport report, Set<String> ran, Set<String> skipped) {
    report.judged().forEach(s -> ran.add(name(s)));
    report.skipped().forEach(s -> skipped.add(name(s)));
  }

  private ValidationView view(
      List<Judged> found,
      Set<String> ran,
      Set<String> skipped,
      Map<String, Long> leftOut,
      long start) {
    Map<String, Judged> distinct = new LinkedHashMap<>();
    found.stream()
        .sorted(
            Comparator.comparing((Judged j) -> j.finding().severity())
                .thenComparing(j -> j.finding().rule().name())
                .thenComparing(j -> j.view())
                .thenComparing(j -> j.finding().place().focus().toString())
                .thenComparing(j -> j.finding().id()))
        .forEach(j -> distinct.putIfAbsent(j.finding().id() + " " + j.finding().message(), j));
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Severity severity : Severity.values()) {
      counts.put(
          severity.label(),
          distinct.values().stream().filter(j -> j.finding().severity() == severity).count());
    }
    return new ValidationView(
        counts,
        distinct.values().stream().map(j -> Views.of(j.finding(), j.view())).toList(),
        List.copyOf(ran),
        List.copyOf(skipped),
        leftOut,
        (graph.environment().nanoTime().getAsLong() - start) / 1_000_000);
  }

  private Graph classes() {
    Graph classes = GraphFactory.createDefaultGraph();
    graph.ontology().find(Node.ANY, RDFS.Nodes.subClassOf, Node.ANY).forEachRemaining(classes::add);
    return classes;
  }

  private static Graph sourceView(Member member, Projection projection, RequestContext context) {
    Graph data = GraphFactory.createDefaultGraph();
    for (Quad pattern : patterns(projection)) {
      if (member.descriptor().canAnswer(pattern)) {
        try (Quads quads = member.request(pattern, context)) {
          quads.forEachRemaining(q -> data.add(q.asTriple()));
        }
      }
    }
    return data;
  }

  private Graph goldenView(Projection projection, RequestContext context) {
    Graph data = GraphFactory.createDefaultGraph();
    FederatedDataset dataset = graph.dataset(context);
    for (Quad pattern : patterns(projection)) {
      Iterator<Quad> quads =
          dataset.find(Quad.defaultGraphIRI, Node.ANY, pattern.getPredicate(), Node.ANY);
      try {
        quads.forEachRemaining(q -> data.add(q.asTriple()));
      } finally {
        Iter.close(quads);
      }
    }
    return data;
  }

  private static List<Quad> patterns(Projection projection) {
    return switch (projection) {
      case Projection.Everything everything -> List.of(pattern(Node.ANY));
      case Projection.Predicates p ->
          p.predicates().stream().map(SourceValidation::pattern).toList();
    };
  }

  private static Quad pattern(Node predicate) {
    return new Quad(Node.ANY, Node.ANY, predicate, Node.ANY);
  }

  // ---- Source views

  private List<Judged> inSource(
      RunningSource source,
      ValidationResult result,
      Graph data,
      ShapesGraph shapes,
      Instant now,
      RequestContext context) {
    String id = source.config().id();
    var judged = new ArrayList<Judged>();
    for (Optional<Node> value : values(result, data)) {
      List<SourceCell> cells = cells(source, result, value, data, context);
      judged.add(
          new Judged(
              id,
              Finding.of(
                  rule(result, shapes),
                  severity(result),
                  result.message(),
                  place(result, value),
                  cells,
                  Optional.of(source.config().owner()),
                  Set.of(id),
                  now)));
    }
    return judged;
  }

  /** The values to blame: of a computed property, those that it was computed from. */
  private List<Optional<Node>> values(ValidationResult result, Graph data) {
    Optional<Node> property = result.path().flatMap(ResultPath::predicate);
    if (property.isPresent() && computed.sourceOf(property.get()).isPresent()) {
      List<Node> blamed = computed.blamed(property.get(), result.focusNode(), data);
      if (!blamed.isEmpty()) {
        return blamed.stream().map(Optional::of).toList();
      }
    }
    return List.of(result.value());
  }

  private List<SourceCell> cells(
      RunningSource source,
      ValidationResult result,
      Optional<Node> value,
      Graph data,
      RequestContext context) {
    Node focus = result.focusNode();
    Optional<Node> property = property(result);
    if (property.isPresent() && value.isPresent() && result.path().isPresent()) {
      List<SourceCell> exact =
          cells(
              evidence(source, Triple.create(focus, property.get(), value.get()), context),
              Optional.empty());
      if (!exact.isEmpty()) {
        return exact;
      }
    }
    // Nothing is there to trace: the row of the node, and the column that would have held a value.
    for (Node type : types(focus, data)) {
      List<Evidence> row = evidence(source, Triple.create(focus, RDF.Nodes.type, type), context);
      List<SourceCell> cells = cells(row, Optional.of(columns(source, focus, property)));
      if (!cells.isEmpty()) {
        return cells;
      }
    }
    return List.of();
  }

  private Optional<Node> property(ValidationResult result) {
    return result
        .path()
        .flatMap(ResultPath::firstStep)
        .filter(step -> !step.inverse())
        .map(ResultPath.Step::predicate)
        .map(p -> computed.sourceOf(p).orElse(p));
  }

  private static Collection<Node> types(Node focus, Graph data) {
    return data.find(focus, RDF.Nodes.type, Node.ANY).mapWith(Triple::getObject).toSet();
  }

  private List<Evidence> evidence(RunningSource source, Triple triple, RequestContext context) {
    return graph.tracer().evidence(source.config().id(), triple, context);
  }

  private static List<SourceCell> cells(
      List<Evidence> evidence, Optional<List<String>> otherColumns) {
    var cells = new ArrayList<SourceCell>();
    for (Evidence e : evidence) {
      List<String> columns = otherColumns.orElse(e.columns());
      for (Evidence.Row row : e.rows()) {
        if (columns.isEmpty()) {
          cells.add(new SourceCell(e.source(), e.table(), row.key(), "", ""));
        }
        for (String column : columns) {
          cells.add(
              new SourceCell(
                  e.source(),
                  e.table(),
                  row.key(),
                  column,
                  otherColumns.isPresent() ? "" : row.values().getOrDefault(column, "")));
        }
      }
    }
    return cells.stream().distinct().limit(10).toList();
  }

  /** The columns from which the mapping would make this property of this node. */
  private static List<String> columns(RunningSource source, Node focus, Optional<Node> property) {
    if (!(source instanceof SourceRuntime mapped)) {
      return List.of();
    }
    return property
        .map(
            p ->
                mapped.compiled().quadMaps().stream()
                    .filter(q -> q.canMake(focus, p))
                    .flatMap(q -> q.object().columns().stream())
                    .map(c -> c.column().name())
                    .distinct()
                    .toList())
        .orElse(List.of());
  }

  // ---- The golden view

  private List<Judged> inGoldenView(
      ValidationResult result, ShapesGraph shapes, Instant now, RequestContext context) {
    Optional<Node> property = property(result);
    List<Evidence> evidence =
        graph
            .tracer()
            .explain(
                result.focusNode(),
                property.orElse(RDF.Nodes.type),
                property.isPresent() ? result.value().orElse(null) : null,
                context)
            .stream()
            .flatMap(e -> e.evidence().stream())
            .distinct()
            .toList();
    if (evidence.isEmpty()) {
      evidence =
          graph.tracer().explain(result.focusNode(), RDF.Nodes.type, null, context).stream()
              .flatMap(e -> e.evidence().stream())
              .distinct()
              .toList();
    }
    Set<String> inputs =
        evidence.stream()
            .map(Evidence::source)
            .filter(s -> graph.config().source(s).isPresent())
            .collect(Collectors.toCollection(HashSet::new));
    if (inputs.isEmpty()) {
      graph.config().sources().forEach(s -> inputs.add(s.id()));
    }
    String owner =
        evidence.stream()
            .map(Evidence::owner)
            .filter(o -> !o.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    return List.of(
        new Judged(
            GOLDEN,
            Finding.of(
                rule(result, shapes),
                severity(result),
                result.message(),
                place(result, result.value()),
                cells(evidence, Optional.empty()),
                owner.isEmpty() ? Optional.empty() : Optional.of(owner),
                inputs,
                now)));
  }

  // ---- Both

  private static Finding.Rule rule(ValidationResult result, ShapesGraph shapes) {
    Optional<Shape> root =
        shapes.shapes().stream().filter(s -> s.node().equals(result.rootShape())).findFirst();
    String source =
        root.map(s -> s.sources().stream().map(Prefixes::shown).collect(Collectors.joining("; ")))
            .orElse("");
    return new Finding.Rule(
        KIND, root.map(SourceValidation::name).orElse(Prefixes.shown(result.rootShape())), source);
  }

  /** The shape's IRI, which people and programs can look up; a shape without one is described. */
  private static String name(Shape shape) {
    return shape.node().isURI() ? shape.node().getURI() : shape.name();
  }

  private static Severity severity(ValidationResult result) {
    for (Severity severity : Severity.values()) {
      if (severity.label().equals(result.severity().label())) {
        return severity;
      }
    }
    return Severity.VIOLATION;
  }

  private static Finding.Place place(ValidationResult result, Optional<Node> value) {
    return new Finding.Place(
        result.focusNode(),
        result.path().map(p -> p.predicate().map(Prefixes::shown).orElse(p.rendered())),
        value);
  }
}
