package org.crmekg.virtual;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.crmekg.source.SqlType;
import org.crmekg.virtual.TermSpec.Condition;
import org.crmekg.virtual.TermSpec.Match;

/** The natural mapping of SQL values (R2RML §10.2), and lexical forms back to typed values. */
final class SqlValues {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int MAX_INTEGER_BITS = 128;
  private static final int MAX_DIGITS = 38;
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private SqlValues() {}

  static RDFDatatype naturalDatatype(SqlType type) {
    return switch (type) {
      case TEXT, CHAR, OTHER -> XSDDatatype.XSDstring;
      case INTEGER -> XSDDatatype.XSDinteger;
      case DECIMAL -> XSDDatatype.XSDdecimal;
      case FLOAT, DOUBLE -> XSDDatatype.XSDdouble;
      case BOOLEAN -> XSDDatatype.XSDboolean;
      case DATE -> XSDDatatype.XSDdate;
      case TIME, TIME_WITH_ZONE -> XSDDatatype.XSDtime;
      case TIMESTAMP, TIMESTAMP_WITH_ZONE -> XSDDatatype.XSDdateTime;
      case BINARY -> XSDDatatype.XSDhexBinary;
    };
  }

  /** Rows whose column has this natural lexical form: exactly this text in the IRI or literal. */
  static Match equal(ColumnRef column, String lexical) {
    return switch (column.column().type()) {
      case TEXT, CHAR ->
          isStorable(lexical) && (!isUuid(column) || UUID.matcher(lexical).matches())
              ? rows(column, lexical)
              : new Match.Impossible();
      case INTEGER ->
          INTEGER.matcher(lexical).matches() ? number(column, lexical) : new Match.Impossible();
      case DECIMAL ->
          DECIMAL.matcher(lexical).matches()
              ? decimal(column, new BigDecimal(lexical))
              : lexical.equals("NaN") || lexical.contains("Infinity")
                  ? new Match.Rows(List.of())
                  : new Match.Impossible();
      case BOOLEAN ->
          lexical.equals("true") || lexical.equals("false")
              ? rows(column, Boolean.valueOf(lexical))
              : new Match.Impossible();
      case DATE -> date(column, lexical);
      // Their printed forms and their equality differ between databases: rows are compared here.
      case FLOAT, DOUBLE, TIME, TIME_WITH_ZONE, TIMESTAMP, TIMESTAMP_WITH_ZONE, BINARY, OTHER ->
          new Match.Rows(List.of());
    };
  }

  /** As {@link #equal}, for a literal in normal form, whose text may differ from the column's. */
  static Match equalLiteral(ColumnRef column, String lexical) {
    return equal(column, lexical);
  }

  private static Match number(ColumnRef column, String lexical) {
    BigInteger value = new BigInteger(lexical);
    if (value.bitLength() > MAX_INTEGER_BITS) {
      return new Match.Impossible();
    }
    if (value.compareTo(LONG_MIN) < 0 || value.compareTo(LONG_MAX) > 0) {
      return rows(column, new BigDecimal(value));
    }
    return rows(column, value.longValueExact());
  }

  /** Not all databases take more digits than the SQL standard asks for: rows are compared here. */
  private static Match decimal(ColumnRef column, BigDecimal value) {
    return value.precision() > MAX_DIGITS || value.scale() > MAX_DIGITS
        ? new Match.Rows(List.of())
        : rows(column, value);
  }

  static boolean isUuid(ColumnRef column) {
    return column.column().typeName().equalsIgnoreCase("uuid");
  }

  private static Match date(ColumnRef column, String lexical) {
    try {
      LocalDate date = LocalDate.parse(lexical);
      // Drivers lose the sign of years before year 1: rows are compared here.
      return date.getYear() < 1 ? new Match.Rows(List.of()) : rows(column, date);
    } catch (DateTimeParseException e) {
      return new Match.Rows(List.of());
    }
  }

  /** No database of ours keeps U+0000 or half a surrogate pair in text. */
  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || (Character.isSurrogate(c) && !isPair(text, i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPair(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  private static Match rows(ColumnRef column, Object value) {
    return new Match.Rows(List.of(new Condition(column, value)));
  }
}
