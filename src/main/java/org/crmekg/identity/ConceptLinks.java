package org.crmekg.identity;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.crmekg.rdf.Ekg;

/**
 * Links from what sources write to reference things, as rules found them: a link file like any
 * other, with evidence.
 *
 * @param dictionary the checksum of the names that they were found with
 */
public record ConceptLinks(String dictionary, List<IdentityLink> links) {
  /** The file in the data folder. */
  public static final String FILE = "concept-links.ttl";

  private static final String DICTIONARY = "# dictionary ";

  public ConceptLinks {
    links =
        links.stream()
            .sorted(
                Comparator.<IdentityLink, String>comparing(l -> l.left().getURI())
                    .thenComparing(l -> l.right().getURI()))
            .toList();
  }

  /** Returns which dictionary a file was made with, if it says so. */
  public static Optional<String> dictionary(String text) {
    return text.lines()
        .filter(l -> l.startsWith(DICTIONARY))
        .map(l -> l.substring(DICTIONARY.length()).strip())
        .findFirst();
  }

  /** Returns the text of the file: the same for the same links. */
  public String text() {
    var out = new StringBuilder();
    out.append("# What sources write, linked to reference things by: ekg link run --concepts\n");
    out.append(
        "# Written over by the next run. A link in a file of ekg:links wins over one here.\n");
    out.append(DICTIONARY).append(dictionary).append('\n');
    out.append("@prefix gov: <").append(Ekg.NS).append("gov/> .\n\n");
    for (IdentityLink link : links) {
      out.append("[] a gov:IdentityLink ; gov:left ")
          .append(iri(link.left()))
          .append(" ; gov:right ")
          .append(iri(link.right()))
          .append(" ; gov:linkKind gov:same");
      link.evidence()
          .ifPresent(
              e ->
                  out.append(" ; gov:linkMethod ")
                      .append(quoted(e.method()))
                      .append(" ; gov:linkConfidence ")
                      .append(e.confidence()));
      out.append(" .\n");
    }
    return out.toString();
  }

  private static String iri(Node node) {
    return "<" + node.getURI() + ">";
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ").replace("\r", " ")
        + '"';
  }
}
