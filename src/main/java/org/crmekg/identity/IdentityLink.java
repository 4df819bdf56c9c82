package org.crmekg.identity;

import java.util.Optional;
import org.apache.jena.graph.Node;

/**
 * The statement that two records, or a source's code and a reference thing, are the same.
 *
 * @param left a source IRI
 * @param right a source IRI, or the IRI of a reference thing
 * @param file where the statement stands
 * @param evidence why, where a rule made it
 */
public record IdentityLink(Node left, Node right, String file, Optional<Evidence> evidence) {

  /**
   * Why a link was made.
   *
   * @param method the rule, and what it met, in plain words
   * @param confidence how sure it is, at most 1
   */
  public record Evidence(String method, double confidence) {}

  /** A link that somebody wrote down. */
  public IdentityLink(Node left, Node right, String file) {
    this(left, right, file, Optional.empty());
  }
}
