package org.crmekg.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.crmekg.EkgException;
import org.crmekg.RequestContext;
import org.crmekg.app.SourceView;

/**
 * Whether the process runs, and whether it can answer.
 *
 * <p>Ready depends on the store alone: a source that is down makes queries over it fail, and others
 * are answered all the same.
 */
final class Health {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Workbench bench;

  Health(Workbench bench) {
    this.bench = bench;
  }

  Answer live(Exchange exchange) {
    return Answer.of(200, Answer.JSON, "{\"status\":\"live\"}\n");
  }

  Answer ready(Exchange exchange) {
    ObjectNode json = JSON.createObjectNode();
    RequestContext context = bench.limited(exchange);
    try {
      // Reads the store itself: a process that only says that it lives may have lost its disk.
      bench.graph().findings().counts(context);
    } catch (EkgException e) {
      json.put("status", "failed");
      json.put("code", e.problem().code());
      return Answer.of(503, Answer.JSON, json + "\n");
    }
    json.put("status", "ready");
    ArrayNode sources = json.putArray("sources");
    for (SourceView source : bench.graph().sourceViews(context)) {
      ObjectNode entry = sources.addObject();
      entry.put("id", source.id());
      entry.put("state", source.state());
      if (source.ageSeconds() != null) {
        entry.put("ageSeconds", source.ageSeconds());
      }
    }
    return Answer.of(200, Answer.JSON, json + "\n");
  }
}
