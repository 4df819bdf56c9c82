package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.linkage.PairExplanation.Part;
import org.crmekg.store.DataFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartyLinkStoreTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path temp;
  private DataFolder folder;

  @BeforeEach
  void claim() {
    folder = DataFolder.claim(temp, "test", Clock.fixed(THEN, ZoneOffset.UTC));
  }

  @AfterEach
  void release() {
    folder.close();
  }

  private PartyLinkStore reopened() {
    folder.close();
    claim();
    return new PartyLinkStore(folder);
  }

  private Path links(String name) {
    return folder.file(PartyLinkStore.FOLDER).resolve(name);
  }

  static LinkageResult result(String specification, Instant at, int pairs) {
    var list = new ArrayList<ScoredPair>();
    for (int i = 0; i < pairs; i++) {
      list.add(
          ScoredPair.of(
              "urn:b/" + i,
              "urn:a/" + (pairs - i),
              i + 0.25,
              List.of(new Part("name", "Żółć \"x\"\n", "O'Zolc", "close", i, 0.5)),
              "m1"));
    }
    return new LinkageResult(
        "m1", specification, at, -18.5, 6, 0, -6, Set.of("registry", "kyc"), list);
  }

  @Test
  void whatWasPublishedIsReadAgainAfterARestart() {
    LinkageResult persons = result("person", THEN, 7);
    LinkageResult companies = result("organization", THEN.plusSeconds(1), 3);
    var store = new PartyLinkStore(folder);
    assertThat(store.current()).isEmpty();
    assertThat(store.publish(persons).number()).isEqualTo(1);
    assertThat(store.publish(companies).number()).isEqualTo(1);
    assertThat(reopened().current()).containsExactly(companies, persons);
  }

  @Test
  void valuesOfAPairTurnWithItsRecords() {
    ScoredPair pair =
        ScoredPair.of("urn:b", "urn:a", 1, List.of(new Part("n", "of b", "of a", "x", 1, 0)), "m");
    assertThat(pair.left()).isEqualTo("urn:a");
    assertThat(pair.parts().getFirst().leftValue()).isEqualTo("of a");
  }

  @Test
  void theSameResultAgainIsNoNewVersion() throws IOException {
    var store = new PartyLinkStore(folder);
    PartyLinkStore.Version first = store.publish(result("person", THEN, 5));
    byte[] bytes = Files.readAllBytes(links("person@1.jsonl"));
    assertThat(store.publish(result("person", THEN.plusSeconds(60), 5))).isEqualTo(first);
    assertThat(Files.readAllBytes(links("person@1.jsonl"))).isEqualTo(bytes);
    assertThat(store.versions()).containsExactly(first);
  }

  @Test
  void theLastVersionsAreKeptAndCanCountAgain() {
    var store = new PartyLinkStore(folder);
    for (int pairs = 1; pairs <= PartyLinkStore.KEPT + 2; pairs++) {
      store.publish(result("person", THEN, pairs));
    }
    assertThat(store.versions()).hasSize(PartyLinkStore.KEPT);
    assertThat(store.read(store.versions().get(1)).pairs()).hasSize(PartyLinkStore.KEPT + 1);
    store.takeBack("person");
    PartyLinkStore again = reopened();
    assertThat(again.current().getFirst().pairs()).hasSize(PartyLinkStore.KEPT + 1);
    assertThat(again.versions()).hasSize(PartyLinkStore.KEPT - 1);
  }

  @Test
  void theOnlyVersionCannotBeTakenBack() {
    var store = new PartyLinkStore(folder);
    store.publish(result("person", THEN, 2));
    assertThat(store.takeBack("person")).isEmpty();
    assertThat(store.current()).hasSize(1);
  }

  @Test
  void aCrashBeforeTheManifestLeavesTheVersionBefore() throws IOException {
    var store = new PartyLinkStore(folder);
    store.publish(result("person", THEN, 4));
    // As a kill leaves it: half of a file, and a whole one that no manifest names yet.
    Files.writeString(links("person.next"), "{\"format\":1");
    Files.copy(links("person@1.jsonl"), links("person@2.jsonl"));
    PartyLinkStore again = reopened();
    assertThat(again.current()).containsExactly(result("person", THEN, 4));
    assertThat(links("person.next")).doesNotExist();
    assertThat(links("person@2.jsonl")).doesNotExist();
    assertThat(again.publish(result("person", THEN, 5)).number()).isEqualTo(2);
  }

  @Test
  void aDamagedFileIsNamedWithItsLine() throws IOException {
    var store = new PartyLinkStore(folder);
    store.publish(result("person", THEN, 4));
    List<String> lines = new ArrayList<>(Files.readAllLines(links("person@1.jsonl")));
    lines.set(2, lines.get(2).substring(0, 20));
    Files.write(links("person@1.jsonl"), lines);
    assertThatThrownBy(store::current)
        .isInstanceOfSatisfying(
            ResourceException.class, e -> assertThat(e.problem()).isEqualTo(Problem.LINKS_BROKEN))
        .hasMessageContaining("person@1.jsonl, line 3")
        .hasMessageContaining("ekg link run");
  }

  @Test
  void aChangedNumberIsFoundByTheChecksum() throws IOException {
    var store = new PartyLinkStore(folder);
    store.publish(result("person", THEN, 4));
    Path file = links("person@1.jsonl");
    Files.writeString(file, Files.readString(file).replace("\"accept\":6.0", "\"accept\":5.0"));
    assertThatThrownBy(store::current)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void aFileThatWasCutOffOrIsMissingIsAnError() throws IOException {
    var store = new PartyLinkStore(folder);
    store.publish(result("person", THEN, 4));
    Path file = links("person@1.jsonl");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 5));
    assertThatThrownBy(store::current).hasMessageContaining("line 5 has no end");
    Files.writeString(file, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));
    assertThatThrownBy(store::current).hasMessageContaining("3 pairs; 4 were written");
    Files.delete(file);
    assertThatThrownBy(store::current)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("person@1.jsonl");
  }

  @Test
  void aDamagedManifestIsAnErrorAndNotAnEmptyStore() throws IOException {
    var store = new PartyLinkStore(folder);
    store.publish(result("person", THEN, 4));
    Files.writeString(links("manifest.json"), "{\"format\":1, ");
    assertThatThrownBy(this::reopened)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("manifest.json");
  }
}
