package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of vendor management. */
final class VendorRows {
  private static final List<String> CATEGORIES =
      List.of("cloud", "telecom-equipment", "logistics", "facilities", "consulting", "software");

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;

  VendorRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
  }

  void write() {
    for (long party = 0; party < population.size(); party++) {
      if (!population.isPerson(party) && population.isIn(party, SourceName.VENDOR)) {
        for (int copy = 0; copy < population.copies(party, SourceName.VENDOR); copy++) {
          supplier(party, copy);
        }
      }
    }
  }

  private String key(long party, int copy) {
    return scene.keys().supplier(party, copy, population.country(party));
  }

  private void supplier(long party, int copy) {
    String key = key(party, copy);
    long record = Keys.record(party, copy);
    scene.known(SourceName.VENDOR, "supplier", key, party);
    Country country = population.country(party);
    TableOutput row = scene.table("supplier").put("supplier_no", key);
    row.put("name", naming.typed(party, SourceName.VENDOR, copy));
    row.put("legal_form", naming.typedForm(party, SourceName.VENDOR, copy));
    row.put(
        "vat_number",
        country.fact("vat").equals("-") ? null : Keys.taxNumber(country.fact("vat"), party));
    row.put(
        "duns", dice.chance(0.5, "duns", record) ? "000%06d".formatted(party % 1_000_000) : null);
    row.put("lei", dice.chance(0.35, "vendor lei", record) ? Keys.lei(party) : null);
    row.put("street", naming.street(party).local());
    row.put("postcode", naming.city(party).postalCode());
    row.put("city", naming.city(party).name().local());
    row.put("country", naming.country(country, SourceName.VENDOR, record));
    row.put("phone", naming.phone(party));
    row.put("email", "sales@" + naming.domain(party));
    row.put("iban", dice.chance(0.8, "vendor iban", record) ? Keys.iban(country, party) : null);
    row.put("category", dice.of(CATEGORIES, "category", party));
    boolean offboarded = copy == 0 && dice.chance(0.12, "offboarded", party);
    LocalDate onboarded = population.daysAgo(700, 2400, "onboarded", party);
    row.put(
        "status",
        offboarded ? "offboarded" : dice.chance(0.05, "blocked", record) ? "blocked" : "active");
    row.put("onboarded_on", onboarded);
    row.put(
        "offboarded_on", offboarded ? population.daysAgo(30, 600, "offboarded on", party) : null);
    row.end();
    if (copy == 0) {
      contracts(party, key);
    }
    assessment(key, record);
  }

  private void contracts(long party, String supplier) {
    int count = dice.between(1, 2, "contracts", party);
    for (int i = 0; i < count; i++) {
      contract(party, party * 2 + i, supplier);
    }
  }

  private void contract(long party, long id, String supplier) {
    String contract = Keys.padded("VC-", id, 7);
    boolean ict = dice.chance(0.55, "ict", party);
    LocalDate from = population.daysAgo(60, 1800, "contract", id);
    LocalDate to = dice.chance(0.7, "contract ends", id) ? from.plusDays(1095) : null;
    boolean critical = ict && dice.chance(0.4, "critical", id);
    boolean planMissing = critical && scene.strikes(Fault.EXIT_PLAN_MISSING);
    TableOutput row = scene.table("contract").put("contract_no", contract);
    row.put("supplier_no", supplier);
    row.put("title", "Services " + from.getYear() + "-" + id);
    row.put(
        "service_type",
        ict ? dice.of(List.of("hosting", "network", "software"), "service", id) : "goods");
    row.put("is_ict", ict ? "Y" : "N");
    row.put("criticality", critical ? "critical" : ict ? "important" : "other");
    row.put("starts_on", from);
    row.put("ends_on", scene.strikes(Fault.CONTRACT_DATES_REVERSED) ? from.minusDays(31) : to);
    row.put("exit_plan", ict && !planMissing ? "Y" : "N");
    row.put("audit_right", ict ? "Y" : "N");
    row.put(
        "data_country", ict ? dice.of(population.countries(), "data country", id).alpha2() : null);
    row.put("amount", money(id));
    row.put("currency", population.country(party).fact("currency"));
    row.end();
    invoices(party, id, supplier, contract);
    if (ict) {
      subcontractor(party, contract);
    }
  }

  private BigDecimal money(long id) {
    return BigDecimal.valueOf((long) dice.between(100, 90_000, "vendor amount", id) * 100, 2);
  }

  private void invoices(long party, long contractId, String supplier, String contract) {
    int count = dice.between(1, 4, "vendor invoices", contractId);
    for (int i = 0; i < count; i++) {
      long id = contractId * 4 + i;
      LocalDate issued = population.daysAgo(3, 700, "vendor invoice", id);
      LocalDate due = issued.plusDays(30);
      boolean paid = due.isBefore(Population.AS_OF) && dice.chance(0.9, "vendor paid", id);
      scene
          .table("invoice")
          .row(
              Keys.padded("VI-", id, 8),
              scene.strikes(Fault.SUPPLIER_UNKNOWN) ? "V ??/" + id : supplier,
              contract,
              issued,
              due,
              paid ? issued.plusDays(dice.between(5, 30, "vendor paid after", id)) : null,
              money(id),
              scene.strikes(Fault.INVOICE_WITHOUT_CURRENCY)
                  ? null
                  : population.country(party).fact("currency"));
    }
  }

  /** The first supplier among the organizations of the next blocks, so that there is no search. */
  private void subcontractor(long party, String contract) {
    @Nullable Long other = null;
    for (long p = party + 1; p < Math.min(population.size(), party + 3L * Population.BLOCK); p++) {
      if (!population.isPerson(p) && population.isIn(p, SourceName.VENDOR)) {
        other = p;
        break;
      }
    }
    String number = other == null ? "external " + party : key(other, 0);
    scene.table("subcontractor").row(contract, 1, number, "support");
  }

  private void assessment(String supplier, long record) {
    List<String> topics = List.of("security", "finance", "sanctions", "sustainability");
    int count = dice.between(1, 2, "vendor assessments", record);
    for (int i = 0; i < count; i++) {
      int score = dice.between(20, 100, "vendor score " + i, record);
      scene
          .table("assessment")
          .row(
              supplier,
              population.daysAgo(20, 900, "vendor assessed " + i, record),
              topics.get((i + dice.below(4, "topic", record)) % 4),
              score,
              score > 60 ? "passed" : score > 40 ? "conditions" : "failed",
              Staff.user(record % 12));
    }
  }
}
