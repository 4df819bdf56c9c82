package org.crmekg.identity;

import java.util.List;

/**
 * Decisions that cannot all be right: a chain of {@code same} between two records that are {@code
 * different}.
 *
 * @param different what says that the ends are two parties
 * @param same every decision on a way between the ends, by its records; none of them counts
 * @param records all records on such ways, sorted; they stay apart until somebody withdraws one
 */
public record Contradiction(LinkDecision different, List<LinkDecision> same, List<String> records) {
  public Contradiction {
    same = List.copyOf(same);
    records = List.copyOf(records);
  }
}
