package org.crmekg.cli;

import java.io.StringWriter;
import java.util.Map;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.vocabulary.SHACLM;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.app.ValidationView;
import org.crmekg.app.ValidationView.CellView;
import org.crmekg.app.ValidationView.FindingView;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Prefixes;

/** Findings as a SHACL validation report, with the source cells beside each result. */
final class FindingsReport {
  private static final String GOV = Ekg.NS + "gov/";

  private FindingsReport() {}

  static String turtle(ValidationView view) {
    Model model = ModelFactory.createDefaultModel();
    model.setNsPrefixes(Prefixes.standard());
    Resource report =
        model
            .createResource(SHACLM.ValidationReport)
            .addLiteral(SHACLM.conforms, model.createTypedLiteral(view.findings().isEmpty()));
    for (FindingView finding : view.findings()) {
      report.addProperty(SHACLM.result, result(finding, model));
    }
    var out = new StringWriter();
    RDFDataMgr.write(out, model, Lang.TURTLE);
    return out.toString();
  }

  private static Resource result(FindingView finding, Model model) {
    Resource result =
        model
            .createResource(SHACLM.ValidationResult)
            .addProperty(SHACLM.focusNode, node(finding.focus(), model))
            .addProperty(
                SHACLM.resultSeverity,
                model.createResource(SHACLM.Violation.getNameSpace() + finding.severity()))
            .addProperty(SHACLM.resultMessage, finding.message())
            .addProperty(SHACLM.sourceShape, named(finding.shape(), model));
    if (finding.value() != null) {
      result.addProperty(SHACLM.value, node(finding.value(), model));
    }
    if (finding.path() != null && Iris.isAbsolute(expanded(finding.path()))) {
      result.addProperty(SHACLM.resultPath, model.createResource(expanded(finding.path())));
    }
    for (CellView cell : finding.cells()) {
      result.addProperty(model.createProperty(GOV, "sourceCell"), cell(cell, model));
    }
    return result;
  }

  private static Resource cell(CellView cell, Model model) {
    Resource resource = model.createResource(model.createResource(GOV + "SourceCell"));
    add(resource, "cellSource", cell.source());
    add(resource, "cellTable", cell.table());
    for (Map.Entry<String, String> key : cell.key().entrySet()) {
      add(resource, "cellKey", key.getKey() + "=" + key.getValue());
    }
    if (cell.column() != null) {
      add(resource, "cellColumn", cell.column());
    }
    if (cell.value() != null) {
      add(resource, "cellValue", cell.value());
    }
    return resource;
  }

  private static void add(Resource resource, String property, String text) {
    resource.addProperty(resource.getModel().createProperty(GOV, property), text);
  }

  private static RDFNode node(String term, Model model) {
    return model.asRDFNode(NodeFactoryExtra.parseNode(term));
  }

  private static Resource named(String shape, Model model) {
    String iri = expanded(shape);
    return Iris.isAbsolute(iri)
        ? model.createResource(iri)
        : model.createResource().addProperty(org.apache.jena.vocabulary.RDFS.label, shape);
  }

  private static String expanded(String name) {
    String text =
        name.startsWith("<") && name.endsWith(">") ? name.substring(1, name.length() - 1) : name;
    int colon = text.indexOf(':');
    String namespace = colon < 0 ? null : Prefixes.standard().get(text.substring(0, colon));
    if (namespace == null && text.startsWith("rdf:")) {
      namespace = RDF.getURI();
    }
    return namespace == null ? text : namespace + text.substring(colon + 1);
  }
}
