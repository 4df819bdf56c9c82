package org.crmekg.cli;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.CoverageView;
import org.crmekg.app.DecisionView;
import org.crmekg.app.Environment;
import org.crmekg.app.ExplainView;
import org.crmekg.app.HowView;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.app.KnowledgeGraph.LoadProgress;
import org.crmekg.app.LinkStatsView;
import org.crmekg.app.LoadView;
import org.crmekg.app.NamedQueryView;
import org.crmekg.app.OnDataError;
import org.crmekg.app.PairView;
import org.crmekg.app.PartyLinkView;
import org.crmekg.app.PartyModelView;
import org.crmekg.app.PreviewView;
import org.crmekg.app.QueryExplainer;
import org.crmekg.app.QueryRequest;
import org.crmekg.app.QueryRunner;
import org.crmekg.app.ReviewView;
import org.crmekg.app.Shortfall;
import org.crmekg.app.SourceView;
import org.crmekg.app.Stewardship;
import org.crmekg.app.ValidationView;
import org.crmekg.app.WhyView;
import org.crmekg.config.EkgConfig;
import org.crmekg.demo.DemoSources;

/** The knowledge graph in this process, which holds the data folder as long as the session. */
final class LocalSession implements Session {
  private final KnowledgeGraph graph;
  private final QueryRunner runner;

  LocalSession(EkgConfig config, String purpose, Environment environment) {
    this.graph = KnowledgeGraph.open(config, purpose, environment);
    this.runner = new QueryRunner(environment, 1);
  }

  KnowledgeGraph graph() {
    return graph;
  }

  @Override
  public List<SourceView> sources() {
    return graph.sourceViews(RequestContext.local());
  }

  @Override
  public List<LoadView> load(List<String> sources, OnDataError onDataError, LoadProgress progress) {
    List<LoadView> loaded = graph.loadViews(sources, onDataError, progress, Deadline.none());
    graph.makeCopy(Deadline.none());
    return loaded;
  }

  @Override
  public String profile(String source) {
    return graph.profile(source, Deadline.none());
  }

  @Override
  public CoverageView coverage() {
    return graph.coverage(RequestContext.local());
  }

  @Override
  public List<PreviewView> preview(String source, String table, int rows) {
    return graph.preview(source, table, rows, RequestContext.local());
  }

  @Override
  public List<ConceptLinkView> linkConcepts(List<String> sources) {
    return graph.linkConcepts(sources, Deadline.none());
  }

  @Override
  public DecisionView.Outcome decide(
      String verdict, String one, String other, String author, String reason, boolean preview) {
    return graph
        .stewardship()
        .decide(
            Stewardship.verdict(verdict),
            NodeFactoryExtra.parseNode(one),
            NodeFactoryExtra.parseNode(other),
            author,
            reason,
            preview);
  }

  @Override
  public DecisionView.Outcome confirm(
      String record, List<String> split, String author, String reason, boolean preview) {
    return graph
        .stewardship()
        .confirm(
            NodeFactoryExtra.parseNode(record),
            split.stream().map(NodeFactoryExtra::parseNode).toList(),
            author,
            reason,
            preview);
  }

  @Override
  public DecisionView.Outcome undo(int number, String author, String reason, boolean preview) {
    return graph.stewardship().undo(number, author, reason, preview);
  }

  @Override
  public List<DecisionView> decisions() {
    return graph.stewardship().decisions(RequestContext.local());
  }

  @Override
  public List<ReviewView> review(int most) {
    return graph.stewardship().review(most, RequestContext.local());
  }

  @Override
  public HowView how(String party) {
    return graph.stewardship().how(NodeFactoryExtra.parseNode(party), RequestContext.local());
  }

  @Override
  public LinkStatsView linkStats() {
    return graph.stewardship().stats(RequestContext.local());
  }

  @Override
  public List<PartyModelView> trainLinkage(List<String> specifications, Consumer<String> progress) {
    return graph.trainLinkage(specifications, progress, Deadline.none());
  }

  @Override
  public List<PartyLinkView> linkParties(
      List<String> specifications, boolean changes, boolean partial, Consumer<String> progress) {
    return graph.linkParties(specifications, changes, partial, progress, Deadline.none());
  }

  @Override
  public PairView explainPair(String one, String other) {
    return graph.explainPair(
        NodeFactoryExtra.parseNode(one), NodeFactoryExtra.parseNode(other), RequestContext.local());
  }

  @Override
  public ValidationView validate(Optional<LocalDate> asOf) {
    return graph.validate(asOf.orElseGet(graph::asOf), RequestContext.local());
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
  public ExplainView explain(String sparql, boolean analyze, Optional<Duration> limit) {
    return new QueryExplainer(graph, runner)
        .explain(QueryRequest.of(sparql), within(limit), analyze);
  }

  @Override
  public Shortfall query(String sparql, Asking asking, Answer.Reader reader) {
    return run(QueryRequest.of(sparql), asking, reader);
  }

  @Override
  public List<NamedQueryView> namedQueries() {
    return graph.namedQueries().all().stream().map(NamedQueryView::of).toList();
  }

  @Override
  public Shortfall namedQuery(
      String name, Map<String, String> parameters, Asking asking, Answer.Reader reader) {
    return run(graph.namedQueries().named(name).bind(parameters, graph.asOf()), asking, reader);
  }

  private Shortfall run(QueryRequest request, Asking asking, Answer.Reader reader) {
    return runner.run(
        request,
        context(asking),
        graph::dataset,
        (query, execution) -> {
          Answers.read(query, execution, reader);
          return QueryRunner.shortfall(query, execution);
        });
  }

  private RequestContext context(Asking asking) {
    RequestContext context = within(asking.limit());
    if (asking.partial()) {
      context = context.allowingPartial();
    }
    return asking.crossProduct()
        ? context
        : context.multiplyingUpTo((double) graph.config().server().maxCrossProduct());
  }

  private RequestContext within(Optional<Duration> limit) {
    return limit.map(l -> runner.limited(RequestContext.local(), l)).orElse(RequestContext.local());
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
