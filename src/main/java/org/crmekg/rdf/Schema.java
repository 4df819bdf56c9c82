package org.crmekg.rdf;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/**
 * Closed tables of sub-classes, sub-properties, domains and ranges (the part of OWL 2 QL ∩ RL that
 * adds triples to data).
 *
 * <p>Applied when mappings are compiled and when data are loaded, so that virtual and materialised
 * sources hold the same inferred triples. Immutable.
 */
public final class Schema {
  /** A schema that infers nothing. */
  public static final Schema NONE = new Schema(Map.of(), Map.of(), Map.of(), Map.of(), Set.of());

  private final Map<Node, Set<Node>> superClasses;
  private final Map<Node, Set<Node>> superProperties;
  private final Map<Node, Set<Node>> domains;
  private final Map<Node, Set<Node>> ranges;
  private final Set<Node> declared;
  private final Map<Node, Set<Node>> subClasses;
  private final Map<Node, Set<Node>> subProperties;
  private final Map<Node, Set<Node>> ofDomain;
  private final Map<Node, Set<Node>> ofRange;

  private Schema(
      Map<Node, Set<Node>> superClasses,
      Map<Node, Set<Node>> superProperties,
      Map<Node, Set<Node>> domains,
      Map<Node, Set<Node>> ranges,
      Set<Node> declared) {
    this.superClasses = superClasses;
    this.superProperties = superProperties;
    this.domains = domains;
    this.ranges = ranges;
    this.declared = declared;
    this.subClasses = inverted(superClasses);
    this.subProperties = inverted(superProperties);
    this.ofDomain = inverted(domains);
    this.ofRange = inverted(ranges);
  }

  private static Map<Node, Set<Node>> inverted(Map<Node, Set<Node>> table) {
    var inverted = new HashMap<Node, Set<Node>>();
    table.forEach(
        (term, all) ->
            all.forEach(
                other ->
                    inverted.computeIfAbsent(other, k -> new TreeSet<>(Schema::byIri)).add(term)));
    return inverted;
  }

  /** Reads the tables from ontology triples and closes them. */
  public static Schema of(Graph ontology) {
    Map<Node, Set<Node>> classes = closure(ontology, RDFS.Nodes.subClassOf);
    Map<Node, Set<Node>> properties = closure(ontology, RDFS.Nodes.subPropertyOf);
    var subjects = new LinkedHashSet<Node>();
    ontology.find().forEachRemaining(t -> subjects.add(t.getSubject()));
    return new Schema(
        classes,
        properties,
        typing(ontology, RDFS.Nodes.domain, properties, classes),
        typing(ontology, RDFS.Nodes.range, properties, classes),
        Set.copyOf(subjects));
  }

  private static Map<Node, Set<Node>> closure(Graph ontology, Node property) {
    var direct = new HashMap<Node, Set<Node>>();
    ontology
        .find(Node.ANY, property, Node.ANY)
        .filterKeep(t -> t.getSubject().isURI() && t.getObject().isURI())
        .forEachRemaining(
            t ->
                direct
                    .computeIfAbsent(t.getSubject(), k -> new LinkedHashSet<>())
                    .add(t.getObject()));
    var closed = new HashMap<Node, Set<Node>>();
    for (Node start : direct.keySet()) {
      var reached = new TreeSet<>(Schema::byIri);
      var queue = new ArrayDeque<>(direct.get(start));
      while (!queue.isEmpty()) {
        Node next = queue.remove();
        if (!next.equals(start) && reached.add(next)) {
          queue.addAll(direct.getOrDefault(next, Set.of()));
        }
      }
      closed.put(start, reached);
    }
    return closed;
  }

  private static Map<Node, Set<Node>> typing(
      Graph ontology,
      Node property,
      Map<Node, Set<Node>> properties,
      Map<Node, Set<Node>> classes) {
    var direct = new HashMap<Node, Set<Node>>();
    ontology
        .find(Node.ANY, property, Node.ANY)
        .filterKeep(t -> isInferable(t.getObject()))
        .forEachRemaining(
            t ->
                direct
                    .computeIfAbsent(t.getSubject(), k -> new LinkedHashSet<>())
                    .add(t.getObject()));
    var all = new LinkedHashSet<>(properties.keySet());
    all.addAll(direct.keySet());
    var closed = new HashMap<Node, Set<Node>>();
    for (Node p : all) {
      var types = new TreeSet<>(Schema::byIri);
      var line = new LinkedHashSet<Node>(List.of(p));
      line.addAll(properties.getOrDefault(p, Set.of()));
      for (Node q : line) {
        for (Node type : direct.getOrDefault(q, Set.of())) {
          types.add(type);
          types.addAll(classes.getOrDefault(type, Set.of()));
        }
      }
      if (!types.isEmpty()) {
        closed.put(p, types);
      }
    }
    return closed;
  }

  /** Datatypes and rdfs:Literal are ranges that say nothing about resources. */
  private static boolean isInferable(Node type) {
    return type.isURI()
        && !type.equals(RDFS.Nodes.Literal)
        && !type.getURI().startsWith("http://www.w3.org/2001/XMLSchema#")
        && !type.equals(RDF.langString.asNode());
  }

  private static int byIri(Node a, Node b) {
    return a.getURI().compareTo(b.getURI());
  }

  /** Returns all proper super-classes. */
  public Set<Node> superClasses(Node type) {
    return superClasses.getOrDefault(type, Set.of());
  }

  /** Returns all proper super-properties. */
  public Set<Node> superProperties(Node property) {
    return superProperties.getOrDefault(property, Set.of());
  }

  /** Returns all proper sub-classes. */
  public Set<Node> subClasses(Node type) {
    return subClasses.getOrDefault(type, Set.of());
  }

  /** Returns all proper sub-properties. */
  public Set<Node> subProperties(Node property) {
    return subProperties.getOrDefault(property, Set.of());
  }

  /** Returns the properties that give their subjects this type. */
  public Set<Node> propertiesOf(Node type) {
    return ofDomain.getOrDefault(type, Set.of());
  }

  /** Returns the properties that give their objects this type. */
  public Set<Node> propertiesTo(Node type) {
    return ofRange.getOrDefault(type, Set.of());
  }

  /** Returns all properties that give their subjects a type. */
  public Set<Node> propertiesWithDomain() {
    return domains.keySet();
  }

  /** Returns all properties that give their objects a type. */
  public Set<Node> propertiesWithRange() {
    return ranges.keySet();
  }

  /** Returns the types that a statement with this property gives its subject. */
  public Set<Node> domains(Node property) {
    return domains.getOrDefault(property, Set.of());
  }

  /** Returns the types that a statement with this property gives its object. */
  public Set<Node> ranges(Node property) {
    return ranges.getOrDefault(property, Set.of());
  }

  /** Returns whether the class is one of these, or a sub-class of one. */
  public boolean isA(Node type, Set<Node> ancestors) {
    return ancestors.contains(type) || superClasses(type).stream().anyMatch(ancestors::contains);
  }

  /** Returns whether the ontology says anything about the term. */
  public boolean declares(Node term) {
    return declared.contains(term);
  }

  /** Returns a text that is another one when other triples would be inferred. */
  public String fingerprint() {
    var tables = new TreeMap<String, String>();
    for (Map<Node, Set<Node>> table : List.of(superClasses, superProperties, domains, ranges)) {
      table.forEach((term, all) -> tables.merge(term.getURI(), all.toString(), String::concat));
    }
    return Integer.toHexString(tables.hashCode());
  }

  /** Returns all terms that the ontology says something about. */
  public Set<Node> declared() {
    return declared;
  }

  /**
   * Returns the triples that follow from one triple, without itself, each with the rule that gives
   * it.
   */
  public Map<Triple, String> entailed(Triple triple) {
    var out = new LinkedHashMap<Triple, String>();
    Node s = triple.getSubject();
    Node p = triple.getPredicate();
    Node o = triple.getObject();
    if (p.equals(RDF.Nodes.type)) {
      for (Node type : superClasses(o)) {
        out.put(Triple.create(s, p, type), "sub-class of " + o.getURI());
      }
    }
    for (Node q : superProperties(p)) {
      out.put(Triple.create(s, q, o), "sub-property " + p.getURI());
    }
    for (Node type : domains(p)) {
      out.put(Triple.create(s, RDF.Nodes.type, type), "domain of " + p.getURI());
    }
    if (!o.isLiteral()) {
      for (Node type : ranges(p)) {
        out.put(Triple.create(o, RDF.Nodes.type, type), "range of " + p.getURI());
      }
    }
    out.remove(triple);
    return out;
  }
}
