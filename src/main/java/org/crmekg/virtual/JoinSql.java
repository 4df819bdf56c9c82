package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.crmekg.mapping.TermType;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.virtual.GroupRequest.Read;
import org.crmekg.virtual.JoinRequest.Premise;
import org.crmekg.virtual.JoinRequest.Same;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.QuadJoin.Cell;
import org.crmekg.virtual.QuadJoin.Comparison;
import org.crmekg.virtual.QuadJoin.Placed;
import org.crmekg.virtual.SqlUnfolder.Alternatives;
import org.crmekg.virtual.SqlUnfolder.Restriction;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.jspecify.annotations.Nullable;

/** Writes one way to answer a basic graph pattern as SQL. */
final class JoinSql {
  private final QuadJoin way;
  private final Dialect dialect;

  JoinSql(QuadJoin way, Dialect dialect) {
    this.way = way;
    this.dialect = dialect;
  }

  /**
   * Returns the statements; the rows are a superset of those that are meant.
   *
   * @param overlaps whether another way may give the same solutions
   */
  List<JoinRequest> requests(JoinBlock block, boolean overlaps) {
    return requests(block, overlaps, "");
  }

  /** Returns the statements that give the first rows only. */
  List<JoinRequest> requests(JoinBlock block, boolean overlaps, Top top) {
    return requests(
        block,
        overlaps,
        " ORDER BY %s%s LIMIT %d"
            .formatted(sql(cell(top.variable())), top.descending() ? " DESC" : "", top.most()));
  }

  private List<JoinRequest> requests(JoinBlock block, boolean overlaps, String end) {
    Optional<List<Placed>> restricted = way.restricted(block.values());
    if (restricted.isEmpty()) {
      return List.of();
    }
    var selected = new Selected();
    way.terms().values().forEach(selected::add);
    int ofTerms = selected.cells.size();
    for (Same same : way.same()) {
      selected.add(same.left());
      selected.add(same.right());
    }
    List<Premise> premises = premises(selected);
    boolean unique = way.isDuplicateFree(way.terms().keySet(), restricted.get());
    boolean distinct = !unique && mayDistinct(selected);
    List<Alternatives> all = restricted.get().stream().map(Placed::alternatives).toList();
    List<List<Alternatives>> parts = new Restriction(all).parts();
    // DISTINCT is of rows; those that differ in what is only looked at may be one solution.
    boolean once = unique || (distinct && selected.cells.size() == ofTerms);
    boolean mayRepeat = overlaps || !once || (parts.size() > 1 && !dialect.comparesTextByCode());
    var requests = new ArrayList<JoinRequest>();
    for (List<Alternatives> part : parts) {
      var parameters = new ArrayList<Object>();
      var placed = new ArrayList<Placed>();
      for (int i = 0; i < part.size(); i++) {
        placed.add(new Placed(restricted.get().get(i).quadMap(), part.get(i)));
      }
      String sql =
          "SELECT %s%s%s%s"
              .formatted(
                  distinct ? "DISTINCT " : "",
                  selected.sql(),
                  from(placed, List.of(), block.filters(), parameters),
                  end);
      requests.add(
          new JoinRequest(
              sql, parameters, selected.views, way.terms(), way.same(), premises, mayRepeat));
    }
    return requests;
  }

  /**
   * Returns the statement that groups.
   *
   * @param leftOut names of things whose solutions are not meant
   * @param distinct whether several rows may be one solution
   */
  GroupRequest group(GroupBlock block, List<Placed> leftOut, boolean distinct) {
    var all = new Selected();
    way.terms().values().forEach(all::add);
    Function<Cell, String> name = distinct ? c -> "d.c" + all.cells.get(c) : this::sql;
    var keys = new Selected();
    block.keys().forEach(k -> keys.add(way.term(k)));
    List<String> by = keys.cells.keySet().stream().map(name).toList();
    var columns = new ArrayList<>(by);
    int count = columns.size();
    columns.add("COUNT(*)");
    var measures = new ArrayList<Read>();
    Set<Cell> summed = new HashSet<>();
    for (Map.Entry<Var, Measure> entry : block.measures().entrySet()) {
      Measure measure = entry.getValue();
      switch (measure) {
        case Measure.Count c ->
            measures.add(new Read(entry.getKey(), measure, Optional.empty(), count));
        // Surely the number of solutions, or it would not be asked for here.
        case Measure.CountDistinct c ->
            measures.add(new Read(entry.getKey(), measure, Optional.empty(), count));
        case Measure.Sum s -> {
          summed.add(cell(s.variable()));
          measures.add(read(entry.getKey(), measure, s.variable(), columns.size()));
          columns.add("SUM(%s)".formatted(name.apply(cell(s.variable()))));
        }
        case Measure.Least l -> {
          measures.add(read(entry.getKey(), measure, l.variable(), columns.size()));
          columns.add("MIN(%s)".formatted(name.apply(cell(l.variable()))));
        }
        case Measure.Greatest g -> {
          measures.add(read(entry.getKey(), measure, g.variable(), columns.size()));
          columns.add("MAX(%s)".formatted(name.apply(cell(g.variable()))));
        }
      }
    }
    var checks = new LinkedHashMap<Integer, String>();
    for (Cell cell : all.cells.keySet()) {
      // A sum of what is no number is none.
      if (mayBeNoTerm(cell.column()) && !summed.contains(cell)) {
        for (String extreme : List.of("MIN", "MAX")) {
          checks.put(columns.size(), cell.column().name());
          columns.add("CAST(%s(%s) AS VARCHAR)".formatted(extreme, name.apply(cell)));
        }
      }
    }
    var parameters = new ArrayList<Object>();
    String rows = from(way.restrictions(), leftOut, block.pattern().filters(), parameters);
    String sql =
        "SELECT %s%s%s"
            .formatted(
                String.join(", ", columns),
                distinct ? " FROM (SELECT DISTINCT %s%s) d".formatted(all.aliased(), rows) : rows,
                by.isEmpty() ? "" : " GROUP BY " + String.join(", ", by));
    return new GroupRequest(sql, parameters, keys.views, keyTerms(block), count, measures, checks);
  }

  private Map<Var, Term> keyTerms(GroupBlock block) {
    var terms = new LinkedHashMap<Var, Term>();
    block.keys().forEach(k -> terms.put(k, way.term(k)));
    return terms;
  }

  private Read read(Var variable, Measure measure, Var measured, int position) {
    return new Read(
        variable, measure, Optional.of((FromColumn) way.term(measured).spec()), position);
  }

  /** Returns the cell of a variable that is the value of a column. */
  private Cell cell(Var variable) {
    Term term = way.term(variable);
    return way.printed(way.cell(term.view(), ((FromColumn) term.spec()).column()));
  }

  /** NaN and infinity are values of these types and no literals. */
  private boolean mayBeNoTerm(Column column) {
    return switch (dialect) {
      case POSTGRESQL ->
          switch (column.type()) {
            case DECIMAL, DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> true;
            default -> false;
          };
      case DUCKDB ->
          switch (column.type()) {
            case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> true;
            default -> false;
          };
      case H2, MARIADB -> false;
    };
  }

  /** Returns whether rows that SQL calls equal are the same solution. */
  boolean mayDistinct() {
    var all = new Selected();
    way.terms().values().forEach(all::add);
    return mayDistinct(all);
  }

  /** Returns whether SQL says exactly what a filter says. */
  boolean isExact(Expr expr) {
    return filter(expr).filter(SqlFilter::isExact).isPresent();
  }

  private List<Premise> premises(Selected selected) {
    var premises = new ArrayList<Premise>();
    for (int i = 0; i < way.quadMaps().size(); i++) {
      if (way.quadMaps().get(i).origin() instanceof QuadMap.Origin.Inferred inferred) {
        premises.add(new Premise(inferred.premise(), i));
        for (ColumnRef column : inferred.premise().requiredColumns()) {
          selected.add(i, column);
        }
      }
    }
    return premises;
  }

  /** Whether rows that SQL calls equal are the same solution. */
  private boolean mayDistinct(Selected selected) {
    return dialect.comparesTextByCode()
        && way.terms().values().stream().allMatch(t -> t.spec().isInjective())
        && selected.cells.keySet().stream().allMatch(c -> SqlUnfolder.isDistinctSafe(c.column()));
  }

  /** The columns that are read, and where they stand. */
  private final class Selected {
    private final Map<Cell, Integer> cells = new LinkedHashMap<>();
    private final List<Map<ColumnRef, Integer>> views = new ArrayList<>();

    Selected() {
      way.quadMaps().forEach(q -> views.add(new LinkedHashMap<>()));
    }

    void add(Term term) {
      term.spec().columns().forEach(c -> add(term.view(), c));
    }

    void add(int quadMap, ColumnRef column) {
      Cell cell = way.printed(way.cell(quadMap, column));
      views.get(quadMap).put(column, cells.computeIfAbsent(cell, k -> cells.size()));
    }

    String sql() {
      return cells.isEmpty()
          ? "1"
          : cells.keySet().stream().map(JoinSql.this::sql).collect(Collectors.joining(", "));
    }

    String aliased() {
      return cells.isEmpty()
          ? "1"
          : cells.entrySet().stream()
              .map(e -> JoinSql.this.sql(e.getKey()) + " AS c" + e.getValue())
              .collect(Collectors.joining(", "));
    }
  }

  // ---- FROM and WHERE

  private String from(
      List<Placed> restricted, List<Placed> leftOut, List<Expr> filters, List<Object> parameters) {
    Set<Cell> compared = new HashSet<>();
    Set<String> where = equalities(compared);
    way.required().stream()
        .filter(c -> !compared.contains(c))
        .forEach(c -> where.add(sql(c) + " IS NOT NULL"));
    way.slices().stream()
        .map(s -> s.slice().condition("t" + way.printedRow(s.row())))
        .filter(c -> !c.isEmpty())
        .forEach(c -> where.add("(" + c + ")"));
    var all = new ArrayList<>(where);
    restricted.forEach(r -> all.add(oneOf(r, parameters)));
    leftOut.forEach(r -> all.add("NOT (%s)".formatted(oneOf(r, parameters))));
    for (Expr expr : filters) {
      filter(expr)
          .ifPresent(
              f -> {
                all.add(f.sql());
                parameters.addAll(f.parameters());
              });
    }
    String tables =
        way.rows().stream()
            .map(r -> way.relation(r).fromSql() + " t" + r)
            .collect(Collectors.joining(", "));
    return " FROM " + tables + (all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all));
  }

  private String oneOf(Placed restriction, List<Object> parameters) {
    return new SqlUnfolder(dialect)
        .oneOf(
            restriction.alternatives(),
            c -> sql(way.printed(way.cell(restriction.quadMap(), c))),
            parameters);
  }

  private Optional<SqlFilter> filter(Expr expr) {
    return SqlFilter.of(expr, new Columns(), dialect);
  }

  /** The columns of variables whose literals are values of one. */
  private final class Columns implements SqlFilter.Operands {
    @Override
    public SqlFilter.@Nullable Operand value(Var variable) {
      return operand(
          variable,
          column ->
              column.language().isEmpty()
                  && column.comparesAsValue()
                  && column
                      .type()
                      .equals(SqlValues.naturalDatatype(column.column().column().type())));
    }

    @Override
    public SqlFilter.@Nullable Operand text(Var variable) {
      return operand(
          variable,
          column ->
              (column.language().isPresent() || column.type().equals(XSDDatatype.XSDstring))
                  && SqlUnfolder.isTextAsRead(column.column().column()));
    }

    private SqlFilter.@Nullable Operand operand(Var variable, Predicate<FromColumn> fits) {
      Term term = way.terms().get(variable);
      return term != null
              && term.spec() instanceof FromColumn column
              && column.termType() == TermType.LITERAL
              && fits.test(column)
          ? new SqlFilter.Operand(
              sql(way.printed(way.cell(term.view(), column.column()))), column.column().column())
          : null;
    }
  }

  /** Returns the equalities, and adds the columns that are in one: they are not NULL. */
  private Set<String> equalities(Set<Cell> compared) {
    Set<String> where = new LinkedHashSet<>();
    for (Set<Cell> cells : way.equalities()) {
      Cell first = cells.iterator().next();
      for (Cell cell : cells) {
        if (!cell.equals(first)) {
          where.add(sql(first) + " = " + sql(cell));
          compared.add(first);
          compared.add(cell);
        }
      }
    }
    for (Comparison c : way.comparisons()) {
      Cell left = way.printed(c.left());
      Cell right = way.printed(c.right());
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
