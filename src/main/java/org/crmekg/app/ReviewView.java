package org.crmekg.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question to people; the JSON of {@code GET /api/link/review}.
 *
 * @param kind contradiction, quarantine, suspicion, refusal or pair
 * @param records two to compare, or all that are concerned
 * @param bits of the pair, or of the weakest link; null for decisions
 * @param impact how many pairs of records the answer makes one party, or two
 * @param pairs how many pairs ask the same
 * @param evidence of a pair
 */
public record ReviewView(
    String kind,
    List<String> records,
    @Nullable Double bits,
    long impact,
    int pairs,
    String why,
    List<HowView.EvidenceView> evidence) {}
