package org.crmekg.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.HowView.EvidenceView;
import org.crmekg.app.ReviewView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ekg link review}: what people are asked. */
@Command(
    name = "review",
    header = "List the questions on identity that people are asked, the weightiest first.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg link review\n", "ekg link review --limit 5 -o json\n"},
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Impact is how many pairs of records the answer makes one party, or two. Answer with accept,"
          + " reject or unsure."
    },
    optionListHeading = "%nOptions:%n")
final class LinkReviewCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most so many (default: ${DEFAULT-VALUE})")
  int limit = 20;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkReviewCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "questions");
    if (limit < 1) {
      throw new UsageException(Problem.USAGE, "--limit must be at least 1");
    }
    List<ReviewView> questions;
    try (Session session = Sessions.open(root, "link")) {
      questions = session.review(limit);
    }
    if (format == Format.TABLE) {
      questions.forEach(q -> words(q, root.terminal().out()));
    } else {
      Views.write(questions, format, LinkReviewCommand::table, root.terminal().out());
    }
    if (questions.isEmpty()) {
      root.say("there is nothing to decide");
    }
    return ExitCode.FINE;
  }

  /** Names of many scripts and all their evidence are too wide for the columns of a terminal. */
  private static void words(ReviewView question, PrintStream out) {
    out.printf(
        "%s, impact %d%s: %s%n",
        question.kind(),
        question.impact(),
        question.bits() == null ? "" : ", " + bits(question.bits()) + " bits",
        question.why());
    for (String record : question.records()) {
      out.printf("  %s%n", Terms.shortened(record));
    }
    question.evidence().stream()
        .filter(LinkReviewCommand::says)
        .forEach(e -> out.printf("      %s%n", evidence(e)));
    out.println();
  }

  private static Table table(List<ReviewView> questions) {
    return new Table(
        List.of("kind", "impact", "bits", "records", "why", "evidence"),
        questions.stream()
            .map(
                q ->
                    List.of(
                        q.kind(),
                        Long.toString(q.impact()),
                        q.bits() == null ? "" : bits(q.bits()),
                        records(q.records()),
                        q.why(),
                        q.evidence().stream()
                            .filter(LinkReviewCommand::says)
                            .limit(4)
                            .map(LinkReviewCommand::evidence)
                            .collect(Collectors.joining("; "))))
            .toList());
  }

  private static String records(List<String> records) {
    String first =
        records.stream().limit(4).map(Terms::shortened).collect(Collectors.joining(", "));
    return records.size() <= 4 ? first : first + " and %d more".formatted(records.size() - 4);
  }

  /** What is not known of both says nothing, but for what is missing and needed. */
  static boolean says(EvidenceView e) {
    return (!e.leftValue().isEmpty() && !e.rightValue().isEmpty()) || Math.abs(e.bits()) >= 0.05;
  }

  /** One comparison in words and bits. */
  static String evidence(EvidenceView e) {
    if (e.leftValue().isEmpty() || e.rightValue().isEmpty()) {
      return "%s: %s (%s)".formatted(e.comparison(), e.level(), bits(e.bits()));
    }
    return e.leftValue().equals(e.rightValue())
        ? "%s: both \"%s\" (%s)".formatted(e.comparison(), e.leftValue(), bits(e.bits()))
        : "%s: \"%s\" and \"%s\", %s (%s)"
            .formatted(e.comparison(), e.leftValue(), e.rightValue(), e.level(), bits(e.bits()));
  }

  static String bits(double bits) {
    return Math.abs(bits) < 0.05 ? "0" : String.format(Locale.ROOT, "%+.1f", bits);
  }
}
