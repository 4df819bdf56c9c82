package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.ConfigException;
import org.crmekg.Visibility;
import org.crmekg.store.DecisionLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityIndexTest {
  private static final String BASE = "http://e/";
  private static final Visibility ALL = new Visibility.AllSources();

  @TempDir Path folder;
  private CanonicalIds ids;

  @BeforeEach
  void open() {
    ids = new CanonicalIds(DecisionLog.open(folder.resolve("ids.jsonl")), BASE);
  }

  private static Node iri(String path) {
    return NodeFactory.createURI(BASE + path);
  }

  private static IdentityLink link(String left, String right) {
    return new IdentityLink(iri(left), iri(right), "test.ttl");
  }

  /** party/{source}/{key} is that source's; ref/X is reference data; anything else is nobody's. */
  private static Set<String> sourcesOf(String iri) {
    String[] parts = iri.substring(BASE.length()).split("/");
    return parts.length == 3 ? Set.of(parts[1]) : Set.of();
  }

  private IdentityIndex index(List<IdentityLink> links) {
    return new IdentityIndex(
        1, links, ids, IdentityIndexTest::sourcesOf, i -> i.startsWith(BASE + "ref/"));
  }

  @Test
  void clustersDoNotDependOnTheOrderOfLinks() {
    long seed = Long.getLong("seed", 3L);
    System.out.println("IdentityIndexTest seed " + seed);
    var random = new Random(seed);
    var links = new ArrayList<IdentityLink>();
    for (int i = 0; i < 200; i++) {
      links.add(link("party/a/" + random.nextInt(100), "party/b/" + random.nextInt(100)));
    }
    IdentityLens first = index(links).lens(ALL);
    for (int round = 0; round < 10; round++) {
      Collections.shuffle(links, random);
      IdentityLens again = index(links).lens(ALL);
      for (IdentityLink l : links) {
        assertThat(again.canonical(l.left())).isEqualTo(first.canonical(l.left()));
        assertThat(again.canonical(l.right())).isEqualTo(again.canonical(l.left()));
      }
      assertThat(again.clusters()).isEqualTo(first.clusters());
    }
  }

  @Test
  void canonicalIrisAreStableWhenLinksAreAddedElsewhere() {
    IdentityLens before = index(List.of(link("party/a/1", "party/b/1"))).lens(ALL);
    Node canonical = before.canonical(iri("party/a/1"));
    IdentityLens after =
        index(
                List.of(
                    link("party/0/0", "party/b/1"),
                    link("party/a/1", "party/b/1"),
                    link("party/a/2", "party/b/2")))
            .lens(ALL);
    assertThat(after.canonical(iri("party/0/0"))).isEqualTo(canonical);
    assertThat(after.canonical(iri("party/a/2"))).isNotEqualTo(canonical);
  }

  @Test
  void aRestartKeepsCanonicalIris() {
    Node canonical =
        index(List.of(link("party/a/1", "party/b/1"))).lens(ALL).canonical(iri("party/a/1"));
    ids = new CanonicalIds(DecisionLog.open(folder.resolve("ids.jsonl")), BASE);
    assertThat(index(List.of(link("party/b/1", "party/a/1"))).lens(ALL).canonical(iri("party/b/1")))
        .isEqualTo(canonical);
  }

  @Test
  void hiddenRecordsNeitherMergeNorRename() {
    IdentityIndex index =
        index(List.of(link("party/a/1", "party/h/1"), link("party/h/1", "party/b/1")));
    IdentityLens visible = index.lens(new Visibility.OnlySources(Set.of("a", "b")));
    assertThat(visible.canonical(iri("party/a/1"))).isEqualTo(iri("party/a/1"));
    assertThat(visible.canonical(iri("party/b/1"))).isEqualTo(iri("party/b/1"));
    assertThat(index.lens(ALL).canonical(iri("party/a/1")))
        .isEqualTo(index.lens(ALL).canonical(iri("party/b/1")));
    assertThat(index.written(new Visibility.OnlySources(Set.of("a", "b")))).isEmpty();
  }

  @Test
  void aReferenceThingThatASourceNamesByItsIriIsNotThatSourcesRecord() {
    IdentityIndex index = index(List.of(link("form/b/GmbH", "ref/a/2HBR")));
    for (Visibility visible : List.of(ALL, new Visibility.OnlySources(Set.of("b")))) {
      assertThat(index.lens(visible).canonical(iri("form/b/GmbH"))).isEqualTo(iri("ref/a/2HBR"));
      assertThat(index.lens(visible).canonical(iri("ref/a/2HBR"))).isEqualTo(iri("ref/a/2HBR"));
    }
  }

  @Test
  void codesBecomeTheirReferenceThing() {
    IdentityLens lens = index(List.of(link("country/a/Holland", "ref/NL"))).lens(ALL);
    assertThat(lens.canonical(iri("country/a/Holland"))).isEqualTo(iri("ref/NL"));
    assertThat(lens.sourceIris(iri("ref/NL")))
        .containsExactlyInAnyOrder(iri("country/a/Holland"), iri("ref/NL"));
  }

  @Test
  void twoReferenceThingsInOneClusterAreAnError() {
    List<IdentityLink> links =
        List.of(link("country/a/X", "ref/NL"), link("country/a/X", "ref/BE"));
    assertThatThrownBy(() -> index(links))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("two reference things one")
        .hasMessageContaining("test.ttl");
  }

  @Test
  void linksToNobodysIrisDoNothingAndAreListed() {
    IdentityIndex index = index(List.of(link("party/a/1", "nobody")));
    assertThat(index.inert()).hasSize(1);
    assertThat(index.lens(ALL).canonical(iri("party/a/1"))).isEqualTo(iri("party/a/1"));
  }
}
