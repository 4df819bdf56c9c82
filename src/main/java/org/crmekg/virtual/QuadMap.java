package org.crmekg.virtual;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.crmekg.mapping.TriplesMap;
import org.crmekg.source.Relation;
import org.crmekg.virtual.ColumnRef.Side;

/**
 * The smallest rule of a mapping: one graph, subject, predicate and object per row.
 *
 * @param triplesMap the triples map that it comes from
 * @param relation the logical table
 * @param join the parent's logical table, for a referencing object map with join conditions
 * @param graph makes the graph name
 * @param subject makes the subject
 * @param predicate makes the predicate
 * @param object makes the object
 * @param origin whether the mapping states it or the ontology adds it
 */
public record QuadMap(
    TriplesMap triplesMap,
    Relation relation,
    Optional<Join> join,
    TermSpec graph,
    TermSpec subject,
    TermSpec predicate,
    TermSpec object,
    Origin origin) {

  /** The parent side of a referencing object map (R2RML §8). */
  public record Join(Relation parent, List<ColumnRef> child, List<ColumnRef> parentColumns) {
    public Join {
      child = List.copyOf(child);
      parentColumns = List.copyOf(parentColumns);
    }
  }

  /** Where a quad map comes from. */
  public sealed interface Origin {
    /** The mapping states it. */
    record Stated() implements Origin {}

    /**
     * The ontology adds it.
     *
     * @param premise the stated quad map that it follows from
     * @param rule the rule, in words
     */
    record Inferred(QuadMap premise, String rule) implements Origin {}
  }

  /** Its terms and table tell it apart; the rest of its triples map may be thousands of rules. */
  @Override
  public int hashCode() {
    return Objects.hash(relation, graph, subject, predicate, object);
  }

  /** Returns the columns that its terms are made of. */
  public Set<ColumnRef> columns() {
    var columns = new LinkedHashSet<ColumnRef>();
    columns.addAll(graph.columns());
    columns.addAll(subject.columns());
    columns.addAll(predicate.columns());
    columns.addAll(object.columns());
    return columns;
  }

  /** Returns all columns that must have a value for a quad to come out: also those of a premise. */
  public Set<ColumnRef> requiredColumns() {
    var columns = new LinkedHashSet<>(columns());
    if (origin instanceof Origin.Inferred inferred) {
      columns.addAll(inferred.premise().requiredColumns());
    }
    return columns;
  }

  /** Returns whether each row surely gives another quad than all other rows. */
  public boolean isDuplicateFree() {
    var child = new LinkedHashSet<String>();
    var parent = new LinkedHashSet<String>();
    for (TermSpec spec : List.of(graph, subject, predicate, object)) {
      if (spec.isInjective()) {
        for (ColumnRef ref : spec.columns()) {
          (ref.side() == Side.CHILD ? child : parent).add(ref.column().name());
        }
      }
    }
    if (relation.keys().stream().noneMatch(child::containsAll)) {
      return false;
    }
    if (join.isEmpty()) {
      return true;
    }
    // At most one parent per child, or the parent's row is known from the quad itself.
    join.get().parentColumns().forEach(c -> parent.add(c.column().name()));
    return join.get().parent().keys().stream().anyMatch(parent::containsAll);
  }

  /** Returns false only if it surely makes no statement about this subject with this predicate. */
  public boolean canMake(Node subjectTerm, Node predicateTerm) {
    return subject.match(subjectTerm) instanceof TermSpec.Match.Rows
        && predicate.match(predicateTerm) instanceof TermSpec.Match.Rows;
  }

  /** Returns false only if the two surely never make the same quad. */
  public boolean canOverlap(QuadMap other) {
    return TermSpec.canBeEqual(predicate, other.predicate)
        && TermSpec.canBeEqual(graph, other.graph)
        && TermSpec.canBeEqual(subject, other.subject)
        && TermSpec.canBeEqual(object, other.object);
  }
}
