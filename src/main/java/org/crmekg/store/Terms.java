package org.crmekg.store;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.rdf.Iris;

/** Checks what may enter the store: once it is in, every reader has to be able to write it. */
final class Terms {
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");

  private Terms() {}

  /** Returns what is wrong with the quad, or empty. */
  static Optional<String> fault(Quad quad) {
    Node graph = quad.getGraph();
    if (graph == null || !graph.isURI() || Quad.isDefaultGraph(graph)) {
      return Optional.of("the graph has to be named by an IRI");
    }
    if (graph.getURI().startsWith(Manifest.INTERNAL) || Quad.isUnionGraph(graph)) {
      return Optional.of("the graph's name is reserved");
    }
    Node subject = quad.getSubject();
    if (!subject.isURI() && !subject.isBlank()) {
      return Optional.of("the subject has to be an IRI or a blank node");
    }
    if (!quad.getPredicate().isURI()) {
      return Optional.of("the predicate has to be an IRI");
    }
    return iriFault("graph", graph)
        .or(() -> iriFault("subject", subject))
        .or(() -> iriFault("predicate", quad.getPredicate()))
        .or(() -> objectFault(quad.getObject()));
  }

  private static Optional<String> objectFault(Node object) {
    if (object.isURI()) {
      return iriFault("object", object);
    }
    if (object.isBlank()) {
      return Optional.empty();
    }
    if (!object.isLiteral()) {
      return Optional.of("the object has to be an IRI, a blank node or a literal");
    }
    if (!isUnicode(object.getLiteralLexicalForm())) {
      return Optional.of("the literal holds half of a surrogate pair, which no file can");
    }
    String language = object.getLiteralLanguage();
    if (!language.isEmpty() && !LANGUAGE.matcher(language).matches()) {
      return Optional.of("\"%s\" is not a language tag (RFC 5646)".formatted(language));
    }
    if (!Iris.isAbsolute(object.getLiteralDatatypeURI())) {
      return Optional.of("the datatype is not an absolute IRI");
    }
    return Optional.empty();
  }

  private static Optional<String> iriFault(String position, Node node) {
    if (!node.isURI() || Iris.isAbsolute(node.getURI())) {
      return Optional.empty();
    }
    return Optional.of(
        "the %s is not an absolute IRI without spaces, controls and <>\"{}|^`\\"
            .formatted(position));
  }

  private static boolean isUnicode(String text) {
    // A whole pair is one code point, so what is left of the range is a half.
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
