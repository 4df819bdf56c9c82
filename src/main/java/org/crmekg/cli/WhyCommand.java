package org.crmekg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.app.WhyView;
import org.crmekg.app.WhyView.EvidenceView;
import org.crmekg.app.WhyView.LinkView;
import org.crmekg.app.WhyView.RowView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg why}: where a statement comes from. */
@Command(
    name = "why",
    header = "Explain statements: the source rows, columns and links behind them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg why id:party/crm/1001\n",
      "ekg why id:party/crm/1001 party:name\n",
      "ekg why '<https://w3id.org/crm-ekg/id/party/crm/1001>' party:leiCode '\"5299…\"'\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    description = {
      "Terms are IRIs, with or without <>, prefixed names, or literals in quotes. `a` is rdf:type."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class WhyCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(index = "0", paramLabel = "S", description = "the subject")
  String subject = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "P", description = "the predicate")
  @Nullable String predicate;

  @Parameters(index = "2", arity = "0..1", paramLabel = "O", description = "the object")
  @Nullable String object;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  WhyCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "explanations");
    List<WhyView> explanations;
    try (Session session = Sessions.open(root, "why")) {
      explanations =
          session.why(
              Terms.read(subject),
              Optional.ofNullable(predicate).map(Terms::read),
              Optional.ofNullable(object).map(Terms::read));
    }
    Views.write(explanations, format, WhyCommand::table, root.terminal().out());
    if (explanations.isEmpty()) {
      root.say("there is no such statement");
      return ExitCode.FINDINGS;
    }
    return ExitCode.FINE;
  }

  private static Table table(List<WhyView> explanations) {
    var rows = new ArrayList<List<String>>();
    for (WhyView why : explanations) {
      String predicate = Terms.shown(why.predicate());
      String object = Terms.shown(why.object());
      for (EvidenceView e : why.evidence()) {
        if (e.rows().isEmpty()) {
          rows.add(row(predicate, object, e, "", "", why.links()));
        }
        for (RowView row : e.rows()) {
          rows.add(row(predicate, object, e, shown(row.key()), shown(row.values()), why.links()));
        }
      }
    }
    return new Table(
        List.of(
            "predicate", "object", "kind", "source", "table", "key", "columns", "rule", "links"),
        rows);
  }

  private static List<String> row(
      String predicate,
      String object,
      EvidenceView e,
      String key,
      String values,
      List<LinkView> links) {
    return List.of(
        predicate,
        object,
        e.kind().replace('_', ' ') + (e.rowCount() > 1 ? " (%d rows)".formatted(e.rowCount()) : ""),
        Views.text(e.source()),
        Views.text(e.table()),
        key,
        values.isEmpty() && e.columns() != null ? String.join(", ", e.columns()) : values,
        Views.text(e.rule()) + (Views.text(e.detail()).isEmpty() ? "" : "; " + e.detail()),
        links.stream()
            .map(l -> Terms.shortened(l.left()) + " = " + Terms.shortened(l.right()))
            .distinct()
            .collect(Collectors.joining("; ")));
  }

  private static String shown(Map<String, String> cells) {
    return cells.entrySet().stream()
        .map(c -> c.getKey() + "=" + c.getValue())
        .collect(Collectors.joining(", "));
  }
}
