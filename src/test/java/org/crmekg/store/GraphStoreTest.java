package org.crmekg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterSingleton;
import org.apache.jena.sparql.sse.SSE;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmekg.ConfigException;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.rdf.Literals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphStoreTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Node CRM = iri("https://example.org/graph/crm");
  private static final Node KYC = iri("https://example.org/graph/kyc");
  private static final Node NAME = iri("https://example.org/name");

  @TempDir private Path folder;
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private StoreOptions options =
      StoreOptions.standard(Clock.fixed(NOON, ZoneOffset.UTC), fatal::add)
          .withMinimumFreeBytes(total -> 0)
          .withBatchQuads(100);
  private GraphStore store;

  @BeforeEach
  void open() {
    store = GraphStore.open(folder, options);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void loadedQuadsAreFoundUnderTheirLogicalNames() {
    StoredVersion version = load("crm", CRM, 0, 250);

    assertThat(version.quads()).isEqualTo(250);
    try (var reader = store.reader()) {
      assertThat(quads(reader, CRM)).hasSize(250).allMatch(quad -> quad.getGraph().equals(CRM));
      assertThat(quads(reader, Node.ANY)).hasSameElementsAs(quads(reader, CRM));
      assertThat(reader.graph(CRM))
          .contains(
              new StoredGraph(CRM, "crm", version.version(), 250, NOON, true, Map.of("k", "v")));
      assertThat(reader.contains(CRM, subject(7), NAME, text("7"))).isTrue();
      assertThat(reader.contains(CRM, subject(7), NAME, text("8"))).isFalse();
      assertThat(reader.contains(KYC, Node.ANY, Node.ANY, Node.ANY)).isFalse();
    }
  }

  /** As a process leaves it that is killed within a write to the journal. */
  @Test
  void aJournalWhoseLastEntryIsCutOffIsOpened() throws IOException {
    load("crm", CRM, 0, 50);
    byte[] entry = new byte[16 + 24];
    entry[3] = 24;
    for (int length : new int[] {1, 3, 4, 15, 16, 17, 16 + 23}) {
      store.close();
      Path journal;
      try (Stream<Path> files = Files.walk(folder)) {
        journal = files.filter(f -> f.endsWith("journal.jrnl")).findFirst().orElseThrow();
      }
      Files.write(journal, Arrays.copyOf(entry, length));
      store = GraphStore.open(folder, options);
      try (var reader = store.reader()) {
        assertThat(quads(reader, CRM)).as("cut after %d bytes", length).hasSize(50);
      }
      load("kyc", KYC, 0, length);
      try (var reader = store.reader()) {
        assertThat(quads(reader, KYC)).hasSize(length);
      }
    }
  }

  @Test
  void nothingInternalIsSeen() {
    load("crm", CRM, 0, 5);
    load("kyc", KYC, 0, 5);
    load("crm", CRM, 0, 3);

    try (var reader = store.reader()) {
      assertThat(quads(reader, Node.ANY)).hasSize(8);
      for (Quad quad : quads(reader, Node.ANY)) {
        assertThat(quad.toString()).doesNotContain(Manifest.INTERNAL);
      }
      assertThat(quads(reader, iri(Manifest.INTERNAL + "manifest"))).isEmpty();
      assertThat(quads(reader, Manifest.physical("crm", 3, 0))).isEmpty();
      assertThat(quads(reader, Quad.defaultGraphIRI)).isEmpty();
      assertThat(quads(reader, Quad.unionGraph)).isEmpty();
    }
  }

  @Test
  void aNewVersionReplacesAllGraphsOfItsOwnerAtOnce() {
    var other = iri("https://example.org/graph/crm-notes");
    loadQuads("crm", LoadRequest.of(CRM), List.of(quad(CRM, 1), quad(other, 1)));
    load("kyc", KYC, 0, 4);

    loadQuads("crm", LoadRequest.of(CRM), List.of(quad(CRM, 2)));

    try (var reader = store.reader()) {
      assertThat(quads(reader, CRM)).containsExactly(quad(CRM, 2));
      assertThat(reader.graph(other)).isEmpty();
      assertThat(quads(reader, KYC)).hasSize(4);
    }
  }

  @Test
  void anEmptySourceIsAGraphWithoutQuads() {
    StoredVersion version = loadQuads("crm", LoadRequest.of(CRM), List.of());

    assertThat(version.quads()).isZero();
    try (var reader = store.reader()) {
      assertThat(reader.graph(CRM)).isPresent();
      assertThat(reader.graph(KYC)).isEmpty();
    }
  }

  @Test
  void readersKeepTheirSnapshotWhileALoadRuns() {
    load("crm", CRM, 0, 300);
    try (var before = store.reader()) {
      Iterator<Quad> half = before.find(CRM, Node.ANY, Node.ANY, Node.ANY);
      half.next();
      var seen = new ArrayList<Integer>();
      onAnotherThread(
          () ->
              loadWith(
                  "crm",
                  quadsOf(CRM, 1000, 450),
                  (loaded, total) -> seen.add(countAll()),
                  Deadline.none()));

      assertThat(seen).containsExactly(300, 300, 300, 300, 300);
      var rest = new ArrayList<Quad>();
      half.forEachRemaining(rest::add);
      assertThat(rest).hasSize(299);
      assertThat(quads(before, CRM)).hasSize(300).contains(quad(CRM, 0));
    }
    assertThat(countAll()).isEqualTo(450);
  }

  @Test
  void readersOfOneThreadShareOneSnapshot() {
    load("crm", CRM, 0, 3);
    try (var outer = store.reader()) {
      onAnotherThread(() -> load("crm", CRM, 0, 9));
      try (var inner = store.reader()) {
        assertThat(inner.generation()).isEqualTo(outer.generation());
        assertThat(quads(inner, CRM)).hasSize(3);
      }
      assertThat(quads(outer, CRM)).hasSize(3);
    }
    assertThat(countAll()).isEqualTo(9);
  }

  @Test
  void aReaderBelongsToItsThreadAndEndsWithIt() {
    load("crm", CRM, 0, 3);
    StoreReader reader = store.reader();
    assertThatThrownBy(() -> onAnotherThread(() -> quads(reader, CRM)))
        .hasRootCauseInstanceOf(IllegalStateException.class);
    Iterator<Quad> quads = reader.find(CRM, Node.ANY, Node.ANY, Node.ANY);
    reader.close();
    reader.close();
    assertThatThrownBy(quads::hasNext).isInstanceOf(IllegalStateException.class);
    assertThat(store.readers()).isZero();
  }

  @Test
  void smallWritesSlipInBetweenBatches() {
    var seen = new ArrayList<Integer>();
    loadWith(
        "crm",
        quadsOf(CRM, 0, 300),
        (loaded, total) -> {
          onAnotherThread(() -> store.change("kyc", List.of(), List.of(quad(KYC, (int) loaded))));
          store.drop("nobody");
          seen.add(countAll());
        },
        Deadline.none());
    assertThat(seen).containsExactly(1, 2, 3);
    assertThat(countAll()).isEqualTo(303);
  }

  @Test
  void aGraphThatIsTakenWhileALoadRunsIsRefusedAtTheFlip() {
    assertProblem(
        Problem.GRAPH_TAKEN,
        () ->
            loadWith(
                "crm",
                quadsOf(CRM, 0, 50),
                (loaded, total) -> store.change("kyc", List.of(), List.of(quad(CRM, 7))),
                Deadline.none()));
    store.settle(Deadline.none());
    assertThat(countAll()).isEqualTo(1);
    assertThat(physicalGraphs()).hasSize(1);
  }

  @Test
  void theCountIsOfDistinctQuads() {
    var quads = new ArrayList<>(quadsOf(CRM, 0, 150));
    quads.addAll(quadsOf(CRM, 0, 150));
    quads.add(new Quad(CRM, subject(1), NAME, SSE.parseNode("1.50")));
    quads.add(new Quad(CRM, subject(1), NAME, SSE.parseNode("1.5")));

    assertThat(loadQuads("crm", LoadRequest.of(), quads).quads()).isEqualTo(151);
  }

  /** What a row brings along is compared by the second join only, and as the store has it. */
  @Test
  void valuesThatTdbCannotKeepAreJoinedHoweverManyJoinsLater() throws Exception {
    for (String value : List.of("123456789012345678901234567890", "1.5", "'text'")) {
      Node large = SSE.parseNode(value);
      Triple about = Triple.create(Var.alloc("s"), NAME, Var.alloc("n"));
      Triple compared = Triple.create(Var.alloc("t"), NAME, Var.alloc("v"));
      loadQuads(
          "crm",
          LoadRequest.of(),
          List.of(
              new Quad(CRM, subject(1), NAME, large),
              new Quad(CRM, subject(2), NAME, SSE.parseNode("'other'"))));
      var context = ExecutionContext.create(DatasetGraphFactory.empty());
      try (StoreReader reader = store.reader()) {
        QueryIterator rows =
            QueryIterSingleton.create(BindingFactory.binding(Var.alloc("v"), large), context);
        for (Triple pattern : List.of(about, compared)) {
          rows = reader.join(CRM, List.of(pattern), List.of(), rows, Deadline.none(), context);
        }
        var found = new ArrayList<Binding>();
        rows.forEachRemaining(row -> found.add(row.detach()));
        assertThat(found)
            .hasSize(2)
            .allSatisfy(row -> assertThat(row.get("v")).isEqualTo(large))
            .allSatisfy(row -> assertThat(row.get("t")).isEqualTo(subject(1)));
      }
    }
  }

  @Test
  void literalsAreNormalOnTheWayInAndInPatterns() {
    loadQuads(
        "crm", LoadRequest.of(), List.of(new Quad(CRM, subject(1), NAME, SSE.parseNode("1.50"))));
    try (var reader = store.reader()) {
      assertThat(quads(reader, CRM).getFirst().getObject()).isEqualTo(SSE.parseNode("1.5"));
      assertThat(reader.contains(CRM, Node.ANY, Node.ANY, SSE.parseNode("1.500"))).isTrue();
    }
  }

  @Test
  void everyNormalLiteralIsReadBackAsTheSameTermAndFoundByIt() {
    var literals = new LinkedHashSet<Node>();
    Map.of(
            "decimal",
            List.of("0", "-0.0", "1.50", "1e0", "12345678901234567890.5", "0.000000000000000001"),
            "integer",
            List.of("007", "+5", "-0", "36028797018963968", "-36028797018963969", "x"),
            "double",
            List.of("1", "1.5e3", "-0.0", "INF", "NaN", "4.9E-324", "0.1", "1E21", "123456789"),
            "float",
            List.of("1", "-0", "3.4028235E38", "0.1", "INF"),
            "dateTime",
            List.of(
                "2026-03-01T12:00:00",
                "2026-03-01T12:00:00.120+01:00",
                "2026-03-01T12:00:00.1234567Z",
                "2026-03-01T24:00:00Z",
                "2026-03-01T12:00:00+00:00",
                "2026-03-01T12:00:00-13:37",
                "0001-01-01T00:00:00Z",
                "-0044-03-15T12:00:00",
                "12026-01-01T00:00:00"),
            "date",
            List.of("2026-02-28", "2026-02-28Z", "2026-02-28+14:00", "2026-02-30", "1582-10-10"),
            "boolean",
            List.of("1", "true", "false", "0", "TRUE"),
            "int",
            List.of("1", "007", "99999999999"),
            "gYear",
            List.of("2026", "2026Z"),
            "duration",
            List.of("P1D", "PT24H"))
        .forEach(
            (type, texts) ->
                texts.forEach(
                    text ->
                        literals.add(
                            NodeFactory.createLiteralDT(
                                text,
                                TypeMapper.getInstance()
                                    .getSafeTypeByName(XSDDatatype.XSD + "#" + type)))));
    literals.add(NodeFactory.createLiteralLang("x", "EN-gb"));
    literals.add(text(" \u0000\t\n\\ "));
    List<Node> given = List.copyOf(literals);
    var quads = new ArrayList<Quad>();
    for (int i = 0; i < given.size(); i++) {
      quads.add(new Quad(CRM, subject(i), NAME, given.get(i)));
    }
    loadQuads("crm", LoadRequest.of(), quads);
    try (var reader = store.reader()) {
      for (int i = 0; i < given.size(); i++) {
        Node literal = given.get(i);
        assertThat(reader.find(CRM, subject(i), NAME, Node.ANY))
            .toIterable()
            .extracting(Quad::getObject)
            .containsExactly(Literals.normal(literal));
        assertThat(reader.contains(CRM, subject(i), NAME, literal)).as("%s", literal).isTrue();
      }
    }
  }

  @Test
  void termsThatNoFileCanHoldAreRefusedWithTheirQuad() {
    List<Quad> wrong =
        List.of(
            new Quad(CRM, iri("https://example.org/a b"), NAME, text("x")),
            new Quad(CRM, iri("relative"), NAME, text("x")),
            new Quad(CRM, subject(1), iri("https://example.org/<p>"), text("x")),
            new Quad(CRM, subject(1), NAME, text("half \uD800")),
            new Quad(CRM, subject(1), NAME, NodeFactory.createLiteralLang("x", "longerthan8")),
            new Quad(CRM, text("x"), NAME, text("x")),
            new Quad(CRM, subject(1), NAME, Node.ANY),
            new Quad(Quad.defaultGraphIRI, subject(1), NAME, text("x")),
            new Quad(Quad.unionGraph, subject(1), NAME, text("x")),
            new Quad(iri(Manifest.INTERNAL + "manifest"), subject(1), NAME, text("x")));
    try (var writer = store.stage("crm")) {
      for (Quad quad : wrong) {
        assertProblem(Problem.DATA_ERROR, () -> writer.add(quad)).hasMessageContaining("crm has");
      }
      writer.add(new Quad(CRM, NodeFactory.createBlankNode("b 1"), NAME, text("\uD83D\uDE00")));
      try (var staged = writer.finish()) {
        assertThat(staged.count()).isEqualTo(1);
        store.load("crm", staged, LoadRequest.of(), Progress.NONE, Deadline.none());
      }
    }
    try (var reader = store.reader()) {
      assertThat(quads(reader, CRM).getFirst().getSubject().getBlankNodeLabel()).isEqualTo("b 1");
    }
  }

  @Test
  void stagingThatIsNotFinishedLeavesNothing() throws IOException {
    try (var writer = store.stage("crm")) {
      writer.add(quad(CRM, 1));
    }
    try (var files = Files.list(folder.resolve("staging"))) {
      assertThat(files).isEmpty();
    }
    assertThat(countAll()).isZero();
  }

  @Test
  void aStagedFileThatWasChangedIsRefused() throws IOException {
    load("crm", CRM, 0, 3);
    try (var staged = staged("crm", quadsOf(CRM, 0, 50))) {
      byte[] bytes = Files.readAllBytes(staged.file());
      bytes[bytes.length / 2] ^= 1;
      Files.write(staged.file(), bytes);
      assertProblem(
          Problem.STAGING_FAILED,
          () -> store.load("crm", staged, LoadRequest.of(), Progress.NONE, Deadline.none()));
    }
    assertThat(countAll()).isEqualTo(3);
  }

  @Test
  void aFullDiskIsRefusedBeforeAnythingIsWritten() {
    load("crm", CRM, 0, 3);
    var reserved = new AtomicReference<>(0L);
    reopen(options.withMinimumFreeBytes(total -> reserved.get()));
    try (var staged = staged("crm", quadsOf(CRM, 0, 500))) {
      reserved.set(Long.MAX_VALUE / 2);
      assertProblem(
              Problem.DISK_FULL,
              () -> store.load("crm", staged, LoadRequest.of(), Progress.NONE, Deadline.none()))
          .hasMessageContaining("MB");
      assertProblem(Problem.DISK_FULL, () -> store.stage("crm"));
      assertProblem(Problem.DISK_FULL, () -> store.change("x", List.of(), List.of(quad(KYC, 1))));
    }
    reserved.set(0L);
    assertThat(countAll()).isEqualTo(3);
    assertThat(fatal).isEmpty();
  }

  @Test
  void aLoadThatRunsOutOfSpaceLeavesTheOldVersion() {
    load("crm", CRM, 0, 3);
    var reserved = new AtomicReference<>(0L);
    reopen(options.withMinimumFreeBytes(total -> reserved.get()));
    assertProblem(
        Problem.DISK_FULL,
        () ->
            loadWith(
                "crm",
                quadsOf(CRM, 0, 500),
                (loaded, total) -> reserved.set(Long.MAX_VALUE / 2),
                Deadline.none()));
    reserved.set(0L);
    store.settle(Deadline.none());
    assertThat(countAll()).isEqualTo(3);
    assertThat(physicalGraphs()).hasSize(1);
  }

  @Test
  void aCancelledLoadLeavesTheOldVersionAndNoGarbage() {
    load("crm", CRM, 0, 3);
    Deadline deadline = Deadline.none();
    assertProblem(
        Problem.QUERY_TIMEOUT,
        () ->
            loadWith("crm", quadsOf(CRM, 0, 500), (loaded, total) -> deadline.cancel(), deadline));
    store.settle(Deadline.none());
    assertThat(countAll()).isEqualTo(3);
    assertThat(physicalGraphs()).hasSize(1);
  }

  @Test
  void oldVersionsAreDropped() {
    for (int i = 0; i < 4; i++) {
      load("crm", CRM, i, 350);
    }
    store.settle(Deadline.none());
    assertThat(physicalGraphs()).hasSize(1);
    store.drop("crm");
    store.drop("nobody");
    store.settle(Deadline.none());
    assertThat(physicalGraphs()).isEmpty();
    assertThat(countAll()).isZero();
  }

  @Test
  void versionsThatNoManifestNamesAreDroppedAtStart() {
    load("crm", CRM, 0, 3);
    Node left = Manifest.physical("crm", 99, 0);
    store.write(
        "what a crash leaves",
        () -> {
          quadsOf(left, 0, 250).forEach(store.database().dataset()::add);
          return left;
        });
    assertThat(physicalGraphs()).hasSize(2);

    reopen(options);
    store.settle(Deadline.none());

    assertThat(physicalGraphs()).hasSize(1);
    assertThat(countAll()).isEqualTo(3);
    assertThat(load("crm", CRM, 0, 1).version()).isGreaterThan(99);
  }

  @Test
  void everythingIsThereAfterOpeningAgain() {
    load("crm", CRM, 0, 250);
    store.ensureBase("https://example.org/");
    StoredGraph before;
    try (var reader = store.reader()) {
      before = reader.graph(CRM).orElseThrow();
    }
    reopen(options);
    try (var reader = store.reader()) {
      assertThat(reader.graph(CRM)).contains(before);
      assertThat(reader.base()).contains("https://example.org/");
      assertThat(quads(reader, CRM)).hasSize(250);
    }
  }

  @Test
  void theBaseIsWrittenOnceAndThenChecked() {
    store.ensureBase("https://example.org/id/");
    store.ensureBase("https://example.org/id/");
    assertProblem(Problem.BASE_CHANGED, () -> store.ensureBase("https://example.com/"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("https://example.org/id/");
  }

  @Test
  void aGraphHasOneOwner() {
    load("crm", CRM, 0, 3);
    assertProblem(Problem.GRAPH_TAKEN, () -> load("kyc", CRM, 0, 3)).hasMessageContaining("crm");
    assertProblem(Problem.GRAPH_TAKEN, () -> store.change("kyc", List.of(), List.of(quad(CRM, 1))));
    assertThat(countAll()).isEqualTo(3);
  }

  @Test
  void aChangeAddsAndRemovesInOneTransaction() {
    load("crm", CRM, 0, 3);
    StoredVersion changed =
        store.change(
            "crm",
            List.of(quad(CRM, 0), quad(CRM, 77), quad(KYC, 5)),
            List.of(quad(CRM, 1), quad(CRM, 10)));
    assertThat(changed.quads()).isEqualTo(3);
    assertThat(changed.graphs().getFirst().attributes()).containsEntry("k", "v");
    try (var reader = store.reader()) {
      assertThat(quads(reader, CRM))
          .containsExactlyInAnyOrder(quad(CRM, 1), quad(CRM, 2), quad(CRM, 10));
      assertThat(reader.graph(CRM).orElseThrow().quads()).isEqualTo(3);
    }
    store.change("links", List.of(), List.of(quad(KYC, 1)));
    try (var reader = store.reader()) {
      assertThat(reader.graph(KYC).orElseThrow().owner()).isEqualTo("links");
    }
  }

  @Test
  void anErrorInsideATransactionStopsTheStore() {
    load("crm", CRM, 0, 3);
    StoreReader reader = store.reader();
    Iterator<Quad> quads = reader.find(CRM, Node.ANY, Node.ANY, Node.ANY);
    quads.next();
    assertProblem(
        Problem.STORE_FAILED,
        () ->
            store.write(
                "a broken disk",
                () -> {
                  store.database().dataset().add(quad(CRM, 9));
                  throw new UncheckedIOException(new IOException("No space left on device"));
                }));

    assertThat(fatal).hasSize(1).first().isInstanceOf(UncheckedIOException.class);
    assertProblem(Problem.STORE_FAILED, quads::hasNext).hasMessageContaining("No space left");
    reader.close();
    assertProblem(Problem.STORE_FAILED, () -> store.reader());
    assertProblem(Problem.STORE_FAILED, () -> store.stage("crm"));
    assertProblem(Problem.STORE_FAILED, () -> store.drop("crm"));
    assertThat(fatal).hasSize(1);
  }

  @Test
  void interruptingTheCallerDoesNotHurtTheStore() {
    try {
      Thread.currentThread().interrupt();
      load("crm", CRM, 0, 350);
      assertThat(countAll()).isEqualTo(350);
      store.ensureBase("https://example.org/");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    reopen(options);
    assertThat(countAll()).isEqualTo(350);
  }

  @Test
  void aStoreOfANewerVersionIsRefused() throws IOException {
    store.close();
    Files.writeString(folder.resolve("store/version"), "2\n");
    assertProblem(Problem.STORE_VERSION, () -> GraphStore.open(folder, options))
        .hasMessageContaining("format \"2\"");
    Files.delete(folder.resolve("store/version"));
    assertProblem(Problem.STORE_VERSION, () -> GraphStore.open(folder, options));
    Files.writeString(folder.resolve("store/version"), "1\n");
    reopen(options);
  }

  @Test
  void whatACreationOrACompactionLeftIsRemoved() throws IOException {
    load("crm", CRM, 0, 3);
    store.close();
    Files.createDirectories(folder.resolve("store.tmp/db-1"));
    Files.createDirectories(folder.resolve("store/db-0"));
    Files.createDirectories(folder.resolve("store/db-2.tmp"));
    Files.writeString(folder.resolve("store/fresh.tmp"), "");
    Files.writeString(folder.resolve("staging/crm-1.rt"), "half");
    Files.writeString(folder.resolve("store/db-1/tdb.lock"), ProcessHandle.current().pid() + "\n");

    reopen(options);

    assertThat(countAll()).isEqualTo(3);
    assertThat(folder.resolve("store.tmp")).doesNotExist();
    assertThat(folder.resolve("store/db-0")).doesNotExist();
    assertThat(folder.resolve("store/db-2.tmp")).doesNotExist();
    assertThat(folder.resolve("store/fresh.tmp")).doesNotExist();
    assertThat(folder.resolve("staging/crm-1.rt")).doesNotExist();
  }

  @Test
  void compactionKeepsTheStoreSmallAndNeverWaitsForReaders() throws IOException {
    reopen(options.withBatchQuads(700));
    load("crm", CRM, 0, 5_000);
    store.settle(Deadline.none());
    try (var reader = store.reader()) {
      onAnotherThread(
          () -> {
            for (int i = 1; i < 7; i++) {
              load("crm", CRM, i * 5_000, 5_000);
            }
            store.settle(Deadline.none());
          });
      assertThat(store.database().path()).isNotEqualTo(folder.resolve("store/db-1"));
      assertThat(folder.resolve("store/db-1")).exists();
      assertThat(quads(reader, CRM)).hasSize(5_000).contains(quad(CRM, 0));
      assertThat(store.readers()).isEqualTo(1);
    }

    assertThat(folder.resolve("store/db-1")).doesNotExist();
    assertThat(StoreFiles.isBloated(store.database().path(), 5_000)).isFalse();
    assertThat(countAll()).isEqualTo(5_000);
    assertThat(physicalGraphs()).hasSize(1);
    load("crm", CRM, 0, 5);
    reopen(options);
    assertThat(countAll()).isEqualTo(5);
  }

  @Test
  void aLoadThatRunsWhileTheStoreIsCompactedLosesNothing() {
    loadWith(
        "crm",
        quadsOf(CRM, 0, 500),
        (loaded, total) -> {
          Database before = store.database();
          WriterThread.join(
              store.submit(
                  "compaction",
                  () -> {
                    store.compact(List.of());
                    return loaded;
                  }));
          assertThat(store.database()).isNotSameAs(before);
        },
        Deadline.none());
    assertThat(countAll()).isEqualTo(500);
    reopen(options);
    assertThat(countAll()).isEqualTo(500);
  }

  // ---- Helpers.

  private StoredVersion load(String owner, Node graph, int from, int count) {
    return loadQuads(
        owner, LoadRequest.of(graph).with(Map.of("k", "v")), quadsOf(graph, from, count));
  }

  private StoredVersion loadQuads(String owner, LoadRequest request, List<Quad> quads) {
    try (var staged = staged(owner, quads)) {
      return store.load(owner, staged, request, Progress.NONE, Deadline.none());
    }
  }

  private void loadWith(String owner, List<Quad> quads, Progress progress, Deadline deadline) {
    try (var staged = staged(owner, quads)) {
      store.load(owner, staged, LoadRequest.of(), progress, deadline);
    }
  }

  private StagedQuads staged(String owner, List<Quad> quads) {
    try (var writer = store.stage(owner)) {
      quads.forEach(writer::add);
      return writer.finish();
    }
  }

  private void reopen(StoreOptions newOptions) {
    store.close();
    store = GraphStore.open(folder, newOptions);
  }

  private Set<Node> physicalGraphs() {
    return Set.copyOf(
        store.write(
            "looking",
            () -> {
              var names = new ArrayList<Node>();
              store.database().dataset().listGraphNodes().forEachRemaining(names::add);
              names.removeIf(name -> Manifest.versionIn(name) == 0);
              return names;
            }));
  }

  private int countAll() {
    try (var reader = store.reader()) {
      return quads(reader, Node.ANY).size();
    }
  }

  private static List<Quad> quads(StoreReader reader, Node graph) {
    var quads = new ArrayList<Quad>();
    reader.find(graph, Node.ANY, Node.ANY, Node.ANY).forEachRemaining(quads::add);
    return quads;
  }

  private static void onAnotherThread(Runnable work) {
    var failure = new AtomicReference<Throwable>();
    var thread = new Thread(work);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (failure.get() != null) {
      throw new AssertionError("on the other thread", failure.get());
    }
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertProblem(
      Problem problem, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EkgException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  private static List<Quad> quadsOf(Node graph, int from, int count) {
    var quads = new ArrayList<Quad>();
    for (int i = from; i < from + count; i++) {
      quads.add(quad(graph, i));
    }
    return quads;
  }

  private static Quad quad(Node graph, int number) {
    return new Quad(graph, subject(number), NAME, text(Integer.toString(number)));
  }

  private static Node subject(int number) {
    return iri("https://example.org/customer/" + number);
  }

  private static Node text(String text) {
    return NodeFactory.createLiteralString(text);
  }

  private static Node iri(String iri) {
    return NodeFactory.createURI(iri);
  }
}
