package org.crmekg.linkage;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the values of one field count as evidence.
 *
 * @param swappedWith the field whose value may stand in place of this one's, as the family name in
 *     that of the given name
 * @param steps of similarity where levels begin, from high to low; empty for kinds without
 * @param termFrequency whether sharing a rare value says more than sharing a common one
 * @param levels with the shares to start from
 * @param silent names of levels that are no evidence, because another comparison says it already
 * @param otherwise names of levels that count as the lowest one: what looks alike is another's all
 *     the same, as two mailboxes that are both made of one name
 */
public record Comparison(
    String name,
    String field,
    Optional<String> swappedWith,
    List<Double> steps,
    boolean termFrequency,
    List<FieldKind.Level> levels,
    Set<String> silent,
    Set<String> otherwise) {

  /** As many as fit into one comparison vector. */
  static final int MOST = 15;

  public Comparison {
    steps = List.copyOf(steps);
    levels = List.copyOf(levels);
    silent = Set.copyOf(silent);
    otherwise = Set.copyOf(otherwise);
  }

  /** The comparison that a kind of field has unless one says otherwise. */
  static Comparison of(Field field, Optional<String> swappedWith) {
    return new Comparison(
        field.name(),
        field.name(),
        swappedWith,
        field.kind().steps(),
        field.kind().hasTermFrequency(),
        field.kind().levels(),
        Set.of(),
        Set.of());
  }
}
