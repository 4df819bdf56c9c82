package org.crmekg.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmekg.rdf.Iris;
import org.jspecify.annotations.Nullable;

/**
 * A string template (R2RML §7.3): texts and holes in turn.
 *
 * <p>{@code texts} has one element more than {@code columns}: the template is {@code texts[0]
 * columns[0] texts[1] … texts[n]}. A hole of an IRI template is filled with the IRI-safe version of
 * a value, so that a character outside of {@code iunreserved} in a text is a separator that no
 * value can contain; that is what makes templates invertible and comparable.
 *
 * @param texts the fixed parts, unescaped
 * @param columns the columns as written, with their quotes
 */
public record Template(List<String> texts, List<String> columns) {
  public Template {
    texts = List.copyOf(texts);
    columns = List.copyOf(columns);
    if (texts.size() != columns.size() + 1) {
      throw new IllegalArgumentException("a template needs one text more than columns");
    }
  }

  /**
   * Parses the text of {@code rr:template}, with a backslash before a literal brace or backslash.
   *
   * @throws IllegalArgumentException with the position, if braces do not match
   */
  public static Template parse(String text) {
    var texts = new ArrayList<String>();
    var columns = new ArrayList<String>();
    var part = new StringBuilder();
    boolean inHole = false;
    boolean inQuotes = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && "\\{}\"".indexOf(text.charAt(i + 1)) >= 0) {
        part.append(text.charAt(++i));
      } else if (inHole && c == '"') {
        inQuotes = !inQuotes;
        part.append(c);
      } else if (inQuotes) {
        part.append(c);
      } else if (c == '{') {
        if (inHole) {
          throw new IllegalArgumentException("{ inside of a column name at position " + i);
        }
        texts.add(part.toString());
        part.setLength(0);
        inHole = true;
      } else if (c == '}') {
        if (!inHole) {
          throw new IllegalArgumentException("} without { at position " + i);
        }
        if (part.isEmpty()) {
          throw new IllegalArgumentException("no column name between { and } at position " + i);
        }
        columns.add(part.toString());
        part.setLength(0);
        inHole = false;
      } else {
        part.append(c);
      }
    }
    if (inHole) {
      throw new IllegalArgumentException("{ without } in \"" + text + "\"");
    }
    texts.add(part.toString());
    return new Template(texts, columns);
  }

  /** Returns this template with a text in front. */
  public Template prefixed(String prefix) {
    var longer = new ArrayList<>(texts);
    longer.set(0, prefix + texts.getFirst());
    return new Template(longer, columns);
  }

  /**
   * Returns the template's value for a row.
   *
   * @param values the value of each column, or null for SQL NULL
   * @return the text, or null if any column is NULL (R2RML §7.3)
   */
  public @Nullable String expand(Function<String, @Nullable String> values, boolean iriSafe) {
    var out = new StringBuilder(texts.getFirst());
    for (int i = 0; i < columns.size(); i++) {
      String value = values.apply(columns.get(i));
      if (value == null) {
        return null;
      }
      out.append(iriSafe ? Iris.encode(value) : value).append(texts.get(i + 1));
    }
    return out.toString();
  }

  /**
   * Returns whether different values always give different texts: between two holes stands a
   * character that no IRI-safe value contains, and at most one hole is at such a boundary less.
   */
  public boolean isInjective() {
    for (int i = 1; i < columns.size(); i++) {
      if (!hasSeparator(texts.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasSeparator(String text) {
    return text.codePoints().anyMatch(c -> c != '%' && !Iris.isUnreserved(c));
  }

  /**
   * Runs an IRI template backwards.
   *
   * @return the value of each column (distinct columns, in template order), or empty if the text
   *     cannot come from this template; for templates that are not injective, or whose text holds
   *     one column twice with different values, empty means nothing: ask {@link #isInjective} first
   */
  public Optional<Map<String, String>> invert(String text) {
    if (!text.startsWith(texts.getFirst())) {
      return Optional.empty();
    }
    int at = texts.getFirst().length();
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < columns.size(); i++) {
      String next = texts.get(i + 1);
      boolean last = i == columns.size() - 1;
      int end = last ? text.length() - next.length() : next.isEmpty() ? -1 : text.indexOf(next, at);
      if (end < at || !text.startsWith(next, end)) {
        return Optional.empty();
      }
      Optional<String> value = Iris.decode(text.substring(at, end));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      String before = values.put(columns.get(i), value.get());
      if (before != null && !before.equals(value.get())) {
        return Optional.empty();
      }
      at = end + next.length();
    }
    return columns.isEmpty() && !text.equals(texts.getFirst())
        ? Optional.empty()
        : Optional.of(values);
  }

  /** Returns whether some text could come from this IRI template: exact, by a small automaton. */
  public boolean canMatch(String text) {
    // Reachable positions after each part; a hole covers any run of unreserved characters and
    // escapes.
    Set<Integer> positions = new LinkedHashSet<>();
    if (!text.startsWith(texts.getFirst())) {
      return false;
    }
    positions.add(texts.getFirst().length());
    for (int i = 0; i < columns.size(); i++) {
      String next = texts.get(i + 1);
      var after = new LinkedHashSet<Integer>();
      for (int start : positions) {
        int end = start;
        while (true) {
          if (text.startsWith(next, end)) {
            after.add(end + next.length());
          }
          if (end >= text.length()) {
            break;
          }
          int c = text.codePointAt(end);
          if (c == '%' && end + 2 < text.length()) {
            end += 3;
          } else if (Iris.isUnreserved(c)) {
            end += Character.charCount(c);
          } else {
            break;
          }
        }
      }
      positions = after;
    }
    return positions.contains(text.length());
  }

  /**
   * Returns whether two IRI templates could give the same text: false only if they surely cannot.
   *
   * <p>Sound by construction: holes are widened to any run of unreserved characters and escapes,
   * and the two regular languages are intersected by walking both at once.
   */
  public boolean canUnify(Template other) {
    if (texts.equals(other.texts)) {
      return true;
    }
    String left = texts.getFirst();
    String right = other.texts.getFirst();
    return left.regionMatches(0, right, 0, Math.min(left.length(), right.length()))
        && TemplateIntersection.isNonEmpty(this, other);
  }

  /** Returns the distinct columns in the order of their first use. */
  public Set<String> distinctColumns() {
    return new LinkedHashSet<>(columns);
  }

  @Override
  public String toString() {
    var out = new StringBuilder(texts.getFirst());
    for (int i = 0; i < columns.size(); i++) {
      out.append('{').append(columns.get(i)).append('}').append(texts.get(i + 1));
    }
    return out.toString();
  }
}
