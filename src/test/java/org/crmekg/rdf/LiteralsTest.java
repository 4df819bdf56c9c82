package org.crmekg.rdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.XSD;
import org.crmekg.Deadline;
import org.crmekg.store.GraphStore;
import org.crmekg.store.LoadRequest;
import org.crmekg.store.Progress;
import org.crmekg.store.StagedQuads;
import org.crmekg.store.StoreOptions;
import org.crmekg.store.StoreReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralsTest {
  static {
    JenaSystem.init();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decimal|1.50|1.5",
        "decimal|2|2.0",
        "decimal|-0.00|0.0",
        "decimal|+007.10|7.1",
        "decimal|.5|0.5",
        "decimal|1e3|1e3",
        "decimal|100|100.0",
        "integer|+01|1",
        "integer|-0|0",
        "integer|x|x",
        "int|007|7",
        "int|99999999999|99999999999",
        "unsignedByte|+5|5",
        "positiveInteger|0|0",
        "double|80.25|8.025E1",
        "double|1|1.0E0",
        "double|-0|-0.0E0",
        "double|1E400|INF",
        "double|0.1|1.0E-1",
        "double|NaN|NaN",
        "double|123456789|1.23456789E8",
        "float|70.22|7.022E1",
        "float|1e0|1.0E0",
        "boolean|1|true",
        "boolean|0|false",
        "boolean|TRUE|TRUE",
        "dateTime|2020-01-01T00:00:00+00:00|2020-01-01T00:00:00Z",
        "dateTime|2020-01-01T00:00:00.500|2020-01-01T00:00:00.5",
        "dateTime|2020-01-01T00:00:00.000Z|2020-01-01T00:00:00Z",
        "dateTime|2020-01-01T00:00:10|2020-01-01T00:00:10",
        "dateTime|2020-01-01T10:00:00+02:00|2020-01-01T10:00:00+02:00",
        "date|2020-01-30|2020-01-30",
        "date|2020-01-10-00:00|2020-01-10Z",
        "date|yesterday|yesterday",
        "time|10:00:00.10|10:00:00.1",
        "string|01|01"
      })
  void formsAreThoseOfXsd(String type, String text, String normal) {
    Node node = literal(text, XSD.NS + type);
    assertThat(Literals.normal(node).getLiteralLexicalForm()).isEqualTo(normal);
    assertThat(Literals.normal(node).getLiteralDatatypeURI()).isEqualTo(XSD.NS + type);
  }

  @ParameterizedTest
  @CsvSource({"EN,en", "en-us,en-US", "zh-hant-tw,zh-Hant-TW", "de-x-ABCD,de-x-abcd"})
  void languageTagsAreWrittenAsRfc5646Recommends(String tag, String normal) {
    assertThat(Literals.languageTag(tag)).isEqualTo(normal);
  }

  @Test
  void numbersAreWrittenAsTheirValues() {
    long seed = Long.getLong("seed", 42);
    var random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      var text = new StringBuilder();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        text.append("-+.0001259".charAt(random.nextInt(10)));
      }
      String lexical = text.toString();
      boolean whole = lexical.matches("[+-]?[0-9]+");
      assertThat(Literals.normalLexical(lexical, XSDDatatype.XSDinteger))
          .as("integer %s, -Dseed=%d", lexical, seed)
          .isEqualTo(whole ? new BigInteger(lexical.replaceFirst("^\\+", "")).toString() : lexical);
      boolean number = lexical.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
      assertThat(Literals.normalLexical(lexical, XSDDatatype.XSDdecimal))
          .as("decimal %s, -Dseed=%d", lexical, seed)
          .isEqualTo(number ? Literals.decimal(new BigDecimal(lexical)) : lexical);
    }
  }

  @Test
  void theFormIsIdempotentAndKeepsTheValue() {
    for (Node node : samples(500)) {
      Node normal = Literals.normal(node);
      assertThat(Literals.normal(normal)).isEqualTo(normal);
      if (node.getLiteral().isWellFormed() && node.getLiteralLanguage().isEmpty()) {
        assertThat(normal.getLiteral().isWellFormed()).as(node.toString()).isTrue();
        assertThat(normal.sameValueAs(node) || node.getLiteralLexicalForm().contains("NaN"))
            .as("%s %s", node, normal)
            .isTrue();
      }
    }
  }

  @Test
  void theStoreGivesBackTheIdenticalTermAndFindsIt(@TempDir Path folder) {
    Set<Node> normal = new HashSet<>();
    samples(500).forEach(n -> normal.add(Literals.normal(n)));
    Node g = NodeFactory.createURI("http://example.com/g");
    Node s = NodeFactory.createURI("http://example.com/s");
    try (GraphStore store =
        GraphStore.open(
            folder,
            StoreOptions.standard(Clock.systemUTC(), e -> {}).withMinimumFreeBytes(total -> 0))) {
      try (StagedQuads.Writer writer = store.stage("test")) {
        samples(500).forEach(n -> writer.add(new Quad(g, s, s, n)));
        try (StagedQuads staged = writer.finish()) {
          assertThat(
                  store
                      .load("test", staged, LoadRequest.of(g), Progress.NONE, Deadline.none())
                      .quads())
              .isEqualTo(normal.size());
        }
      }
      try (StoreReader reader = store.reader()) {
        Set<Node> back = new HashSet<>();
        for (Iterator<Quad> it = reader.find(g, s, s, Node.ANY); it.hasNext(); ) {
          back.add(it.next().getObject());
        }
        assertThat(back).isEqualTo(normal);
        for (Node node : normal) {
          assertThat(reader.contains(g, s, s, node)).as(node.toString()).isTrue();
        }
      }
    }
  }

  @Test
  void valuesOfExpressionsHaveTheForm() {
    Node decimal = NodeValue.makeDecimal(new BigDecimal("1.50")).asNode();
    assertThat(Literals.normal(decimal).getLiteralLexicalForm()).isEqualTo("1.5");
    Node number = NodeValue.makeDouble(80.25).asNode();
    assertThat(Literals.normal(number).getLiteralLexicalForm()).isEqualTo("8.025E1");
  }

  private static List<Node> samples(int random) {
    long seed = Long.getLong("seed", 42L);
    System.out.println("LiteralsTest seed " + seed);
    var source = new Random(seed);
    var nodes = new ArrayList<Node>();
    for (String type :
        List.of(
            "integer",
            "int",
            "long",
            "short",
            "byte",
            "unsignedInt",
            "nonNegativeInteger",
            "decimal",
            "double",
            "float",
            "boolean",
            "date",
            "dateTime",
            "time",
            "string",
            "gYear",
            "gYearMonth",
            "duration",
            "hexBinary",
            "base64Binary",
            "anyURI",
            "dateTimeStamp")) {
      for (String text :
          List.of(
              "0",
              "-0",
              "1",
              "+01",
              "1.50",
              ".5",
              "-1.0E5",
              "INF",
              "NaN",
              "true",
              "2020-02-29",
              "2020-02-29Z",
              "2020-02-29+05:30",
              "2020-02-29T23:59:59.120",
              "0001-01-01T00:00:00Z",
              "2020-02-29T23:59:59.123456789Z",
              "12:00:00",
              "12:00:00.500+00:00",
              "2020",
              "2020-02",
              "P1D",
              "PT0S",
              "0A",
              "0a",
              "9223372036854775808",
              "-79228162514264337593543950336",
              "123456789012345678901234567890.123456789",
              "",
              " 1 ",
              "x",
              "1e400",
              "4.9E-324",
              "72057594037927936",
              "16777217",
              "12:00:00+14:00",
              "2020-01-01T24:00:00")) {
        nodes.add(literal(text, XSD.NS + type));
      }
    }
    for (int i = 0; i < random; i++) {
      nodes.add(literal(new BigInteger(80, source).toString(), XSD.integer.getURI()));
      nodes.add(
          literal(
              new BigDecimal(new BigInteger(70, source), source.nextInt(40) - 10).toPlainString(),
              XSD.decimal.getURI()));
      double real = Double.longBitsToDouble(source.nextLong());
      nodes.add(literal(Double.toString(real).replace("Infinity", "INF"), XSD.xdouble.getURI()));
      float single = Float.intBitsToFloat(source.nextInt());
      nodes.add(literal(Float.toString(single).replace("Infinity", "INF"), XSD.xfloat.getURI()));
    }
    nodes.add(NodeFactory.createLiteralLang("a", "EN-us"));
    nodes.add(NodeFactory.createLiteralLang("a", "zh-hant"));
    return nodes;
  }

  private static Node literal(String text, String type) {
    return NodeFactory.createLiteralDT(text, TypeMapper.getInstance().getSafeTypeByName(type));
  }
}
