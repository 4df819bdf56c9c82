package org.crmekg.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.federation.Federation;
import org.crmekg.mapping.Template;
import org.crmekg.member.Descriptor;
import org.crmekg.member.DescriptorDocument;
import org.crmekg.member.Member;
import org.crmekg.member.StatementShape;
import org.crmekg.member.TermShape;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Schema;

/**
 * What a caller can see of a graph, as forms of statements.
 *
 * <p>Of the golden view these are the forms of the visible members, and the same with the canonical
 * IRIs that links put in the place of theirs.
 */
final class VisibleDescriptor {
  private final Federation federation;
  private final FederatedDataset dataset;
  private final RequestContext context;

  VisibleDescriptor(Federation federation, FederatedDataset dataset) {
    this.federation = federation;
    this.dataset = dataset;
    this.context = dataset.context();
  }

  /**
   * Describes a graph.
   *
   * @param graph empty for the golden view
   * @throws UsageException if there is no such graph that the caller can see
   */
  DescriptorDocument document(Optional<Node> graph, Schema schema, String referenceVersion) {
    List<Member> sources = federation.sources().stream().filter(m -> context.sees(m.id())).toList();
    if (graph.isPresent()) {
      requireGraph(graph.get());
      var of = new ArrayList<>(sources);
      of.addAll(federation.shared());
      of.removeIf(
          m -> !m.descriptor().openGraphs() && !m.descriptor().graphs().contains(graph.get()));
      Descriptor descriptor =
          of.isEmpty() ? Descriptor.open(graph.get()) : union(graph.get(), of, Map.of());
      return new DescriptorDocument(descriptor, Set.of(), schema.fingerprint(), referenceVersion);
    }
    Set<StatementShape> reference = new HashSet<>();
    federation.shared().forEach(m -> reference.addAll(m.descriptor().statements()));
    return new DescriptorDocument(
        union(FederatedDataset.GOLDEN_VIEW, sources, canonical(sources)),
        visible(reference),
        schema.fingerprint(),
        referenceVersion);
  }

  private void requireGraph(Node graph) {
    Set<Node> known = dataset.graphNames();
    if (!known.contains(graph)) {
      throw new UsageException(
          Problem.QUERY_GRAPH,
          "graph=%s: there is no such graph here; there are %s"
              .formatted(graph, known.stream().map(Node::toString).sorted().toList()));
    }
  }

  private Set<StatementShape> visible(Set<StatementShape> statements) {
    Set<StatementShape> visible = new HashSet<>(statements);
    visible.removeIf(
        s -> s.predicate().isURI() && context.maskedProperties().contains(s.predicate().getURI()));
    return visible;
  }

  private Descriptor union(
      Node graph, List<Member> members, Map<TermShape, Set<TermShape>> canonical) {
    Set<Node> predicates = new HashSet<>();
    Set<Node> classes = new HashSet<>();
    Set<Template> templates = new LinkedHashSet<>();
    Set<StatementShape> statements = new HashSet<>();
    boolean openPredicates = false;
    boolean openClasses = false;
    boolean openIris = false;
    for (Member member : members) {
      Descriptor d = member.descriptor();
      predicates.addAll(d.predicates());
      classes.addAll(d.classes());
      templates.addAll(d.templates());
      openPredicates |= d.openPredicates();
      openClasses |= d.openClasses();
      openIris |= d.openIris();
      for (StatementShape s : d.statements()) {
        for (TermShape subject : named(s.subject(), canonical)) {
          for (TermShape object : named(s.object(), canonical)) {
            statements.add(new StatementShape(subject, s.predicate(), object));
          }
        }
      }
    }
    for (Set<TermShape> names : canonical.values()) {
      for (TermShape name : names) {
        if (name instanceof TermShape.Iri iri) {
          templates.add(iri.template());
        }
      }
    }
    predicates.removeIf(p -> context.maskedProperties().contains(p.getURI()));
    return new Descriptor(
        Set.of(graph),
        false,
        predicates,
        openPredicates,
        classes,
        openClasses,
        List.copyOf(templates),
        openIris,
        visible(statements));
  }

  private static Set<TermShape> named(TermShape shape, Map<TermShape, Set<TermShape>> canonical) {
    Set<TermShape> all = new LinkedHashSet<>(canonical.getOrDefault(shape, Set.of()));
    all.add(shape);
    return all;
  }

  /** The forms of the canonical IRIs that may stand in the place of those of a form. */
  private Map<TermShape, Set<TermShape>> canonical(List<Member> sources) {
    Set<TermShape> shapes = new LinkedHashSet<>();
    for (Member member : sources) {
      for (StatementShape s : member.descriptor().statements()) {
        shapes.add(s.subject());
        shapes.add(s.object());
      }
    }
    shapes.removeIf(s -> !(s instanceof TermShape.Iri));
    Map<TermShape, Set<TermShape>> canonical = new LinkedHashMap<>();
    dataset
        .lens()
        .forEachLinked(
            (name, locals) -> {
              TermShape form = form(name);
              for (TermShape shape : shapes) {
                if (!canonical.getOrDefault(shape, Set.of()).contains(form)
                    && locals.stream().anyMatch(shape::fits)) {
                  canonical.computeIfAbsent(shape, k -> new LinkedHashSet<>()).add(form);
                }
              }
            });
    return canonical;
  }

  /** All IRIs that differ behind the last slash only. */
  private static TermShape form(Node iri) {
    String text = iri.getURI();
    int end = text.lastIndexOf('/') + 1;
    boolean plain = end > 0 && text.substring(end).codePoints().allMatch(Iris::isUnreserved);
    return plain
        ? new TermShape.Iri(new Template(List.of(text.substring(0, end), ""), List.of("x")))
        : TermShape.of(iri);
  }
}
