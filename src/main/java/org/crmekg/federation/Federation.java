package org.crmekg.federation;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.crmekg.RequestContext;
import org.crmekg.finding.FindingStore;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.member.Member;
import org.crmekg.store.GraphStore;

/**
 * What all requests share.
 *
 * @param base the base of data IRIs
 * @param sources the members that answer for sources
 * @param shared members that everybody sees and whose IRIs are golden already, such as reference
 *     data
 * @param identity gives the current version of the identity links
 * @param identityGraph the name of the graph in which links are read
 * @param findings what validation found
 * @param lensClasses classes whose instances have canonical IRIs
 * @param store where materialised graphs live
 */
public record Federation(
    String base,
    List<Member> sources,
    List<Member> shared,
    Supplier<IdentityIndex> identity,
    Node identityGraph,
    FindingStore findings,
    Set<Node> lensClasses,
    GraphStore store) {
  public Federation {
    sources = List.copyOf(sources);
    shared = List.copyOf(shared);
    lensClasses = Set.copyOf(lensClasses);
  }

  /** Opens the view of a request: one version of the links, one snapshot of the store. */
  public FederatedDataset forRequest(RequestContext context) {
    IdentityIndex index = identity.get();
    return new FederatedDataset(this, context.pinnedTo(index.version()), index);
  }
}
