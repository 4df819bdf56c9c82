package org.crmekg.app;

import java.util.List;
import org.apache.jena.riot.out.NodeFmtLib;
import org.crmekg.app.NamedQuery.Default;
import org.jspecify.annotations.Nullable;

/**
 * A named query as commands and the JSON API show it.
 *
 * @param story who needs it and why; null if nobody has told
 */
public record NamedQueryView(
    String name,
    String label,
    String comment,
    List<String> personas,
    List<String> competencyQuestions,
    List<ParameterView> parameters,
    List<ColumnView> columns,
    @Nullable Story story,
    String query) {

  /**
   * A parameter.
   *
   * @param kind {@code IRI} or the local name of its datatype
   * @param byDefault a term in N-Triples syntax, or {@code the as-of date}; null if there is none
   */
  public record ParameterView(
      String name, String kind, String description, boolean required, @Nullable String byDefault) {}

  /** A column. */
  public record ColumnView(String name, String description) {}

  /** Returns the view of a query. */
  public static NamedQueryView of(NamedQuery query) {
    return new NamedQueryView(
        query.name(),
        query.label(),
        query.comment(),
        query.personas(),
        query.competencyQuestions(),
        query.parameters().stream()
            .map(
                p ->
                    new ParameterView(
                        p.name(), p.kind(), p.description(), p.isRequired(), shown(p.byDefault())))
            .toList(),
        query.columns().stream().map(c -> new ColumnView(c.name(), c.description())).toList(),
        query.story().orElse(null),
        query.text());
  }

  private static @Nullable String shown(Default byDefault) {
    return switch (byDefault) {
      case Default.Required r -> null;
      case Default.Unbound u -> null;
      case Default.Value v -> NodeFmtLib.strNT(v.term());
      case Default.AsOf a -> "the as-of date";
    };
  }
}
