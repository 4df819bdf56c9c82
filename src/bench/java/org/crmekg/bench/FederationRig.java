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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.crmekg.app.Environment;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.bench.Question.Constants;
import org.crmekg.config.ConfigReader;

/** The five databases of the federation benchmark, what is asked about, and graphs over them. */
final class FederationRig {
  /** The databases; endpoints serve the first three. */
  static final List<String> DATABASES = List.of("crm", "kyc", "vendor", "billing", "register");

  /** How many parties there are. */
  enum Scale {
    S(1_000),
    M(20_000),
    L(200_000);

    private final int parties;

    Scale(int parties) {
      this.parties = parties;
    }

    int parties() {
      return parties;
    }

    String suffix() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What links say. */
  enum Links {
    /** Nothing. */
    NONE,
    /** Which records of different sources are one party. */
    ACROSS,
    /** Also which records of the CRM are duplicates. */
    ALL
  }

  private static final int LOOKED_UP = 200;
  private static final int BLOCKS = 5000;
  private static final String EX = "http://example.org/";

  private final Scale scale;
  private final Path resources;
  private final Path work;
  private final String server;
  private final String user;
  private List<String> known = List.of();
  private List<String> customers = List.of();
  private List<String> deep = List.of();
  private Map<String, Integer> accounts = Map.of();

  /**
   * Names the place of everything.
   *
   * @param server a PostgreSQL server on which databases may be made
   */
  FederationRig(Scale scale, Path home, String server, String user) {
    this.scale = scale;
    this.resources = home.resolve("src/bench/resources/federation");
    this.work = home.resolve("target/bench/federation");
    this.server = server;
    this.user = user;
  }

  Scale scale() {
    return scale;
  }

  Path resources() {
    return resources;
  }

  Path work() {
    return work;
  }

  String url(String database) {
    return urlOf("ekg_bench_" + database + "_" + scale.suffix());
  }

  private String urlOf(String name) {
    return server.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
  }

  FederationFloor floor(UnaryOperator<String> url) throws SQLException {
    return new FederationFloor(url, user);
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), user, "");
  }

  /** Makes the data once per scale, all values follow from the number of the row; looks up constants. */
  void prepare() throws SQLException, IOException {
    for (String database : DATABASES) {
      if (create("ekg_bench_" + database + "_" + scale.suffix())) {
        try (Connection connection = connect(database);
            Statement statement = connection.createStatement()) {
          statement.execute(script(database));
          statement.execute("VACUUM ANALYZE");
        }
      }
    }
    customers =
        column(
            "crm",
            "SELECT lei FROM accounts WHERE lei IS NOT NULL ORDER BY md5(lei) LIMIT " + BLOCKS);
    deep =
        column(
            "register",
            "SELECT lei(64*i) FROM generate_series(1,"
                + scale.parties / 64
                + ") i ORDER BY md5(i::text) LIMIT "
                + LOOKED_UP);
    var found = new ArrayList<String>();
    accounts = new HashMap<>();
    try (var floor = floor(this::url)) {
      for (String lei :
          column("vendor", "SELECT lei FROM suppliers ORDER BY md5(lei) LIMIT " + BLOCKS)) {
        // A star has rows where all four know the party and have facts about it.
        if (found.size() < LOOKED_UP
            && !floor.answer("q09-star-4", constants(lei, 0)).isEmpty()) {
          found.add(lei);
          accounts.put(
              lei,
              Integer.valueOf(
                  column("crm", "SELECT id FROM accounts WHERE lei='" + lei + "'").getFirst()));
        }
        floor.rest();
      }
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("no party is known to all sources");
    }
    known = List.copyOf(found);
  }

  private String script(String database) throws IOException {
    return Files.readString(resources.resolve(database + ".sql"))
        .replace(":parties", Integer.toString(scale.parties));
  }

  /** Returns whether the database was not there. */
  private boolean create(String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server, user, "");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
      if (found.next()) {
        return false;
      }
      System.err.println("filling " + name);
      statement.execute("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0");
      return true;
    }
  }

  private List<String> column(String database, String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** What one run asks about; the next one about something else. */
  Constants constants(int turn) {
    return constants(known.get(turn % known.size()), turn);
  }

  private Constants constants(String lei, int turn) {
    var block = new ArrayList<String>();
    for (int i = 0; i < Math.min(1000, customers.size()); i++) {
      block.add(customers.get((turn * 101 + i) % customers.size()));
    }
    return new Constants(
        lei,
        block,
        accounts.getOrDefault(lei, 0),
        deep.get(turn % deep.size()),
        "%03x".formatted(turn * 37 % 4096));
  }

  /** Returns the LEIs that runs ask about in turn. */
  List<String> known() {
    return known;
  }

  /** Describes a source over a database. */
  static String database(String id, String url, Path mapping, boolean stored) {
    return """
        <#%1$s> a ekg:JdbcSource ;
          ekg:id "%1$s" ; ekg:title "%1$s" ; ekg:owner "bench" ;
          ekg:jdbcUrl "%2$s" ; ekg:userVariable "EKG_TEST_POSTGRES_USER" ;
          ekg:mapping <%3$s> ; ekg:mode ekg:%4$s .
        <#dataset> ekg:source <#%1$s> .
        """
        .formatted(id, url, mapping.toUri(), stored ? "Materialized" : "Virtual");
  }

  /** Describes a source over an endpoint that serves the database through its mapping. */
  String endpoint(String id, String url) {
    return """
        <#%1$s> a ekg:EndpointSource ;
          ekg:id "%1$s" ; ekg:title "%1$s" ; ekg:owner "bench" ;
          ekg:endpointUrl "%2$s" ; ekg:mapping <%3$s> ; ekg:mode ekg:Virtual .
        <#dataset> ekg:source <#%1$s> .
        """
        .formatted(id, url, mapping(id).toUri());
  }

  Path mapping(String database) {
    return resources.resolve(database + ".ttl");
  }

  /** Describes all databases as sources. */
  String databases(UnaryOperator<String> url, boolean stored) {
    var config = new StringBuilder();
    for (String database : DATABASES) {
      config.append(database(database, url.apply(database), mapping(database), stored));
    }
    return config.toString();
  }

  /**
   * Opens a graph.
   *
   * @param name of its data folder
   */
  KnowledgeGraph open(String name, String sources, Links links) throws IOException, SQLException {
    Path folder = Files.createDirectories(work.resolve(scale.name() + '-' + name));
    Path ontology = Files.createDirectories(folder.resolve("ontology"));
    Files.writeString(
        ontology.resolve("bench.ttl"),
        "<http://example.org/onto> a <http://www.w3.org/2002/07/owl#Ontology> .\n");
    var config =
        new StringBuilder(
            """
            @prefix ekg: <https://w3id.org/crm-ekg/ns/config/> .
            <#dataset> a ekg:FederatedDataset ;
              ekg:storeLocation <store> ;
              ekg:base "http://example.org/id/" ;
              ekg:ontology <ontology> .
            """);
    if (links != Links.NONE) {
      Files.writeString(folder.resolve("links.ttl"), links(links));
      config.append("<#dataset> ekg:links <links.ttl> .\n");
    }
    config.append(sources);
    Path file = Files.writeString(folder.resolve("ekg.ttl"), config);
    return KnowledgeGraph.open(
        ConfigReader.read(file, System::getenv),
        "bench",
        Environment.system(
            e -> {
              throw new IllegalStateException(e);
            }));
  }

  /** Records with one LEI are one party; every fortieth account is a duplicate of the one before. */
  private String links(Links which) throws SQLException {
    Map<String, List<String>> records = new TreeMap<>();
    var tables =
        Map.of(
            "crm", "SELECT lei,'crm/account/'||id FROM accounts WHERE lei IS NOT NULL",
            "kyc", "SELECT lei,'kyc/party/'||id FROM parties",
            "vendor", "SELECT lei,'vendor/supplier/'||id FROM suppliers",
            "billing", "SELECT lei,'billing/customer/'||no FROM customers",
            "register", "SELECT lei,'register/company/'||lei FROM companies");
    for (String database : DATABASES) {
      try (Connection connection = connect(database);
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(tables.get(database))) {
        while (rows.next()) {
          records
              .computeIfAbsent(rows.getString(1), k -> new ArrayList<>())
              .add(rows.getString(2));
        }
      }
    }
    var text =
        new StringBuilder(
            "@prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .\n@prefix e: <http://example.org/> .\n");
    records
        .values()
        .forEach(
            r -> r.stream().skip(1).forEach(other -> link(text, r.getFirst(), other)));
    for (int i = 40; which == Links.ALL && i <= scale.parties; i += 40) {
      link(text, "crm/account/" + (i - 1), "crm/account/" + i);
    }
    return text.toString();
  }

  private static void link(StringBuilder text, String left, String right) {
    text.append(
        "[] a gov:IdentityLink ; gov:left <http://example.org/%s> ; gov:right <http://example.org/%s> ; gov:linkKind gov:same .\n"
            .formatted(left, right));
  }

  /**
   * Parts each of the first three databases by customers into so many sources, whose IRIs differ,
   * and describes them. What is asked of all of them together has the same answer.
   */
  String parted(int sources) throws SQLException, IOException {
    String name = "ekg_bench_parts_%d_%s".formatted(sources, scale.suffix());
    boolean isNew = create(name);
    var config = new StringBuilder();
    for (int d = 0; d < 3; d++) {
      String database = DATABASES.get(d);
      int parts = (sources - d + 2) / 3;
      for (int part = 0; part < parts; part++) {
        String id = database + part;
        if (isNew) {
          fillPart(name, id, database, parts, part);
        }
        Path mapping =
            Files.writeString(
                Files.createDirectories(work).resolve(id + ".ttl"),
                Files.readString(mapping(database))
                    .replace(EX + database + '/', EX + id + '/'));
        String url = urlOf(name);
        config.append(
            database(id, url + (url.contains("?") ? "&" : "?") + "currentSchema=" + id, mapping, false));
      }
    }
    for (String database : DATABASES.subList(3, DATABASES.size())) {
      config.append(database(database, url(database), mapping(database), false));
    }
    return config.toString();
  }

  private void fillPart(String name, String schema, String database, int parts, int part)
      throws SQLException, IOException {
    String of = " %% %d <> %d".formatted(parts, part);
    String rest =
        switch (database) {
          case "crm" ->
              """
              DELETE FROM contacts WHERE account_id%1$s; DELETE FROM opportunities WHERE account_id%1$s;
              DELETE FROM accounts WHERE id%1$s;
              """;
          case "kyc" ->
              "DELETE FROM owners WHERE party_id%1$s; DELETE FROM parties WHERE id%1$s;";
          default ->
              "DELETE FROM invoices WHERE supplier_id%1$s; DELETE FROM suppliers WHERE id%1$s;";
        };
    try (Connection connection = DriverManager.getConnection(urlOf(name), user, "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA %s; SET search_path TO %s".formatted(schema, schema));
      statement.execute(script(database));
      statement.execute(rest.formatted(of));
      statement.execute("VACUUM ANALYZE");
    }
  }
}
