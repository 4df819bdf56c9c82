package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of billing: the telecommunications half and the banking half. */
final class BillingRows {
  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;

  BillingRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
  }

  void write() {
    for (long party = 0; party < population.size(); party++) {
      if (population.isIn(party, SourceName.BILLING)) {
        for (int copy = 0; copy < population.copies(party, SourceName.BILLING); copy++) {
          customer(party, copy);
        }
      }
    }
  }

  private void customer(long party, int copy) {
    String key = Keys.customer(party, copy);
    long record = Keys.record(party, copy);
    scene.known(SourceName.BILLING, "customer", key, party);
    boolean person = population.isPerson(party);
    Country country = population.country(party);
    TableOutput row = scene.table("customer").put("customer_no", key);
    row.put("kind", person ? "person" : "organization");
    row.put("name", naming.typed(party, SourceName.BILLING, copy));
    if (person) {
      row.put("given_name", naming.given(party).latin());
      row.put("family_name", naming.family(party).latin());
      row.put("birth_date", copy == 0 ? population.birthDate(party) : null);
      row.put(
          "national_id",
          dice.chance(0.6, "billing id", record) ? Keys.nationalId(country, party) : null);
    } else if (!country.fact("vat").equals("-")) {
      row.put("vat_number", Keys.taxNumber(country.fact("vat"), party));
    }
    row.put("email", dice.chance(0.7, "billing email", record) ? email(party) : null);
    row.put("phone", dice.chance(0.6, "billing phone", record) ? naming.phone(party) : null);
    boolean moved = dice.chance(0.1, "billing old address", record);
    Country.City city = naming.city(moved ? party + Population.BLOCK : party);
    row.put("street", naming.street(moved ? party + Population.BLOCK : party).latin());
    row.put("postal_code", city.postalCode());
    row.put("city", city.name().latin());
    row.put("country", naming.country(country, SourceName.BILLING, record));
    row.put("customer_since", population.daysAgo(800, 3000, "customer since", record));
    row.end();
    boolean banking = dice.chance(0.4, "banking", party);
    account(party, copy, banking);
    if (dice.chance(0.15, "both businesses", record)) {
      account(party, copy + 2, !banking);
    }
  }

  private String email(long party) {
    return population.isPerson(party)
        ? naming.email(party)
        : dice.of(List.of("info@", "accounts@"), "billing mailbox", party) + naming.domain(party);
  }

  private void account(long party, int number, boolean banking) {
    long id = party * 4 + number;
    String key = Keys.padded("BA", id, 8);
    Country country = population.country(party);
    LocalDate opened = population.daysAgo(500, 2200, "billing opened", id);
    boolean closed = dice.chance(0.08, "billing closed", id);
    scene
        .table("billing_account")
        .row(
            key,
            Keys.customer(party, number % 2),
            banking ? "banking" : "telecom",
            dice.chance(0.75, "iban", id) ? Keys.iban(country, party) : null,
            country.fact("currency"),
            closed ? "closed" : dice.chance(0.05, "suspended", id) ? "suspended" : "active",
            opened,
            closed ? population.daysAgo(5, 400, "billing closed on", id) : null);
    if (banking) {
      banking(party, id, key);
    } else {
      telecom(party, id, key);
    }
  }

  private BigDecimal money(int low, int high, String question, long id) {
    return BigDecimal.valueOf(dice.between(low, high, question, id) * 10L, 2);
  }

  private void telecom(long party, long id, String account) {
    String currency = population.country(party).fact("currency");
    int invoices = dice.between(1, 3, "invoices", id);
    for (int i = 0; i < invoices; i++) {
      LocalDate issued = LocalDate.of(2026, 6 - i, 3);
      LocalDate due = issued.plusDays(14);
      boolean paid = due.isBefore(Population.AS_OF) && dice.chance(0.93, "paid " + i, id);
      scene
          .table("invoice")
          .row(
              Keys.padded("BI", id * 4 + i, 9),
              account,
              issued,
              due,
              paid ? due.minusDays(dice.below(10, "paid on " + i, id)) : null,
              money(900, 90_000, "invoice " + i, id),
              currency);
    }
    int subscriptions = dice.between(1, 2, "subscriptions", id);
    for (int i = 0; i < subscriptions; i++) {
      subscription(id * 2 + i, account, party);
    }
  }

  private void subscription(long id, String account, long party) {
    LocalDate from = population.daysAgo(200, 1800, "activated", id);
    boolean ended = dice.chance(0.15, "terminated", id);
    @Nullable LocalDate to = ended ? population.daysAgo(10, 180, "terminated on", id) : null;
    if (scene.strikes(Fault.SUBSCRIPTION_DATES_REVERSED)) {
      to = from.minusDays(7);
    }
    scene
        .table("subscription")
        .row(
            id,
            account,
            dice.of(Staff.TELECOM, "subscribed", id),
            "+%s 000 8%07d".formatted(population.country(party).fact("dial"), id % 10_000_000),
            to == null ? "active" : "terminated",
            from,
            to,
            money(200, 9_000, "fee", id),
            population.country(party).fact("currency"));
    scene
        .table("device")
        .row(
            Keys.padded("D", id, 8),
            id,
            dice.of(List.of("phone", "router", "sim"), "device", id),
            dice.of(List.of("Model A", "Model B2", "Model C-30"), "model", id),
            Keys.imei(id),
            from.minusDays(2));
    List<String> kinds = List.of("voice", "data", "sms");
    List<String> units = List.of("min", "MB", "count");
    for (int i = 0; i < 2; i++) {
      int kind = (i + dice.below(3, "usage kind", id)) % 3;
      BigDecimal quantity = money(10, 40_000, "usage " + i, id);
      scene
          .table("usage_record")
          .row(
              id,
              LocalDate.of(2026, 5, 1),
              kinds.get(kind),
              scene.strikes(Fault.USAGE_NEGATIVE) ? quantity.negate() : quantity,
              units.get(kind));
    }
  }

  private void banking(long party, long id, String account) {
    String currency = population.country(party).fact("currency");
    String deposit = Keys.padded("DP", id, 8);
    LocalDate opened = population.daysAgo(500, 2200, "billing opened", id);
    scene
        .table("deposit_account")
        .row(
            deposit,
            account,
            dice.of(List.of("BNK-GIRO", "BNK-SAVINGS", "BNK-TERM"), "deposit", id),
            money(0, 900_000, "balance", id),
            scene.strikes(Fault.BALANCE_WITHOUT_CURRENCY) ? null : currency,
            opened,
            null,
            naming.city(party).name().latin());
    holdings(party, id, new Holding(deposit, "deposit", opened));
    if (dice.chance(0.4, "loan", id)) {
      String loan = Keys.padded("LN", id, 8);
      int principal = dice.between(5_000, 900_000, "principal", id);
      LocalDate booked = opened.plusDays(100);
      scene
          .table("loan_account")
          .row(
              loan,
              account,
              dice.of(List.of("BNK-LOAN", "BNK-MORTGAGE"), "loan product", id),
              BigDecimal.valueOf(principal * 100L, 2),
              BigDecimal.valueOf(principal * (long) dice.between(10, 95, "left", id), 2),
              currency,
              booked,
              booked.plusDays(3650),
              dice.chance(0.5, "collateral", id) ? "real estate" : null);
      holdings(party, id, new Holding(loan, "loan", booked));
    }
  }

  private record Holding(String account, String kind, LocalDate from) {}

  /** Joint holders are customers of the same block. */
  private void holdings(long party, long id, Holding holding) {
    List<Long> others = population.people(party, SourceName.BILLING);
    long other = others.isEmpty() ? party : dice.of(others, "joint " + holding.kind(), id);
    boolean joint = other != party && dice.chance(0.5, "is joint " + holding.kind(), id);
    boolean wrong = joint && scene.strikes(Fault.HOLDING_SHARES_WRONG);
    TableOutput table = scene.table("account_holding");
    String owner = Keys.customer(party, (int) (id % 2));
    table.row(
        holding.account(),
        owner,
        holding.kind(),
        "primary",
        joint ? BigDecimal.valueOf(wrong ? 7_000 : 5_000, 2) : BigDecimal.valueOf(10_000, 2),
        holding.from(),
        null);
    if (joint) {
      table.row(
          holding.account(),
          Keys.customer(other, 0),
          holding.kind(),
          "joint",
          BigDecimal.valueOf(5_000, 2),
          holding.from(),
          null);
    }
  }
}
