package org.crmekg.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the bundled sample promises: which of its mistakes are planted, and that they are few. */
class SampleDataTest {
  private static final Path DEMO = Path.of("src", "main", "resources", "demo");

  @Test
  void theCrmScriptMakesFortyAccountsInTenCountriesAndThreeScripts() throws Exception {
    try (Connection crm = crm()) {
      assertThat(texts(crm, "SELECT ACCOUNT_ID FROM ACCOUNT"))
          .hasSize(40)
          .contains("A/17 ü", "50% Club");
      assertThat(texts(crm, "SELECT DISTINCT COUNTRY FROM ACCOUNT WHERE COUNTRY IS NOT NULL"))
          .hasSizeGreaterThan(20)
          .contains("Holland", "NLD", "UK", "Deutschland", "Austira");
      String names = String.join("", texts(crm, "SELECT NAME FROM ACCOUNT"));
      assertThat(
              names
                  .codePoints()
                  .filter(Character::isLetter)
                  .mapToObj(Character.UnicodeScript::of)
                  .distinct())
          .contains(
              Character.UnicodeScript.LATIN,
              Character.UnicodeScript.GREEK,
              Character.UnicodeScript.CYRILLIC,
              Character.UnicodeScript.HAN);
    }
  }

  @Test
  void exactlyTwoLeisOfTheRegisterHaveWrongCheckDigits() throws SQLException {
    try (Connection registry = registry()) {
      List<String> leis = texts(registry, "SELECT \"LEI\" FROM lei");
      assertThat(leis).hasSize(42).doesNotHaveDuplicates();
      assertThat(leis.stream().filter(lei -> !hasLeiCheckDigits(lei))).hasSize(2);
      assertThat(texts(registry, "SELECT \"LEI\" FROM lei WHERE \"Entity.LegalName\" IS NULL"))
          .hasSize(1);
      assertThat(texts(registry, "SELECT \"Relationship.StartNode.NodeID\" FROM rr"))
          .isNotEmpty()
          .allMatch(leis::contains);
    }
  }

  @Test
  void theLeisThatTheCrmKnowsAreInTheRegister() throws Exception {
    try (Connection crm = crm();
        Connection registry = registry()) {
      assertThat(texts(registry, "SELECT \"LEI\" FROM lei"))
          .containsAll(texts(crm, "SELECT LEI FROM ACCOUNT WHERE LEI IS NOT NULL"));
    }
  }

  @Test
  void everyPartyLinkLeadsFromAnAccountToAnEntryOfTheRegister() throws Exception {
    try (Connection crm = crm();
        Connection registry = registry()) {
      List<String> accounts = texts(crm, "SELECT ACCOUNT_ID FROM ACCOUNT");
      List<String> leis = texts(registry, "SELECT \"LEI\" FROM lei");
      String links = Files.readString(Path.of("links", "demo.ttl"), UTF_8);
      assertThat(ends(links, "gov:left <https://w3id.org/crm-ekg/id/party/crm/"))
          .hasSize(26)
          .allMatch(accounts::contains);
      assertThat(ends(links, "gov:right <https://w3id.org/crm-ekg/id/party/registry/"))
          .hasSize(26)
          .allMatch(leis::contains);
    }
  }

  @Test
  void theHeadersOfTheSampleAreHeadersOfTheRealFiles() throws IOException {
    Path gleif = Path.of("..", "shared", "data", "gleif");
    assumeTrue(Files.isDirectory(gleif), "the real register files are not at " + gleif);
    for (String table : List.of("lei", "rr")) {
      assertThat(header(gleif.resolve(table + "-cdf-sample-400.csv")))
          .containsAll(header(DEMO.resolve(table + ".csv")));
    }
  }

  private static Connection crm() throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
    try (InputStream script = SampleDataTest.class.getResourceAsStream("/demo/crm.sql");
        Statement statement = connection.createStatement()) {
      assertThat(script).isNotNull();
      statement.execute(new String(script.readAllBytes(), UTF_8));
    }
    return connection;
  }

  private static Connection registry() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("lei", "rr")) {
        statement.execute(
            "CREATE TABLE %s AS FROM read_csv('%s', all_varchar = true, header = true)"
                .formatted(table, DEMO.resolve(table + ".csv")));
      }
    }
    return connection;
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static List<String> header(Path csv) throws IOException {
    return List.of(Files.readAllLines(csv, UTF_8).getFirst().split(",", -1));
  }

  /** The keys of the IRIs that follow a text, with the escapes that the sample uses undone. */
  private static List<String> ends(String links, String before) {
    return Pattern.compile(Pattern.quote(before) + "([^>]*)>")
        .matcher(links)
        .results()
        .map(end -> end.group(1).replace("%2F", "/").replace("%20", " "))
        .toList();
  }

  /** ISO 7064 MOD 97-10: letters count as 10 to 35, and the remainder is 1. */
  private static boolean hasLeiCheckDigits(String lei) {
    String digits =
        lei.chars()
            .mapToObj(c -> Integer.toString(Character.digit(c, 36)))
            .collect(Collectors.joining());
    return new BigInteger(digits).mod(BigInteger.valueOf(97)).intValue() == 1;
  }
}
