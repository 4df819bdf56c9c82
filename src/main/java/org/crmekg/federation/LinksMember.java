package org.crmekg.federation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.RequestContext;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLink;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;

/** The identity links as statements about source IRIs: only those whose two ends may be seen. */
final class LinksMember implements Member {
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
    var quads = new ArrayList<Quad>();
    if (!block.graph().isConcrete() || block.graph().equals(graph)) {
      for (IdentityLink link : index.links(context.visible())) {
        for (Quad quad : statements(link)) {
          if (block.matches(quad)) {
            quads.add(quad);
          }
        }
      }
    }
    return Quads.of(quads.stream().distinct().toList());
  }

  private List<Quad> statements(IdentityLink link) {
    String key = link.left().getURI() + " " + link.right().getURI();
    Node node =
        NodeFactory.createURI(
            graph.getURI() + "#" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)));
    var quads =
        new ArrayList<>(
            List.of(
                new Quad(graph, node, RDF.Nodes.type, Ekg.IDENTITY_LINK),
                new Quad(graph, node, Ekg.LEFT, link.left()),
                new Quad(graph, node, Ekg.RIGHT, link.right()),
                new Quad(graph, node, Ekg.LINK_KIND, Ekg.SAME)));
    link.evidence()
        .ifPresent(
            e -> {
              Node method = NodeFactory.createLiteralString(e.method());
              Node confidence =
                  NodeFactory.createLiteralDT(
                      Double.toString(e.confidence()), XSDDatatype.XSDdecimal);
              quads.add(new Quad(graph, node, Ekg.LINK_METHOD, method));
              quads.add(new Quad(graph, node, Ekg.LINK_CONFIDENCE, Literals.normal(confidence)));
            });
    return quads;
  }
}
