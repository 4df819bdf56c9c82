package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Planted cases with known answers, the same for every seed and size, with keys of their own.
 *
 * <p>Acquisition: Ostrava Keramik changed its legal and sales parent on 2024-10-01. Two chains:
 * Petra Anders holds 50 % of two holdings, which hold 30 % and 20 % of the target: 25 % exactly.
 * Diamond and circle: a cross-holding in which each founder ends up with two thirds and one third.
 * A politically exposed person three hops from a contact: wife, associate, official. A champion who
 * left, a review that is overdue, a consent that was withdrawn, a ticket out of time.
 */
final class Stories {
  private static final LocalDate START = LocalDate.of(2020, 1, 1);
  private static final LocalDate ACQUIRED = LocalDate.of(2024, 10, 1);

  private final Scene scene;

  Stories(Scene scene) {
    this.scene = scene;
  }

  void write(SourceName source) {
    switch (source) {
      case CRM -> crm();
      case KYC -> kyc();
      case VENDOR -> vendor();
      case REGISTRY -> registry();
      case HELPDESK -> helpdesk();
      case BILLING -> billing();
      case MAIL -> mail();
      case SOCIAL -> social();
    }
  }

  private void known(SourceName source, String type, String key, String party) {
    scene.identities().add(source, type, key, "S-" + party);
  }

  private static String lei(int number) {
    return Keys.lei(0xFFFF0000L + number);
  }

  private void crm() {
    account("S-ACQ-OLD", "Silbertal Gruppe AG", "Germany", "old-parent");
    account("S-ACQ-NEW", "Vauclair Participations SA", "France", "new-parent");
    account("S-ACQ", "Ostrava Keramik GmbH", "Germany", "acquired");
    account("S-CHAIN-T", "Zielwerk Logistik GmbH", "Germany", "chain-target");
    parent(1, "S-ACQ", "S-ACQ-OLD", new Span("legal", START, ACQUIRED));
    parent(2, "S-ACQ", "S-ACQ-NEW", new Span("legal", ACQUIRED, null));
    parent(3, "S-ACQ", "S-ACQ-OLD", new Span("sales", START, LocalDate.of(2025, 1, 1)));
    parent(4, "S-ACQ", "S-ACQ-NEW", new Span("sales", LocalDate.of(2025, 1, 1), null));
    contact(1, "Petra", "Anders", "champion");
    contact(2, "Marek", "Oduya", "neighbour");
    role(1, 1, "S-ACQ", LocalDate.of(2021, 3, 1), LocalDate.of(2026, 2, 1));
    role(2, 1, "S-ACQ-NEW", LocalDate.of(2026, 2, 1), null);
    role(3, 2, "S-ACQ", LocalDate.of(2022, 5, 1), null);
    opportunity(1, "S-ACQ", "negotiation", "480000.00");
    opportunity(2, "S-ACQ-NEW", "contract", "125000.50");
    scene.table("opportunity_contact").row(-1L, -1L, "champion");
    consent(1, "given", LocalDate.of(2023, 1, 10), LocalDate.of(2025, 6, 1));
    consent(2, "withdrawn", LocalDate.of(2025, 6, 1), null);
  }

  private void account(String id, String name, String country, String party) {
    known(SourceName.CRM, "account", id, party);
    scene
        .table("account")
        .put("account_id", id)
        .put("kind", "organization")
        .put("name", name)
        .put("status", "active")
        .put("tier", "A")
        .put("legal_status", "active")
        .put("country", country)
        .put("origin", "lead")
        .put("owner_id", Staff.user(1))
        .put("created_at", START.atTime(9, 0))
        .put("updated_at", START.atTime(9, 0))
        .end();
  }

  private record Span(String kind, LocalDate from, @Nullable LocalDate to) {}

  private void parent(long id, String account, String parent, Span span) {
    scene.table("account_parent").row(-id, account, parent, span.kind(), span.from(), span.to());
  }

  private void contact(long id, String given, String family, String party) {
    known(SourceName.CRM, "contact", Long.toString(-id), party);
    scene
        .table("contact")
        .put("contact_id", -id)
        .put("full_name", given + " " + family)
        .put("given_name", given)
        .put("family_name", family)
        .put("email", Naming.slug(given + " " + family) + "@story.example")
        .put("country", "Germany")
        .put("language", "de")
        .put("verified_on", LocalDate.of(2026, 1, 15))
        .put("updated_at", START.atTime(9, 0))
        .end();
  }

  private void role(long id, long contact, String account, LocalDate from, @Nullable LocalDate to) {
    scene
        .table("contact_role")
        .row(
            -id, -contact, account, "champion", "Head of purchasing", "Purchasing", true, from, to);
  }

  private void opportunity(long id, String account, String stage, String amount) {
    scene
        .table("opportunity")
        .put("opportunity_id", -id)
        .put("account_id", account)
        .put("name", "Story " + id)
        .put("stage", stage)
        .put("amount", new BigDecimal(amount))
        .put("currency", "EUR")
        .put("probability", 75)
        .put("forecast_category", "best-case")
        .put("created_on", LocalDate.of(2025, 11, 3))
        .put("close_date", LocalDate.of(2026, 9, 30))
        .put("owner_id", Staff.user(1))
        .put("territory_id", "KEY")
        .end();
    scene.table("stage_history").row(-id, 1, stage, LocalDate.of(2025, 11, 3), null);
  }

  private void consent(long id, String status, LocalDate from, @Nullable LocalDate to) {
    scene
        .table("consent")
        .row(
            -id,
            -2L,
            "direct-marketing",
            "email",
            status,
            "consent",
            from.atTime(12, 0),
            from,
            to,
            "story " + id);
  }

  private void kyc() {
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
    overdueCase();
  }

  private void person(String key, String name, String pepStatus, String party) {
    known(SourceName.KYC, "subject", key, party);
    int space = name.indexOf(' ');
    scene
        .table("subject")
        .put("subjectId", key)
        .put("kind", "person")
        .put("name", name)
        .put("givenName", name.substring(0, space))
        .put("familyName", name.substring(space + 1))
        .put("otherNames", Json.array(List.of()))
        .put("birthDate", LocalDate.of(1971, 4, 9))
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
    known(SourceName.KYC, "subject", key, party);
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
    known(SourceName.KYC, "subject", "KS-S-TRUST", "trust");
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

  /** The parent of the acquirer sells to us, too. */
  private void vendor() {
    known(SourceName.VENDOR, "supplier", "V S-1/FR", "new-parent");
    scene
        .table("supplier")
        .put("supplier_no", "V S-1/FR")
        .put("name", "VAUCLAIR PARTICIPATIONS")
        .put("legal_form", "S.A.")
        .put("city", "Lyon")
        .put("country", "France")
        .put("category", "consulting")
        .put("status", "active")
        .put("onboarded_on", START)
        .end();
  }

  private void registry() {
    entity(1, "Silbertal Gruppe AG", "DE", "old-parent");
    entity(2, "Vauclair Participations SA", "FR", "new-parent");
    entity(3, "Ostrava Keramik GmbH", "DE", "acquired");
    consolidation(1, START, ACQUIRED);
    consolidation(2, ACQUIRED, null);
  }

  private void entity(int number, String name, String country, String party) {
    known(SourceName.REGISTRY, "lei", lei(number), party);
    scene
        .table("lei")
        .put("LEI", lei(number))
        .put("Entity.LegalName", name)
        .put("Entity.LegalAddress.City", country.equals("DE") ? "Leipzig" : "Lyon")
        .put("Entity.LegalAddress.Country", country)
        .put("Entity.LegalJurisdiction", country)
        .put("Entity.EntityCategory", "GENERAL")
        .put("Entity.EntityStatus", "ACTIVE")
        .put("Registration.InitialRegistrationDate", "2020-01-01T08:00:00.000Z")
        .put("Registration.RegistrationStatus", "ISSUED")
        .put("Registration.NextRenewalDate", "2027-01-01T08:00:00.000Z")
        .end();
  }

  private void consolidation(int parent, LocalDate from, @Nullable LocalDate to) {
    scene
        .table("rr")
        .put("Relationship.StartNode.NodeID", lei(3))
        .put("Relationship.StartNode.NodeIDType", "LEI")
        .put("Relationship.EndNode.NodeID", lei(parent))
        .put("Relationship.EndNode.NodeIDType", "LEI")
        .put("Relationship.RelationshipType", "IS_DIRECTLY_CONSOLIDATED_BY")
        .put("Relationship.RelationshipStatus", to == null ? "ACTIVE" : "INACTIVE")
        .put("Registration.RegistrationStatus", "PUBLISHED")
        .put("Relationship.Period.1.startDate", from + "T00:00:00.000Z")
        .put("Relationship.Period.1.endDate", to == null ? null : to + "T00:00:00.000Z")
        .put("Relationship.Period.1.periodType", "RELATIONSHIP_PERIOD")
        .end();
  }

  private void helpdesk() {
    known(SourceName.HELPDESK, "requester", "R-S-1", "neighbour");
    scene
        .table("requester")
        .row(
            "R-S-1",
            "Marek Oduya",
            "marek-oduya@story.example",
            null,
            "Ostrava Keramik",
            "germany",
            START.atTime(8, 0));
    scene
        .table("ticket")
        .put("ticketId", "T-S-1")
        .put("requesterId", "R-S-1")
        .put("crmAccount", "S-ACQ")
        .put("channel", "phone")
        .put("reason", "outage")
        .put("priority", "urgent")
        .put("severity", 1)
        .put("status", "closed")
        .put("subject", "No line since the morning")
        .put("openedAt", LocalDate.of(2026, 5, 4).atTime(8, 0))
        .put("respondedAt", LocalDate.of(2026, 5, 4).atTime(8, 5))
        .put("solvedAt", LocalDate.of(2026, 5, 4).atTime(17, 30))
        .put("dueAt", LocalDate.of(2026, 5, 4).atTime(10, 0))
        .put("escalationLevel", 2)
        .put("notifications", 3)
        .put("assignments", Json.array(List.of()))
        .put("clock", Json.array(List.of()))
        .end();
  }

  private void billing() {
    known(SourceName.BILLING, "customer", "S000000001", "acquired");
    scene
        .table("customer")
        .put("customer_no", "S000000001")
        .put("kind", "organization")
        .put("name", "Ostrava Keramik")
        .put("city", "Leipzig")
        .put("country", "DE")
        .put("customer_since", START)
        .end();
  }

  private void mail() {
    known(SourceName.MAIL, "mailbox", "petra-anders@story.example", "champion");
    scene.table("mailbox").row("petra-anders@story.example", "Petra Anders", false);
  }

  private void social() {
    known(SourceName.SOCIAL, "profile", "petra.anders", "champion");
    known(SourceName.SOCIAL, "profile", "m.oduya", "neighbour");
    profile("petra.anders", "Petra Anders", "Vauclair Participations");
    profile("m.oduya", "Marek Oduya", "Ostrava Keramik");
    scene.table("tie").row("petra.anders", "m.oduya", "connected", START, null);
  }

  private void profile(String handle, String name, String employer) {
    scene
        .table("profile")
        .row(handle, "linkup", name, "Purchasing", employer, "Leipzig, Germany", "de", 210, START);
  }
}
