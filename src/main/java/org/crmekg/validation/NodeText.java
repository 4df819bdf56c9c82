package org.crmekg.validation;

import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.atlas.io.IndentedLineBuffer;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFWriter;
import org.apache.jena.riot.out.NodeFormatterTTL;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.shared.PrefixMapping;
import org.apache.jena.sparql.core.Prologue;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.path.Path;
import org.apache.jena.sparql.path.PathWriter;

/** Writes nodes, paths and shapes the way a file of this prefix mapping would. */
final class NodeText {
  private final PrefixMapping prefixes;
  private final NodeFormatterTTL formatter;

  NodeText(PrefixMapping prefixes) {
    this.prefixes =
        PrefixMapping.Factory.create()
            .setNsPrefix("sh", "http://www.w3.org/ns/shacl#")
            .setNsPrefix("xsd", "http://www.w3.org/2001/XMLSchema#")
            .setNsPrefix("gov", Gov.NS)
            .setNsPrefixes(prefixes)
            .lock();
    this.formatter = new NodeFormatterTTL(null, PrefixMapFactory.create(this.prefixes));
  }

  /** Returns the node as Turtle writes it. */
  String of(Node node) {
    var out = new IndentedLineBuffer();
    formatter.format(out, node);
    return out.asString();
  }

  /** Returns the value as a sentence would quote it: a literal's text, anything else as Turtle. */
  String value(Node node) {
    return node.isLiteral() ? '"' + node.getLiteralLexicalForm() + '"' : of(node);
  }

  /** Returns the path in the syntax of SPARQL property paths. */
  String of(Path path) {
    return PathWriter.asString(path, new Prologue(prefixes));
  }

  /** Returns what the graph says of the node, blank nodes written out, without prefix lines. */
  String describe(Graph graph, Node node) {
    Graph part = GraphFactory.createGraphMem();
    copy(graph, node, part, new HashSet<>());
    if (part.isEmpty()) {
      return of(node);
    }
    part.getPrefixMapping().setNsPrefixes(prefixes);
    var out = new StringWriter();
    RDFWriter.source(part).format(RDFFormat.TURTLE_PRETTY).build().output(out);
    return out.toString()
        .lines()
        .filter(line -> !line.startsWith("PREFIX") && !line.startsWith("@prefix"))
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining("\n"));
  }

  private static void copy(Graph graph, Node node, Graph part, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    for (Triple t : graph.find(node, Node.ANY, Node.ANY).toList()) {
      part.add(t);
      if (t.getObject().isBlank()) {
        copy(graph, t.getObject(), part, seen);
      }
    }
  }
}
