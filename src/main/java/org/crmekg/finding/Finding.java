package org.crmekg.finding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Node;

/**
 * Something that is wrong in the data, with its life cycle.
 *
 * @param id stable over runs: rule, focus, path and class of the value decide it, so a wrong value
 *     that becomes another wrong value is the same finding
 * @param rule what is broken
 * @param message what is wrong and what would be right, in plain words, with the value
 * @param place where in the graph
 * @param cells where in the sources
 * @param owner who looks after the data
 * @param inputSources ids of the sources that it was derived from; whoever does not see all of them
 *     does not see it
 * @param firstSeen of the first run that reported it
 * @param lastSeen of the latest run that reported it
 */
public record Finding(
    String id,
    Rule rule,
    Severity severity,
    String message,
    Place place,
    List<SourceCell> cells,
    Optional<String> owner,
    Set<String> inputSources,
    State state,
    Instant firstSeen,
    Instant lastSeen) {

  /** Which point of its life a finding has reached. */
  public enum State {
    /** Nobody has looked at it. */
    OPEN,
    /** Somebody takes care of it. */
    ACKNOWLEDGED,
    /** It is accepted, by decision. */
    WAIVED,
    /** The latest run did not report it any more. */
    FIXED
  }

  /**
   * What is broken.
   *
   * @param kind who finds such things: {@code shape}, {@code data-error}, {@code unlinked-concept}
   * @param name the shape's IRI, or another stable name
   * @param source the legal or business text that it comes from; empty where there is none
   */
  public record Rule(String kind, String name, String source) {}

  /**
   * Where in the graph.
   *
   * @param focus the node that is judged, by its source IRI
   * @param path the property, or the path in SPARQL's syntax
   * @param value the offending value, where one value is to blame
   */
  public record Place(Node focus, Optional<String> path, Optional<Node> value) {}

  public Finding {
    cells = List.copyOf(cells);
    inputSources = Set.copyOf(inputSources);
  }

  /** Returns an open finding that is seen for the first time. */
  public static Finding of(
      Rule rule,
      Severity severity,
      String message,
      Place place,
      List<SourceCell> cells,
      Optional<String> owner,
      Set<String> inputSources,
      Instant seen) {
    return new Finding(
        stableId(rule, place),
        rule,
        severity,
        message,
        place,
        cells,
        owner,
        inputSources,
        State.OPEN,
        seen,
        seen);
  }

  private static String stableId(Rule rule, Place place) {
    var digest = sha256();
    for (String part :
        List.of(
            rule.kind(),
            rule.name(),
            text(place.focus()),
            place.path().orElse(""),
            place.value().map(Finding::valueClass).orElse("none"))) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // With its length in front, so that no two lists of parts are one text.
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 10);
  }

  private static String text(Node node) {
    return node.isLiteral()
        ? valueClass(node) + " " + node.getLiteralLexicalForm() + "@" + node.getLiteralLanguage()
        : valueClass(node) + " " + (node.isURI() ? node.getURI() : node.getBlankNodeLabel());
  }

  private static String valueClass(Node value) {
    if (value.isURI()) {
      return "iri";
    }
    return value.isLiteral() ? value.getLiteralDatatypeURI() : "blank";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns whether it still is to be dealt with or lived with, that is, not fixed. */
  public boolean isCurrent() {
    return state != State.FIXED;
  }

  /** Returns this finding in another state. */
  public Finding in(State newState) {
    return new Finding(
        id,
        rule,
        severity,
        message,
        place,
        cells,
        owner,
        inputSources,
        newState,
        firstSeen,
        lastSeen);
  }

  /** Returns this finding, reported again, with the history of the earlier one. */
  Finding after(Finding earlier) {
    State next = earlier.state() == State.FIXED ? State.OPEN : earlier.state();
    return new Finding(
        id,
        rule,
        severity,
        message,
        place,
        cells,
        owner,
        inputSources,
        next,
        earlier.firstSeen(),
        lastSeen);
  }

  /**
   * Returns both as one: several values of one class at one place are one finding, which names all
   * of their cells.
   */
  Finding and(Finding other) {
    var messages = new LinkedHashSet<>(List.of(message.split("\n", -1)));
    messages.addAll(List.of(other.message().split("\n", -1)));
    var allCells = new LinkedHashSet<>(cells);
    allCells.addAll(other.cells());
    var allSources = new TreeSet<>(inputSources);
    allSources.addAll(other.inputSources());
    return new Finding(
        id,
        rule,
        severity.isAtLeast(other.severity()) ? severity : other.severity(),
        String.join("\n", messages),
        place,
        new ArrayList<>(allCells),
        owner,
        allSources,
        state,
        firstSeen,
        lastSeen);
  }
}
