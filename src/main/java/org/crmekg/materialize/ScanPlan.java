package org.crmekg.materialize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.crmekg.source.Dialect;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.virtual.ColumnRef;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.QuadMap.Origin;
import org.crmekg.virtual.SqlRequest;
import org.crmekg.virtual.SqlUnfolder;
import org.crmekg.virtual.SqlUnfolder.ScanColumn;
import org.crmekg.virtual.TermSpec;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.crmekg.virtual.TermSpec.FromTemplate;

/**
 * Which requests read what a mapping needs: one scan of each logical table for all its quad maps.
 *
 * <p>A referencing object map with join conditions (R2RML §8) is served in one of three ways, each
 * only where it surely gives the same quads:
 *
 * <ol>
 *   <li>The object is made of nothing but the join's own parent columns, and an enforced foreign
 *       key says that the parent row exists: the object is made from the child's columns, without a
 *       join ({@link ForeignKeys}).
 *   <li>The join finds at most one parent for a row, because its parent columns hold a key: the
 *       child's scan fetches the parent's columns along, by a left join. A row without a parent has
 *       NULL in them and gives no quad.
 *   <li>Otherwise a scan of its own, as the recommendation's joint SQL query has it.
 * </ol>
 */
final class ScanPlan {

  /** Quad maps that find their columns at the same positions. */
  record View(List<QuadMap> quadMaps, Map<ColumnRef, Integer> positions) {}

  /** A request and the quad maps that it serves; joined if a row may come several times. */
  record Scan(SqlRequest request, Relation relation, boolean joined, List<View> views) {}

  private final List<Scan> scans;
  private final Set<QuadMap> repeating;
  private final Set<QuadMap> openEnded;

  private ScanPlan(List<Scan> scans, Set<QuadMap> repeating, Set<QuadMap> openEnded) {
    this.scans = List.copyOf(scans);
    this.repeating = Set.copyOf(repeating);
    this.openEnded = Set.copyOf(openEnded);
  }

  static ScanPlan of(CompiledMapping mapping, JdbcSource source) {
    var foreignKeys = new ForeignKeys(source);
    var unfolder = new SqlUnfolder(source.dialect());
    // Without its join, one may have become the same as another.
    var distinct = new LinkedHashSet<QuadMap>();
    var openEnded = new HashSet<QuadMap>();
    for (QuadMap stated : mapping.quadMaps()) {
      QuadMap planned = withoutJoin(stated, foreignKeys);
      distinct.add(planned);
      if (mapping.openEnded().contains(stated)) {
        openEnded.add(planned);
      }
    }
    List<QuadMap> quadMaps = List.copyOf(distinct);
    var together = new LinkedHashMap<Rows, List<QuadMap>>();
    for (QuadMap quadMap : quadMaps) {
      var rows =
          new Rows(
              quadMap.relation(),
              quadMap.join().filter(join -> !isReadWithChild(quadMap, join, source.dialect())));
      together.computeIfAbsent(rows, k -> new ArrayList<>()).add(quadMap);
    }
    var scans = new ArrayList<Scan>();
    together.forEach((rows, served) -> scans.add(scan(rows, served, unfolder)));
    return new ScanPlan(scans, mayRepeat(quadMaps, !mapping.openEnded().isEmpty()), openEnded);
  }

  List<Scan> scans() {
    return scans;
  }

  /** Returns whether a quad of the quad map may come twice. */
  boolean mayRepeat(QuadMap quadMap) {
    return repeating.contains(quadMap);
  }

  /** Returns whether the ontology's inferences are drawn per row. */
  boolean isOpenEnded(QuadMap quadMap) {
    return openEnded.contains(quadMap);
  }

  /** The rows of a logical table, or of its join with a parent. */
  private record Rows(Relation relation, Optional<Join> join) {}

  private static Scan scan(Rows rows, List<QuadMap> served, SqlUnfolder unfolder) {
    var columns = new LinkedHashMap<ScanColumn, Integer>();
    var byJoin = new LinkedHashMap<Optional<Join>, List<QuadMap>>();
    for (QuadMap quadMap : served) {
      byJoin.computeIfAbsent(quadMap.join(), k -> new ArrayList<>()).add(quadMap);
    }
    var views = new ArrayList<View>();
    byJoin.forEach(
        (join, quadMaps) -> {
          var positions = new HashMap<ColumnRef, Integer>();
          for (QuadMap quadMap : quadMaps) {
            for (ColumnRef column : quadMap.requiredColumns()) {
              var scanColumn =
                  new ScanColumn(column, column.side() == Side.CHILD ? Optional.empty() : join);
              positions.put(column, columns.computeIfAbsent(scanColumn, c -> columns.size()));
            }
          }
          views.add(new View(List.copyOf(quadMaps), Map.copyOf(positions)));
        });
    return new Scan(
        unfolder.scan(rows.relation(), rows.join(), List.copyOf(columns.keySet())),
        rows.relation(),
        rows.join().isPresent(),
        List.copyOf(views));
  }

  /** A row must have at most one parent, and show by its columns whether it has one. */
  private static boolean isReadWithChild(QuadMap quadMap, Join join, Dialect dialect) {
    var parentColumns = new LinkedHashSet<String>();
    for (int i = 0; i < join.child().size(); i++) {
      if (!dialect.comparesByKey(
          join.child().get(i).column(), join.parentColumns().get(i).column())) {
        return false;
      }
      parentColumns.add(join.parentColumns().get(i).column().name());
    }
    return join.parent().keys().stream().anyMatch(parentColumns::containsAll)
        && quadMap.columns().stream().anyMatch(c -> c.side() == Side.PARENT);
  }

  private static QuadMap withoutJoin(QuadMap quadMap, ForeignKeys foreignKeys) {
    if (quadMap.join().isEmpty()) {
      return quadMap;
    }
    Join join = quadMap.join().get();
    var childOf = new HashMap<ColumnRef, ColumnRef>();
    for (int i = 0; i < join.child().size(); i++) {
      childOf.put(join.parentColumns().get(i), join.child().get(i));
    }
    var parentColumns = new LinkedHashSet<>(quadMap.requiredColumns());
    parentColumns.removeIf(c -> c.side() == Side.CHILD);
    // NULL in a column of the join finds no parent; if no term shows it, there must be none.
    boolean nullShows =
        childOf.entrySet().stream()
            .allMatch(e -> parentColumns.contains(e.getKey()) || e.getValue().column().notNull());
    if (!childOf.keySet().containsAll(parentColumns)
        || !nullShows
        || !childOf.entrySet().stream().allMatch(e -> isSameType(e.getValue(), e.getKey()))
        || !foreignKeys.enforce(quadMap.relation(), join)) {
      return quadMap;
    }
    return onChild(quadMap, childOf);
  }

  private static boolean isSameType(ColumnRef a, ColumnRef b) {
    return a.column().typeName().equals(b.column().typeName())
        && a.column().type() == b.column().type()
        && a.column().length() == b.column().length()
        && a.column().type().isExact();
  }

  private static QuadMap onChild(QuadMap q, Map<ColumnRef, ColumnRef> childOf) {
    return new QuadMap(
        q.triplesMap(),
        q.relation(),
        Optional.empty(),
        onChild(q.graph(), childOf),
        onChild(q.subject(), childOf),
        onChild(q.predicate(), childOf),
        onChild(q.object(), childOf),
        switch (q.origin()) {
          case Origin.Stated stated -> stated;
          case Origin.Inferred inferred ->
              new Origin.Inferred(onChild(inferred.premise(), childOf), inferred.rule());
        });
  }

  private static TermSpec onChild(TermSpec spec, Map<ColumnRef, ColumnRef> childOf) {
    return switch (spec) {
      case TermSpec.Constant constant -> constant;
      case FromColumn c ->
          new FromColumn(
              childOf.getOrDefault(c.column(), c.column()),
              c.termType(),
              c.language(),
              c.datatype(),
              c.context());
      case FromTemplate t ->
          new FromTemplate(
              t.template(),
              t.absolute(),
              t.holes().stream().map(h -> childOf.getOrDefault(h, h)).toList(),
              t.termType(),
              t.language(),
              t.datatype(),
              t.context());
    };
  }

  /** Quad maps whose quads may come twice: from two rows of theirs, or from another quad map. */
  private static Set<QuadMap> mayRepeat(List<QuadMap> all, boolean openEnded) {
    if (openEnded) {
      return new HashSet<>(all);
    }
    // Quad maps with different constant predicates never meet; that is most pairs.
    var byPredicate = new HashMap<Node, List<QuadMap>>();
    var anyPredicate = new ArrayList<QuadMap>();
    for (QuadMap q : all) {
      (q.predicate() instanceof TermSpec.Constant p
              ? byPredicate.computeIfAbsent(p.node(), k -> new ArrayList<>())
              : anyPredicate)
          .add(q);
    }
    var repeat = new HashSet<QuadMap>();
    for (QuadMap q : all) {
      Stream<QuadMap> others =
          q.predicate() instanceof TermSpec.Constant p
              ? Stream.concat(
                  byPredicate.getOrDefault(p.node(), List.of()).stream(), anyPredicate.stream())
              : all.stream();
      if (!q.isDuplicateFree() || others.anyMatch(o -> !o.equals(q) && q.canOverlap(o))) {
        repeat.add(q);
      }
    }
    return repeat;
  }
}
