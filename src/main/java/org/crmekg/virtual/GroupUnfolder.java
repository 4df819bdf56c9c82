package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.sparql.core.Var;
import org.crmekg.mapping.TermType;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.source.SqlType;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.JoinUnfolder.Ways;
import org.crmekg.virtual.QuadJoin.Placed;
import org.crmekg.virtual.SqlUnfolder.Alternatives;
import org.crmekg.virtual.TermSpec.Constant;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.crmekg.virtual.TermSpec.FromTemplate;

/**
 * Turns groups of solutions into SQL that groups, where that surely gives the same.
 *
 * <p>A database groups rows. That is the same as grouping solutions if each solution is one row,
 * which keys prove or DISTINCT makes true, and if nothing has to be looked at afterwards: equality
 * in the database is equality of terms, each row is a solution, and filters mean the same.
 *
 * <p>A thing with several names is one thing in the golden view. A variable that stands in one
 * place only, and that is not needed to tell solutions apart, may be such a thing: groups are named
 * and added up by who asks. Where it joins, or tells solutions apart, the solutions with such
 * things are left to who asks.
 */
final class GroupUnfolder {
  /** So many names that a statement leaves out are more than all databases take well. */
  private static final int MOST_LEFT_OUT = 20_000;

  private final JoinUnfolder joins;
  private final Dialect dialect;

  GroupUnfolder(JoinUnfolder joins, Dialect dialect) {
    this.joins = joins;
    this.dialect = dialect;
  }

  /**
   * Statements that group.
   *
   * @param split variables: solutions in which one of them is ambiguous are left out
   */
  record Groups(Set<Var> split, List<GroupRequest> requests) {
    Groups {
      split = Set.copyOf(split);
      requests = List.copyOf(requests);
    }
  }

  /** Unfolds; empty if groups of rows are perhaps not the groups that are meant. */
  Optional<Groups> unfold(GroupBlock block) {
    Optional<Ways> ways =
        block.pattern().values().isEmpty() ? joins.ways(block.pattern()) : Optional.empty();
    if (ways.isEmpty() || !ways.get().all().stream().allMatch(w -> isExact(w, block))) {
      return Optional.empty();
    }
    Set<Var> variables = new HashSet<>();
    ways.get().all().forEach(w -> variables.addAll(w.terms().keySet()));
    var ambiguity = new ArrayList<Map<Var, Ambiguity>>();
    Set<Var> ambiguous = new HashSet<>();
    for (QuadJoin way : ways.get().all()) {
      Map<Var, Ambiguity> of = ambiguity(way, block);
      ambiguity.add(of);
      ambiguous.addAll(of.keySet());
    }
    Set<Var> split = joinedNames(ways.get(), block);
    Set<Var> sure = new HashSet<>(variables);
    ambiguous.stream().filter(v -> !split.contains(v)).forEach(sure::remove);
    boolean unique = ways.get().all().stream().allMatch(w -> isUnique(w, ways.get(), sure));
    if (!unique) {
      split.addAll(ambiguous);
      sure.addAll(ambiguous);
    }
    var requests = new ArrayList<GroupRequest>();
    for (int i = 0; i < ways.get().all().size(); i++) {
      QuadJoin way = ways.get().all().get(i);
      Map<Var, Ambiguity> its = ambiguity.get(i);
      var leftOut = new ArrayList<Placed>();
      for (Var v : split) {
        Ambiguity of = its.get(v);
        if (of != null && of.names().isEmpty()) {
          return Optional.empty();
        }
        if (of != null) {
          leftOut.add(new Placed(way.term(v).view(), of.names().get()));
        }
      }
      boolean once = way.isDuplicateFree(sure, way.restrictions());
      var sql = new JoinSql(way, dialect);
      if (ways.get().overlaps(way, sure)
          || (!once && !sql.mayDistinct())
          || !isMeasurable(way, ways.get(), block)) {
        return Optional.empty();
      }
      requests.add(sql.group(block, leftOut, !once));
    }
    return Optional.of(new Groups(split, requests));
  }

  private static boolean isUnique(QuadJoin way, Ways ways, Set<Var> variables) {
    return way.isDuplicateFree(variables, way.restrictions()) && !ways.overlaps(way, variables);
  }

  private static boolean isJoined(Var v, GroupBlock block) {
    return block.pattern().patterns().stream()
            .flatMap(t -> Stream.of(t.getSubject(), t.getObject()))
            .filter(v::equals)
            .count()
        > 1;
  }

  // ---- Things with several names

  /**
   * A variable may be an ambiguous name in a way.
   *
   * @param names the values of its columns then; empty if they are not known
   */
  private record Ambiguity(Optional<Alternatives> names) {}

  /** Returns the variables that join and may be ambiguous, in a way or beside all of them. */
  private static Set<Var> joinedNames(Ways ways, GroupBlock block) {
    Set<Var> joined = new HashSet<>();
    if (!block.ambiguous().isEmpty()) {
      TermSet names = TermSet.of(block.ambiguous());
      ways.terms()
          .forEach(
              (v, specs) -> {
                if (isJoined(v, block)
                    && specs.stream()
                        .anyMatch(s -> SqlUnfolder.collect(s, names, new ArrayList<>()))) {
                  joined.add(v);
                }
              });
    }
    return joined;
  }

  private static Map<Var, Ambiguity> ambiguity(QuadJoin way, GroupBlock block) {
    var ambiguity = new LinkedHashMap<Var, Ambiguity>();
    if (block.ambiguous().isEmpty()) {
      return ambiguity;
    }
    TermSet names = TermSet.of(block.ambiguous());
    for (Map.Entry<Var, Term> variable : way.terms().entrySet()) {
      var found = new ArrayList<Alternatives>();
      if (SqlUnfolder.collect(variable.getValue().spec(), names, found)) {
        boolean known = found.size() == 1 && found.getFirst().rows().size() <= MOST_LEFT_OUT;
        ambiguity.put(
            variable.getKey(),
            new Ambiguity(known ? Optional.of(found.getFirst()) : Optional.empty()));
      }
    }
    return ambiguity;
  }

  // ---- What SQL says exactly

  private boolean isExact(QuadJoin way, GroupBlock block) {
    var sql = new JoinSql(way, dialect);
    return way.quadMaps().stream()
            .allMatch(
                q ->
                    Stream.of(q.graph(), q.subject(), q.predicate(), q.object())
                            .allMatch(GroupUnfolder::isTotal)
                        && q.requiredColumns().stream().allMatch(c -> isReliable(c.column())))
        && way.same().stream()
            .allMatch(
                s ->
                    s.right().spec() instanceof Constant constant
                        && isExact(s.left().spec(), constant))
        && block.pattern().filters().stream().allMatch(sql::isExact)
        && block.keys().stream().allMatch(k -> isGroupable(way.term(k).spec()));
  }

  /** Whether every row without NULL gives a term. */
  private static boolean isTotal(TermSpec spec) {
    return switch (spec) {
      case Constant c -> true;
      case FromColumn c -> c.termType() != TermType.IRI && c.comparesAsValue();
      case FromTemplate t ->
          switch (t.termType()) {
            case IRI -> !t.template().texts().getFirst().isEmpty();
            case BLANK_NODE -> true;
            case LITERAL -> t.language().isPresent() || t.datatype().isEmpty();
          };
    };
  }

  /** MariaDB's driver reads days that there are not as NULL. */
  private boolean isReliable(Column column) {
    return dialect != Dialect.MARIADB
        || (column.type() != SqlType.DATE && column.type() != SqlType.TIMESTAMP);
  }

  /** Whether the rows that SQL finds for a constant are those that give it. */
  private boolean isExact(TermSpec spec, Constant constant) {
    boolean invertible =
        spec instanceof FromTemplate t
            ? t.termType() == TermType.IRI && t.absolute().isInjective()
            : spec instanceof FromColumn c && c.termType() == TermType.LITERAL;
    return invertible
        && spec.match(constant.node()) instanceof TermSpec.Match.Rows rows
        && rows.conditions().stream()
            .map(TermSpec.Condition::column)
            .toList()
            .containsAll(spec.columns())
        && spec.columns().stream().allMatch(c -> QuadJoin.isComparedByValue(dialect, c.column()));
  }

  private boolean isGroupable(TermSpec spec) {
    return spec.columns().stream()
        .map(ColumnRef::column)
        .allMatch(
            c ->
                SqlUnfolder.isDistinctSafe(c)
                    && (dialect.comparesTextByCode()
                        || (c.type() != SqlType.TEXT && c.type() != SqlType.CHAR)));
  }

  private static boolean isMeasurable(QuadJoin way, Ways ways, GroupBlock block) {
    return block.measures().values().stream()
        .allMatch(
            m ->
                switch (m) {
                  case Measure.Count c -> true;
                  case Measure.CountDistinct c ->
                      ways.all().stream().allMatch(w -> isUnique(w, ways, Set.of(c.variable())));
                  case Measure.Sum s -> isNumber(way.term(s.variable()).spec(), false);
                  case Measure.Least l -> isOrdered(way, ways, l.variable());
                  case Measure.Greatest g -> isOrdered(way, ways, g.variable());
                });
  }

  /** Whether the values of a variable are in one order in the database and in SPARQL. */
  static boolean isOrdered(QuadJoin way, Ways ways, Var variable) {
    TermSpec spec = way.term(variable).spec();
    return isNumber(spec, true)
        && spec instanceof FromColumn column
        && ways.all().stream()
            .allMatch(
                w ->
                    w.term(variable).spec() instanceof FromColumn other
                        && other.type().equals(column.type()));
  }

  private static boolean isNumber(TermSpec spec, boolean orDay) {
    if (!(spec instanceof FromColumn column)
        || column.termType() != TermType.LITERAL
        || column.language().isPresent()) {
      return false;
    }
    SqlType type = column.column().column().type();
    return (type == SqlType.INTEGER || type == SqlType.DECIMAL || (orDay && type == SqlType.DATE))
        && column.type().equals(SqlValues.naturalDatatype(type));
  }
}
