package org.crmekg.federation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.RequestContext;
import org.crmekg.Visibility;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLink;
import org.crmekg.identity.PartyClusters;
import org.crmekg.identity.PartyLink;
import org.crmekg.identity.PartyLink.State;
import org.crmekg.identity.RecordPair;
import org.crmekg.linkage.PairExplanation;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.TermSet;

/**
 * The identity links as statements about source IRIs, with what they rest on: links in force,
 * candidates and rejected ones. Only those whose two ends may be seen, worked out from what may be
 * seen; evidence only where all properties may be, since scores tell of their values.
 */
final class LinksMember implements Member {
  /** Of a UUID. */
  private static final int ID_LENGTH = 36;

  /** All that links and their evidence are described by. */
  private static final Set<Node> PREDICATES =
      Set.of(
          RDF.Nodes.type,
          Ekg.LEFT,
          Ekg.RIGHT,
          Ekg.LINK_KIND,
          Ekg.LINK_STATE,
          Ekg.LINK_METHOD,
          Ekg.LINK_CONFIDENCE,
          Ekg.LINK_AUTHOR,
          Ekg.LINK_DECIDED_AT,
          Ekg.LINK_REASON,
          Ekg.LINK_BITS,
          Ekg.LINK_EVIDENCE,
          Ekg.COMPARED_ON,
          Ekg.COMPARISON_LEVEL,
          Ekg.EVIDENCE_BITS,
          Ekg.COMPARED_LEFT_VALUE,
          Ekg.COMPARED_RIGHT_VALUE);

  private final Node graph;
  private final IdentityIndex index;

  LinksMember(Node graph, IdentityIndex index) {
    this.graph = graph;
    this.index = index;
  }

  @Override
  public String id() {
    return "identity";
  }

  @Override
  public Descriptor descriptor() {
    return Descriptor.open(graph);
  }

  @Override
  public Quads request(QuadBlock block, RequestContext context) {
    if (block.graph().isConcrete() && !block.graph().equals(graph)) {
      return Quads.none();
    }
    if (!block.predicates().isAny()
        && block.predicates().terms().stream().noneMatch(PREDICATES::contains)) {
      return Quads.none();
    }
    Set<Quad> quads = new LinkedHashSet<>();
    Consumer<Quad> out =
        quad -> {
          if (block.matches(quad)) {
            quads.add(quad);
          }
        };
    Visibility visible = context.visible();
    boolean withEvidence = context.maskedProperties().isEmpty();
    var written = new HashMap<String, IdentityLink>();
    for (IdentityLink link : index.written(visible)) {
      written.put(key(link.left(), link.right()), link);
    }
    for (IdentityLink link : written.values()) {
      if (meets(block, node(link.left(), link.right()), link.left(), link.right())) {
        write(link, out);
      }
    }
    PartyClusters parties = index.parties(visible);
    for (PartyLink link : candidates(block, parties)) {
      context.deadline().check();
      Node left = NodeFactory.createURI(link.pair().left());
      Node right = NodeFactory.createURI(link.pair().right());
      boolean isWritten =
          link.state() == State.LINKED
              && (written.containsKey(key(left, right)) || written.containsKey(key(right, left)));
      if (!isWritten) {
        write(link, node(left, right), withEvidence, out);
      }
    }
    return Quads.of(quads);
  }

  /** Whether a statement about a link, not about its evidence, may be meant. */
  private static boolean meets(QuadBlock block, Node node, Node left, Node right) {
    if (!block.subjects().isAny()) {
      return block.subjects().contains(node);
    }
    TermSet objects = block.objects();
    boolean onlyEnds =
        !block.predicates().isAny()
            && Set.of(Ekg.LEFT, Ekg.RIGHT).containsAll(block.predicates().terms());
    return !onlyEnds || objects.contains(left) || objects.contains(right);
  }

  /** The links that may be meant: those that are named, those of records, or all. */
  private List<PartyLink> candidates(QuadBlock block, PartyClusters parties) {
    if (!block.subjects().isAny()) {
      return block.subjects().terms().stream()
          .map(this::id)
          .distinct()
          .map(parties::link)
          .flatMap(Optional::stream)
          .toList();
    }
    boolean onlyEnds =
        !block.predicates().isAny()
            && Set.of(Ekg.LEFT, Ekg.RIGHT).containsAll(block.predicates().terms());
    if (!onlyEnds || block.objects().isAny()) {
      return parties.links();
    }
    Map<RecordPair, PartyLink> found = new HashMap<>();
    for (Node object : block.objects().terms()) {
      if (object.isURI()) {
        parties.links(object.getURI()).forEach(l -> found.put(l.pair(), l));
      }
    }
    return List.copyOf(found.values());
  }

  /** The name in the IRI of a link, or of its evidence, which has a number behind it. */
  private String id(Node node) {
    String start = graph.getURI() + "#";
    if (!node.isURI() || !node.getURI().startsWith(start)) {
      return "";
    }
    String name = node.getURI().substring(start.length());
    return name.substring(0, Math.min(name.length(), ID_LENGTH));
  }

  private static String key(Node left, Node right) {
    return left.getURI() + " " + right.getURI();
  }

  private Node node(Node left, Node right) {
    return NodeFactory.createURI(
        graph.getURI() + "#" + PartyLink.id(left.getURI(), right.getURI()));
  }

  private void write(IdentityLink link, Consumer<Quad> out) {
    Node node = node(link.left(), link.right());
    ends(node, link.left(), link.right(), Ekg.SAME, out);
    out.accept(quad(node, Ekg.LINK_STATE, text(name(State.LINKED))));
    link.evidence()
        .ifPresent(
            e -> {
              out.accept(quad(node, Ekg.LINK_METHOD, text(e.method())));
              out.accept(quad(node, Ekg.LINK_CONFIDENCE, decimal(e.confidence())));
            });
  }

  private void ends(Node node, Node left, Node right, Node kind, Consumer<Quad> out) {
    out.accept(quad(node, RDF.Nodes.type, Ekg.IDENTITY_LINK));
    out.accept(quad(node, Ekg.LEFT, left));
    out.accept(quad(node, Ekg.RIGHT, right));
    out.accept(quad(node, Ekg.LINK_KIND, kind));
  }

  private void write(PartyLink link, Node node, boolean withEvidence, Consumer<Quad> out) {
    ends(
        node,
        NodeFactory.createURI(link.pair().left()),
        NodeFactory.createURI(link.pair().right()),
        kind(link),
        out);
    out.accept(quad(node, Ekg.LINK_STATE, text(name(link.state()))));
    link.decision()
        .ifPresent(
            d -> {
              out.accept(quad(node, Ekg.LINK_AUTHOR, text(d.author())));
              if (!d.isDeclared()) {
                out.accept(quad(node, Ekg.LINK_DECIDED_AT, time(d.at().toString())));
              }
            });
    if (!withEvidence) {
      return;
    }
    out.accept(quad(node, Ekg.LINK_REASON, text(link.why())));
    link.run()
        .ifPresent(
            run -> {
              out.accept(
                  quad(node, Ekg.LINK_METHOD, text(run.specification() + " " + run.model())));
              if (link.decision().isEmpty()) {
                out.accept(quad(node, Ekg.LINK_DECIDED_AT, time(run.at().toString())));
              }
            });
    link.scored()
        .ifPresent(
            scored -> {
              out.accept(quad(node, Ekg.LINK_BITS, decimal(scored.bits())));
              out.accept(
                  quad(node, Ekg.LINK_CONFIDENCE, decimal(1 / (1 + Math.pow(2, -scored.bits())))));
              for (int i = 0; i < scored.parts().size(); i++) {
                evidence(node, i + 1, scored.parts().get(i), out);
              }
            });
  }

  private void evidence(Node link, int number, PairExplanation.Part part, Consumer<Quad> out) {
    Node node = NodeFactory.createURI(link.getURI() + "-" + number);
    out.accept(quad(link, Ekg.LINK_EVIDENCE, node));
    out.accept(quad(node, RDF.Nodes.type, Ekg.LINK_EVIDENCE_CLASS));
    out.accept(quad(node, Ekg.COMPARED_ON, text(part.comparison())));
    out.accept(quad(node, Ekg.COMPARISON_LEVEL, text(part.level())));
    out.accept(quad(node, Ekg.EVIDENCE_BITS, decimal(part.bits() + part.rarityBits())));
    // What a record does not say is no value.
    if (!part.leftValue().isEmpty()) {
      out.accept(quad(node, Ekg.COMPARED_LEFT_VALUE, text(part.leftValue())));
    }
    if (!part.rightValue().isEmpty()) {
      out.accept(quad(node, Ekg.COMPARED_RIGHT_VALUE, text(part.rightValue())));
    }
  }

  private static Node kind(PartyLink link) {
    return switch (link.state()) {
      case LINKED -> Ekg.SAME;
      case DIFFERENT -> Ekg.DIFFERENT;
      case IMPLIED, REVIEW, UNSURE, REFUSED, QUARANTINED, CONTRADICTED, WAITING ->
          Ekg.POSSIBLY_SAME;
    };
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private Quad quad(Node subject, Node predicate, Node object) {
    if (!PREDICATES.contains(predicate)) {
      throw new IllegalStateException("%s is not one of the predicates".formatted(predicate));
    }
    return new Quad(graph, subject, predicate, Literals.normal(object));
  }

  private static Node text(String text) {
    return NodeFactory.createLiteralString(text);
  }

  private static Node time(String instant) {
    return NodeFactory.createLiteralDT(instant, XSDDatatype.XSDdateTime);
  }

  private static Node decimal(double value) {
    return NodeFactory.createLiteralDT(
        BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString(),
        XSDDatatype.XSDdecimal);
  }
}
