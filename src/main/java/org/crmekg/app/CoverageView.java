package org.crmekg.app;

import java.util.Collection;
import java.util.List;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;
import org.crmekg.virtual.MappingCoverage;
import org.jspecify.annotations.Nullable;

/**
 * What mappings leave out; the JSON of {@code GET /api/coverage}.
 *
 * @param sources their tables and columns
 * @param classes classes of the ontology, by IRI, of which no mapping makes an instance
 * @param properties properties of the ontology, by IRI, with which no mapping makes a statement
 * @param certain false where a mapping takes classes or predicates from its rows, a source does not
 *     answer or is a remote endpoint, so that the two lists may be too long
 */
public record CoverageView(
    List<SourceCoverage> sources, List<String> classes, List<String> properties, boolean certain) {

  /**
   * The tables of one source.
   *
   * @param problem the code and message of why they are not known, or null
   */
  public record SourceCoverage(
      String source, @Nullable String problem, List<TableCoverage> tables) {}

  /**
   * A table, or a query of the mapping.
   *
   * @param query whether it is a query
   * @param mapped columns that a term or a join is made of
   * @param unmapped the other columns
   */
  public record TableCoverage(
      String table, boolean query, List<String> mapped, List<String> unmapped) {}

  /** Compares a mapping with the tables of its source. */
  public static SourceCoverage of(CompiledMapping mapping, JdbcSource source) {
    return new SourceCoverage(
        source.id(),
        null,
        MappingCoverage.tables(mapping, source).stream()
            .map(t -> new TableCoverage(t.table(), t.isQuery(), t.mapped(), t.unmapped()))
            .toList());
  }

  /**
   * Compares mappings with the ontology.
   *
   * @param all whether these are the mappings of all sources
   */
  public static CoverageView of(
      List<SourceCoverage> sources,
      Collection<CompiledMapping> mappings,
      Graph ontology,
      boolean all) {
    MappingCoverage.Terms terms = MappingCoverage.neverProduced(mappings, ontology);
    return new CoverageView(
        sources,
        terms.classes().stream().map(Node::getURI).toList(),
        terms.properties().stream().map(Node::getURI).toList(),
        all && terms.isCertain() && sources.stream().allMatch(s -> s.problem() == null));
  }
}
