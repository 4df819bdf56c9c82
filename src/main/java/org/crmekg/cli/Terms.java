package org.crmekg.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Prefixes;

/** Terms as people type and read them. */
final class Terms {
  private Terms() {}

  /**
   * Reads an IRI with or without angle brackets, a prefixed name, or a literal in Turtle's syntax.
   *
   * @return the term in N-Triples syntax
   * @throws UsageException if it is none of them
   */
  static String read(String text) {
    if (text.equals("a")) {
      return "<" + RDF.type.getURI() + ">";
    }
    if (text.startsWith("<") || text.startsWith("\"") || text.startsWith("'")) {
      return parsed(text);
    }
    Optional<String> expanded = Prefixes.expand(text);
    if (expanded.isPresent()) {
      return iri(expanded.get(), text);
    }
    if (text.indexOf(':') > 0 && Iris.isAbsolute(text)) {
      return iri(text, text);
    }
    if (text.matches("[-+]?[0-9.].*|true|false")) {
      return parsed(text);
    }
    throw new UsageException(
        Problem.USAGE,
        "\"%s\" is not a term; write <IRI>, prefix:name with one of %s, or a literal in quotes"
            .formatted(text, Prefixes.standard().keySet()));
  }

  private static String iri(String iri, String typed) {
    if (!Iris.hasOnlyIriCharacters(iri)) {
      throw new UsageException(Problem.USAGE, "\"%s\" is not an IRI".formatted(typed));
    }
    return NodeFmtLib.strNT(NodeFactory.createURI(iri));
  }

  private static String parsed(String text) {
    try {
      var prefixes = org.apache.jena.riot.system.PrefixMapFactory.create();
      for (Map.Entry<String, String> p : Prefixes.standard().entrySet()) {
        prefixes.add(p.getKey(), p.getValue());
      }
      return NodeFmtLib.strNT(NodeFactoryExtra.parseNode(text, prefixes));
    } catch (JenaException e) {
      throw new UsageException(
          Problem.USAGE, "%s is not a term: %s".formatted(text, e.getMessage()), e);
    }
  }

  /** Returns a term in N-Triples syntax as people read it. */
  static String shown(String term) {
    Node node = NodeFactoryExtra.parseNode(term);
    return Prefixes.shown(node);
  }

  /**
   * Returns an IRI as {@link #read} takes it; in messages and tables, not for SPARQL, where the
   * slashes of {@code id:party/crm/1} would have to be escaped.
   */
  static String shortened(String iri) {
    String shortened = Prefixes.shorten(iri);
    return shortened.equals(iri)
            && iri.startsWith(Ekg.DEFAULT_BASE)
            && iri.length() > Ekg.DEFAULT_BASE.length()
        ? "id:" + iri.substring(Ekg.DEFAULT_BASE.length())
        : shortened;
  }

  /** Returns the last part of an IRI, decoded: what a source writes for a country, say. */
  static String lastPart(String iri) {
    String last = iri.substring(Math.max(iri.lastIndexOf('/'), iri.lastIndexOf('#')) + 1);
    try {
      return URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return last; // A per cent sign that begins no code stands for itself.
    }
  }
}
