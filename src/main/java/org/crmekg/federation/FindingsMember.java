package org.crmekg.federation;

import org.apache.jena.sparql.core.Quad;
import org.crmekg.RequestContext;
import org.crmekg.finding.FindingStore;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.store.GraphStore;
import org.crmekg.store.StoreReader;
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
  public Quads request(Quad pattern, RequestContext context) {
    if (pattern.getGraph().isConcrete() && !pattern.getGraph().equals(findings.graph())) {
      return Quads.none();
    }
    try (StoreReader reader = store.reader()) {
      return Quads.of(
          findings.find(
              reader, context, pattern.getSubject(), pattern.getPredicate(), pattern.getObject()));
    }
  }
}
