package org.crmekg.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.GraphUtil;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandler;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.system.G;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.validation.ShapeLint.Finding;

/**
 * Reads shapes from Turtle files, checks them, and decides which engine gets each.
 *
 * <p>All that is wrong is reported at once. Nothing is loaded over the network: owl:imports is not
 * followed. A folder stands for all its {@code .ttl} files, in the order of their names, without
 * those in its sub-folder {@code examples}.
 */
public final class ShapesReader {
  /** Holds data that the shapes are shown on, valid and invalid. */
  private static final String EXAMPLES = "examples";

  private static final Path IN_MEMORY = Path.of("(in memory)");

  private final Strictness strictness;

  public ShapesReader(Strictness strictness) {
    this.strictness = strictness;
  }

  /**
   * Reads files and folders into one shapes graph.
   *
   * @throws ConfigException with {@link Problem#SHAPES_INVALID} if a file cannot be read or a shape
   *     is not well formed, {@link Problem#SHAPE_UNSUPPORTED} if no engine here judges one of them
   */
  public ShapesGraph read(Collection<Path> filesAndFolders) {
    Graph all = GraphFactory.createGraphMem();
    Map<Node, Path> files = new HashMap<>();
    for (Path file : turtleFiles(filesAndFolders)) {
      Graph graph = parse(file);
      GraphUtil.addInto(all, graph);
      graph.getPrefixMapping().getNsPrefixMap().forEach(all.getPrefixMapping()::setNsPrefix);
      graph.find().forEachRemaining(t -> files.putIfAbsent(t.getSubject(), file));
    }
    return new Reading(all, files).shapesGraph();
  }

  /**
   * Checks shapes that are in memory already.
   *
   * @throws ConfigException as {@link #read} does
   */
  public static ShapesGraph of(Graph graph, Strictness strictness) {
    return new ShapesReader(strictness).new Reading(graph, Map.of()).shapesGraph();
  }

  private static List<Path> turtleFiles(Collection<Path> filesAndFolders) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : filesAndFolders) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> inside = Files.walk(path)) {
        inside
            .filter(f -> f.toString().endsWith(".ttl"))
            .filter(f -> !path.relativize(f).startsWith(EXAMPLES))
            .sorted()
            .forEach(files::add);
      } catch (IOException e) {
        throw new ConfigException(
            Problem.SHAPES_INVALID, "%s cannot be listed: %s".formatted(path, e.getMessage()), e);
      }
    }
    return List.copyOf(files);
  }

  private static Graph parse(Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(
          Problem.SHAPES_INVALID, "%s cannot be read; is the name right?".formatted(file));
    }
    Graph graph = GraphFactory.createGraphMem();
    try {
      RDFParser.source(file)
          .forceLang(Lang.TURTLE)
          .base(file.toUri().toString())
          .errorHandler(new SyntaxErrors(file))
          .parse(graph);
    } catch (RiotException e) {
      throw new ConfigException(
          Problem.SHAPES_INVALID, "%s is not Turtle: %s".formatted(file, e.getMessage()), e);
    }
    return graph;
  }

  /** Turns a syntax error into a refusal with its place; shapes are read whole or not at all. */
  private record SyntaxErrors(Path file) implements ErrorHandler {
    @Override
    public void warning(String message, long line, long column) {
      // Unusual IRIs and literals are the lint's business, which knows where they stand.
    }

    @Override
    public void error(String message, long line, long column) {
      throw new ConfigException(
          Problem.SHAPES_INVALID,
          "%s, line %d, column %d: %s".formatted(file, line, column, message));
    }

    @Override
    public void fatal(String message, long line, long column) {
      error(message, line, column);
    }
  }

  /** One reading of a whole shapes graph. */
  private final class Reading {
    private final Graph graph;
    private final Map<Node, Path> files;
    private final NodeText text;
    private final ShapeLint lint;

    private Reading(Graph graph, Map<Node, Path> files) {
      this.graph = graph;
      this.files = files;
      this.text = new NodeText(graph.getPrefixMapping());
      this.lint = new ShapeLint(graph, new ConstraintComponents(graph), text, strictness);
    }

    private ShapesGraph shapesGraph() {
      lint.checkTerms();
      List<Shape> shapes = roots().stream().map(this::shape).toList();
      classesWithoutTarget();
      if (strictness == Strictness.PRODUCT) {
        orphans();
      }
      refuse();
      return new ShapesGraph(
          shapes.stream().sorted(Comparator.comparing(Shape::name)).toList(), graph);
    }

    /** The shapes with a target, by name, so that two readings agree. */
    private List<Node> roots() {
      Set<Node> roots = new LinkedHashSet<>();
      for (String target : ShaclTerms.TARGETS) {
        graph
            .find(Node.ANY, ShaclTerms.term(target), Node.ANY)
            .forEachRemaining(t -> roots.add(t.getSubject()));
      }
      Stream.of(SHACL.NodeShape, SHACL.PropertyShape)
          .flatMap(type -> G.allNodesOfTypeRDFS(graph, type).stream())
          .filter(shape -> ShapeLint.isImplicitClassTarget(graph, shape))
          .forEach(roots::add);
      graph
          .find(Node.ANY, SHACL.target, Node.ANY)
          .forEachRemaining(
              t ->
                  lint.unsupported(
                      t.getSubject(), "sh:target (SHACL Advanced Features) is not supported"));
      return List.copyOf(roots);
    }

    private Shape shape(Node node) {
      List<Target> targets = targets(node);
      ShapeLint.Route route = lint.route(node, targets);
      return new Shape(
          node,
          node.isBlank() ? text.describe(graph, node) : text.of(node),
          fileOf(node),
          targets,
          G.listSP(graph, node, SHACL.severity).stream()
              .findFirst()
              .map(Severity::new)
              .orElse(Severity.VIOLATION),
          G.listSP(graph, node, SHACL.message),
          judges(node),
          G.listSP(graph, node, DCTerms.source.asNode()),
          date(node, Gov.VALID_FROM),
          date(node, Gov.VALID_TO),
          Set.copyOf(G.listSP(graph, node, Gov.JURISDICTION)),
          G.contains(graph, node, SHACL.deactivated, ShapeLint.TRUE),
          route.engine(),
          route.reasons());
    }

    private Path fileOf(Node node) {
      Path file = files.get(node);
      return file == null ? IN_MEMORY : file;
    }

    private List<Target> targets(Node node) {
      List<Target> targets = new ArrayList<>();
      G.listSP(graph, node, SHACL.targetClass).forEach(c -> targets.add(new Target.ClassTarget(c)));
      G.listSP(graph, node, SHACL.targetNode).forEach(n -> targets.add(new Target.NodeTarget(n)));
      G.listSP(graph, node, SHACL.targetSubjectsOf)
          .forEach(p -> targets.add(new Target.SubjectsOf(p)));
      G.listSP(graph, node, SHACL.targetObjectsOf)
          .forEach(p -> targets.add(new Target.ObjectsOf(p)));
      var itself = new Target.ClassTarget(node);
      if (ShapeLint.isImplicitClassTarget(graph, node) && !targets.contains(itself)) {
        targets.add(itself);
      }
      return targets;
    }

    private Optional<Judges> judges(Node node) {
      List<Node> values = G.listSP(graph, node, Gov.JUDGES);
      if (values.isEmpty()) {
        if (strictness == Strictness.PRODUCT) {
          lint.invalid(
              node,
              "the shape does not say what it judges: add gov:judges gov:SourceView,"
                  + " gov:GoldenView or gov:SurvivingValue");
        }
        return Optional.empty();
      }
      Optional<Judges> judges = Judges.of(values.get(0));
      if (values.size() > 1 || judges.isEmpty()) {
        lint.invalid(
            node, "gov:judges is one of gov:SourceView, gov:GoldenView, gov:SurvivingValue");
        return Optional.empty();
      }
      if (strictness == Strictness.PRODUCT && judges.get() == Judges.SURVIVING_VALUE) {
        lint.unsupported(
            node,
            "gov:judges gov:SurvivingValue is not supported by this version; use gov:SourceView or"
                + " gov:GoldenView");
      }
      return judges;
    }

    private Optional<LocalDate> date(Node node, Node property) {
      List<Node> values = G.listSP(graph, node, property);
      if (values.isEmpty()) {
        return Optional.empty();
      }
      Node value = values.get(0);
      if (values.size() == 1
          && value.isLiteral()
          && XSDDatatype.XSDdate.equals(value.getLiteralDatatype())) {
        try {
          return Optional.of(LocalDate.parse(value.getLiteralLexicalForm()));
        } catch (DateTimeParseException e) {
          // Falls through to the message: a day that does not exist, or one with a time zone.
        }
      }
      lint.invalid(
          node, "%s is one xsd:date such as \"2026-01-31\"^^xsd:date".formatted(text.of(property)));
      return Optional.empty();
    }

    /** owl:Class is no implicit target by the standard, but many files mean it as one. */
    private void classesWithoutTarget() {
      for (Node shape : G.allNodesOfTypeRDFS(graph, SHACL.NodeShape)) {
        if (graph.contains(shape, RDF.type.asNode(), OWL.Class.asNode())
            && targets(shape).isEmpty()
            && !isReferred(shape)) {
          lint.invalid(
              shape,
              "an owl:Class is no target by itself: add sh:targetClass %s, or the type rdfs:Class"
                  .formatted(text.of(shape)));
        }
      }
    }

    private void orphans() {
      Stream.of(SHACL.NodeShape, SHACL.PropertyShape)
          .flatMap(type -> G.allNodesOfTypeRDFS(graph, type).stream())
          .distinct()
          .filter(shape -> targets(shape).isEmpty() && !isReferred(shape))
          // A misspelt target is said to be one, and not to be missing too.
          .filter(shape -> lint.findings().stream().noneMatch(f -> f.node().equals(shape)))
          .forEach(
              shape ->
                  lint.invalid(shape, "the shape has no target and no other shape refers to it"));
    }

    private boolean isReferred(Node shape) {
      return graph
          .find(Node.ANY, Node.ANY, shape)
          .filterKeep(t -> !t.getPredicate().equals(SHACL.targetClass))
          .filterKeep(t -> ShaclTerms.localName(t.getPredicate()).isPresent() || isCell(t))
          .hasNext();
    }

    private static boolean isCell(Triple t) {
      return t.getPredicate().equals(RDF.first.asNode());
    }

    private void refuse() {
      Set<String> invalid = messages(Problem.SHAPES_INVALID);
      Set<String> unsupported = messages(Problem.SHAPE_UNSUPPORTED);
      if (!invalid.isEmpty()) {
        invalid.addAll(unsupported);
        throw new ConfigException(Problem.SHAPES_INVALID, String.join("\n", invalid));
      }
      if (!unsupported.isEmpty()) {
        throw new ConfigException(Problem.SHAPE_UNSUPPORTED, String.join("\n", unsupported));
      }
    }

    private Set<String> messages(Problem problem) {
      Supplier<Set<String>> sorted = TreeSet::new;
      return lint.findings().stream()
          .filter(f -> f.problem() == problem)
          .map(this::message)
          .collect(Collectors.toCollection(sorted));
    }

    private String message(Finding finding) {
      Node node = finding.node();
      String shape = text.describe(graph, node).indent(4).stripTrailing();
      return "%s: %s: %s%s"
          .formatted(
              fileOf(node),
              node.isBlank() ? "a blank node" : text.of(node),
              finding.text(),
              "\n" + shape);
    }
  }
}
