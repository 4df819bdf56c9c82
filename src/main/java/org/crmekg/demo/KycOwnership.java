package org.crmekg.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Statements of ownership and control of one organization, and who acts for it. */
final class KycOwnership {
  private static final List<String> SOURCES =
      List.of("self-declaration", "official-register", "third-party", "verified");

  private final Scene scene;
  private final Population population;
  private final Dice dice;
  private int number;

  KycOwnership(Scene scene) {
    this.scene = scene;
    this.population = scene.population();
    this.dice = scene.dice();
  }

  /** A share in percent: exact, a band, or unknown where all are null. */
  private record Share(
      @Nullable BigDecimal exact, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {
    static final Share UNKNOWN = new Share(null, null, null);

    static Share exactly(long hundredths) {
      return new Share(BigDecimal.valueOf(hundredths, 2), null, null);
    }

    static Share band(int minimum, int maximum) {
      return new Share(null, BigDecimal.valueOf(minimum), BigDecimal.valueOf(maximum));
    }
  }

  void write(long organization) {
    number = 0;
    var owners = new ArrayList<Long>();
    OptionalLong parent = population.parent(organization, SourceName.KYC);
    parent.ifPresent(owners::add);
    List<Long> people = population.people(organization, SourceName.KYC);
    for (int i = 0; i < Math.min(3, people.size()); i++) {
      if (dice.chance(0.7, "owner " + i, organization)) {
        owners.add(people.get(i));
      }
    }
    if (owners.isEmpty()) {
      unknownOwner(organization);
    } else {
      owners(organization, owners, parent.isPresent());
    }
    officers(organization, people);
  }

  /** Shares are in hundredths of a percent and together at most 100, unless planted. */
  private void owners(long organization, List<Long> owners, boolean hasParent) {
    // Faults of a share would hide a fault of the sum, so no organization may have both kinds.
    boolean ofSum = owners.size() > 1 && dice.chance(0.6, "fault of sum", organization);
    boolean tooMuch = ofSum && scene.strikes(Fault.SHARE_SUM_ABOVE_100);
    int left = 10_000;
    for (int i = 0; i < owners.size(); i++) {
      boolean parent = i == 0 && hasParent;
      int most = Math.max(1, left / (owners.size() - i));
      int share = parent ? dice.between(25, 80, "parent share", organization) * 100 : most;
      share = Math.min(share, left);
      left -= share;
      owner(
          organization,
          owners.get(i),
          tooMuch ? Share.exactly(7_000) : share(organization * 4 + i, share, !ofSum));
    }
  }

  private Share share(long thing, int hundredths, boolean mayBeWrong) {
    int kind = dice.below(10, "share kind", thing);
    if (kind == 9) {
      return Share.UNKNOWN;
    }
    if (kind < 7) {
      return mayBeWrong && scene.strikes(Fault.SHARE_OUT_OF_RANGE)
          ? Share.exactly(dice.chance(0.5, "negative share", thing) ? -500 : 12_000)
          : Share.exactly(hundredths);
    }
    // The bands of the United Kingdom's register: 25–50, 50–75, 75–100.
    int lower = hundredths >= 7_500 ? 75 : hundredths >= 5_000 ? 50 : hundredths >= 2_500 ? 25 : 0;
    return mayBeWrong && scene.strikes(Fault.SHARE_BOUNDS_REVERSED)
        ? Share.band(lower + 25, lower)
        : Share.band(lower, lower + 25);
  }

  private void owner(long organization, long owner, Share share) {
    TableOutput row = statement(organization, owner, "shareholding", share);
    List<Long> others = population.people(organization, SourceName.KYC);
    long nominator = others.isEmpty() ? owner : others.getLast();
    boolean nominee =
        population.isPerson(owner)
            && nominator != owner
            && dice.chance(0.6, "nominee", organization + owner);
    boolean silent = nominee && scene.strikes(Fault.NOMINEE_WITHOUT_NOMINATOR);
    row.put("isNominee", nominee);
    row.put("nomineeFor", nominee && !silent ? Keys.subject(nominator, 0) : null);
    row.put("beneficialOwnership", population.isPerson(owner) && !nominee);
    row.end();
  }

  private void unknownOwner(long organization) {
    scene
        .table("statement")
        .put("statementId", id(organization))
        .put("subjectId", Keys.subject(organization, 0))
        .put(
            "unknownReason",
            dice.of(
                List.of(
                    "no-beneficial-owners", "subject-unable-to-confirm", "interested-party-exempt"),
                "unknown owner",
                organization))
        .put("interestType", "shareholding")
        .put("directOrIndirect", "direct")
        .put("beneficialOwnership", false)
        .put("isComponent", false)
        .put("components", Json.array(List.of()))
        .put("isNominee", false)
        .put("sourceType", "self-declaration")
        .put("statedOn", population.daysAgo(30, 800, "stated", organization))
        .put("validFrom", population.daysAgo(801, 1500, "unknown since", organization))
        .end();
  }

  private String id(long organization) {
    number++;
    return "KO-%08d-%d".formatted(organization, number);
  }

  private TableOutput statement(long organization, long owner, String type, Share share) {
    LocalDate from = population.daysAgo(400, 2500, "owns since", organization + owner * 31);
    return scene
        .table("statement")
        .put("statementId", id(organization))
        .put("subjectId", Keys.subject(organization, 0))
        .put("interestedPartyId", Keys.subject(owner, 0))
        .put("interestType", type)
        .put("shareExact", share.exact())
        .put("shareMinimum", share.minimum())
        .put("shareMaximum", share.maximum())
        .put("directOrIndirect", "direct")
        .put("isComponent", false)
        .put("components", Json.array(List.of()))
        .put("sourceType", dice.of(SOURCES, "statement source", organization + owner))
        .put("statedOn", from.plusDays(dice.between(1, 27, "stated after", organization)))
        .put("validFrom", from);
  }

  private void officers(long organization, List<Long> people) {
    for (int i = 0; i < Math.min(2, people.size()); i++) {
      long person = people.get(i);
      long id = organization * 4 + i;
      String kind =
          i == 0 ? "director" : dice.of(List.of("signatory", "representative"), "acts as", id);
      boolean signs = kind.equals("signatory");
      scene
          .table("relation")
          .row(
              Keys.padded("KR-", id, 8),
              Keys.subject(person, 0),
              Keys.subject(organization, 0),
              kind,
              i == 0 ? "managing director" : null,
              signs ? BigDecimal.valueOf(dice.between(10, 500, "limit", id) * 1_000L) : null,
              signs ? population.country(organization).fact("currency") : null,
              population.daysAgo(100, 2000, "officer since", id),
              dice.chance(0.12, "officer left", id)
                  ? population.daysAgo(5, 90, "officer until", id)
                  : null);
    }
  }
}
