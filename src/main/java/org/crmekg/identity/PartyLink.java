package org.crmekg.identity;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of two records that a rule or a person looked at.
 *
 * @param why the reason in words
 * @param isOpen whether a person has to look at it
 * @param scored what a rule found, if one compared them
 * @param decision what a person said, if one did
 */
public record PartyLink(
    RecordPair pair,
    State state,
    String why,
    boolean isOpen,
    Optional<ScoredPair> scored,
    Optional<LinkRun> run,
    Optional<LinkDecision> decision) {

  /** What can become of two records. */
  public enum State {
    /** They are linked, and the link counts. */
    LINKED,
    /** Others link them; by themselves they would be for people to decide, or two parties. */
    IMPLIED,
    /** People are asked. */
    REVIEW,
    /** A person could not tell. */
    UNSURE,
    /** A person said that they are two parties. */
    DIFFERENT,
    /** They look the same, but what is known of others speaks against it. */
    REFUSED,
    /** They look the same, but their cluster is not to be believed before a person looked. */
    QUARANTINED,
    /** A person linked them, and decisions contradict that. */
    CONTRADICTED,
    /** A person spoke of a record that no source has now. */
    WAITING
  }

  /** Returns a name for the link of two IRIs, the same whenever it is asked for. */
  public static String id(String left, String right) {
    return UUID.nameUUIDFromBytes((left + " " + right).getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Returns its name. */
  public String id() {
    return id(pair.left(), pair.right());
  }

  /** Returns the bits; 0 where no rule compared them. */
  public double bits() {
    return scored.map(ScoredPair::bits).orElse(0.0);
  }
}
