package org.crmekg.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.util.Context;
import org.crmekg.RequestContext;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.bench.FederationRig.Links;
import org.crmekg.bench.Race.Runner;

/**
 * The questions over SPARQL endpoints, by us, by SERVICE blocks that a person assigned and Jena
 * runs, and by other federators. All answers must be those of the program that asks the databases.
 */
final class EndpointBench {
  private final FederationRig rig;
  private final Race race;
  private final double most;
  private final List<String> only;
  private final List<String> endpoints;
  private final List<PeerFederator> peers = new ArrayList<>();
  private final StringBuilder report = new StringBuilder();
  private final List<String> failures = new ArrayList<>();
  private String peerReport = "";

  EndpointBench(
      FederationRig rig, Race race, double most, List<String> only, List<String> endpoints) {
    this.rig = rig;
    this.race = race;
    this.most = most;
    this.only = only;
    this.endpoints = endpoints;
  }

  /** Returns the table of other federators, empty if none was asked. */
  String peerReport() {
    return peerReport;
  }

  List<String> failures() {
    return failures;
  }

  private void line(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    report.append(line).append('\n');
    System.err.println(line);
  }

  String run(List<String> args, boolean far) throws Exception {
    for (int i = 0; i + 1 < args.size(); i++) {
      if (args.get(i).equals("--peer")) {
        peers.add(PeerFederator.of(args.get(i + 1)));
      }
    }
    if (far) {
      latency();
    } else {
      near();
    }
    return report.toString();
  }

  private List<Question> questions() throws IOException {
    List<Question> assigned = Question.in(rig.resources().resolve("service"), only);
    var questions = new ArrayList<Question>();
    for (Question each : assigned) {
      questions.add(Question.of(rig.resources().resolve("queries/" + each.name() + ".rq")));
    }
    return questions;
  }

  private KnowledgeGraph open(String name, List<String> urls) throws Exception {
    var config = new StringBuilder();
    for (int i = 0; i < urls.size(); i++) {
      config.append(rig.endpoint(FederationRig.DATABASES.get(i), urls.get(i)));
    }
    return rig.open(name, config.toString(), Links.NONE);
  }

  /** The question with its SERVICE blocks, for Jena. */
  private Runner assigned(Question question, List<String> urls) throws IOException {
    Question service = Question.of(rig.resources().resolve("service/" + question.name() + ".rq"));
    Context context = ARQ.getContext().copy();
    // With ARQ's default each row is a request of its own.
    context.setFalse(ARQ.optIndexJoinStrategy);
    return turn -> {
      String text = service.about(rig.constants(turn));
      for (int i = 0; i < urls.size(); i++) {
        text =
            text.replace(
                "%" + FederationRig.DATABASES.get(i).toUpperCase(Locale.ROOT) + "%", urls.get(i));
      }
      Query parsed = QueryFactory.create(text);
      try (QueryExec execution =
          QueryExec.dataset(DatasetGraphFactory.empty())
              .query(parsed)
              .context(context)
              .timeout(60, TimeUnit.SECONDS)
              .build()) {
        return FederationBench.rows(parsed, execution);
      }
    };
  }

  private Runner ours(
      KnowledgeGraph graph, QueryRunner runner, Question question, SentCount count) {
    return turn -> {
      count.clear();
      return runner.run(
          QueryRequest.of(question.about(rig.constants(turn))),
          RequestContext.local().tracedBy(count),
          graph::dataset,
          FederationBench::rows);
    };
  }

  private Runner floor(FederationFloor floor, Question question) {
    return new Runner() {
      @Override
      public List<List<String>> answer(int turn) throws Exception {
        return floor.answer(question.name(), rig.constants(turn));
      }

      @Override
      public void rest() throws Exception {
        floor.rest();
      }
    };
  }

  private void near() throws Exception {
    line(
        "%s The same three endpoints for all. \"Own\" is our engine asked with predicates that each source has for itself.%n",
        FederationBench.setting(rig, race));
    line(
        "| question | rows | SERVICE by hand, ms | ours, ms | ratio | ours, own predicates, ms | ratio | requests by hand | requests | rows read | MB read |");
    line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    var ratios = new LinkedHashMap<String, Double>();
    var ownRatios = new ArrayList<Double>();
    var compared = new Comparison();
    try (var floor = rig.floor(rig::url);
        KnowledgeGraph graph = open("http", endpoints);
        var runner = new QueryRunner(graph.environment(), 2)) {
      for (Question question : questions()) {
        try {
          var count = new SentCount();
          var unused = new SentCount();
          Question own = question.withOwnPredicates();
          Race.Result result =
              race.run(
                  question.name(),
                  most,
                  List.of(
                      floor(floor, question),
                      assigned(question, endpoints),
                      ours(graph, runner, own, unused),
                      ours(graph, runner, question, count)));
          double hand = result.median(1);
          double ours = result.median(3);
          ratios.put(question.name(), ours / hand);
          ownRatios.add(result.median(2) / hand);
          line(
              "| %s | %,d | %.0f | %.0f | %.2f | %.0f | %.2f | %d | %d | %,d | %.2f |",
              question.title(),
              result.rows(),
              hand,
              ours,
              ours / hand,
              result.median(2),
              result.median(2) / hand,
              requestsByHand(question),
              count.statements(),
              count.rows(),
              count.megabytes());
          for (PeerFederator peer : peers) {
            List<List<String>> expected = floor.answer(question.name(), rig.constants(0));
            floor.rest();
            compared.add(peer, question, "own predicates", own, expected, result.median(2), hand);
            compared.add(peer, question, "shared predicates", question, expected, ours, hand);
          }
        } catch (IllegalStateException | org.crmekg.EkgException e) {
          failures.add(question.name() + ": " + e.getMessage());
          line("| %s | FAILED |", question.title());
        }
      }
    }
    line("");
    line(
        "Geometric mean of the ratios to SERVICE by hand: %.2f with shared predicates, %.2f with own ones; slower than by hand: %s.",
        FederationBench.mean(ratios.values()),
        FederationBench.mean(ownRatios),
        ratios.entrySet().stream()
            .filter(e -> e.getValue() > 1)
            .map(e -> e.getKey().replaceFirst("-.*", ""))
            .toList());
    if (!peers.isEmpty()) {
      peerReport = compared.table();
    }
  }

  private long requestsByHand(Question question) throws IOException {
    String text = Files.readString(rig.resources().resolve("service/" + question.name() + ".rq"));
    return text.split("SERVICE <", -1).length - 1L;
  }

  /**
   * What other federators do over the same endpoints, with the same questions. Kept in a file, since
   * a run over all questions takes long and may be parted.
   */
  private final class Comparison {
    private final Path file = rig.work().resolve("peers-" + rig.scale() + ".tsv");
    private final Map<String, Row> rows = new TreeMap<>();

    /** One answer, or why there is none; times in milliseconds. */
    private record Row(
        String question,
        String title,
        String peer,
        String form,
        String status,
        double millis,
        double ours,
        double hand,
        String requests) {
      static Row of(String line) {
        String[] cells = line.split("\t", -1);
        return new Row(
            cells[0],
            cells[1],
            cells[2],
            cells[3],
            cells[4],
            Double.parseDouble(cells[5]),
            Double.parseDouble(cells[6]),
            Double.parseDouble(cells[7]),
            cells[8]);
      }

      String key() {
        return question + '\t' + peer + '\t' + form;
      }

      boolean isRight() {
        return status.equals("right");
      }

      String line() {
        return String.join(
            "\t",
            question, title, peer, form, status, "" + millis, "" + ours, "" + hand, requests);
      }

      String cells() {
        return isRight()
            ? String.format(
                Locale.ROOT,
                "| %s | %s | %s | %,.0f | %.1f | %.1f | %s |",
                title,
                peer,
                form,
                millis,
                millis / ours,
                millis / hand,
                requests)
            : "| %s | %s | %s | %s | | | |".formatted(title, peer, form, status);
      }
    }

    Comparison() throws IOException {
      if (Files.exists(file)) {
        Files.readAllLines(file).stream().map(Row::of).forEach(r -> rows.put(r.key(), r));
      }
    }

    void add(
        PeerFederator peer,
        Question question,
        String form,
        Question asked,
        List<List<String>> expected,
        double ours,
        double hand)
        throws IOException, InterruptedException {
      Path leis = Files.write(Files.createDirectories(rig.work()).resolve("leis.txt"), rig.known());
      Question.Constants about = rig.constants(0);
      var open =
          new Question.Constants(
              "%LEI%", about.leis(), about.account(), about.deep(), about.hex());
      PeerFederator.Result result = peer.run(asked.about(open), leis, endpoints, race.runs());
      String status =
          !result.isAnswer()
              ? result.status()
              : same(result.answer(), expected)
                  ? "right"
                  : "wrong: %d rows, not %d".formatted(result.answer().size(), expected.size());
      String requests =
          result.requests().isPresent()
              ? String.format(Locale.ROOT, "%,.0f", result.requests().getAsDouble())
              : "not known";
      var row =
          new Row(
              question.name(),
              question.title(),
              peer.name(),
              form,
              status,
              result.millis(),
              ours,
              hand,
              requests);
      System.err.println(row.cells());
      rows.put(row.key(), row);
      Files.write(file, rows.values().stream().map(Row::line).toList());
    }

    private static boolean same(List<List<String>> answer, List<List<String>> expected) {
      List<List<String>> named =
          expected.stream()
              .map(r -> Arrays.asList(r.stream().map(v -> v == null ? "" : v).toArray(String[]::new)))
              .toList();
      return Race.sorted(answer).equals(Race.sorted(named));
    }

    String table() {
      var table = new StringBuilder();
      table.append(
          "| question | federator | asked with | ms | × ours | × SERVICE by hand | requests |\n");
      table.append("|---|---|---|--:|--:|--:|--:|\n");
      rows.values().forEach(r -> table.append(r.cells()).append('\n'));
      table.append('\n');
      Map<String, List<Row>> groups =
          rows.values().stream()
              .collect(
                  Collectors.groupingBy(
                      r -> r.peer() + ", " + r.form(), TreeMap::new, Collectors.toList()));
      groups.forEach(
          (group, all) -> {
            List<Row> right = all.stream().filter(Row::isRight).toList();
            table.append(
                String.format(
                    Locale.ROOT,
                    "%s: %d of %d questions answered rightly, as geometric mean in %.1f × the time of ours (%.1f × SERVICE by hand).%n%n",
                    group,
                    right.size(),
                    all.size(),
                    FederationBench.mean(right.stream().map(r -> r.millis() / r.ours()).toList()),
                    FederationBench.mean(right.stream().map(r -> r.millis() / r.hand()).toList())));
          });
      return table.toString();
    }
  }

  /** The endpoints further and further away. */
  private void latency() throws Exception {
    var delays = List.of(0, 10, 50);
    line(
        "%s Each request takes longer by 0, 10 or 50 ms.%n",
        FederationBench.setting(rig, race));
    line(
        "| question%s |",
        String.join(
            "",
            delays.stream()
                .map(d -> " | +%1$d ms: SERVICE by hand | +%1$d ms: ours | ratio".formatted(d))
                .toList()));
    line("|---%s|", "|--:".repeat(3 * delays.size()));
    var proxies = new ArrayList<DelayProxy>();
    try (var floor = rig.floor(rig::url)) {
      var far = new ArrayList<String>();
      for (String endpoint : endpoints) {
        URI uri = URI.create(endpoint);
        var proxy = new DelayProxy(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
        proxies.add(proxy);
        far.add("http://127.0.0.1:%d%s".formatted(proxy.port(), uri.getRawPath()));
      }
      var ratios = new ArrayList<List<Double>>();
      delays.forEach(d -> ratios.add(new ArrayList<>()));
      try (KnowledgeGraph graph = open("http-far", far);
          var runner = new QueryRunner(graph.environment(), 2)) {
        for (Question question : questions()) {
          var cells = new StringBuilder();
          for (int d = 0; d < delays.size(); d++) {
            int delay = delays.get(d);
            proxies.forEach(p -> p.delay(delay));
            Race.Result result =
                race.run(
                    question.name(),
                    most,
                    List.of(
                        floor(floor, question),
                        assigned(question, far),
                        ours(graph, runner, question, new SentCount())));
            double ratio = result.median(2) / result.median(1);
            ratios.get(d).add(ratio);
            cells.append(
                String.format(
                    Locale.ROOT, " %.0f | %.0f | %.2f |", result.median(1), result.median(2), ratio));
          }
          line("| %s |%s", question.title(), cells);
        }
      }
      line("");
      for (int d = 0; d < delays.size(); d++) {
        line(
            "Geometric mean of the ratios at +%d ms: %.2f.",
            delays.get(d), FederationBench.mean(ratios.get(d)));
      }
    } finally {
      proxies.forEach(DelayProxy::close);
    }
  }
}
