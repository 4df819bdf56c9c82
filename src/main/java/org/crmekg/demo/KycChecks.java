package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases, documents, screenings and risk assessments of one subject. */
final class KycChecks {
  private static final List<String> FACTORS =
      List.of("geography", "product", "channel", "customer", "behaviour");

  private final Scene scene;
  private final Population population;
  private final Dice dice;

  KycChecks(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.dice = scene.dice();
  }

  void write(long party, int copy, String pepStatus) {
    String subject = Keys.subject(party, copy);
    long record = Keys.record(party, copy);
    int score = dice.between(5, 95, "risk score", party);
    boolean exposed = !pepStatus.equals("none") && !pepStatus.equals("former-pep");
    String rating = exposed || score > 75 ? "high" : score > 40 ? "medium" : "low";
    LocalDate start = population.daysAgo(370, 1700, "relationship", record);
    caseRow(party, copy, new Risk(rating, exposed, start));
    documents(party, subject, record, start);
    screenings(subject, record);
    assessments(subject, record, rating, score);
  }

  private record Risk(String rating, boolean exposed, LocalDate start) {
    boolean high() {
      return rating.equals("high");
    }
  }

  private void caseRow(long party, int copy, Risk risk) {
    long record = Keys.record(party, copy);
    boolean simplified =
        risk.high()
            ? scene.strikes(Fault.HIGH_RISK_SIMPLIFIED)
            : dice.chance(0.2, "simplified", record);
    String level = simplified ? "simplified" : risk.high() ? "enhanced" : "standard";
    // A year for high risk, five for others: Regulation (EU) 2024/1624, Art. 26(2).
    int cycle = risk.high() ? 365 : 1826;
    LocalDate reviewed =
        Population.AS_OF.minusDays(dice.between(10, Math.min(cycle, 360), "reviewed", record));
    if (scene.strikes(Fault.REVIEW_OVERDUE)) {
      reviewed = Population.AS_OF.minusDays(cycle + dice.between(1, 300, "overdue", record));
    }
    LocalDate start = risk.start().isAfter(reviewed) ? reviewed : risk.start();
    TableOutput row = scene.table("case").put("caseId", Keys.padded("KC-", record, 8));
    row.put("subjectId", Keys.subject(party, copy)).put("crmAccount", account(party, record));
    row.put("level", level);
    row.put("trigger", dice.of(List.of("onboarding", "periodic", "event"), "trigger", record));
    boolean open = dice.chance(0.08, "case open", record);
    row.put(
        "status", open ? "open" : dice.chance(0.04, "rejected", record) ? "rejected" : "approved");
    row.put("jurisdictions", jurisdictions(party));
    row.put("openedOn", start.minusDays(30)).put("decidedOn", open ? null : start.minusDays(5));
    row.put("relationshipStart", start).put("identityVerifiedOn", start.minusDays(12));
    row.put("lastReviewedOn", reviewed).put("nextReviewOn", reviewed.plusDays(cycle));
    row.put(
        "purpose",
        dice.of(List.of("telecom services", "banking services", "both"), "purpose", party));
    boolean needsSources = risk.exposed() || dice.chance(0.5, "sources known", record);
    row.put("sourceOfWealth", needsSources ? "business activity" : null);
    row.put("sourceOfFunds", needsSources ? "salary or turnover" : null);
    row.put("approvals", approvals(record, open, risk.exposed(), start));
    row.end();
  }

  private @Nullable String account(long party, long record) {
    boolean known =
        population.isPerson(party)
            ? population.isPrivateCustomer(party)
            : population.isIn(party, SourceName.CRM);
    return known && dice.chance(0.6, "case names account", record)
        ? scene.keys().account(party, 0)
        : null;
  }

  private Json jurisdictions(long party) {
    Country country = population.country(party);
    var jurisdictions =
        new ArrayList<>(List.of(country.find("jurisdiction").orElse(country.alpha2())));
    if (List.of("DE", "FR", "IT", "ES", "NL", "SE", "PL", "GR", "BG").contains(country.alpha2())) {
      jurisdictions.add("EU");
    }
    return Json.array(jurisdictions);
  }

  private Json approvals(long record, boolean open, boolean exposed, LocalDate start) {
    if (open) {
      return Json.array(List.of());
    }
    var approvals = new ArrayList<Json>();
    approvals.add(approval("analyst", record, start.minusDays(8)));
    if (exposed && !scene.strikes(Fault.PEP_WITHOUT_APPROVAL)) {
      approvals.add(approval("senior-management", record + 1, start.minusDays(6)));
    }
    return Json.array(approvals);
  }

  private Json approval(String level, long number, LocalDate on) {
    return Json.object(
        "approver",
        Staff.user(number % 12),
        "level",
        level,
        "decision",
        "approved",
        "decidedOn",
        on);
  }

  private void documents(long party, String subject, long record, LocalDate start) {
    boolean person = population.isPerson(party);
    Country country = population.country(party);
    int count = dice.between(1, 2, "documents", record);
    for (int i = 0; i < count; i++) {
      long id = record * 2 + i;
      boolean identity = person && i == 0;
      LocalDate issued = population.daysAgo(400, 1500, "issued", id);
      LocalDate expires =
          identity ? Population.AS_OF.plusDays(dice.between(5, 2000, "expires", id)) : null;
      if (identity && scene.strikes(Fault.DOCUMENT_EXPIRED, Fault.DOCUMENT_DATES_REVERSED, id)) {
        expires = population.daysAgo(1, 300, "expired", id);
      } else if (identity
          && scene.strikes(Fault.DOCUMENT_DATES_REVERSED, Fault.DOCUMENT_EXPIRED, id)) {
        expires = issued.minusDays(1);
      }
      scene
          .table("document")
          .row(
              Keys.padded("KD-", id, 8),
              subject,
              identity
                  ? dice.of(List.of("passport", "id-card", "driving-licence"), "document", id)
                  : person ? "proof-of-address" : i == 0 ? "register-extract" : "organigram",
              identity ? Keys.passport(party) : "DOC-" + id,
              "Office of " + naming(party),
              country.fact("alpha3"),
              issued,
              expires,
              start.minusDays(12));
    }
  }

  private String naming(long party) {
    return scene.naming().city(party).name().latin();
  }

  private void screenings(String subject, long record) {
    int count = dice.between(1, 2, "screenings", record);
    for (int i = 0; i < count; i++) {
      long id = record * 2 + i;
      String list = KycRows.LISTS.get((dice.below(4, "list", record) + i) % 4);
      boolean stale = scene.strikes(Fault.SCREENING_STALE);
      int version = stale ? dice.between(3, 9, "old version", id) : 11;
      LocalDate ran = KycRows.published(version).plusDays(dice.between(0, 20, "ran", id));
      scene
          .table("screening")
          .row(
              Keys.padded("SR-", id, 8),
              subject,
              list,
              KycRows.version(version),
              ran,
              hits(id, ran));
    }
  }

  private Json hits(long id, LocalDate ran) {
    if (!dice.chance(0.12, "hit", id)) {
      return Json.array(List.of());
    }
    int entry = dice.below(KycRows.entries(population), "which hit", id);
    String disposition =
        dice.of(
            List.of("open", "false-positive", "false-positive", "confirmed"), "disposition", id);
    boolean decided = !disposition.equals("open");
    boolean unsigned = decided && scene.strikes(Fault.HIT_WITHOUT_DECISION);
    return Json.array(
        List.of(
            Json.object(
                "entryId",
                KycRows.entry(entry),
                "matchedName",
                scene.naming().person(population.size() * 3 + entry).latin(),
                "score",
                BigDecimal.valueOf(dice.between(70, 99, "match", id), 2),
                "disposition",
                disposition,
                "decidedBy",
                decided && !unsigned ? Staff.user(id % 12) : null,
                "decidedOn",
                decided && !unsigned ? ran.plusDays(3) : null,
                "reason",
                decided ? "compared birth date and place" : null)));
  }

  private void assessments(String subject, long record, String rating, int score) {
    LocalDate from = population.daysAgo(20, 340, "assessed", record);
    boolean twice = scene.strikes(Fault.RATING_TWICE);
    boolean earlier = twice || dice.chance(0.3, "assessed before", record);
    if (earlier) {
      String before = rating.equals("low") ? "medium" : "low";
      LocalDate since = from.minusDays(300);
      assessment(record * 2, subject, new Rating(before, score / 2, since, twice ? null : from));
    }
    assessment(record * 2 + 1, subject, new Rating(rating, score, from, null));
  }

  private record Rating(String rating, int score, LocalDate from, @Nullable LocalDate to) {}

  private void assessment(long id, String subject, Rating rating) {
    var factors = new ArrayList<Json>();
    int left = rating.score();
    for (int i = 0; i < FACTORS.size(); i++) {
      int points =
          i == FACTORS.size() - 1
              ? left
              : Math.min(left, dice.below(1 + rating.score() / 2, "points " + i, id));
      left -= points;
      factors.add(
          Json.object(
              "factor", FACTORS.get(i), "weight", new BigDecimal("0.20"), "points", points));
    }
    scene
        .table("assessment")
        .row(
            Keys.padded("RA-", id, 8),
            subject,
            rating.rating(),
            rating.score(),
            "scorecard 2025",
            rating.from(),
            rating.from(),
            rating.to(),
            dice.chance(0.8, "rationale", id) ? "sum of the factors" : null,
            dice.chance(0.05, "overridden", id) ? Staff.user(id % 12) : null,
            Json.array(factors));
  }
}
