package org.crmekg.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.crmekg.TestDatabases;
import org.crmekg.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sample enterprise promises, for seeds that the build has not tried before. */
class EnterpriseTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime() % 100_000);

  @TempDir Path folder;

  /** Queries that count rows with a fault, on the truth's database. */
  private static final Map<Fault, String> COUNTS = counts();

  private static Map<Fault, String> counts() {
    var counts = new EnumMap<Fault, String>(Fault.class);
    for (String line : TestResource.lines("faults.sql")) {
      int space = line.indexOf(' ');
      counts.put(Enterprise.fault(line.substring(0, space)), line.substring(space + 1));
    }
    return counts;
  }

  private static Enterprise.Plan plan(long seed) {
    System.out.println("seed " + seed);
    return Enterprise.Plan.of(seed, 1000);
  }

  private Enterprise.Place place(String name) {
    return new Enterprise.Place(folder.resolve(name), Optional.empty());
  }

  private Connection truth(Enterprise.Plan plan, String name) throws SQLException {
    Enterprise.generate(plan, place(name));
    EnterpriseTruth.write(plan, place(name), folder.resolve(name + "-truth"));
    return DriverManager.getConnection(
        "jdbc:duckdb:" + folder.resolve(name + "-truth").resolve("enterprise.duckdb"));
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(rows(connection, sql).getFirst().getFirst());
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      var all = new ArrayList<List<String>>();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        all.add(row);
      }
      return all;
    }
  }

  @Test
  void theSameSeedGivesTheSameFilesAndRows() throws IOException, SQLException {
    Enterprise.generate(plan(SEED), place("a"));
    Enterprise.generate(plan(SEED), place("b"));
    Enterprise.generate(plan(SEED + 1), place("c"));
    assertThat(files("a")).isEqualTo(files("b")).isNotEqualTo(files("c")).hasSizeGreaterThan(20);
    assertThat(databases(place("a"))).isEqualTo(databases(place("b")));
    assertThat(databases(place("a"))).isNotEqualTo(databases(place("c")));
  }

  @Test
  void whatIsThereAlreadyStaysAndAnotherPlanReplacesIt() throws IOException {
    assertThat(Enterprise.generate(plan(SEED), place("a")).isNew()).isTrue();
    Files.writeString(folder.resolve("a/kyc/mine.txt"), "mine");
    assertThat(Enterprise.generate(plan(SEED), place("a")).isNew()).isFalse();
    assertThat(Enterprise.generate(plan(SEED + 1), place("a")).isNew()).isTrue();
    assertThat(folder.resolve("a/kyc/mine.txt")).exists();
    assertThat(Files.readString(folder.resolve("a/enterprise.json")))
        .contains("\"asOf\":\"2026-06-30\"", "\"seed\":" + (SEED + 1), "\"crm.account\":");
    try (Stream<Path> left = Files.walk(folder.resolve("a"))) {
      assertThat(left.filter(p -> p.toString().contains("partial"))).isEmpty();
    }
  }

  private Map<String, String> files(String name) throws IOException {
    var files = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(folder.resolve(name))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".db") && !file.toString().endsWith(".json")) {
          files.put(
              folder.resolve(name).relativize(file).toString(),
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  private static Map<String, List<List<String>>> databases(Enterprise.Place place)
      throws SQLException {
    var tables = new TreeMap<String, List<List<String>>>();
    for (SourceName source : List.of(SourceName.CRM, SourceName.BILLING)) {
      try (Connection connection = EnterpriseSinks.connect(source, place)) {
        for (TableDefinition table : TableDefinition.of(source.id())) {
          var all = new ArrayList<List<String>>();
          try (var statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery("SELECT * FROM \"%s\"".formatted(table.name()))) {
            while (rows.next()) {
              var row = new ArrayList<String>();
              for (Object value : SqlRows.values(table, rows)) {
                row.add(String.valueOf(value));
              }
              all.add(row);
            }
          }
          all.sort(java.util.Comparator.comparing(Object::toString));
          tables.put(source.id() + "." + table.name(), all);
        }
      }
    }
    return tables;
  }

  @Test
  void thePostgresLayoutHasTheSameRows() throws IOException, SQLException {
    Optional<TestDatabases.Database> server = TestDatabases.postgres();
    if (server.isEmpty()) {
      TestDatabases.skipPostgres();
      return;
    }
    var database = new Enterprise.Database(server.get().url(), server.get().user(), "");
    var postgres = new Enterprise.Place(folder.resolve("p"), Optional.of(database));
    Enterprise.generate(plan(SEED), place("f"));
    Enterprise.generate(plan(SEED), postgres);
    assertThat(databases(postgres)).isEqualTo(databases(place("f")));
    assertThat(files("p")).isEqualTo(files("f"));
    try (Connection connection = server.get().connect();
        var statement = connection.createStatement()) {
      statement.execute("COMMENT ON SCHEMA crm IS 'the real one'");
    }
    assertThatThrownBy(() -> Enterprise.generate(plan(SEED + 1), postgres))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("schema \"crm\" that is not of the sample enterprise");
  }

  @Test
  void sharesOfOverlapAndDuplicatesAreWithinTheirBandsForFiveSeeds() {
    for (long seed = SEED; seed < SEED + 5; seed++) {
      var sources = new TreeMap<String, Set<String>>();
      var records = new TreeMap<String, Integer>();
      var parties = new TreeMap<String, Set<String>>();
      Enterprise.Plan plan = Enterprise.Plan.of(seed, 4000);
      for (SourceName source : SourceName.values()) {
        Enterprise.write(
            plan,
            source,
            nowhere(source),
            (of, type, key, party) -> {
              if (party.startsWith("P")) {
                sources.computeIfAbsent(party, p -> new java.util.TreeSet<>()).add(of.id());
                records.merge(of.id() + type, 1, Integer::sum);
                parties.computeIfAbsent(of.id() + type, t -> new java.util.TreeSet<>()).add(party);
              }
            });
      }
      double several =
          sources.values().stream().filter(s -> s.size() > 1).count() / (double) sources.size();
      assertThat(several).as("seed %d: share in several sources", seed).isBetween(0.2, 0.3);
      assertThat(sources).as("seed %d", seed).hasSizeGreaterThan(3900);
      double duplicates = 0;
      double all = 0;
      for (String type :
          List.of("crmaccount", "crmcontact", "kycsubject", "vendorsupplier", "billingcustomer")) {
        duplicates += records.getOrDefault(type, 0) - parties.getOrDefault(type, Set.of()).size();
        all += records.getOrDefault(type, 0);
      }
      assertThat(duplicates / all).as("seed %d: duplicates", seed).isBetween(0.02, 0.045);
    }
  }

  private static SourceOutput nowhere(SourceName source) {
    var out = new SourceOutput();
    for (TableDefinition table : TableDefinition.of(source.id())) {
      out.add(new TableOutput(table, RowSink.NOWHERE));
    }
    return out;
  }

  @Test
  void everyFaultIsThereForEverySeedAndCanBeRemovedOrDoubled() throws SQLException {
    assertThat(COUNTS).containsOnlyKeys(Fault.values());
    var totals = new EnumMap<Fault, Set<Long>>(Fault.class);
    for (long seed = SEED; seed < SEED + 5; seed++) {
      try (Connection with = truth(plan(seed), "with" + seed)) {
        for (Map.Entry<Fault, String> count : COUNTS.entrySet()) {
          long planted = number(with, count.getValue());
          assertThat(planted).as("seed %d: %s", seed, count.getKey().spelled()).isPositive();
          totals.computeIfAbsent(count.getKey(), f -> new LinkedHashSet<>()).add(planted);
        }
      }
    }
    var all = Set.of(Fault.values());
    try (Connection without = truth(new Enterprise.Plan(SEED, 1000, all, Set.of()), "without");
        Connection doubled = truth(new Enterprise.Plan(SEED, 1000, Set.of(), all), "doubled")) {
      for (Map.Entry<Fault, String> count : COUNTS.entrySet()) {
        String what = "seed %d: %s".formatted(SEED, count.getKey().spelled());
        long planted = totals.getOrDefault(count.getKey(), Set.of(0L)).iterator().next();
        assertThat(number(without, count.getValue()))
            .as(what + ", left out")
            .isEqualTo(TestResource.STORIES.getOrDefault(count.getKey().spelled(), 0L))
            .isLessThan(planted);
        assertThat(number(doubled, count.getValue())).as(what + ", doubled").isGreaterThan(planted);
      }
    }
    assertThat(totals.values().stream().filter(counts -> counts.size() > 1).count())
        .as("faults whose count depends on the seed")
        .isGreaterThan(Fault.values().length / 2);
  }

  @Test
  void toLeaveFaultsOutMovesNoOther() throws SQLException {
    var out = new ArrayList<>(List.of(Fault.values()));
    Collections.shuffle(out, new Random(SEED));
    var some = Set.copyOf(out.subList(0, out.size() / 3));
    var plan = new Enterprise.Plan(SEED, 1000, some, Set.of());
    try (Connection with = truth(plan(SEED), "with");
        Connection without = truth(plan, "without")) {
      for (Map.Entry<Fault, String> count : COUNTS.entrySet()) {
        if (!some.contains(count.getKey())) {
          assertThat(number(without, count.getValue()))
              .as("seed %d: %s without %s", SEED, count.getKey().spelled(), some)
              .isEqualTo(number(with, count.getValue()));
        }
      }
    }
  }

  @Test
  void referencesHaveTheirTargets() throws SQLException {
    try (Connection truth = truth(plan(SEED), "a")) {
      for (String line : TestResource.lines("references.txt")) {
        String[] parts = line.split(" ");
        assertThat(
                number(
                    truth,
                    "SELECT count(*) FROM %s WHERE %s IS NOT NULL AND CAST(%s AS VARCHAR) NOT IN (SELECT CAST(%s AS VARCHAR) FROM %s)"
                        .formatted(parts[0], parts[1], parts[1], parts[3], parts[2])))
            .as(line)
            .isZero();
      }
    }
  }

  @Test
  void keysAreUniqueAndSomeNeedCareInIris() throws SQLException {
    try (Connection truth = truth(plan(SEED), "a")) {
      for (SourceName source : SourceName.values()) {
        for (TableDefinition table : TableDefinition.of(source.id())) {
          String key = "\"" + String.join("\", \"", table.key()) + "\"";
          assertThat(
                  number(
                      truth,
                      "SELECT count(*) FROM (SELECT 1 FROM \"%s\".\"%s\" GROUP BY %s HAVING count(*) > 1)"
                          .formatted(source.id(), table.name(), key)))
              .as(source.id() + "." + table.name())
              .isZero();
        }
      }
      assertThat(
              number(
                  truth,
                  "SELECT count(*) FROM crm.account WHERE account_id LIKE '% %' OR account_id LIKE '%\\%%' ESCAPE '\\'"))
          .isPositive();
    }
  }

  @Test
  void plantedStoriesHaveTheirKnownAnswers() throws SQLException, IOException {
    try (Connection truth = truth(plan(SEED), "a")) {
      assertThat(
              rows(
                  truth,
                  "SELECT owner, entity, percent FROM (%s) WHERE owner LIKE 'KS-S-%%' AND entity IN ('KS-S-T', 'KS-S-X') ORDER BY ALL"
                      .formatted(TruthQueries.ownership())))
          .containsExactly(
              List.of("KS-S-ASSOC", "KS-S-X", "33.3333"),
              List.of("KS-S-MAREK", "KS-S-T", "50.0"),
              List.of("KS-S-PETRA", "KS-S-T", "25.0"),
              List.of("KS-S-WIFE", "KS-S-X", "66.6667"));
    }
    assertThat(Files.readAllLines(folder.resolve("a-truth/queries/hierarchy-as-of.csv")))
        .contains("scheme:hierarchy-kind/legal,account/crm/S-ACQ,account/crm/S-ACQ-NEW")
        .noneMatch(l -> l.endsWith("account/crm/S-ACQ-OLD"));
    assertThat(Files.readAllLines(folder.resolve("a-truth/violations.csv")))
        .anyMatch(l -> l.startsWith("LeiCheckDigits,source,crm,party,"))
        .anyMatch(l -> l.startsWith("OpportunityAccount,source,crm,opportunity,"));
    EnterpriseTruth.writeLinks(
        folder.resolve("a-truth"), "https://example.org/", folder.resolve("links.ttl"));
    assertThat(Files.readString(folder.resolve("links.ttl")))
        .contains("gov:right <https://example.org/party/vendor/V%20S-1%2FFR>");
  }

  @Test
  void ourNumbersAreNobodys() throws SQLException {
    try (Connection truth = truth(plan(SEED), "a")) {
      assertThat(number(truth, "SELECT count(*) FROM registry.lei WHERE NOT lei_valid(\"LEI\")"))
          .isZero();
      assertThat(
              number(truth, "SELECT count(*) FROM registry.lei WHERE \"LEI\" NOT LIKE 'EKGX00%'"))
          .isZero();
      assertThat(number(truth, "SELECT count(*) FROM vendor.supplier WHERE iban NOT LIKE '__00%'"))
          .isZero();
      assertThat(
              number(truth, "SELECT count(*) FROM mail.mailbox WHERE address NOT LIKE '%.example'"))
          .isZero();
      // The macro agrees with a number that the standard's authors use: GLEIF's own.
      assertThat(
              rows(
                  truth,
                  "SELECT lei_valid('506700GE1G29325QX363'), lei_valid('506700GE1G29325QX364')"))
          .containsExactly(List.of("true", "false"));
    }
  }

  @Test
  void sixteenCountriesInSevenScripts() throws SQLException {
    try (Connection truth = truth(plan(SEED), "a")) {
      assertThat(
              number(
                  truth,
                  "SELECT count(DISTINCT \"Entity.LegalAddress.Country\") FROM registry.lei"))
          .isGreaterThanOrEqualTo(12);
      for (String script :
          List.of(
              "[\u0370-\u03ff]",
              "[\u0400-\u04ff]",
              "[\u0590-\u05ff]",
              "[\u0600-\u06ff]",
              "[\u30a0-\u30ff]",
              "[\u4e00-\u9fff]",
              "[A-Z]")) {
        assertThat(
                number(
                    truth,
                    "SELECT count(*) FROM crm.account WHERE regexp_matches(name, '%s')"
                        .formatted(script)))
            .as(script)
            .isPositive();
      }
    }
  }

  @Test
  void tooFewAndTooManyPartiesAreRefused() {
    assertThatThrownBy(() -> Enterprise.Plan.of(1, 10))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--scale 10: the sample enterprise has 1,000 to 100,000,000 parties");
  }
}
