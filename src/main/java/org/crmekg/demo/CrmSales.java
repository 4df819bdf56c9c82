package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leads, opportunities with their history, orders and interactions of accounts. */
final class CrmSales {
  static final List<String> STAGES =
      List.of("prospecting", "qualification", "proposal", "negotiation", "contract");
  private static final List<Integer> PROBABILITIES = List.of(10, 25, 50, 75, 90);
  private static final List<String> CHANNELS =
      List.of("email", "email", "phone", "meeting", "chat", "web", "social", "store", "marketing");
  private static final List<String> STEPS =
      List.of(
          "request",
          "identify",
          "check",
          "quote",
          "accept",
          "create",
          "validate",
          "provision",
          "bill",
          "notify",
          "close");
  private static final List<String> LANES =
      List.of(
          "customer",
          "representative",
          "kyc",
          "representative",
          "customer",
          "crm",
          "ordering",
          "provisioning",
          "billing",
          "crm",
          "crm");
  private static final List<String> PRODUCTS =
      java.util.stream.Stream.of(Staff.TELECOM, Staff.BANKING, Staff.GENERAL)
          .flatMap(List::stream)
          .toList();

  private final Scene scene;
  private final Population population;
  private final Dice dice;
  private final Staff staff;

  CrmSales(Scene scene, Staff staff) {
    this.scene = scene;
    this.population = scene.population();
    this.dice = scene.dice();
    this.staff = staff;
  }

  private record Deal(
      long id,
      long party,
      String account,
      LocalDate created,
      int stage,
      boolean won,
      boolean lost,
      boolean dissolved) {
    boolean open() {
      return !won && !lost;
    }

    String stageName() {
      return won ? "closed-won" : lost ? "closed-lost" : STAGES.get(stage);
    }
  }

  void write(long party, boolean dissolved) {
    String account = scene.keys().account(party, 0);
    Long lead = dice.chance(0.3, "lead", party) ? lead(party, account) : null;
    if (lead == null && dice.chance(0.2, "open lead", party)) {
      openLead(party);
    }
    int count = dice.below(4, "opportunities", party);
    List<Long> contacts = population.contacts(party);
    for (int i = 0; i < count; i++) {
      deal(party, account, i, dissolved, i == 0 ? lead : null, contacts);
    }
    if (dissolved && count == 0) {
      // The planted one needs an opportunity of its own.
      deal(party, account, 0, true, null, contacts);
    }
    interactions(party, account, count, contacts);
  }

  private long lead(long party, String account) {
    long id = party * 2;
    LocalDate created = population.daysAgo(1600, 2600, "lead", party);
    boolean undated = scene.strikes(Fault.LEAD_CONVERTED_WITHOUT_DATE);
    leadRow(
        id,
        party,
        new Outcome("converted", created, undated ? null : created.plusDays(30), account, null));
    return id;
  }

  private void openLead(long party) {
    int draw = dice.below(100, "lead status", party);
    String status =
        draw < 30 ? "new" : draw < 60 ? "working" : draw < 80 ? "qualified" : "disqualified";
    leadRow(
        party * 2 + 1,
        party,
        new Outcome(
            status,
            population.daysAgo(5, 300, "open lead", party),
            null,
            null,
            status.equals("disqualified") ? "no budget" : null));
  }

  private record Outcome(
      String status,
      LocalDate created,
      @Nullable LocalDate converted,
      @Nullable String account,
      @Nullable String reason) {}

  private void leadRow(long id, long party, Outcome outcome) {
    boolean fromCampaign = dice.chance(0.3, "lead campaign", id);
    Naming naming = scene.naming();
    scene
        .table("lead")
        .row(
            id,
            fromCampaign
                ? "campaign"
                : dice.of(
                    List.of("web", "event", "referral", "call-centre", "store", "partner"),
                    "lead origin",
                    id),
            fromCampaign
                ? CrmOrganization.campaign(
                    dice.below(CrmOrganization.campaigns(population), "which campaign", id))
                : null,
            naming.typed(party, SourceName.MAIL, 0),
            naming.person(party + Population.ORGANIZATIONS_PER_BLOCK).latin(),
            "lead." + id + "@" + naming.domain(party),
            naming.country(population.country(party), SourceName.CRM, id),
            outcome.status(),
            dice.between(5, 95, "lead score", id),
            dice.chance(0.6, "fit", id),
            dice.chance(0.6, "need", id),
            dice.chance(0.4, "budget", id),
            dice.chance(0.4, "authority", id),
            outcome.created(),
            outcome.converted(),
            outcome.account(),
            outcome.reason());
  }

  private void deal(
      long party,
      String account,
      int number,
      boolean dissolved,
      @Nullable Long lead,
      List<Long> contacts) {
    long id = party * 4 + number;
    LocalDate created = population.daysAgo(8, 1500, "deal created", id);
    boolean old = created.isBefore(Population.AS_OF.minusDays(360));
    boolean openDespite = dissolved && scene.strikes(Fault.DISSOLVED_WITH_OPEN_OPPORTUNITY);
    boolean closed =
        openDespite ? false : old || dissolved || dice.chance(0.15, "closed early", id);
    boolean won = closed && dice.chance(0.55, "won", id);
    var deal =
        new Deal(
            id,
            party,
            account,
            created,
            dice.below(5, "stage", id),
            won,
            closed && !won,
            dissolved);
    opportunity(deal, lead);
    history(deal);
    committee(deal, contacts);
    lines(deal);
    if (won) {
      order(party * 8 + number, deal);
    }
  }

  private static LocalDate closing(Deal deal) {
    long age = Population.AS_OF.toEpochDay() - deal.created().toEpochDay();
    return deal.created().plusDays(Math.min(age, 20 + age / 3));
  }

  private BigDecimal amount(long id) {
    return BigDecimal.valueOf(
        (long) dice.between(8, 900, "amount", id) * dice.between(60, 1_000, "amount more", id) * 10,
        2);
  }

  private String currency(long party) {
    return population.country(party).fact("currency");
  }

  private void opportunity(Deal deal, @Nullable Long lead) {
    long id = deal.id();
    TableOutput row = scene.table("opportunity").put("opportunity_id", id);
    row.put(
        "account_id",
        !deal.dissolved() && scene.strikes(Fault.OPPORTUNITY_WITHOUT_ACCOUNT)
            ? null
            : deal.account());
    row.put("lead_id", lead);
    row.put(
        "name",
        dice.of(List.of("Network", "Financing", "Renewal", "Expansion", "Pilot"), "deal name", id)
            + " "
            + deal.created().getYear()
            + "/"
            + id);
    row.put("stage", deal.stageName());
    row.put("amount", amount(id));
    row.put(
        "currency", scene.strikes(Fault.AMOUNT_WITHOUT_CURRENCY) ? null : currency(deal.party()));
    row.put("probability", deal.won() ? 100 : deal.lost() ? 0 : PROBABILITIES.get(deal.stage()));
    row.put("forecast_category", category(deal));
    row.put("created_on", deal.created());
    row.put("close_date", closeDate(deal));
    row.put("owner_id", Staff.user(staff.ownerOf(deal.party())));
    row.put(
        "territory_id",
        dice.chance(0.06, "deal of key", id)
            ? "KEY"
            : Staff.territory(population.country(deal.party())));
    row.put("campaign_id", null);
    row.put(
        "competitor",
        dice.chance(0.3, "competitor", id)
            ? dice.of(List.of("Rival & Sons", "Other Telecom", "Bank of Nowhere"), "rival", id)
            : null);
    row.put(
        "loss_reason",
        deal.lost()
            ? dice.of(List.of("price", "timing", "competitor", "no-decision"), "why", id)
            : null);
    row.end();
  }

  private static String category(Deal deal) {
    if (!deal.open()) {
      return deal.won() ? "commit" : "omitted";
    }
    return deal.stage() >= 4 ? "commit" : deal.stage() >= 2 ? "best-case" : "pipeline";
  }

  private @Nullable LocalDate closeDate(Deal deal) {
    if (scene.strikes(Fault.CLOSE_BEFORE_CREATION, Fault.CLOSE_DATE_MISSING, deal.id())) {
      return deal.created().minusDays(dice.between(1, 200, "too early", deal.id()));
    }
    if (!deal.open()) {
      return closing(deal);
    }
    // Deals of dissolved companies are open by a fault themselves.
    if (!deal.dissolved()
        && scene.strikes(Fault.CLOSE_DATE_MISSING, Fault.CLOSE_BEFORE_CREATION, deal.id())) {
      return null;
    }
    LocalDate expected = Population.AS_OF.plusDays(dice.between(-40, 200, "expected", deal.id()));
    return expected.isBefore(deal.created()) ? deal.created().plusDays(14) : expected;
  }

  /** A deal goes through all stages up to the one that it reached. */
  private void history(Deal deal) {
    LocalDate last = deal.open() ? Population.AS_OF : closing(deal);
    long days = Math.max(0, last.toEpochDay() - deal.created().toEpochDay());
    int steps = deal.stage() + 1;
    for (int i = 0; i < steps; i++) {
      LocalDate entered = deal.created().plusDays(days * i / (steps + 1));
      LocalDate left =
          i == steps - 1 && deal.open()
              ? null
              : deal.created().plusDays(i == steps - 1 ? days : days * (i + 1) / (steps + 1));
      boolean reversed =
          left != null && !deal.dissolved() && scene.strikes(Fault.STAGE_DATES_REVERSED);
      scene
          .table("stage_history")
          .row(deal.id(), i + 1, STAGES.get(i), entered, reversed ? entered.minusDays(3) : left);
    }
    if (!deal.open()) {
      scene.table("stage_history").row(deal.id(), steps + 1, deal.stageName(), last, null);
    }
  }

  private void committee(Deal deal, List<Long> contacts) {
    for (int i = 0; i < Math.min(contacts.size(), 3); i++) {
      if (i == 0 || dice.chance(0.5, "committee " + i, deal.id())) {
        scene
            .table("opportunity_contact")
            .row(
                deal.id(),
                Keys.contact(contacts.get(i), 0),
                dice.of(CrmPeople.ROLES, "committee role " + i, deal.id()));
      }
    }
  }

  private void lines(Deal deal) {
    scene
        .table("opportunity_line")
        .row(
            deal.id(),
            1,
            dice.of(PRODUCTS, "product", deal.id()),
            dice.between(1, 20, "quantity", deal.id()),
            amount(deal.id()),
            currency(deal.party()));
  }

  private void order(long id, Deal deal) {
    LocalDate on = closing(deal);
    String status =
        dice.of(
            List.of("active", "active", "active", "provisioning", "cancelled", "fallout"),
            "order",
            id);
    scene
        .table("sales_order")
        .row(
            id,
            deal.account(),
            deal.id(),
            on,
            status,
            dice.of(List.of("online", "store", "call-centre", "field"), "order channel", id),
            amount(deal.id()),
            currency(deal.party()));
    scene
        .table("order_line")
        .row(
            id,
            1,
            dice.of(PRODUCTS, "product", deal.id()),
            dice.between(1, 20, "quantity", deal.id()),
            BigDecimal.valueOf(dice.between(990, 90_000, "unit price", id), 2));
    int steps = status.equals("active") ? STEPS.size() : dice.between(3, 8, "order steps", id);
    for (int i = 0; i < steps; i++) {
      scene
          .table("order_event")
          .row(id, i + 1, STEPS.get(i), LANES.get(i), on.atTime(8, 0).plusHours(7L * i));
    }
  }

  private void interactions(long party, String account, int deals, List<Long> contacts) {
    int count = dice.between(1, 5, "interactions", party);
    for (int i = 0; i < count; i++) {
      long id = party * 8 + i;
      TableOutput row = scene.table("interaction").put("interaction_id", id);
      String channel = dice.of(CHANNELS, "interaction channel", id);
      row.put("channel", channel);
      row.put("direction", dice.chance(0.5, "direction", id) ? "inbound" : "outbound");
      row.put("subject", "About " + dice.of(PRODUCTS, "about", id));
      row.put(
          "reason",
          dice.of(
              List.of("billing", "outage", "order", "complaint", "question", "sales"),
              "reason",
              id));
      row.put(
          "occurred_at",
          population.daysAgo(1, 1100, "occurred", id).atTime(dice.between(7, 19, "hour", id), 15));
      row.put(
          "contact_id", contacts.isEmpty() ? null : Keys.contact(dice.of(contacts, "with", id), 0));
      row.put("account_id", account);
      row.put(
          "opportunity_id",
          deals > 0 && dice.chance(0.5, "about deal", id)
              ? party * 4 + dice.below(deals, "deal", id)
              : null);
      row.put(
          "campaign_id",
          channel.equals("marketing")
              ? CrmOrganization.campaign(
                  dice.below(CrmOrganization.campaigns(population), "touch", id))
              : null);
      row.put("user_id", Staff.user(staff.ownerOf(party)));
      row.put(
          "sentiment", dice.of(List.of("positive", "neutral", "neutral", "negative"), "mood", id));
      row.end();
    }
  }
}
