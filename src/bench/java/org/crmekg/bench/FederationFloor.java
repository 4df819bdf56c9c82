package org.crmekg.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a programmer would write by hand for each of the questions: one statement per database, with
 * the keys of the one before as an array where that is best, and a hash join.
 */
final class FederationFloor implements AutoCloseable {
  private static final String COUNTRY = "http://example.org/country/";
  private static final String OPPORTUNITY = "http://example.org/crm/opportunity/";
  private static final Pattern LEI = Pattern.compile("\"([0-9A-F]{20})\"");
  private static final String RISK = "SELECT lei,risk,review_date FROM parties WHERE lei=ANY(?)";

  private final Connection crm;
  private final Connection kyc;
  private final Connection vendor;

  FederationFloor(String crm, String kyc, String vendor, String user) throws SQLException {
    this.crm = open(crm, user);
    this.kyc = open(kyc, user);
    this.vendor = open(vendor, user);
  }

  private static Connection open(String url, String user) throws SQLException {
    Connection connection = DriverManager.getConnection(url, user, "");
    connection.setAutoCommit(false);
    return connection;
  }

  /** Answers a question, its constants in the text of the query; rows in any order. */
  List<List<String>> answer(String name, String query) throws SQLException {
    Matcher m = LEI.matcher(query);
    var leis = new ArrayList<String>();
    while (m.find()) {
      leis.add(m.group(1));
    }
    return switch (name) {
      case "q1-point" -> point(leis.getFirst());
      case "q2-star360" -> star(leis.getFirst());
      case "q3-vendor-high" -> vendorHigh();
      case "q4-optional-kyc" -> optionalKyc();
      case "q5-not-exists-kyc" -> notExistsKyc();
      case "q6-count-country-risk" -> countCountryRisk();
      case "q7-top10-amount" -> topTen();
      case "q8-values100" -> values(leis);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private List<List<String>> point(String lei) throws SQLException {
    var rows = new ArrayList<List<String>>();
    for (var a : sql(crm, "SELECT name FROM accounts WHERE lei=?", lei)) {
      for (var p : sql(kyc, "SELECT risk,review_date FROM parties WHERE lei=?", lei)) {
        for (var s : sql(vendor, "SELECT name,vat FROM suppliers WHERE lei=?", lei)) {
          rows.add(Arrays.asList(a[0], p[0], p[1], s[0], s[1]));
        }
      }
    }
    return rows;
  }

  private List<List<String>> star(String lei) throws SQLException {
    var rows = new ArrayList<List<String>>();
    var accounts =
        sql(
            crm,
            "SELECT a.name,a.segment,a.country,c.given_name,c.family_name,o.title,o.amount FROM"
                + " accounts a JOIN contacts c ON c.account_id=a.id JOIN opportunities o ON"
                + " o.account_id=a.id WHERE a.lei=?",
            lei);
    var parties =
        sql(
            kyc,
            "SELECT p.risk,p.review_date,w.owner_name,w.share_pct FROM parties p JOIN owners w ON"
                + " w.party_id=p.id WHERE p.lei=?",
            lei);
    var suppliers =
        sql(
            vendor,
            "SELECT s.vat,i.number,i.issued FROM suppliers s JOIN invoices i ON i.supplier_id=s.id"
                + " WHERE s.lei=?",
            lei);
    for (var a : accounts) {
      for (var p : parties) {
        for (var s : suppliers) {
          rows.add(
              Arrays.asList(
                  a[0], a[1], COUNTRY + a[2], a[3], a[4], a[5], a[6], p[0], p[1], p[2], p[3], s[0],
                  s[1], s[2]));
        }
      }
    }
    return rows;
  }

  private List<List<String>> vendorHigh() throws SQLException {
    var parties = sql(kyc, "SELECT lei,review_date FROM parties WHERE risk='HIGH'");
    var suppliers = sql(vendor, "SELECT lei,name FROM suppliers WHERE lei=ANY(?)", keys(parties));
    var accounts =
        hash(sql(crm, "SELECT lei,name FROM accounts WHERE lei=ANY(?)", keys(suppliers)));
    var byLei = hash(parties);
    var rows = new ArrayList<List<String>>();
    for (var s : suppliers) {
      for (var a : accounts.getOrDefault(s[0], List.of())) {
        for (var p : byLei.getOrDefault(s[0], List.of())) {
          rows.add(Arrays.asList(s[0], a[1], s[1], p[1]));
        }
      }
    }
    return rows;
  }

  private List<String[]> strategic() throws SQLException {
    return sql(
        crm, "SELECT lei,name FROM accounts WHERE segment='strategic' AND lei IS NOT NULL");
  }

  private List<List<String>> optionalKyc() throws SQLException {
    var accounts = strategic();
    var parties = hash(sql(kyc, RISK, keys(accounts)));
    var rows = new ArrayList<List<String>>();
    for (var a : accounts) {
      var found = parties.get(a[0]);
      if (found == null) {
        rows.add(Arrays.asList(a[0], a[1], null, null));
      } else {
        found.forEach(p -> rows.add(Arrays.asList(a[0], a[1], p[1], p[2])));
      }
    }
    return rows;
  }

  private List<List<String>> notExistsKyc() throws SQLException {
    var accounts = strategic();
    var parties = hash(sql(kyc, "SELECT lei FROM parties WHERE lei=ANY(?)", keys(accounts)));
    var rows = new ArrayList<List<String>>();
    accounts.stream()
        .filter(a -> !parties.containsKey(a[0]))
        .forEach(a -> rows.add(Arrays.asList(a)));
    return rows;
  }

  private List<List<String>> countCountryRisk() throws SQLException {
    var accounts =
        sql(
            crm,
            "SELECT a.lei,a.country,count(*) FROM opportunities o JOIN accounts a ON"
                + " o.account_id=a.id WHERE a.lei IS NOT NULL GROUP BY 1,2");
    var parties = hash(sql(kyc, "SELECT lei,country,risk FROM parties"));
    Map<List<String>, Long> counts = new HashMap<>();
    for (var a : accounts) {
      for (var p : parties.getOrDefault(a[0], List.of())) {
        if (p[1].equals(a[1])) {
          counts.merge(List.of(COUNTRY + a[1], p[2]), Long.parseLong(a[2]), Long::sum);
        }
      }
    }
    var rows = new ArrayList<List<String>>();
    counts.forEach((k, n) -> rows.add(Arrays.asList(k.get(0), k.get(1), Long.toString(n))));
    return rows;
  }

  private List<List<String>> topTen() throws SQLException {
    var rows = new ArrayList<List<String>>();
    for (int offset = 0; rows.size() < 10; offset += 40) {
      var opportunities =
          sql(
              crm,
              "SELECT a.lei,o.id,o.amount,a.name FROM opportunities o JOIN accounts a ON"
                  + " o.account_id=a.id WHERE o.stage='won' AND a.lei IS NOT NULL ORDER BY o.amount"
                  + " DESC,o.id LIMIT 40 OFFSET ?",
              offset);
      if (opportunities.isEmpty()) {
        break;
      }
      var parties = hash(sql(kyc, RISK, keys(opportunities)));
      for (var o : opportunities) {
        for (var p : parties.getOrDefault(o[0], List.of())) {
          if (rows.size() < 10) {
            rows.add(Arrays.asList(OPPORTUNITY + o[1], o[2], o[3], p[1]));
          }
        }
      }
    }
    return rows;
  }

  private List<List<String>> values(List<String> leis) throws SQLException {
    String[] keys = leis.toArray(String[]::new);
    var parties = hash(sql(kyc, RISK, (Object) keys));
    var rows = new ArrayList<List<String>>();
    for (var a : sql(crm, "SELECT lei,name FROM accounts WHERE lei=ANY(?)", (Object) keys)) {
      parties
          .getOrDefault(a[0], List.of())
          .forEach(p -> rows.add(Arrays.asList(a[0], a[1], p[1], p[2])));
    }
    return rows;
  }

  private static List<String[]> sql(Connection connection, String sql, Object... parameters)
      throws SQLException {
    var rows = new ArrayList<String[]>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(2000);
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i] instanceof String[] array) {
          statement.setArray(i + 1, connection.createArrayOf("varchar", array));
        } else {
          statement.setObject(i + 1, parameters[i]);
        }
      }
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          var row = new String[columns];
          for (int i = 0; i < columns; i++) {
            row[i] = result.getString(i + 1);
          }
          rows.add(row);
        }
      }
    }
    connection.rollback();
    return rows;
  }

  private static Object keys(List<String[]> rows) {
    return rows.stream().map(r -> r[0]).distinct().toArray(String[]::new);
  }

  private static Map<String, List<String[]>> hash(List<String[]> rows) {
    return rows.stream().collect(Collectors.groupingBy(r -> r[0]));
  }

  @Override
  public void close() throws SQLException {
    crm.close();
    kyc.close();
    vendor.close();
  }
}
