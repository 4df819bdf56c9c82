package org.crmekg.demo;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The rows of the professional network: profiles, and ties among neighbours and strangers. */
final class SocialRows {
  private static final List<String> KINDS =
      List.of("connected", "connected", "follows", "endorses");

  private final Scene scene;
  private final Population population;
  private final Naming naming;
  private final Dice dice;

  SocialRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.naming = scene.naming();
    this.dice = scene.dice();
  }

  void write() {
    for (long party = 0; party < population.size(); party++) {
      if (population.isPerson(party) && population.isIn(party, SourceName.SOCIAL)) {
        profile(party);
        ties(party);
      }
    }
  }

  /** Handles are in the script of their owner. */
  private String handle(long person) {
    Spelling given = naming.given(person);
    return dice.chance(0.7, "handle script", person)
        ? Naming.slug(given.latin()) + "." + Long.toString(person, 36)
        : given.local() + " " + Long.toString(person, 36);
  }

  private void profile(long person) {
    String handle = handle(person);
    scene.known(SourceName.SOCIAL, "profile", handle, person);
    OptionalLong employer = population.employer(person, SourceName.CRM);
    Country country = population.country(person);
    scene
        .table("profile")
        .row(
            handle,
            dice.chance(0.7, "platform", person) ? "linkup" : "chirper",
            naming.typed(person, SourceName.SOCIAL, 0),
            dice.of(
                List.of("Purchasing", "IT", "Sales", "Founder", "Consultant"), "headline", person),
            employer.isPresent() && dice.chance(0.7, "employer shown", person)
                ? naming.typed(employer.getAsLong(), SourceName.SOCIAL, 0)
                : null,
            naming.city(person).name().latin() + ", " + country.fact("english"),
            dice.chance(0.8, "profile country", person)
                ? naming.country(country, SourceName.SOCIAL, person)
                : null,
            dice.between(3, 3000, "followers", person),
            population.daysAgo(100, 4000, "joined", person));
  }

  private void ties(long person) {
    List<Long> near = population.people(person, SourceName.SOCIAL);
    for (long other : near) {
      if (other != person
          && dice.chance(0.5, "tie", person * Population.BLOCK + other % Population.BLOCK)) {
        tie(person, other);
      }
    }
    // Two strangers of one block would be the same tie twice.
    var blocks = new HashSet<>(Set.of(person / Population.BLOCK));
    for (int i = 0; i < 3; i++) {
      long stranger = Math.floorMod(dice.bits("stranger", person * 3 + i), population.size());
      List<Long> there = population.people(stranger, SourceName.SOCIAL);
      if (!there.isEmpty() && blocks.add(stranger / Population.BLOCK)) {
        tie(person, there.getFirst());
      }
    }
  }

  private void tie(long from, long to) {
    LocalDate since = population.daysAgo(10, 2400, "tie since", from * 31 + to);
    boolean ended = dice.chance(0.1, "tie until", from * 31 + to);
    scene
        .table("tie")
        .row(
            handle(from),
            handle(to),
            dice.of(KINDS, "tie kind", from * 31 + to),
            since,
            ended ? since.plusDays(9) : null);
  }
}
