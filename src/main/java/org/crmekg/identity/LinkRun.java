package org.crmekg.identity;

import java.time.Instant;
import java.util.Set;

/** The settings of one run of linkage, as in {@link LinkageResult}. */
public record LinkRun(
    String specification,
    String model,
    Instant at,
    double priorBits,
    double accept,
    double review,
    double reject,
    Set<String> duplicateFree) {
  public LinkRun {
    duplicateFree = Set.copyOf(duplicateFree);
  }

  /** Returns whether pairs mean the same as under the other settings. */
  boolean judgesAs(LinkRun other) {
    return priorBits == other.priorBits
        && accept == other.accept
        && review == other.review
        && duplicateFree.equals(other.duplicateFree);
  }
}
