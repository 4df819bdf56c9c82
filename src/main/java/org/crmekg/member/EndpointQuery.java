package org.crmekg.member;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.crmekg.config.SourceConfig.EndpointLimits;
import org.crmekg.source.EndpointSource;

/**
 * A SELECT over one graph of an endpoint, sent as often as its values take.
 *
 * <p>The values of one variable stand in VALUES in front of everything, where an engine begins with
 * them; within the scope of a filter some would try each of them on all rows. Values that cannot be
 * terms are a condition, and so are those of other variables, since two lists in front are a cross
 * product.
 */
final class EndpointQuery {
  /** With more values than these, a condition is left out and decided here alone. */
  static final int MOST_CONDITIONS = 100;

  private final String head;
  private final Optional<String> graph;
  private final List<String> body = new ArrayList<>();
  private Optional<Front> front = Optional.empty();
  private String tail = "";

  /** The values that are sent in turn. */
  private record Front(String variable, List<Node> values, boolean terms) {}

  /**
   * Begins a query.
   *
   * @param head what is selected
   * @param graph the IRI of a graph; empty for the default graph
   */
  EndpointQuery(String head, Optional<String> graph) {
    this.head = head;
    this.graph = graph;
  }

  /** Groups by a variable. */
  void group(String variable) {
    tail = " GROUP BY " + variable;
  }

  /** Adds a part of the pattern. */
  void add(String part) {
    body.add(part);
  }

  /**
   * Restricts a variable to some terms, in front if nothing is there yet.
   *
   * @param variable with its question mark
   */
  void restrict(String variable, Collection<Node> values) {
    boolean terms = values.stream().allMatch(SparqlText::isTerm);
    if (front.isEmpty() && (terms || SparqlText.condition(variable, values).isPresent())) {
      front = Optional.of(new Front(variable, List.copyOf(values), terms));
    } else if (values.size() <= MOST_CONDITIONS) {
      SparqlText.condition(variable, values).ifPresent(c -> add("FILTER(" + c + ")"));
    }
  }

  /** Returns the query without its values, for people. */
  String shown() {
    return text(
        front.map(f -> f.terms() ? "VALUES %s { … }".formatted(f.variable()) : "").orElse(""),
        front
            .filter(f -> !f.terms())
            .map(f -> "FILTER(%s is one of …)".formatted(f.variable()))
            .orElse(""));
  }

  /**
   * Returns what is sent.
   *
   * @throws org.crmekg.SourceException if the query is too large even with one value
   */
  List<EndpointSource.Request> requests(
      EndpointSource source, EndpointLimits limits, boolean lenient) {
    String shown = shown();
    if (front.isEmpty()) {
      return List.of(request(source, limits, text("", ""), shown, lenient));
    }
    Front values = front.get();
    int most = values.terms() ? limits.values() : Math.min(limits.values(), MOST_CONDITIONS);
    var requests = new ArrayList<EndpointSource.Request>();
    int from = 0;
    while (from < values.values().size()) {
      int to = Math.min(values.values().size(), from + most);
      String text = text(values, values.values().subList(from, to));
      while (EndpointSource.size(text) > limits.requestBytes() && to - from > 1) {
        to = from + (to - from) / 2;
        text = text(values, values.values().subList(from, to));
      }
      requests.add(request(source, limits, text, shown, lenient));
      from = to;
    }
    return requests;
  }

  private static EndpointSource.Request request(
      EndpointSource source, EndpointLimits limits, String text, String shown, boolean lenient) {
    int size = EndpointSource.size(text);
    if (size > limits.requestBytes()) {
      throw source.tooLarge(size);
    }
    return new EndpointSource.Request(text, shown, lenient);
  }

  private String text(Front values, List<Node> some) {
    return values.terms()
        ? text(
            "VALUES %s { %s }"
                .formatted(
                    values.variable(),
                    String.join(" ", some.stream().map(SparqlText::term).toList())),
            "")
        : text(
            "",
            SparqlText.condition(values.variable(), some).map(c -> "FILTER(" + c + ")").orElse(""));
  }

  private String text(String before, String after) {
    var parts = new ArrayList<String>();
    parts.add("SELECT " + head + " WHERE {");
    graph.ifPresent(g -> parts.add("GRAPH <" + g + "> {"));
    if (!before.isEmpty()) {
      parts.add(before);
    }
    parts.addAll(body);
    if (!after.isEmpty()) {
      parts.add(after);
    }
    graph.ifPresent(g -> parts.add("}"));
    parts.add("}");
    return String.join(" ", parts) + tail;
  }
}
