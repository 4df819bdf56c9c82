package org.crmekg.linkage;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;

/** Links the records of CSV files. */
public final class FileLinkage {
  private static final int SAMPLE = 30_000;
  private static final int MOST_FILES = 100;

  private final Request request;
  private final LinkageOptions options;
  private final Clock clock;
  private final List<String> notes = new ArrayList<>();

  /**
   * What is asked for.
   *
   * @param files one, or several
   * @param id the column of identifiers; the first one, if nobody names it
   * @param spec a specification; guessed, if there is none
   * @param threshold bits from which pairs are accepted, in place of the specification's
   * @param candidates a file of the pairs to score, all of which are written
   * @param explain a file for the explanations of what is accepted, as JSON lines
   */
  public record Request(
      List<Path> files,
      Optional<String> id,
      Optional<Path> spec,
      Optional<LinkageSpec.Kind> kind,
      boolean oneToOne,
      Optional<Double> threshold,
      Optional<Path> candidates,
      Path output,
      Optional<Path> explain) {
    public Request {
      files = List.copyOf(files);
    }
  }

  /** What was done. */
  public record Report(
      LinkageSpec spec,
      LinkageModel model,
      LinkageRun.Outcome outcome,
      long records,
      Path specFile,
      List<String> notes) {
    public Report {
      notes = List.copyOf(notes);
    }
  }

  private FileLinkage(Request request, LinkageOptions options, Clock clock) {
    this.request = request;
    this.options = options;
    this.clock = clock;
  }

  /**
   * Links files and writes the pairs.
   *
   * @throws SourceException if a file cannot be used
   */
  public static Report link(Request request, LinkageOptions options, Clock clock) {
    return new FileLinkage(request, options, clock).link();
  }

  private record Input(CsvFile file, String name, int id) {}

  private Report link() {
    List<Input> inputs = inputs();
    Path specFile = request.spec().orElseGet(() -> beside(request.output(), "-spec.ttl"));
    LinkageSpec spec =
        request.spec().isPresent() ? SpecReader.read(request.spec().get()) : guess(inputs);
    if (request.oneToOne()) {
      if (inputs.size() < 2) {
        throw new UsageException(Problem.USAGE, "--one-to-one needs two files or more");
      }
      spec = spec.withDuplicateFree(inputs.stream().map(Input::name).collect(Collectors.toSet()));
    }
    if (request.threshold().isPresent()) {
      spec = spec.accepting(request.threshold().get());
    }
    options.progress().accept("reading records");
    RecordTable table = read(spec, inputs);
    try (LinkageRun run =
        request.candidates().isPresent()
            ? LinkageRun.ofGiven(table, candidates(table, request.candidates().get()), options)
            : LinkageRun.of(table, options)) {
      LinkageModel model = run.train(clock);
      LinkageRun.Outcome outcome = run.link(model);
      if (request.spec().isEmpty()) {
        write(specFile, SpecWriter.turtle(spec));
      }
      write(request.output(), csv(outcome.pairs(), inputs.size() > 2));
      if (request.explain().isPresent()) {
        explain(run, model, table, outcome, request.explain().get());
      }
      return new Report(spec, model, outcome, table.size(), specFile, notes);
    }
  }

  static Path beside(Path output, String ending) {
    String name = String.valueOf(output.getFileName()).replaceFirst("\\.[^.]*$", "");
    return output.resolveSibling(name + ending);
  }

  private List<Input> inputs() {
    if (request.files().isEmpty() || request.files().size() > MOST_FILES) {
      throw new UsageException(
          Problem.USAGE,
          "name from one to %d files; %d are named".formatted(MOST_FILES, request.files().size()));
    }
    if (request.files().size() > 2 && request.candidates().isPresent()) {
      throw new UsageException(
          Problem.USAGE, "--candidates names records of one file or of two, not of more");
    }
    var inputs = new ArrayList<Input>();
    for (Path path : request.files()) {
      CsvFile file = CsvFile.open(path);
      file.encodingNote().ifPresent(notes::add);
      if (file.header().size() < 2) {
        throw new SourceException(
            Problem.LINKAGE_DATA,
            "%s: has one column, \"%s\"; an identifier and something to compare are needed"
                    .formatted(path, shortened(file.header().getFirst()))
                + " (separators that are understood: comma, semicolon, tab, bar)");
      }
      int id = 0;
      if (request.id().isPresent()) {
        boolean later = !inputs.isEmpty() && !file.header().contains(request.id().get());
        id = later ? 0 : file.column(request.id().get());
      }
      String name = String.valueOf(path.getFileName());
      long before = inputs.stream().filter(i -> i.file().path().endsWith(name)).count();
      inputs.add(new Input(file, before == 0 ? name : "%s (%d)".formatted(name, before + 1), id));
    }
    return inputs;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 79) + "…";
  }

  private LinkageSpec guess(List<Input> inputs) {
    options.progress().accept("guessing a specification");
    var samples = new ArrayList<SpecGuesser.Sample>();
    for (Input input : inputs) {
      List<String> header = input.file().header();
      List<String> columns =
          header.stream().filter(c -> !c.equals(header.get(input.id()))).toList();
      var records = new ArrayList<Map<String, String>>();
      var numbers = new ArrayList<Long>();
      long[] drawn = {0};
      long[] mask = {0};
      // Lines by their hash, fewer of them as the file turns out longer: the first lines are not
      // like the rest, and duplicates often stand side by side.
      long size =
          input
              .file()
              .rows(
                  record -> {
                    drawn[0] = Hashing.mix(record);
                    return (drawn[0] & mask[0]) == 0;
                  },
                  (fields, line) -> {
                    var values = new HashMap<String, String>();
                    for (int i = 0; i < fields.length; i++) {
                      values.put(header.get(i), fields[i]);
                    }
                    records.add(values);
                    numbers.add(drawn[0]);
                    if (records.size() > SAMPLE) {
                      mask[0] = 2 * mask[0] + 1;
                      thin(records, numbers, mask[0]);
                    }
                    return true;
                  });
      if (size == 0) {
        throw new SourceException(
            Problem.LINKAGE_DATA, "%s: has a header and no records".formatted(input.file().path()));
      }
      samples.add(new SpecGuesser.Sample(input.name(), columns, records, size));
    }
    return SpecGuesser.guess(samples, request.kind().orElse(null));
  }

  private static void thin(List<Map<String, String>> records, List<Long> numbers, long mask) {
    int kept = 0;
    for (int i = 0; i < records.size(); i++) {
      if ((numbers.get(i) & mask) == 0) {
        records.set(kept, records.get(i));
        numbers.set(kept, numbers.get(i));
        kept++;
      }
    }
    records.subList(kept, records.size()).clear();
    numbers.subList(kept, numbers.size()).clear();
  }

  private RecordTable read(LinkageSpec spec, List<Input> inputs) {
    var builder = new RecordTable.Builder(spec, inputs.stream().map(Input::name).toList());
    for (int s = 0; s < inputs.size(); s++) {
      Input input = inputs.get(s);
      int source = s;
      var columns = new HashMap<String, Integer>();
      for (Field field : spec.fields()) {
        for (String column : field.columnsOf(input.name())) {
          if (!column.isEmpty()) {
            columns.put(column, input.file().column(column));
          }
        }
      }
      input
          .file()
          .rows(
              (fields, line) -> {
                String id = fields[input.id()].strip();
                if (id.isEmpty()) {
                  throw new SourceException(
                      Problem.LINKAGE_DATA,
                      "%s: line %d has no identifier in column \"%s\""
                          .formatted(
                              input.file().path(), line, input.file().header().get(input.id())));
                }
                builder.add(id, source, c -> value(columns.get(c), fields));
                return true;
              });
    }
    RecordTable table = builder.build();
    if (table.size() == 0) {
      throw new SourceException(Problem.LINKAGE_DATA, "there are no records to link");
    }
    return table;
  }

  private static @Nullable String value(@Nullable Integer column, String[] fields) {
    return column == null ? null : fields[column];
  }

  private List<int[]> candidates(RecordTable table, Path path) {
    CsvFile file = CsvFile.open(path);
    int left = file.column("left");
    int right = file.column("right");
    int last = table.sources().size() - 1;
    var rows = new ArrayList<Map<String, Integer>>();
    for (int s = 0; s <= last; s++) {
      rows.add(new HashMap<>());
    }
    for (int row = 0; row < table.size(); row++) {
      rows.get(table.sourceIndex(row)).put(table.id(row), row);
    }
    var pairs = new ArrayList<int[]>();
    file.rows(
        (fields, line) -> {
          Integer a = rows.getFirst().get(fields[left].strip());
          Integer b = rows.get(last).get(fields[right].strip());
          if (a == null || b == null) {
            throw new SourceException(
                Problem.LINKAGE_DATA,
                "%s: line %d: there is no record \"%s\" in %s"
                    .formatted(
                        path,
                        line,
                        (a == null ? fields[left] : fields[right]).strip(),
                        table.sources().get(a == null ? 0 : last)));
          }
          pairs.add(new int[] {a, b});
          return true;
        });
    return pairs;
  }

  /** Identifiers of many files may meet, so there the files are written, too. */
  private static String csv(List<LinkedPair> pairs, boolean withSources) {
    var out =
        new StringBuilder("left,right,score")
            .append(withSources ? ",left_source,right_source\n" : "\n");
    for (LinkedPair pair : pairs) {
      out.append(quoted(pair.left())).append(',').append(quoted(pair.right())).append(',');
      out.append(String.format(Locale.ROOT, "%.4f", pair.score()));
      if (withSources) {
        out.append(',').append(quoted(pair.leftSource()));
        out.append(',').append(quoted(pair.rightSource()));
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String quoted(String text) {
    return text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0
        ? text
        : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static void explain(
      LinkageRun run,
      LinkageModel model,
      RecordTable table,
      LinkageRun.Outcome outcome,
      Path path) {
    int last = table.sources().size() - 1;
    var rows = new ArrayList<Map<String, Integer>>();
    for (int s = 0; s <= last; s++) {
      rows.add(new HashMap<>());
    }
    for (int row = 0; row < table.size(); row++) {
      rows.get(table.sourceIndex(row)).put(table.id(row), row);
    }
    var out = new StringBuilder();
    var asked = new HashSet<String>();
    for (LinkedPair pair : outcome.pairs()) {
      Integer left = rows.get(table.sources().indexOf(pair.leftSource())).get(pair.left());
      Integer right = rows.get(table.sources().indexOf(pair.rightSource())).get(pair.right());
      if (left != null && right != null && asked.add(left + " " + right)) {
        out.append(ModelJson.explanation(run.explain(model, left, right))).append('\n');
      }
    }
    write(path, out.toString());
  }

  /** Whole or not at all: an interrupted run leaves what was there before. */
  static void write(Path path, String text) {
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        out.write(text);
      }
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "%s cannot be written: %s".formatted(path, e), e);
    }
  }
}
