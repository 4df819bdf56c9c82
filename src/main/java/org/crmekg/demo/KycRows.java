package org.crmekg.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the KYC system: subjects, lists, cases; ownership is in {@link KycOwnership}. */
final class KycRows {
  static final List<String> LISTS = List.of("EU-FSF", "OFAC-SDN", "UK-CL", "PEP");
  private static final int VERSIONS = 12;

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;

  KycRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
  }

  void write() {
    lists();
    var ownership = new KycOwnership(scene);
    var checks = new KycChecks(scene);
    for (long party = 0; party < population.size(); party++) {
      if (!population.isIn(party, SourceName.KYC)) {
        continue;
      }
      for (int copy = 0; copy < population.copies(party, SourceName.KYC); copy++) {
        subject(party, copy);
        checks.write(party, copy, pepStatus(party));
      }
      if (!population.isPerson(party)) {
        ownership.write(party);
      }
    }
  }

  static String version(int number) {
    LocalDate published = published(number);
    return published.getYear() + "-" + "%02d".formatted(published.getMonthValue());
  }

  /** Version 11 is the latest. */
  static LocalDate published(int number) {
    return LocalDate.of(2026, 6, 2).minusMonths(VERSIONS - 1L - number);
  }

  static int entries(Population population) {
    return Math.clamp(population.size() / 1000, 20, 500);
  }

  static String entry(long number) {
    return Keys.padded("E-", number, 4);
  }

  private void lists() {
    for (String list : LISTS) {
      for (int i = 0; i < VERSIONS; i++) {
        scene.table("listVersion").row(list, version(i), published(i));
      }
    }
    for (int i = 0; i < entries(population); i++) {
      long namesake = population.size() * 3 + i;
      boolean pep = i % 4 == 3;
      scene
          .table("listEntry")
          .row(
              entry(i),
              LISTS.get(i % 4),
              pep ? "pep" : "sanction",
              naming.person(namesake).latin(),
              population.country(namesake).fact("alpha3"),
              pep ? null : "PROGRAMME-" + (1 + i % 5),
              pep ? "Deputy minister" : null,
              population.daysAgo(40, 3000, "listed", i),
              i % 9 == 8 ? population.daysAgo(1, 39, "delisted", i) : null);
    }
  }

  private String pepStatus(long party) {
    if (!population.isPerson(party)) {
      return "none";
    }
    int draw = dice.below(100, "pep", party);
    if (draw < 10) {
      return "pep";
    }
    return draw < 13 ? "former-pep" : draw < 16 ? "family" : draw < 18 ? "associate" : "none";
  }

  private void subject(long party, int copy) {
    String key = Keys.subject(party, copy);
    scene.known(SourceName.KYC, "subject", key, party);
    Country country = population.country(party);
    TableOutput row = scene.table("subject").put("subjectId", key);
    row.put("name", naming.typed(party, SourceName.KYC, copy));
    if (population.isPerson(party)) {
      person(row, party, copy);
    } else {
      organization(row, party, copy);
    }
    Country.City city = naming.city(party);
    row.put("street", naming.street(party).latin());
    row.put("city", city.name().latin());
    row.put("postalCode", city.postalCode());
    row.put("country", naming.country(country, SourceName.KYC, party));
    row.end();
  }

  private void person(TableOutput row, long party, int copy) {
    Country country = population.country(party);
    long record = Keys.record(party, copy);
    row.put("kind", "person");
    row.put("givenName", naming.given(party).latin());
    row.put("familyName", naming.family(party).latin());
    row.put("otherNames", otherNames(naming.person(party)));
    row.put(
        "birthDate",
        scene.strikes(Fault.BIRTH_DATE_MISSING)
            ? null
            : dice.chance(0.03, "birth disagrees", record)
                ? population.birthDate(party).plusDays(9)
                : population.birthDate(party));
    row.put("birthPlace", naming.city(party + 1).name().latin());
    var nationalities = new ArrayList<>(List.of(country.fact("alpha3")));
    Country second = dice.of(population.countries(), "second nationality", party);
    if (dice.chance(0.1, "two nationalities", party) && !second.equals(country)) {
      nationalities.add(second.fact("alpha3"));
    }
    row.put("nationalities", Json.array(nationalities));
    row.put("residenceCountry", country.fact("alpha3"));
    row.put(
        "nationalId",
        dice.chance(0.6, "kyc national id", record) ? Keys.nationalId(country, party) : null);
    row.put("email", dice.chance(0.6, "kyc email", record) ? naming.email(party) : null);
    row.put("pepStatus", pepStatus(party));
    row.put("pepDeterminedOn", population.daysAgo(20, 300, "pep determined", record));
  }

  private static Json otherNames(Spelling name) {
    return Json.array(
        name.isLatin()
            ? List.of()
            : List.of(Json.object("name", name.local(), "kind", "original-script")));
  }

  private void organization(TableOutput row, long party, int copy) {
    Country country = population.country(party);
    row.put("kind", "organization");
    row.put(
        "legalForm",
        scene.strikes(Fault.LEGAL_FORM_MISSING)
            ? null
            : naming.typedForm(party, SourceName.KYC, copy));
    row.put("otherNames", otherNames(naming.organization(party)));
    row.put("nationalities", Json.array(List.of()));
    @Nullable String lei = dice.chance(0.7, "kyc lei", party) ? Keys.lei(party) : null;
    row.put(
        "lei",
        lei != null && scene.strikes(Fault.LEI_CHECK_DIGITS) ? Keys.wrongCheckDigits(lei) : lei);
    row.put("registrationNumber", Keys.padded("REG-", party, 7));
    row.put(
        "taxId",
        country.fact("vat").equals("-") ? null : Keys.taxNumber(country.fact("vat"), party));
    row.put("incorporatedOn", population.incorporatedOn(party));
  }
}
