package org.crmekg.server;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeFmtLib;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;

/**
 * IRIs and the addresses at which this server describes them.
 *
 * <p>{@code {base}X} is described at {@code /doc/X}. Template IRIs hold escapes ({@code %2F}) that
 * belong to them, and characters beyond ASCII that an address can only hold as escapes; so in a
 * path the escapes of ASCII stay, and those of other characters are undone.
 */
record Addresses(String base) {
  private static final String HEX = "0123456789ABCDEF";

  /** Returns where an IRI is described. */
  String of(String iri) {
    if (iri.startsWith(base) && isPlain(iri.substring(base.length()))) {
      return "/doc/" + toPath(iri.substring(base.length()));
    }
    if (iri.startsWith(Ekg.NS) && isPlain(iri.substring(Ekg.NS.length()))) {
      return "/ns/" + toPath(iri.substring(Ekg.NS.length()));
    }
    return "/describe?iri=" + parameter(iri);
  }

  private static boolean isPlain(String rest) {
    return !rest.isEmpty()
        && rest.indexOf('?') < 0
        && rest.indexOf('#') < 0
        && rest.indexOf("//") < 0
        && !rest.contains("./")
        && !rest.endsWith(".")
        && Iris.hasOnlyIriCharacters(rest)
        && GraphFormat.named(suffix(rest)).isEmpty();
  }

  /** Returns what comes after the last dot of the last part of a path; empty without one. */
  static String suffix(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1) : "";
  }

  private static String toPath(String rest) {
    var out = new StringBuilder(rest.length() + 8);
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return out.toString();
  }

  /**
   * Returns the part of an IRI that a part of a path stands for; empty if none can.
   *
   * @param path as it was sent, percent-encoded
   */
  static Optional<String> fromPath(String path) {
    var out = new StringBuilder(path.length());
    int i = 0;
    while (i < path.length()) {
      int length = 0;
      while (isHighEscape(path, i + 3 * length)) {
        length++;
      }
      if (length == 0) {
        out.append(path.charAt(i));
        i++;
        continue;
      }
      byte[] bytes = new byte[length];
      for (int k = 0; k < length; k++) {
        bytes[k] = (byte) Integer.parseInt(path.substring(i + 3 * k + 1, i + 3 * k + 3), 16);
      }
      try {
        out.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
      i += 3 * length;
    }
    String rest = out.toString();
    return Iris.hasOnlyIriCharacters(rest) ? Optional.of(rest) : Optional.empty();
  }

  private static boolean isHighEscape(String path, int i) {
    return i + 2 < path.length()
        && path.charAt(i) == '%'
        && Character.digit(path.charAt(i + 1), 16) >= 8
        && Character.digit(path.charAt(i + 2), 16) >= 0;
  }

  /** Returns the address that explains a statement. */
  static String why(Node subject, Node predicate, Node object) {
    return "/why?s=%s&p=%s&o=%s"
        .formatted(
            parameter(NodeFmtLib.strNT(subject)),
            parameter(NodeFmtLib.strNT(predicate)),
            parameter(NodeFmtLib.strNT(object)));
  }

  static String query(String query) {
    return "/sparql?query=" + parameter(query);
  }

  static String parameter(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
