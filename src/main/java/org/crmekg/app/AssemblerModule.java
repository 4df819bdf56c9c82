package org.crmekg.app;

import org.apache.jena.assembler.Assembler;
import org.apache.jena.assembler.Mode;
import org.apache.jena.assembler.assemblers.AssemblerBase;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.sparql.core.assembler.AssemblerUtils;
import org.apache.jena.sys.JenaSubsystemLifecycle;
import org.crmekg.RequestContext;
import org.crmekg.config.ConfigReader;
import org.crmekg.config.EkgConfig;
import org.crmekg.federation.FederatedQueryEngine;
import org.crmekg.rdf.Ekg;
import org.slf4j.LoggerFactory;

/**
 * Lets stock tools of Jena open a configuration: {@code arq --desc fuseki-config/ekg.ttl}.
 *
 * <p>Jena finds it by itself where the jar is on the class path. The dataset is the local user's;
 * the data folder is held until the process ends.
 */
public final class AssemblerModule implements JenaSubsystemLifecycle {
  private static final int AFTER_ARQ = 500;

  @Override
  public void start() {
    AssemblerUtils.registerDataset(
        ResourceFactory.createResource(Ekg.CONFIG + "FederatedDataset"), new DatasetAssembler());
    FederatedQueryEngine.register();
  }

  @Override
  public void stop() {
    // What was opened is closed by the hook of its process.
  }

  @Override
  public int level() {
    return AFTER_ARQ;
  }

  private static final class DatasetAssembler extends AssemblerBase {
    @Override
    public Object open(Assembler assembler, Resource root, Mode mode) {
      Environment environment = Environment.system(e -> Runtime.getRuntime().halt(3));
      EkgConfig config =
          ConfigReader.read(
              root.getModel().getGraph(),
              root.asNode(),
              "the configuration",
              environment.variables());
      KnowledgeGraph graph = KnowledgeGraph.open(config, "a tool of Jena", environment);
      Runtime.getRuntime().addShutdownHook(new Thread(graph::close, "ekg-close"));
      graph
          .leftOut(RequestContext.local())
          .forEach(
              (source, rows) ->
                  LoggerFactory.getLogger(AssemblerModule.class)
                      .warn(
                          "source {} was loaded without {} rows that cannot be mapped: answers from"
                              + " it are partial",
                          source,
                          rows));
      return DatasetFactory.wrap(graph.dataset(RequestContext.local()));
    }
  }
}
