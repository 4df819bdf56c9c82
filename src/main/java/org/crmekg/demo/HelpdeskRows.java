package org.crmekg.demo;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The rows of the help desk. */
final class HelpdeskRows {
  private static final List<String> REASONS =
      List.of("billing", "outage", "order", "complaint", "data-request", "question");
  private static final List<String> PRIORITIES = List.of("low", "normal", "high", "urgent");

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;
  private final Staff staff;

  HelpdeskRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
    this.staff = new Staff(population, naming);
  }

  void write() {
    for (String reason : REASONS) {
      for (String priority : PRIORITIES) {
        scene
            .table("serviceLevel")
            .row(reason, priority, resolution(reason, priority) / 8, resolution(reason, priority));
      }
    }
    for (long party = 0; party < population.size(); party++) {
      if (population.isPerson(party) && population.isIn(party, SourceName.HELPDESK)) {
        requester(party);
      }
    }
  }

  static int resolution(String reason, String priority) {
    int base = reason.equals("outage") ? 480 : reason.equals("data-request") ? 43_200 : 2_880;
    return switch (priority) {
      case "urgent" -> base / 4;
      case "high" -> base / 2;
      case "normal" -> base;
      default -> base * 2;
    };
  }

  private void requester(long person) {
    String key = Keys.requester(person);
    scene.known(SourceName.HELPDESK, "requester", key, person);
    OptionalLong employer = population.employer(person, SourceName.CRM);
    Country country = population.country(person);
    scene
        .table("requester")
        .row(
            key,
            naming.typed(person, SourceName.HELPDESK, 0),
            dice.chance(0.2, "writes from home", person)
                ? naming.homeEmail(person)
                : naming.email(person),
            dice.chance(0.5, "requester phone", person) ? naming.mobile(person) : null,
            employer.isPresent()
                ? naming.typed(employer.getAsLong(), SourceName.HELPDESK, 0)
                : null,
            scene.strikes(Fault.COUNTRY_UNKNOWN)
                ? naming.noCountry(person)
                : naming.country(country, SourceName.HELPDESK, person),
            population.daysAgo(900, 2000, "requester since", person).atTime(8, 0));
    int tickets = dice.between(1, 3, "tickets", person);
    for (int i = 0; i < tickets; i++) {
      ticket(person, person * 4 + i);
    }
  }

  private @Nullable String account(long person) {
    if (!population.isContact(person)) {
      return null;
    }
    OptionalLong employer = population.employer(person, SourceName.CRM);
    return employer.isPresent() ? scene.keys().account(employer.getAsLong(), 0) : null;
  }

  private void ticket(long person, long id) {
    String reason = dice.of(REASONS, "ticket reason", id);
    String priority = dice.of(PRIORITIES, "priority", id);
    int minutes = resolution(reason, priority);
    LocalDateTime opened =
        population
            .daysAgo(1, 700, "ticket opened", id)
            .atTime(dice.between(7, 18, "ticket hour", id), dice.below(60, "ticket minute", id));
    int paused = dice.chance(0.2, "paused", id) ? minutes / 4 : 0;
    LocalDateTime due = opened.plusMinutes(minutes + paused);
    boolean solved = opened.isBefore(Population.AS_OF.minusDays(90).atStartOfDay());
    boolean breached = solved && scene.strikes(Fault.SLA_BREACHED, Fault.SOLVED_BEFORE_OPENED, id);
    boolean before = solved && scene.strikes(Fault.SOLVED_BEFORE_OPENED, Fault.SLA_BREACHED, id);
    LocalDateTime end = null;
    if (solved) {
      end =
          before
              ? opened.minusHours(5)
              : breached ? due.plusHours(9) : due.minusMinutes(minutes / 5);
    }
    OptionalLong employer = population.employer(person, SourceName.CRM);
    TableOutput row = scene.table("ticket").put("ticketId", Keys.padded("T-", id, 7));
    row.put("requesterId", Keys.requester(person)).put("crmAccount", account(person));
    boolean refers = employer.isPresent() && dice.chance(0.3, "raised from", id);
    row.put("crmInteraction", refers ? employer.getAsLong() * 8 : null);
    row.put("channel", dice.of(List.of("email", "phone", "web", "chat"), "ticket channel", id));
    row.put("reason", reason);
    row.put("priority", scene.strikes(Fault.PRIORITY_MISSING) ? null : priority);
    row.put("severity", 4 - PRIORITIES.indexOf(priority));
    row.put(
        "status",
        end != null ? "closed" : dice.of(List.of("new", "open", "pending"), "ticket status", id));
    row.put("subject", reason + " " + id);
    row.put("openedAt", opened)
        .put("respondedAt", end == null ? null : opened.plusMinutes(minutes / 10));
    row.put("solvedAt", end).put("dueAt", due);
    row.put("escalationLevel", breached ? 1 : 0);
    row.put("notifications", dice.below(4, "notifications", id));
    row.put("assignments", assignments(id, opened, end));
    row.put("clock", clock(opened, paused, end));
    row.end();
  }

  private Json assignments(long id, LocalDateTime opened, @Nullable LocalDateTime end) {
    var assignments = new ArrayList<Json>();
    boolean handedOn = dice.chance(0.35, "handed on", id);
    LocalDateTime handover = opened.plusMinutes(40);
    assignments.add(assignment("T-SERVICE", id, opened, handedOn ? handover : end));
    if (handedOn) {
      assignments.add(
          assignment(
              dice.chance(0.5, "to network", id) ? "T-NETWORK" : "T-BILLING",
              id + 1,
              handover,
              end));
    }
    return Json.array(assignments);
  }

  private Json assignment(String team, long id, LocalDateTime from, @Nullable LocalDateTime to) {
    return Json.object(
        "team",
        team,
        "agent",
        Staff.user(dice.below(staff.size(), "agent", id)),
        "from",
        FileSinks.text(from),
        "to",
        to == null ? null : FileSinks.text(to));
  }

  private static Json clock(LocalDateTime opened, int paused, @Nullable LocalDateTime end) {
    var events = new ArrayList<Json>();
    events.add(event("start", opened));
    if (paused > 0) {
      events.add(event("pause", opened.plusMinutes(30)));
      events.add(event("resume", opened.plusMinutes(30L + paused)));
    }
    if (end != null) {
      events.add(event("stop", end));
    }
    return Json.array(events);
  }

  private static Json event(String event, LocalDateTime at) {
    return Json.object("event", event, "at", FileSinks.text(at));
  }
}
