package org.crmekg.mapping;

import java.util.ArrayList;
import java.util.List;

/**
 * An SQL identifier as a mapping writes it (R2RML §5.1, SQL 2008 §5.2).
 *
 * @param name the name without quotes
 * @param delimited whether it was in double quotes (or back ticks, as some databases write it), so
 *     that its case counts
 */
public record SqlIdentifier(String name, boolean delimited) {

  /** Parses one identifier. */
  public static SqlIdentifier parse(String text) {
    String t = text.strip();
    if (t.length() >= 2) {
      char first = t.charAt(0);
      char last = t.charAt(t.length() - 1);
      if (first == '"' && last == '"') {
        return new SqlIdentifier(t.substring(1, t.length() - 1).replace("\"\"", "\""), true);
      }
      if (first == '`' && last == '`') {
        return new SqlIdentifier(t.substring(1, t.length() - 1).replace("``", "`"), true);
      }
    }
    return new SqlIdentifier(t, false);
  }

  /** Parses a name of one to three parts separated by dots outside of quotes. */
  public static List<SqlIdentifier> parseQualified(String text) {
    var parts = new ArrayList<SqlIdentifier>();
    var part = new StringBuilder();
    char quote = 0;
    for (char c : text.strip().toCharArray()) {
      if (quote != 0) {
        part.append(c);
        if (c == quote) {
          quote = 0;
        }
      } else if (c == '.') {
        parts.add(parse(part.toString()));
        part.setLength(0);
      } else {
        if (c == '"' || c == '`') {
          quote = c;
        }
        part.append(c);
      }
    }
    parts.add(parse(part.toString()));
    return parts;
  }

  @Override
  public String toString() {
    return delimited ? "\"" + name + "\"" : name;
  }
}
