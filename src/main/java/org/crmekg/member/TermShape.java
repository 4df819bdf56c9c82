package org.crmekg.member;

import java.util.List;
import org.apache.jena.graph.Node;
import org.crmekg.mapping.Template;

/** The form of the terms that a place of a statement may have, as far as a mapping tells. */
public sealed interface TermShape {
  /** Any term. */
  record Any() implements TermShape {}

  /** A literal. */
  record Literal() implements TermShape {}

  /** A blank node. */
  record Blank() implements TermShape {}

  /** An IRI that a template gives; without holes it is one IRI. */
  record Iri(Template template) implements TermShape {}

  /** Returns the form of one term. */
  static TermShape of(Node term) {
    if (term.isURI()) {
      return new Iri(new Template(List.of(term.getURI()), List.of()));
    }
    if (term.isLiteral()) {
      return new Literal();
    }
    return term.isBlank() ? new Blank() : new Any();
  }

  /** Returns false only if surely no term has both forms. */
  default boolean canBe(TermShape other) {
    if (this instanceof Any || other instanceof Any) {
      return true;
    }
    return (this instanceof Iri a && other instanceof Iri b)
        ? a.template().canUnify(b.template())
        : getClass() == other.getClass();
  }

  /** Returns false only if the term surely has another form. */
  default boolean fits(Node term) {
    return switch (this) {
      case Any any -> true;
      case Literal literal -> term.isLiteral();
      case Blank blank -> term.isBlank();
      case Iri iri -> term.isURI() && iri.template().canMatch(term.getURI());
    };
  }
}
