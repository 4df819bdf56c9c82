package org.crmekg.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.resultset.ResultSetLang;

/**
 * A form of SELECT and ASK answers.
 *
 * @param shortName its name in the parameter {@code format}
 * @param mediaTypes the one of choice first
 */
record RowFormat(String shortName, Lang lang, List<String> mediaTypes) {
  private static final List<RowFormat> ALL =
      List.of(
          new RowFormat(
              "json",
              ResultSetLang.RS_JSON,
              List.of("application/sparql-results+json", "application/json")),
          new RowFormat(
              "xml",
              ResultSetLang.RS_XML,
              List.of("application/sparql-results+xml", "application/xml", "text/xml")),
          new RowFormat("csv", ResultSetLang.RS_CSV, List.of("text/csv")),
          new RowFormat("tsv", ResultSetLang.RS_TSV, List.of("text/tab-separated-values")));

  RowFormat {
    mediaTypes = List.copyOf(mediaTypes);
  }

  /** Returns all forms, that of choice first. */
  static List<RowFormat> all() {
    return ALL;
  }

  String mediaType() {
    return mediaTypes.getFirst();
  }

  /** Returns all media types that can be served, those of choice first. */
  static Map<String, RowFormat> byMediaType() {
    Map<String, RowFormat> all = new LinkedHashMap<>();
    for (RowFormat format : ALL) {
      all.put(format.mediaType(), format);
    }
    for (RowFormat format : ALL) {
      format.mediaTypes.forEach(type -> all.put(type, format));
    }
    return all;
  }

  static Optional<RowFormat> named(String name) {
    return ALL.stream().filter(f -> f.shortName().equals(name)).findFirst();
  }
}
