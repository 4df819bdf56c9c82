package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** The planted cases of ownership, exposure and review in the KYC system; see {@link Stories}. */
final class KycStories {
  private static final LocalDate START = LocalDate.of(2020, 1, 1);

  private final Scene scene;

  KycStories(Scene scene) {
    this.scene = scene;
  }

  private void known(String key, String party) {
    scene.identities().add(SourceName.KYC, "subject", key, "S-" + party);
  }

  void write() {
    person("KS-S-PETRA", "Petra Anders", "none", "champion");
    person("KS-S-MAREK", "Marek Oduya", "none", "neighbour");
    person("KS-S-WIFE", "Ilka Oduya", "none", "wife");
    person("KS-S-ASSOC", "Bruno Talvik", "associate", "associate");
    person("KS-S-PEP", "Severin Morgenau", "pep", "official");
    organization("KS-S-H1", "Erste Kettenhalter GmbH", "holding-1");
    organization("KS-S-H2", "Zweite Kettenhalter GmbH", "holding-2");
    organization("KS-S-T", "Zielwerk Logistik GmbH", "chain-target");
    organization("KS-S-X", "Kreuzbach Alpha AG", "cross-a");
    organization("KS-S-Y", "Kreuzbach Beta AG", "cross-b");
    share(1, "KS-S-H1", "KS-S-PETRA", 50);
    share(2, "KS-S-H2", "KS-S-PETRA", 50);
    share(3, "KS-S-T", "KS-S-H1", 30);
    share(4, "KS-S-T", "KS-S-H2", 20);
    share(5, "KS-S-T", "KS-S-MAREK", 50);
    share(6, "KS-S-X", "KS-S-WIFE", 50);
    share(7, "KS-S-X", "KS-S-Y", 50);
    share(8, "KS-S-Y", "KS-S-ASSOC", 50);
    share(9, "KS-S-Y", "KS-S-X", 50);
    declaredIndirect();
    relation(1, "KS-S-MAREK", "KS-S-WIFE", "family");
    relation(2, "KS-S-WIFE", "KS-S-ASSOC", "associate");
    relation(3, "KS-S-ASSOC", "KS-S-PEP", "associate");
    relation(4, "KS-S-PETRA", "KS-S-H1", "director");
    trust();
    splitOwner();
    overdueCase();
  }

  /** One person, recorded twice with 15 percent each, so that neither record reaches 25. */
  private void splitOwner() {
    LocalDate born = LocalDate.of(1964, 11, 23);
    organization("KS-S-SPLIT", "Doppelhof Kontor GmbH", "split-target");
    person("KS-S-SPLIT-1", "Annegret Wollweber", "none", "split-owner", born);
    person("KS-S-SPLIT-2", "Annegret Wolweber", "none", "split-owner", born);
    person("KS-S-SPLIT-3", "Henrike Quast", "none", "split-other", LocalDate.of(1980, 2, 5));
    share(30, "KS-S-SPLIT", "KS-S-SPLIT-1", 15);
    share(31, "KS-S-SPLIT", "KS-S-SPLIT-2", 15);
    share(32, "KS-S-SPLIT", "KS-S-SPLIT-3", 70);
  }

  private void person(String key, String name, String pepStatus, String party) {
    person(key, name, pepStatus, party, LocalDate.of(1971, 4, 9));
  }

  private void person(String key, String name, String pepStatus, String party, LocalDate born) {
    known(key, party);
    int space = name.indexOf(' ');
    scene
        .table("subject")
        .put("subjectId", key)
        .put("kind", "person")
        .put("name", name)
        .put("givenName", name.substring(0, space))
        .put("familyName", name.substring(space + 1))
        .put("otherNames", Json.array(List.of()))
        .put("birthDate", born)
        .put("birthPlace", "Leipzig")
        .put("nationalities", Json.array(List.of("DEU")))
        .put("residenceCountry", "DEU")
        .put("street", "Lindenweg 4")
        .put("city", "Leipzig")
        .put("country", "DEU")
        .put("pepStatus", pepStatus)
        .put("pepDeterminedOn", LocalDate.of(2026, 3, 3))
        .end();
  }

  private void organization(String key, String name, String party) {
    known(key, party);
    scene
        .table("subject")
        .put("subjectId", key)
        .put("kind", "organization")
        .put("name", name)
        .put("otherNames", Json.array(List.of()))
        .put("nationalities", Json.array(List.of()))
        .put("legalForm", name.endsWith("AG") ? "AG" : "GmbH")
        .put("registrationNumber", "REG-" + key)
        .put("incorporatedOn", START)
        .put("street", "Schillerplatz 1")
        .put("city", "Leipzig")
        .put("country", "DEU")
        .end();
  }

  private TableOutput statement(int id, String subject, String owner) {
    return scene
        .table("statement")
        .put("statementId", "KO-S-" + id)
        .put("subjectId", subject)
        .put("interestedPartyId", owner)
        .put("interestType", "shareholding")
        .put("components", Json.array(List.of()))
        .put("isNominee", false)
        .put("sourceType", "verified")
        .put("statedOn", LocalDate.of(2025, 2, 1))
        .put("validFrom", LocalDate.of(2021, 1, 1));
  }

  private void share(int id, String subject, String owner, int percent) {
    statement(id, subject, owner)
        .put("shareExact", BigDecimal.valueOf(percent))
        .put("directOrIndirect", "direct")
        .put("beneficialOwnership", false)
        .put("isComponent", false)
        .end();
  }

  /** Stated as a whole, with the links that it consists of: they must not be added again. */
  private void declaredIndirect() {
    for (int i = 10; i <= 11; i++) {
      statement(i, i == 10 ? "KS-S-H1" : "KS-S-T", i == 10 ? "KS-S-MAREK" : "KS-S-H1")
          .put("directOrIndirect", "direct")
          .put("beneficialOwnership", false)
          .put("isComponent", true)
          .end();
    }
    statement(12, "KS-S-T", "KS-S-MAREK")
        .put("shareExact", BigDecimal.valueOf(10))
        .put("directOrIndirect", "indirect")
        .put("beneficialOwnership", true)
        .put("isComponent", false)
        .put("components", Json.array(List.of("KO-S-10", "KO-S-11")))
        .end();
  }

  private void trust() {
    known("KS-S-TRUST", "trust");
    scene
        .table("subject")
        .put("subjectId", "KS-S-TRUST")
        .put("kind", "trust")
        .put("name", "Morgenau Family Trust")
        .put("otherNames", Json.array(List.of()))
        .put("nationalities", Json.array(List.of()))
        .put("legalForm", "trust")
        .put("street", "Harbour Road 7")
        .put("city", "Cardiff")
        .put("country", "GBR")
        .end();
    List<String> roles = List.of("settlor", "trustee", "beneficiary-of-legal-arrangement");
    List<String> people = List.of("KS-S-PEP", "KS-S-ASSOC", "KS-S-WIFE");
    for (int i = 0; i < roles.size(); i++) {
      statement(20 + i, "KS-S-TRUST", people.get(i))
          .put("interestType", roles.get(i))
          .put("directOrIndirect", "direct")
          .put("beneficialOwnership", true)
          .put("isComponent", false)
          .end();
    }
  }

  private void relation(int id, String from, String to, String kind) {
    scene.table("relation").row("KR-S-" + id, from, to, kind, null, null, null, START, null);
  }

  private void overdueCase() {
    LocalDate start = LocalDate.of(2023, 5, 1);
    scene
        .table("case")
        .put("caseId", "KC-S-1")
        .put("subjectId", "KS-S-T")
        .put("crmAccount", "S-CHAIN-T")
        .put("level", "enhanced")
        .put("trigger", "onboarding")
        .put("status", "approved")
        .put("jurisdictions", Json.array(List.of("DE", "EU")))
        .put("openedOn", start.minusDays(30))
        .put("decidedOn", start.minusDays(3))
        .put("relationshipStart", start)
        .put("identityVerifiedOn", start.minusDays(9))
        .put("lastReviewedOn", start)
        .put("nextReviewOn", start.plusDays(365))
        .put("purpose", "banking services")
        .put("approvals", Json.array(List.of()))
        .end();
    scene
        .table("assessment")
        .put("assessmentId", "RA-S-1")
        .put("subjectId", "KS-S-T")
        .put("rating", "high")
        .put("score", 80)
        .put("method", "scorecard 2025")
        .put("assessedOn", start)
        .put("validFrom", start)
        .put("factors", Json.array(List.of()))
        .end();
  }
}
