package org.crmekg.bench;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.bench.Question.Constants;
import org.crmekg.identity.IdentityLens;

/**
 * What a programmer would write by hand for each of the questions: one statement per database, with
 * the keys of the one before as an array where that is best, and a hash join.
 */
final class FederationFloor implements AutoCloseable {
  private static final String COUNTRY = "http://example.org/country/";
  private static final String OPPORTUNITY = "http://example.org/crm/opportunity/";
  private static final String EX = "http://example.org/";
  private static final String TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

  /** A table whose rows are parties, and what its mapping says of them. */
  private record Parties(
      String source, String table, String path, String type, List<String> own, List<String> columns) {}

  private static final Parties ACCOUNT =
      new Parties(
          "crm", "accounts", "account", "Account", List.of("segment", "created"),
          List.of("id", "lei", "name", "country", "segment", "created"));
  private static final List<Parties> PARTIES =
      List.of(
          ACCOUNT,
          new Parties(
              "kyc", "parties", "party", "Party", List.of("risk", "reviewDate"),
              List.of("id", "lei", "legal_name", "country", "risk", "review_date")),
          new Parties(
              "vendor", "suppliers", "supplier", "Supplier", List.of("vat"),
              List.of("id", "lei", "name", "country", "vat")),
          new Parties(
              "billing", "customers", "customer", "Customer", List.of("terms"),
              List.of("no", "lei", "name", "country", "terms")),
          new Parties(
              "register", "companies", "company", "Company", List.of(),
              List.of("lei", "lei", "name", "country")));
  private static final String RISK = "SELECT lei,risk,review_date FROM parties WHERE lei=ANY(?)";

  private static final Set<String> ALL = Set.copyOf(FederationRig.DATABASES);

  private final Connection crm;
  private final Connection kyc;
  private final Connection vendor;
  private final Connection billing;
  private final Connection register;
  private long statements;
  private long rows;

  /**
   * Opens connections.
   *
   * @param url says where each of the five databases is, by its name
   */
  FederationFloor(UnaryOperator<String> url, String user) throws SQLException {
    this.crm = open(url.apply("crm"), user);
    this.kyc = open(url.apply("kyc"), user);
    this.vendor = open(url.apply("vendor"), user);
    this.billing = open(url.apply("billing"), user);
    this.register = open(url.apply("register"), user);
  }

  private static Connection open(String url, String user) throws SQLException {
    Connection connection = DriverManager.getConnection(url, user, "");
    connection.setAutoCommit(false);
    return connection;
  }

  /** Answers a question about these things; rows in any order. */
  List<List<String>> answer(String name, Constants about) throws SQLException {
    return switch (name) {
      case "q01-point" -> point(about.lei());
      case "q02-star-3" -> star(about.lei());
      case "q03-vendor-high" -> vendorHigh();
      case "q04-optional" -> optionalKyc();
      case "q05-not-exists" -> notExistsKyc();
      case "q06-count-two-sources" -> countCountryRisk();
      case "q07-top-10" -> topTen();
      case "q08-values-100" -> values(about.leis().subList(0, Math.min(100, about.leis().size())));
      case "q09-star-4" -> starOfFour(about.lei());
      case "q10-local-id" -> statements(ACCOUNT, "id", about.account(), false);
      case "q11-values-1" -> values(about.leis().subList(0, 1));
      case "q12-values-1000" -> values(about.leis());
      case "q13-same-owner" -> sameOwner(about.lei());
      case "q14-owners-above" -> ownersAbove(about.deep());
      case "q15-listed-vendors" -> listedVendors();
      case "q16-optional-chain" -> optionalChain();
      case "q17-unknown-vendors" -> unknownVendors();
      case "q18-sum-per-customer" -> sumPerCustomer();
      case "q19-distinct" -> distinct();
      case "q20-graphs" -> graphs(about.lei(), ALL);
      case "q21-spo" -> statements(about.lei(), ALL);
      case "q22-text" -> text(about.hex());
      case "q23-impossible" -> List.of();
      case "q24-all-three" -> allThree();
      case "q25-union" -> union();
      case "q26-ranges" -> ranges();
      case "q27-minus" -> minus();
      case "q28-first-5" -> firstFive();
      case "q29-subselect" -> mostInvoiced();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Answers a question for somebody who may see some sources only. */
  List<List<String>> answer(String name, Constants about, Set<String> visible)
      throws SQLException {
    return switch (name) {
      case "q04-optional" ->
          strategic().stream().map(a -> Arrays.asList(a[0], a[1], null, null)).toList();
      case "q20-graphs" -> graphs(about.lei(), visible);
      case "q21-spo" -> statements(about.lei(), visible);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Answers a question about linked parties, or nothing if there is no program for it. */
  Optional<List<List<String>>> linkedAnswer(String name, Constants about, IdentityLens lens)
      throws SQLException {
    return switch (name) {
      case "g1-local-id" -> Optional.of(partyById(about.account(), lens));
      case "g2-star-4" -> Optional.of(partyStar(about.lei(), lens));
      case "g3-sum-per-party" -> Optional.of(sumPerParty(lens));
      case "g8-vendors-high" -> Optional.of(partyVendorsHigh(lens));
      default -> Optional.empty();
    };
  }

  /** Returns how many statements were sent since the last call of {@link #rest}. */
  long statements() {
    return statements;
  }

  /** Returns how many rows were read since the last call of {@link #rest}. */
  long rows() {
    return rows;
  }

  /** Ends the transactions, which no question needs, and counts from the start. */
  void rest() throws SQLException {
    for (Connection connection : List.of(crm, kyc, vendor, billing, register)) {
      connection.rollback();
    }
    statements = 0;
    rows = 0;
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
    Object keys = leis.toArray(String[]::new);
    var parties = hash(sql(kyc, RISK, keys));
    var rows = new ArrayList<List<String>>();
    for (var a : sql(crm, "SELECT lei,name FROM accounts WHERE lei=ANY(?)", keys)) {
      parties
          .getOrDefault(a[0], List.of())
          .forEach(p -> rows.add(Arrays.asList(a[0], a[1], p[1], p[2])));
    }
    return rows;
  }

  private List<List<String>> starOfFour(String lei) throws SQLException {
    var accounts =
        sql(
            crm,
            "SELECT a.name,c.family_name,o.title,o.amount FROM accounts a JOIN contacts c ON"
                + " c.account_id=a.id JOIN opportunities o ON o.account_id=a.id WHERE a.lei=?",
            lei);
    var parties =
        sql(
            kyc,
            "SELECT p.risk,w.owner_name FROM parties p JOIN owners w ON w.party_id=p.id WHERE"
                + " p.lei=?",
            lei);
    var suppliers =
        sql(
            vendor,
            "SELECT i.number FROM suppliers s JOIN invoices i ON i.supplier_id=s.id WHERE s.lei=?",
            lei);
    var customers =
        sql(
            billing,
            "SELECT b.number,b.due FROM customers k JOIN bills b ON b.customer_no=k.no WHERE"
                + " k.lei=?",
            lei);
    return product(accounts, parties, suppliers, customers);
  }

  /** All combinations, the columns of the first side first. */
  @SafeVarargs
  private static List<List<String>> product(List<String[]>... sides) {
    List<List<String>> rows = List.of(List.of());
    for (List<String[]> side : sides) {
      var longer = new ArrayList<List<String>>();
      for (List<String> row : rows) {
        for (String[] more : side) {
          var whole = new ArrayList<>(row);
          whole.addAll(Arrays.asList(more));
          longer.add(whole);
        }
      }
      rows = longer;
    }
    return rows;
  }

  private Connection connection(Parties parties) {
    return switch (parties.source()) {
      case "crm" -> crm;
      case "kyc" -> kyc;
      case "vendor" -> vendor;
      case "billing" -> billing;
      default -> register;
    };
  }

  /** What the mapping makes of the rows with a key; with or without their subjects. */
  private List<List<String>> statements(
      Parties parties, String column, Object key, boolean withSubject) throws SQLException {
    var result = new ArrayList<List<String>>();
    String own = EX + parties.source() + '#';
    for (var r :
        sql(
            connection(parties),
            "SELECT %s FROM %s WHERE %s=?"
                .formatted(String.join(",", parties.columns()), parties.table(), column),
            key)) {
      var pairs = new ArrayList<List<String>>();
      pairs.add(List.of(TYPE, own + parties.type()));
      for (String vocabulary : List.of(own, EX + "onto#")) {
        if (r[1] != null) {
          pairs.add(List.of(vocabulary + "lei", r[1]));
        }
        pairs.add(List.of(vocabulary + "name", r[2]));
        pairs.add(List.of(vocabulary + "country", COUNTRY + r[3]));
      }
      for (int i = 0; i < parties.own().size(); i++) {
        pairs.add(List.of(own + parties.own().get(i), r[4 + i]));
      }
      String subject = EX + parties.source() + '/' + parties.path() + '/' + r[0];
      for (List<String> pair : pairs) {
        result.add(withSubject ? List.of(subject, pair.get(0), pair.get(1)) : pair);
      }
    }
    return result;
  }

  private List<List<String>> statements(String lei, Set<String> visible) throws SQLException {
    var result = new ArrayList<List<String>>();
    for (Parties parties : PARTIES) {
      if (visible.contains(parties.source())) {
        result.addAll(statements(parties, "lei", lei, true));
      }
    }
    if (!visible.contains("register")) {
      return result;
    }
    for (var h : sql(register, "SELECT owned,owner FROM holdings WHERE owned=?", lei)) {
      result.add(
          List.of(
              EX + "register/company/" + h[0],
              EX + "register#ownedBy",
              EX + "register/company/" + h[1]));
    }
    return result;
  }

  private List<List<String>> graphs(String lei, Set<String> visible) throws SQLException {
    var result = new ArrayList<List<String>>();
    for (Parties parties : PARTIES) {
      if (!visible.contains(parties.source())) {
        continue;
      }
      for (var r :
          sql(
              connection(parties),
              "SELECT %s,%s FROM %s WHERE lei=?"
                  .formatted(
                      parties.columns().get(0), parties.columns().get(2), parties.table()),
              lei)) {
        result.add(
            List.of(
                EX + "id/graph/" + parties.source(),
                EX + parties.source() + '/' + parties.path() + '/' + r[0],
                r[1]));
      }
    }
    return result;
  }

  private List<List<String>> sameOwner(String lei) throws SQLException {
    var parties =
        sql(
            kyc,
            "SELECT p2.lei,w.owner_name FROM parties p JOIN owners w ON w.party_id=p.id JOIN owners"
                + " w2 ON w2.owner_name=w.owner_name JOIN parties p2 ON p2.id=w2.party_id WHERE"
                + " p.lei=?",
            lei);
    var accounts =
        hash(sql(crm, "SELECT lei,name FROM accounts WHERE lei=ANY(?)", keys(parties)));
    return joined(parties, accounts, (p, a) -> Arrays.asList(p[1], p[0], a[1]));
  }

  @FunctionalInterface
  private interface Pairing {
    List<String> of(String[] left, String[] right);
  }

  /** Joins by the first column of the left side. */
  private static List<List<String>> joined(
      List<String[]> left, Map<String, List<String[]>> right, Pairing pairing) {
    var rows = new ArrayList<List<String>>();
    for (var l : left) {
      for (var r : right.getOrDefault(l[0], List.of())) {
        rows.add(pairing.of(l, r));
      }
    }
    return rows;
  }

  private List<List<String>> ownersAbove(String lei) throws SQLException {
    var above =
        sql(
            register,
            "WITH RECURSIVE above(lei) AS (SELECT owner FROM holdings WHERE owned=? UNION SELECT"
                + " h.owner FROM holdings h JOIN above a ON h.owned=a.lei) SELECT c.lei,c.name FROM"
                + " above JOIN companies c ON c.lei=above.lei",
            lei);
    return joined(
        above, hash(sql(kyc, RISK, keys(above))), (c, p) -> Arrays.asList(c[0], c[1], p[1]));
  }

  private List<List<String>> listedVendors() throws SQLException {
    var listed = sql(register, "SELECT lei,program,count(*) FROM listings GROUP BY 1,2");
    var suppliers =
        hash(
            sql(
                vendor,
                "SELECT s.lei,s.name,sum(i.amount) FROM suppliers s JOIN invoices i ON"
                    + " i.supplier_id=s.id WHERE s.lei=ANY(?) GROUP BY 1,2",
                keys(listed)));
    return joined(
        listed,
        suppliers,
        (l, s) ->
            Arrays.asList(
                l[0],
                l[1],
                s[1],
                new BigDecimal(s[2]).multiply(new BigDecimal(l[2])).toPlainString()));
  }

  private List<List<String>> optionalChain() throws SQLException {
    var accounts = strategic();
    Object keys = keys(accounts);
    var parties =
        hash(
            sql(
                kyc,
                "SELECT p.lei,p.risk,w.owner_name FROM parties p LEFT JOIN owners w ON"
                    + " w.party_id=p.id AND w.share_pct>60.5 WHERE p.lei=ANY(?)",
                keys));
    var suppliers = hash(sql(vendor, "SELECT lei,vat FROM suppliers WHERE lei=ANY(?)", keys));
    var rows = new ArrayList<List<String>>();
    List<String[]> nothing = Collections.singletonList(new String[3]);
    for (var a : accounts) {
      for (var p : parties.getOrDefault(a[0], nothing)) {
        for (var s : suppliers.getOrDefault(a[0], nothing)) {
          rows.add(Arrays.asList(a[0], a[1], p[1], p[2], s[1]));
        }
      }
    }
    return rows;
  }

  private List<List<String>> unknownVendors() throws SQLException {
    var suppliers = sql(vendor, "SELECT lei,name FROM suppliers");
    var customers = hash(sql(crm, "SELECT lei FROM accounts WHERE lei=ANY(?)", keys(suppliers)));
    suppliers.removeIf(s -> customers.containsKey(s[0]));
    var parties = hash(sql(kyc, "SELECT lei FROM parties WHERE lei=ANY(?)", keys(suppliers)));
    suppliers.removeIf(s -> parties.containsKey(s[0]));
    return suppliers.stream().map(Arrays::asList).toList();
  }

  private List<List<String>> sumPerCustomer() throws SQLException {
    var accounts =
        sql(
            crm,
            "SELECT a.lei,count(*),sum(o.amount) FROM accounts a JOIN opportunities o ON"
                + " o.account_id=a.id WHERE a.segment='strategic' AND a.lei IS NOT NULL GROUP BY 1");
    var parties =
        hash(
            sql(
                kyc,
                "SELECT lei FROM parties WHERE risk='HIGH' AND lei=ANY(?)",
                keys(accounts)));
    return joined(accounts, parties, (a, p) -> Arrays.asList(a));
  }

  private List<List<String>> distinct() throws SQLException {
    var parties = sql(kyc, "SELECT lei FROM parties WHERE risk='HIGH'");
    var rows = new ArrayList<List<String>>();
    for (var a :
        sql(
            crm,
            "SELECT DISTINCT country,segment FROM accounts WHERE lei=ANY(?)",
            keys(parties))) {
      rows.add(List.of(COUNTRY + a[0], a[1]));
    }
    return rows;
  }

  private List<List<String>> text(String hex) throws SQLException {
    var accounts =
        sql(
            crm,
            "SELECT lei,name FROM accounts WHERE name LIKE ? AND lei IS NOT NULL",
            "%" + hex + "%");
    return joined(
        accounts, hash(sql(kyc, RISK, keys(accounts))), (a, p) -> List.of(a[0], a[1], p[1]));
  }

  private List<List<String>> allThree() throws SQLException {
    var suppliers = sql(vendor, "SELECT lei,name FROM suppliers");
    var accounts =
        hash(sql(crm, "SELECT lei,name FROM accounts WHERE lei=ANY(?)", keys(suppliers)));
    suppliers.removeIf(s -> !accounts.containsKey(s[0]));
    var parties = hash(sql(kyc, RISK, keys(suppliers)));
    var rows = new ArrayList<List<String>>();
    for (var s : suppliers) {
      for (var a : accounts.get(s[0])) {
        for (var p : parties.getOrDefault(s[0], List.of())) {
          rows.add(List.of(s[0], a[1], s[1], p[1]));
        }
      }
    }
    return rows;
  }

  private List<List<String>> union() throws SQLException {
    Object keys =
        keys(
            sql(
                kyc,
                "SELECT lei FROM parties WHERE risk='HIGH' AND review_date<'2025-06-01'"));
    var rows = new ArrayList<List<String>>();
    sql(crm, "SELECT lei,name FROM accounts WHERE lei=ANY(?)", keys)
        .forEach(a -> rows.add(Arrays.asList(a)));
    sql(vendor, "SELECT lei,name FROM suppliers WHERE lei=ANY(?)", keys)
        .forEach(s -> rows.add(Arrays.asList(s)));
    return rows;
  }

  private List<List<String>> ranges() throws SQLException {
    var deals =
        sql(
            crm,
            "SELECT a.lei,o.title,o.amount FROM opportunities o JOIN accounts a ON"
                + " o.account_id=a.id WHERE o.stage='open' AND o.amount>2900000 AND a.lei IS NOT"
                + " NULL");
    var parties =
        hash(
            sql(
                kyc,
                "SELECT lei,review_date FROM parties WHERE risk='HIGH' AND"
                    + " review_date<'2026-06-01' AND lei=ANY(?)",
                keys(deals)));
    return joined(deals, parties, (d, p) -> List.of(d[0], d[1], d[2], p[1]));
  }

  private List<List<String>> minus() throws SQLException {
    var bills =
        sql(
            billing,
            "SELECT k.lei,k.name FROM bills b JOIN customers k ON k.no=b.customer_no WHERE"
                + " b.status='overdue' AND b.amount>69000");
    var suppliers = hash(sql(vendor, "SELECT lei FROM suppliers WHERE lei=ANY(?)", keys(bills)));
    bills.removeIf(b -> suppliers.containsKey(b[0]));
    return bills.stream().map(Arrays::asList).toList();
  }

  private List<List<String>> firstFive() throws SQLException {
    int found = 0;
    for (int offset = 0; found < 5; offset += 40) {
      var parties =
          sql(kyc, "SELECT lei FROM parties WHERE risk='HIGH' ORDER BY id LIMIT 40 OFFSET ?", offset);
      if (parties.isEmpty()) {
        break;
      }
      found +=
          sql(vendor, "SELECT lei FROM suppliers WHERE lei=ANY(?) LIMIT 5", keys(parties)).size();
    }
    return List.of(List.of(Integer.toString(Math.min(found, 5))));
  }

  private List<List<String>> mostInvoiced() throws SQLException {
    var suppliers =
        sql(
            vendor,
            "SELECT s.lei,sum(i.amount) FROM invoices i JOIN suppliers s ON s.id=i.supplier_id GROUP"
                + " BY 1 ORDER BY 2 DESC,1 LIMIT 10");
    return joined(
        suppliers, hash(sql(kyc, RISK, keys(suppliers))), (s, p) -> List.of(s[0], s[1], p[1]));
  }

  private static String iri(String kind, String id) {
    return EX + kind + '/' + id;
  }

  /** The keys that records of one kind have in a party. */
  private static Integer[] ids(IdentityLens lens, Collection<Node> parties, String kind) {
    String start = EX + kind + '/';
    return parties.stream()
        .flatMap(p -> lens.sourceIris(p).stream())
        .map(Node::getURI)
        .filter(i -> i.startsWith(start))
        .map(i -> Integer.valueOf(i.substring(start.length())))
        .toArray(Integer[]::new);
  }

  private static Node party(IdentityLens lens, String kind, String id) {
    return lens.canonical(NodeFactory.createURI(iri(kind, id)));
  }

  /** Values of one party are sets: what two records say alike is one statement. */
  private static List<String[]> column(List<String[]> rows, int column) {
    return rows.stream().map(r -> r[column]).distinct().map(v -> new String[] {v}).toList();
  }

  private List<List<String>> partyById(int account, IdentityLens lens) throws SQLException {
    var one = List.of(party(lens, "crm/account", Integer.toString(account)));
    var accounts =
        sql(crm, "SELECT name FROM accounts WHERE id=ANY(?)", (Object) ids(lens, one, "crm/account"));
    var parties =
        sql(
            kyc,
            "SELECT risk,review_date FROM parties WHERE id=ANY(?)",
            (Object) ids(lens, one, "kyc/party"));
    var customers =
        sql(
            billing,
            "SELECT terms FROM customers WHERE no=ANY(?)",
            (Object) ids(lens, one, "billing/customer"));
    return product(
        column(accounts, 0), column(parties, 0), column(parties, 1), column(customers, 0));
  }

  private List<List<String>> partyStar(String lei, IdentityLens lens) throws SQLException {
    var found = sql(crm, "SELECT id FROM accounts WHERE lei=?", lei);
    var one = List.of(party(lens, "crm/account", found.getFirst()[0]));
    Object accounts = ids(lens, one, "crm/account");
    Object parties = ids(lens, one, "kyc/party");
    Object suppliers = ids(lens, one, "vendor/supplier");
    Object customers = ids(lens, one, "billing/customer");
    return product(
        column(sql(crm, "SELECT name FROM accounts WHERE id=ANY(?)", accounts), 0),
        sql(
            crm,
            "SELECT c.family_name,o.title FROM contacts c,opportunities o WHERE"
                + " c.account_id=ANY(?) AND o.account_id=ANY(?)",
            accounts,
            accounts),
        sql(
            kyc,
            "SELECT p.risk,w.owner_name FROM parties p JOIN owners w ON w.party_id=p.id WHERE"
                + " p.id=ANY(?)",
            parties),
        sql(vendor, "SELECT number FROM invoices WHERE supplier_id=ANY(?)", suppliers),
        sql(billing, "SELECT number FROM bills WHERE customer_no=ANY(?)", customers));
  }

  private List<Node> highRisk(IdentityLens lens) throws SQLException {
    return sql(kyc, "SELECT id FROM parties WHERE risk='HIGH'").stream()
        .map(p -> party(lens, "kyc/party", p[0]))
        .toList();
  }

  private List<List<String>> sumPerParty(IdentityLens lens) throws SQLException {
    Map<String, BigDecimal[]> sums = new HashMap<>();
    for (var o :
        sql(
            crm,
            "SELECT account_id,count(*),sum(amount) FROM opportunities WHERE stage='won' AND"
                + " account_id=ANY(?) GROUP BY 1",
            (Object) ids(lens, highRisk(lens), "crm/account"))) {
      var sum =
          sums.computeIfAbsent(
              party(lens, "crm/account", o[0]).getURI(),
              k -> new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ZERO});
      sum[0] = sum[0].add(new BigDecimal(o[1]));
      sum[1] = sum[1].add(new BigDecimal(o[2]));
    }
    return sums.entrySet().stream()
        .map(
            e ->
                List.of(
                    e.getKey(),
                    e.getValue()[0].toPlainString(),
                    e.getValue()[1].toPlainString()))
        .toList();
  }

  private List<List<String>> partyVendorsHigh(IdentityLens lens) throws SQLException {
    Map<Node, List<String[]>> parties = new HashMap<>();
    for (var p : sql(kyc, "SELECT id,review_date FROM parties WHERE risk='HIGH'")) {
      parties
          .computeIfAbsent(party(lens, "kyc/party", p[0]), k -> new ArrayList<>())
          .add(new String[] {p[1]});
    }
    Map<Node, List<String[]>> suppliers =
        named(lens, "vendor/supplier", vendor, "suppliers", parties.keySet());
    Map<Node, List<String[]>> accounts =
        named(lens, "crm/account", crm, "accounts", suppliers.keySet());
    var rows = new ArrayList<List<String>>();
    accounts.forEach(
        (party, names) ->
            product(
                    Collections.singletonList(new String[] {party.getURI()}),
                    column(names, 0),
                    column(suppliers.get(party), 0),
                    column(parties.get(party), 0))
                .forEach(rows::add));
    return rows;
  }

  private Map<Node, List<String[]>> named(
      IdentityLens lens, String kind, Connection connection, String table, Collection<Node> of)
      throws SQLException {
    Map<Node, List<String[]>> names = new HashMap<>();
    for (var r :
        sql(
            connection,
            "SELECT id,name FROM %s WHERE id=ANY(?)".formatted(table),
            (Object) ids(lens, of, kind))) {
      names
          .computeIfAbsent(party(lens, kind, r[0]), k -> new ArrayList<>())
          .add(new String[] {r[1]});
    }
    return names;
  }

  private List<String[]> sql(Connection connection, String sql, Object... parameters)
      throws SQLException {
    statements++;
    var read = new ArrayList<String[]>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(2000);
      for (int i = 0; i < parameters.length; i++) {
        if (parameters[i] instanceof String[] array) {
          statement.setArray(i + 1, connection.createArrayOf("varchar", array));
        } else if (parameters[i] instanceof Integer[] array) {
          statement.setArray(i + 1, connection.createArrayOf("integer", array));
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
          read.add(row);
        }
      }
    }
    rows += read.size();
    return read;
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
    billing.close();
    register.close();
  }
}
