package org.crmekg.identity;

/**
 * A reference thing that a value may stand for.
 *
 * @param score how sure it is, at most 1
 * @param basis what kind of reason there is
 * @param why the rule, and the writing that it knows, in plain words
 */
public record ConceptCandidate(
    String iri, ConceptKind kind, String label, double score, Basis basis, String why) {

  /** Kinds of reasons. */
  public enum Basis {
    /** A code of a list. */
    CODE,
    /** The part of a subdivision's code after its country. */
    CODE_END,
    /** A name that is known. */
    NAME,
    /** A part of the value. */
    PART,
    /** A name that is known, but for slips. */
    SPELLING,
    /** A code or name that is known to mean several things, or too little to decide on. */
    DOUBTFUL
  }

  ConceptCandidate scored(double newScore, Basis newBasis, String newWhy) {
    return new ConceptCandidate(iri, kind, label, newScore, newBasis, newWhy);
  }

  boolean is(Basis one) {
    return basis == one;
  }
}
