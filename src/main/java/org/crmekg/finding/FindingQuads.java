package org.crmekg.finding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;

/**
 * Findings as quads, for queries, and back, for the program.
 *
 * <p>The properties are for those who query. The record itself is one JSON literal beside them: the
 * order of cells, keys with their columns and values that are not in normal form would not survive
 * as triples.
 */
final class FindingQuads {
  private static final Node FINDING = gov("Finding");
  private static final Node KIND = gov("findingKind");
  private static final Node SHAPE = gov("brokenShape");
  private static final Node RULE_SOURCE = gov("ruleSource");
  private static final Node SEVERITY = gov("severity");
  private static final Node MESSAGE = gov("message");
  private static final Node FOCUS = gov("focus");
  private static final Node PATH = gov("path");
  private static final Node VALUE = gov("value");
  private static final Node STATE = gov("state");
  private static final Node OWNER = gov("responsible");
  private static final Node INPUT_SOURCE = gov("inputSource");
  private static final Node FIRST_SEEN = gov("firstSeen");
  private static final Node LAST_SEEN = gov("lastSeen");
  private static final Node SOURCE_CELL = gov("SourceCell");
  private static final Node CELL = gov("sourceCell");
  private static final Node CELL_SOURCE = gov("cellSource");
  private static final Node CELL_TABLE = gov("cellTable");
  private static final Node CELL_KEY = gov("cellKey");
  private static final Node CELL_COLUMN = gov("cellColumn");
  private static final Node CELL_VALUE = gov("cellValue");

  /** The whole finding, for the program. */
  static final Node RECORD = gov("findingRecord");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final Node graph;

  FindingQuads(String base, Node graph) {
    this.base = base + "finding/";
    this.graph = graph;
  }

  private static Node gov(String name) {
    return NodeFactory.createURI(Ekg.NS + "gov/" + name);
  }

  /** Returns the IRI of a finding. */
  Node iri(String id) {
    return NodeFactory.createURI(base + id);
  }

  /** Returns the finding's id that a subject of the graph belongs to, or empty. */
  Optional<String> idOf(Node subject) {
    if (!subject.isURI() || !subject.getURI().startsWith(base)) {
      return Optional.empty();
    }
    String rest = subject.getURI().substring(base.length());
    int slash = rest.indexOf('/');
    return Optional.of(slash < 0 ? rest : rest.substring(0, slash));
  }

  // ---- Quads.

  List<Quad> quads(Finding finding) {
    var quads = new ArrayList<Quad>();
    Node subject = iri(finding.id());
    add(quads, subject, RDF.Nodes.type, FINDING);
    add(quads, subject, KIND, text(finding.rule().kind()));
    iriOf(finding.rule().name()).ifPresent(shape -> add(quads, subject, SHAPE, shape));
    if (!finding.rule().source().isEmpty()) {
      add(quads, subject, RULE_SOURCE, text(finding.rule().source()));
    }
    add(quads, subject, SEVERITY, severity(finding.severity()));
    add(quads, subject, MESSAGE, text(finding.message()));
    add(quads, subject, FOCUS, finding.place().focus());
    finding
        .place()
        .path()
        .flatMap(FindingQuads::iriOf)
        .ifPresent(p -> add(quads, subject, PATH, p));
    finding.place().value().ifPresent(v -> add(quads, subject, VALUE, text(plain(v))));
    add(quads, subject, STATE, text(finding.state().name().toLowerCase(Locale.ROOT)));
    finding.owner().ifPresent(owner -> add(quads, subject, OWNER, text(owner)));
    finding.inputSources().forEach(source -> add(quads, subject, INPUT_SOURCE, text(source)));
    add(quads, subject, FIRST_SEEN, time(finding.firstSeen()));
    add(quads, subject, LAST_SEEN, time(finding.lastSeen()));
    for (int i = 0; i < finding.cells().size(); i++) {
      addCell(quads, subject, iri(finding.id() + "/cell/" + (i + 1)), finding.cells().get(i));
    }
    add(quads, subject, RECORD, text(json(finding).toString()));
    return quads;
  }

  private void addCell(List<Quad> quads, Node finding, Node subject, SourceCell cell) {
    add(quads, finding, CELL, subject);
    add(quads, subject, RDF.Nodes.type, SOURCE_CELL);
    add(quads, subject, CELL_SOURCE, text(cell.source()));
    add(quads, subject, CELL_TABLE, text(cell.table()));
    add(quads, subject, CELL_KEY, text(cell.keyText()));
    add(quads, subject, CELL_COLUMN, text(cell.column()));
    add(quads, subject, CELL_VALUE, text(cell.value()));
  }

  private void add(List<Quad> quads, Node subject, Node predicate, Node object) {
    quads.add(new Quad(graph, subject, predicate, object));
  }

  private static Optional<Node> iriOf(String text) {
    return Iris.isAbsolute(text) ? Optional.of(NodeFactory.createURI(text)) : Optional.empty();
  }

  private static Node severity(Severity severity) {
    return NodeFactory.createURI("http://www.w3.org/ns/shacl#" + severity.label());
  }

  private static String plain(Node value) {
    if (value.isURI()) {
      return value.getURI();
    }
    return value.isLiteral() ? value.getLiteralLexicalForm() : "_:" + value.getBlankNodeLabel();
  }

  private static Node text(String text) {
    return NodeFactory.createLiteralString(text);
  }

  private static Node time(Instant time) {
    return NodeFactory.createLiteralDT(time.toString(), XSDDatatype.XSDdateTime);
  }

  // ---- The record.

  private static ObjectNode json(Finding finding) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", finding.id());
    json.put("kind", finding.rule().kind());
    json.put("rule", finding.rule().name());
    json.put("ruleSource", finding.rule().source());
    json.put("severity", finding.severity().name());
    json.put("message", finding.message());
    json.set("focus", json(finding.place().focus()));
    finding.place().path().ifPresent(path -> json.put("path", path));
    finding.place().value().ifPresent(value -> json.set("value", json(value)));
    ArrayNode cells = json.putArray("cells");
    finding.cells().forEach(cell -> cells.add(json(cell)));
    finding.owner().ifPresent(owner -> json.put("owner", owner));
    ArrayNode sources = json.putArray("inputSources");
    // Sorted: an unchanged finding has to be the same text.
    new TreeSet<>(finding.inputSources()).forEach(sources::add);
    json.put("state", finding.state().name());
    json.put("firstSeen", finding.firstSeen().toString());
    json.put("lastSeen", finding.lastSeen().toString());
    return json;
  }

  private static ObjectNode json(SourceCell cell) {
    ObjectNode json = JSON.createObjectNode();
    json.put("source", cell.source());
    json.put("table", cell.table());
    ObjectNode key = json.putObject("key");
    cell.key().forEach(key::put);
    json.put("column", cell.column());
    json.put("value", cell.value());
    return json;
  }

  private static ObjectNode json(Node node) {
    ObjectNode json = JSON.createObjectNode();
    if (node.isURI()) {
      return json.put("iri", node.getURI());
    }
    if (node.isBlank()) {
      return json.put("blank", node.getBlankNodeLabel());
    }
    json.put("text", node.getLiteralLexicalForm());
    return node.getLiteralLanguage().isEmpty()
        ? json.put("datatype", node.getLiteralDatatypeURI())
        : json.put("language", node.getLiteralLanguage());
  }

  static Finding finding(Quad quad) {
    try {
      JsonNode json = JSON.readTree(quad.getObject().getLiteralLexicalForm());
      return new Finding(
          json.path("id").asText(),
          new Finding.Rule(
              json.path("kind").asText(),
              json.path("rule").asText(),
              json.path("ruleSource").asText()),
          Severity.valueOf(json.path("severity").asText()),
          json.path("message").asText(),
          new Finding.Place(
              node(json.path("focus")),
              Optional.ofNullable(json.get("path")).map(JsonNode::asText),
              Optional.ofNullable(json.get("value")).map(FindingQuads::node)),
          cells(json.path("cells")),
          Optional.ofNullable(json.get("owner")).map(JsonNode::asText),
          sources(json.path("inputSources")),
          Finding.State.valueOf(json.path("state").asText()),
          Instant.parse(json.path("firstSeen").asText()),
          Instant.parse(json.path("lastSeen").asText()));
    } catch (JsonProcessingException e) {
      throw new InternalException(
          Problem.INTERNAL, "the record of %s is broken".formatted(quad.getSubject()), e);
    }
  }

  private static List<SourceCell> cells(JsonNode array) {
    var cells = new ArrayList<SourceCell>();
    for (JsonNode json : array) {
      Map<String, String> key = new LinkedHashMap<>();
      json.path("key").properties().forEach(e -> key.put(e.getKey(), e.getValue().asText()));
      cells.add(
          new SourceCell(
              json.path("source").asText(),
              json.path("table").asText(),
              key,
              json.path("column").asText(),
              json.path("value").asText()));
    }
    return cells;
  }

  private static Set<String> sources(JsonNode array) {
    Set<String> sources = new TreeSet<>();
    array.forEach(source -> sources.add(source.asText()));
    return sources;
  }

  private static Node node(JsonNode json) {
    if (json.has("iri")) {
      return NodeFactory.createURI(json.path("iri").asText());
    }
    if (json.has("blank")) {
      return NodeFactory.createBlankNode(json.path("blank").asText());
    }
    String text = json.path("text").asText();
    return json.has("language")
        ? NodeFactory.createLiteralLang(text, json.path("language").asText())
        : NodeFactory.createLiteralDT(
            text, TypeMapper.getInstance().getSafeTypeByName(json.path("datatype").asText()));
  }
}
