package org.crmekg.validation;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;

/**
 * A shape with a target, and what is to be known of it before it runs.
 *
 * <p>Shapes that it reaches (sh:node, sh:property, sh:or …) belong to it and are not listed.
 *
 * @param node the shape
 * @param name the shape as people read it: a prefixed name, or what a blank node says
 * @param file the file that it stands in
 * @param targets the nodes that it is about; at least one
 * @param severity its own severity; those of its property shapes stand in the graph
 * @param messages its own sh:message values
 * @param judges what it judges; empty only when read as {@link Strictness#PLAIN}
 * @param sources where the rule comes from (dct:source)
 * @param validFrom the first day on which it applies, or empty for always
 * @param validTo the last day on which it applies, or empty for ever
 * @param jurisdictions where it applies; empty for everywhere
 * @param deactivated whether sh:deactivated switches it off
 * @param engine the engine that judges it
 * @param routing why it is not RDF4J, as people read it; empty when it is
 */
public record Shape(
    Node node,
    String name,
    Path file,
    List<Target> targets,
    Severity severity,
    List<Node> messages,
    Optional<Judges> judges,
    List<Node> sources,
    Optional<LocalDate> validFrom,
    Optional<LocalDate> validTo,
    Set<Node> jurisdictions,
    boolean deactivated,
    Engine engine,
    List<String> routing) {

  public Shape {
    targets = List.copyOf(targets);
    messages = List.copyOf(messages);
    sources = List.copyOf(sources);
    jurisdictions = Set.copyOf(jurisdictions);
    routing = List.copyOf(routing);
  }

  /** Returns whether the shape applies on that day; both ends of its time belong to it. */
  public boolean isInForce(LocalDate day) {
    return validFrom.map(from -> !day.isBefore(from)).orElse(true)
        && validTo.map(to -> !day.isAfter(to)).orElse(true);
  }
}
