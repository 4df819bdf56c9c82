package org.crmekg.demo;

import java.time.LocalDate;
import java.util.OptionalLong;

/** The rows of the register of legal entities, in GLEIF's flattened formats. */
final class RegistryRows {
  private static final String ISSUER = "EKGX00ISSUEROFLEIS00";

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;

  RegistryRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
  }

  void write() {
    for (long party = 0; party < population.size(); party++) {
      if (!population.isPerson(party) && population.isIn(party, SourceName.REGISTRY)) {
        entity(party);
        relationships(party);
      }
    }
  }

  private static String time(LocalDate date) {
    return date + "T08:00:00.000Z";
  }

  private void entity(long party) {
    String lei = Keys.lei(party);
    scene.known(SourceName.REGISTRY, "lei", lei, party);
    TableOutput row = scene.table("lei").put("LEI", lei);
    names(row, party);
    address(row, "Entity.LegalAddress.", party);
    boolean elsewhere = dice.chance(0.15, "headquarters elsewhere", party);
    address(row, "Entity.HeadquartersAddress.", elsewhere ? party + Population.BLOCK : party);
    Country country = population.country(party);
    row.put("Entity.RegistrationAuthority.RegistrationAuthorityID", country.fact("authority"));
    row.put(
        "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
        Keys.padded("REG-", party, 7));
    row.put("Entity.LegalJurisdiction", country.find("jurisdiction").orElse(country.alpha2()));
    boolean fund = dice.chance(0.03, "fund", party);
    row.put("Entity.EntityCategory", fund ? "FUND" : "GENERAL");
    Country.Form form = naming.form(party);
    row.put("Entity.LegalForm.EntityLegalFormCode", form.code());
    row.put(
        "Entity.LegalForm.OtherLegalForm", form.code().equals("8888") ? form.name().local() : null);
    status(row, party);
    registration(row, party);
    row.end();
  }

  private void names(TableOutput row, long party) {
    String language = population.country(party).fact("language");
    Spelling name = naming.organization(party);
    row.put("Entity.LegalName", name.local()).put("Entity.LegalName.xmllang", language);
    if (naming.hasFormerName(party)) {
      String other = "Entity.OtherEntityNames.OtherEntityName.1";
      row.put(other, naming.formerName(party).local());
      row.put(other + ".xmllang", language).put(other + ".type", "PREVIOUS_LEGAL_NAME");
    }
    if (!name.isLatin()) {
      String latin = "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1";
      row.put(latin, name.latin()).put(latin + ".xmllang", language + "-Latn");
      row.put(latin + ".type", "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME");
    }
  }

  private void address(TableOutput row, String prefix, long party) {
    Country.City city = naming.city(party);
    Country country = population.country(party);
    row.put(prefix + "xmllang", country.fact("language"));
    row.put(prefix + "FirstAddressLine", naming.street(party).local());
    row.put(prefix + "City", city.name().local());
    row.put(prefix + "Region", city.subdivision());
    row.put(prefix + "Country", country.alpha2());
    row.put(prefix + "PostalCode", city.postalCode());
  }

  private void status(TableOutput row, long party) {
    boolean dissolved = population.isDissolved(party);
    row.put("Entity.EntityStatus", dissolved ? "INACTIVE" : "ACTIVE");
    if (!dissolved) {
      return;
    }
    row.put("Entity.EntityExpirationDate", time(population.dissolvedOn(party)));
    OptionalLong parent = population.parent(party, SourceName.REGISTRY);
    boolean merged = parent.isPresent() && dice.chance(0.5, "merged", party);
    row.put("Entity.EntityExpirationReason", merged ? "CORPORATE_ACTION" : "DISSOLVED");
    if (merged) {
      row.put("Entity.SuccessorEntity.SuccessorLEI", Keys.lei(parent.getAsLong()));
      row.put(
          "Entity.SuccessorEntity.SuccessorEntityName",
          naming.organization(parent.getAsLong()).local());
    }
  }

  private void registration(TableOutput row, long party) {
    LocalDate first = population.daysAgo(400, 4000, "lei since", party);
    row.put("Registration.InitialRegistrationDate", time(first));
    row.put("Registration.LastUpdateDate", time(population.daysAgo(5, 360, "lei updated", party)));
    boolean dissolved = population.isDissolved(party);
    boolean lapsed = !dissolved && scene.strikes(Fault.REGISTRATION_LAPSED);
    row.put(
        "Registration.RegistrationStatus", dissolved ? "RETIRED" : lapsed ? "LAPSED" : "ISSUED");
    LocalDate renewal =
        lapsed
            ? population.daysAgo(10, 500, "lapsed", party)
            : Population.AS_OF.plusDays(dice.between(1, 364, "renewal", party));
    row.put("Registration.NextRenewalDate", time(renewal));
    row.put("Registration.ManagingLOU", ISSUER);
    row.put("Registration.ValidationSources", "FULLY_CORROBORATED");
    row.put(
        "Registration.ValidationAuthority.ValidationAuthorityID",
        population.country(party).fact("authority"));
    row.put(
        "Registration.ValidationAuthority.ValidationAuthorityEntityID",
        Keys.padded("REG-", party, 7));
  }

  private void relationships(long party) {
    OptionalLong parent = population.parent(party, SourceName.REGISTRY);
    if (parent.isEmpty()) {
      return;
    }
    relationship(party, parent.getAsLong(), "IS_DIRECTLY_CONSOLIDATED_BY");
    long top = population.ultimateParent(party, SourceName.REGISTRY).orElse(parent.getAsLong());
    relationship(party, top, "IS_ULTIMATELY_CONSOLIDATED_BY");
  }

  private void relationship(long child, long parent, String type) {
    TableOutput row = scene.table("rr");
    row.put("Relationship.StartNode.NodeID", Keys.lei(child));
    row.put("Relationship.StartNode.NodeIDType", "LEI");
    row.put("Relationship.EndNode.NodeID", Keys.lei(parent));
    row.put("Relationship.EndNode.NodeIDType", "LEI");
    row.put("Relationship.RelationshipType", type);
    boolean dissolved = population.isDissolved(child);
    row.put("Relationship.RelationshipStatus", dissolved ? "INACTIVE" : "ACTIVE");
    LocalDate since = population.daysAgo(1000, 2600, "consolidated", child);
    row.put("Registration.InitialRegistrationDate", time(since.plusDays(20)));
    row.put("Registration.LastUpdateDate", time(population.daysAgo(5, 360, "rr updated", child)));
    row.put("Registration.RegistrationStatus", "PUBLISHED");
    row.put(
        "Registration.NextRenewalDate",
        time(Population.AS_OF.plusDays(dice.between(1, 364, "rr renewal", child))));
    row.put("Registration.ManagingLOU", ISSUER);
    row.put("Registration.ValidationSources", "FULLY_CORROBORATED");
    row.put("Registration.ValidationDocuments", "ACCOUNTS_FILING");
    row.put("Relationship.Period.1.startDate", time(since));
    boolean reversed = scene.strikes(Fault.CONSOLIDATION_DATES_REVERSED);
    row.put(
        "Relationship.Period.1.endDate",
        reversed
            ? time(since.minusDays(100))
            : dissolved ? time(population.dissolvedOn(child)) : null);
    row.put("Relationship.Period.1.periodType", "RELATIONSHIP_PERIOD");
    row.put("Relationship.Qualifiers.1.QualifierDimension", "ACCOUNTING_STANDARD");
    row.put("Relationship.Qualifiers.1.QualifierCategory", "IFRS");
    row.end();
  }
}
