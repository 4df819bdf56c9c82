package org.crmekg.federation;

import java.util.List;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.optimize.Optimize;
import org.apache.jena.sparql.algebra.optimize.RewriteFactory;
import org.apache.jena.sparql.core.DatasetDescription;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.engine.Plan;
import org.apache.jena.sparql.engine.QueryEngineFactory;
import org.apache.jena.sparql.engine.QueryEngineRegistry;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.engine.main.QueryEngineMain;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.system.Txn;

/**
 * SPARQL over a {@link FederatedDataset}.
 *
 * <p>ARQ evaluates; what is added here is what only the federation knows: FROM selects views of the
 * federation, a source IRI as a constant in a golden pattern means its party, literals are in one
 * normal form, every operator looks at the deadline, and SERVICE goes nowhere.
 */
public final class FederatedQueryEngine extends QueryEngineMain {
  private static final QueryEngineFactory FACTORY = new Factory();

  private FederatedQueryEngine(
      Query query, FederatedDataset dataset, Binding input, Context context) {
    super(query, dataset, input, withExecutor(context));
  }

  private FederatedQueryEngine(Op op, FederatedDataset dataset, Binding input, Context context) {
    super(op, dataset, input, withExecutor(context));
  }

  private static Context withExecutor(Context context) {
    computeInNormalForm(context);
    return context;
  }

  /** Makes ARQ's own engine bring what expressions yield into normal form. */
  public static void computeInNormalForm(Context context) {
    // Filters go into patterns when these are ordered, not before.
    context.setFalse(ARQ.optFilterPlacementBGP);
    context.set(ARQConstants.sysOptimizerFactory, (RewriteFactory) SoundOptimizer::new);
    QC.setFactory(context, FederatedExecutor::new);
  }

  /**
   * Says how much of the answer will be read: an ASK reads one row, a LIMIT that nothing has to be
   * sorted or grouped for reads that many.
   */
  public static void expect(Query query, Context context) {
    boolean all = query.hasOrderBy() || query.hasAggregators() || query.hasGroupBy();
    if (query.isAskType() || (query.hasLimit() && !all)) {
      RowBatches.expectFew(context);
    }
  }

  /** Makes ARQ use this engine for federated datasets, and rewrite soundly everywhere. */
  public static void register() {
    if (!QueryEngineRegistry.containsFactory(FACTORY)) {
      QueryEngineRegistry.addFactory(FACTORY);
      // SHACL-SPARQL and what else runs here without a dataset of its own.
      Optimize.setFactory(SoundOptimizer::new);
    }
  }

  @Override
  protected DatasetGraph dynamicDataset(
      DatasetDescription description, DatasetGraph dataset, boolean unionDefaultGraph) {
    return ((FederatedDataset) dataset).select(description);
  }

  @Override
  protected Op modifyOp(Op op) {
    return super.modifyOp(prepared(op, (FederatedDataset) dataset, context));
  }

  private static Op prepared(Op op, FederatedDataset dataset, Context context) {
    if (Linear.hasHiddenVariables(op)) {
      // ARQ would apply such a filter before what it compares is bound.
      context.setFalse(ARQ.optFilterPlacement);
    }
    return new GoldenConstants(dataset).apply(op);
  }

  /**
   * Explains how a query would be answered, in lines for people; sources are asked for nothing but
   * sizes of tables.
   */
  public static List<String> explain(Query query, FederatedDataset dataset) {
    FederatedDataset selected =
        query.hasDatasetDescription() ? dataset.select(query.getDatasetDescription()) : dataset;
    Context context = ARQ.getContext().copy();
    computeInNormalForm(context);
    Op op = Algebra.optimize(prepared(Algebra.compile(query), selected, context), context);
    return selected.isInTransaction()
        ? new PlanText(selected).of(op)
        : Txn.calculateRead(selected, () -> new PlanText(selected).of(op));
  }

  private static final class Factory implements QueryEngineFactory {
    @Override
    public boolean accept(Query query, DatasetGraph dataset, Context context) {
      return dataset instanceof FederatedDataset;
    }

    @Override
    public Plan create(Query query, DatasetGraph dataset, Binding input, Context context) {
      return new FederatedQueryEngine(query, (FederatedDataset) dataset, input, context).getPlan();
    }

    @Override
    public boolean accept(Op op, DatasetGraph dataset, Context context) {
      return dataset instanceof FederatedDataset;
    }

    @Override
    public Plan create(Op op, DatasetGraph dataset, Binding input, Context context) {
      return new FederatedQueryEngine(op, (FederatedDataset) dataset, input, context).getPlan();
    }
  }
}
