package org.crmekg.app;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeFmtLib;
import org.crmekg.EkgException;
import org.crmekg.finding.Finding;
import org.crmekg.lineage.Evidence;
import org.crmekg.lineage.Explanation;

/** Turns what the system knows into what commands and pages show. */
final class Views {
  private Views() {}

  static SourceView of(SourceStatus s, Instant now) {
    return new SourceView(
        s.config().id(),
        s.config().title(),
        s.config().owner(),
        s.config().classification(),
        lower(s.config().mode()),
        lower(s.state()),
        s.problem().orElse(null),
        s.rows().orElse(null),
        s.statements().orElse(null),
        s.loadedAt().map(Instant::toString).orElse(null),
        s.age(now).map(Duration::toSeconds).orElse(null),
        s.config().freshness().map(Duration::toSeconds).orElse(null),
        s.leftOut().orElse(null));
  }

  static LoadView of(LoadReport r) {
    return new LoadView(
        r.source(),
        r.rows(),
        r.quads(),
        r.version(),
        r.quarantined(),
        r.took().toMillis(),
        r.failure().map(EkgException::coded).orElse(null));
  }

  static WhyView of(Explanation e) {
    return new WhyView(
        term(e.triple().getSubject()),
        term(e.triple().getPredicate()),
        term(e.triple().getObject()),
        e.evidence().stream()
            .map(Views::of)
            .sorted(
                Comparator.comparing(WhyView.EvidenceView::source)
                    .thenComparing(WhyView.EvidenceView::table)
                    .thenComparing(WhyView.EvidenceView::rule)
                    .thenComparing(v -> v.rows().toString()))
            .toList(),
        e.links().stream()
            .map(l -> new WhyView.LinkView(l.left().getURI(), l.right().getURI(), l.file()))
            .sorted(
                Comparator.comparing(WhyView.LinkView::left)
                    .thenComparing(WhyView.LinkView::right)
                    .thenComparing(WhyView.LinkView::file))
            .toList());
  }

  private static WhyView.EvidenceView of(Evidence e) {
    return new WhyView.EvidenceView(
        lower(e.kind()),
        e.source(),
        e.owner(),
        e.table(),
        e.rows().stream().map(r -> new WhyView.RowView(r.key(), r.values())).toList(),
        e.rowCount(),
        e.columns(),
        e.rule(),
        e.detail());
  }

  static ValidationView.FindingView of(Finding f, String view) {
    List<ValidationView.CellView> cells =
        f.cells().stream()
            .map(
                c ->
                    new ValidationView.CellView(
                        c.source(),
                        f.owner().orElse(""),
                        c.table(),
                        c.key(),
                        c.column().isEmpty() ? null : c.column(),
                        c.value().isEmpty() ? null : c.value()))
            .toList();
    return new ValidationView.FindingView(
        f.id(),
        f.severity().label(),
        f.message(),
        f.rule().name(),
        view,
        term(f.place().focus()),
        f.place().path().orElse(null),
        f.place().value().map(Views::term).orElse(null),
        f.rule().source(),
        lower(f.state()),
        cells);
  }

  static String term(Node node) {
    return NodeFmtLib.strNT(node);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
