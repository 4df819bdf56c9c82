package org.crmekg.source;

import java.sql.Types;
import java.util.Locale;

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
  TIMESTAMP,
  TIMESTAMP_WITH_ZONE,
  BINARY,
  /** Anything else: its text as the database prints it. */
  OTHER;

  static SqlType of(int jdbcType, String typeName) {
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
      case Types.TIMESTAMP -> isZoned(typeName) ? TIMESTAMP_WITH_ZONE : TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> TIMESTAMP_WITH_ZONE;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BINARY;
      default ->
          switch (typeName.toUpperCase(Locale.ROOT)) {
            case "HUGEINT", "UHUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT" -> INTEGER;
            case "UUID", "JSON", "JSONB", "ENUM" -> TEXT;
            default -> OTHER;
          };
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
      case FLOAT, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, BINARY, OTHER -> false;
    };
  }
}
