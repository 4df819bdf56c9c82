package org.crmekg.member;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.rdf.Schema;

/**
 * What is known of an endpoint's graph.
 *
 * @param stated the forms of the statements that it makes itself
 * @param saturated the same with what follows from them by our ontology
 * @param complete whether nothing else is in it
 * @param inferred whether what follows is stated there already, so that it need not be worked out
 * @param counts how many statements there are by predicate, and instances by class, where known
 */
public record EndpointDescriptor(
    Descriptor stated,
    Descriptor saturated,
    boolean complete,
    boolean inferred,
    Map<Node, Long> counts) {
  public EndpointDescriptor {
    counts = Map.copyOf(counts);
  }

  /** Returns that of an endpoint of which nothing is known. */
  public static EndpointDescriptor unknown(Node graph) {
    Descriptor open = Descriptor.open(graph);
    return new EndpointDescriptor(open, open, false, false, Map.of());
  }

  /** Returns that of an endpoint that gives what a mapping makes. */
  public static EndpointDescriptor ofMapping(R2rmlMapping mapping, Node graph, Schema schema) {
    return complete(Descriptor.of(mapping, graph, Schema.NONE), graph, schema, Map.of());
  }

  /**
   * Returns that of an endpoint that describes itself.
   *
   * @param inferred whether what follows by our ontology is among the statements
   */
  public static EndpointDescriptor described(
      Descriptor stated, boolean inferred, Node graph, Schema schema) {
    EndpointDescriptor all = complete(stated, graph, schema, Map.of());
    return new EndpointDescriptor(all.stated, all.saturated, true, inferred, Map.of());
  }

  /**
   * Returns that of a profile or a VoID description.
   *
   * @param complete whether the owner asserts that nothing else is in it
   */
  public static EndpointDescriptor ofProfile(
      EndpointProfile profile, boolean complete, Node graph, Schema schema) {
    if (!complete) {
      Descriptor open = Descriptor.open(graph);
      return new EndpointDescriptor(open, open, false, false, profile.counts());
    }
    Set<StatementShape> statements = new HashSet<>();
    profile.predicates().forEach((p, objects) -> add(p, objects, profile, statements));
    var stated =
        new Descriptor(
            Set.of(graph),
            false,
            profile.predicates().keySet(),
            false,
            profile.classes(),
            false,
            List.of(),
            true,
            statements);
    return complete(stated, graph, schema, profile.counts());
  }

  private static void add(
      Node predicate,
      EndpointProfile.Objects objects,
      EndpointProfile profile,
      Set<StatementShape> out) {
    var any = new TermShape.Any();
    if (predicate.equals(RDF.Nodes.type)) {
      profile.classes().forEach(c -> out.add(new StatementShape(any, predicate, TermShape.of(c))));
      return;
    }
    switch (objects) {
      case UNKNOWN, MIXED, RESOURCES -> out.add(new StatementShape(any, predicate, any));
      case LITERALS -> out.add(new StatementShape(any, predicate, new TermShape.Literal()));
    }
  }

  private static EndpointDescriptor complete(
      Descriptor made, Node graph, Schema schema, Map<Node, Long> counts) {
    Descriptor stated =
        inGraph(
            made,
            graph,
            made.statements().stream()
                .filter(s -> !s.predicate().equals(EndpointMember.NEVER_TAKEN))
                .collect(Collectors.toSet()));
    return new EndpointDescriptor(stated, saturated(stated, schema), true, false, counts);
  }

  private static Descriptor inGraph(Descriptor d, Node graph, Set<StatementShape> statements) {
    Set<Node> predicates = new HashSet<>(d.predicates());
    predicates.remove(EndpointMember.NEVER_TAKEN);
    Set<Node> classes = new HashSet<>(d.classes());
    for (StatementShape s : statements) {
      if (s.predicate().isURI()) {
        predicates.add(s.predicate());
      }
      if (s.predicate().equals(RDF.Nodes.type)
          && s.object() instanceof TermShape.Iri iri
          && iri.template().columns().isEmpty()) {
        classes.add(NodeFactory.createURI(iri.template().texts().getFirst()));
      }
    }
    return new Descriptor(
        Set.of(graph),
        false,
        predicates,
        d.openPredicates(),
        classes,
        d.openClasses(),
        d.templates(),
        d.openIris(),
        statements);
  }

  /** Adds the forms of the statements that follow. */
  private static Descriptor saturated(Descriptor stated, Schema schema) {
    Set<StatementShape> all = new HashSet<>(stated.statements());
    for (StatementShape s : stated.statements()) {
      Node p = s.predicate();
      if (!p.isURI()) {
        continue;
      }
      schema
          .superProperties(p)
          .forEach(q -> all.add(new StatementShape(s.subject(), q, s.object())));
      schema.domains(p).forEach(c -> all.add(type(s.subject(), c)));
      if (!(s.object() instanceof TermShape.Literal)) {
        schema.ranges(p).forEach(c -> all.add(type(s.object(), c)));
      }
      if (p.equals(RDF.Nodes.type) && s.object() instanceof TermShape.Iri iri) {
        stated.classes().stream()
            .filter(c -> iri.template().canMatch(c.getURI()))
            .flatMap(c -> schema.superClasses(c).stream())
            .forEach(c -> all.add(type(s.subject(), c)));
      }
      if (p.equals(RDF.Nodes.type) && stated.openClasses()) {
        all.add(new StatementShape(s.subject(), p, new TermShape.Any()));
      }
    }
    return inGraph(stated, stated.graphs().iterator().next(), all);
  }

  private static StatementShape type(TermShape instance, Node type) {
    return new StatementShape(instance, RDF.Nodes.type, TermShape.of(type));
  }

  /** Returns whether the endpoint itself may state something with this predicate. */
  boolean mayState(Node predicate) {
    return stated.openPredicates() || stated.predicates().contains(predicate);
  }

  /** Returns whether the endpoint itself may state that something is of this class. */
  boolean mayStateClass(Node type) {
    return stated.openClasses() || stated.classes().contains(type);
  }

  /**
   * Returns whether no two statements of its graph can have the same number, day or language text
   * as objects of these predicates, so that the endpoint joins them as we would.
   */
  boolean areResources(Set<Node> predicates) {
    return complete
        && stated.statements().stream()
            .filter(s -> !s.predicate().isURI() || predicates.contains(s.predicate()))
            .allMatch(
                s -> s.object() instanceof TermShape.Iri || s.object() instanceof TermShape.Blank);
  }

  /** Returns whether one of its templates makes an IRI, and not only because it may hold any. */
  public boolean surelyMints(String iri) {
    return saturated.templates().stream().anyMatch(t -> t.canMatch(iri));
  }
}
