package org.crmekg.server;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.resultset.ResultSetLang;

/** The forms of SELECT and ASK answers. */
enum RowFormat {
  JSON("json", ResultSetLang.RS_JSON, "application/sparql-results+json", "application/json"),
  XML("xml", ResultSetLang.RS_XML, "application/sparql-results+xml", "application/xml", "text/xml"),
  CSV("csv", ResultSetLang.RS_CSV, "text/csv"),
  TSV("tsv", ResultSetLang.RS_TSV, "text/tab-separated-values");

  private final String shortName;
  private final Lang lang;
  private final List<String> mediaTypes;

  RowFormat(String shortName, Lang lang, String... mediaTypes) {
    this.shortName = shortName;
    this.lang = lang;
    this.mediaTypes = List.of(mediaTypes);
  }

  /** Returns its name in the parameter {@code format}. */
  String shortName() {
    return shortName;
  }

  Lang lang() {
    return lang;
  }

  String mediaType() {
    return mediaTypes.getFirst();
  }

  /** Returns all media types that can be served, those of choice first. */
  static Map<String, RowFormat> byMediaType() {
    Map<String, RowFormat> all = new LinkedHashMap<>();
    for (RowFormat format : values()) {
      all.put(format.mediaType(), format);
    }
    for (RowFormat format : values()) {
      format.mediaTypes.forEach(type -> all.put(type, format));
    }
    return all;
  }

  static Optional<RowFormat> named(String name) {
    return Arrays.stream(values()).filter(f -> f.shortName.equals(name)).findFirst();
  }
}
