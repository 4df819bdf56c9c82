package org.crmekg.cli;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.crmekg.app.ConceptLinkView;
import org.crmekg.app.KnowledgeGraph.LoadProgress;
import org.crmekg.app.LoadView;
import org.crmekg.app.SourceView;
import org.crmekg.app.ValidationView;
import org.crmekg.app.WhyView;

/** What a command asks: the knowledge graph in this process, or the process that holds the data. */
sealed interface Session extends AutoCloseable permits LocalSession, RemoteSession {
  List<SourceView> sources();

  /** Loads sources; all materialised ones where none is named. */
  List<LoadView> load(List<String> sources, LoadProgress progress);

  /** Links what sources write to reference things; of all sources where none is named. */
  List<ConceptLinkView> linkConcepts(List<String> sources);

  ValidationView validate(Optional<LocalDate> asOf);

  /** Explains a statement; terms are in N-Triples syntax. */
  List<WhyView> why(String subject, Optional<String> predicate, Optional<String> object);

  /** Answers a query, with a limit of time where one is given. */
  void query(String sparql, Optional<Duration> limit, Answer.Reader reader);

  /** Changes the database of a demo source, and returns the number of rows changed. */
  long demoSql(String source, String sql);

  @Override
  void close();
}
