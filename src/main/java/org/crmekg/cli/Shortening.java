package org.crmekg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.rdf.Prefixes;

/** Shows terms in short: with prefixes, and IRIs below the base without it. */
final class Shortening {
  private static final Pattern LOCAL = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*");

  private static final Pattern DECLARED =
      Pattern.compile("(?mi)^\\s*@?prefix\\s+([\\w-]*):\\s*<([^>\\s]+)>");

  private final Map<String, String> namespaces = new HashMap<>();
  private final String base;

  /**
   * Takes prefixes beside the standard ones.
   *
   * @param prefixes prefix to namespace; they win over standard ones
   */
  Shortening(Map<String, String> prefixes, String base) {
    Prefixes.standard().forEach((p, ns) -> namespaces.put(ns, p));
    prefixes.forEach((p, ns) -> namespaces.put(ns, p));
    this.base = base;
  }

  /** Takes the prefixes that Turtle files declare. */
  static Shortening of(List<Path> files, String base) {
    Map<String, String> prefixes = new HashMap<>();
    for (Path file : files) {
      DECLARED.matcher(text(file)).results().forEach(r -> prefixes.put(r.group(1), r.group(2)));
    }
    return new Shortening(prefixes, base);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          Problem.MAPPING_UNREADABLE, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Shows a term that is in N-Triples syntax. */
  String shown(String term) {
    Node node = NodeFactoryExtra.parseNode(term);
    if (node.isURI()) {
      return iri(node.getURI());
    }
    if (!node.isLiteral()) {
      return term;
    }
    String text = term.substring(0, term.lastIndexOf('"') + 1);
    if (!node.getLiteralLanguage().isEmpty()) {
      return text + "@" + node.getLiteralLanguage();
    }
    String datatype = iri(node.getLiteralDatatypeURI());
    return datatype.equals("xsd:string") ? text : text + "^^" + datatype;
  }

  private String iri(String iri) {
    String best = "";
    for (String namespace : namespaces.keySet()) {
      if (iri.startsWith(namespace)
          && namespace.length() > best.length()
          && LOCAL.matcher(iri.substring(namespace.length())).matches()) {
        best = namespace;
      }
    }
    if (!best.isEmpty()) {
      return namespaces.get(best) + ":" + iri.substring(best.length());
    }
    return iri.startsWith(base) ? "<" + iri.substring(base.length()) + ">" : "<" + iri + ">";
  }
}
