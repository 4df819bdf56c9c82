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
 * left, a review that is overdue, a consent that was withdrawn, a ticket out of time, written from
 * another address than the one in the crm.
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
      case KYC -> new KycStories(scene).write();
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
            "marek-oduya@home.example",
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
