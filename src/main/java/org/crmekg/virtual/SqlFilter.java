package org.crmekg.virtual;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_GreaterThan;
import org.apache.jena.sparql.expr.E_GreaterThanOrEqual;
import org.apache.jena.sparql.expr.E_LessThan;
import org.apache.jena.sparql.expr.E_LessThanOrEqual;
import org.apache.jena.sparql.expr.E_LogicalAnd;
import org.apache.jena.sparql.expr.E_LogicalOr;
import org.apache.jena.sparql.expr.E_OneOf;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.crmekg.source.Column;
import org.crmekg.source.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * A condition in SQL that holds for every row for which a SPARQL expression holds, and perhaps for
 * others.
 *
 * @param sql its text, with a question mark for each parameter
 * @param parameters the values, bound and never pasted
 * @param isExact whether it holds for no others
 */
record SqlFilter(String sql, List<Object> parameters, boolean isExact) {

  /** A column, and how it is written. */
  record Operand(String sql, Column column) {}

  /** The columns of variables. */
  interface Operands {
    /** Returns the column that a variable is the natural value of, or null. */
    @Nullable Operand value(Var variable);

    /** Returns the column whose text is that of the literals of a variable, or null. */
    @Nullable Operand text(Var variable);
  }

  /**
   * Translates comparisons of a variable with a number, a day or a text, what is asked of parts of
   * its text, and what AND, OR and IN make of them; empty for all else.
   */
  static Optional<SqlFilter> of(Expr expr, Operands operands, Dialect dialect) {
    return switch (expr) {
      // One side of an AND is a condition, too, which holds for more rows.
      case E_LogicalAnd e -> {
        Optional<SqlFilter> left = of(e.getArg1(), operands, dialect);
        Optional<SqlFilter> right = of(e.getArg2(), operands, dialect);
        yield left.isPresent() && right.isPresent()
            ? Optional.of(joined(List.of(left.get(), right.get()), " AND "))
            : left.or(() -> right).map(SqlFilter::inexact);
      }
      case E_LogicalOr e -> any(List.of(e.getArg1(), e.getArg2()), operands, dialect);
      case E_OneOf e ->
          any(
              e.getRHS().getList().stream()
                  .<Expr>map(value -> new E_Equals(e.getLHS(), value))
                  .toList(),
              operands,
              dialect);
      default ->
          comparison(expr, operands, dialect)
              .or(() -> TextCondition.of(expr).flatMap(c -> text(c, operands, dialect)));
    };
  }

  private static Optional<SqlFilter> any(
      List<Expr> alternatives, Operands operands, Dialect dialect) {
    var filters = new ArrayList<SqlFilter>();
    for (Expr alternative : alternatives) {
      Optional<SqlFilter> filter = of(alternative, operands, dialect);
      if (filter.isEmpty()) {
        return Optional.empty();
      }
      filters.add(filter.get());
    }
    return filters.isEmpty() ? Optional.empty() : Optional.of(joined(filters, " OR "));
  }

  private static SqlFilter joined(List<SqlFilter> filters, String operator) {
    return new SqlFilter(
        filters.stream().map(SqlFilter::sql).collect(Collectors.joining(operator, "(", ")")),
        filters.stream().flatMap(f -> f.parameters().stream()).toList(),
        filters.stream().allMatch(SqlFilter::isExact));
  }

  private SqlFilter inexact() {
    return new SqlFilter(sql, parameters, false);
  }

  private static Optional<SqlFilter> comparison(Expr expr, Operands operands, Dialect dialect) {
    String operator =
        switch (expr) {
          case E_LessThan e -> "<";
          case E_LessThanOrEqual e -> "<=";
          case E_GreaterThan e -> ">";
          case E_GreaterThanOrEqual e -> ">=";
          case E_Equals e -> "=";
          default -> null;
        };
    if (operator == null || !(expr instanceof ExprFunction2 comparison)) {
      return Optional.empty();
    }
    Expr left = comparison.getArg1();
    Expr right = comparison.getArg2();
    if (left.isVariable() && right.isConstant()) {
      return compare(operands.value(left.asVar()), operator, right, dialect);
    }
    return left.isConstant() && right.isVariable()
        ? compare(operands.value(right.asVar()), mirrored(operator), left, dialect)
        : Optional.empty();
  }

  private static String mirrored(String operator) {
    return operator.startsWith("<") ? operator.replace('<', '>') : operator.replace('>', '<');
  }

  private static Optional<SqlFilter> compare(
      @Nullable Operand operand, String operator, Expr constant, Dialect dialect) {
    if (operand == null) {
      return Optional.empty();
    }
    return parameter(operand.column(), operator, constant.getConstant().asNode(), dialect)
        .map(
            value ->
                new SqlFilter(
                    operand.sql() + " " + operator + " ?",
                    List.of(value),
                    QuadJoin.isComparedByValue(dialect, operand.column())));
  }

  private static Optional<Object> parameter(
      Column column, String operator, Node constant, Dialect dialect) {
    if (!constant.isLiteral()) {
      return Optional.empty();
    }
    String text = constant.getLiteralLexicalForm();
    return switch (column.type()) {
      case INTEGER, DECIMAL ->
          constant.getLiteralDatatype().equals(XSDDatatype.XSDinteger)
                  || constant.getLiteralDatatype().equals(XSDDatatype.XSDdecimal)
              ? number(text, dialect)
              : Optional.empty();
      case DATE ->
          constant.getLiteralDatatype().equals(XSDDatatype.XSDdate) ? day(text) : Optional.empty();
      // Order differs between collations; equality may be coarser than that of terms.
      case TEXT ->
          operator.equals("=")
                  && SqlUnfolder.isPlainText(column)
                  && constant.getLiteralDatatype().equals(XSDDatatype.XSDstring)
                  && SqlValues.isStorable(text)
              ? Optional.of(text)
              : Optional.empty();
      case CHAR,
          FLOAT,
          DOUBLE,
          BOOLEAN,
          TIME,
          TIME_WITH_ZONE,
          TIMESTAMP,
          TIMESTAMP_WITH_ZONE,
          BINARY,
          OTHER ->
          Optional.empty();
    };
  }

  /** DuckDB casts the column to the parameter's type, which not every row may have. */
  private static Optional<Object> number(String text, Dialect dialect) {
    try {
      var value = new BigDecimal(text);
      boolean plain = value.precision() <= 18 && value.scale() >= 0 && value.scale() <= 9;
      return plain && dialect != Dialect.DUCKDB ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> day(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      return day.getYear() >= 1 && day.getYear() <= 9999 ? Optional.of(day) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  // ---- Parts of texts

  private static Optional<SqlFilter> text(
      TextCondition condition, Operands operands, Dialect dialect) {
    Operand operand = operands.text(condition.variable());
    if (operand == null) {
      return Optional.empty();
    }
    String text = byCode(operand.sql(), dialect);
    String place =
        position(condition.anyCase() ? lowered(text, dialect) : text, dialect)
            + (condition.atStart() ? " = 1" : " > 0");
    return Optional.of(
        new SqlFilter(
            condition.anyCase() ? "(%s OR %s)".formatted(place, beyondAscii(text, dialect)) : place,
            List.of(condition.part()),
            false));
  }

  /** A text whose characters are compared by code, whatever the collation of its column is. */
  private static String byCode(String sql, Dialect dialect) {
    return switch (dialect) {
      case H2, DUCKDB -> sql;
      // A collation that calls different texts equal cannot look for parts of them.
      case POSTGRESQL -> sql + " COLLATE \"C\"";
      case MARIADB -> "CONVERT(%s USING utf8mb4) COLLATE utf8mb4_bin".formatted(sql);
    };
  }

  private static String position(String text, Dialect dialect) {
    return switch (dialect) {
      case H2, MARIADB -> "LOCATE(?, %s)".formatted(text);
      case POSTGRESQL -> "strpos(%s, ?)".formatted(text);
      case DUCKDB -> "strpos(%s, CAST(? AS VARCHAR))".formatted(text);
    };
  }

  /** Letters of ASCII in lower case; not by LOWER where it is that of a locale. */
  private static String lowered(String text, Dialect dialect) {
    return dialect == Dialect.MARIADB
        ? "LOWER(%s)".formatted(text)
        : "TRANSLATE(%s, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
            .formatted(text);
  }

  /** Whether a text has characters that are not of ASCII; control characters may be among them. */
  private static String beyondAscii(String text, Dialect dialect) {
    return switch (dialect) {
      case H2 -> "REGEXP_LIKE(%s, '[^ -~]')".formatted(text);
      // Not by its length in bytes: the database may have one byte for each character.
      case POSTGRESQL -> "%s ~ '[^ -~]'".formatted(text);
      case DUCKDB -> "strlen(%1$s) <> length(%1$s)".formatted(text);
      case MARIADB -> "LENGTH(%1$s) <> CHAR_LENGTH(%1$s)".formatted(text);
    };
  }
}
