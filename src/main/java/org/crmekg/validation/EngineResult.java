package org.crmekg.validation;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.path.Path;

/**
 * A result as an engine gives it.
 *
 * @param path the path, or empty for the focus node itself
 * @param messages what a SPARQL constraint says, variables filled in; otherwise empty
 */
record EngineResult(
    Node focusNode,
    Optional<Path> path,
    Optional<Node> value,
    Node component,
    Node sourceShape,
    List<Node> messages) {}
