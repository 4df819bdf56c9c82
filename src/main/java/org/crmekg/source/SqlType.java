package org.crmekg.source;

import java.sql.Types;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** SQL types as the natural mapping to RDF tells them apart (R2RML §10.2). */
public enum SqlType {
  TEXT,
  /** Fixed-length text, padded with spaces. */
  CHAR,
  INTEGER,
  DECIMAL,
  FLOAT,
  DOUBLE,
  BOOLEAN,
  DATE,
  TIME,
  TIME_WITH_ZONE,
  TIMESTAMP,
  TIMESTAMP_WITH_ZONE,
  BINARY,
  /** Anything else: its text as the database prints it. */
  OTHER;

  /** Returns the type of a column as a driver describes it. */
  public static SqlType of(int jdbcType, String typeName) {
    SqlType named = byName(typeName.toUpperCase(Locale.ROOT));
    if (named != null) {
      return named;
    }
    return switch (jdbcType) {
      case Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB,
          Types.SQLXML ->
          TEXT;
      case Types.CHAR, Types.NCHAR -> CHAR;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> INTEGER;
      case Types.DECIMAL, Types.NUMERIC -> DECIMAL;
      case Types.REAL -> FLOAT;
      case Types.FLOAT -> typeName.toLowerCase(Locale.ROOT).equals("float") ? FLOAT : DOUBLE;
      case Types.DOUBLE -> DOUBLE;
      case Types.BOOLEAN -> BOOLEAN;
      case Types.BIT -> typeName.toLowerCase(Locale.ROOT).startsWith("bool") ? BOOLEAN : OTHER;
      case Types.DATE -> DATE;
      case Types.TIME -> TIME;
      case Types.TIME_WITH_TIMEZONE -> TIME_WITH_ZONE;
      case Types.TIMESTAMP -> isZoned(typeName) ? TIMESTAMP_WITH_ZONE : TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> TIMESTAMP_WITH_ZONE;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BINARY;
      default -> OTHER;
    };
  }

  /** Types that a driver reports under the number of another (H2's uuid as binary, for one). */
  private static @Nullable SqlType byName(String typeName) {
    return switch (typeName) {
      case "HUGEINT", "UHUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "YEAR" -> INTEGER;
      case "UUID", "JSON", "JSONB", "ENUM" -> TEXT;
      case "TIMETZ" -> TIME_WITH_ZONE;
      // Amount and currency in one text, whose form is a setting of the server.
      case "MONEY" -> OTHER;
      default -> null;
    };
  }

  private static boolean isZoned(String typeName) {
    String name = typeName.toLowerCase(Locale.ROOT);
    return name.equals("timestamptz") || name.contains("with time zone");
  }

  /** Returns whether equal values in SQL are identical terms, and back. */
  public boolean isExact() {
    return switch (this) {
      case TEXT, CHAR, INTEGER, DECIMAL, BOOLEAN, DATE -> true;
      case FLOAT, DOUBLE, TIME, TIME_WITH_ZONE, TIMESTAMP, TIMESTAMP_WITH_ZONE, BINARY, OTHER ->
          false;
    };
  }
}
