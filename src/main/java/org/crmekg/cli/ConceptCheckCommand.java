package org.crmekg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.jena.graph.Graph;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.Ontologies;
import org.crmekg.reference.VocabularyCheck;
import org.crmekg.reference.VocabularyCheck.Item;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg concept check}: a vocabulary of others beside ours. */
@Command(
    name = "check",
    header =
        "Check a vocabulary against ours: duplicates, gaps, terms that do not exist, profiles.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg concept check my-terms.ttl\n", "ekg concept check my-terms.ttl -o json\n"},
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:nothing to say", "1:something was found", "3:the file is no Turtle"})
final class ConceptCheckCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(paramLabel = "FILE", description = "a vocabulary in Turtle")
  Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  ConceptCheckCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    format.among(Format.OF_ROWS, "findings");
    if (!Files.isRegularFile(file)) {
      throw new UsageException(Problem.USAGE, "there is no file %s".formatted(file));
    }
    Graph ours =
        Files.exists(root.configFile())
            ? Ontologies.read(Sessions.config(root).ontology())
            : Ontologies.read(List.of());
    List<Item> items = VocabularyCheck.of(file, ours);
    if (items.isEmpty() && format == Format.TABLE) {
      root.terminal().out().printf("%s: nothing to say%n", file);
      return ExitCode.FINE;
    }
    Views.write(items, format, this::table, root.terminal().out());
    return items.isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private Table table(List<Item> items) {
    return new Table(
        List.of("line", "term", "kind", "what", "advice"),
        items.stream()
            .map(
                i ->
                    List.of(
                        file.getFileName() + ":" + i.line(),
                        i.term(),
                        i.kind(),
                        i.message(),
                        i.advice()))
            .toList());
  }
}
