package org.crmekg.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as text.
 *
 * @param text the value
 */
record Json(String text) {

  /** Makes an object of names and values in turn; a null value is JSON's null. */
  static Json object(@Nullable Object... namesAndValues) {
    var text = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append(i == 0 ? "" : ",");
      append(text, namesAndValues[i]);
      append(text.append(':'), namesAndValues[i + 1]);
    }
    return new Json(text.append('}').toString());
  }

  static Json array(List<?> values) {
    var text = new StringBuilder("[");
    for (int i = 0; i < values.size(); i++) {
      append(text.append(i == 0 ? "" : ","), values.get(i));
    }
    return new Json(text.append(']').toString());
  }

  static void append(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Json json -> out.append(json.text);
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag);
      default -> quote(out, value.toString());
    }
  }

  /** Escapes what RFC 8259 §7 says must be. */
  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
