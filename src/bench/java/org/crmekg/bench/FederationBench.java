package org.crmekg.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.tdb2.DatabaseMgr;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.Trace;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.PlainGraph;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.bench.FederationRig.Links;
import org.crmekg.bench.FederationRig.Scale;
import org.crmekg.bench.Race.Runner;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.identity.IdentityLens;

/**
 * {@code ekg bench federation}: questions over several databases, by us and by programs written by
 * hand, in one process, in turn. The answers must be equal, row by row.
 */
final class FederationBench {
  private static final List<String> PARTS =
      List.of("questions", "linked", "facts", "golden", "stored", "points", "latency", "sources");

  /** Questions whose time depends most on how often sources are asked. */
  private static final List<String> SOME =
      List.of("q01", "q03", "q04", "q05", "q06", "q07", "q08", "q09", "q18", "q21", "q24");

  /** Questions that name only what one source has for itself, when they use own predicates. */
  private static final List<String> SAME_ROWS =
      List.of(
          "q01", "q03", "q04", "q05", "q06", "q07", "q08", "q13", "q16", "q17", "q18", "q19",
          "q22", "q24", "q25", "q26", "q27");

  private static final Pattern RECORD =
      Pattern.compile("<(http://example\\.org/(?:crm/account|register/company)/[^>]+)>");

  private final FederationRig rig;
  private final Race race;
  private final double most;
  private final List<String> only;
  private final Path home;
  private final boolean write;
  private final StringBuilder report = new StringBuilder();
  private final List<String> failures = new ArrayList<>();

  private FederationBench(List<String> args, Path home, String server) {
    Scale scale = Scale.valueOf(option(args, "--scale").orElse("M").toUpperCase(Locale.ROOT));
    this.home = home;
    this.rig =
        new FederationRig(
            scale,
            home,
            server,
            Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_USER")).orElse("postgres"));
    this.race =
        new Race(
            Double.parseDouble(option(args, "--warm").orElse("4")),
            Integer.parseInt(option(args, "--runs").orElse("11")));
    this.most = Double.parseDouble(option(args, "--most").orElse("20"));
    this.only = option(args, "--only").map(s -> List.of(s.split(","))).orElse(List.of());
    this.write = args.contains("--write");
  }

  static void run(List<String> args) throws Exception {
    var classes =
        FederationBench.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path home = Path.of(classes).resolve("../..").normalize();
    String server = Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_URL")).orElse("");
    String part = option(args, "--part").orElse("questions");
    Optional<String> endpoints = option(args, "--http");
    if (server.isEmpty()) {
      System.err.println(
          "EKG_TEST_POSTGRES_URL must name a PostgreSQL server, such as"
              + " jdbc:postgresql://127.0.0.1:5432/postgres");
      System.exit(3);
    }
    if (endpoints.isPresent() && endpoints.get().split(",").length != 3) {
      System.err.println("--http names three endpoints: those of crm, kyc and vendor");
      System.exit(2);
    }
    if (!PARTS.contains(part)) {
      System.err.println("--part " + part + ": there are " + String.join(", ", PARTS));
      System.exit(2);
    }
    var bench = new FederationBench(args, home, server);
    bench.rig.prepare();
    String name;
    if (endpoints.isPresent()) {
      var over =
          new EndpointBench(
              bench.rig, bench.race, bench.most, bench.only, List.of(endpoints.get().split(",")));
      bench.report.append(over.run(args, part.equals("latency")));
      name = part.equals("latency") ? "http latency" : "http";
      bench.failures.addAll(over.failures());
      System.out.print(over.peerReport());
      if (bench.write && !over.peerReport().isEmpty()) {
        BenchPage.write(home, "federation peers " + bench.rig.scale(), over.peerReport());
      }
    } else {
      bench.run(part);
      name = part;
    }
    System.out.print(bench.report);
    if (bench.write && bench.only.isEmpty()) {
      BenchPage.write(home, "federation " + name + " " + bench.rig.scale(), bench.report.toString());
    }
    bench.failures.forEach(System.err::println);
    System.exit(bench.failures.isEmpty() ? 0 : 1);
  }

  static Optional<String> option(List<String> args, String name) {
    int at = args.indexOf(name);
    return at < 0 || at + 1 == args.size() ? Optional.empty() : Optional.of(args.get(at + 1));
  }

  private void run(String part) throws Exception {
    switch (part) {
      case "questions" -> questions();
      case "linked" -> linked();
      case "facts" -> facts();
      case "golden" -> golden();
      case "stored" -> stored();
      case "points" -> points();
      case "latency" -> latency();
      default -> sources();
    }
  }

  private void line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    report.append(line).append('\n');
    System.err.println(line);
  }

  private void head(String text, String columns) {
    line("%s%n", text);
    line("%s", columns);
    String[] names = columns.split("\\|");
    line("|---%s", "|--:".repeat(names.length - 2) + "|");
  }

  static String setting(FederationRig rig, Race race) {
    return String.format(
        Locale.ROOT,
        "%,d parties; medians of at most %d warm runs, ms; load average of the machine at the start %.1f.",
        rig.scale().parties(),
        race.runs(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Runs what belongs to a question; a wrong answer or an error fails the benchmark, at its end. */
  private void question(Question question, Asked work) throws Exception {
    try {
      work.ask();
    } catch (IllegalStateException | org.crmekg.EkgException e) {
      failures.add(question.name() + ": " + e.getMessage());
      line("| %s | %s |", question.title(), "FAILED: " + firstLine(e));
    }
  }

  @FunctionalInterface
  private interface Asked {
    void ask() throws Exception;
  }

  private static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return text.substring(0, Math.min(120, text.length())).replace("|", "/");
  }

  /** A program written by hand, and what its last answer read. */
  private final class ByHand implements Runner {
    private final FederationFloor floor;
    private final Answerer answerer;
    private long statements;
    private long rows;

    @FunctionalInterface
    interface Answerer {
      List<List<String>> answer(int turn) throws SQLException;
    }

    ByHand(FederationFloor floor, Answerer answerer) {
      this.floor = floor;
      this.answerer = answerer;
    }

    @Override
    public List<List<String>> answer(int turn) throws SQLException {
      return answerer.answer(turn);
    }

    @Override
    public void rest() throws SQLException {
      statements = floor.statements();
      rows = floor.rows();
      floor.rest();
    }
  }

  private Runner ours(
      KnowledgeGraph graph, QueryRunner runner, Question question, RequestContext context) {
    return turn ->
        runner.run(
            QueryRequest.of(question.about(rig.constants(turn))),
            context,
            graph::dataset,
            FederationBench::rows);
  }

  private RequestContext counting(SentCount count) {
    return RequestContext.local().tracedBy(count);
  }

  /** The questions over all databases, whose records are joined by their LEIs. */
  private void questions() throws Exception {
    head(
        setting(rig, race),
        "| question | rows | by hand, ms | ours, ms | ratio | ours, p95 | statements by hand | statements | rows by hand | rows read | factor |");
    var ratios = new LinkedHashMap<String, Double>();
    var factors = new LinkedHashMap<String, Double>();
    try (var floor = rig.floor(rig::url);
        KnowledgeGraph graph = rig.open("virtual", rig.databases(rig::url, false), Links.NONE);
        var runner = new QueryRunner(graph.environment(), 2)) {
      for (Question question : Question.in(rig.resources().resolve("queries"), only)) {
        var hand = new ByHand(floor, t -> floor.answer(question.name(), rig.constants(t)));
        var count = new SentCount();
        question(
            question,
            () -> compare(question, "", hand, graph, runner, counting(count), count, ratios, factors));
      }
      restricted(floor, graph, runner, ratios, factors);
    }
    summary(ratios, factors);
  }

  private void compare(
      Question question,
      String addition,
      ByHand hand,
      KnowledgeGraph graph,
      QueryRunner runner,
      RequestContext context,
      SentCount count,
      Map<String, Double> ratios,
      Map<String, Double> factors)
      throws Exception {
    Runner ours = ours(graph, runner, question, context);
    Race.Result result =
        race.run(
            question.name(),
            most,
            List.of(
                hand,
                turn -> {
                  count.clear();
                  return ours.answer(turn);
                }));
    double ratio = result.median(1) / result.median(0);
    // A question that needs no row is measured by the second.
    double factor = count.rows() / (double) Math.max(1, hand.rows);
    String name = question.name() + addition;
    if (hand.statements > 0) {
      ratios.put(name, ratio);
      factors.put(name, factor);
    }
    line(
        "| %s%s | %,d | %.1f | %.1f | %s | %.1f | %d | %d | %,d | %,d | %.1f |",
        question.title(),
        addition,
        result.rows(),
        result.median(0),
        result.median(1),
        hand.statements > 0 ? String.format(Locale.ROOT, "%.1f", ratio) : "",
        result.late(1),
        hand.statements,
        count.statements(),
        hand.rows,
        count.rows(),
        factor);
  }

  /** The same questions for callers who may not see everything. */
  private void restricted(
      FederationFloor floor,
      KnowledgeGraph graph,
      QueryRunner runner,
      Map<String, Double> ratios,
      Map<String, Double> factors)
      throws Exception {
    Map<String, Set<String>> variants =
        Map.of(
            "q04-optional", Set.of("crm", "vendor", "billing", "register"),
            "q20-graphs", Set.of("crm", "kyc"),
            "q21-spo", Set.of("crm", "vendor"));
    for (Question question : Question.in(rig.resources().resolve("queries"), only)) {
      Set<String> visible = variants.get(question.name());
      if (visible == null) {
        continue;
      }
      var hand =
          new ByHand(
              floor, t -> floor.answer(question.name(), rig.constants(t), visible));
      var count = new SentCount();
      question(
          question,
          () ->
              compare(
                  question,
                  ", who sees " + String.join(", ", visible.stream().sorted().toList()),
                  hand,
                  graph,
                  runner,
                  counting(count).restrictedTo("some", visible),
                  count,
                  ratios,
                  factors));
    }
  }

  private void summary(Map<String, Double> ratios, Map<String, Double> factors) {
    var rigs =
        ratios.entrySet().stream()
            .filter(e -> e.getKey().matches("q0[1-8]-[^,]*"))
            .map(Map.Entry::getValue)
            .toList();
    line("");
    line(
        "Geometric mean of the ratios: %.2f over %d questions, %.2f over the first eight. Rows read over rows that the program by hand reads: geometric mean %.2f; more than twice as many in %s.",
        mean(ratios.values()),
        ratios.size(),
        mean(rigs),
        mean(factors.values().stream().map(f -> Math.max(f, 0.01)).toList()),
        above(factors, 2));
  }

  private static String above(Map<String, Double> values, double bar) {
    List<String> over =
        values.entrySet().stream()
            .filter(e -> e.getValue() > bar)
            .map(e -> e.getKey().replaceFirst("-.*?(,|$)", "$1"))
            .toList();
    return over.isEmpty() ? "none" : String.join("; ", over);
  }

  static double mean(java.util.Collection<Double> values) {
    return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }

  /** Questions about parties of which several sources have records, beside plain ARQ over all. */
  private void linked() throws Exception {
    head(
        setting(rig, race)
            + " One graph over all sources, in which linked records are one party, "
            + "duplicates inside the CRM included. Plain ARQ asks a TDB2 database that holds all of it.",
        "| question | rows | by hand, ms | plain ARQ, ms | ours, ms | ours / by hand | statements | rows by hand | rows read | factor |");
    var ratios = new LinkedHashMap<String, Double>();
    var factors = new LinkedHashMap<String, Double>();
    try (var floor = rig.floor(rig::url);
        KnowledgeGraph graph = rig.open("linked", rig.databases(rig::url, false), Links.ALL);
        var runner = new QueryRunner(graph.environment(), 2)) {
      DatasetGraph plain = plain(graph, "linked");
      var lens = graph.dataset(RequestContext.local()).lens();
      for (Question question : Question.in(rig.resources().resolve("linked"), only)) {
        var hand =
            new ByHand(
                floor,
                t -> floor.linkedAnswer(question.name(), rig.constants(t), lens).orElseThrow());
        boolean hasHand =
            floor.linkedAnswer(question.name(), rig.constants(0), lens).isPresent();
        var count = new SentCount();
        Runner ours = ours(graph, runner, question, counting(count));
        var all = new ArrayList<Runner>();
        all.add(turn -> plain(plain, lens, question.about(rig.constants(turn))));
        all.add(
            turn -> {
              count.clear();
              return ours.answer(turn);
            });
        if (hasHand) {
          all.add(hand);
        }
        question(
            question,
            () -> {
              floor.rest();
              Race.Result result = race.run(question.name(), most, all);
              double factor = count.rows() / (double) Math.max(1, hand.rows);
              if (hasHand) {
                ratios.put(question.name(), result.median(1) / result.median(2));
                factors.put(question.name(), factor);
              }
              line(
                  "| %s | %,d | %s | %.1f | %.1f | %s | %d | %s | %,d | %s |",
                  question.title(),
                  result.rows(),
                  hasHand ? text("%.1f", result.median(2)) : "",
                  result.median(0),
                  result.median(1),
                  hasHand ? text("%.1f", result.median(1) / result.median(2)) : "",
                  count.statements(),
                  hasHand ? text("%,d", hand.rows) : "",
                  count.rows(),
                  hasHand ? text("%.1f", factor) : "");
            });
      }
    }
    line("");
    line(
        "Geometric mean over the %d with a program by hand: %.2f. More than twice as many rows in %s.",
        ratios.size(), mean(ratios.values()), above(factors, 2));
  }

  private static String text(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** Opens the plain database, which is filled the first time. */
  private DatasetGraph plain(KnowledgeGraph graph, String name) throws IOException {
    Path folder = rig.work().resolve(rig.scale().name() + "-plain-" + name);
    Path whole = folder.resolveSibling(folder.getFileName() + ".whole");
    if (!Files.exists(whole)) {
      System.err.println("filling " + folder);
      long start = System.nanoTime();
      long statements = PlainGraph.write(graph, Files.createDirectories(folder));
      System.err.printf(
          "%,d statements in %.0f s%n", statements, (System.nanoTime() - start) / 1e9);
      Files.writeString(whole, statements + "\n");
    }
    return DatabaseMgr.connectDatasetGraph(folder.toString());
  }

  /** Plain ARQ knows parties by their canonical IRIs only. */
  private static List<List<String>> plain(DatasetGraph plain, IdentityLens lens, String text)
      throws IOException {
    String canonical =
        RECORD
            .matcher(text)
            .replaceAll(
                r -> "<" + lens.canonical(NodeFactory.createURI(r.group(1))).getURI() + ">");
    Query query = QueryRunner.parse(QueryRequest.of(canonical));
    plain.begin(TxnType.READ);
    try (QueryExec execution =
        QueryExec.dataset(plain).query(query).timeout(60, TimeUnit.SECONDS).build()) {
      return rows(query, execution);
    } finally {
      plain.end();
    }
  }

  /** Aggregates over facts of one source, beside their SQL. */
  private void facts() throws Exception {
    head(
        setting(rig, race) + " The aim is 1.5 × the SQL.",
        "| aggregate | rows | SQL, ms | ours, ms | ratio | statements | rows read |");
    var ratios = new LinkedHashMap<String, Double>();
    try (KnowledgeGraph graph = rig.open("facts", rig.databases(rig::url, false), Links.NONE);
        var runner = new QueryRunner(graph.environment(), 2)) {
      for (Question question : Question.in(rig.resources().resolve("facts"), only)) {
        besideSql(question, "facts", graph, runner, ratios);
      }
    }
    line("");
    line(
        "Geometric mean: %.2f; above 1.5: %s.", mean(ratios.values()), above(ratios, 1.5));
  }

  private void besideSql(
      Question question,
      String folder,
      KnowledgeGraph graph,
      QueryRunner runner,
      Map<String, Double> ratios)
      throws Exception {
    String sql = Files.readString(rig.resources().resolve(folder + '/' + question.name() + ".sql"));
    String[] header = sql.lines().findFirst().orElseThrow().split(" ");
    try (Connection connection = rig.connect(header[1]);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      var count = new SentCount();
      Runner ours = ours(graph, runner, question, counting(count));
      question(
          question,
          () -> {
            Race.Result result =
                race.run(
                    question.name(),
                    most,
                    List.of(
                        turn -> {
                          if (header.length > 2) {
                            Question.Constants about = rig.constants(turn);
                            if (header[2].equals("id")) {
                              statement.setInt(1, about.account());
                            } else {
                              statement.setString(1, about.lei());
                            }
                          }
                          return sql(statement);
                        },
                        turn -> {
                          count.clear();
                          return ours.answer(turn);
                        }));
            double ratio = result.median(1) / result.median(0);
            ratios.put(question.name(), ratio);
            line(
                "| %s | %,d | %.2f | %.2f | %.1f | %d | %,d |",
                question.title(),
                result.rows(),
                result.median(0),
                result.median(1),
                ratio,
                count.statements(),
                count.rows());
          });
    }
  }

  private static List<List<String>> sql(PreparedStatement statement) throws SQLException {
    var rows = new ArrayList<List<String>>();
    try (ResultSet set = statement.executeQuery()) {
      int columns = set.getMetaData().getColumnCount();
      while (set.next()) {
        var row = new String[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = set.getString(i + 1);
        }
        rows.add(Arrays.asList(row));
      }
    }
    return rows;
  }

  /** The golden view beside none, where the rows are the same. */
  private void golden() throws Exception {
    head(
        setting(rig, race)
            + " The same question with and without links across sources; rows are the same. The aim is 1.2.",
        "| question | rows | without links, ms | with links, ms | ratio | statements without | statements with | rows read without | rows read with |");
    var ratios = new LinkedHashMap<String, Double>();
    try (KnowledgeGraph without = rig.open("unlinked", rig.databases(rig::url, false), Links.NONE);
        KnowledgeGraph with = rig.open("across", rig.databases(rig::url, false), Links.ACROSS);
        var runner = new QueryRunner(without.environment(), 2)) {
      for (Question shared :
          Question.in(rig.resources().resolve("queries"), only.isEmpty() ? SAME_ROWS : only)) {
        Question question = shared.withOwnPredicates();
        var first = new SentCount();
        var second = new SentCount();
        question(
            question,
            () -> {
              Race.Result result =
                  race.run(
                      question.name(),
                      most,
                      List.of(
                          clearing(first, ours(without, runner, question, counting(first))),
                          clearing(second, ours(with, runner, question, counting(second)))));
              double ratio = result.median(1) / result.median(0);
              ratios.put(question.name(), ratio);
              line(
                  "| %s | %,d | %.1f | %.1f | %.2f | %d | %d | %,d | %,d |",
                  question.title(),
                  result.rows(),
                  result.median(0),
                  result.median(1),
                  ratio,
                  first.statements(),
                  second.statements(),
                  first.rows(),
                  second.rows());
            });
      }
    }
    line("");
    line("Geometric mean: %.2f; above 1.2: %s.", mean(ratios.values()), above(ratios, 1.2));
  }

  private static Runner clearing(SentCount count, Runner runner) {
    return turn -> {
      count.clear();
      return runner.answer(turn);
    };
  }

  /** All sources loaded, beside plain TDB2 over the same canonical graph. */
  private void stored() throws Exception {
    head(
        setting(rig, race)
            + " All sources loaded, beside ARQ over a TDB2 database with the same golden graph. The aim is 1.5.",
        "| question | rows | plain TDB2, ms | ours, ms | ratio |");
    var ratios = new LinkedHashMap<String, Double>();
    try (KnowledgeGraph graph = rig.open("stored", rig.databases(rig::url, true), Links.ALL);
        var runner = new QueryRunner(graph.environment(), 2)) {
      load(graph);
      DatasetGraph plain = plain(graph, "linked");
      var lens = graph.dataset(RequestContext.local()).lens();
      var questions = new ArrayList<Question>();
      for (String folder : List.of("linked", "queries", "facts")) {
        questions.addAll(Question.in(rig.resources().resolve(folder), only));
      }
      for (Question question : questions) {
        try {
          question(
              question,
              () -> {
                // What takes plain ARQ over a minute is left out, and said.
                plain(plain, lens, question.about(rig.constants(0)));
                Race.Result result =
                    race.run(
                        question.name(),
                        most,
                        List.of(
                            turn -> plain(plain, lens, question.about(rig.constants(turn))),
                            ours(graph, runner, question, RequestContext.local())));
                double ratio = result.median(1) / result.median(0);
                ratios.put(question.name(), ratio);
                line(
                    "| %s | %,d | %.1f | %.1f | %.2f |",
                    question.title(), result.rows(), result.median(0), result.median(1), ratio);
              });
        } catch (QueryCancelledException e) {
          line("| %s | | over 60 s | | |", question.title());
        }
      }
    }
    line("");
    line("Geometric mean: %.2f; above 1.5: %s.", mean(ratios.values()), above(ratios, 1.5));
  }

  private void load(KnowledgeGraph graph) throws IOException {
    Path whole = rig.work().resolve(rig.scale().name() + "-stored.whole");
    if (Files.exists(whole)) {
      graph.makeCopy(Deadline.none());
      return;
    }
    for (var loaded : graph.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none())) {
      if (loaded.failure().isPresent()) {
        throw loaded.failure().get();
      }
    }
    graph.makeCopy(Deadline.none());
    Files.writeString(whole, "loaded\n");
  }

  /** Point queries with a new constant each time, and how long a plan takes. */
  private void points() throws Exception {
    head(
        setting(rig, race) + " A new constant each time; the aim is 3 × the SQL.",
        "| point query | rows | SQL, ms | ours, ms | ratio | statements | rows read |");
    var ratios = new LinkedHashMap<String, Double>();
    var plans = new LinkedHashMap<String, Double>();
    try (KnowledgeGraph graph = rig.open("points", rig.databases(rig::url, false), Links.NONE);
        var runner = new QueryRunner(graph.environment(), 2)) {
      for (Question question : Question.in(rig.resources().resolve("points"), only)) {
        besideSql(question, "points", graph, runner, ratios);
      }
      line("");
      line(
          "Geometric mean: %.2f; above 3: %s.%n", mean(ratios.values()), above(ratios, 3));
      head(
          "What comes before the first statement is sent, parsing included, and how long the whole plan of a question takes (its text for people included), warm, with new constants; the aim is 5 ms.",
          "| question | to the first statement, ms | p95 | whole plan, ms | p95 |");
      for (Question question : Question.in(rig.resources().resolve("queries"), only)) {
        var firsts = new ArrayList<Double>();
        var first = new FirstStatement();
        Runner ours = ours(graph, runner, question, RequestContext.local().tracedBy(first));
        Race.Result result =
            race.run(
                question.name(),
                most,
                List.of(
                    turn -> {
                      plan(graph, runner, question.about(rig.constants(turn)));
                      return List.of();
                    },
                    turn -> {
                      first.start();
                      List<List<String>> unused = ours.answer(turn);
                      firsts.add(first.millis());
                      return List.of();
                    }));
        // Those of warm runs are the last ones.
        List<Double> warm =
            firsts.subList(firsts.size() - result.millis().get(1).size(), firsts.size()).stream()
                .sorted()
                .toList();
        var sent = new Race.Result(0, List.of(warm));
        plans.put(question.name(), sent.median(0));
        line(
            "| %s | %.2f | %.2f | %.2f | %.2f |",
            question.title(),
            sent.median(0),
            sent.late(0),
            result.median(0),
            result.late(0));
      }
    }
    line("");
    line(
        "Geometric mean to the first statement: %.2f ms; above 5 ms: %s.",
        mean(plans.values().stream().map(p -> Math.max(p, 0.01)).toList()),
        above(plans, 5));
  }

  /** Says when something is sent first. */
  private static final class FirstStatement implements Trace {
    private long start;
    private volatile long sent;

    void start() {
      sent = 0;
      start = System.nanoTime();
    }

    /** Returns the time to the first statement, or to now if there was none. */
    double millis() {
      return ((sent == 0 ? System.nanoTime() : sent) - start) / 1e6;
    }

    @Override
    public Sent sent(String source, String statement) {
      if (sent == 0) {
        sent = System.nanoTime();
      }
      return Trace.NONE.sent(source, statement);
    }
  }

  static void plan(KnowledgeGraph graph, QueryRunner runner, String text) {
    Query query = QueryRunner.parse(QueryRequest.of(text));
    List<String> unused =
        runner.read(
            RequestContext.local(),
            graph::dataset,
            dataset -> FederatedQueryEngine.explain(query, dataset));
  }

  /** The databases further and further away. */
  private void latency() throws Exception {
    String url = rig.url("crm");
    var host = Pattern.compile("//([^/:]+):?(\\d*)/").matcher(url);
    if (!host.find()) {
      throw new IOException("no host in " + url);
    }
    int port = host.group(2).isEmpty() ? 5432 : Integer.parseInt(host.group(2));
    var delays = List.of(0, 10, 50);
    head(
        setting(rig, race) + " Each turn between client and server takes longer by 0, 10 or 50 ms.",
        "| question | turns by hand | turns"
            + String.join(
                "",
                delays.stream()
                    .map(d -> " | +%1$d ms: by hand | +%1$d ms: ours | ratio".formatted(d))
                    .toList())
            + " |");
    try (var proxy = new DelayProxy(host.group(1), port)) {
      UnaryOperator<String> far =
          d ->
              rig.url(d)
                  .replaceFirst("//[^/]+/", "//127.0.0.1:" + proxy.port() + '/');
      try (var floor = rig.floor(far);
          KnowledgeGraph graph = rig.open("far", rig.databases(far, false), Links.NONE);
          var runner = new QueryRunner(graph.environment(), 2)) {
        var ratios = new ArrayList<List<Double>>();
        delays.forEach(d -> ratios.add(new ArrayList<>()));
        for (Question question :
            Question.in(rig.resources().resolve("queries"), only.isEmpty() ? SOME : only)) {
          var cells = new StringBuilder();
          var turns = new long[2];
          question(
              question,
              () -> {
                for (int d = 0; d < delays.size(); d++) {
                  proxy.delay(delays.get(d));
                  var hand =
                      new ByHand(floor, t -> floor.answer(question.name(), rig.constants(t)));
                  Runner ours = ours(graph, runner, question, RequestContext.local());
                  Race.Result result =
                      race.run(
                          question.name(),
                          most,
                          List.of(
                              turning(proxy, turns, 0, hand), turning(proxy, turns, 1, ours)));
                  double ratio = result.median(1) / result.median(0);
                  ratios.get(d).add(ratio);
                  cells.append(
                      String.format(
                          Locale.ROOT,
                          " %.1f | %.1f | %.1f |",
                          result.median(0),
                          result.median(1),
                          ratio));
                }
                line("| %s | %d | %d |%s", question.title(), turns[0], turns[1], cells);
              });
        }
        line("");
        for (int d = 0; d < delays.size(); d++) {
          line(
              "Geometric mean of the ratios at +%d ms: %.2f.",
              delays.get(d), mean(ratios.get(d)));
        }
      }
    }
  }

  /** Counts how often somebody waits for the server. */
  private static Runner turning(DelayProxy proxy, long[] turns, int at, Runner runner) {
    return new Runner() {
      @Override
      public List<List<String>> answer(int turn) throws Exception {
        long unused = proxy.turns();
        List<List<String>> rows = runner.answer(turn);
        turns[at] = proxy.turns();
        return rows;
      }

      @Override
      public void rest() throws Exception {
        runner.rest();
      }
    };
  }

  /** The same questions over more and more sources of the same kinds. */
  private void sources() throws Exception {
    var numbers = List.of(3, 10, 50);
    head(
        setting(rig, race)
            + " The CRM, the KYC system and the vendor system parted by customers into more and more databases; two others beside them. Statements and plan for each number.",
        "| question | rows | by hand, one of each, ms"
            + String.join(
                "",
                numbers.stream()
                    .map(n -> " | %1$d: ms | %1$d: statements | %1$d: plan ms".formatted(n))
                    .toList())
            + " |");
    var cells = new LinkedHashMap<String, StringBuilder>();
    var titles = new LinkedHashMap<String, Question>();
    try (var floor = rig.floor(rig::url)) {
      for (int number : numbers) {
        try (KnowledgeGraph graph =
                rig.open("parts" + number, rig.parted(number), Links.NONE);
            var runner = new QueryRunner(graph.environment(), 2)) {
          for (Question question :
              Question.in(rig.resources().resolve("queries"), only.isEmpty() ? SOME : only)) {
            if (Set.of("q10-local-id", "q20-graphs", "q21-spo").contains(question.name())) {
              // These name sources, whose number is not the same.
              continue;
            }
            var count = new SentCount();
            var hand = new ByHand(floor, t -> floor.answer(question.name(), rig.constants(t)));
            Runner ours = clearing(count, ours(graph, runner, question, counting(count)));
            question(
                question,
                () -> {
                  Race.Result result =
                      race.run(
                          question.name() + " over " + number,
                          most,
                          List.of(hand, turn -> unparted(ours.answer(turn))));
                  Race.Result plan =
                      new Race(race.warmSeconds() / 2, race.runs())
                          .run(
                              question.name(),
                              most,
                              List.of(
                                  turn -> {
                                    plan(graph, runner, question.about(rig.constants(turn)));
                                    return List.of();
                                  }));
                  titles.put(question.name(), question);
                  cells
                      .computeIfAbsent(
                          question.name(),
                          k ->
                              new StringBuilder(
                                  String.format(
                                      Locale.ROOT,
                                      " %,d | %.1f |",
                                      result.rows(),
                                      result.median(0))))
                      .append(
                          String.format(
                              Locale.ROOT,
                              " %.1f | %d | %.1f |",
                              result.median(1),
                              count.statements(),
                              plan.median(0)));
                  System.err.println(number + " " + question.name() + cells.get(question.name()));
                });
          }
        }
      }
    }
    cells.forEach((name, text) -> line("| %s |%s", titles.get(name).title(), text));
  }

  /** IRIs as if there were one source of each kind. */
  private static List<List<String>> unparted(List<List<String>> rows) {
    return rows.stream()
        .map(
            r ->
                Arrays.asList(
                    r.stream()
                        .map(
                            v ->
                                v == null
                                    ? null
                                    : v.replaceFirst(
                                        "example\\.org/(crm|kyc|vendor)\\d+/", "example.org/$1/"))
                        .toArray(String[]::new)))
        .toList();
  }

  static List<List<String>> rows(Query query, QueryExec execution) {
    var rows = new ArrayList<List<String>>();
    RowSet set = execution.select();
    while (set.hasNext()) {
      var row = set.next();
      rows.add(
          Arrays.asList(
              query.getProjectVars().stream()
                  .map(row::get)
                  .map(
                      n ->
                          n == null
                              ? null
                              : n.isURI()
                                  ? n.getURI()
                                  : n.isLiteral() ? n.getLiteralLexicalForm() : n.toString())
                  .toArray(String[]::new)));
    }
    return rows;
  }
}
