package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.apache.jena.sparql.engine.iterator.QueryIterAssignVarValue;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.main.QC;
import org.jspecify.annotations.Nullable;

/**
 * GRAPH with a variable for batches of rows: each graph gets all rows of a batch that do not name
 * another one.
 *
 * <p>The variable is bound after the pattern, which does not see it (SPARQL 1.1 §18.6).
 */
final class GraphBranches extends QueryIter1 {
  private final ReadOnlyDataset dataset;
  private final Var graph;
  private final Op pattern;
  private final RowBatches batches;
  private final Deque<Branch> branches = new ArrayDeque<>();
  private @Nullable List<Node> names;
  private @Nullable QueryIterator results;

  /** Some rows, and the graph in which they are joined. */
  private record Branch(Node name, List<Binding> rows) {}

  GraphBranches(
      QueryIterator input,
      ReadOnlyDataset dataset,
      Var graph,
      Op pattern,
      ExecutionContext context) {
    super(input, context);
    this.dataset = dataset;
    this.graph = graph;
    this.pattern = pattern;
    this.batches = new RowBatches(input, context);
  }

  @Override
  protected boolean hasNextBinding() {
    while (true) {
      QueryIterator current = results;
      if (current != null && current.hasNext()) {
        return true;
      }
      if (current != null) {
        current.close();
        results = null;
      }
      if (branches.isEmpty() && !nextBatch()) {
        return false;
      }
      if (!branches.isEmpty()) {
        results = joined(branches.remove());
      }
    }
  }

  private boolean nextBatch() {
    List<Binding> batch = batches.next();
    dataset.context().deadline().check();
    var open = new ArrayList<Binding>();
    Map<Node, List<Binding>> byName = new LinkedHashMap<>();
    for (Binding row : batch) {
      Node name = row.get(graph);
      if (name == null) {
        open.add(row);
      } else if (name.isURI()) {
        byName.computeIfAbsent(name, k -> new ArrayList<>()).add(row);
      }
    }
    if (!open.isEmpty()) {
      for (Node name : names()) {
        var rows = new ArrayList<>(open);
        List<Binding> own = byName.remove(name);
        if (own != null) {
          rows.addAll(own);
        }
        branches.add(new Branch(name, rows));
      }
    }
    byName.forEach(
        (name, rows) -> {
          if (dataset.containsGraph(name)) {
            branches.add(new Branch(name, rows));
          }
        });
    return !batch.isEmpty();
  }

  private List<Node> names() {
    List<Node> all = names;
    if (all == null) {
      all = List.copyOf(dataset.namedGraphs());
      names = all;
    }
    return all;
  }

  private QueryIterator joined(Branch branch) {
    ExecutionContext inside =
        ExecutionContext.copyChangeActiveGraph(getExecContext(), dataset.getGraph(branch.name()));
    return new QueryIterAssignVarValue(
        QC.execute(pattern, QueryIterPlainWrapper.create(branch.rows().iterator(), inside), inside),
        graph,
        branch.name(),
        getExecContext());
  }

  @Override
  protected Binding moveToNextBinding() {
    QueryIterator current = results;
    if (current == null) {
      throw new IllegalStateException("hasNext comes first");
    }
    return current.next();
  }

  @Override
  protected void requestSubCancel() {
    if (results != null) {
      results.cancel();
    }
  }

  @Override
  protected void closeSubIterator() {
    if (results != null) {
      results.close();
    }
  }
}
