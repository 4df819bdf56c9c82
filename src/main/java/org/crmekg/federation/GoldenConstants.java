package org.crmekg.federation;

import java.util.ArrayList;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.Transformer;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpTriple;
import org.apache.jena.sparql.algebra.table.TableData;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;

/**
 * Replaces constants: literals by their normal form, and source IRIs in golden patterns by their
 * canonical IRI.
 *
 * <p>Inside of GRAPH, patterns speak of source IRIs and are left alone. The object of {@code
 * gov:sourceIri} is a source IRI everywhere.
 */
final class GoldenConstants extends TransformCopy {
  private final FederatedDataset dataset;
  private int graphDepth;

  GoldenConstants(FederatedDataset dataset) {
    this.dataset = dataset;
  }

  Op apply(Op op) {
    return Transformer.transform(
        this,
        new RefusedFunctions(this),
        op,
        new OpVisitorBase() {
          @Override
          public void visit(OpGraph opGraph) {
            graphDepth++;
          }
        },
        new OpVisitorBase() {
          @Override
          public void visit(OpGraph opGraph) {
            graphDepth--;
          }
        });
  }

  @Override
  public Op transform(OpBGP op) {
    var pattern = new BasicPattern();
    op.getPattern().forEach(t -> pattern.add(replaced(t)));
    return new OpBGP(pattern);
  }

  @Override
  public Op transform(OpTriple op) {
    return new OpTriple(replaced(op.getTriple()));
  }

  @Override
  public Op transform(OpPath op) {
    TriplePath path = op.getTriplePath();
    return new OpPath(
        new TriplePath(replaced(path.getSubject()), path.getPath(), replaced(path.getObject())));
  }

  @Override
  public Op transform(OpTable op) {
    if (op.isJoinIdentity()) {
      return op;
    }
    var rows = new ArrayList<Binding>();
    op.getTable().rows().forEachRemaining(row -> rows.add(normal(row)));
    return OpTable.create(new TableData(op.getTable().getVars(), rows));
  }

  private static Binding normal(Binding row) {
    var builder = BindingFactory.builder();
    row.forEach((Var v, Node n) -> builder.add(v, Literals.normal(n)));
    return builder.build();
  }

  @Override
  public Op transform(OpService op, Op subOp) {
    throw new UsageException(
        Problem.QUERY_REFUSED,
        ("SERVICE %s is switched off: only configured sources are asked. An endpoint is configured as"
                + " an ekg:EndpointSource; what it holds is in the default graph then, and in GRAPH"
                + " <%sgraph/ID> { … } as it says it itself")
            .formatted(
                op.getService().isURI() ? "<" + op.getService().getURI() + ">" : op.getService(),
                dataset.base()));
  }

  private Triple replaced(Triple t) {
    RefusedFunctions.check(t.getPredicate().isURI() ? t.getPredicate().getURI() : "");
    Node object = t.getPredicate().equals(Ekg.SOURCE_IRI) ? t.getObject() : replaced(t.getObject());
    return Triple.create(replaced(t.getSubject()), t.getPredicate(), object);
  }

  private Node replaced(Node node) {
    if (node.isLiteral()) {
      return Literals.normal(node);
    }
    return graphDepth == 0 && dataset.isGolden() ? dataset.lens().canonical(node) : node;
  }
}
