package org.crmekg.demo;

import java.time.LocalDateTime;

/** The rows of the mail server's log: people with our staff. */
final class MailRows {
  private final Scene scene;
  private final Population population;
  private final Dice dice;
  private final Staff staff;

  MailRows(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.dice = scene.dice();
    this.staff = new Staff(population, scene.naming());
  }

  void write() {
    TableOutput mailbox = scene.table("mailbox");
    for (int i = 0; i < staff.size(); i++) {
      mailbox.row(staff.email(i), staff.name(i), true);
    }
    for (long party = 0; party < population.size(); party++) {
      if (population.isPerson(party) && population.isIn(party, SourceName.MAIL)) {
        String address = scene.naming().email(party);
        scene.known(SourceName.MAIL, "mailbox", address, party);
        mailbox.row(
            address,
            dice.chance(0.8, "display name", party)
                ? scene.naming().typed(party, SourceName.MAIL, 0)
                : null,
            false);
        messages(party, address);
      }
    }
  }

  private void messages(long person, String address) {
    int count = dice.between(1, 8, "messages", person);
    for (int i = 0; i < count; i++) {
      long id = person * 8 + i;
      String ours =
          staff.email(
              dice.chance(0.7, "to owner", id)
                  ? staff.ownerOf(person)
                  : dice.below(staff.size(), "to whom", id));
      boolean outgoing = dice.chance(0.5, "outgoing", id);
      LocalDateTime at =
          population
              .daysAgo(1, 720, "mail", id)
              .atTime(dice.between(6, 21, "mail hour", id), dice.below(60, "mail minute", id));
      scene
          .table("message")
          .row(
              "<%d@mail.our-company.example>".formatted(id),
              at,
              outgoing ? ours : address,
              outgoing ? address : ours,
              dice.chance(0.85, "one recipient", id) ? 1 : dice.between(2, 30, "recipients", id),
              i > 0 && dice.chance(0.6, "reply", id));
    }
  }
}
