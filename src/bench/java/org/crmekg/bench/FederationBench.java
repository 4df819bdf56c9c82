package org.crmekg.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.crmekg.RequestContext;
import org.crmekg.Trace;
import org.crmekg.app.Environment;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.config.ConfigReader;

/**
 * {@code ekg bench federation}: eight questions over three PostgreSQL databases, by us and by a
 * program written by hand, in one process, in turn. The answers must be equal.
 */
final class FederationBench {
  private static final long WARM_NANOS = 4_000_000_000L;
  private static final List<String> DATABASES = List.of("crm", "kyc", "vendor");

  private enum Scale {
    S(1_000),
    M(20_000),
    L(200_000);

    private final int parties;

    Scale(int parties) {
      this.parties = parties;
    }
  }

  private final Scale scale;
  private final int runs;
  private final List<String> only;
  private final Path resources;
  private final Path work;
  private final String server;
  private final String user;

  /** Endpoints over the three databases; none to ask the databases alone. */
  private final List<String> endpoints;

  private final List<PeerFederator> peers;

  private FederationBench(List<String> args, Path home) {
    this.scale = Scale.valueOf(option(args, "--scale").orElse("M").toUpperCase(Locale.ROOT));
    this.runs = Integer.parseInt(option(args, "--runs").orElse("11"));
    this.only = option(args, "--only").map(s -> List.of(s.split(","))).orElse(List.of());
    this.resources = home.resolve("src/bench/resources/federation");
    this.work = home.resolve("target/bench/federation");
    this.server = Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_URL")).orElse("");
    this.peers = new ArrayList<>();
    for (int i = 0; i + 1 < args.size(); i++) {
      if (args.get(i).equals("--peer")) {
        peers.add(PeerFederator.of(args.get(i + 1)));
      }
    }
    this.endpoints = option(args, "--http").map(s -> List.of(s.split(","))).orElse(List.of());
    this.user = Optional.ofNullable(System.getenv("EKG_TEST_POSTGRES_USER")).orElse("postgres");
  }

  static void run(List<String> args) throws Exception {
    var classes =
        FederationBench.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    var bench = new FederationBench(args, Path.of(classes).resolve("../..").normalize());
    if (bench.server.isEmpty()) {
      System.err.println(
          "EKG_TEST_POSTGRES_URL must name a PostgreSQL server, such as"
              + " jdbc:postgresql://127.0.0.1:5432/postgres");
      System.exit(3);
    }
    if (bench.endpoints.isEmpty()) {
      bench.run();
    } else if (bench.endpoints.size() == DATABASES.size()) {
      bench.runOverHttp();
    } else {
      System.err.println("--http names three endpoints: those of crm, kyc and vendor");
      System.exit(2);
    }
  }

  private static Optional<String> option(List<String> args, String name) {
    int at = args.indexOf(name);
    return at < 0 || at + 1 == args.size() ? Optional.empty() : Optional.of(args.get(at + 1));
  }


  private void run() throws SQLException, IOException {
    for (String database : DATABASES) {
      fill(database);
    }
    System.out.printf(
        Locale.ROOT,
        "%d parties, %d runs, medians of warm runs in ms%n%n"
            + "| question | rows | by hand | ours | ratio | statements | rows read |%n"
            + "|---|--:|--:|--:|--:|--:|--:|%n",
        scale.parties,
        runs);
    double product = 1;
    int questions = 0;
    try (var floor = new FederationFloor(url("crm"), url("kyc"), url("vendor"), user);
        KnowledgeGraph graph = open();
        var runner = new QueryRunner(graph.environment(), 2);
        Stream<Path> files = Files.list(resources.resolve("queries"))) {
      List<String> leis = new ArrayList<>();
      for (String lei : leis()) {
        if (!floor.answer("q2-star360", '"' + lei + '"').isEmpty()) {
          leis.add(lei);
        }
      }
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".rq", "");
        if (!only.isEmpty() && only.stream().noneMatch(name::startsWith)) {
          continue;
        }
        String text = Files.readString(file);
        var floorMs = new ArrayList<Double>();
        var ourMs = new ArrayList<Double>();
        var count = new Count();
        int rows = 0;
        long warmUntil = System.nanoTime() + WARM_NANOS;
        int turn = 0;
        for (int i = -1; i < runs; i++) {
          if (i == 0 && System.nanoTime() < warmUntil) {
            i = -1;
          }
          String query = text.replace("%LEI%", leis.get(turn++ % leis.size()));
          long start = System.nanoTime();
          List<List<String>> expected = floor.answer(name, query);
          long middle = System.nanoTime();
          count.clear();
          List<List<String>> answer =
              runner.run(
                  QueryRequest.of(query),
                  RequestContext.local().tracedBy(count),
                  graph::dataset,
                  FederationBench::rows);
          long end = System.nanoTime();
          if (!sorted(expected).equals(sorted(answer))) {
            throw new IllegalStateException(
                "%s: %d rows, and %d by hand".formatted(name, answer.size(), expected.size()));
          }
          rows = answer.size();
          if (i >= 0) {
            floorMs.add((middle - start) / 1e6);
            ourMs.add((end - middle) / 1e6);
          }
        }
        double byHand = median(floorMs);
        double ours = median(ourMs);
        product *= ours / byHand;
        questions++;
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.1f | %.1f | %.1f | %d | %d |%n",
            name,
            rows,
            byHand,
            ours,
            ours / byHand,
            count.statements.get(),
            count.rows.get());
      }
    }
    System.out.printf(
        Locale.ROOT, "%nGeometric mean of the ratios: %.2f%n", Math.pow(product, 1.0 / questions));
  }

  /** The same questions over endpoints, by us and with SERVICE written by hand, by Jena. */
  private void runOverHttp() throws SQLException, IOException, InterruptedException {
    for (String database : DATABASES) {
      fill(database);
    }
    System.out.printf(
        Locale.ROOT,
        "%d parties, %d runs, medians of warm runs in ms, over the same endpoints%n%n"
            + "| question | rows | SERVICE by hand | ours | ratio | requests by hand | requests | rows read | MB read |%n"
            + "|---|--:|--:|--:|--:|--:|--:|--:|--:|%n",
        scale.parties,
        runs);
    var compared = new ArrayList<String>();
    double product = 1;
    int questions = 0;
    var context = ARQ.getContext().copy();
    // With ARQ's default each row is a request of its own.
    context.setFalse(ARQ.optIndexJoinStrategy);
    try (var floor = new FederationFloor(url("crm"), url("kyc"), url("vendor"), user);
        KnowledgeGraph graph = open();
        var runner = new QueryRunner(graph.environment(), 2);
        Stream<Path> files = Files.list(resources.resolve("queries"))) {
      List<String> leis = new ArrayList<>();
      for (String lei : leis()) {
        if (!floor.answer("q2-star360", '"' + lei + '"').isEmpty()) {
          leis.add(lei);
        }
      }
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".rq", "");
        if (!only.isEmpty() && only.stream().noneMatch(name::startsWith)) {
          continue;
        }
        String text = Files.readString(file);
        String service = Files.readString(resources.resolve("service/" + name + ".rq"));
        for (int i = 0; i < DATABASES.size(); i++) {
          service =
              service.replace(
                  "%" + DATABASES.get(i).toUpperCase(Locale.ROOT) + "%", endpoints.get(i));
        }
        var handMs = new ArrayList<Double>();
        var ourMs = new ArrayList<Double>();
        var count = new Count();
        int rows = 0;
        long warmUntil = System.nanoTime() + WARM_NANOS;
        int turn = 0;
        for (int i = -1; i < runs; i++) {
          if (i == 0 && System.nanoTime() < warmUntil) {
            i = -1;
          }
          String lei = leis.get(turn++ % leis.size());
          long start = System.nanoTime();
          List<List<String>> expected;
          Query parsed = QueryFactory.create(service.replace("%LEI%", lei));
          try (QueryExec execution =
              QueryExec.dataset(DatasetGraphFactory.empty())
                  .query(parsed)
                  .context(context)
                  .build()) {
            expected = rows(parsed, execution);
          }
          long middle = System.nanoTime();
          count.clear();
          List<List<String>> answer =
              runner.run(
                  QueryRequest.of(text.replace("%LEI%", lei)),
                  RequestContext.local().tracedBy(count),
                  graph::dataset,
                  FederationBench::rows);
          long end = System.nanoTime();
          if (!sorted(expected).equals(sorted(answer))) {
            throw new IllegalStateException(
                "%s: %d rows, and %d by hand".formatted(name, answer.size(), expected.size()));
          }
          rows = answer.size();
          if (i >= 0) {
            handMs.add((middle - start) / 1e6);
            ourMs.add((end - middle) / 1e6);
          }
        }
        double byHand = median(handMs);
        double ours = median(ourMs);
        product *= ours / byHand;
        questions++;
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.1f | %.1f | %.2f | %d | %d | %d | %.2f |%n",
            name,
            rows,
            byHand,
            ours,
            ours / byHand,
            service.split("SERVICE <", -1).length - 1,
            count.statements.get(),
            count.rows.get(),
            count.bytes.get() / 1e6);
        for (PeerFederator peer : peers) {
          compared.add(compare(peer, name, "own predicates", PeerFederator.plain(service), rows, ours, leis));
          compared.add(compare(peer, name, "shared predicates", text, rows, ours, leis));
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "%nGeometric mean of the ratios: %.2f%n", Math.pow(product, 1.0 / questions));
    if (!peers.isEmpty()) {
      System.out.printf(
          "%n| question | federator | query with | ms | × ours | requests |%n|---|---|---|--:|--:|--:|%n");
      compared.forEach(System.out::println);
    }
  }

  /** Lets a peer answer the same question over the same endpoints, and returns its row. */
  private String compare(
      PeerFederator peer,
      String question,
      String form,
      String query,
      int rows,
      double ours,
      List<String> leis)
      throws IOException, InterruptedException {
    Path file = Files.write(Files.createDirectories(work).resolve("leis.txt"), leis);
    PeerFederator.Result result = peer.run(query, file, endpoints, runs);
    String requests =
        result.requests().isPresent()
            ? "%,.0f".formatted(result.requests().getAsDouble())
            : "not known";
    return result.isAnswer()
        ? "| %s | %s | %s | %,.0f | %,.1f%s | %s |"
            .formatted(
                question,
                peer.name(),
                form,
                result.millis(),
                result.millis() / ours,
                // Rows of a question about one LEI differ from run to run.
                query.contains("%LEI%") || result.rows() == rows
                    ? ""
                    : ", but %d rows and not %d".formatted(result.rows(), rows),
                requests)
        : "| %s | %s | %s | %s | | |".formatted(question, peer.name(), form, result.status());
  }

  /** Counts statements and the rows that come back. */
  private static final class Count implements Trace {
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void clear() {
      bytes.set(0);
      statements.set(0);
      rows.set(0);
    }

    @Override
    public Sent sent(String source, String statement) {
      statements.incrementAndGet();
      return new Sent() {
        @Override
        public void row() {
          rows.incrementAndGet();
        }

        @Override
        public void bytes(long number) {
          bytes.addAndGet(number);
        }

        @Override
        public void end() {}
      };
    }
  }

  private static List<List<String>> rows(Query query, QueryExec execution) {
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
                          n == null ? null : n.isURI() ? n.getURI() : n.getLiteralLexicalForm())
                  .toArray(String[]::new)));
    }
    return rows;
  }

  /** Numbers are compared as numbers: a database writes 1.50 where RDF has 1.5. */
  private static List<String> sorted(List<List<String>> rows) {
    return rows.stream()
        .map(
            r ->
                String.join(
                    "|",
                    r.stream()
                        .map(
                            v ->
                                v != null && v.matches("-?[0-9]+\\.[0-9]+")
                                    ? v.replaceFirst("\\.?0+$", "")
                                    : String.valueOf(v))
                        .toList()))
        .sorted()
        .toList();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private String url(String database) {
    String name = "ekg_bench_" + database + "_" + scale.name().toLowerCase(Locale.ROOT);
    return server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
  }

  /** Makes the data once per scale: all values follow from the number of the row. */
  private void fill(String database) throws SQLException, IOException {
    String url = url(database);
    String name = url.replaceFirst(".*/([^/?]*).*", "$1");
    try (Connection connection = DriverManager.getConnection(server, user, "");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
      if (found.next()) {
        return;
      }
      statement.execute("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0");
    }
    System.err.println("filling " + name);
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          Files.readString(resources.resolve(database + ".sql"))
              .replace(":parties", Integer.toString(scale.parties)));
      statement.execute("VACUUM ANALYZE");
    }
  }

  /** Customers that are vendors and known to KYC. */
  private List<String> leis() throws SQLException {
    var leis = new ArrayList<String>();
    try (Connection connection = DriverManager.getConnection(url("vendor"), user, "");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT lei FROM suppliers WHERE id BETWEEN "
                    + scale.parties / 50
                    + " AND "
                    + scale.parties / 10
                    + " ORDER BY md5(lei) LIMIT 200")) {
      while (rows.next()) {
        leis.add(rows.getString(1));
      }
    }
    return leis;
  }

  private KnowledgeGraph open() throws IOException {
    Path folder =
        Files.createDirectories(
            work.resolve(endpoints.isEmpty() ? scale.name() : scale.name() + "-http"));
    Path ontology = Files.createDirectories(folder.resolve("ontology"));
    Files.writeString(
        ontology.resolve("bench.ttl"),
        "<http://example.org/onto> a <http://www.w3.org/2002/07/owl#Ontology> .\n");
    var config = new StringBuilder();
    config.append(
        """
        @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
        <#dataset> a ekg:FederatedDataset ;
          ekg:storeLocation <store> ;
          ekg:base "http://example.org/id/" ;
          ekg:ontology <ontology> ;
          ekg:source <#crm>, <#kyc>, <#vendor> .
        """);
    for (String database : DATABASES) {
      if (!endpoints.isEmpty()) {
        config.append(
            """
            <#%1$s> a ekg:EndpointSource ;
              ekg:id "%1$s" ; ekg:title "%1$s" ; ekg:owner "bench" ;
              ekg:endpointUrl "%2$s" ; ekg:mapping <%3$s> ; ekg:mode ekg:Virtual .
            """
                .formatted(
                    database,
                    endpoints.get(DATABASES.indexOf(database)),
                    resources.resolve(database + ".ttl").toUri()));
        continue;
      }
      config.append(
          """
          <#%1$s> a ekg:JdbcSource ;
            ekg:id "%1$s" ; ekg:title "%1$s" ; ekg:owner "bench" ;
            ekg:jdbcUrl "%2$s" ; ekg:userVariable "EKG_TEST_POSTGRES_USER" ;
            ekg:mapping <%3$s> ; ekg:mode ekg:Virtual .
          """
              .formatted(database, url(database), resources.resolve(database + ".ttl").toUri()));
    }
    Path file = Files.writeString(folder.resolve("ekg.ttl"), config);
    Environment environment =
        Environment.system(
            e -> {
              throw new IllegalStateException(e);
            });
    return KnowledgeGraph.open(
        ConfigReader.read(file, System::getenv), "bench", environment);
  }
}
