package org.crmekg.linkage;

/**
 * Two records that are taken for the same.
 *
 * @param score in bits; of a pair that only others connect, that of the weakest of them
 * @param isDirect whether the two agree enough by themselves
 */
public record LinkedPair(
    String left,
    String right,
    double score,
    boolean isDirect,
    String leftSource,
    String rightSource) {}
