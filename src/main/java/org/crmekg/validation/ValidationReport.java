package org.crmekg.validation;

import java.io.StringWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.engine.ShaclPaths;
import org.apache.jena.shacl.vocabulary.SHACLM;
import org.apache.jena.shared.PrefixMapping;

/**
 * What a validation found.
 *
 * @param results the results, the worst first, in an order that repeats
 * @param judged the shapes that ran
 * @param skipped the shapes that did not, because they are deactivated or not in force on the day
 * @param shapes the shapes graph, for prefixes and for what its blank nodes say
 */
public record ValidationReport(
    List<ValidationResult> results, List<Shape> judged, List<Shape> skipped, Graph shapes) {

  public ValidationReport {
    results = results.stream().sorted(ValidationResult.ORDER).toList();
    judged = List.copyOf(judged);
    skipped = List.copyOf(skipped);
  }

  /** Returns whether there is no result at all, whatever its severity (SHACL §3.6.1.1). */
  public boolean conforms() {
    return results.isEmpty();
  }

  /** Returns whether a result is as bad as the threshold, or worse. */
  public boolean hasAtLeast(Severity threshold) {
    return results.stream().anyMatch(r -> r.severity().isAtLeast(threshold));
  }

  /**
   * Returns the number of results by severity, the worst first; severities without any are left
   * out.
   */
  public SortedMap<Severity, Long> counts() {
    var counts = new TreeMap<Severity, Long>(Comparator.reverseOrder());
    results.forEach(r -> counts.merge(r.severity(), 1L, Long::sum));
    return counts;
  }

  /** Returns the report as SHACL §3.6 describes it. */
  public Model toModel() {
    Model model = ModelFactory.createDefaultModel();
    model.setNsPrefixes(prefixes());
    Resource report =
        model
            .createResource(SHACLM.ValidationReport)
            .addLiteral(SHACLM.conforms, model.createTypedLiteral(conforms()));
    for (ValidationResult result : results) {
      Resource node = model.createResource(SHACLM.ValidationResult);
      report.addProperty(SHACLM.result, node);
      node.addProperty(SHACLM.focusNode, rdf(model, result.focusNode()))
          .addProperty(SHACLM.resultSeverity, rdf(model, result.severity().iri()))
          .addProperty(SHACLM.sourceConstraintComponent, rdf(model, result.component()))
          .addProperty(SHACLM.sourceShape, rdf(model, result.sourceShape()));
      result
          .path()
          .map(p -> ShaclPaths.pathToRDF(p.path(), model.getGraph()))
          .ifPresent(p -> node.addProperty(SHACLM.resultPath, rdf(model, p)));
      result.value().ifPresent(v -> node.addProperty(SHACLM.value, rdf(model, v)));
      result.messages().forEach(m -> node.addProperty(SHACLM.resultMessage, rdf(model, m)));
    }
    return model;
  }

  /** Returns the report as a Turtle document. */
  public String toTurtle() {
    var out = new StringWriter();
    RDFDataMgr.write(out, toModel(), Lang.TURTLE);
    return out.toString();
  }

  private Map<String, String> prefixes() {
    var prefixes = PrefixMapping.Factory.create();
    prefixes.setNsPrefixes(shapes.getPrefixMapping());
    prefixes.setNsPrefix("sh", ShaclTerms.NS);
    return prefixes.getNsPrefixMap();
  }

  private static RDFNode rdf(Model model, Node node) {
    return model.asRDFNode(node);
  }
}
