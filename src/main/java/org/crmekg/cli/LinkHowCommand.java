package org.crmekg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.app.DecisionView;
import org.crmekg.app.HowView;
import org.crmekg.app.HowView.LinkView;
import org.crmekg.app.HowView.PropertyView;
import org.crmekg.app.HowView.StatedView;
import org.crmekg.app.HowView.ValueView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link how}: how a party came together. */
@Command(
    name = "how",
    header = "Explain how a party came together, and what would change without each link.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg link how id:party/crm/1001\n", "ekg link how id:party/3f2a9c0de1b4 -o json\n"},
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class LinkHowCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(
      index = "0",
      paramLabel = "PARTY",
      description = "its canonical IRI, or that of one of its records")
  String party = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description =
          "table (in words), json, or csv, tsv, ndjson, md of its links (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkHowCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "links");
    HowView how;
    try (Session session = Sessions.open(root, "link")) {
      how = session.how(Terms.read(party));
    }
    PrintStream out = root.terminal().out();
    switch (format) {
      case TABLE -> words(how, out);
      case JSON -> out.print(Json.pretty(how) + "\n");
      case NDJSON -> out.print(Json.line(how) + "\n");
      case CSV, TSV, MD -> table(how).write(format, out);
      case TTL, TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
    how.golden()
        .missing()
        .forEach((source, why) -> root.say("source %s is missing: %s".formatted(source, why)));
    return how.golden().missing().isEmpty() ? ExitCode.FINE : ExitCode.PARTIAL;
  }

  private static Table table(HowView how) {
    var links = new ArrayList<>(how.links());
    links.addAll(how.open());
    return new Table(
        List.of("a", "b", "state", "bits", "by", "at", "why", "evidence", "if withdrawn"),
        links.stream()
            .map(
                l ->
                    List.of(
                        Terms.shortened(l.left()),
                        Terms.shortened(l.right()),
                        l.state(),
                        l.bits() == null ? "" : LinkReviewCommand.bits(l.bits()),
                        l.by(),
                        l.at(),
                        l.why(),
                        l.evidence().stream()
                            .map(LinkReviewCommand::evidence)
                            .collect(Collectors.joining("; ")),
                        ifWithdrawn(l)))
            .toList());
  }

  /** The parties that there would be: a record alone, or a party's IRI and its records. */
  private static String ifWithdrawn(LinkView link) {
    return link.ifWithdrawn().stream()
        .map(
            p ->
                p.records().size() == 1
                    ? Terms.shortened(p.iri())
                    : "%s (%s)"
                        .formatted(
                            Terms.shortened(p.iri()),
                            p.records().stream()
                                .map(Terms::shortened)
                                .collect(Collectors.joining(", "))))
        .collect(Collectors.joining(" | "));
  }

  private static void words(HowView how, PrintStream out) {
    out.printf(
        "%s is %s:%n",
        Terms.shortened(how.iri()),
        how.members().size() == 1 ? "one record" : how.members().size() + " records");
    how.members()
        .forEach(
            m ->
                out.printf(
                    "  %s (%s)%n", Terms.shortened(m.record()), String.join(", ", m.sources())));
    if (how.doubt() != null) {
      out.printf("It should be looked at: %s.%n", how.doubt());
    }
    how.contradictions().forEach(c -> out.printf("%s.%n", c));
    if (!how.golden().properties().isEmpty()) {
      out.printf("%nGolden record:%n");
      how.golden().properties().forEach(p -> words(p, how, out));
    }
    if (!how.links().isEmpty()) {
      out.printf("%nWhat holds it together:%n");
      how.links().forEach(l -> words(l, true, out));
    }
    if (!how.open().isEmpty()) {
      out.printf("%nWhat is not linked to it:%n");
      how.open().forEach(l -> words(l, false, out));
    }
    if (!how.decisions().isEmpty()) {
      out.printf("%nDecisions:%n");
      how.decisions().forEach(d -> words(d, out));
    }
  }

  private static void words(PropertyView property, HowView how, PrintStream out) {
    List<ValueView> values = property.values();
    out.printf(
        "  %s: %s%s%n",
        Terms.shortened(property.property()),
        said(values.getFirst(), how),
        property.conflict() ? "  CONFLICT" : "");
    if (values.size() > 1) {
      out.printf(
          "      %s%s%n",
          property.rule() == null ? "" : "first by " + property.rule() + ": ", property.why());
      values.stream().skip(1).forEach(v -> out.printf("      also %s%n", said(v, how)));
    }
  }

  /** A value, and who says it; of sources with several records of the party, which of them. */
  private static String said(ValueView value, HowView how) {
    return "%s (%s)"
        .formatted(
            value.resource() ? Terms.shortened(value.value()) : "\"" + value.value() + "\"",
            value.stated().stream()
                .map(
                    s ->
                        "%s%s%s%s"
                            .formatted(
                                s.source(),
                                isOnly(s, how) ? "" : " " + Terms.shortened(s.record()),
                                s.written() == null
                                    ? ""
                                    : " as \"" + Terms.lastPart(s.written()) + "\"",
                                s.date().isEmpty() ? "" : " of " + s.date()))
                .distinct()
                .collect(Collectors.joining(", ")));
  }

  private static boolean isOnly(StatedView stated, HowView how) {
    return how.members().stream().filter(m -> m.sources().contains(stated.source())).count() == 1;
  }

  private static void words(LinkView link, boolean inside, PrintStream out) {
    out.printf(
        "  %s – %s: %s%s, by %s%s%n",
        Terms.shortened(link.left()),
        Terms.shortened(link.right()),
        link.state(),
        link.bits() == null
            ? ""
            : ", %s bits (%s)".formatted(LinkReviewCommand.bits(link.bits()), link.odds()),
        link.by(),
        link.decision() == null ? "" : ", decision " + link.decision());
    if (!link.why().isEmpty()) {
      out.printf("      %s%n", link.why());
    }
    link.evidence().stream()
        .filter(LinkReviewCommand::says)
        .forEach(e -> out.printf("      %s%n", LinkReviewCommand.evidence(e)));
    if (!link.ifWithdrawn().isEmpty()) {
      out.printf("      if it were withdrawn: %s%n", ifWithdrawn(link));
    } else if (inside && link.state().equals("linked")) {
      out.printf("      if it were withdrawn: nothing changes, others link them%n");
    }
  }

  private static void words(DecisionView d, PrintStream out) {
    out.printf(
        "  %d: %s decided %s on %s at %s (%s)%s%n",
        d.number(),
        d.author(),
        d.withdraws() == null ? d.decision() : "to take %d back".formatted(d.withdraws()),
        LinkDecisionsCommand.records(d),
        d.at(),
        d.state(),
        d.reason().isEmpty() ? "" : ": " + d.reason());
  }
}
