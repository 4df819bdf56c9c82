package org.crmekg.demo;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/** Appends rows to tables of DuckDB. */
final class DuckTables {
  private DuckTables() {}

  static void append(DuckDBAppender appender, @Nullable Object[] values) throws SQLException {
    appender.beginRow();
    for (Object value : values) {
      switch (value) {
        case null -> appender.appendNull();
        case String text -> appender.append(text);
        case Integer number -> appender.append(number.intValue());
        case Long number -> appender.append(number.longValue());
        case Boolean flag -> appender.append(flag.booleanValue());
        case BigDecimal number -> appender.append(number);
        case LocalDate date -> appender.append(date);
        case LocalDateTime time -> appender.append(time);
        default -> appender.append(value.toString());
      }
    }
    appender.endRow();
  }
}
