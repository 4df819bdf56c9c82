package org.crmekg.virtual;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.lang.LabelToNode;
import org.apache.jena.riot.system.StreamRDFBase;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.rdf.Iris;
import org.crmekg.virtual.ByteOutput.Form;

/** Terms and quads as N-Quads. */
public final class NodeBytes {
  private NodeBytes() {}

  /**
   * Appends a quad as a line of N-Quads.
   *
   * @throws IllegalArgumentException if it holds half a surrogate pair, which UTF-8 cannot
   */
  public static void appendQuad(Quad quad, ByteOutput out) {
    append(quad.getSubject(), out);
    out.append(" ", Form.LITERAL);
    append(quad.getPredicate(), out);
    out.append(" ", Form.LITERAL);
    append(quad.getObject(), out);
    out.append(lineEnd(quad.getGraph()));
  }

  /**
   * Reads lines that {@link #appendQuad} wrote.
   *
   * @param defaultGraph the graph of a line that names none
   */
  public static List<Quad> parse(byte[] lines, int length, Node defaultGraph) {
    var quads = new ArrayList<Quad>();
    RDFParser.source(new ByteArrayInputStream(lines, 0, length))
        .lang(Lang.NQUADS)
        .checking(false)
        .labelToNode(LabelToNode.createUseLabelAsGiven())
        .build()
        .parse(
            new StreamRDFBase() {
              @Override
              public void triple(Triple t) {
                quads.add(
                    NodeBytes.quad(defaultGraph, t.getSubject(), t.getPredicate(), t.getObject()));
              }

              @Override
              public void quad(Quad q) {
                quads.add(
                    NodeBytes.quad(q.getGraph(), q.getSubject(), q.getPredicate(), q.getObject()));
              }
            });
    return quads;
  }

  private static Quad quad(Node graph, Node subject, Node predicate, Node object) {
    return new Quad(unlabelled(graph), unlabelled(subject), predicate, unlabelled(object));
  }

  /** Undoes what {@link Form#LABEL} does. */
  private static Node unlabelled(Node node) {
    if (!node.isBlank()) {
      return node;
    }
    String label = node.getBlankNodeLabel();
    var utf8 = new ByteArrayOutputStream(label.length());
    for (int i = 1; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c != 'X') {
        utf8.write(c);
      } else if (label.charAt(i + 1) == 'X') {
        utf8.write('X');
        i++;
      } else {
        utf8.write(Integer.parseInt(label, i + 1, i + 3, 16));
        i += 2;
      }
    }
    return NodeFactory.createBlankNode(utf8.toString(StandardCharsets.UTF_8));
  }

  /** Returns what ends the line of a quad in a graph. */
  static byte[] lineEnd(Node graph) {
    var out = new ByteOutput(64);
    if (!Quad.isDefaultGraph(graph)) {
      out.append(" ", Form.LITERAL);
      append(graph, out);
    }
    out.append(" .".getBytes(StandardCharsets.US_ASCII));
    out.append(new byte[] {'\n'});
    return Arrays.copyOf(out.array(), out.size());
  }

  static byte[] of(Node node) {
    var out = new ByteOutput(64);
    append(node, out);
    return Arrays.copyOf(out.array(), out.size());
  }

  static void append(Node node, ByteOutput out) {
    if (node.isURI()) {
      appendIri(node.getURI(), out);
    } else if (node.isBlank()) {
      out.append(new byte[] {'_', ':', 'B'});
      out.append(node.getBlankNodeLabel(), Form.LABEL);
    } else {
      out.append(new byte[] {'"'});
      out.append(node.getLiteralLexicalForm(), Form.LITERAL);
      out.append(literalEnd(node));
    }
  }

  static byte[] literalEnd(Node literal) {
    String language = literal.getLiteralLanguage();
    if (!language.isEmpty()) {
      return ("\"@" + language).getBytes(StandardCharsets.US_ASCII);
    }
    String datatype = literal.getLiteralDatatypeURI();
    if (datatype.equals(XSDDatatype.XSDstring.getURI())) {
      return new byte[] {'"'};
    }
    var out = new ByteOutput(64);
    out.append(new byte[] {'"', '^', '^'});
    appendIri(datatype, out);
    return Arrays.copyOf(out.array(), out.size());
  }

  /** What IRIREF does not allow as it is, it allows as a numeric escape. */
  private static void appendIri(String iri, ByteOutput out) {
    out.append(new byte[] {'<'});
    if (Iris.hasOnlyIriCharacters(iri)) {
      out.append(iri, Form.LITERAL);
    } else {
      iri.codePoints()
          .forEach(
              c -> {
                if (c <= 0x20 || (c < 0x80 && "<>\"{}|^`\\".indexOf(c) >= 0)) {
                  out.append("\\u%04X".formatted(c).getBytes(StandardCharsets.US_ASCII));
                } else {
                  out.append(Character.toString(c), Form.LITERAL);
                }
              });
    }
    out.append(new byte[] {'>'});
  }
}
