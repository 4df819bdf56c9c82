package org.crmekg.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML; the one place where text becomes markup, and all of it is escaped.
 *
 * <p>Names of elements and attributes are constants of the pages; values and texts may be anything.
 */
final class Html {
  private static final Set<String> VOID = Set.of("br", "hr", "input", "link", "meta");

  private final StringBuilder out = new StringBuilder(16_000);
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turn. */
  Html open(String element, String... attributes) {
    tag(element, attributes);
    if (!VOID.contains(element)) {
      open.push(element);
    }
    return this;
  }

  private void tag(String element, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("attributes are names and values in turn");
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
    out.append('>');
  }

  /** Closes the element that was opened last. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Closes the element that was opened last and begins a new line of the source. */
  Html end() {
    close();
    out.append('\n');
    return this;
  }

  /** Writes a text. */
  Html text(String text) {
    escape(text);
    return this;
  }

  /** Writes an element with a text. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          // Controls are no characters of HTML; they are shown as what they are.
          boolean control = (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F;
          out.append(control ? '\uFFFD' : c);
        }
      }
    }
  }

  /** Returns the document; every element has to be closed. */
  String document() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("not closed: " + open);
    }
    return "<!DOCTYPE html>\n" + out;
  }
}
