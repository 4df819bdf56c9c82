package org.crmekg.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Finds the keys that a query has because its table has them, and which rows of its table it is.
 *
 * <p>A query that gives each row of a table at most once keeps the table's keys, where it shows
 * their columns. That is proved from its text, or not claimed: a key too many would lose rows, a
 * key too few costs time only. So there is one table, or further ones of which each row finds at
 * most one; no clause that repeats rows; and in the items only what gives one value: columns,
 * literals, operators, known functions.
 */
final class InheritedKeys {
  /** Scalar functions of SQL and of the databases; any other may return a set. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          ("ABS ASCII BTRIM CAST CEIL CEILING CHAR_LENGTH CHARACTER_LENGTH COALESCE CONCAT CONCAT_WS"
                  + " CONVERT CURDATE CURRENT_DATE CURRENT_TIMESTAMP DATE DATE_FORMAT DATE_PART"
                  + " DATE_TRUNC DATEDIFF DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR EXP EXTRACT FLOOR FORMAT"
                  + " FORMATDATETIME GREATEST HEX HOUR IF IFNULL INITCAP INSTR ISNULL LCASE LEAST"
                  + " LEFT LENGTH LN LOCATE LOG LOG10 LOWER LPAD LTRIM MAKE_DATE MD5 MINUTE MOD MONTH"
                  + " NULLIF NVL NVL2 OCTET_LENGTH OVERLAY POSITION POW POWER QUARTER REGEXP_REPLACE"
                  + " REPEAT REPLACE REVERSE RIGHT ROUND RPAD RTRIM SECOND SIGN SPLIT_PART SQRT"
                  + " STRFTIME STRPOS STRPTIME SUBSTR SUBSTRING TO_CHAR TO_DATE TO_NUMBER"
                  + " TO_TIMESTAMP TRANSLATE TRIM TRUNC TRUNCATE TRY_CAST UCASE UNHEX UPPER WEEK"
                  + " YEAR")
              .split(" "));

  /** Functions over a window, which look at other rows and add none. */
  private static final Set<String> OVER_WINDOWS =
      Set.of(
          ("AVG COUNT CUME_DIST DENSE_RANK FIRST_VALUE LAG LAST_VALUE LEAD MAX MIN NTH_VALUE NTILE"
                  + " PERCENT_RANK RANK ROW_NUMBER SUM")
              .split(" "));

  /** Words before a parenthesis that call nothing. */
  private static final Set<String> BEFORE_PARENTHESES =
      Set.of(
          ("AND BETWEEN BY CASE CHAR CHARACTER DEC DECIMAL ELSE FROM IN LIKE NOT NUMERIC OR"
                  + " OVER THEN VARCHAR VARYING WHEN")
              .split(" "));

  /** Words before a string that is a literal of a type. */
  private static final Set<String> BEFORE_STRINGS =
      Set.of(
          ("AND BETWEEN BOTH BY DATE DIV ELSE ESCAPE FROM ILIKE IN INTERVAL LEADING LIKE MOD NOT OR"
                  + " REGEXP RLIKE THEN TIME TIMESTAMP TRAILING WHEN")
              .split(" "));

  private static final Set<String> FORBIDDEN =
      Set.of(
          "ALL",
          "DISTINCT",
          "DISTINCTROW",
          "EXCEPT",
          "INTERSECT",
          "INTO",
          "SELECT",
          "STRAIGHT_JOIN",
          "TABLE",
          "TOP",
          "UNION",
          "VALUES",
          "WITH");

  /** Words that are no columns without quotes: values of their own, and operators. */
  private static final Set<String> NO_COLUMNS =
      Set.of(
          ("ANY ARRAY BINARY CASE CAST CURRENT_CATALOG CURRENT_DATE CURRENT_PATH CURRENT_ROLE"
                  + " CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT EXISTS FALSE"
                  + " INTERVAL LOCALTIME LOCALTIMESTAMP NOT NULL PRIOR ROW ROWID ROWNUM SESSION_USER"
                  + " SOME SYSDATE SYSTEM_USER SYSTIMESTAMP TODAY TRUE UNIQUE UNKNOWN USER UTC_DATE"
                  + " UTC_TIME UTC_TIMESTAMP _ROWID_")
              .split(" "));

  /** Words after an expression that are operators, not its new name. */
  private static final Set<String> NO_ALIASES = Set.of("ISNULL", "NOTNULL");

  private static final Set<String> OPERATORS =
      Set.of("+", "-", "*", "/", "%", "=", "<", ">", "!", "||", "::");

  private record Table(SqlToken alias, Relation relation) {}

  private record Source(int table, String column) {}

  private final Dialect dialect;
  private final UnaryOperator<String> fold;
  private final List<Table> tables = new ArrayList<>();

  private InheritedKeys(Dialect dialect, UnaryOperator<String> fold) {
    this.dialect = dialect;
    this.fold = fold;
  }

  /** What is sure of a query. */
  record Found(List<Set<String>> keys, Optional<Slice> slice) {
    private static final Found NOTHING = new Found(List.of(), Optional.empty());

    Found {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Returns the keys that are sure, and the slice of its table that the query surely is.
   *
   * @param sql the query
   * @param columns its columns, as the database describes them
   * @param fold what the database makes of a name without quotes
   * @param relations describes a table by its name, with its keys
   */
  static Found of(
      String sql,
      List<Column> columns,
      Dialect dialect,
      UnaryOperator<String> fold,
      Function<List<String>, Optional<Relation>> relations) {
    return SqlToken.read(sql, dialect)
        .flatMap(PlainSelect::of)
        .map(select -> new InheritedKeys(dialect, fold).of(select, columns, relations))
        .orElse(Found.NOTHING);
  }

  private Found of(
      PlainSelect select,
      List<Column> columns,
      Function<List<String>, Optional<Relation>> relations) {
    for (PlainSelect.Part part : select.tables()) {
      Optional<Relation> relation = relations.apply(part.name().stream().map(this::name).toList());
      if (relation.isEmpty()) {
        return Found.NOTHING;
      }
      tables.add(new Table(part.alias(), relation.get()));
      if (tables.size() > 1 && !findsOneRow(part.on())) {
        return Found.NOTHING;
      }
    }
    var sources = new ArrayList<Optional<Source>>();
    for (List<SqlToken> item : select.items()) {
      if (!add(item, sources)) {
        return Found.NOTHING;
      }
    }
    return sources.size() == columns.size()
        ? new Found(shown(sources, columns), slice(select.where(), sources, columns))
        : Found.NOTHING;
  }

  // ---- Slices

  /** Operators and values that mean the same wherever a condition stands. */
  private static final Set<String> IN_CONDITIONS =
      Set.of("AND", "BETWEEN", "FALSE", "IN", "IS", "LIKE", "NOT", "NULL", "OR", "TRUE");

  private static final Set<String> SIGNS_IN_CONDITIONS =
      Set.of("=", "<", ">", "!", "(", ")", ",", "+", "-", "*");

  private Optional<Slice> slice(
      List<SqlToken> where, List<Optional<Source>> sources, List<Column> columns) {
    if (tables.size() > 1) {
      return Optional.empty();
    }
    Relation table = tables.getFirst().relation();
    var shown = new HashMap<String, Column>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      sources.get(i).map(this::column).ifPresent(c -> shown.put(name, c));
    }
    return condition(where).map(texts -> new Slice(table, shown, texts, constants(where)));
  }

  /** Cuts a condition before its columns; empty if it holds anything else that is not plain. */
  private Optional<List<String>> condition(List<SqlToken> where) {
    var texts = new ArrayList<String>();
    var text = new StringBuilder();
    for (int i = 0; i < where.size(); i++) {
      SqlToken token = where.get(i);
      boolean qualified = i + 2 < where.size() && where.get(i + 1).isSign(".");
      Optional<Source> column =
          token.isName() ? column(where.subList(i, qualified ? i + 3 : i + 1)) : Optional.empty();
      if (column.isPresent()) {
        texts.add(text.toString());
        text.setLength(0);
        text.append(dialect.quote(column.get().column())).append(' ');
        i += qualified ? 2 : 0;
      } else if (token.isWord(IN_CONDITIONS)) {
        text.append(token.text()).append(' ');
      } else if (token.isOneOf(SIGNS_IN_CONDITIONS)) {
        boolean joins = i + 1 < where.size() && isTwoSigns(token, where.get(i + 1));
        text.append(token.text()).append(joins ? "" : " ");
      } else if (token.kind() == SqlToken.Kind.STRING || token.kind() == SqlToken.Kind.NUMBER) {
        text.append(token.written()).append(' ');
      } else {
        return Optional.empty();
      }
    }
    if (!where.isEmpty()) {
      texts.add(text.toString().strip());
    }
    return Optional.of(texts);
  }

  private static boolean isTwoSigns(SqlToken first, SqlToken second) {
    return (first.isSign("<") && (second.isSign(">") || second.isSign("=")))
        || ((first.isSign(">") || first.isSign("!")) && second.isSign("="));
  }

  /** The columns that the condition compares with one text. */
  private Map<String, String> constants(List<SqlToken> where) {
    var constants = new HashMap<String, String>();
    boolean all = where.stream().noneMatch(t -> t.isWord("OR") || t.isWord("BETWEEN"));
    for (List<SqlToken> part : PlainSelect.split(where, t -> t.isWord("AND"))) {
      if (all
          && part.size() == 3
          && part.get(1).isSign("=")
          && part.get(2).kind() == SqlToken.Kind.STRING) {
        column(part.subList(0, 1)).ifPresent(c -> constants.put(c.column(), part.get(2).written()));
      }
    }
    return constants;
  }

  /** The keys of the first table whose columns are all shown. */
  private List<Set<String>> shown(List<Optional<Source>> sources, List<Column> columns) {
    Map<String, String> shownAs = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Source source = sources.get(i).orElse(null);
      if (source != null && source.table() == 0) {
        shownAs.putIfAbsent(source.column(), columns.get(i).name());
      }
    }
    var keys = new LinkedHashSet<Set<String>>();
    for (Set<String> key : tables.getFirst().relation().keys()) {
      var names = new LinkedHashSet<String>();
      for (String column : key) {
        exactly(tables.getFirst().relation(), column).map(shownAs::get).ifPresent(names::add);
      }
      if (!key.isEmpty() && names.size() == key.size()) {
        keys.add(names);
      }
    }
    return List.copyOf(keys);
  }

  private String name(SqlToken token) {
    return token.kind() == SqlToken.Kind.DELIMITED ? token.text() : fold.apply(token.written());
  }

  private Optional<String> exactly(Relation relation, String column) {
    return relation.columnNames().stream().filter(c -> dialect.sameColumn(column, c)).findFirst();
  }

  // ---- Items

  /** Adds the sources of an item's columns; returns false if it may give more than one row. */
  private boolean add(List<SqlToken> item, List<Optional<Source>> sources) {
    if (item.size() == 1 && item.getFirst().isSign("*")) {
      for (int t = 0; t < tables.size(); t++) {
        addAll(t, sources);
      }
      return true;
    }
    if (item.size() == 3 && item.get(1).isSign(".") && item.get(2).isSign("*")) {
      OptionalInt table = table(item.getFirst());
      table.ifPresent(t -> addAll(t, sources));
      return table.isPresent();
    }
    if (item.isEmpty() || item.getFirst().isSign("*") || !givesOneValue(item)) {
      return false;
    }
    sources.add(column(withoutAlias(item)));
    return true;
  }

  private void addAll(int table, List<Optional<Source>> sources) {
    tables
        .get(table)
        .relation()
        .columnNames()
        .forEach(c -> sources.add(Optional.of(new Source(table, c))));
  }

  private static List<SqlToken> withoutAlias(List<SqlToken> item) {
    int last = item.size() - 1;
    if (last == 0 || !item.get(last).isName()) {
      return item;
    }
    SqlToken before = item.get(last - 1);
    if (before.isWord("AS")) {
      return item.subList(0, last - 1);
    }
    return before.isName() && !item.get(last).isWord(NO_ALIASES) ? item.subList(0, last) : item;
  }

  /** Returns the column that an expression is and nothing else. */
  private Optional<Source> column(List<SqlToken> expression) {
    boolean isQualified =
        expression.size() == 3 && expression.get(1).isSign(".") && expression.get(2).isName();
    if (!expression.getFirst().isName() || !(isQualified || expression.size() == 1)) {
      return Optional.empty();
    }
    if (isQualified) {
      OptionalInt table = table(expression.getFirst());
      return table.isEmpty()
          ? Optional.empty()
          : exactly(tables.get(table.getAsInt()).relation(), name(expression.get(2)))
              .map(c -> new Source(table.getAsInt(), c));
    }
    SqlToken name = expression.getFirst();
    var found = new ArrayList<Source>();
    for (int t = 0; t < tables.size() && !name.isWord(NO_COLUMNS); t++) {
      int table = t;
      exactly(tables.get(t).relation(), name(name)).ifPresent(c -> found.add(new Source(table, c)));
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private OptionalInt table(SqlToken qualifier) {
    OptionalInt found = OptionalInt.empty();
    for (int t = 0; t < tables.size(); t++) {
      // The case of an alias matters to some databases only: two that differ in it are none.
      if (name(tables.get(t).alias()).equalsIgnoreCase(name(qualifier))) {
        if (found.isPresent()) {
          return OptionalInt.empty();
        }
        found = OptionalInt.of(t);
      }
    }
    return found;
  }

  private boolean givesOneValue(List<SqlToken> item) {
    for (int i = 0; i < item.size(); i++) {
      SqlToken token = item.get(i);
      boolean isCall = i + 1 < item.size() && item.get(i + 1).isSign("(");
      boolean isMember = i > 0 && item.get(i - 1).isSign(".");
      boolean isAllowed =
          switch (token.kind()) {
            case WORD ->
                !token.isWord(FORBIDDEN)
                    && (isMember
                        ? !isCall && isColumn(token)
                        : !isCall
                            || token.isWord(FUNCTIONS)
                            || token.isWord(BEFORE_PARENTHESES)
                            || (token.isWord(OVER_WINDOWS) && hasWindow(item, i + 1)));
            case DELIMITED -> !isCall && (!isMember || isColumn(token));
            case STRING ->
                i == 0 || !item.get(i - 1).isName() || item.get(i - 1).isWord(BEFORE_STRINGS);
            case NUMBER -> true;
            case SIGN ->
                token.isSign("(")
                    || token.isSign(")")
                    || token.isSign(",")
                    || (token.isSign(".") && i > 0 && item.get(i - 1).isName())
                    || (token.isSign("*") ? isOperator(item, i) : token.isOneOf(OPERATORS));
          };
      if (!isAllowed) {
        return false;
      }
    }
    return true;
  }

  /** In PostgreSQL {@code row.name} may call a function; a column goes before it. */
  private boolean isColumn(SqlToken name) {
    return tables.stream().anyMatch(t -> exactly(t.relation(), name(name)).isPresent());
  }

  /** A star that multiplies, or that of COUNT. */
  private static boolean isOperator(List<SqlToken> item, int star) {
    SqlToken before = item.get(star - 1);
    return before.isSign("(")
        ? star > 1 && item.get(star - 2).isWord("COUNT")
        : !before.isSign(".") && !before.isSign(",");
  }

  private static boolean hasWindow(List<SqlToken> item, int open) {
    int depth = 0;
    for (int i = open; i < item.size(); i++) {
      depth += item.get(i).nesting();
      if (depth == 0) {
        return i + 1 < item.size() && item.get(i + 1).isWord("OVER");
      }
    }
    return false;
  }

  // ---- Joins

  /** Returns whether the last table has at most one row for each row of those before it. */
  private boolean findsOneRow(List<List<SqlToken>> conditions) {
    int joined = tables.size() - 1;
    Set<String> known = new LinkedHashSet<>();
    for (List<SqlToken> condition : conditions) {
      int equals = 0;
      while (equals < condition.size() && !condition.get(equals).isSign("=")) {
        equals++;
      }
      if (equals == condition.size()
          || !isOperand(condition.subList(0, equals))
          || !isOperand(condition.subList(equals + 1, condition.size()))) {
        return false;
      }
      Optional<Source> left = column(condition.subList(0, equals));
      Optional<Source> right = column(condition.subList(equals + 1, condition.size()));
      if (left.isPresent() && right.isPresent()) {
        addKnown(left.get(), right.get(), joined, known);
        addKnown(right.get(), left.get(), joined, known);
      }
    }
    return tables.getLast().relation().keys().stream()
        .anyMatch(key -> !key.isEmpty() && known.containsAll(key));
  }

  private static boolean isOperand(List<SqlToken> tokens) {
    return switch (tokens.size()) {
      case 1 -> tokens.getFirst().kind() != SqlToken.Kind.SIGN;
      case 3 -> tokens.getFirst().isName() && tokens.get(1).isSign(".") && tokens.get(2).isName();
      default -> false;
    };
  }

  private void addKnown(Source of, Source other, int joined, Set<String> known) {
    if (of.table() == joined
        && other.table() != joined
        && dialect.comparesByKey(column(other), column(of))) {
      known.add(of.column());
    }
  }

  private Column column(Source source) {
    return tables.get(source.table()).relation().columns().stream()
        .filter(c -> c.name().equals(source.column()))
        .findFirst()
        .orElseThrow();
  }
}
