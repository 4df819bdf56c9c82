package org.crmekg.linkage;

import java.util.Map;
import java.util.TreeMap;

/** A number that is another one when a record has other values, the same on every machine. */
public final class RecordDigest {
  private RecordDigest() {}

  /** Returns the digest of a record's source and values. */
  public static long of(LinkRecord record) {
    long digest = Hashing.of(record.source());
    for (Map.Entry<String, String> value : new TreeMap<>(record.values()).entrySet()) {
      digest = Hashing.combine(digest, Hashing.of(value.getKey()));
      digest = Hashing.combine(digest, Hashing.of(value.getValue()));
    }
    return digest;
  }
}
