package org.crmekg.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.NamedQueries;
import org.crmekg.app.NamedQueryView;
import org.crmekg.app.NamedQueryView.ParameterView;
import org.crmekg.app.Shortfall;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg q}: the queries that are kept. */
@Command(
    name = "q",
    header = "Answer a named query, or list them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg q                                    all queries, with their parameters\n",
      "ekg q --persona compliance               those of one role\n",
      "ekg q pipeline-by-stage                  an answer\n",
      "ekg q hierarchy-as-of --param party=id:party/crm/A-000017 --param asOf=2024-06-30\n",
      "ekg q pipeline-by-stage --show           its SPARQL and what it takes\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class NamedQueryCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "the query")
  @Nullable String name;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "a parameter; IRIs may be written with a prefix")
  List<String> parameters = new ArrayList<>();

  @Option(names = "--show", description = "show the query instead of its answer")
  boolean show;

  @Option(names = "--persona", paramLabel = "ROLE", description = "list the queries of this role")
  @Nullable String persona;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table, csv, tsv, json, ndjson or md (default: table)")
  @Nullable Format format;

  @Mixin Asking.Options options = new Asking.Options();

  NamedQueryCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    try (Session session = Sessions.open(root, "query")) {
      if (name == null) {
        list(session.namedQueries());
      } else if (show) {
        show(named(session.namedQueries(), name));
      } else {
        Shortfall shortfall =
            session.namedQuery(
                name,
                values(),
                options.asking(),
                answer -> Answers.write(answer, format, root.terminal().out()));
        if (format == null || format == Format.TABLE) {
          root.fresh(shortfall);
        }
        root.partial(shortfall);
        return shortfall.isPartial() ? ExitCode.PARTIAL : ExitCode.FINE;
      }
    }
    return ExitCode.FINE;
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      if (equals <= 0) {
        throw new UsageException(
            Problem.USAGE, "--param \"%s\" is not NAME=VALUE".formatted(parameter));
      }
      if (values.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
        throw new UsageException(
            Problem.USAGE, "--param %s is given twice".formatted(parameter.substring(0, equals)));
      }
    }
    return values;
  }

  private static NamedQueryView named(List<NamedQueryView> queries, String name) {
    return queries.stream()
        .filter(q -> q.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> NamedQueries.unknown(name, queries.stream().map(NamedQueryView::name).toList()));
  }

  private void list(List<NamedQueryView> queries) {
    if (!parameters.isEmpty() || show) {
      throw new UsageException(Problem.USAGE, "which query? `ekg q` lists them");
    }
    List<NamedQueryView> chosen =
        queries.stream().filter(q -> persona == null || q.personas().contains(persona)).toList();
    if (chosen.isEmpty() && persona != null) {
      throw new UsageException(
          Problem.USAGE,
          "no query is for the role \"%s\"; there are %s"
              .formatted(
                  persona,
                  queries.stream()
                      .flatMap(q -> q.personas().stream())
                      .distinct()
                      .sorted()
                      .toList()));
    }
    Format wanted = (format == null ? Format.TABLE : format).among(Format.OF_ROWS, "queries");
    if (wanted == Format.JSON || wanted == Format.NDJSON) {
      chosen.forEach(q -> root.terminal().out().print(Json.line(q) + "\n"));
      return;
    }
    new Table(
            List.of("name", "what it answers", "use case", "for", "parameters"),
            chosen.stream().map(NamedQueryCommand::row).toList())
        .write(wanted, root.terminal().out());
  }

  private static List<String> row(NamedQueryView query) {
    return List.of(
        query.name(),
        query.label(),
        query.story() == null ? "" : query.story().useCase(),
        String.join(", ", query.personas()),
        String.join(" ", query.parameters().stream().map(NamedQueryCommand::shown).toList()));
  }

  private static String shown(ParameterView parameter) {
    return parameter.required() ? parameter.name() : "[" + parameter.name() + "]";
  }

  private void show(NamedQueryView query) {
    var out = root.terminal().out();
    out.printf("# %s%n# %s%n", query.label(), query.comment().strip().replaceAll("\\s+", " "));
    if (query.story() != null) {
      out.printf("# %s: %s%n", query.story().useCase(), query.story().sentence());
    }
    for (ParameterView parameter : query.parameters()) {
      out.printf(
          "# --param %s=…   %s: %s%s%n",
          parameter.name(),
          parameter.kind(),
          parameter.description(),
          parameter.byDefault() == null
              ? parameter.required() ? "" : " (optional)"
              : " (default: " + parameter.byDefault() + ")");
    }
    out.print(query.query().strip() + "\n");
  }
}
