package org.crmekg.cli;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.identity.ConceptAnswer;
import org.crmekg.identity.ConceptCandidate;
import org.crmekg.identity.ConceptFinder;
import org.crmekg.identity.ConceptKind;
import org.crmekg.rdf.Suggestions;
import org.crmekg.reference.ReferenceFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg concept find}: what a name or a code stands for. */
@Command(
    name = "find",
    header = "Find what a name or code stands for, and why; say so when it is not clear.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg concept find Holland                      other name \"Holland\" of a country\n",
      "ekg concept find GER                          a code of another convention\n",
      "ekg concept find Congo                        ambiguous: exit code 1\n",
      "ekg concept find Delaware --kind jurisdiction\n",
      "ekg concept find GmbH --in AT                 a legal form of Austrian law\n",
      "ekg concept find 'Untied States' -o json\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:one thing", "1:ambiguous, or nothing is known by that name"})
final class ConceptFindCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "a name or a code; several words may be left unquoted")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "country, subdivision, jurisdiction, grouping, region, currency or legal-form")
  @Nullable String kind;

  @Option(
      names = "--in",
      paramLabel = "PLACE",
      description = "country or subdivision where a subdivision or legal form is looked for")
  @Nullable String in;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  /** What is written as JSON. */
  record AnswerView(String value, String answer, String remark, List<CandidateView> candidates) {}

  /** One candidate, as JSON. */
  record CandidateView(
      String iri, String kind, String label, double score, String basis, String why) {}

  ConceptFindCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "candidates");
    String value = String.join(" ", words);
    ConceptAnswer answer =
        ConceptFinder.of(files().names())
            .find(
                value,
                Optional.ofNullable(kind).map(ConceptFindCommand::kind),
                Optional.ofNullable(in));
    write(value, answer);
    return switch (answer) {
      case ConceptAnswer.Found found -> ExitCode.FINE;
      case ConceptAnswer.Ambiguous ambiguous -> {
        root.say("ambiguous: %s".formatted(ambiguous.remark()));
        yield ExitCode.FINDINGS;
      }
      case ConceptAnswer.Unknown unknown -> {
        root.say(
            "unknown: %s%s"
                .formatted(
                    unknown.remark(),
                    unknown.candidates().isEmpty() ? "" : "; these are only near it"));
        yield ExitCode.FINDINGS;
      }
    };
  }

  private ReferenceFiles files() {
    return Files.exists(root.configFile())
        ? ReferenceFiles.below(Sessions.config(root).ontology())
        : ReferenceFiles.bundled();
  }

  private static ConceptKind kind(String label) {
    List<String> known = Arrays.stream(ConceptKind.values()).map(ConceptKind::label).toList();
    return ConceptKind.of(label)
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE,
                    "there is no kind \"%s\"%s; there are %s"
                        .formatted(
                            label,
                            Suggestions.didYouMean(label, known),
                            String.join(", ", known))));
  }

  private void write(String value, ConceptAnswer answer) {
    List<CandidateView> candidates =
        answer.candidates().stream().map(ConceptFindCommand::view).toList();
    if (format == Format.JSON || format == Format.NDJSON) {
      var view =
          new AnswerView(
              value,
              answer.getClass().getSimpleName().toLowerCase(Locale.ROOT),
              answer.remark(),
              candidates);
      root.terminal()
          .out()
          .print((format == Format.JSON ? Json.pretty(view) : Json.line(view)) + "\n");
      return;
    }
    new Table(
            List.of("iri", "label", "score", "why"),
            candidates.stream()
                .map(c -> List.of(c.iri(), c.label(), "%.2f".formatted(c.score()), c.why()))
                .collect(Collectors.toList()))
        .write(format, root.terminal().out());
  }

  private static CandidateView view(ConceptCandidate c) {
    return new CandidateView(
        c.iri(),
        c.kind().label(),
        c.label(),
        c.score(),
        c.basis().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        c.why());
  }
}
