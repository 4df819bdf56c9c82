package org.crmekg.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.rdf.Iris;

/**
 * Which physical graph holds which logical one: the one thing that a flip changes.
 *
 * <p>It is kept as quads in a graph of its own, so that it commits with the data that it speaks of
 * and a reader sees the manifest of its own snapshot. One quad says everything of a graph, as JSON:
 * nobody queries it, and a graph's entry can only be there as a whole.
 *
 * @param generation grows with every change of the manifest
 * @param base the base IRI that data IRIs were minted with, once it is known
 * @param entries by logical graph
 */
record Manifest(long generation, Optional<String> base, Map<Node, Entry> entries) {
  /** What the names start with that are never seen outside. */
  static final String INTERNAL = "urn:crm-ekg:store:";

  private static final String PHYSICAL = INTERNAL + "graph:";
  private static final Node GRAPH = NodeFactory.createURI(INTERNAL + "manifest");
  private static final Node STORE = NodeFactory.createURI(INTERNAL + "store");
  private static final Node GENERATION = NodeFactory.createURI(INTERNAL + "generation");
  private static final Node BASE = NodeFactory.createURI(INTERNAL + "base");
  private static final Node ENTRY = NodeFactory.createURI(INTERNAL + "entry");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A logical graph and where its quads are. */
  record Entry(StoredGraph graph, Node physical) {}

  Manifest {
    entries = Map.copyOf(entries);
  }

  /** Returns the manifest of a store with nothing in it. */
  static Manifest empty() {
    return new Manifest(0, Optional.empty(), Map.of());
  }

  /** Names the physical graph of one version of a logical graph. */
  static Node physical(String owner, long version, int index) {
    return NodeFactory.createURI(PHYSICAL + Iris.encode(owner) + ":" + version + ":" + index);
  }

  /** Returns the version in the name of a physical graph, or zero if it is not one. */
  static long versionIn(Node physical) {
    String name = physical.isURI() ? physical.getURI() : "";
    if (!name.startsWith(PHYSICAL)) {
      return 0;
    }
    int end = name.lastIndexOf(':');
    int start = name.lastIndexOf(':', end - 1);
    return Long.parseLong(name.substring(start + 1, end));
  }

  /** Returns the physical graphs of a store that the manifest does not know, left by a crash. */
  List<Node> garbage(Iterator<Node> graphNames) {
    Set<Node> known = new HashSet<>();
    entries.values().forEach(entry -> known.add(entry.physical()));
    var garbage = new ArrayList<Node>();
    graphNames.forEachRemaining(
        name -> {
          if (versionIn(name) > 0 && !known.contains(name)) {
            garbage.add(name);
          }
        });
    return garbage;
  }

  /** Returns the entries of an owner. */
  List<Entry> of(String owner) {
    return entries.values().stream().filter(e -> e.graph().owner().equals(owner)).toList();
  }

  /** Returns the number of quads of all graphs. */
  long quads() {
    return entries.values().stream().mapToLong(e -> e.graph().quads()).sum();
  }

  /** Returns the manifest with these graphs in place of all those that the owner had. */
  Manifest with(String owner, Collection<Entry> graphs) {
    var changed = new HashMap<>(entries);
    changed.values().removeIf(entry -> entry.graph().owner().equals(owner));
    graphs.forEach(entry -> changed.put(entry.graph().name(), entry));
    return new Manifest(generation + 1, base, changed);
  }

  /** Returns the manifest with the base IRI written down. */
  Manifest withBase(String newBase) {
    return new Manifest(generation + 1, Optional.of(newBase), entries);
  }

  /** Reads the generation alone, which tells whether a manifest read before is still the one. */
  static long readGeneration(DatasetGraph dataset) {
    Iterator<Quad> found = dataset.find(GRAPH, STORE, GENERATION, Node.ANY);
    return found.hasNext() ? Long.parseLong(found.next().getObject().getLiteralLexicalForm()) : 0;
  }

  /** Reads the manifest; the caller is in a transaction. */
  static Manifest read(DatasetGraph dataset) {
    var entries = new HashMap<Node, Entry>();
    Optional<String> base = Optional.empty();
    Iterator<Quad> quads = dataset.find(GRAPH, Node.ANY, Node.ANY, Node.ANY);
    while (quads.hasNext()) {
      Quad quad = quads.next();
      if (quad.getPredicate().equals(ENTRY)) {
        Entry entry = entry(quad);
        entries.put(entry.graph().name(), entry);
      } else if (quad.getPredicate().equals(BASE)) {
        base = Optional.of(quad.getObject().getLiteralLexicalForm());
      }
    }
    return new Manifest(readGeneration(dataset), base, entries);
  }

  /** Writes the difference to the manifest that is there; the caller is in a write transaction. */
  void write(DatasetGraph dataset, Manifest before) {
    Set<Quad> now = quadSet();
    Set<Quad> then = before.quadSet();
    then.stream().filter(quad -> !now.contains(quad)).forEach(dataset::delete);
    now.stream().filter(quad -> !then.contains(quad)).forEach(dataset::add);
  }

  private Set<Quad> quadSet() {
    var quads = new HashSet<Quad>();
    quads.add(quad(STORE, GENERATION, Long.toString(generation)));
    base.ifPresent(iri -> quads.add(quad(STORE, BASE, iri)));
    entries.values().forEach(e -> quads.add(quad(e.physical(), ENTRY, text(e.graph()))));
    return quads;
  }

  private static Quad quad(Node subject, Node predicate, String text) {
    return new Quad(GRAPH, subject, predicate, NodeFactory.createLiteralString(text));
  }

  private static String text(StoredGraph graph) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", graph.name().getURI());
    json.put("owner", graph.owner());
    json.put("version", graph.version());
    json.put("quads", graph.quads());
    json.put("loadedAt", graph.loadedAt().toString());
    json.put("complete", graph.complete());
    ObjectNode attributes = json.putObject("attributes");
    // Sorted: the same entry has to be the same text, or a write would not find what it replaces.
    new TreeMap<>(graph.attributes()).forEach(attributes::put);
    return json.toString();
  }

  private static Entry entry(Quad quad) {
    try {
      JsonNode json = JSON.readTree(quad.getObject().getLiteralLexicalForm());
      Map<String, String> attributes = new LinkedHashMap<>();
      json.path("attributes")
          .properties()
          .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
      return new Entry(
          new StoredGraph(
              NodeFactory.createURI(json.path("name").asText()),
              json.path("owner").asText(),
              json.path("version").asLong(),
              json.path("quads").asLong(),
              Instant.parse(json.path("loadedAt").asText()),
              json.path("complete").asBoolean(),
              attributes),
          quad.getSubject());
    } catch (JsonProcessingException e) {
      throw new InternalException(
          Problem.INTERNAL, "the manifest's entry of %s is broken".formatted(quad.getSubject()), e);
    }
  }
}
