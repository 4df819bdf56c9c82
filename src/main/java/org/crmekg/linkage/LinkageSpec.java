package org.crmekg.linkage;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How records of one kind are linked: what is compared, which pairs are looked at, and what score
 * decides.
 *
 * @param everyPair whether all pairs are looked at, which a few thousand records allow; the rules
 *     then only help to learn
 * @param accept bits from which a pair is linked; 0 is as likely as not
 * @param review bits from which a pair is shown to people
 * @param duplicateFree sources that have each thing once, so that none of their records has two
 *     partners in another
 * @param within whether records of one of several sources may be the same, unless it is free of
 *     duplicates; those of the only source always may
 * @param notes what is worth knowing of how the specification came about
 */
public record LinkageSpec(
    Kind kind,
    List<Field> fields,
    List<Comparison> comparisons,
    List<BlockingRule> blocking,
    boolean everyPair,
    double accept,
    double review,
    Set<String> duplicateFree,
    boolean within,
    List<String> notes) {

  /** What the records are about. */
  public enum Kind {
    PERSON("Person"),
    ORGANIZATION("Organization"),
    OTHER("Other");

    private final String term;

    Kind(String term) {
      this.term = term;
    }

    /** Returns the name in specifications. */
    public String term() {
      return term;
    }
  }

  public LinkageSpec {
    fields = List.copyOf(fields);
    comparisons = List.copyOf(comparisons);
    blocking = List.copyOf(blocking);
    duplicateFree = Set.copyOf(duplicateFree);
    notes = List.copyOf(notes);
  }

  /**
   * A specification by which only records of different sources are linked, if there are several.
   */
  public LinkageSpec(
      Kind kind,
      List<Field> fields,
      List<Comparison> comparisons,
      List<BlockingRule> blocking,
      boolean everyPair,
      double accept,
      double review,
      Set<String> duplicateFree,
      List<String> notes) {
    this(
        kind,
        fields,
        comparisons,
        blocking,
        everyPair,
        accept,
        review,
        duplicateFree,
        false,
        notes);
  }

  /** Returns the field of that name. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  int indexOf(String field) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field)) {
        return i;
      }
    }
    return -1;
  }

  /** The same with another score that decides. */
  public LinkageSpec accepting(double bits) {
    return new LinkageSpec(
        kind,
        fields,
        comparisons,
        blocking,
        everyPair,
        bits,
        Math.min(review, bits),
        duplicateFree,
        within,
        notes);
  }

  /** The same for sources that have each thing once. */
  public LinkageSpec withDuplicateFree(Set<String> sources) {
    return new LinkageSpec(
        kind, fields, comparisons, blocking, everyPair, accept, review, sources, within, notes);
  }
}
