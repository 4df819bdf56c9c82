package org.crmekg.cli;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.CoverageView;
import org.crmekg.app.DecisionView;
import org.crmekg.app.ExplainView;
import org.crmekg.app.HowView;
import org.crmekg.app.KnowledgeGraph.LoadProgress;
import org.crmekg.app.LinkStatsView;
import org.crmekg.app.LoadView;
import org.crmekg.app.NamedQueryView;
import org.crmekg.app.OnDataError;
import org.crmekg.app.PairView;
import org.crmekg.app.PartyLinkView;
import org.crmekg.app.PartyModelView;
import org.crmekg.app.PreviewView;
import org.crmekg.app.ReviewView;
import org.crmekg.app.Shortfall;
import org.crmekg.app.SourceView;
import org.crmekg.app.ValidationView;
import org.crmekg.app.WhyView;

/** What a command asks: the knowledge graph in this process, or the process that holds the data. */
sealed interface Session extends AutoCloseable permits LocalSession, RemoteSession {
  List<SourceView> sources();

  /** Finds out what a remote endpoint holds, and says it in words. */
  String profile(String source);

  /** Loads sources; all materialised ones where none is named. */
  List<LoadView> load(List<String> sources, OnDataError onDataError, LoadProgress progress);

  /** Compares mappings with tables and ontology. */
  CoverageView coverage();

  /** Shows the first rows of a source's table beside the statements that they become. */
  List<PreviewView> preview(String source, String table, int rows);

  /** Links what sources write to reference things; of all sources where none is named. */
  List<ConceptLinkView> linkConcepts(List<String> sources);

  /**
   * Writes down what a person says of two records: same, different or unsure.
   *
   * @param one in N-Triples syntax, as is the other
   * @param author who decides; a server that knows the caller takes that name instead
   * @param preview whether only to say what it would change
   */
  DecisionView.Outcome decide(
      String verdict, String one, String other, String author, String reason, boolean preview);

  /**
   * Writes down that the records of a cluster are one party, but for some; as {@link #decide}
   * otherwise.
   */
  DecisionView.Outcome confirm(
      String record, List<String> split, String author, String reason, boolean preview);

  /** Takes a decision back; as {@link #decide} otherwise. */
  DecisionView.Outcome undo(int number, String author, String reason, boolean preview);

  /** Lists the decisions, the oldest first. */
  List<DecisionView> decisions();

  /** Lists what people are asked on identity. */
  List<ReviewView> review(int most);

  /** Explains how a party came together; the term is in N-Triples syntax. */
  HowView how(String party);

  /** Counts links, parties and decisions. */
  LinkStatsView linkStats();

  /** Trains models of linkage; of all specifications where none is named. */
  List<PartyModelView> trainLinkage(List<String> specifications, Consumer<String> progress);

  /**
   * Links the records of parties.
   *
   * @param changes whether to look only at what new, changed and deleted records touch
   * @param partial whether sources that fail are left out, and their former pairs stay
   */
  List<PartyLinkView> linkParties(
      List<String> specifications, boolean changes, boolean partial, Consumer<String> progress);

  /** Explains two records or parties, in N-Triples syntax. */
  PairView explainPair(String one, String other);

  ValidationView validate(Optional<LocalDate> asOf);

  /** Explains a statement; terms are in N-Triples syntax. */
  List<WhyView> why(String subject, Optional<String> predicate, Optional<String> object);

  /** Says how a query is answered, and runs it if asked to. */
  ExplainView explain(String sparql, boolean analyze, Optional<Duration> limit);

  /**
   * Answers a query.
   *
   * @return what the answer lacks
   */
  Shortfall query(String sparql, Asking asking, Answer.Reader reader);

  /** Lists the queries that are kept. */
  List<NamedQueryView> namedQueries();

  /** Answers one of them as {@link #query} does; parameters are texts by name. */
  Shortfall namedQuery(
      String name, Map<String, String> parameters, Asking asking, Answer.Reader reader);

  /** Changes the database of a demo source, and returns the number of rows changed. */
  long demoSql(String source, String sql);

  @Override
  void close();
}
