package org.crmekg.server;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFWriter;

/**
 * A form of CONSTRUCT and DESCRIBE answers and of descriptions.
 *
 * @param shortName its name as a suffix and in the parameter {@code format}
 * @param mediaTypes the one of choice first
 */
record GraphFormat(String shortName, RDFFormat format, List<String> mediaTypes) {
  private static final List<GraphFormat> ALL =
      List.of(
          new GraphFormat(
              "ttl", RDFFormat.TURTLE_PRETTY, List.of("text/turtle", "application/x-turtle")),
          new GraphFormat(
              "nt", RDFFormat.NTRIPLES_UTF8, List.of("application/n-triples", "text/plain")),
          new GraphFormat(
              "jsonld",
              RDFFormat.JSONLD11_PRETTY,
              List.of("application/ld+json", "application/json")));

  GraphFormat {
    mediaTypes = List.copyOf(mediaTypes);
  }

  /** Returns all forms, that of choice first. */
  static List<GraphFormat> all() {
    return ALL;
  }

  String mediaType() {
    return mediaTypes.getFirst();
  }

  static Map<String, GraphFormat> byMediaType() {
    Map<String, GraphFormat> all = new LinkedHashMap<>();
    for (GraphFormat format : ALL) {
      all.put(format.mediaType(), format);
    }
    for (GraphFormat format : ALL) {
      format.mediaTypes.forEach(type -> all.put(type, format));
    }
    return all;
  }

  static Optional<GraphFormat> named(String name) {
    return ALL.stream().filter(f -> f.shortName().equals(name)).findFirst();
  }

  void write(Graph graph, OutputStream out) {
    RDFWriter.source(graph).format(format).output(out);
  }
}
