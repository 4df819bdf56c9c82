package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.RequestContext;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Member;
import org.crmekg.rdf.Ekg;

/**
 * The golden view: canon(all visible source graphs) ∪ shared graphs ∪ { canon(x) gov:sourceIri x }.
 *
 * <p>A set of triples. The third part is computed: x is every instance of a lens class in a visible
 * source. A pattern term that is hidden behind a canonical IRI matches nothing here, since no
 * triple of the view holds it; that a source IRI in a query <em>means</em> its party is the
 * business of the query engine, which replaces constants before it evaluates.
 */
final class GoldenView {
  private final Federation federation;
  private final RequestContext context;
  private final IdentityLens lens;
  private final BiFunction<Member, Quad, Iterator<Quad>> request;

  GoldenView(
      Federation federation,
      RequestContext context,
      IdentityLens lens,
      BiFunction<Member, Quad, Iterator<Quad>> request) {
    this.federation = federation;
    this.context = context;
    this.lens = lens;
    this.request = request;
  }

  Iterator<Quad> find(Quad pattern) {
    var parts = new ArrayList<Iterator<Quad>>();
    Node predicate = pattern.getPredicate();
    boolean computedOnly = predicate.equals(Ekg.SOURCE_IRI);
    if (!computedOnly) {
      addStated(pattern, parts);
    }
    if (computedOnly || !predicate.isConcrete()) {
      parts.add(sourceIris(pattern.getSubject(), pattern.getObject()));
    }
    return parts.isEmpty() ? Collections.emptyIterator() : new DistinctTriples(parts.iterator());
  }

  private void addStated(Quad pattern, List<Iterator<Quad>> parts) {
    if (isHidden(pattern.getSubject()) || isHidden(pattern.getObject())) {
      return;
    }
    Quad golden =
        new Quad(Node.ANY, pattern.getSubject(), pattern.getPredicate(), pattern.getObject());
    for (Member member : federation.shared()) {
      if (member.descriptor().canAnswer(golden)) {
        parts.add(new Lazy(() -> request.apply(member, golden)));
      }
    }
    for (Node subject : candidates(pattern.getSubject())) {
      for (Node object : candidates(pattern.getObject())) {
        Quad local = new Quad(Node.ANY, subject, pattern.getPredicate(), object);
        for (Member member : visibleSources()) {
          if (member.descriptor().canAnswer(local)) {
            parts.add(new Lazy(() -> Iter.map(request.apply(member, local), this::canonical)));
          }
        }
      }
    }
  }

  private boolean isHidden(Node term) {
    return term.isURI() && !lens.isGolden(term);
  }

  private Collection<Node> candidates(Node term) {
    return term.isURI() ? lens.sourceIris(term) : List.of(term);
  }

  private Quad canonical(Quad quad) {
    // gov:sourceIri keeps its object: that is its meaning.
    if (quad.getPredicate().equals(Ekg.SOURCE_IRI)) {
      return new Quad(
          quad.getGraph(),
          lens.canonical(quad.getSubject()),
          quad.getPredicate(),
          quad.getObject());
    }
    Triple triple = quad.asTriple();
    Triple canonical = lens.canonical(triple);
    return canonical.equals(triple) ? quad : Quad.create(quad.getGraph(), canonical);
  }

  private List<Member> visibleSources() {
    return federation.sources().stream().filter(m -> context.sees(m.id())).toList();
  }

  private Iterator<Quad> sourceIris(Node subject, Node object) {
    if (object.isConcrete()) {
      if (!object.isURI()
          || (subject.isConcrete() && !lens.canonical(object).equals(subject))
          || !isInstance(object)) {
        return Collections.emptyIterator();
      }
      return List.of(sourceIri(object)).iterator();
    }
    if (subject.isConcrete()) {
      if (!subject.isURI() || isHidden(subject)) {
        return Collections.emptyIterator();
      }
      return lens.sourceIris(subject).stream()
          .filter(this::isInstance)
          .map(this::sourceIri)
          .iterator();
    }
    var parts = new ArrayList<Iterator<Quad>>();
    for (Node type : federation.lensClasses()) {
      Quad instances = new Quad(Node.ANY, Node.ANY, RDF.Nodes.type, type);
      for (Member member : visibleSources()) {
        if (member.descriptor().canAnswer(instances)) {
          parts.add(
              new Lazy(
                  () ->
                      Iter.map(
                          Iter.filter(
                              request.apply(member, instances), q -> q.getSubject().isURI()),
                          q -> sourceIri(q.getSubject()))));
        }
      }
    }
    return new Concatenated(parts.iterator());
  }

  private Quad sourceIri(Node local) {
    return new Quad(Quad.defaultGraphIRI, lens.canonical(local), Ekg.SOURCE_IRI, local);
  }

  /** Whether the IRI is a party or concept of a visible source. */
  private boolean isInstance(Node iri) {
    Set<Node> classes = new LinkedHashSet<>(federation.lensClasses());
    for (Node type : classes) {
      Quad typed = new Quad(Node.ANY, iri, RDF.Nodes.type, type);
      for (Member member : visibleSources()) {
        if (member.descriptor().canAnswer(typed)) {
          Iterator<Quad> found = request.apply(member, typed);
          boolean any = found.hasNext();
          Iter.close(found);
          if (any) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
