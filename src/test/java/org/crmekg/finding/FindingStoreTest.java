package org.crmekg.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.sse.SSE;
import org.crmekg.RequestContext;
import org.crmekg.finding.Finding.Place;
import org.crmekg.finding.Finding.Rule;
import org.crmekg.finding.Finding.State;
import org.crmekg.store.GraphStore;
import org.crmekg.store.StoreOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingStoreTest {
  private static final String BASE = "https://example.org/id/";
  private static final Instant MONDAY = Instant.parse("2026-03-02T06:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-03-03T06:00:00.123456Z");
  private static final Instant FRIDAY = Instant.parse("2026-03-06T06:00:00Z");
  private static final String LEI = "https://w3id.org/crm-ekg/ns/party/leiCode";
  private static final RequestContext ALL = RequestContext.local();

  @TempDir private Path folder;
  private GraphStore store;
  private FindingStore findings;

  @BeforeEach
  void open() {
    store =
        GraphStore.open(
            folder,
            StoreOptions.standard(Clock.systemUTC(), e -> {}).withMinimumFreeBytes(total -> 0));
    findings = new FindingStore(store, BASE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aFindingComesBackAsItWas() {
    Map<String, String> key = new LinkedHashMap<>();
    key.put("z", "1");
    key.put("a", "Ümlaut, \"x\" = y");
    Finding rich =
        Finding.of(
            new Rule("shape", "https://example.org/shape/lei", "ISO 17442-1:2020"),
            Severity.WARNING,
            "The LEI is wrong:\nline two \uD83D\uDE00",
            new Place(iri("party/crm/1"), Optional.of(LEI), Optional.of(SSE.parseNode("1.50"))),
            List.of(
                new SourceCell("crm", "CUSTOMER", key, "LEI", "1.50"),
                new SourceCell("crm", "CUSTOMER", Map.of(), "NAME", "")),
            Optional.of("sales@example.org"),
            Set.of("crm", "kyc"),
            TUESDAY);
    Finding plain =
        Finding.of(
            new Rule("shape", "named rule", ""),
            Severity.INFO,
            "",
            new Place(SSE.parseNode("'chat'@fr"), Optional.empty(), Optional.empty()),
            List.of(),
            Optional.empty(),
            Set.of(),
            TUESDAY);

    findings.replaceRun("shape", List.of(rich, plain), TUESDAY);
    assertThat(findings.list(ALL)).containsExactly(rich, plain);
    assertThat(findings.list(ALL).getFirst().cells().getFirst().key().keySet())
        .containsExactly("z", "a");

    close();
    open();
    assertThat(findings.list(ALL)).containsExactly(rich, plain);
  }

  @Test
  void whatIsFoundAgainKeepsItsHistory() {
    findings.replaceRun("shape", List.of(lei(1, "WRONG"), lei(2, "WRONG")), MONDAY);
    findings.replaceRun("shape", List.of(lei(2, "ALSO WRONG"), lei(3, "WRONG")), FRIDAY);

    Finding fixed = one(1);
    assertThat(fixed.state()).isEqualTo(State.FIXED);
    assertThat(fixed.firstSeen()).isEqualTo(MONDAY);
    assertThat(fixed.lastSeen()).isEqualTo(MONDAY);
    Finding again = one(2);
    assertThat(again.state()).isEqualTo(State.OPEN);
    assertThat(again.message()).contains("ALSO WRONG");
    assertThat(again.firstSeen()).isEqualTo(MONDAY);
    assertThat(again.lastSeen()).isEqualTo(FRIDAY);
    assertThat(one(3).firstSeen()).isEqualTo(FRIDAY);
    assertThat(findings.counts(ALL))
        .isEqualTo(Map.of(Severity.VIOLATION, 2L, Severity.WARNING, 0L, Severity.INFO, 0L));

    findings.replaceRun("shape", List.of(lei(1, "WRONG")), FRIDAY);
    assertThat(one(1).state()).isEqualTo(State.OPEN);
    assertThat(one(1).firstSeen()).isEqualTo(MONDAY);
    assertThat(one(2).state()).isEqualTo(State.FIXED);
  }

  @Test
  void aRunTouchesItsOwnKindOnly() {
    findings.replaceRun("shape", List.of(lei(1, "WRONG")), MONDAY);
    Finding error = finding("data-error", 9, "NULL key", Set.of("crm"));
    findings.replaceRun("data-error", List.of(error), MONDAY);
    findings.replaceRun("data-error", List.of(), TUESDAY);

    assertThat(one(1).state()).isEqualTo(State.OPEN);
    assertThat(one(9).state()).isEqualTo(State.FIXED);
    assertThatThrownBy(() -> findings.replaceRun("shape", List.of(error), MONDAY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatPeopleDecidedStaysWithTheNextRun() {
    findings.replaceRun("shape", List.of(lei(1, "WRONG"), lei(2, "WRONG")), MONDAY);
    assertThat(findings.mark(one(1).id(), State.WAIVED)).contains(one(1));
    assertThat(one(1).state()).isEqualTo(State.WAIVED);
    assertThat(findings.mark("nothing", State.WAIVED)).isEmpty();

    findings.replaceRun("shape", List.of(lei(1, "WRONG"), lei(2, "WRONG")), FRIDAY);
    assertThat(one(1).state()).isEqualTo(State.WAIVED);
    assertThat(one(2).state()).isEqualTo(State.OPEN);
    try (var reader = store.reader()) {
      long quads = reader.graph(findings.graph()).orElseThrow().quads();
      assertThat(findings.find(reader, ALL, Node.ANY, Node.ANY, Node.ANY)).hasSize((int) quads);
    }
  }

  @Test
  void severalValuesAtOnePlaceAreOneFinding() {
    findings.replaceRun("shape", List.of(lei(1, "WRONG"), lei(1, "ALSO WRONG")), MONDAY);

    assertThat(findings.list(ALL)).hasSize(1);
    assertThat(one(1).message()).contains("is WRONG").contains("is ALSO WRONG");
    assertThat(one(1).cells()).extracting(SourceCell::value).containsExactly("WRONG", "ALSO WRONG");
  }

  @Test
  void onlyThoseWhoSeeAllInputSourcesSeeAFinding() {
    Finding crm = finding("shape", 1, "CRM-SECRET", Set.of("crm"));
    Finding both = finding("shape", 2, "BOTH-SECRET", Set.of("crm", "kyc"));
    Finding none = finding("shape", 3, "PUBLIC", Set.of());
    findings.replaceRun("shape", List.of(crm, both, none), MONDAY);

    RequestContext sales = ALL.restrictedTo("sales", Set.of("crm"));
    RequestContext guest = ALL.restrictedTo("guest", Set.of());
    assertThat(findings.list(sales)).extracting(Finding::id).containsOnly(crm.id(), none.id());
    assertThat(findings.list(guest)).extracting(Finding::id).containsExactly(none.id());
    assertThat(findings.counts(guest)).containsEntry(Severity.VIOLATION, 1L);
    try (var reader = store.reader()) {
      var seen = findings.find(reader, guest, Node.ANY, Node.ANY, Node.ANY);
      assertThat(seen).isNotEmpty();
      assertThat(seen.toString()).contains("PUBLIC").doesNotContain("SECRET");
      assertThat(
              findings.find(
                  reader,
                  guest,
                  NodeFactory.createURI(BASE + "finding/" + both.id() + "/cell/1"),
                  Node.ANY,
                  Node.ANY))
          .isEmpty();
    }
    RequestContext masked = ALL.masking(Set.of(LEI));
    assertThat(findings.list(masked)).isEmpty();
  }

  @Test
  void theIdIsOfThePlaceAndNotOfTheValue() {
    assertThat(lei(1, "WRONG").id())
        .isEqualTo(lei(1, "OTHER").id())
        .isNotEqualTo(lei(2, "WRONG").id());
    assertThat(finding("data-error", 1, "WRONG", Set.of()).id()).isNotEqualTo(lei(1, "WRONG").id());
    assertThat(lei(1, "WRONG").id()).isEqualTo("c4d6d77d26c82c24ffc9");
  }

  @Test
  void writingOverAnOlderSnapshotIsRefused() {
    try (var reader = store.reader()) {
      assertThat(reader.graphs()).isEmpty();
      assertThatThrownBy(() -> findings.replaceRun("shape", List.of(), MONDAY))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private Finding one(int number) {
    return findings.list(ALL).stream()
        .filter(finding -> finding.place().focus().equals(iri("party/crm/" + number)))
        .findFirst()
        .orElseThrow();
  }

  private static Finding lei(int number, String value) {
    return finding("shape", number, value, Set.of("crm"));
  }

  private static Finding finding(String kind, int number, String value, Set<String> sources) {
    return Finding.of(
        new Rule(kind, "https://example.org/shape/lei", "ISO 17442-1:2020"),
        Severity.VIOLATION,
        "The LEI of customer %d is %s; its check digits do not agree".formatted(number, value),
        new Place(
            iri("party/crm/" + number),
            Optional.of(LEI),
            Optional.of(NodeFactory.createLiteralString(value))),
        List.of(new SourceCell("crm", "CUSTOMER", Map.of("ID", "" + number), "LEI", value)),
        Optional.of("sales"),
        sources,
        MONDAY);
  }

  private static Node iri(String path) {
    return NodeFactory.createURI(BASE + path);
  }
}
