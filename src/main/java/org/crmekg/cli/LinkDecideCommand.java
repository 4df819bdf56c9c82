package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.crmekg.app.DecisionView;
import org.crmekg.app.DecisionView.PartyView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link accept|reject|unsure}: what a person says of two records. */
@Command(
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Decisions win over rules and stay when these run again. They are kept with author, time and"
          + " reason; undo takes one back."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
abstract class LinkDecideCommand implements Callable<Integer> {
  private final EkgCommand root;
  private final String verdict;

  @Parameters(index = "0", paramLabel = "A", description = "the IRI of a record")
  String one = "";

  @Parameters(index = "1", paramLabel = "B", description = "the IRI of another")
  String other = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "why, for those who come later")
  String reason = "";

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "who decides (default: the user of this machine, or of the server's token)")
  @Nullable String author;

  @Option(names = "--preview", description = "only say what would change")
  boolean preview;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkDecideCommand(EkgCommand root, String verdict) {
    this.root = root;
    this.verdict = verdict;
  }

  /** They are one party. */
  @Command(
      name = "accept",
      header = "Say that two records are the same party.",
      footerHeading = "%nExamples:%n",
      footer = {
        "ekg link accept id:party/crm/1001 id:party/kyc/77 --reason 'same passport'\n",
        "ekg link accept id:party/crm/1001 id:party/kyc/77 --preview\n"
      })
  static final class Accept extends LinkDecideCommand {
    Accept(EkgCommand root) {
      super(root, "same");
    }
  }

  /** They are two parties. */
  @Command(
      name = "reject",
      header = "Say that two records are two parties, whatever they look like.",
      footerHeading = "%nExamples:%n",
      footer = {"ekg link reject id:party/crm/1001 id:party/kyc/77 --reason 'father and son'\n"})
  static final class Reject extends LinkDecideCommand {
    Reject(EkgCommand root) {
      super(root, "different");
    }
  }

  /** It cannot be told. */
  @Command(
      name = "unsure",
      header = "Say that it cannot be told whether two records are the same party.",
      footerHeading = "%nExamples:%n",
      footer = {"ekg link unsure id:party/crm/1001 id:party/kyc/77 --reason 'asked the branch'\n"})
  static final class Unsure extends LinkDecideCommand {
    Unsure(EkgCommand root) {
      super(root, "unsure");
    }
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "what changes");
    DecisionView.Outcome outcome;
    try (Session session = Sessions.open(root, "link")) {
      outcome =
          session.decide(
              verdict, Terms.read(one), Terms.read(other), author(root, author), reason, preview);
    }
    write(outcome, preview, format, root);
    return ExitCode.FINE;
  }

  /** Who decides, where the command says it or this machine knows. */
  static String author(EkgCommand root, @Nullable String named) {
    return named != null
        ? named
        : root.variable("EKG_AUTHOR")
            .or(() -> root.variable("USER"))
            .or(() -> root.variable("USERNAME"))
            .orElse("");
  }

  static void write(DecisionView.Outcome outcome, boolean preview, Format format, EkgCommand root) {
    if (format == Format.JSON || format == Format.NDJSON) {
      Views.write(List.of(outcome), format, o -> table(outcome), root.terminal().out());
    } else {
      table(outcome).write(format, root.terminal().out());
    }
    DecisionView decision = outcome.decision();
    if (decision != null) {
      root.say(
          "decision %d of %s is written down; `ekg link undo %d` takes it back"
              .formatted(decision.number(), decision.author(), decision.number()));
    }
    if (outcome.before().isEmpty()) {
      root.say(preview ? "no party would be another" : "no party is another now");
    }
    outcome.notes().forEach(root::say);
  }

  private static Table table(DecisionView.Outcome outcome) {
    var rows = new ArrayList<List<String>>();
    outcome.before().forEach(p -> rows.addAll(rows("before", p)));
    outcome.after().forEach(p -> rows.addAll(rows("after", p)));
    return new Table(List.of("when", "party", "record"), rows);
  }

  private static List<List<String>> rows(String when, PartyView party) {
    return party.records().stream()
        .map(r -> List.of(when, Terms.shortened(party.iri()), Terms.shortened(r)))
        .toList();
  }
}
