package org.crmekg.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmekg.app.Freshness;
import org.crmekg.app.Shortfall;

/**
 * What is sent back.
 *
 * @param contentType empty where there is no body
 */
record Answer(int status, String contentType, Map<String, String> headers, Body body) {
  static final String HTML = "text/html; charset=utf-8";
  static final String JSON = "application/json";

  /** The bytes to send. */
  sealed interface Body {
    /** A text that is at hand, sent as UTF-8. */
    record Text(String text) implements Body {}

    /** Bytes that were spooled. */
    record Spooled(Spool spool) implements Body {}
  }

  Answer {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  static Answer of(int status, String contentType, String body) {
    return new Answer(status, contentType, Map.of(), new Body.Text(body));
  }

  static Answer of(String contentType, Spool body) {
    return new Answer(200, contentType, Map.of(), new Body.Spooled(body));
  }

  /** An answer without a body. */
  static Answer empty(int status) {
    return new Answer(status, "", Map.of(), new Body.Text(""));
  }

  /** Sends a browser to a page of this server after it sent a form. */
  static Answer seeOther(String path) {
    return empty(303).with("Location", path);
  }

  Answer with(String header, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Answer(status, contentType, all, body);
  }

  /** Returns this answer with what it lacks, and how fresh it is. */
  Answer about(Shortfall shortfall) {
    Answer told = with(Shortfall.HEADER, shortfall.header());
    String freshness = shortfall.freshness().header();
    return freshness.isEmpty() ? told : told.with(Freshness.HEADER, freshness);
  }

  Answer withStatus(int newStatus) {
    return new Answer(newStatus, contentType, headers, body);
  }
}
