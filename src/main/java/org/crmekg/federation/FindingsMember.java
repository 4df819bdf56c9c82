package org.crmekg.federation;

import org.crmekg.RequestContext;
import org.crmekg.finding.FindingStore;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.store.GraphStore;
import org.crmekg.store.StoreReader;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;

/** What validation found, as statements about source IRIs: only findings that may be seen. */
final class FindingsMember implements Member {
  private final FindingStore findings;
  private final GraphStore store;

  FindingsMember(FindingStore findings, GraphStore store) {
    this.findings = findings;
    this.store = store;
  }

  @Override
  public String id() {
    return FindingStore.OWNER;
  }

  @Override
  public Descriptor descriptor() {
    return Descriptor.open(findings.graph());
  }

  @Override
  public Quads request(QuadBlock block, RequestContext context) {
    if (block.graph().isConcrete() && !block.graph().equals(findings.graph())) {
      return Quads.none();
    }
    try (StoreReader reader = store.reader()) {
      return Quads.of(
          findings
              .find(
                  reader,
                  context,
                  block.subjects().onlyOrAny(),
                  block.predicates().onlyOrAny(),
                  block.objects().onlyOrAny())
              .stream()
              .filter(block::matches)
              .toList());
    }
  }
}
