package org.crmekg.federation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.RequestContext;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Member;
import org.crmekg.rdf.Ekg;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.TermSet;

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
  private final BiFunction<Member, QuadBlock, Iterator<Quad>> request;

  GoldenView(
      Federation federation,
      RequestContext context,
      IdentityLens lens,
      BiFunction<Member, QuadBlock, Iterator<Quad>> request) {
    this.federation = federation;
    this.context = context;
    this.lens = lens;
    this.request = request;
  }

  /**
   * Finds the golden triples of a block.
   *
   * @param among which members need to be asked
   * @param ahead how several are asked
   */
  Iterator<Quad> find(QuadBlock block, Predicate<Member> among, AheadOfNeed ahead) {
    var parts = new ArrayList<Iterator<Quad>>();
    TermSet predicates = block.predicates();
    boolean sourceIris = predicates.contains(Ekg.SOURCE_IRI);
    TermSet stated = predicates.filter(p -> !p.equals(Ekg.SOURCE_IRI));
    if (!stated.isEmpty()) {
      addStated(new QuadBlock(Node.ANY, block.subjects(), stated, block.objects()), among, parts);
    }
    if (sourceIris) {
      parts.add(new Lazy<>(() -> sourceIris(block.subjects(), block.objects())));
    }
    return parts.isEmpty()
        ? Collections.emptyIterator()
        : new DistinctTriples(parts.iterator(), ahead);
  }

  /** Returns the sources that {@link #find} would ask, or more. */
  List<Member> asked(QuadBlock block, Predicate<Member> among) {
    var local =
        new QuadBlock(
            Node.ANY, locals(block.subjects()), block.predicates(), locals(block.objects()));
    return visibleSources().stream()
        .filter(among)
        .filter(
            m ->
                block.predicates().contains(Ekg.SOURCE_IRI)
                    || !m.descriptor().possible(local).isEmpty())
        .toList();
  }

  /** Estimates the answer of one member. */
  @FunctionalInterface
  interface Estimate {
    double of(PatternCost cost, Member member, Node graph);
  }

  /** Estimates how many triples match a pattern for one row. */
  double estimate(PatternCost cost, Estimate estimate) {
    PatternCost local = cost.map(this::locals);
    double sum = 0;
    for (Member member : federation.shared()) {
      sum += estimate.of(cost, member, Node.ANY);
    }
    for (Member member : visibleSources()) {
      sum += estimate.of(local, member, Node.ANY);
    }
    return sum;
  }

  /** Returns what it is made of. */
  View view() {
    var members = new ArrayList<>(federation.shared());
    members.addAll(visibleSources());
    return new GoldenNames(members, lens, federation.linkedShapes(lens));
  }

  private void addStated(QuadBlock asked, Predicate<Member> among, List<Iterator<Quad>> parts) {
    TermSet subjects = asked.subjects().filter(this::isGolden);
    TermSet objects = asked.objects().filter(this::isGolden);
    var golden = new QuadBlock(Node.ANY, subjects, asked.predicates(), objects);
    if (golden.isEmpty()) {
      return;
    }
    for (Member member : federation.shared()) {
      if (among.test(member)) {
        parts.add(new Lazy<>(() -> request.apply(member, golden)));
      }
    }
    var local = new QuadBlock(Node.ANY, locals(subjects), asked.predicates(), locals(objects));
    for (Member member : visibleSources()) {
      if (among.test(member)) {
        parts.add(new Lazy<>(() -> Iter.map(request.apply(member, local), this::canonical)));
      }
    }
  }

  /** A term that is hidden behind a canonical IRI stands in no golden triple. */
  private boolean isGolden(Node term) {
    return !term.isURI() || lens.isGolden(term);
  }

  private TermSet locals(TermSet golden) {
    if (golden.isAny()) {
      return golden;
    }
    var locals = new ArrayList<Node>();
    for (Node term : golden.terms()) {
      if (term.isURI()) {
        locals.addAll(lens.sourceIris(term));
      } else {
        locals.add(term);
      }
    }
    return TermSet.of(locals);
  }

  private Quad canonical(Quad quad) {
    Triple triple = quad.asTriple();
    Triple canonical = canonical(lens, triple);
    return canonical.equals(triple) ? quad : Quad.create(quad.getGraph(), canonical);
  }

  /** Returns a statement of a source as it stands in the golden view. */
  static Triple canonical(IdentityLens lens, Triple triple) {
    // gov:sourceIri keeps its object: that is its meaning.
    return triple.getPredicate().equals(Ekg.SOURCE_IRI)
        ? Triple.create(
            lens.canonical(triple.getSubject()), triple.getPredicate(), triple.getObject())
        : lens.canonical(triple);
  }

  private List<Member> visibleSources() {
    return federation.sources().stream().filter(m -> context.sees(m.id())).toList();
  }

  /** Finds { canon(x) gov:sourceIri x } for the instances x of the lens classes. */
  private Iterator<Quad> sourceIris(TermSet subjects, TermSet objects) {
    TermSet instances =
        objects.isAny()
            ? locals(subjects.filter(s -> s.isURI() && isGolden(s)))
            : objects.filter(o -> o.isURI() && subjects.contains(lens.canonical(o)));
    if (instances.isEmpty()) {
      return Collections.emptyIterator();
    }
    var block =
        new QuadBlock(
            Node.ANY, instances, TermSet.of(RDF.Nodes.type), TermSet.of(federation.lensClasses()));
    var parts = new ArrayList<Iterator<Quad>>();
    for (Member member : visibleSources()) {
      parts.add(
          new Lazy<>(
              () ->
                  Iter.map(
                      Iter.filter(request.apply(member, block), q -> q.getSubject().isURI()),
                      q -> sourceIri(q.getSubject()))));
    }
    return new Concatenated<>(parts.iterator());
  }

  private Quad sourceIri(Node local) {
    return new Quad(Quad.defaultGraphIRI, lens.canonical(local), Ekg.SOURCE_IRI, local);
  }
}
