package org.crmekg.virtual;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.jena.sparql.core.Var;

/**
 * Groups as a database makes them.
 *
 * @param split variables: solutions in which one of them is an ambiguous name are in no group
 * @param statements what is sent, for people
 * @param groups sends it: rows with the keys, with source IRIs, and the measures of all other
 *     solutions; several rows may have the same keys, each with a part of them. Empty if a value is
 *     found that is no term, so that the solutions have to be looked at one by one. To be closed
 */
public record Grouping(Set<Var> split, List<String> statements, Supplier<Solutions> groups) {
  public Grouping {
    split = Set.copyOf(split);
    statements = List.copyOf(statements);
  }
}
