package org.crmekg.linkage;

import java.util.Map;

/**
 * A record of a source.
 *
 * @param id unique within the source
 * @param source the source's name
 * @param values by column; what is not there is not known
 */
public record LinkRecord(String id, String source, Map<String, String> values) {
  public LinkRecord {
    values = Map.copyOf(values);
  }
}
