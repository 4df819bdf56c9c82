package org.crmekg.member;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.mapping.Template;

/**
 * A descriptor as crm-ekg servers exchange it: JSON, whose templates are lists of their texts.
 *
 * @param descriptor the forms of the statements, but those of reference data
 * @param reference the forms of the statements of reference data
 * @param ontology the fingerprint of the ontology whose consequences are among them
 * @param referenceVersion which reference data there are
 */
public record DescriptorDocument(
    Descriptor descriptor,
    Set<StatementShape> reference,
    String ontology,
    String referenceVersion) {
  /** Its media type. */
  public static final String MEDIA_TYPE = "application/vnd.crm-ekg.descriptor+json";

  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public DescriptorDocument {
    reference = Set.copyOf(reference);
  }

  /** Returns all forms, reference data included. */
  public Descriptor whole() {
    Set<StatementShape> all = new HashSet<>(descriptor.statements());
    all.addAll(reference);
    Set<Node> predicates = new HashSet<>(descriptor.predicates());
    reference.stream().map(StatementShape::predicate).filter(Node::isURI).forEach(predicates::add);
    boolean open = reference.stream().anyMatch(s -> !s.predicate().isURI());
    Set<Node> classes = new HashSet<>(descriptor.classes());
    for (StatementShape s : reference) {
      if (s.predicate().equals(RDF.Nodes.type)
          && s.object() instanceof TermShape.Iri iri
          && iri.template().columns().isEmpty()) {
        classes.add(NodeFactory.createURI(iri.template().texts().getFirst()));
      }
    }
    return new Descriptor(
        descriptor.graphs(),
        descriptor.openGraphs(),
        predicates,
        descriptor.openPredicates() || open,
        classes,
        descriptor.openClasses() || open,
        descriptor.templates(),
        true,
        all);
  }

  /** Writes it; the same descriptor is the same text. */
  public String text() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("ontology", ontology);
    root.put("referenceVersion", referenceVersion);
    root.put("openPredicates", descriptor.openPredicates());
    root.put("openClasses", descriptor.openClasses());
    root.put("openIris", descriptor.openIris());
    root.set("predicates", iris(descriptor.predicates()));
    root.set("classes", iris(descriptor.classes()));
    ArrayNode templates = root.putArray("templates");
    descriptor.templates().stream()
        .map(Template::texts)
        .distinct()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .forEach(t -> templates.add(texts(t)));
    root.set("statements", statements(descriptor.statements()));
    root.set("reference", statements(reference));
    return root.toString();
  }

  private static ArrayNode statements(Set<StatementShape> shapes) {
    ArrayNode statements = JSON.createArrayNode();
    shapes.stream()
        .map(DescriptorDocument::statement)
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .distinct()
        .forEach(statements::add);
    return statements;
  }

  private static ArrayNode iris(Collection<Node> nodes) {
    ArrayNode iris = JSON.createArrayNode();
    nodes.stream().map(Node::getURI).sorted().forEach(iris::add);
    return iris;
  }

  private static ArrayNode texts(List<String> parts) {
    ArrayNode texts = JSON.createArrayNode();
    parts.forEach(texts::add);
    return texts;
  }

  private static ArrayNode statement(StatementShape s) {
    ArrayNode parts = JSON.createArrayNode();
    parts.add(shape(s.subject()));
    if (s.predicate().isURI()) {
      parts.add(s.predicate().getURI());
    } else {
      parts.addNull();
    }
    return parts.add(shape(s.object()));
  }

  private static JsonNode shape(TermShape shape) {
    return switch (shape) {
      case TermShape.Any any -> JSON.getNodeFactory().textNode("any");
      case TermShape.Literal literal -> JSON.getNodeFactory().textNode("literal");
      case TermShape.Blank blank -> JSON.getNodeFactory().textNode("blank");
      case TermShape.Iri iri -> texts(iri.template().texts());
    };
  }

  /**
   * Reads it.
   *
   * @param graph the graph that its statements are in here
   * @throws IOException if it is none of this version
   */
  public static DescriptorDocument read(byte[] text, Node graph) throws IOException {
    try {
      JsonNode root = JSON.readTree(text);
      if (root == null || root.path("version").asInt() != VERSION) {
        throw new IOException("it is no descriptor of version " + VERSION);
      }
      var templates = new ArrayList<Template>();
      for (JsonNode t : required(root, "templates")) {
        templates.add(template(t));
      }
      return new DescriptorDocument(
          new Descriptor(
              Set.of(graph),
              false,
              nodes(required(root, "predicates")),
              root.path("openPredicates").asBoolean(true),
              nodes(required(root, "classes")),
              root.path("openClasses").asBoolean(true),
              templates,
              root.path("openIris").asBoolean(true),
              shapes(required(root, "statements"))),
          shapes(required(root, "reference")),
          root.path("ontology").asText(),
          root.path("referenceVersion").asText());
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Set<StatementShape> shapes(JsonNode list) throws IOException {
    Set<StatementShape> shapes = new HashSet<>();
    for (JsonNode s : list) {
      shapes.add(
          new StatementShape(
              shape(s.path(0)), s.path(1).isNull() ? Node.ANY : iri(s.path(1)), shape(s.path(2))));
    }
    return shapes;
  }

  private static JsonNode required(JsonNode root, String name) throws IOException {
    JsonNode list = root.path(name);
    if (!list.isArray()) {
      throw new IOException("it has no list \"%s\"".formatted(name));
    }
    return list;
  }

  private static Set<Node> nodes(JsonNode list) throws IOException {
    Set<Node> nodes = new TreeSet<>(EndpointBlock::byIri);
    for (JsonNode iri : list) {
      nodes.add(iri(iri));
    }
    return nodes;
  }

  private static Node iri(JsonNode text) throws IOException {
    if (!text.isTextual()) {
      throw new IOException("%s is no IRI".formatted(text));
    }
    return NodeFactory.createURI(text.asText());
  }

  private static TermShape shape(JsonNode json) throws IOException {
    if (json.isArray()) {
      return new TermShape.Iri(template(json));
    }
    return switch (json.asText()) {
      case "any" -> new TermShape.Any();
      case "literal" -> new TermShape.Literal();
      case "blank" -> new TermShape.Blank();
      default -> throw new IOException("%s is no form of terms".formatted(json));
    };
  }

  private static Template template(JsonNode json) throws IOException {
    var texts = new ArrayList<String>();
    var columns = new ArrayList<String>();
    for (JsonNode text : json) {
      if (!text.isTextual()) {
        throw new IOException("%s is no template".formatted(json));
      }
      if (!texts.isEmpty()) {
        columns.add("x" + columns.size());
      }
      texts.add(text.asText());
    }
    if (texts.isEmpty()) {
      throw new IOException("a template without texts");
    }
    return new Template(texts, columns);
  }
}
