package org.crmekg.identity;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

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

  /** Returns a link that a rule or a person made. */
  static IdentityLink of(PartyLink link) {
    return new IdentityLink(
        NodeFactory.createURI(link.pair().left()),
        NodeFactory.createURI(link.pair().right()),
        link.decision().map(d -> d.isDeclared() ? d.author() : "decision").orElse("links"),
        Optional.of(new Evidence(method(link), confidence(link))));
  }

  private static String method(PartyLink link) {
    return link.decision()
        .map(
            d ->
                "%s decided%s%s"
                    .formatted(
                        d.author(),
                        d.isDeclared() ? "" : " on " + d.at().truncatedTo(ChronoUnit.SECONDS),
                        d.reason().isEmpty() ? "" : ": " + d.reason()))
        .orElseGet(
            () ->
                "%s, model %s: %s bits"
                    .formatted(
                        link.run().map(LinkRun::specification).orElse(""),
                        link.run().map(LinkRun::model).orElse(""),
                        String.format(Locale.ROOT, "%+.1f", link.bits())));
  }

  private static double confidence(PartyLink link) {
    return link.decision().isPresent() ? 1 : 1 / (1 + Math.pow(2, -link.bits()));
  }
}
