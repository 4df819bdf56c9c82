package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.demo.DemoSources;
import org.crmekg.finding.Finding;
import org.crmekg.identity.ConceptLinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConceptLinkingTest {
  @TempDir Path folder;

  @Test
  void whatSourcesWriteIsLinkedInBothModesAndWrittenOnlyWhenItChanges() throws Exception {
    for (Mode mode : Mode.values()) {
      Path place = folder.resolve(mode.name());
      EkgConfig config =
          TestGraphs.withMode(TestGraphs.shipped("crm-registry.ttl", place, Map.of()), "crm", mode);
      DemoSources.prepare(config);
      try (KnowledgeGraph graph =
          KnowledgeGraph.open(config, "test", TestGraphs.environment(Map.of()))) {
        graph.load(List.of(), KnowledgeGraph.LoadProgress.NONE, Deadline.none());
        List<ConceptLinkView> first = graph.linkConcepts(List.of(), Deadline.none());
        assertThat(first).allMatch(v -> v.problem() == null && v.linked() == v.added());
        assertThat(first.stream().mapToInt(v -> v.ambiguous() + v.unknown()).sum()).isEqualTo(1);
        assertThat(
                TestGraphs.select(
                    graph,
                    "SELECT ?c { ?c gov:sourceIri <https://w3id.org/crm-ekg/id/country/crm/Holland> }"))
            .containsExactly("{c=https://w3id.org/crm-ekg/id/country/NL}");
        assertThat(open(graph))
            .singleElement()
            .asString()
            .contains("Austira", "in 1 row", "Austria?");
        Path file = graph.folder().file(ConceptLinks.FILE);
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file, longAgo);
        List<ConceptLinkView> second = graph.linkConcepts(List.of(), Deadline.none());
        assertThat(second).allMatch(v -> v.added() == 0);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
      }
    }
  }

  private static List<String> open(KnowledgeGraph graph) {
    return graph.findings().list(RequestContext.local()).stream()
        .filter(f -> f.rule().kind().equals(ConceptLinking.KIND) && f.isCurrent())
        .map(Finding::message)
        .toList();
  }
}
