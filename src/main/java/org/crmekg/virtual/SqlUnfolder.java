package org.crmekg.virtual;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.crmekg.source.Relation;
import org.crmekg.source.SqlType;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.TermSpec.Condition;
import org.crmekg.virtual.TermSpec.Match;

/** Turns blocks of quad patterns over quad maps into SQL. */
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

  private static final Set<String> PADDED_TEXT = Set.of("bpchar", "char", "character");

  /** Values that one statement holds; drivers and databases take many more, slowly. */
  private static final int MOST_VALUES = 1024;

  private final Dialect dialect;

  /** Creates an unfolder that writes a dialect. */
  public SqlUnfolder(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Unfolds a block of patterns over quad maps that share their rows.
   *
   * @param quadMaps with the same relation and join and, as {@link #restriction} finds, the same
   *     restriction
   * @return one request for each part of the block that the database can take; the rows are a
   *     superset of those that are meant
   */
  public List<SqlRequest> unfold(List<QuadMap> quadMaps, Restriction restriction) {
    if (quadMaps.size() == 1) {
      QuadMap only = quadMaps.getFirst();
      Set<ColumnRef> required = only.requiredColumns();
      return restriction.parts().stream()
          .map(part -> request(only, List.copyOf(required), required, part, true))
          .toList();
    }
    var columns = new LinkedHashSet<ColumnRef>();
    var required = new LinkedHashSet<>(quadMaps.getFirst().requiredColumns());
    for (QuadMap quadMap : quadMaps) {
      columns.addAll(quadMap.requiredColumns());
      required.retainAll(quadMap.requiredColumns());
    }
    return restriction.parts().stream()
        .map(part -> request(quadMaps.getFirst(), List.copyOf(columns), required, part, false))
        .toList();
  }

  /**
   * What a block asks of the rows of a quad map: all alternatives have to be met, each by one of
   * its rows of values.
   */
  public record Restriction(List<Alternatives> all) {
    public Restriction {
      all = List.copyOf(all);
    }

    /** Cuts the longest list of values into pieces that one statement can hold. */
    List<List<Alternatives>> parts() {
      Alternatives longest = null;
      for (Alternatives a : all) {
        if (longest == null || a.rows().size() > longest.rows().size()) {
          longest = a;
        }
      }
      if (longest == null || longest.rows().size() <= MOST_VALUES) {
        return List.of(all);
      }
      var parts = new ArrayList<List<Alternatives>>();
      for (int from = 0; from < longest.rows().size(); from += MOST_VALUES) {
        int to = Math.min(longest.rows().size(), from + MOST_VALUES);
        var part = new ArrayList<>(all);
        part.set(
            all.indexOf(longest),
            new Alternatives(longest.columns(), longest.rows().subList(from, to)));
        parts.add(part);
      }
      return parts;
    }
  }

  /** Columns whose values must be one of the rows. */
  public record Alternatives(List<ColumnRef> columns, List<List<Object>> rows) {
    public Alternatives {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Returns what a block asks of the rows of a quad map.
   *
   * @return empty if the quad map can surely not give such a quad
   */
  public static Optional<Restriction> restriction(QuadMap quadMap, QuadBlock block) {
    var all = new ArrayList<Alternatives>();
    // The predicate first: it rules out most, for one comparison.
    return collect(quadMap.predicate(), block.predicates(), all)
            && collect(quadMap.graph(), TermSet.of(block.graph()), all)
            && collect(quadMap.subject(), block.subjects(), all)
            && collect(quadMap.object(), block.objects(), all)
        ? Optional.of(new Restriction(all))
        : Optional.empty();
  }

  static boolean collect(TermSpec spec, TermSet terms, List<Alternatives> out) {
    if (terms.isAny()) {
      return true;
    }
    boolean possible = false;
    boolean unrestricted = false;
    Set<List<Object>> rows = new LinkedHashSet<>();
    List<ColumnRef> columns = null;
    for (Node term : terms.terms()) {
      if (spec.match(term) instanceof Match.Rows match) {
        possible = true;
        List<ColumnRef> its = match.conditions().stream().map(Condition::column).toList();
        if (its.isEmpty() || (columns != null && !columns.equals(its))) {
          unrestricted = true;
        } else {
          columns = its;
          rows.add(match.conditions().stream().map(Condition::value).toList());
        }
      }
    }
    if (possible && !unrestricted && columns != null) {
      out.add(new Alternatives(columns, List.copyOf(rows)));
    }
    return possible;
  }

  /**
   * Unfolds a pattern and asks for further columns of the child row, to tell which row it is.
   *
   * @return empty if the quad map can surely not give such a quad
   */
  public Optional<SqlRequest> unfoldWithRow(
      QuadMap quadMap, Quad pattern, Collection<ColumnRef> further) {
    var columns = new LinkedHashSet<>(quadMap.requiredColumns());
    columns.addAll(further);
    return restriction(quadMap, QuadBlock.of(pattern))
        .map(
            r -> request(quadMap, List.copyOf(columns), quadMap.requiredColumns(), r.all(), false));
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
    Set<ColumnRef> required = quadMap.requiredColumns();
    return request(quadMap, List.copyOf(required), required, List.of(), false);
  }

  private SqlRequest request(
      QuadMap quadMap,
      List<ColumnRef> columns,
      Set<ColumnRef> required,
      List<Alternatives> restriction,
      boolean mayDistinct) {
    var parameters = new ArrayList<Object>();
    var where = new ArrayList<String>();
    for (ColumnRef column : required) {
      if (!column.column().notNull()) {
        where.add(sql(column) + " IS NOT NULL");
      }
    }
    for (Alternatives alternatives : restriction) {
      where.add(oneOf(alternatives, this::sql, parameters));
    }
    boolean distinct =
        mayDistinct
            && !quadMap.isDuplicateFree()
            && dialect.comparesTextByCode()
            && columns.stream().allMatch(c -> isDistinctSafe(c.column()));
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

  /** The columns are one of the rows, in a form that an index can serve where there is one. */
  String oneOf(
      Alternatives alternatives, Function<ColumnRef, String> names, List<Object> parameters) {
    List<Comparison> sides =
        alternatives.columns().stream().map(c -> comparison(c, names.apply(c))).toList();
    List<List<Object>> rows = alternatives.rows();
    Optional<Object> array = array(alternatives);
    if (array.isPresent()) {
      parameters.add(array.get());
      return sides.getFirst().column() + " = ANY(?)";
    }
    for (List<Object> row : rows) {
      row.forEach(value -> parameters.add(parameter(value)));
    }
    // The last row fills up, so that there are few shapes of statements.
    int size = padded(rows.size());
    for (int i = rows.size(); i < size; i++) {
      rows.getLast().forEach(value -> parameters.add(parameter(value)));
    }
    if (size == 1) {
      return sides.stream()
          .map(c -> c.column() + " = " + c.parameter())
          .collect(Collectors.joining(" AND "));
    }
    String row = row(sides.stream().map(Comparison::parameter).toList());
    return "%s IN (%s)"
        .formatted(
            row(sides.stream().map(Comparison::column).toList()),
            String.join(", ", Collections.nCopies(size, row)));
  }

  /** PostgreSQL takes many values as one parameter, so that the statement stays the same. */
  private Optional<Object> array(Alternatives alternatives) {
    if (dialect != Dialect.POSTGRESQL
        || alternatives.columns().size() != 1
        || alternatives.rows().size() < 2) {
      return Optional.empty();
    }
    Column column = alternatives.columns().getFirst().column();
    Stream<Object> values = alternatives.rows().stream().map(List::getFirst);
    if (column.type() == SqlType.TEXT && isPlainText(column)) {
      return Optional.of(values.map(String.class::cast).toArray(String[]::new));
    }
    boolean whole =
        column.type() == SqlType.INTEGER
            && alternatives.rows().stream().allMatch(r -> r.getFirst() instanceof Long);
    return whole
        ? Optional.of(values.map(Long.class::cast).toArray(Long[]::new))
        : Optional.empty();
  }

  private static String row(List<String> parts) {
    return parts.size() == 1 ? parts.getFirst() : "(" + String.join(", ", parts) + ")";
  }

  private static int padded(int size) {
    return size <= 1 ? size : Integer.highestOneBit(size - 1) << 1;
  }

  /** The two sides of an equality between a column and a parameter. */
  private record Comparison(String column, String parameter) {}

  private Comparison comparison(ColumnRef ref, String column) {
    return switch (ref.column().type()) {
      case TEXT -> {
        if (isPlainText(ref.column())) {
          yield new Comparison(column, "?");
        }
        // A type that only prints as text (enum, json) is compared as text.
        yield SqlValues.isUuid(ref)
            ? new Comparison(column, "CAST(? AS UUID)")
            : new Comparison(
                "CAST(%s AS %s)".formatted(column, dialect == Dialect.MARIADB ? "CHAR" : "VARCHAR"),
                "?");
      }
      // MariaDB's BOOLEAN is TINYINT(1), where every number but 0 is true.
      case BOOLEAN ->
          new Comparison(dialect == Dialect.MARIADB ? "(%s <> 0)".formatted(column) : column, "?");
      // DuckDB casts the column to a parameter that does not fit it, and fails where a row cannot
      // be.
      case INTEGER, DECIMAL ->
          new Comparison(
              column,
              dialect == Dialect.DUCKDB
                  ? "TRY_CAST(? AS %s)".formatted(ref.column().typeName())
                  : "?");
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
          new Comparison(column, "?");
    };
  }

  private Object parameter(Object value) {
    return dialect == Dialect.DUCKDB && value instanceof BigDecimal number
        ? number.toPlainString()
        : value;
  }

  static boolean isPlainText(Column column) {
    return PLAIN_TEXT.contains(column.typeName().toLowerCase(Locale.ROOT));
  }

  /** Returns whether functions of the database see the text that is read: CHAR is padded. */
  static boolean isTextAsRead(Column column) {
    return column.type() == SqlType.TEXT
        && isPlainText(column)
        && !PADDED_TEXT.contains(column.typeName().toLowerCase(Locale.ROOT));
  }

  static boolean distinguishesCase(Column column) {
    return !column.typeName().equalsIgnoreCase("varchar_ignorecase");
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
  static boolean isDistinctSafe(Column column) {
    return switch (column.type()) {
      case TEXT, CHAR -> isPlainText(column) && distinguishesCase(column);
      case INTEGER, DECIMAL, BOOLEAN, DATE, TIME, TIMESTAMP -> true;
      case FLOAT, DOUBLE, TIME_WITH_ZONE, TIMESTAMP_WITH_ZONE, BINARY, OTHER -> false;
    };
  }
}
