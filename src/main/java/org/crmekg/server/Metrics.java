package org.crmekg.server;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of the server in Prometheus' text format.
 *
 * <p>Labels are names of endpoints and status codes only: nothing that says who asked for what.
 */
final class Metrics {
  private static final double[] BUCKETS = {0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30};

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Map<String, Latency> latencies = new ConcurrentSkipListMap<>();
  private final AtomicLong running = new AtomicLong();
  private final LongAdder rows = new LongAdder();

  private static final class Latency {
    final LongAdder[] buckets = new LongAdder[BUCKETS.length];
    final LongAdder nanos = new LongAdder();
    final LongAdder count = new LongAdder();

    Latency() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void add(long elapsed) {
      nanos.add(elapsed);
      count.increment();
      for (int i = 0; i < BUCKETS.length; i++) {
        if (elapsed <= BUCKETS[i] * 1e9) {
          buckets[i].increment();
        }
      }
    }
  }

  void begun() {
    running.incrementAndGet();
  }

  void ended(String endpoint, int status, long nanos, long answeredRows) {
    running.decrementAndGet();
    requests
        .computeIfAbsent(
            "endpoint=\"%s\",status=\"%d\"".formatted(endpoint, status), k -> new LongAdder())
        .increment();
    latencies.computeIfAbsent(endpoint, k -> new Latency()).add(nanos);
    rows.add(Math.max(0, answeredRows));
  }

  String text() {
    var out = new StringBuilder(2000);
    head(out, "ekg_requests_total", "counter", "Requests by endpoint and status.");
    requests.forEach(
        (labels, n) -> out.append("ekg_requests_total{%s} %d%n".formatted(labels, n.sum())));
    head(out, "ekg_request_seconds", "histogram", "Time to answer, by endpoint.");
    latencies.forEach((endpoint, latency) -> append(out, endpoint, latency));
    head(out, "ekg_requests_running", "gauge", "Requests under way.");
    out.append("ekg_requests_running %d%n".formatted(running.get()));
    head(out, "ekg_rows_total", "counter", "Rows and statements sent in answers.");
    out.append("ekg_rows_total %d%n".formatted(rows.sum()));
    Runtime runtime = Runtime.getRuntime();
    head(out, "ekg_heap_bytes", "gauge", "Heap in use.");
    out.append("ekg_heap_bytes %d%n".formatted(runtime.totalMemory() - runtime.freeMemory()));
    return out.toString();
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP %s %s%n# TYPE %s %s%n".formatted(name, help, name, type));
  }

  private static void append(StringBuilder out, String endpoint, Latency latency) {
    for (int i = 0; i < BUCKETS.length; i++) {
      out.append(
          "ekg_request_seconds_bucket{endpoint=\"%s\",le=\"%s\"} %d%n"
              .formatted(endpoint, BUCKETS[i], latency.buckets[i].sum()));
    }
    long count = latency.count.sum();
    out.append(
        "ekg_request_seconds_bucket{endpoint=\"%s\",le=\"+Inf\"} %d%n".formatted(endpoint, count));
    out.append(
        String.format(
            Locale.ROOT,
            "ekg_request_seconds_sum{endpoint=\"%s\"} %.6f%n",
            endpoint,
            latency.nanos.sum() / 1e9));
    out.append("ekg_request_seconds_count{endpoint=\"%s\"} %d%n".formatted(endpoint, count));
  }
}
