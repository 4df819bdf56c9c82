package org.crmekg.identity;

import java.util.List;
import java.util.Optional;

/**
 * Records that look like one party.
 *
 * @param members their IRIs, sorted, at least two
 * @param doubt why a person should look at it
 * @param isHeldBack whether it does not count until a person decided: only what people linked holds
 */
public record PartyCluster(List<String> members, Optional<Doubt> doubt, boolean isHeldBack) {
  public PartyCluster {
    members = List.copyOf(members);
  }

  /** What makes a cluster suspicious. */
  public enum Doubt {
    /** It has more records than a party has in its sources. */
    TOO_LARGE("it has more records than a party has"),
    /** Most of its pairs speak against it. */
    OUTVOTED("most of its pairs, compared with each other, speak against it"),
    /** Few of its pairs are linked. */
    THIN("few of its pairs look the same; most are held together by others"),
    /** One link holds two groups together that otherwise speak against it. */
    ONE_LINK("one link alone holds two groups of its records together");

    private final String words;

    Doubt(String words) {
      this.words = words;
    }

    /** Returns the doubt in words. */
    public String words() {
      return words;
    }
  }

  /** Returns how many pairs of records it makes one. */
  public long impact() {
    return (long) members.size() * (members.size() - 1) / 2;
  }
}
