package org.crmekg.cli;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.Environment;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.KnowledgeGraph.LoadProgress;
import org.crmekg.app.LoadView;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.SourceView;
import org.crmekg.app.ValidationView;
import org.crmekg.app.WhyView;
import org.crmekg.config.EkgConfig;
import org.crmekg.demo.DemoSources;

/** The knowledge graph in this process, which holds the data folder as long as the session. */
final class LocalSession implements Session {
  private final KnowledgeGraph graph;
  private final QueryRunner runner;
  private final Environment environment;

  LocalSession(EkgConfig config, String purpose, Environment environment) {
    this.graph = KnowledgeGraph.open(config, purpose, environment);
    this.runner = new QueryRunner(environment, 1);
    this.environment = environment;
  }

  KnowledgeGraph graph() {
    return graph;
  }

  @Override
  public List<SourceView> sources() {
    return graph.sourceViews(RequestContext.local());
  }

  @Override
  public List<LoadView> load(List<String> sources, LoadProgress progress) {
    return graph.loadViews(sources, progress, Deadline.none());
  }

  @Override
  public List<ConceptLinkView> linkConcepts(List<String> sources) {
    return graph.linkConcepts(sources, Deadline.none());
  }

  @Override
  public ValidationView validate(Optional<LocalDate> asOf) {
    return graph.validate(
        asOf.orElseGet(() -> LocalDate.now(environment.clock())), RequestContext.local());
  }

  @Override
  public List<WhyView> why(String subject, Optional<String> predicate, Optional<String> object) {
    return graph.whyViews(
        NodeFactoryExtra.parseNode(subject),
        predicate.map(NodeFactoryExtra::parseNode).orElse(null),
        object.map(NodeFactoryExtra::parseNode).orElse(null),
        RequestContext.local());
  }

  @Override
  public void query(String sparql, Optional<Duration> limit, Answer.Reader reader) {
    RequestContext context =
        limit.map(l -> runner.limited(RequestContext.local(), l)).orElse(RequestContext.local());
    runner.run(
        QueryRequest.of(sparql),
        context,
        graph::dataset,
        (query, execution) -> {
          Answers.read(query, execution, reader);
          return true;
        });
  }

  @Override
  public long demoSql(String source, String sql) {
    return DemoSources.execute(graph.config(), source, sql);
  }

  static String text(Node node) {
    return NodeFmtLib.strNT(node);
  }

  @Override
  public void close() {
    runner.close();
    graph.close();
  }
}
