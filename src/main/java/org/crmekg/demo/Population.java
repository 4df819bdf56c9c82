package org.crmekg.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Who there is: every party as a function of its number.
 *
 * <p>Parties come in blocks of 20, 9 organizations and 11 persons who mostly work for them, so that
 * both "whom does she work for" and "who works there" are computed without a table. Organizations
 * form groups: one large, the others of up to 24.
 */
final class Population {
  /** The "today" of the data. */
  static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);

  static final int BLOCK = 20;
  static final int ORGANIZATIONS_PER_BLOCK = 9;
  private static final int GROUP = 24;
  private static final int LARGEST_GROUP = 6000;
  private static final double IN_SEVERAL_SOURCES = 0.25;
  private static final double DUPLICATE = 0.035;
  private static final int MEMO = 1 << 14;

  private final Dice dice;
  private final long size;
  private final List<Country> countries;
  // What was worked out last, by the low bits of the party: neighbours ask for each other often.
  private final long[] memoParties = new long[MEMO];
  private final int[] memoSources = new int[MEMO];

  Population(Dice dice, long size) {
    this.dice = dice;
    this.size = size;
    this.countries = Country.read();
    Arrays.fill(memoParties, -1);
  }

  Dice dice() {
    return dice;
  }

  long size() {
    return size;
  }

  List<Country> countries() {
    return countries;
  }

  boolean isPerson(long party) {
    return party % BLOCK >= ORGANIZATIONS_PER_BLOCK;
  }

  /** Returns the party in the numbering of organizations alone. */
  private static long ordinal(long organization) {
    return organization / BLOCK * ORGANIZATIONS_PER_BLOCK + organization % BLOCK;
  }

  private static long organization(long ordinal) {
    return ordinal / ORGANIZATIONS_PER_BLOCK * BLOCK + ordinal % ORGANIZATIONS_PER_BLOCK;
  }

  /** Neighbours are mostly compatriots. */
  Country country(long party) {
    return dice.chance(0.75, "compatriot", party)
        ? dice.of(countries, "block country", party / BLOCK)
        : dice.of(countries, "country", party);
  }

  boolean isIn(long party, SourceName source) {
    return (sources(party) & source.bit()) != 0;
  }

  /** Returns the sources that know a party, as bits. */
  int sources(long party) {
    int slot = (int) (party & (MEMO - 1));
    if (memoParties[slot] != party) {
      memoSources[slot] = drawSources(party);
      memoParties[slot] = party;
    }
    return memoSources[slot];
  }

  private int drawSources(long party) {
    if (!dice.chance(IN_SEVERAL_SOURCES, "several", party)) {
      int draw = dice.below(100, "home", party);
      return (isPerson(party) ? SourceName.homeOfPerson(draw) : SourceName.homeOfOrganization(draw))
          .bit();
    }
    int sources = 0;
    for (SourceName source : SourceName.values()) {
      double share =
          isPerson(party) ? source.shareOfKnownPersons() : source.shareOfKnownOrganizations();
      if (dice.chance(share, source.id(), party)) {
        sources |= source.bit();
      }
    }
    if (Integer.bitCount(sources) < 2) {
      return isPerson(party)
          ? SourceName.CRM.bit() | SourceName.MAIL.bit()
          : SourceName.CRM.bit() | SourceName.REGISTRY.bit();
    }
    return sources;
  }

  /** Returns how many records a source has of a party that it knows: two are a duplicate. */
  int copies(long party, SourceName source) {
    return source.hasDuplicates() && dice.chance(DUPLICATE, "copy " + source.id(), party) ? 2 : 1;
  }

  /** Whether the crm knows the person as a contact of companies. */
  boolean isContact(long person) {
    return isPerson(person)
        && isIn(person, SourceName.CRM)
        && dice.below(100, "crm person", person) < 75;
  }

  /** Whether the crm knows the person as a private customer; some are both. */
  boolean isPrivateCustomer(long person) {
    return isPerson(person)
        && isIn(person, SourceName.CRM)
        && dice.below(100, "crm person", person) >= 68;
  }

  /** Returns the organization in a source that a person works for, if there is one nearby. */
  OptionalLong employer(long person, SourceName source) {
    long block = person / BLOCK * BLOCK;
    int start = dice.below(ORGANIZATIONS_PER_BLOCK, "employer", person);
    for (int i = 0; i < ORGANIZATIONS_PER_BLOCK; i++) {
      long candidate = block + (start + i) % ORGANIZATIONS_PER_BLOCK;
      if (candidate < size && isIn(candidate, source)) {
        return OptionalLong.of(candidate);
      }
    }
    return OptionalLong.empty();
  }

  /** Returns the persons of a block that a source knows. */
  List<Long> people(long party, SourceName source) {
    var people = new ArrayList<Long>();
    long block = party / BLOCK * BLOCK;
    for (long p = block + ORGANIZATIONS_PER_BLOCK; p < Math.min(size, block + BLOCK); p++) {
      if (isIn(p, source)) {
        people.add(p);
      }
    }
    return people;
  }

  /** Returns the contacts whose first employer is the account's organization. */
  List<Long> contacts(long organization) {
    var contacts = new ArrayList<Long>();
    for (long p : people(organization, SourceName.CRM)) {
      if (isContact(p) && employer(p, SourceName.CRM).equals(OptionalLong.of(organization))) {
        contacts.add(p);
      }
    }
    return contacts;
  }

  /** Returns the nearest parent of an organization in its group that a source knows. */
  OptionalLong parent(long organization, SourceName source) {
    long ordinal = ordinal(organization);
    long large = Math.min(LARGEST_GROUP, ordinal(size - 1) / 8);
    long first = ordinal < large ? 0 : large + (ordinal - large) / GROUP * GROUP;
    long place = ordinal - first;
    while (place > 0 && dice.chance(0.7, "has parent", first + place)) {
      place = (place - 1) / 3;
      long candidate = organization(first + place);
      if (isIn(candidate, source)) {
        return OptionalLong.of(candidate);
      }
    }
    return OptionalLong.empty();
  }

  /** Returns the topmost parent that a source knows. */
  OptionalLong ultimateParent(long organization, SourceName source) {
    OptionalLong top = OptionalLong.empty();
    for (OptionalLong up = parent(organization, source);
        up.isPresent();
        up = parent(up.getAsLong(), source)) {
      top = up;
    }
    return top;
  }

  /** Returns a date a number of days before today that the question decides. */
  LocalDate daysAgo(int low, int high, String question, long thing) {
    return AS_OF.minusDays(dice.between(low, high, question, thing));
  }

  LocalDate birthDate(long person) {
    return LocalDate.of(1944, 1, 1).plusDays(dice.below(22_000, "birth", person));
  }

  boolean isDissolved(long organization) {
    return dice.chance(0.06, "dissolved", organization);
  }

  LocalDate dissolvedOn(long organization) {
    return daysAgo(30, 900, "dissolved on", organization);
  }

  LocalDate incorporatedOn(long organization) {
    return LocalDate.of(1950, 1, 1).plusDays(dice.below(24_800, "incorporated", organization));
  }
}
