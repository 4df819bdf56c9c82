package org.crmekg.demo;

import org.crmekg.rdf.Iris;

/** The IRIs that the mappings give to records of parties; docs/sample-enterprise.md lists them. */
final class RecordIri {
  private RecordIri() {}

  static String of(String base, String source, String type, String key) {
    String kind =
        switch (type) {
          case "contact", "requester", "mailbox", "profile" -> "person";
          default -> "party";
        };
    return base + kind + "/" + source + "/" + Iris.encode(key);
  }
}
