package org.crmekg.identity;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What one run of one specification found, which clusters follow from.
 *
 * @param model the version of the model that scored
 * @param specification the name of the specification, such as {@code person}; results of several
 *     are in use side by side
 * @param at when it ran
 * @param priorBits what is against any two records before they are looked at; what a pair has above
 *     it is evidence
 * @param accept bits from which a pair is linked
 * @param review bits from which people are asked
 * @param reject bits below which it is surely not one party
 * @param duplicateFree ids of sources that have everything once
 * @param pairs every pair from {@code review} on and, for each set of at most {@link #WHOLE_GROUP}
 *     records that pairs from {@code accept} on connect, all its pairs; sorted by their records
 */
public record LinkageResult(
    String model,
    String specification,
    Instant at,
    double priorBits,
    double accept,
    double review,
    double reject,
    Set<String> duplicateFree,
    List<ScoredPair> pairs) {

  /** So many connected records have all their pairs in the result. */
  public static final int WHOLE_GROUP = 50;

  public LinkageResult {
    if (!specification.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw new IllegalArgumentException(
          "a specification is named in small letters, digits and hyphens, not \"%s\""
              .formatted(specification));
    }
    if (!(accept >= review && review >= reject)) {
      throw new IllegalArgumentException(
          "accept, review and reject must fall, not be %s, %s, %s"
              .formatted(accept, review, reject));
    }
    duplicateFree = Set.copyOf(duplicateFree);
    pairs = pairs.stream().sorted(ScoredPair.BY_RECORDS).toList();
    for (int i = 1; i < pairs.size(); i++) {
      if (ScoredPair.BY_RECORDS.compare(pairs.get(i - 1), pairs.get(i)) == 0) {
        throw new IllegalArgumentException(
            "%s and %s are a pair twice".formatted(pairs.get(i).left(), pairs.get(i).right()));
      }
    }
  }

  /** Returns the settings of the run. */
  public LinkRun run() {
    return new LinkRun(specification, model, at, priorBits, accept, review, reject, duplicateFree);
  }
}
