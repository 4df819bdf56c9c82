package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * The parts of the crm that are about the company itself: teams, territories, products, campaigns.
 */
final class CrmOrganization {
  private static final LocalDate START = LocalDate.of(2018, 1, 1);
  private static final LocalDate BREXIT = LocalDate.of(2021, 1, 1);

  private final Scene scene;
  private final Staff staff;

  CrmOrganization(Scene scene, Staff staff) {
    this.scene = scene;
    this.staff = staff;
  }

  void write() {
    teams();
    users();
    territories();
    products();
    campaigns();
    forecasts();
  }

  private void teams() {
    TableOutput team = scene.table("team");
    team.row("T-BOARD", "Board", null, "sales");
    team.row("T-SALES", "Sales", "T-BOARD", "sales");
    team.row("T-SALES-EU", "Sales Europe", "T-SALES", "sales");
    team.row("T-SALES-WORLD", "Sales outside Europe", "T-SALES", "sales");
    team.row("T-SERVICE", "Customer service", "T-BOARD", "service");
    team.row("T-NETWORK", "Network operations", "T-SERVICE", "network");
    team.row("T-BILLING", "Billing", "T-SERVICE", "billing");
    team.row("T-COMPLIANCE", "Compliance", "T-BOARD", "compliance");
  }

  private void users() {
    TableOutput user = scene.table("app_user");
    for (int i = 0; i < staff.size(); i++) {
      boolean left = i > 8 && scene.dice().chance(0.08, "user left", i);
      user.row(
          Staff.user(i),
          staff.name(i),
          staff.email(i),
          Staff.TEAMS.get(i % Staff.TEAMS.size()),
          i == 0 ? null : Staff.user((i - 1) / 7),
          START,
          left ? scene.population().daysAgo(20, 700, "user left on", i) : null);
    }
  }

  private void territories() {
    TableOutput territory = scene.table("territory");
    territory.row("WORLD", "World", "region", null, START, null);
    for (String region : List.of("EMEA", "AMER", "APAC")) {
      territory.row(region, region, "region", "WORLD", START, null);
    }
    for (String region :
        List.of("DACH", "NORDICS", "BENELUX", "SOUTH", "EAST", "WEST", "MEA", "EU")) {
      territory.row(region, region, "region", "EMEA", START, null);
    }
    territory.row("KEY", "Key accounts", "segment", "WORLD", START, null);
    territory.row("IBERIA", "Iberia", "country", "SOUTH", START, LocalDate.of(2024, 1, 1));
    TableOutput countries = scene.table("territory_country");
    for (Country country : scene.population().countries()) {
      String name = country.alpha2().equals("NL") ? "Holland" : country.fact("english");
      countries.row(Staff.territory(country), name, START, null);
      if (List.of("DE", "FR", "IT", "ES", "NL", "SE", "PL", "GR", "BG")
          .contains(country.alpha2())) {
        countries.row("EU", country.fact("english"), START, null);
      }
    }
    countries.row("EU", "UK", START, BREXIT);
    countries.row("IBERIA", "Spain", START, LocalDate.of(2024, 1, 1));
    TableOutput teams = scene.table("team_territory");
    teams.row("T-SALES-EU", "EMEA", START, null);
    teams.row("T-SALES-WORLD", "AMER", START, null);
    teams.row("T-SALES-WORLD", "APAC", START, null);
    teams.row("T-SALES-WORLD", "MEA", LocalDate.of(2022, 7, 1), null);
    teams.row("T-SALES", "KEY", START, null);
  }

  private void products() {
    products(Staff.TELECOM, "telecom");
    products(Staff.BANKING, "banking");
    products(Staff.GENERAL, "general");
  }

  private void products(List<String> codes, String industry) {
    for (int i = 0; i < codes.size(); i++) {
      String code = codes.get(i);
      scene
          .table("product")
          .row(
              code,
              code.substring(4, 5) + code.substring(5).toLowerCase(java.util.Locale.ROOT),
              i % 2 == 0 ? "core" : "add-on",
              industry,
              BigDecimal.valueOf(1_990L + 2_500L * i, 2),
              "EUR");
    }
  }

  static int campaigns(Population population) {
    return Math.clamp(population.size() / 2000, 12, 200);
  }

  static String campaign(long number) {
    return Keys.padded("C-", number, 3);
  }

  private void campaigns() {
    List<String> channels = List.of("email", "phone", "social", "event");
    List<String> purposes = List.of("direct-marketing", "newsletter", "research");
    for (int i = 0; i < campaigns(scene.population()); i++) {
      LocalDate start = scene.population().daysAgo(30, 1500, "campaign", i);
      scene
          .table("campaign")
          .row(
              campaign(i),
              "Campaign " + start.getYear() + "/" + (i + 1),
              channels.get(i % 4),
              purposes.get(i % 3),
              start,
              start.plusDays(45),
              BigDecimal.valueOf(scene.dice().between(5_000, 90_000, "budget", i) * 100L, 2),
              "EUR");
    }
  }

  /** Snapshots at the start of each of the last six quarters. */
  private void forecasts() {
    List<String> territories = List.of("EMEA", "AMER", "APAC", "DACH", "SOUTH", "KEY");
    List<String> categories = List.of("commit", "best-case", "pipeline");
    long id = 0;
    for (int quarter = 5; quarter >= 0; quarter--) {
      LocalDate snapshot = LocalDate.of(2026, 4, 1).minusMonths(3L * quarter);
      String period = snapshot.getYear() + "-Q" + ((snapshot.getMonthValue() - 1) / 3 + 1);
      for (String territory : territories) {
        for (String category : categories) {
          id++;
          scene
              .table("forecast")
              .row(
                  id,
                  snapshot,
                  period,
                  territory,
                  Staff.user(id % 3),
                  category,
                  BigDecimal.valueOf(
                      scene.dice().between(20_000, 900_000, "forecast", id) * 100L, 2),
                  "EUR");
        }
      }
    }
  }
}
