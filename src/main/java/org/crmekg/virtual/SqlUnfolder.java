package org.crmekg.virtual;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.source.Dialect;
import org.crmekg.source.Relation;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.TermSpec.Condition;
import org.crmekg.virtual.TermSpec.Match;

/** Turns one quad pattern over one quad map into SQL. */
public final class SqlUnfolder {
  private static final Set<String> PLAIN_TEXT =
      Set.of(
          "varchar",
          "character varying",
          "text",
          "bpchar",
          "char",
          "character",
          "name",
          "clob",
          "character large object",
          "nvarchar",
          "tinytext",
          "mediumtext",
          "longtext",
          "varchar_ignorecase",
          "national character varying");

  private final Dialect dialect;

  /** Creates an unfolder that writes a dialect. */
  public SqlUnfolder(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Unfolds a pattern.
   *
   * @param pattern a quad whose variable places are {@link Node#ANY}
   * @return empty if the quad map can surely not give such a quad
   */
  public Optional<SqlRequest> unfold(QuadMap quadMap, Quad pattern) {
    var conditions = new LinkedHashSet<Condition>();
    return collectAll(quadMap, pattern, conditions)
        ? Optional.of(request(quadMap, conditions, true))
        : Optional.empty();
  }

  private static boolean collectAll(QuadMap quadMap, Quad pattern, Set<Condition> out) {
    return collect(quadMap.graph(), pattern.getGraph(), out)
        && collect(quadMap.subject(), pattern.getSubject(), out)
        && collect(quadMap.predicate(), pattern.getPredicate(), out)
        && collect(quadMap.object(), pattern.getObject(), out);
  }

  /**
   * Unfolds a pattern and asks for further columns of the child row, to tell which row it is.
   *
   * @return empty if the quad map can surely not give such a quad
   */
  public Optional<SqlRequest> unfoldWithRow(
      QuadMap quadMap, Quad pattern, Collection<ColumnRef> further) {
    var conditions = new LinkedHashSet<Condition>();
    if (!collectAll(quadMap, pattern, conditions)) {
      return Optional.empty();
    }
    var columns = new LinkedHashSet<>(quadMap.requiredColumns());
    columns.addAll(further);
    return Optional.of(
        request(quadMap, List.copyOf(columns), quadMap.requiredColumns(), conditions, false));
  }

  /** A column of a scan: of its relation, or of the parent that a join finds for the row. */
  public record ScanColumn(ColumnRef column, Optional<Join> join) {}

  /**
   * Returns a request for the columns of all rows of a relation.
   *
   * @param inner a join that rows without a parent do not pass
   * @param columns of the relation, of the inner join's parent, or of parents that are fetched
   *     along where there is one; those joins must find at most one parent for a row
   */
  public SqlRequest scan(Relation relation, Optional<Join> inner, List<ScanColumn> columns) {
    var joins =
        Stream.concat(inner.stream(), columns.stream().flatMap(c -> c.join().stream()))
            .distinct()
            .toList();
    var selected = new ArrayList<String>();
    for (ScanColumn column : columns) {
      selected.add(
          column.column().side() == Side.CHILD
              ? sql(column.column())
              : sql(parentAlias(joins, column.join().orElseThrow()), column.column()));
    }
    var from = new StringBuilder(relation.fromSql()).append(" c");
    for (Join join : joins) {
      from.append(inner.equals(Optional.of(join)) ? "" : " LEFT")
          .append(join(join, parentAlias(joins, join)));
    }
    return new SqlRequest(
        "SELECT %s FROM %s".formatted(selected.isEmpty() ? "1" : String.join(", ", selected), from),
        List.of(),
        columns.stream().map(ScanColumn::column).toList(),
        false);
  }

  private static String parentAlias(List<Join> joins, Join join) {
    return Side.PARENT.alias() + joins.indexOf(join);
  }

  /** Returns a request for all rows of one quad map, joins included. */
  public SqlRequest scan(QuadMap quadMap) {
    return request(quadMap, Set.of(), false);
  }

  private static boolean collect(TermSpec spec, Node term, Set<Condition> out) {
    if (!term.isConcrete()) {
      return true;
    }
    return switch (spec.match(term)) {
      case Match.Impossible impossible -> false;
      case Match.Rows rows -> {
        out.addAll(rows.conditions());
        yield true;
      }
    };
  }

  private SqlRequest request(QuadMap quadMap, Set<Condition> conditions, boolean mayDistinct) {
    Set<ColumnRef> required = quadMap.requiredColumns();
    return request(quadMap, List.copyOf(required), required, conditions, mayDistinct);
  }

  private SqlRequest request(
      QuadMap quadMap,
      List<ColumnRef> columns,
      Set<ColumnRef> required,
      Set<Condition> conditions,
      boolean mayDistinct) {
    var parameters = new ArrayList<Object>();
    var where = new ArrayList<String>();
    for (ColumnRef column : required) {
      if (!column.column().notNull()) {
        where.add(sql(column) + " IS NOT NULL");
      }
    }
    for (Condition condition : conditions) {
      where.add(equality(condition.column()));
      parameters.add(parameter(condition));
    }
    boolean distinct =
        mayDistinct
            && !quadMap.isDuplicateFree()
            && dialect.comparesTextByCode()
            && columns.stream().allMatch(SqlUnfolder::isDistinctSafe);
    String sql =
        "SELECT %s%s FROM %s c%s%s"
            .formatted(
                distinct ? "DISTINCT " : "",
                selected(columns),
                quadMap.relation().fromSql(),
                quadMap.join().map(this::join).orElse(""),
                where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where));
    return new SqlRequest(sql, parameters, columns, distinct);
  }

  /** The column equals the next parameter, in a form that an index can serve where there is one. */
  private String equality(ColumnRef ref) {
    String column = sql(ref);
    return switch (ref.column().type()) {
      case TEXT -> {
        if (isPlainText(ref)) {
          yield column + " = ?";
        }
        // A type that only prints as text (enum, json) is compared as text.
        yield SqlValues.isUuid(ref)
            ? column + " = CAST(? AS UUID)"
            : "CAST(%s AS %s) = ?"
                .formatted(column, dialect == Dialect.MARIADB ? "CHAR" : "VARCHAR");
      }
      // MariaDB's BOOLEAN is TINYINT(1), where every number but 0 is true.
      case BOOLEAN ->
          dialect == Dialect.MARIADB ? "(%s <> 0) = ?".formatted(column) : column + " = ?";
      // DuckDB casts the column to a parameter that does not fit it, and fails where a row cannot
      // be.
      case INTEGER, DECIMAL ->
          dialect == Dialect.DUCKDB
              ? "%s = TRY_CAST(? AS %s)".formatted(column, ref.column().typeName())
              : column + " = ?";
      case CHAR,
          FLOAT,
          DOUBLE,
          DATE,
          TIME,
          TIME_WITH_ZONE,
          TIMESTAMP,
          TIMESTAMP_WITH_ZONE,
          BINARY,
          OTHER ->
          column + " = ?";
    };
  }

  private Object parameter(Condition condition) {
    return dialect == Dialect.DUCKDB && condition.value() instanceof BigDecimal number
        ? number.toPlainString()
        : condition.value();
  }

  private static boolean isPlainText(ColumnRef ref) {
    return PLAIN_TEXT.contains(ref.column().typeName().toLowerCase(Locale.ROOT));
  }

  private String selected(List<ColumnRef> columns) {
    return columns.isEmpty()
        ? "1"
        : columns.stream().map(this::sql).reduce((a, b) -> a + ", " + b).orElseThrow();
  }

  private String join(Join join) {
    return join(join, Side.PARENT.alias());
  }

  private String join(Join join, String alias) {
    var on = new ArrayList<String>();
    for (int i = 0; i < join.child().size(); i++) {
      on.add(sql(join.child().get(i)) + " = " + sql(alias, join.parentColumns().get(i)));
    }
    return " JOIN %s %s ON %s".formatted(join.parent().fromSql(), alias, String.join(" AND ", on));
  }

  private String sql(ColumnRef ref) {
    return sql(ref.side().alias(), ref);
  }

  private String sql(String alias, ColumnRef ref) {
    return alias + "." + dialect.quote(ref.column().name());
  }

  /** Values that SQL calls equal and RDF tells apart (-0.0), or that have no equality, stay out. */
  private static boolean isDistinctSafe(ColumnRef ref) {
    return switch (ref.column().type()) {
      case TEXT, CHAR ->
          isPlainText(ref) && !ref.column().typeName().equalsIgnoreCase("varchar_ignorecase");
      case INTEGER, DECIMAL, BOOLEAN, DATE, TIME, TIMESTAMP -> true;
      case FLOAT, DOUBLE, TIME_WITH_ZONE, TIMESTAMP_WITH_ZONE, BINARY, OTHER -> false;
    };
  }
}
