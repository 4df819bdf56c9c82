package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.Comparator;
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
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.crmekg.mapping.TermType;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.source.Relation;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.JoinRequest.Premise;
import org.crmekg.virtual.JoinRequest.Same;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.SqlUnfolder.Alternatives;
import org.crmekg.virtual.SqlUnfolder.Restriction;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.crmekg.virtual.TermSpec.FromTemplate;
import org.jspecify.annotations.Nullable;

/**
 * One way in which quad maps answer a basic graph pattern together, one for each triple pattern.
 *
 * <p>What the patterns have in common becomes equalities between columns. Rows of one table that
 * agree in a key are one row, so a star over a table reads it once. Mutable while it is built.
 */
final class QuadJoin {
  private static final TermSpec NO_TERM = new TermSpec.Constant(Node.ANY);

  /** Whether the database can join. */
  enum Union {
    JOINED,
    /** No row can meet it. */
    NEVER,
    /** Equality of the terms is no equality of columns. */
    UNKNOWN
  }

  /** A column of one of the rows that are joined. */
  private record Cell(int row, Column column) {}

  /** Two columns that a mapping compares though their types differ. */
  private record Comparison(Cell left, Cell right) {}

  private record Placed(int quadMap, Alternatives alternatives) {}

  private final SqlUnfolder unfolder;
  private final Dialect dialect;
  private final List<QuadMap> quadMaps;

  /** The table of each row. */
  private final List<Relation> relations = new ArrayList<>();

  /** The row that a row turned out to be. */
  private final List<Integer> sameRow = new ArrayList<>();

  private final int[] child;
  private final int[] parent;
  private final Map<Cell, Cell> equal = new HashMap<>();
  private final List<Comparison> comparisons = new ArrayList<>();

  /** The cells of join conditions, which NULL does not meet, not even where both are one cell. */
  private final List<Cell> joined = new ArrayList<>();

  private final Map<Var, Term> terms = new LinkedHashMap<>();

  /** All the places of a variable, whose terms are equal. */
  private final List<Term> places = new ArrayList<>();

  private final List<Same> same = new ArrayList<>();
  private final List<Placed> restrictions = new ArrayList<>();

  QuadJoin(SqlUnfolder unfolder, Dialect dialect, List<QuadMap> quadMaps) {
    this.unfolder = unfolder;
    this.dialect = dialect;
    this.quadMaps = List.copyOf(quadMaps);
    this.child = new int[quadMaps.size()];
    this.parent = new int[quadMaps.size()];
    for (int i = 0; i < quadMaps.size(); i++) {
      QuadMap quadMap = quadMaps.get(i);
      child[i] = newRow(quadMap.relation());
      parent[i] = -1;
      if (quadMap.join().isPresent()) {
        Join join = quadMap.join().get();
        parent[i] = newRow(join.parent());
        for (int k = 0; k < join.child().size(); k++) {
          Cell left = cell(i, join.child().get(k));
          Cell right = cell(i, join.parentColumns().get(k));
          if (comparison(left.column(), right.column()) == Agreement.NO) {
            comparisons.add(new Comparison(left, right));
          } else {
            unite(left, right);
          }
          joined.add(left);
          joined.add(right);
        }
      }
    }
  }

  private int newRow(Relation relation) {
    relations.add(relation);
    sameRow.add(sameRow.size());
    return sameRow.size() - 1;
  }

  private Cell cell(int quadMap, ColumnRef ref) {
    return new Cell(ref.side() == Side.CHILD ? child[quadMap] : parent[quadMap], ref.column());
  }

  // ---- Equalities

  private Cell root(Cell cell) {
    Cell at = cell;
    while (true) {
      Cell up = equal.getOrDefault(at, at);
      if (up.equals(at)) {
        return at;
      }
      at = up;
    }
  }

  private void unite(Cell a, Cell b) {
    equal.putIfAbsent(a, a);
    equal.putIfAbsent(b, b);
    Cell left = root(a);
    Cell right = root(b);
    if (!left.equals(right)) {
      equal.put(left, right);
    }
  }

  private enum Agreement {
    NO,
    /** Equality of the database is coarser than that of terms. */
    LOOSELY,
    EXACTLY
  }

  /** Whether equal terms from two columns are equal values, and the other way round. */
  private Agreement comparison(Column a, Column b) {
    if (a.type() != b.type()) {
      return Agreement.NO;
    }
    return switch (a.type()) {
      case INTEGER, DECIMAL, DATE -> Agreement.EXACTLY;
      case TEXT -> {
        boolean uuid = a.typeName().equalsIgnoreCase("uuid");
        if (uuid || b.typeName().equalsIgnoreCase("uuid")) {
          yield a.typeName().equalsIgnoreCase(b.typeName()) ? Agreement.EXACTLY : Agreement.NO;
        }
        yield SqlUnfolder.isPlainText(a) && SqlUnfolder.isPlainText(b) ? text(a, b) : Agreement.NO;
      }
      case CHAR -> a.length() == b.length() ? text(a, b) : Agreement.NO;
      case FLOAT,
          DOUBLE,
          BOOLEAN,
          TIME,
          TIME_WITH_ZONE,
          TIMESTAMP,
          TIMESTAMP_WITH_ZONE,
          BINARY,
          OTHER ->
          Agreement.NO;
    };
  }

  private Agreement text(Column a, Column b) {
    return dialect.comparesTextByCode()
            && SqlUnfolder.distinguishesCase(a)
            && SqlUnfolder.distinguishesCase(b)
        ? Agreement.EXACTLY
        : Agreement.LOOSELY;
  }

  /** Makes the places of each variable equal, and finds the restrictions. */
  Union unite(JoinBlock block) {
    for (int i = 0; i < quadMaps.size(); i++) {
      Triple pattern = block.patterns().get(i);
      QuadMap quadMap = quadMaps.get(i);
      if (!restrict(i, quadMap.graph(), TermSet.of(block.graph()))
          || !restrict(i, quadMap.predicate(), TermSet.of(pattern.getPredicate()))) {
        return Union.NEVER;
      }
      for (boolean subject : new boolean[] {true, false}) {
        Node node = JoinUnfolder.node(pattern, subject);
        Union union = place(i, node, JoinUnfolder.spec(quadMap, subject), block);
        if (union != Union.JOINED) {
          return union;
        }
      }
    }
    mergeRows();
    return Union.JOINED;
  }

  private Union place(int quadMap, Node node, TermSpec spec, JoinBlock block) {
    var term = new Term(spec, quadMap);
    if (!node.isVariable()) {
      return restrict(quadMap, spec, TermSet.of(node)) ? Union.JOINED : Union.NEVER;
    }
    Var variable = Var.alloc(node);
    places.add(term);
    Term first = terms.putIfAbsent(variable, term);
    if (first == null) {
      return restrict(quadMap, spec, block.terms(node)) ? Union.JOINED : Union.NEVER;
    }
    return equate(first, term);
  }

  private boolean restrict(int quadMap, TermSpec spec, TermSet values) {
    var found = new ArrayList<Alternatives>();
    if (!SqlUnfolder.collect(spec, values, found)) {
      return false;
    }
    found.forEach(a -> restrictions.add(new Placed(quadMap, a)));
    Node only = values.onlyOrAny();
    if (only.isConcrete() && !(spec instanceof TermSpec.Constant)) {
      same.add(new Same(new Term(spec, quadMap), new Term(new TermSpec.Constant(only), quadMap)));
    }
    return true;
  }

  private Union equate(Term a, Term b) {
    if (!TermSpec.canBeEqual(a.spec(), b.spec())) {
      return Union.NEVER;
    }
    if (a.spec() instanceof TermSpec.Constant c) {
      return restrict(b.view(), b.spec(), TermSet.of(c.node())) ? Union.JOINED : Union.NEVER;
    }
    if (b.spec() instanceof TermSpec.Constant c) {
      return restrict(a.view(), a.spec(), TermSet.of(c.node())) ? Union.JOINED : Union.NEVER;
    }
    List<ColumnRef> left;
    List<ColumnRef> right;
    if (a.spec() instanceof FromTemplate s && b.spec() instanceof FromTemplate t) {
      if (!areAlike(s, t)) {
        return Union.UNKNOWN;
      }
      left = s.holes();
      right = t.holes();
    } else if (a.spec() instanceof FromColumn s && b.spec() instanceof FromColumn t) {
      if (isOtherLiteral(s, t)) {
        return Union.NEVER;
      }
      if (s.termType() != t.termType() || !s.comparesAsValue() || !t.comparesAsValue()) {
        return Union.UNKNOWN;
      }
      left = List.of(s.column());
      right = List.of(t.column());
    } else {
      return Union.UNKNOWN;
    }
    boolean exact = true;
    for (int i = 0; i < left.size(); i++) {
      Cell x = cell(a.view(), left.get(i));
      Cell y = cell(b.view(), right.get(i));
      Agreement comparable = comparison(x.column(), y.column());
      if (comparable == Agreement.NO) {
        return Union.UNKNOWN;
      }
      exact &= comparable == Agreement.EXACTLY;
      unite(x, y);
    }
    if (!exact) {
      same.add(new Same(a, b));
    }
    return Union.JOINED;
  }

  private static boolean areAlike(FromTemplate s, FromTemplate t) {
    return s.termType() == t.termType()
        && s.termType() != TermType.LITERAL
        && s.absolute().texts().equals(t.absolute().texts())
        && s.absolute().isInjective()
        && (s.termType() == TermType.IRI || s.holes().size() == 1);
  }

  /** Literals of two languages, or of two datatypes, are never equal. */
  private static boolean isOtherLiteral(FromColumn s, FromColumn t) {
    return s.termType() == TermType.LITERAL
        && t.termType() == TermType.LITERAL
        && (!s.language().map(s.context()::language).equals(t.language().map(t.context()::language))
            || (s.language().isEmpty() && !s.type().equals(t.type())));
  }

  /** Rows of one table that agree in a key are one row. */
  private void mergeRows() {
    boolean merged = true;
    while (merged) {
      merged = false;
      for (int b = 1; b < relations.size(); b++) {
        for (int a = 0; a < b && sameRow.get(b) == b; a++) {
          if (sameRow.get(a) == a && agreeInKey(a, b)) {
            sameRow.set(b, a);
            for (Column column : relations.get(a).columns()) {
              unite(new Cell(a, column), new Cell(b, column));
            }
            merged = true;
          }
        }
      }
    }
  }

  private boolean agreeInKey(int a, int b) {
    return relations.get(a).equals(relations.get(b))
        && relations.get(a).keys().stream()
            .anyMatch(
                key ->
                    columns(a, key)
                        .allMatch(c -> root(new Cell(a, c)).equals(root(new Cell(b, c)))));
  }

  private Stream<Column> columns(int row, Set<String> names) {
    return relations.get(row).columns().stream().filter(c -> names.contains(c.name()));
  }

  private int row(int row) {
    int at = row;
    while (sameRow.get(at) != at) {
      at = sameRow.get(at);
    }
    return at;
  }

  // ---- Duplicates

  /** Returns false only if the two surely have no solution in common. */
  boolean canOverlap(QuadJoin other) {
    return terms.entrySet().stream()
        .allMatch(
            e ->
                TermSpec.canBeEqual(
                    e.getValue().spec(),
                    other.terms.getOrDefault(e.getKey(), new Term(NO_TERM, 0)).spec()));
  }

  /** Returns whether no two combinations of rows give the same solution. */
  private boolean isDuplicateFree() {
    Set<Cell> known = new HashSet<>();
    for (Term term : places) {
      if (term.spec().isInjective()) {
        term.spec().columns().forEach(c -> known.add(root(cell(term.view(), c))));
      }
    }
    for (Placed restriction : restrictions) {
      if (restriction.alternatives().rows().size() == 1) {
        restriction
            .alternatives()
            .columns()
            .forEach(c -> known.add(root(cell(restriction.quadMap(), c))));
      }
    }
    Set<Integer> rows = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int r = 0; r < relations.size(); r++) {
        int row = r;
        boolean isKnown =
            relations.get(r).keys().stream()
                .anyMatch(
                    key -> columns(row, key).allMatch(c -> known.contains(root(new Cell(row, c)))));
        if (isKnown && rows.add(r)) {
          relations.get(r).columns().forEach(c -> known.add(root(new Cell(row, c))));
          grown = true;
        }
      }
    }
    return rows.size() == relations.size();
  }

  // ---- SQL

  /** Returns the statements; the rows are a superset of those that are meant. */
  List<JoinRequest> requests(JoinBlock block, boolean overlaps) {
    var selected = new LinkedHashMap<Cell, Integer>();
    var views = new ArrayList<Map<ColumnRef, Integer>>();
    quadMaps.forEach(q -> views.add(new LinkedHashMap<>()));
    var premises = new ArrayList<Premise>();
    terms.values().forEach(t -> select(t, views, selected));
    int ofTerms = selected.size();
    for (Same s : same) {
      select(s.left(), views, selected);
      select(s.right(), views, selected);
    }
    for (int i = 0; i < quadMaps.size(); i++) {
      if (quadMaps.get(i).origin() instanceof QuadMap.Origin.Inferred inferred) {
        premises.add(new Premise(inferred.premise(), i));
        for (ColumnRef column : inferred.premise().requiredColumns()) {
          select(i, column, views, selected);
        }
      }
    }
    boolean unique = isDuplicateFree();
    boolean distinct =
        !unique
            && dialect.comparesTextByCode()
            && terms.values().stream().allMatch(t -> t.spec().isInjective())
            && selected.keySet().stream().allMatch(c -> SqlUnfolder.isDistinctSafe(c.column()));
    List<Alternatives> all = restrictions.stream().map(Placed::alternatives).toList();
    List<List<Alternatives>> parts = new Restriction(all).parts();
    // DISTINCT is of rows; those that differ in what is only looked at may be one solution.
    boolean once = unique || (distinct && selected.size() == ofTerms);
    boolean mayRepeat = overlaps || !once || (parts.size() > 1 && !dialect.comparesTextByCode());
    return parts.stream()
        .map(part -> request(block, selected, views, premises, part, distinct, mayRepeat))
        .toList();
  }

  private void select(Term term, List<Map<ColumnRef, Integer>> views, Map<Cell, Integer> selected) {
    term.spec().columns().forEach(c -> select(term.view(), c, views, selected));
  }

  private void select(
      int quadMap,
      ColumnRef column,
      List<Map<ColumnRef, Integer>> views,
      Map<Cell, Integer> selected) {
    Cell cell = printed(cell(quadMap, column));
    Integer position = selected.computeIfAbsent(cell, k -> selected.size());
    views.get(quadMap).put(column, position);
  }

  private Cell printed(Cell cell) {
    return new Cell(row(cell.row()), cell.column());
  }

  private JoinRequest request(
      JoinBlock block,
      Map<Cell, Integer> selected,
      List<Map<ColumnRef, Integer>> views,
      List<Premise> premises,
      List<Alternatives> part,
      boolean distinct,
      boolean mayRepeat) {
    var parameters = new ArrayList<Object>();
    Set<Cell> compared = new HashSet<>();
    Set<String> conditions = equalities(compared);
    for (int i = 0; i < quadMaps.size(); i++) {
      for (ColumnRef column : quadMaps.get(i).requiredColumns()) {
        notNull(cell(i, column), compared).ifPresent(conditions::add);
      }
    }
    joined.forEach(c -> notNull(c, compared).ifPresent(conditions::add));
    var where = new ArrayList<>(conditions);
    for (int i = 0; i < part.size(); i++) {
      int quadMap = restrictions.get(i).quadMap();
      where.add(unfolder.oneOf(part.get(i), c -> sql(printed(cell(quadMap, c))), parameters));
    }
    for (var filter : block.filters()) {
      SqlFilter.of(filter, this::filtered, dialect)
          .ifPresent(
              f -> {
                where.add(f.sql());
                parameters.addAll(f.parameters());
              });
    }
    var columns = selected.keySet().stream().map(this::sql).toList();
    var from = new ArrayList<String>();
    for (int r = 0; r < relations.size(); r++) {
      if (row(r) == r) {
        from.add(relations.get(r).fromSql() + " t" + r);
      }
    }
    String sql =
        "SELECT %s%s FROM %s%s"
            .formatted(
                distinct ? "DISTINCT " : "",
                columns.isEmpty() ? "1" : String.join(", ", columns),
                String.join(", ", from),
                where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where));
    return new JoinRequest(sql, parameters, views, terms, same, premises, mayRepeat);
  }

  private Optional<String> notNull(Cell cell, Set<Cell> compared) {
    Cell printed = printed(cell);
    return printed.column().notNull() || compared.contains(printed)
        ? Optional.empty()
        : Optional.of(sql(printed) + " IS NOT NULL");
  }

  /** The column of a variable whose literals are values of it. */
  private SqlFilter.@Nullable Operand filtered(Var variable) {
    Term term = terms.get(variable);
    return term != null
            && term.spec() instanceof FromColumn column
            && column.termType() == TermType.LITERAL
            && column.language().isEmpty()
            && column.comparesAsValue()
        ? new SqlFilter.Operand(
            sql(printed(cell(term.view(), column.column()))), column.column().column())
        : null;
  }

  /** Returns the equalities, and adds the columns that are in one: they are not NULL. */
  private Set<String> equalities(Set<Cell> compared) {
    Set<String> where = new LinkedHashSet<>();
    Map<Cell, Set<Cell>> classes = new LinkedHashMap<>();
    equal.keySet().stream()
        .sorted(Comparator.comparingInt(Cell::row).thenComparing(c -> c.column().name()))
        .forEach(c -> classes.computeIfAbsent(root(c), k -> new LinkedHashSet<>()).add(printed(c)));
    for (Set<Cell> cells : classes.values()) {
      Cell first = cells.iterator().next();
      for (Cell cell : cells) {
        if (!cell.equals(first)) {
          where.add(sql(first) + " = " + sql(cell));
          compared.add(first);
          compared.add(cell);
        }
      }
    }
    for (Comparison c : comparisons) {
      Cell left = printed(c.left());
      Cell right = printed(c.right());
      where.add(sql(left) + " = " + sql(right));
      compared.add(left);
      compared.add(right);
    }
    return where;
  }

  private String sql(Cell cell) {
    return "t" + cell.row() + "." + dialect.quote(cell.column().name());
  }
}
