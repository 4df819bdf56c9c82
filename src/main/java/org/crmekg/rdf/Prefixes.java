package org.crmekg.rdf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;

/** The prefixes that answers, pages and examples are written with. */
public final class Prefixes {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Map<String, String> STANDARD = new LinkedHashMap<>();

  static {
    for (String module : new String[] {"ref", "party", "crm", "kyc", "vendor", "gov"}) {
      STANDARD.put(module, Ekg.NS + module + "/");
    }
    STANDARD.put("id", Ekg.DEFAULT_BASE);
    STANDARD.put("graph", Ekg.DEFAULT_BASE + "graph/");
    STANDARD.put("scheme", "https://w3id.org/crm-ekg/scheme/");
    STANDARD.put("shape", "https://w3id.org/crm-ekg/shape/");
    STANDARD.put("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    STANDARD.put("rdfs", "http://www.w3.org/2000/01/rdf-schema#");
    STANDARD.put("owl", "http://www.w3.org/2002/07/owl#");
    STANDARD.put("xsd", "http://www.w3.org/2001/XMLSchema#");
    STANDARD.put("skos", "http://www.w3.org/2004/02/skos/core#");
    STANDARD.put("dct", "http://purl.org/dc/terms/");
    STANDARD.put("sh", "http://www.w3.org/ns/shacl#");
  }

  private Prefixes() {}

  /** Returns prefix to namespace, in the order in which they are shown. */
  public static Map<String, String> standard() {
    return Collections.unmodifiableMap(STANDARD);
  }

  /** Returns an IRI in its short form where a prefix fits and the rest is a plain name. */
  public static String shorten(String iri) {
    String best = "";
    String shortened = iri;
    for (Map.Entry<String, String> entry : STANDARD.entrySet()) {
      String ns = entry.getValue();
      if (iri.startsWith(ns)
          && ns.length() > best.length()
          && PLAIN.matcher(iri.substring(ns.length())).matches()) {
        best = ns;
        shortened = entry.getKey() + ":" + iri.substring(ns.length());
      }
    }
    return shortened;
  }

  /** Returns the IRI of a name with one of the prefixes; empty if it has none of them. */
  public static Optional<String> expand(String name) {
    int colon = name.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.ofNullable(STANDARD.get(name.substring(0, colon)))
            .map(namespace -> namespace + name.substring(colon + 1));
  }

  /** Returns a term as people read it: a short IRI, or the text of a literal. */
  public static String shown(Node node) {
    if (node.isURI()) {
      return shorten(node.getURI());
    }
    return node.isLiteral() ? node.getLiteralLexicalForm() : "_:" + node.getBlankNodeLabel();
  }
}
