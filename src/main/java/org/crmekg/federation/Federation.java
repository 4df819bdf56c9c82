package org.crmekg.federation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.crmekg.RequestContext;
import org.crmekg.finding.FindingStore;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Member;
import org.crmekg.store.GraphStore;

/** What all requests share. */
public final class Federation {
  private final String base;
  private final List<Member> sources;
  private final List<Member> shared;
  private final Supplier<IdentityIndex> identity;
  private final Node identityGraph;
  private final FindingStore findings;
  private final Set<Node> lensClasses;
  private final GraphStore store;
  private final GoldenCopy copy;

  /** By lens, as long as somebody uses it. */
  private final Map<IdentityLens, LinkedShapes> linkedShapes =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Creates a federation.
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
  public Federation(
      String base,
      List<Member> sources,
      List<Member> shared,
      Supplier<IdentityIndex> identity,
      Node identityGraph,
      FindingStore findings,
      Set<Node> lensClasses,
      GraphStore store) {
    this.base = base;
    this.sources = List.copyOf(sources);
    this.shared = List.copyOf(shared);
    this.identity = identity;
    this.identityGraph = identityGraph;
    this.findings = findings;
    this.lensClasses = Set.copyOf(lensClasses);
    this.store = store;
    this.copy = new GoldenCopy(store, sources, shared, lensClasses);
  }

  /** Returns the base of data IRIs. */
  public String base() {
    return base;
  }

  /** Returns the members that answer for sources. */
  public List<Member> sources() {
    return sources;
  }

  /** Returns the members that everybody sees and whose IRIs are golden already. */
  public List<Member> shared() {
    return shared;
  }

  /** Returns what gives the current version of the identity links. */
  public Supplier<IdentityIndex> identity() {
    return identity;
  }

  Node identityGraph() {
    return identityGraph;
  }

  FindingStore findings() {
    return findings;
  }

  Set<Node> lensClasses() {
    return lensClasses;
  }

  /** Returns the copy of what the golden view has of loaded sources. */
  public GoldenCopy copy() {
    return copy;
  }

  GraphStore store() {
    return store;
  }

  /** Opens the view of a request: one version of the links, one snapshot of the store. */
  public FederatedDataset forRequest(RequestContext context) {
    IdentityIndex index = identity.get();
    return new FederatedDataset(this, context.pinnedTo(index.version()), index);
  }

  /** Returns what the links of a lens mean for plans. */
  LinkedShapes linkedShapes(IdentityLens lens) {
    List<Member> all = Stream.concat(shared.stream(), sources.stream()).toList();
    return linkedShapes.compute(
        lens, (l, known) -> known != null && known.isOf(all) ? known : new LinkedShapes(l, all));
  }
}
