package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.crmekg.app.DecisionView;
import org.crmekg.app.DecisionView.PartyView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that writes a decision down, and what they all print. */
final class DecisionOptions {
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

  /** Opens what is served or here, decides, and says what became of it. */
  int decide(EkgCommand root, Function<Session, DecisionView.Outcome> decision) {
    format.among(Format.OF_ROWS, "what changes");
    DecisionView.Outcome outcome;
    try (Session session = Sessions.open(root, "link")) {
      outcome = decision.apply(session);
    }
    write(outcome, root);
    return ExitCode.FINE;
  }

  /** Who decides, where the command says it or this machine knows. */
  String author(EkgCommand root) {
    return author != null
        ? author
        : root.variable("EKG_AUTHOR")
            .or(() -> root.variable("USER"))
            .or(() -> root.variable("USERNAME"))
            .orElse("");
  }

  private void write(DecisionView.Outcome outcome, EkgCommand root) {
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
