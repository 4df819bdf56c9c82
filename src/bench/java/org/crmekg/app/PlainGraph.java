package org.crmekg.app;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.tdb2.DatabaseMgr;
import org.crmekg.RequestContext;
import org.crmekg.identity.IdentityLens;
import org.crmekg.materialize.DataError;
import org.crmekg.materialize.Materializer;

/**
 * All that sources say in a TDB2 database without members and plans: named graphs as their mappings
 * make them, and as default graph their union with canonical IRIs. {@link MergedGraph} on disk,
 * without what the system derives.
 */
public final class PlainGraph {
  private PlainGraph() {}

  /** Fills a new database, and returns how many statements sources made. */
  public static long write(KnowledgeGraph from, Path folder) {
    RequestContext context = RequestContext.local();
    IdentityLens lens = from.dataset(context).lens();
    DatasetGraph plain = DatabaseMgr.connectDatasetGraph(folder.toString());
    var count = new long[1];
    Consumer<Quad> add =
        quad -> {
          count[0]++;
          plain.add(quad);
          plain.add(Quad.create(Quad.defaultGraphIRI, lens.canonical(quad.asTriple())));
        };
    plain.begin(TxnType.WRITE);
    try {
      for (RunningSource source : from.runtimes()) {
        Materializer.Result unused =
            source.read(
                add, Materializer.RowProgress.NONE, DataError.Handler.FAIL, context.deadline());
      }
      plain.commit();
    } finally {
      plain.end();
      plain.close();
    }
    return count[0];
  }
}
