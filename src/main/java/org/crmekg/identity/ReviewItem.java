package org.crmekg.identity;

import java.util.List;

/**
 * One thing that people are asked.
 *
 * @param records two records to compare, or all that are concerned
 * @param bits of the pair; of the weakest link for a cluster
 * @param impact how many pairs of records the answer makes one party, or two
 * @param why what makes it a question
 * @param pairs how many pairs ask the same
 */
public record ReviewItem(
    Kind kind, List<String> records, double bits, long impact, String why, int pairs) {

  /** Kinds of questions, the gravest first. */
  public enum Kind {
    /** Decisions contradict each other. */
    CONTRADICTION,
    /** A cluster does not count before somebody looked at it. */
    QUARANTINE,
    /** A cluster counts, and looks strange. */
    SUSPICION,
    /** Two records look the same, and the rest of their clusters speaks against it. */
    REFUSAL,
    /** Two records may be the same. */
    PAIR
  }

  public ReviewItem {
    records = List.copyOf(records);
  }
}
