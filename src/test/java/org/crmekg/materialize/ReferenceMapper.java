package org.crmekg.materialize;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.materialize.RandomMapping.Column;
import org.crmekg.materialize.RandomMapping.Input;
import org.crmekg.materialize.RandomMapping.Map;
import org.crmekg.materialize.RandomMapping.Objects;
import org.crmekg.materialize.RandomMapping.Pom;
import org.crmekg.materialize.RandomMapping.Term;
import org.crmekg.materialize.RandomMapping.Value;
import org.jspecify.annotations.Nullable;

/**
 * R2RML word by word (§11): reads whole tables with plain SELECT, makes a term at a time, and knows
 * nothing of the engine under test.
 */
final class ReferenceMapper {
  private final Connection connection;
  private final List<Map> maps;
  private final Set<Quad> output = new HashSet<>();

  private ReferenceMapper(Connection connection, List<Map> maps) {
    this.connection = connection;
    this.maps = maps;
  }

  static Set<Quad> output(List<Map> maps, Connection connection) throws SQLException {
    var mapper = new ReferenceMapper(connection, maps);
    for (Map map : maps) {
      mapper.map(map);
    }
    return mapper.output;
  }

  private void map(Map map) throws SQLException {
    for (List<Optional<String>> row : rows(effective(map.input()), map.input().columns())) {
      Node subject = term(map.subject(), row, map.input());
      for (String type : map.classes()) {
        emit(
            subject,
            RDF.type.asNode(),
            NodeFactory.createURI(type),
            terms(map.graphs(), row, map.input()),
            map.graphs().isEmpty());
      }
      for (Pom pom : map.poms()) {
        for (Objects object : pom.objects()) {
          if (object instanceof Objects.Own own) {
            generate(map, pom, row, term(own.term(), row, map.input()));
          } else if (object instanceof Objects.Parent parent && parent.joins().isEmpty()) {
            generate(map, pom, row, term(maps.get(parent.map()).subject(), row, map.input()));
          }
        }
      }
    }
    for (Pom pom : map.poms()) {
      for (Objects object : pom.objects()) {
        if (object instanceof Objects.Parent parent && !parent.joins().isEmpty()) {
          join(map, pom, parent);
        }
      }
    }
  }

  /** R2RML §8: the joint SQL query. */
  private void join(Map map, Pom pom, Objects.Parent parent) throws SQLException {
    Input child = map.input();
    Input other = maps.get(parent.map()).input();
    String on =
        parent.joins().stream()
            .map(
                j ->
                    "child."
                        + quote(child.columns().get(j[0]))
                        + " = parent."
                        + quote(other.columns().get(j[1])))
            .collect(Collectors.joining(" AND "));
    var both = new ArrayList<>(child.columns());
    both.addAll(other.columns());
    String sql =
        "SELECT * FROM (%s\n) child, (%s\n) parent WHERE %s"
            .formatted(effective(child), effective(other), on);
    for (List<Optional<String>> row : rows(sql, both)) {
      generate(
          map,
          pom,
          row,
          term(
              maps.get(parent.map()).subject(),
              row.subList(child.columns().size(), row.size()),
              other));
    }
  }

  private void generate(Map map, Pom pom, List<Optional<String>> row, @Nullable Node object) {
    Node subject = term(map.subject(), row, map.input());
    Set<Node> graphs = terms(map.graphs(), row, map.input());
    graphs.addAll(terms(pom.graphs(), row, map.input()));
    boolean none = map.graphs().isEmpty() && pom.graphs().isEmpty();
    for (Node predicate : terms(pom.predicates(), row, map.input())) {
      emit(subject, predicate, object, graphs, none);
    }
  }

  private void emit(
      @Nullable Node s, Node p, @Nullable Node o, Set<Node> graphs, boolean toDefault) {
    if (s == null || o == null) {
      return;
    }
    if (toDefault) {
      output.add(new Quad(Quad.defaultGraphNodeGenerated, s, p, o));
    }
    graphs.forEach(g -> output.add(new Quad(g, s, p, o)));
  }

  private Set<Node> terms(List<Term> terms, List<Optional<String>> row, Input input) {
    var nodes = new HashSet<Node>();
    for (Term term : terms) {
      Node node = term(term, row, input);
      if (node != null) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /** R2RML §7. */
  private static @Nullable Node term(Term term, List<Optional<String>> row, Input input) {
    String datatype = "string";
    String value;
    switch (term.value()) {
      case Value.Constant c -> {
        return c.node();
      }
      case Value.FromColumn c -> {
        value = row.get(c.column()).orElse(null);
        datatype = naturalDatatype(input.columns().get(c.column()));
      }
      case Value.FromTemplate t -> {
        var text = new StringBuilder(t.texts().getFirst());
        for (int i = 0; i < t.columns().size(); i++) {
          Optional<String> hole = row.get(t.columns().get(i));
          if (hole.isEmpty()) {
            return null;
          }
          text.append(term.type().equals("IRI") ? iriSafe(hole.get()) : hole.get())
              .append(t.texts().get(i + 1));
        }
        value = text.toString();
      }
    }
    if (value == null) {
      return null;
    }
    if (term.type().equals("IRI")) {
      return NodeFactory.createURI(
          value.matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]*:.*") ? value : RandomMapping.BASE + value);
    }
    if (term.type().equals("BlankNode")) {
      return NodeFactory.createBlankNode("t:" + value);
    }
    if (term.language().isPresent()) {
      return NodeFactory.createLiteralLang(value, term.language().get());
    }
    String type = term.datatype().orElse("http://www.w3.org/2001/XMLSchema#" + datatype);
    return NodeFactory.createLiteralDT(value, TypeMapper.getInstance().getSafeTypeByName(type));
  }

  /** R2RML §7.3: the IRI-safe version of a string; RFC 3987 iunreserved. */
  private static String iriSafe(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              boolean plane =
                  c >= 0x10000
                      && c < 0xF0000
                      && (c & 0xFFFF) < 0xFFFE
                      && !(c >= 0xE0000 && c < 0xE1000);
              if (plane || one.matches("[A-Za-z0-9._~\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF-]")) {
                out.append(one);
              } else {
                for (byte b : one.getBytes(StandardCharsets.UTF_8)) {
                  out.append("%%%02X".formatted(b));
                }
              }
            });
    return out.toString();
  }

  private static String naturalDatatype(Column column) {
    return switch (column.type()) {
      case TEXT, IRI, CHAR, CASELESS, DIGITS -> "string";
      case INTEGER, LONG -> "integer";
      case DECIMAL -> "decimal";
      case DOUBLE -> "double";
      case BOOLEAN -> "boolean";
      case DATE -> "date";
      case TIMESTAMP -> "dateTime";
      case BINARY -> "hexBinary";
    };
  }

  private static String effective(Input input) {
    return input
        .query()
        .orElse("SELECT * FROM \"" + input.table().name().replace("\"", "\"\"") + "\"");
  }

  private static String quote(Column column) {
    return "\"" + column.name().replace("\"", "\"\"") + "\"";
  }

  private List<List<Optional<String>>> rows(String sql, List<Column> columns) throws SQLException {
    var all = new ArrayList<List<Optional<String>>>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        var row = new ArrayList<Optional<String>>();
        for (int i = 0; i < columns.size(); i++) {
          Object value = rows.getObject(i + 1);
          row.add(
              value == null ? Optional.empty() : Optional.of(lexical(columns.get(i), rows, i + 1)));
        }
        all.add(row);
      }
    }
    return all;
  }

  /** R2RML §10.2. */
  private static String lexical(Column column, ResultSet rows, int i) throws SQLException {
    return switch (column.type()) {
      case TEXT, IRI, INTEGER, CHAR, CASELESS, DIGITS, LONG -> rows.getString(i);
      case DECIMAL -> {
        BigDecimal value = rows.getBigDecimal(i).stripTrailingZeros();
        yield value.signum() == 0 ? "0" : value.toPlainString();
      }
      case DOUBLE -> {
        double value = rows.getDouble(i);
        BigDecimal digits = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String all = digits.unscaledValue().toString();
        int exponent = value == 0 ? 0 : all.length() - 1 - digits.scale();
        yield (1 / value < 0 ? "-" : "")
            + all.charAt(0)
            + "."
            + (all.length() > 1 ? all.substring(1) : "0")
            + "E"
            + exponent;
      }
      case BOOLEAN -> Boolean.toString(rows.getBoolean(i));
      case DATE -> rows.getString(i);
      case TIMESTAMP -> {
        String text = rows.getObject(i, LocalDateTime.class).toString();
        yield (text.length() == 16 ? text + ":00" : text).replaceFirst("(\\.\\d*?)0+$", "$1");
      }
      case BINARY -> java.util.HexFormat.of().withUpperCase().formatHex(rows.getBytes(i));
    };
  }
}
