package org.crmekg.demo;

import java.util.List;
import java.util.Locale;

/** The company's own people, teams, territories, products: the same for every source. */
final class Staff {
  static final List<String> TEAMS =
      List.of(
          "T-BOARD",
          "T-SALES",
          "T-SALES-EU",
          "T-SALES-WORLD",
          "T-SERVICE",
          "T-NETWORK",
          "T-BILLING",
          "T-COMPLIANCE");
  static final List<String> TELECOM =
      List.of("TEL-FIBRE", "TEL-MOBILE", "TEL-VOICE", "TEL-SDWAN", "TEL-IOT", "TEL-ROUTER");
  static final List<String> BANKING =
      List.of("BNK-GIRO", "BNK-SAVINGS", "BNK-TERM", "BNK-LOAN", "BNK-MORTGAGE", "BNK-CARD");
  static final List<String> GENERAL =
      List.of("GEN-SUPPORT", "GEN-CLOUD", "GEN-TRAINING", "GEN-AUDIT");
  private static final int MOST = 3000;

  private final Population population;
  private final Naming naming;

  Staff(Population population, Naming naming) {
    this.population = population;
    this.naming = naming;
  }

  int size() {
    return Math.clamp(population.size() / 100, 12, MOST);
  }

  static String user(long number) {
    return Keys.padded("U-", number, 4);
  }

  /** Staff are named as parties beyond the last one would be. */
  private long namesake(long number) {
    return population.size() * 2 + number;
  }

  String name(long number) {
    return naming.given(namesake(number)).latin() + " " + naming.family(namesake(number)).latin();
  }

  String email(long number) {
    return "%s.%s.%s@our-company.example"
        .formatted(
            Naming.slug(naming.given(namesake(number)).latin()),
            Naming.slug(naming.family(namesake(number)).latin()),
            user(number).toLowerCase(Locale.ROOT));
  }

  long ownerOf(long party) {
    return population.dice().below(size(), "owner", party);
  }

  /** Returns the territory whose country a party is in. */
  static String territory(Country country) {
    return switch (country.alpha2()) {
      case "DE", "CH" -> "DACH";
      case "SE" -> "NORDICS";
      case "NL" -> "BENELUX";
      case "IT", "ES", "GR" -> "SOUTH";
      case "PL", "BG", "UA" -> "EAST";
      case "FR", "GB" -> "WEST";
      case "US", "BR" -> "AMER";
      case "JP", "CN" -> "APAC";
      default -> "MEA";
    };
  }
}
