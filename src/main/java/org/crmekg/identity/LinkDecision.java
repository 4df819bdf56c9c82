package org.crmekg.identity;

import java.time.Instant;

/**
 * What a person said of two records.
 *
 * @param number counts from 1 in the order in which decisions were made; 0 where a link file of the
 *     configuration says it
 * @param author who decided; the name of the file for a link file
 * @param reason why, in the author's words; may be empty
 */
public record LinkDecision(
    int number, Verdict verdict, RecordPair pair, String author, Instant at, String reason) {

  /** What can be said. */
  public enum Verdict {
    /** One party: linked, whatever rules find. */
    SAME,
    /** Two parties: never in one cluster, whatever rules find. */
    DIFFERENT,
    /** Not to be told: no rule links just these two, and nobody is asked again. */
    UNSURE
  }

  /** Returns whether a link file of the configuration says so. */
  public boolean isDeclared() {
    return number == 0;
  }
}
