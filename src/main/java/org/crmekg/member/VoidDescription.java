package org.crmekg.member;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.member.EndpointProfile.Objects;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.TurtleReader;

/**
 * Profiles as VoID (W3C Interest Group Note, 3 March 2011, §4.5): property and class partitions.
 *
 * <p>What the objects of a predicate are VoID does not say; {@code ekg:objects} does.
 */
public final class VoidDescription {
  private static final String VOID = "http://rdfs.org/ns/void#";
  private static final Node PROPERTY_PARTITION = iri("propertyPartition");
  private static final Node CLASS_PARTITION = iri("classPartition");
  private static final Node PROPERTY = iri("property");
  private static final Node CLASS = iri("class");
  private static final Node ENDPOINT = iri("sparqlEndpoint");
  private static final Node OBJECTS = NodeFactory.createURI(Ekg.CONFIG + "objects");

  private VoidDescription() {}

  /**
   * Reads a file.
   *
   * @param endpoint whose partitions are taken where the file describes several data sets
   * @throws ConfigException if it is no Turtle, or describes no properties
   */
  public static EndpointProfile read(Path file, String endpoint) {
    Graph graph = GraphFactory.createDefaultGraph();
    new TurtleReader(file.toUri().toString(), Problem.CONFIG_INVALID).read(file, graph);
    Set<Node> datasets = new HashSet<>();
    graph
        .find(Node.ANY, PROPERTY_PARTITION, Node.ANY)
        .forEachRemaining(t -> datasets.add(t.getSubject()));
    Node own = NodeFactory.createURI(endpoint);
    if (datasets.stream().anyMatch(d -> graph.contains(d, ENDPOINT, own))) {
      datasets.removeIf(d -> !graph.contains(d, ENDPOINT, own));
    }
    if (datasets.isEmpty()) {
      throw new ConfigException(
          Problem.CONFIG_INVALID,
          "%s describes no data set by its properties (void:propertyPartition); `ekg sources profile` writes such a file"
              .formatted(file));
    }
    if (datasets.size() > 1) {
      throw new ConfigException(
          Problem.CONFIG_INVALID,
          "%s describes %d data sets, and none has void:sparqlEndpoint <%s>"
              .formatted(file, datasets.size(), endpoint));
    }
    Node dataset = datasets.iterator().next();
    Map<Node, Objects> predicates = new HashMap<>();
    Map<Node, Long> counts = new HashMap<>();
    for (Node part : objects(graph, dataset, PROPERTY_PARTITION)) {
      for (Node property : objects(graph, part, PROPERTY)) {
        predicates.put(property, kind(graph, part, file));
        count(graph, part, "triples").ifPresent(n -> counts.put(property, n));
      }
    }
    Set<Node> classes = new HashSet<>();
    for (Node part : objects(graph, dataset, CLASS_PARTITION)) {
      for (Node type : objects(graph, part, CLASS)) {
        classes.add(type);
        count(graph, part, "entities").ifPresent(n -> counts.put(type, n));
      }
    }
    return new EndpointProfile(predicates, classes, counts);
  }

  private static Objects kind(Graph graph, Node part, Path file) {
    List<Node> given = objects(graph, part, OBJECTS);
    if (given.isEmpty()) {
      return Objects.UNKNOWN;
    }
    String name = given.getFirst().isLiteral() ? given.getFirst().getLiteralLexicalForm() : "";
    for (Objects kind : Objects.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new ConfigException(
        Problem.CONFIG_INVALID,
        "%s: ekg:objects \"%s\" must be literals, resources, mixed or unknown"
            .formatted(file, name));
  }

  private static Optional<Long> count(Graph graph, Node part, String property) {
    return objects(graph, part, iri(property)).stream()
        .filter(n -> n.isLiteral() && n.getLiteralLexicalForm().matches("\\d{1,18}"))
        .map(n -> Long.valueOf(n.getLiteralLexicalForm()))
        .findFirst();
  }

  private static List<Node> objects(Graph graph, Node subject, Node predicate) {
    return graph.find(subject, predicate, Node.ANY).mapWith(Triple::getObject).toList();
  }

  private static Node iri(String name) {
    return NodeFactory.createURI(VOID + name);
  }

  /** Writes a profile as Turtle. */
  public static String write(EndpointProfile profile, String endpoint) {
    var out = new StringBuilder();
    out.append("@prefix void: <").append(VOID).append("> .\n");
    out.append("@prefix ekg: <").append(Ekg.CONFIG).append("> .\n\n");
    out.append("<#dataset> a void:Dataset ;\n    void:sparqlEndpoint <")
        .append(endpoint)
        .append(">");
    profile.predicates().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(EndpointBlock::byIri))
        .forEach(
            e ->
                out.append(
                    " ;\n    void:propertyPartition [ void:property <%s> ; void:triples %d ; ekg:objects \"%s\" ]"
                        .formatted(
                            e.getKey().getURI(),
                            profile.counts().getOrDefault(e.getKey(), 0L),
                            e.getValue().name().toLowerCase(Locale.ROOT))));
    profile.classes().stream()
        .sorted(EndpointBlock::byIri)
        .forEach(
            c ->
                out.append(
                    " ;\n    void:classPartition [ void:class <%s> ; void:entities %d ]"
                        .formatted(c.getURI(), profile.counts().getOrDefault(c, 0L))));
    return out.append(" .\n").toString();
  }
}
