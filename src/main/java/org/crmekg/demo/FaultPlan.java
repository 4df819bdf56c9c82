package org.crmekg.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Says which rows of one source are wrong.
 *
 * <p>It counts the rows that could have a fault and strikes in a rhythm of the seed, first within
 * the first few, so that small data have every fault, too. The rhythms do not touch each other: to
 * leave one fault out, or double it, changes no other.
 */
final class FaultPlan {
  private static final int FEW = 8;

  private final Map<Fault, Rhythm> rhythms = new EnumMap<>(Fault.class);

  FaultPlan(Dice dice, Set<Fault> without, Set<Fault> doubled) {
    for (Fault fault : Fault.values()) {
      // Between half and one and a half of the usual distance.
      int period =
          Math.max(2, fault.every() / 2 + dice.below(fault.every() + 1, fault.spelled(), 0));
      // Where few rows could have it, the first one has.
      int first = fault.every() <= FEW ? 0 : dice.below(Math.min(period, 3), fault.spelled(), 1);
      int second = (first + Math.max(1, period / 2)) % period;
      rhythms.put(
          fault,
          new Rhythm(
              period,
              without.contains(fault) ? -1 : first,
              doubled.contains(fault) && !without.contains(fault) ? second : -1));
    }
  }

  /** Asks once for each row that could have the fault. */
  boolean strikes(Fault fault) {
    Rhythm rhythm = rhythms.get(fault);
    return rhythm != null && rhythm.strikes();
  }

  private static final class Rhythm {
    private final int period;
    private final int first;
    private final int second;
    private int beat;

    Rhythm(int period, int first, int second) {
      this.period = period;
      this.first = first;
      this.second = second;
    }

    boolean strikes() {
      boolean strikes = beat == first || beat == second;
      beat = (beat + 1) % period;
      return strikes;
    }
  }
}
