package org.crmekg.app;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.mapping.Template;
import org.crmekg.member.Descriptor;
import org.crmekg.rdf.Iris;
import org.crmekg.store.GraphStore;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;

/**
 * What plans need to know of the reference data, kept with them in the store.
 *
 * @param isKnown false if nothing may be assumed
 * @param predicates IRIs of predicates
 * @param classes IRIs of classes
 * @param subjects IRIs of subjects up to their last slash or hash, with a brace; whole IRIs where a
 *     template would not give the rest
 */
record ReferenceShapes(
    boolean isKnown, Set<String> predicates, Set<String> classes, Set<String> subjects) {
  private static final String PREDICATES = "predicates";
  private static final String CLASSES = "classes";
  private static final String SUBJECTS = "subjects";

  static ReferenceShapes of(Collection<Triple> triples) {
    Set<String> predicates = new TreeSet<>();
    Set<String> classes = new TreeSet<>();
    Set<String> subjects = new TreeSet<>();
    boolean known = true;
    for (Triple t : triples) {
      predicates.add(t.getPredicate().getURI());
      if (t.getPredicate().equals(RDF.Nodes.type)) {
        known &= t.getObject().isURI();
        if (t.getObject().isURI()) {
          classes.add(t.getObject().getURI());
        }
      }
      known &= t.getSubject().isURI();
      if (t.getSubject().isURI()) {
        subjects.add(stem(t.getSubject().getURI()));
      }
    }
    return new ReferenceShapes(known, predicates, classes, subjects);
  }

  private static String stem(String iri) {
    int end = Math.max(iri.lastIndexOf('/'), iri.lastIndexOf('#')) + 1;
    boolean plain = end > 0 && iri.substring(end).codePoints().allMatch(Iris::isUnreserved);
    return plain ? iri.substring(0, end) + "{" : iri;
  }

  static ReferenceShapes stored(GraphStore store, Node graph) {
    try (StoreReader reader = store.reader()) {
      Map<String, String> attributes =
          reader.graph(graph).map(StoredGraph::attributes).orElse(Map.of());
      return attributes.containsKey(SUBJECTS)
          ? new ReferenceShapes(
              true,
              set(attributes, PREDICATES),
              set(attributes, CLASSES),
              set(attributes, SUBJECTS))
          : new ReferenceShapes(false, Set.of(), Set.of(), Set.of());
    }
  }

  private static Set<String> set(Map<String, String> attributes, String name) {
    String text = attributes.getOrDefault(name, "");
    return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
  }

  /** Returns these attributes and what is to be kept. */
  Map<String, String> attributes(Map<String, String> others) {
    var all = new HashMap<>(others);
    if (isKnown) {
      all.put(PREDICATES, String.join(" ", predicates));
      all.put(CLASSES, String.join(" ", classes));
      all.put(SUBJECTS, String.join(" ", subjects));
    }
    return all;
  }

  Descriptor descriptor(Node graph) {
    return isKnown
        ? Descriptor.of(
            graph,
            nodes(predicates),
            nodes(classes),
            subjects.stream()
                .map(
                    s ->
                        s.endsWith("{")
                            ? new Template(
                                List.of(s.substring(0, s.length() - 1), ""), List.of("x"))
                            : new Template(List.of(s), List.of()))
                .toList())
        : Descriptor.open(graph);
  }

  private static Set<Node> nodes(Set<String> iris) {
    return iris.stream().map(NodeFactory::createURI).collect(Collectors.toSet());
  }
}
