package org.crmekg.materialize;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.source.Dialect;
import org.jspecify.annotations.Nullable;

/** Random schemas, rows and R2RML mappings; the same seed gives the same ones. */
final class RandomMapping {
  /** What a column holds; the last four are for joins only. */
  enum Type {
    TEXT,
    IRI,
    INTEGER,
    DECIMAL,
    DOUBLE,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    BINARY,
    /** Text that is filled up with spaces. */
    CHAR,
    /** Text whose database calls "a" and "A" equal, where it can. */
    CASELESS,
    /** Text that is a number, in several ways. */
    DIGITS,
    LONG
  }

  private static final List<Type> COMMON =
      List.of(
          Type.TEXT,
          Type.IRI,
          Type.INTEGER,
          Type.DECIMAL,
          Type.DOUBLE,
          Type.BOOLEAN,
          Type.DATE,
          Type.TIMESTAMP,
          Type.BINARY);
  private static final List<Type> JOINED =
      List.of(
          Type.TEXT,
          Type.TEXT,
          Type.IRI,
          Type.INTEGER,
          Type.INTEGER,
          Type.LONG,
          Type.DECIMAL,
          Type.DATE,
          Type.CHAR,
          Type.CASELESS,
          Type.DIGITS,
          Type.DOUBLE,
          Type.BOOLEAN,
          Type.TIMESTAMP);

  /** A column; one that is not delimited is written in a case that the database folds. */
  record Column(String name, Type type, boolean delimited, boolean unique, boolean notNull) {}

  /** A table with its rows. */
  record Table(String name, List<Column> columns, boolean primaryKey, List<List<Object>> rows) {}

  /** What a triples map reads: a table, or a query over it. */
  record Input(Table table, Optional<String> query, List<Column> columns) {}

  /** Where the value of a term comes from. */
  sealed interface Value {
    /** A constant. */
    record Constant(Node node) implements Value {}

    /** A column by its position. */
    record FromColumn(int column) implements Value {}

    /** Texts and, between them, columns. */
    record FromTemplate(List<String> texts, List<Integer> columns) implements Value {}
  }

  /** A term map; type is IRI, BlankNode or Literal. */
  record Term(Value value, String type, Optional<String> language, Optional<String> datatype) {}

  /** An object map. */
  sealed interface Objects {
    /** From the row. */
    record Own(Term term) implements Objects {}

    /** From a parent: pairs of columns of child and parent. */
    record Parent(int map, List<int[]> joins) implements Objects {}
  }

  /** A predicate-object map. */
  record Pom(List<Term> predicates, List<Objects> objects, List<Term> graphs) {}

  /** A triples map. */
  record Map(
      String name,
      Input input,
      Term subject,
      List<String> classes,
      List<Term> graphs,
      List<Pom> poms) {}

  static final String BASE = "http://base.example/d/";
  private static final String EX = "http://example.com/";
  private static final String XSD = "http://www.w3.org/2001/XMLSchema#";
  private static final List<String> NAMES =
      List.of(
          "Weird name",
          "sel\"ect",
          "Größe",
          "order",
          "UPPER",
          "lower",
          "日本",
          "a.b",
          "{x}",
          "back\\slash",
          "`tick",
          "it's",
          "what?",
          "%d",
          "a--b",
          "x{y",
          "$1",
          "semi;colon",
          ":p");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "a ",
          " ",
          "10",
          "true",
          "x/y",
          "x y",
          "ü",
          "u\u0308",
          "日本",
          "\uD83D\uDE00",
          "\uDB40\uDC01",
          "\uFFFD",
          "\uFFFE",
          "\uE000",
          "%20",
          "%",
          "\t\n\r",
          "\u0001\u001F\u007F\u0085",
          "'",
          "\"",
          "\\",
          "<>",
          "{a}",
          "a-b",
          "שלום",
          "\u202Eabc",
          "a;b",
          "http://x.example/",
          "null",
          "\u00A0");
  private static final List<String> IRIS =
      List.of("http://x.example/ü", "a/b", "urn:x:1", "p%20q", BASE + "a/b", "שלום", "", "#f");
  private static final List<String> SEPARATORS = List.of("/", "-", "", "_", "#", "/x/", "%2F", ";");

  private final Random random;
  private final Dialect dialect;
  private final String prefix;

  /** Whether values meet often, so that patterns have something to join. */
  private final boolean joined;

  RandomMapping(Random random, Dialect dialect, String prefix) {
    this(random, dialect, prefix, false);
  }

  private RandomMapping(Random random, Dialect dialect, String prefix, boolean joined) {
    this.random = random;
    this.dialect = dialect;
    this.prefix = prefix;
    this.joined = joined;
  }

  /** Returns mappings of tables whose values, templates and predicates meet often. */
  static RandomMapping joined(Random random, Dialect dialect, String prefix) {
    return new RandomMapping(random, dialect, prefix, true);
  }

  List<Map> maps() {
    List<Table> tables = IntStream.range(0, 1 + random.nextInt(3)).mapToObj(this::table).toList();
    int count = 1 + random.nextInt(4);
    List<Input> inputs = IntStream.range(0, count).mapToObj(i -> input(pick(tables))).toList();
    List<Term> subjects =
        inputs.stream().map(i -> term(i, List.of("IRI", "IRI", "BlankNode"), true)).toList();
    var maps = new ArrayList<Map>();
    for (int i = 0; i < count; i++) {
      Input input = inputs.get(i);
      var poms = new ArrayList<Pom>();
      for (int p = random.nextInt(4); p >= 0; p--) {
        var objects = new ArrayList<Objects>();
        for (int o = random.nextInt(2); o >= 0; o--) {
          objects.add(objects(i, inputs));
        }
        poms.add(new Pom(terms(input, 1 + random.nextInt(2), true), objects, graphs(input)));
      }
      maps.add(
          new Map(
              "m" + i,
              input,
              subjects.get(i),
              IntStream.range(0, random.nextInt(3))
                  .mapToObj(c -> EX + "C" + random.nextInt(3))
                  .distinct()
                  .toList(),
              graphs(input),
              poms));
    }
    return maps;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Table table(int number) {
    var names = new ArrayList<>(NAMES);
    java.util.Collections.shuffle(names, random);
    boolean primaryKey = random.nextBoolean();
    var columns = new ArrayList<Column>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Type type = pick(joined ? JOINED : COMMON);
      boolean key = i == 0 && primaryKey;
      boolean unique = key || random.nextInt(5) == 0;
      if (unique) {
        type =
            pick(
                joined
                    ? List.of(Type.INTEGER, Type.LONG, Type.TEXT, Type.IRI)
                    : List.of(Type.INTEGER, Type.TEXT, Type.IRI));
      }
      boolean plain = random.nextInt(4) == 0;
      String name = plain ? folded("plain" + i) : names.get(i);
      columns.add(new Column(name, type, !plain, unique, key || random.nextInt(3) == 0));
    }
    var rows = new ArrayList<List<Object>>();
    int size = random.nextInt(4) == 0 ? random.nextInt(2) : 2 + random.nextInt(9);
    for (int r = 0; r < size; r++) {
      var row = new ArrayList<Object>();
      for (Column column : columns) {
        row.add(cell(column, r));
      }
      rows.add(row);
      if (columns.stream().noneMatch(Column::unique) && random.nextInt(3) == 0) {
        rows.add(row);
      }
    }
    return new Table(prefix + number + " " + pick(NAMES), columns, primaryKey, rows);
  }

  private String folded(String name) {
    return dialect == Dialect.H2 ? name.toUpperCase(Locale.ROOT) : name;
  }

  /** A value, or an empty Optional for NULL. */
  private Object cell(Column column, int row) {
    if (!column.notNull() && random.nextInt(5) == 0) {
      return Optional.empty();
    }
    return switch (column.type()) {
      case TEXT -> column.unique() ? text() + "#" + row : text();
      case CHAR -> pick(List.of("a", "A", "1", "01", "a b", "", "ü"));
      case CASELESS -> pick(List.of("a", "A", "b", "a ", "1", "01"));
      case DIGITS -> pick(List.of("1", "01", "2", "+1", "0"));
      case LONG -> column.unique() ? row : random.nextInt(3);
      // Different texts that are one IRI: relative to the base, and in full.
      case IRI -> column.unique() ? (row % 2 == 0 ? "" : BASE) + "k/" + row / 2 : pick(IRIS);
      case INTEGER ->
          column.unique()
              ? row * 3 - 4
              : random.nextInt(5) == 0 ? Integer.MIN_VALUE : random.nextInt(3);
      case DECIMAL ->
          new java.math.BigDecimal(
              pick(List.of("0.0000", "1.5000", "10", "-0.0001", "123456789012.1")));
      case DOUBLE -> pick(List.of(0.0, -0.0, 1.0, 0.1, 1e300, -2.5e-7, 100.0, Double.MIN_NORMAL));
      case BOOLEAN -> random.nextBoolean();
      case DATE ->
          pick(
              List.of(
                  LocalDate.of(2024, 2, 29), LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31)));
      case TIMESTAMP ->
          pick(
              List.of(
                  LocalDateTime.of(2024, 1, 1, 0, 0),
                  LocalDateTime.of(2024, 1, 1, 10, 0, 0, 500_000_000),
                  LocalDateTime.of(1969, 12, 31, 23, 59, 59, 123_456_000)));
      case BINARY -> pick(List.of("", "\u0000\u0001", "ÿ")).getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  private String text() {
    return joined && random.nextBoolean()
        ? pick(List.of("a", "A", "a ", "1", "01", "x y"))
        : pick(TEXTS);
  }

  private Input input(Table table) {
    if (random.nextInt(4) > 0) {
      return new Input(table, Optional.empty(), table.columns());
    }
    List<Column> some =
        table.columns().stream()
            .map(c -> new Column("v " + c.name(), c.type(), true, false, false))
            .toList();
    String selected =
        IntStream.range(0, some.size())
            .mapToObj(
                i ->
                    "%s AS %s"
                        .formatted(quote(table.columns().get(i).name()), quote(some.get(i).name())))
            .collect(Collectors.joining(", "));
    String where =
        switch (random.nextInt(4)) {
          case 0 -> " WHERE " + quote(table.columns().getFirst().name()) + " IS NOT NULL";
          case 1 ->
              table.columns().stream()
                  .filter(c -> c.type() == Type.TEXT || c.type() == Type.CASELESS)
                  .findFirst()
                  .map(
                      c ->
                          " WHERE "
                              + quote(c.name())
                              + pick(List.of(" = 'a'", " = 'A'", " <> 'a'", " IN ('a', '1')")))
                  .orElse("");
          default -> "";
        };
    String order = random.nextBoolean() ? " -- a comment" : "";
    return new Input(
        table,
        Optional.of("SELECT " + selected + " FROM " + quote(table.name()) + where + order),
        some);
  }

  private String quote(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private Objects objects(int map, List<Input> inputs) {
    if (random.nextInt(3) > 0) {
      return new Objects.Own(
          term(inputs.get(map), List.of("Literal", "Literal", "IRI", "BlankNode"), false));
    }
    int parent = random.nextInt(inputs.size());
    if (inputs.get(parent).equals(inputs.get(map)) && random.nextBoolean()) {
      return new Objects.Parent(parent, List.of());
    }
    var joins = new ArrayList<int[]>();
    for (int c = 0; c < inputs.get(map).columns().size(); c++) {
      for (int p = 0; p < inputs.get(parent).columns().size(); p++) {
        Type type = inputs.get(map).columns().get(c).type();
        if (isComparable(type, inputs.get(parent).columns().get(p).type())
            && type != Type.BINARY
            && random.nextInt(2) == 0
            && joins.size() < 2) {
          joins.add(new int[] {c, p});
        }
      }
    }
    return joins.isEmpty()
        ? new Objects.Own(term(inputs.get(map), List.of("Literal"), false))
        : new Objects.Parent(parent, joins);
  }

  private boolean isComparable(Type a, Type b) {
    return a == b
        || (joined
            && List.of(
                    Set.of(Type.TEXT, Type.IRI, Type.CHAR, Type.CASELESS, Type.DIGITS),
                    Set.of(Type.INTEGER, Type.LONG, Type.DECIMAL))
                .stream()
                .anyMatch(s -> s.contains(a) && s.contains(b)));
  }

  private List<Term> graphs(Input input) {
    return random.nextInt(3) > 0 ? List.of() : terms(input, 1 + random.nextInt(2), false);
  }

  private List<Term> terms(Input input, int count, boolean mostlyConstant) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                mostlyConstant && random.nextInt(4) > 0
                    ? constant(NodeFactory.createURI(EX + "p" + random.nextInt(3)))
                    : term(input, List.of("IRI"), false))
        .distinct()
        .toList();
  }

  private static Term constant(Node node) {
    return new Term(
        new Value.Constant(node),
        node.isURI() ? "IRI" : "Literal",
        Optional.empty(),
        Optional.empty());
  }

  private Term term(Input input, List<String> types, boolean subject) {
    String type = pick(types);
    List<Integer> columns = IntStream.range(0, input.columns().size()).boxed().toList();
    int kind = random.nextInt(subject ? 8 : 5);
    if (kind == 0 && !type.equals("BlankNode")) {
      return constant(
          type.equals("IRI")
              ? NodeFactory.createURI(EX + "c" + random.nextInt(2))
              : pick(
                  List.of(
                      NodeFactory.createLiteralString("c\"\n"),
                      NodeFactory.createLiteralLang("c", "de"),
                      NodeFactory.createLiteralDT(
                          "007", org.apache.jena.datatypes.xsd.XSDDatatype.XSDinteger))));
    }
    List<Integer> iris =
        columns.stream().filter(c -> input.columns().get(c).type() == Type.IRI).toList();
    if (kind <= 2 && (!type.equals("IRI") || !iris.isEmpty())) {
      int column = type.equals("IRI") ? pick(iris) : pick(columns);
      return withLiteralType(
          new Value.FromColumn(column), type, input.columns().get(column).type());
    }
    var texts = new ArrayList<String>();
    var holes = new ArrayList<Integer>();
    texts.add(pick(List.of(EX + "t/", EX + "t/", "rel/", EX + "u-", EX)));
    int most = joined && random.nextInt(4) > 0 ? 1 : 3;
    for (int h = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(most); h > 0; h--) {
      holes.add(pick(columns));
      texts.add(joined && random.nextInt(4) > 0 ? h > 1 ? "/" : "" : pick(SEPARATORS));
    }
    return withLiteralType(new Value.FromTemplate(texts, holes), type, Type.TEXT);
  }

  private Term withLiteralType(Value value, String type, Type column) {
    if (!type.equals("Literal") || random.nextInt(3) > 0) {
      return new Term(value, type, Optional.empty(), Optional.empty());
    }
    if (random.nextBoolean()) {
      return new Term(value, type, Optional.of(pick(List.of("en", "de-AT"))), Optional.empty());
    }
    var possible = new ArrayList<>(List.of(XSD + "string", EX + "type"));
    switch (column) {
      case INTEGER, LONG, DIGITS ->
          possible.addAll(List.of(XSD + "integer", XSD + "decimal", XSD + "double"));
      case BOOLEAN -> possible.add(XSD + "boolean");
      case DATE -> possible.add(XSD + "date");
      default -> {}
    }
    return new Term(value, type, Optional.empty(), Optional.of(pick(possible)));
  }

  // ---- shrinking

  /** Returns mappings with one part less. */
  static List<List<Map>> smaller(List<Map> maps) {
    var out = new ArrayList<List<Map>>();
    boolean joined =
        maps.stream()
            .flatMap(m -> m.poms().stream())
            .flatMap(p -> p.objects().stream())
            .anyMatch(o -> o instanceof Objects.Parent);
    for (int i = 0; i < maps.size(); i++) {
      Map map = maps.get(i);
      if (!joined && maps.size() > 1) {
        out.add(without(maps, i));
      }
      for (int p = 0; p < map.poms().size(); p++) {
        out.add(with(maps, i, poms(map, without(map.poms(), p))));
        Pom pom = map.poms().get(p);
        for (int o = 0; o < pom.objects().size() && pom.objects().size() > 1; o++) {
          var poms = new ArrayList<>(map.poms());
          poms.set(p, new Pom(pom.predicates(), without(pom.objects(), o), pom.graphs()));
          out.add(with(maps, i, poms(map, poms)));
        }
      }
      for (int c = 0; c < map.classes().size(); c++) {
        out.add(
            with(
                maps,
                i,
                new Map(
                    map.name(),
                    map.input(),
                    map.subject(),
                    without(map.classes(), c),
                    map.graphs(),
                    map.poms())));
      }
      for (int r = 0; r < map.input().table().rows().size(); r++) {
        Table table = map.input().table();
        Table fewer =
            new Table(table.name(), table.columns(), table.primaryKey(), without(table.rows(), r));
        out.add(
            maps.stream()
                .map(
                    m ->
                        m.input().table().equals(table)
                            ? new Map(
                                m.name(),
                                new Input(fewer, m.input().query(), m.input().columns()),
                                m.subject(),
                                m.classes(),
                                m.graphs(),
                                m.poms())
                            : m)
                .toList());
      }
    }
    return out;
  }

  private static Map poms(Map map, List<Pom> poms) {
    return new Map(map.name(), map.input(), map.subject(), map.classes(), map.graphs(), poms);
  }

  private static <T> List<T> without(List<T> list, int i) {
    var fewer = new ArrayList<>(list);
    fewer.remove(i);
    return fewer;
  }

  private static <T> List<T> with(List<T> list, int i, T item) {
    var changed = new ArrayList<>(list);
    changed.set(i, item);
    return changed;
  }

  // ---- to SQL and Turtle

  static void create(List<Map> maps, Connection connection, Dialect dialect) throws SQLException {
    for (Table table : maps.stream().map(m -> m.input().table()).distinct().toList()) {
      String name = "\"" + table.name().replace("\"", "\"\"") + "\"";
      String columns =
          table.columns().stream()
              .map(
                  c ->
                      "\"%s\" %s%s%s"
                          .formatted(
                              c.name().replace("\"", "\"\""),
                              sqlType(c.type(), dialect),
                              c.notNull() ? " NOT NULL" : "",
                              c.unique()
                                      && !(table.primaryKey()
                                          && c.equals(table.columns().getFirst()))
                                  ? " UNIQUE"
                                  : ""))
              .collect(Collectors.joining(", "));
      String key =
          table.primaryKey()
              ? ", PRIMARY KEY (\"%s\")"
                  .formatted(table.columns().getFirst().name().replace("\"", "\"\""))
              : "";
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE IF EXISTS " + name);
        statement.execute("CREATE TABLE " + name + " (" + columns + key + ")");
      }
      insert(table, name, connection);
    }
  }

  private static void insert(Table table, String name, Connection connection) throws SQLException {
    String marks = table.columns().stream().map(c -> "?").collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + name + " VALUES (" + marks + ")")) {
      for (List<Object> row : table.rows()) {
        for (int i = 0; i < row.size(); i++) {
          insert.setObject(i + 1, value(row.get(i)));
        }
        insert.executeUpdate();
      }
    }
  }

  private static @Nullable Object value(Object cell) {
    return cell instanceof Optional<?> ? null : cell;
  }

  private static String sqlType(Type type, Dialect dialect) {
    boolean postgres = dialect == Dialect.POSTGRESQL;
    return switch (type) {
      case TEXT, IRI -> "VARCHAR(200)";
      case CHAR -> "CHAR(5)";
      case CASELESS -> dialect == Dialect.H2 ? "VARCHAR_IGNORECASE(20)" : "VARCHAR(20)";
      case DIGITS -> "VARCHAR(10)";
      case LONG -> "BIGINT";
      case INTEGER -> "INTEGER";
      case DECIMAL -> "DECIMAL(20, 4)";
      case DOUBLE -> "DOUBLE PRECISION";
      case BOOLEAN -> "BOOLEAN";
      case DATE -> "DATE";
      case TIMESTAMP -> dialect == Dialect.MARIADB ? "DATETIME(6)" : "TIMESTAMP";
      case BINARY -> postgres ? "BYTEA" : dialect == Dialect.DUCKDB ? "BLOB" : "VARBINARY(20)";
    };
  }

  static void drop(List<Map> maps, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (Table table : maps.stream().map(m -> m.input().table()).distinct().toList()) {
        statement.execute("DROP TABLE \"" + table.name().replace("\"", "\"\"") + "\"");
      }
    }
  }

  /** Returns the mapping and the rows, for people. */
  static String text(List<Map> maps) {
    return turtle(maps)
        + maps.stream()
            .map(x -> x.input().table())
            .distinct()
            .map(
                t ->
                    t
                        + "\n"
                        + t.rows().stream().map(Object::toString).collect(Collectors.joining("\n")))
            .collect(Collectors.joining("\n"));
  }

  static String turtle(List<Map> maps) {
    var out = new StringBuilder(MappedTables.PREFIXES + "@base <" + BASE + "> .\n");
    for (Map map : maps) {
      out.append("ex:%s rr:logicalTable [ %s ] ;\n".formatted(map.name(), input(map.input())));
      out.append("  rr:subjectMap [ %s".formatted(term(map.subject(), map.input())));
      map.classes().forEach(c -> out.append(" ; rr:class <%s>".formatted(c)));
      map.graphs()
          .forEach(g -> out.append(" ; rr:graphMap [ %s ]".formatted(term(g, map.input()))));
      out.append(" ]");
      for (Pom pom : map.poms()) {
        out.append(" ;\n  rr:predicateObjectMap [\n");
        pom.predicates()
            .forEach(
                p -> out.append("    rr:predicateMap [ %s ] ;\n".formatted(term(p, map.input()))));
        pom.graphs()
            .forEach(g -> out.append("    rr:graphMap [ %s ] ;\n".formatted(term(g, map.input()))));
        for (Objects object : pom.objects()) {
          out.append("    rr:objectMap [ %s ] ;\n".formatted(object(object, map, maps)));
        }
        out.append("  ]");
      }
      out.append(" .\n");
    }
    return out.toString();
  }

  private static String object(Objects object, Map map, List<Map> maps) {
    return switch (object) {
      case Objects.Own own -> term(own.term(), map.input());
      case Objects.Parent parent -> {
        Map other = maps.get(parent.map());
        yield "rr:parentTriplesMap ex:%s".formatted(other.name())
            + parent.joins().stream()
                .map(
                    j ->
                        " ; rr:joinCondition [ rr:child %s ; rr:parent %s ]"
                            .formatted(
                                text(identifier(map.input().columns().get(j[0]))),
                                text(identifier(other.input().columns().get(j[1])))))
                .collect(Collectors.joining());
      }
    };
  }

  private static String input(Input input) {
    return input
        .query()
        .map(q -> "rr:sqlQuery " + text(q))
        .orElseGet(
            () -> "rr:tableName " + text("\"" + input.table().name().replace("\"", "\"\"") + "\""));
  }

  private static String identifier(Column column) {
    return column.delimited()
        ? "\"" + column.name().replace("\"", "\"\"") + "\""
        : "pL" + column.name().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String term(Term term, Input input) {
    String extra =
        (term.value() instanceof Value.Constant ? "" : " ; rr:termType rr:" + term.type())
            + term.language().map(l -> " ; rr:language \"" + l + "\"").orElse("")
            + term.datatype().map(d -> " ; rr:datatype <" + d + ">").orElse("");
    return switch (term.value()) {
          case Value.Constant c ->
              "rr:constant "
                  + (c.node().isURI()
                      ? "<" + c.node().getURI() + ">"
                      : text(c.node().getLiteralLexicalForm())
                          + (c.node().getLiteralLanguage().isEmpty()
                              ? "^^<" + c.node().getLiteralDatatypeURI() + ">"
                              : "@" + c.node().getLiteralLanguage()));
          case Value.FromColumn c ->
              "rr:column " + text(identifier(input.columns().get(c.column())));
          case Value.FromTemplate t -> {
            var out = new StringBuilder(t.texts().getFirst());
            for (int i = 0; i < t.columns().size(); i++) {
              out.append('{')
                  .append(
                      identifier(input.columns().get(t.columns().get(i)))
                          .replaceAll("[\\\\{}]", "\\\\$0"))
                  .append('}')
                  .append(t.texts().get(i + 1));
            }
            yield "rr:template " + text(out.toString());
          }
        }
        + extra;
  }

  private static String text(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }
}
