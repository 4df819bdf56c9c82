package org.crmekg.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Accounts of organizations, with names, addresses and parents. */
final class CrmAccounts {
  private static final List<String> STATUSES =
      List.of("target", "prospect", "active", "active", "active", "active", "dormant", "former");
  private static final List<String> ORIGINS =
      List.of("online", "store", "call-centre", "lead", "partner", "reorder");
  private static final List<String> INDUSTRIES =
      List.of("10", "13", "20", "25", "26", "28", "35", "41", "46", "49", "61", "62", "65", "70");

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;
  private final Staff staff;

  CrmAccounts(Scene scene, Staff staff) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
    this.staff = staff;
  }

  /** Writes one account; the second copy is the duplicate that somebody made in a hurry. */
  void organization(long party, int copy) {
    long record = Keys.record(party, copy);
    String id = scene.keys().account(party, copy);
    scene.known(SourceName.CRM, "account", id, party);
    LocalDate created = created(party, copy);
    TableOutput account = scene.table("account").put("account_id", id).put("kind", "organization");
    account.put(
        "name",
        scene.strikes(Fault.ORGANIZATION_NAME_MISSING)
            ? null
            : naming.typed(party, SourceName.CRM, copy));
    account.put("legal_form", naming.typedForm(party, SourceName.CRM, copy));
    numbers(account, party, copy);
    account.put("industry", dice.of(INDUSTRIES, "industry", party));
    account.put(
        "employee_count",
        dice.chance(0.8, "employees known", record)
            ? dice.between(1, 40, "employees", party) * dice.between(1, 60, "employees more", party)
            : null);
    account.put("status", dice.of(STATUSES, "account status", record));
    account.put("tier", dice.of(List.of("A", "B", "B", "C", "C", "C"), "tier", party));
    boolean dissolved = isKnownDissolved(party);
    account.put("legal_status", dissolved ? "dissolved" : "active");
    account.put("incorporated_on", population.incorporatedOn(party));
    account.put("dissolved_on", dissolved ? population.dissolvedOn(party) : null);
    account.put("country", country(party, record));
    contactPoints(account, party, record);
    account.put("origin", dice.of(ORIGINS, "origin", record));
    account.put("owner_id", Staff.user(staff.ownerOf(party)));
    account.put("created_at", created.atTime(9, dice.below(60, "created minute", record)));
    account.put(
        "updated_at",
        created.plusDays(dice.below(1 + days(created), "updated", record)).atTime(16, 30));
    account.end();
    addresses(party, copy, id);
    if (copy == 0) {
      names(party, id);
      parents(party, id);
      if (dice.chance(0.04, "key account", party)) {
        scene.table("territory_account").row("KEY", id, LocalDate.of(2022, 1, 1), null);
      }
    }
  }

  /** Dissolved companies have no open opportunities, but for the planted ones. */
  boolean isKnownDissolved(long party) {
    return population.isDissolved(party) && dice.chance(0.8, "crm knows dissolved", party);
  }

  private static int days(LocalDate since) {
    return (int) Math.max(0, Population.AS_OF.toEpochDay() - since.toEpochDay());
  }

  private LocalDate created(long party, int copy) {
    return population.daysAgo(60, 2900, "account created", Keys.record(party, copy));
  }

  private void numbers(TableOutput account, long party, int copy) {
    long record = Keys.record(party, copy);
    String lei = null;
    if (copy == 0 && dice.chance(0.45, "crm has lei", party)) {
      lei = Keys.lei(party);
      if (scene.strikes(Fault.LEI_CHECK_DIGITS, Fault.LEI_FORM, party)) {
        lei = Keys.wrongCheckDigits(lei);
      } else if (scene.strikes(Fault.LEI_FORM, Fault.LEI_CHECK_DIGITS, party)) {
        lei = scene.keys().wrongForm(lei, party);
      }
    }
    account.put("lei", lei);
    String prefix = population.country(party).fact("vat");
    account.put(
        "vat_number",
        prefix.equals("-") || !dice.chance(0.6, "crm has vat", record)
            ? null
            : Keys.taxNumber(prefix, party));
    account.put(
        "registration_number",
        dice.chance(0.5, "crm has registration", record) ? Keys.padded("REG-", party, 7) : null);
  }

  private @Nullable String country(long party, long record) {
    if (scene.strikes(Fault.COUNTRY_MISSING, Fault.COUNTRY_UNKNOWN, record)) {
      return null;
    }
    if (scene.strikes(Fault.COUNTRY_UNKNOWN, Fault.COUNTRY_MISSING, record)) {
      return naming.noCountry(record);
    }
    Country country =
        dice.chance(0.03, "crm other country", record)
            ? dice.of(population.countries(), "crm which country", record)
            : population.country(party);
    return naming.country(country, SourceName.CRM, record);
  }

  private void contactPoints(TableOutput account, long party, long record) {
    if (dice.chance(0.8, "account has phone", record)) {
      account.put(
          "phone",
          scene.strikes(Fault.PHONE_FORM)
              ? dice.of(List.of("ask reception", "000/123", "tel. unknown"), "bad phone", record)
              : naming.phone(party));
    }
    if (dice.chance(0.6, "account has website", record)) {
      account.put("website", "https://www." + naming.domain(party));
    }
  }

  private void addresses(long party, int copy, String id) {
    long record = Keys.record(party, copy);
    boolean moved = dice.chance(0.12, "moved", record);
    LocalDate since = created(party, copy);
    LocalDate move = since.plusDays(1 + days(since) / 2);
    address(
        party,
        record * 4,
        id,
        moved ? new Use("legal", move, null) : new Use("legal", since, null));
    if (moved) {
      address(party + 1, record * 4 + 1, id, new Use("legal", since, move));
    }
    if (dice.chance(0.3, "billing address", record)) {
      address(party, record * 4 + 2, id, new Use("billing", since, null));
    }
  }

  private record Use(String kind, LocalDate from, @Nullable LocalDate to) {}

  private void address(long party, long addressId, String account, Use use) {
    Country.City city = naming.city(party);
    boolean latin = dice.chance(0.5, "address script", addressId);
    Spelling street = naming.street(party);
    scene
        .table("account_address")
        .row(
            addressId,
            account,
            use.kind(),
            latin ? street.latin() : street.local(),
            dice.chance(0.95, "postcode", addressId) ? city.postalCode() : null,
            latin ? city.name().latin() : city.name().local(),
            city.subdivision(),
            naming.country(population.country(party), SourceName.CRM, addressId),
            use.from(),
            use.to());
  }

  private void names(long party, String id) {
    TableOutput name = scene.table("account_name");
    String language = population.country(party).fact("language");
    Spelling legal = naming.organization(party);
    int position = 1;
    name.row(
        id, position++, "legal", legal.local(), language, population.incorporatedOn(party), null);
    if (!legal.isLatin()) {
      name.row(id, position++, "transliterated", legal.latin(), language + "-Latn", null, null);
    }
    if (naming.hasFormerName(party)) {
      name.row(
          id,
          position++,
          "previous",
          naming.formerName(party).local(),
          language,
          population.incorporatedOn(party),
          population.daysAgo(100, 2000, "renamed", party));
    }
    if (dice.chance(0.1, "trading name", party)) {
      name.row(id, position, "trading", naming.core(party).local(), language, null, null);
    }
  }

  /** Legal, sales and billing parents differ, and the sales parent changed for some. */
  private void parents(long party, String id) {
    OptionalLong parent = population.parent(party, SourceName.CRM);
    if (parent.isEmpty()) {
      return;
    }
    TableOutput link = scene.table("account_parent");
    long number = party * 8;
    LocalDate since = population.daysAgo(900, 2600, "parent since", party);
    String legal = scene.keys().account(parent.getAsLong(), 0);
    link.row(number, id, legal, "legal", since, null);
    String other =
        population.parent(parent.getAsLong(), SourceName.CRM).stream()
            .mapToObj(p -> scene.keys().account(p, 0))
            .findFirst()
            .orElse(legal);
    if (dice.chance(0.5, "sales parent", party)) {
      boolean overlap = scene.strikes(Fault.PARENT_DATES_OVERLAP);
      boolean changed =
          overlap || (!other.equals(legal) && dice.chance(0.4, "sales parent changed", party));
      LocalDate change = since.plusDays(400);
      if (changed) {
        link.row(number + 1, id, other, "sales", since, overlap ? change.plusDays(90) : change);
      }
      link.row(number + 2, id, legal, "sales", changed ? change : since, null);
    }
    if (dice.chance(0.25, "billing parent", party)) {
      link.row(number + 3, id, other, "billing", since, null);
    }
  }
}
