package org.crmekg.virtual;

import static java.util.Objects.requireNonNull;

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
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.crmekg.mapping.TermType;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.source.Relation;
import org.crmekg.source.Slice;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.JoinRequest.Same;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.SqlUnfolder.Alternatives;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.crmekg.virtual.TermSpec.FromTemplate;

/**
 * One way in which quad maps answer a basic graph pattern together, one for each triple pattern.
 *
 * <p>What the patterns have in common becomes equalities between columns. Rows of one table that
 * agree in a key are one row, so a star over a table reads it once. What is known of variables
 * comes later ({@link #restricted}): a way serves all batches of rows. Built by {@link #unite}, and
 * not changed afterwards.
 */
final class QuadJoin {
  private static final int MOST_COMPARED = 16;

  /** Whether the database can join. */
  enum Union {
    JOINED,
    /** No row can meet it. */
    NEVER,
    /** Equality of the terms is no equality of columns. */
    UNKNOWN
  }

  /** A column of one of the rows that are joined. */
  record Cell(int row, Column column) {}

  /** Two columns that a mapping compares though their types differ. */
  record Comparison(Cell left, Cell right) {}

  /** Values that columns of the row of a quad map must have. */
  record Placed(int quadMap, Alternatives alternatives) {}

  /** What rows of a table must be in, where a mapping has a part of it for a table of its own. */
  record Sliced(int row, Slice slice) {}

  /** A place of a variable. */
  private record Place(Var variable, Term term) {}

  private final Dialect dialect;
  private final List<QuadMap> quadMaps;

  /** The table of each row. */
  private final List<Relation> relations = new ArrayList<>();

  /** The slices that rows are read as, and those that they must be in. */
  private final Map<Integer, Slice> shown = new HashMap<>();

  private final List<Sliced> slices = new ArrayList<>();

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
  private final List<Place> places = new ArrayList<>();

  private final List<Same> same = new ArrayList<>();
  private final List<Placed> restrictions = new ArrayList<>();

  /** Cells that must not be NULL and may be. */
  private Set<Cell> required = Set.of();

  /** Cells that are equal. */
  private List<Set<Cell>> equalities = List.of();

  QuadJoin(Dialect dialect, List<QuadMap> quadMaps) {
    this.dialect = dialect;
    this.quadMaps = List.copyOf(quadMaps);
    this.child = new int[quadMaps.size()];
    this.parent = new int[quadMaps.size()];
    for (int i = 0; i < quadMaps.size(); i++) {
      QuadMap quadMap = quadMaps.get(i);
      child[i] = newRow(quadMap, Side.CHILD, quadMap.relation());
      parent[i] = -1;
      if (quadMap.join().isPresent()) {
        Join join = quadMap.join().get();
        parent[i] = newRow(quadMap, Side.PARENT, join.parent());
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

  /** A slice of a table is the table, with a condition: its row may be one that others read. */
  private int newRow(QuadMap quadMap, Side side, Relation relation) {
    int row = sameRow.size();
    sameRow.add(row);
    Slice slice = relation.slice().orElse(null);
    if (slice != null && slice.columns().keySet().containsAll(read(quadMap, side))) {
      relations.add(slice.table());
      shown.put(row, slice);
      slices.add(new Sliced(row, slice));
    } else {
      relations.add(relation);
    }
    return row;
  }

  private static Set<String> read(QuadMap quadMap, Side side) {
    var refs = new LinkedHashSet<>(quadMap.requiredColumns());
    quadMap
        .join()
        .ifPresent(
            join -> {
              refs.addAll(join.child());
              refs.addAll(join.parentColumns());
            });
    return refs.stream()
        .filter(r -> r.side() == side)
        .map(r -> r.column().name())
        .collect(Collectors.toSet());
  }

  Cell cell(int quadMap, ColumnRef ref) {
    int row = ref.side() == Side.CHILD ? child[quadMap] : parent[quadMap];
    Slice slice = shown.get(row);
    return new Cell(
        row,
        slice == null ? ref.column() : requireNonNull(slice.columns().get(ref.column().name())));
  }

  // ---- Equalities

  Cell root(Cell cell) {
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

  /** Returns whether equality of a column's values in the database is that of terms. */
  static boolean isComparedByValue(Dialect dialect, Column column) {
    return new QuadJoin(dialect, List.of()).comparison(column, column) == Agreement.EXACTLY;
  }

  private Agreement text(Column a, Column b) {
    return dialect.comparesTextByCode()
            && SqlUnfolder.distinguishesCase(a)
            && SqlUnfolder.distinguishesCase(b)
        ? Agreement.EXACTLY
        : Agreement.LOOSELY;
  }

  /** Makes the places of each variable equal, and finds what constants ask of the rows. */
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
        Union union = place(i, node, JoinUnfolder.spec(quadMap, subject));
        if (union != Union.JOINED) {
          return union;
        }
      }
    }
    mergeRows();
    if (hasDisjointSlices()) {
      return Union.NEVER;
    }
    required = findRequired();
    equalities = findEqualities();
    return Union.JOINED;
  }

  private Union place(int quadMap, Node node, TermSpec spec) {
    var term = new Term(spec, quadMap);
    if (!node.isVariable()) {
      return restrict(quadMap, spec, TermSet.of(node)) ? Union.JOINED : Union.NEVER;
    }
    Var variable = Var.alloc(node);
    places.add(new Place(variable, term));
    Term first = terms.putIfAbsent(variable, term);
    return first == null ? Union.JOINED : equate(first, term);
  }

  /**
   * Returns what values of variables ask of the rows.
   *
   * @return empty if no row can have them
   */
  Optional<List<Placed>> restricted(Map<Var, TermSet> values) {
    var all = new ArrayList<>(restrictions);
    for (Map.Entry<Var, Term> variable : terms.entrySet()) {
      Term term = variable.getValue();
      var found = new ArrayList<Alternatives>();
      if (!SqlUnfolder.collect(
          term.spec(), values.getOrDefault(variable.getKey(), TermSet.ANY), found)) {
        return Optional.empty();
      }
      found.forEach(a -> all.add(new Placed(term.view(), a)));
    }
    return Optional.of(all);
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

  private boolean hasDisjointSlices() {
    return slices.stream()
        .anyMatch(
            a ->
                slices.stream()
                    .anyMatch(
                        b -> row(a.row()) == row(b.row()) && a.slice().isDisjoint(b.slice())));
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

  /** Returns false only if the two surely have no solution that agrees in these variables. */
  boolean canOverlap(QuadJoin other, Set<Var> variables) {
    return terms.entrySet().stream()
            .filter(e -> variables.contains(e.getKey()))
            .allMatch(e -> TermSpec.canBeEqual(e.getValue().spec(), other.term(e.getKey()).spec()))
        && !isApart(other, variables);
  }

  /** A cell of this way and one of another way that have the same value. */
  private record Pair(Cell here, Cell there) {}

  private Pair pair(Cell here, QuadJoin other, Cell there) {
    return new Pair(root(here), other.root(there));
  }

  /**
   * Whether solutions that agree in some variables would come from one row of a table that would
   * have to be in two disjoint slices of it.
   */
  private boolean isApart(QuadJoin other, Set<Var> variables) {
    if (slices.isEmpty() || other.slices.isEmpty()) {
      return false;
    }
    Set<Pair> known = new HashSet<>();
    for (Var variable : variables) {
      Term mine = term(variable);
      Term its = other.term(variable);
      List<Cell> here = cells(mine.view(), mine.spec().places());
      List<Cell> there = other.cells(its.view(), its.spec().places());
      if (TermSpec.areAlike(mine.spec(), its.spec()) && mine.spec().isInjective()) {
        for (int i = 0; i < here.size(); i++) {
          known.add(pair(here.get(i), other, there.get(i)));
        }
      }
    }
    var sameRows = new HashSet<List<Integer>>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int a : rows()) {
        for (int b : other.rows()) {
          if (isKnownRow(a, other, b, known) && sameRows.add(List.of(a, b))) {
            if (areDisjoint(a, other, b)) {
              return true;
            }
            relations
                .get(a)
                .columns()
                .forEach(c -> known.add(pair(new Cell(a, c), other, new Cell(b, c))));
            grown = true;
          }
        }
      }
    }
    return false;
  }

  private boolean isKnownRow(int row, QuadJoin other, int otherRow, Set<Pair> known) {
    return relations.get(row).equals(other.relations.get(otherRow))
        && relations.get(row).keys().stream()
            .anyMatch(
                key ->
                    !key.isEmpty()
                        && columns(row, key)
                            .allMatch(
                                c ->
                                    known.contains(
                                        pair(new Cell(row, c), other, new Cell(otherRow, c)))));
  }

  private boolean areDisjoint(int row, QuadJoin other, int otherRow) {
    return slices.stream()
        .filter(s -> row(s.row()) == row)
        .anyMatch(
            s ->
                other.slices.stream()
                    .anyMatch(
                        o -> other.row(o.row()) == otherRow && s.slice().isDisjoint(o.slice())));
  }

  /**
   * Returns whether no two combinations of rows give solutions that agree in some variables.
   *
   * @param restricted what is asked of the rows
   */
  boolean isDuplicateFree(Set<Var> variables, List<Placed> restricted) {
    Set<Cell> known = new HashSet<>();
    for (Place place : places) {
      TermSpec spec = place.term().spec();
      if (variables.contains(place.variable()) && spec.isInjective()) {
        spec.columns().forEach(c -> known.add(root(cell(place.term().view(), c))));
      }
    }
    for (Placed restriction : restricted) {
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

  // ---- Containment

  /** Returns true only if every solution of another way for the same block is one of this way. */
  boolean contains(QuadJoin other) {
    long ways = 1;
    for (int row : rows()) {
      Relation relation = relations.get(row);
      ways *= other.rows().stream().filter(r -> relation.equals(other.relations.get(r))).count();
    }
    // Among many rows of one table it takes long to find out.
    return ways > 0 && ways <= MOST_COMPARED && contains(other, rows(), new HashMap<>());
  }

  /** Tries to find each row of this way among the rows of the other one. */
  private boolean contains(QuadJoin other, List<Integer> left, Map<Integer, Integer> found) {
    if (left.isEmpty()) {
      return holds(other, found);
    }
    int next = left.getFirst();
    for (int row : other.rows()) {
      if (relations.get(next).equals(other.relations.get(row))) {
        found.put(next, row);
        if (contains(other, left.subList(1, left.size()), found)) {
          return true;
        }
      }
    }
    found.remove(next);
    return false;
  }

  /** Whether all that this way asks of its rows holds for rows of the other one. */
  private boolean holds(QuadJoin other, Map<Integer, Integer> found) {
    UnaryOperator<Cell> there = c -> new Cell(requireNonNull(found.get(row(c.row()))), c.column());
    BiPredicate<Cell, Cell> equalThere =
        (a, b) -> other.root(there.apply(a)).equals(other.root(there.apply(b)));
    return equal.keySet().stream().allMatch(c -> equalThere.test(c, root(c)))
        && slices.stream()
            .allMatch(
                s ->
                    other.slices.stream()
                        .anyMatch(
                            o ->
                                other.row(o.row()) == requireNonNull(found.get(row(s.row())))
                                    && o.slice().texts().equals(s.slice().texts())))
        && comparisons.stream()
            .allMatch(
                c ->
                    equalThere.test(c.left(), c.right())
                        || other.comparisons.contains(
                            new Comparison(there.apply(c.left()), there.apply(c.right()))))
        && required.stream().allMatch(c -> other.isRequired(there.apply(c)))
        && restrictions.stream()
            .allMatch(r -> other.restrictions.stream().anyMatch(o -> isAlike(r, other, o, there)))
        && same.stream()
            .allMatch(
                s ->
                    other.same.stream()
                        .anyMatch(
                            o ->
                                isAlike(s.left(), other, o.left(), there)
                                    && isAlike(s.right(), other, o.right(), there)))
        && terms.entrySet().stream()
            .allMatch(e -> isAlike(e.getValue(), other, other.term(e.getKey()), there));
  }

  private boolean isAlike(Placed mine, QuadJoin other, Placed its, UnaryOperator<Cell> there) {
    return mine.alternatives().rows().equals(its.alternatives().rows())
        && isAlike(
            cells(mine.quadMap(), mine.alternatives().columns()),
            other,
            other.cells(its.quadMap(), its.alternatives().columns()),
            there);
  }

  private boolean isAlike(Term mine, QuadJoin other, Term its, UnaryOperator<Cell> there) {
    return TermSpec.areAlike(mine.spec(), its.spec())
        && isAlike(
            cells(mine.view(), mine.spec().places()),
            other,
            other.cells(its.view(), its.spec().places()),
            there);
  }

  private static boolean isAlike(
      List<Cell> mine, QuadJoin other, List<Cell> its, UnaryOperator<Cell> there) {
    return mine.size() == its.size()
        && IntStream.range(0, mine.size())
            .allMatch(i -> other.root(there.apply(mine.get(i))).equals(other.root(its.get(i))));
  }

  private List<Cell> cells(int quadMap, List<ColumnRef> columns) {
    return columns.stream().map(c -> cell(quadMap, c)).toList();
  }

  private Set<Cell> findRequired() {
    Set<Cell> required = new LinkedHashSet<>();
    for (int i = 0; i < quadMaps.size(); i++) {
      for (ColumnRef column : quadMaps.get(i).requiredColumns()) {
        required.add(printed(cell(i, column)));
      }
    }
    joined.forEach(c -> required.add(printed(c)));
    required.removeIf(c -> c.column().notNull());
    return required;
  }

  private List<Set<Cell>> findEqualities() {
    Map<Cell, Set<Cell>> classes = new LinkedHashMap<>();
    equal.keySet().stream()
        .sorted(Comparator.comparingInt(Cell::row).thenComparing(c -> c.column().name()))
        .forEach(c -> classes.computeIfAbsent(root(c), k -> new LinkedHashSet<>()).add(printed(c)));
    return classes.values().stream().filter(c -> c.size() > 1).toList();
  }

  private boolean isRequired(Cell cell) {
    return cell.column().notNull()
        || required.contains(cell)
        || equalities.stream().anyMatch(e -> e.contains(cell));
  }

  // ---- What SQL needs

  List<QuadMap> quadMaps() {
    return quadMaps;
  }

  Map<Var, Term> terms() {
    return terms;
  }

  /** Returns the term of a variable of the pattern. */
  Term term(Var variable) {
    return requireNonNull(terms.get(variable));
  }

  /** Returns what constants ask of the rows. */
  List<Placed> restrictions() {
    return restrictions;
  }

  /** Returns the terms that must be equal, where equality in SQL is not enough. */
  List<Same> same() {
    return same;
  }

  List<Sliced> slices() {
    return slices;
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  Relation relation(int row) {
    return relations.get(row);
  }

  /** Returns the rows, each once. */
  List<Integer> rows() {
    return IntStream.range(0, relations.size()).filter(r -> row(r) == r).boxed().toList();
  }

  /** Returns the row that a row turned out to be. */
  int printedRow(int row) {
    return row(row);
  }

  /** Returns a cell under the name of the row that its row turned out to be. */
  Cell printed(Cell cell) {
    return new Cell(row(cell.row()), cell.column());
  }

  /** Returns the cells that must not be NULL, and may be. */
  Set<Cell> required() {
    return required;
  }

  /** Returns the sets of cells that are equal, each with its cells in order. */
  List<Set<Cell>> equalities() {
    return equalities;
  }
}
