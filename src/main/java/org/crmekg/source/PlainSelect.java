package org.crmekg.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A query that does no more than read rows of a table, filter them, and look up rows of other
 * tables for each.
 *
 * @param items what stands between SELECT and FROM, at its commas
 * @param tables the table, and those that are joined to it
 * @param where what stands after WHERE; empty if there is none
 */
record PlainSelect(List<List<SqlToken>> items, List<Part> tables, List<SqlToken> where) {
  private static final Set<String> AFTER_WHERE =
      Set.of(
          "CONNECT",
          "EXCEPT",
          "FETCH",
          "FOR",
          "FROM",
          "GROUP",
          "HAVING",
          "INTERSECT",
          "INTO",
          "JOIN",
          "LATERAL",
          "LIMIT",
          "LOCK",
          "MINUS",
          "OFFSET",
          "ORDER",
          "PROCEDURE",
          "QUALIFY",
          "SELECT",
          "START",
          "UNION",
          "USING",
          "VALUES",
          "WINDOW",
          "WITH");

  /** Words that are no names without quotes where a table or its alias stands. */
  private static final Set<String> NO_NAMES =
      Set.of(
          "ANTI",
          "AS",
          "ASOF",
          "CROSS",
          "FINAL",
          "FULL",
          "IGNORE",
          "INNER",
          "JOIN",
          "LATERAL",
          "LEFT",
          "NATURAL",
          "ON",
          "ONLY",
          "OUTER",
          "PARTITION",
          "PIVOT",
          "POSITIONAL",
          "RIGHT",
          "SAMPLE",
          "SELECT",
          "SEMI",
          "TABLE",
          "TABLESAMPLE",
          "UNNEST",
          "UNPIVOT",
          "USE",
          "USING",
          "VALUES",
          "WHERE",
          "WITH");

  private static final Set<String> JOIN_WORDS =
      Set.of("ANTI", "ASOF", "CROSS", "FULL", "INNER", "JOIN", "LEFT", "NATURAL", "RIGHT", "SEMI");

  /**
   * A table.
   *
   * @param name its name, with its schema before it
   * @param alias what columns are qualified with
   * @param on its join condition at its ANDs; empty for the first table
   */
  record Part(List<SqlToken> name, SqlToken alias, List<List<SqlToken>> on) {}

  /** Reads the tokens of a query; empty if it does, or may do, anything else. */
  static Optional<PlainSelect> of(List<SqlToken> tokens) {
    if (tokens.isEmpty() || !tokens.getFirst().isWord("SELECT") || !isBalanced(tokens)) {
      return Optional.empty();
    }
    int from = topLevel(tokens, Set.of("FROM"), 1);
    if (from == tokens.size()) {
      return Optional.empty();
    }
    int where = topLevel(tokens, Set.of("WHERE"), from + 1);
    if (where < tokens.size() && topLevel(tokens, AFTER_WHERE, where + 1) < tokens.size()) {
      return Optional.empty();
    }
    return Tables.read(tokens.subList(from + 1, where))
        .map(
            tables ->
                new PlainSelect(
                    split(tokens.subList(1, from), SqlToken::isComma),
                    tables,
                    tokens.subList(Math.min(where + 1, tokens.size()), tokens.size())));
  }

  private static boolean isBalanced(List<SqlToken> tokens) {
    int depth = 0;
    for (SqlToken token : tokens) {
      depth += token.nesting();
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }

  /** Returns where one of the words stands outside of parentheses, or the end. */
  private static int topLevel(List<SqlToken> tokens, Set<String> words, int start) {
    int depth = 0;
    for (int i = start; i < tokens.size(); i++) {
      depth += tokens.get(i).nesting();
      if (depth == 0 && tokens.get(i).isWord(words)) {
        return i;
      }
    }
    return tokens.size();
  }

  /** Tells where to cut. */
  interface Separator {
    boolean isAt(SqlToken token);
  }

  static List<List<SqlToken>> split(List<SqlToken> tokens, Separator separator) {
    var parts = new ArrayList<List<SqlToken>>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      depth += tokens.get(i).nesting();
      if (depth == 0 && separator.isAt(tokens.get(i))) {
        parts.add(List.copyOf(tokens.subList(start, i)));
        start = i + 1;
      }
    }
    parts.add(List.copyOf(tokens.subList(start, tokens.size())));
    return parts;
  }

  /** Reads what stands between FROM and WHERE. */
  private static final class Tables {
    private final List<SqlToken> tokens;
    private int at;

    private Tables(List<SqlToken> tokens) {
      this.tokens = tokens;
    }

    static Optional<List<Part>> read(List<SqlToken> tokens) {
      var reader = new Tables(tokens);
      var parts = new ArrayList<Part>();
      Optional<Part> first = reader.table();
      while (first.isPresent()) {
        parts.add(first.get());
        if (reader.at == tokens.size()) {
          return Optional.of(List.copyOf(parts));
        }
        first = reader.joined();
      }
      return Optional.empty();
    }

    private Optional<Part> joined() {
      if (!skip("INNER") && skip("LEFT")) {
        skip("OUTER");
      }
      if (!skip("JOIN")) {
        return Optional.empty();
      }
      return table().filter(t -> skip("ON")).map(t -> new Part(t.name(), t.alias(), condition()));
    }

    private List<List<SqlToken>> condition() {
      int end = topLevel(tokens, JOIN_WORDS, at);
      List<SqlToken> condition = tokens.subList(at, end);
      at = end;
      return split(condition, t -> t.isWord("AND"));
    }

    private Optional<Part> table() {
      var name = new ArrayList<SqlToken>();
      Optional<SqlToken> part = name();
      while (part.isPresent()) {
        name.add(part.get());
        if (at == tokens.size() || !tokens.get(at).isSign(".")) {
          break;
        }
        at++;
        part = name();
      }
      if (part.isEmpty()) {
        return Optional.empty();
      }
      boolean mustFollow = skip("AS");
      Optional<SqlToken> alias = name();
      return mustFollow && alias.isEmpty()
          ? Optional.empty()
          : Optional.of(new Part(List.copyOf(name), alias.orElse(name.getLast()), List.of()));
    }

    private Optional<SqlToken> name() {
      if (at == tokens.size() || !tokens.get(at).isName() || tokens.get(at).isWord(NO_NAMES)) {
        return Optional.empty();
      }
      return Optional.of(tokens.get(at++));
    }

    private boolean skip(String word) {
      if (at < tokens.size() && tokens.get(at).isWord(word)) {
        at++;
        return true;
      }
      return false;
    }
  }
}
