package org.crmekg.server;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.RDFWriter;

/** The forms of CONSTRUCT and DESCRIBE answers and of descriptions. */
enum GraphFormat {
  TURTLE("ttl", RDFFormat.TURTLE_PRETTY, "text/turtle", "application/x-turtle"),
  NTRIPLES("nt", RDFFormat.NTRIPLES_UTF8, "application/n-triples", "text/plain"),
  JSONLD("jsonld", RDFFormat.JSONLD11_PRETTY, "application/ld+json", "application/json");

  private final String shortName;
  private final RDFFormat format;
  private final List<String> mediaTypes;

  GraphFormat(String shortName, RDFFormat format, String... mediaTypes) {
    this.shortName = shortName;
    this.format = format;
    this.mediaTypes = List.of(mediaTypes);
  }

  /** Returns its name as a suffix and in the parameter {@code format}. */
  String shortName() {
    return shortName;
  }

  String mediaType() {
    return mediaTypes.getFirst();
  }

  static Map<String, GraphFormat> byMediaType() {
    Map<String, GraphFormat> all = new LinkedHashMap<>();
    for (GraphFormat format : values()) {
      all.put(format.mediaType(), format);
    }
    for (GraphFormat format : values()) {
      format.mediaTypes.forEach(type -> all.put(type, format));
    }
    return all;
  }

  static Optional<GraphFormat> named(String name) {
    return Arrays.stream(values()).filter(f -> f.shortName.equals(name)).findFirst();
  }

  void write(Graph graph, OutputStream out) {
    RDFWriter.source(graph).format(format).output(out);
  }
}
