package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.identity.LinkDecision.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ekg parity} promises, over the small sample. */
class ParityRunTest {
  @TempDir Path folder;

  @Test
  void theSampleHasOneAnswerInItsModesMaterialisedAndByPlainArq() throws Exception {
    long seed = Long.getLong("seed", 11L);
    System.out.println("ParityRunTest seed " + seed);
    try (KnowledgeGraph graph = DemoGraphs.open(DemoGraphs.prepare(folder))) {
      // What people decide, and rules find, is linked in the loaded copy, too.
      String id = graph.config().base() + "party/crm/";
      graph
          .stewardship()
          .decide(
              Verdict.SAME,
              NodeFactory.createURI(id + "1001"),
              NodeFactory.createURI(id + "1003"),
              "tester",
              "",
              false);
      assertThat(
              graph
                  .dataset(RequestContext.local())
                  .lens()
                  .sourceIris(
                      graph
                          .dataset(RequestContext.local())
                          .lens()
                          .canonical(NodeFactory.createURI(id + "1003"))))
          .contains(NodeFactory.createURI(id + "1001"));
      var run = new ParityRun(graph);
      ParityView all = run.run(options(Set.of(), seed, 25), done -> {});
      assertThat(all.difference()).isEmpty();
      assertThat(all.queries()).isEqualTo(25);
      assertThat(all.rows()).isPositive();
      assertThat(run.run(options(Set.of("crm"), seed, 5), done -> {}).difference()).isEmpty();
      assertThatThrownBy(() -> run.run(options(Set.of("crn"), seed, 5), done -> {}))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("did you mean");
      assertThatThrownBy(() -> run.run(new ParityRun.Options(Set.of(), seed, 5, 100), done -> {}))
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining("--statements");
    }
  }

  @Test
  void aLoadedSourceThatHasChangedIsToBeLoadedFirst() throws Exception {
    var config = TestGraphs.withMode(DemoGraphs.prepare(folder), "crm", Mode.MATERIALIZED);
    try (KnowledgeGraph graph = DemoGraphs.open(config)) {
      DemoGraphs.execute(folder, "UPDATE ACCOUNT SET NAME = 'Renamed' WHERE ACCOUNT_ID = '1003'");
      assertThatThrownBy(() -> new ParityRun(graph).run(options(Set.of(), 1, 5), done -> {}))
          .isInstanceOfSatisfying(
              UsageException.class, e -> assertThat(e.problem()).isEqualTo(Problem.USAGE))
          .hasMessageContaining("ekg load crm");
    }
  }

  private static ParityRun.Options options(Set<String> sources, long seed, int queries) {
    return new ParityRun.Options(sources, seed, queries, 1_000_000);
  }
}
