package org.crmekg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  @Test
  void aSecondClaimInTheSameProcessNamesTheHolder() {
    try (var first = DataFolder.claim(folder, "serve", NOON)) {
      first.announce("http://127.0.0.1:3030");
      assertLocked(folder)
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("serve, since 2026-03-01T12:00:00Z, at http://127.0.0.1:3030");
      // The refused claim must not have given up the lock (POSIX: closing any descriptor does).
      assertThat(ChildJvm.run(ClaimMain.class, folder.toString()))
          .startsWith("EKG-4001")
          .contains("at http://127.0.0.1:3030");
      assertThat(DataFolder.holder(folder).orElseThrow().purpose()).isEqualTo("serve");
    }
    assertThat(DataFolder.holder(folder)).isEmpty();
    DataFolder.claim(folder, "again", NOON).close();
  }

  @Test
  void aSecondProcessGetsTheFolderWhenTheFirstHasGone() {
    DataFolder.claim(folder, "load", NOON).close();
    assertThat(ChildJvm.run(ClaimMain.class, folder.toString())).startsWith("claimed");
  }

  @Test
  void theTextOfADeadProcessIsStale() throws IOException {
    Files.writeString(
        folder.resolve("ekg.holder"),
        "{\"pid\":999999999,\"purpose\":\"serve\",\"since\":\"2026-01-01T00:00:00Z\"}");
    assertThat(DataFolder.holder(folder)).isEmpty();
    try (var claimed = DataFolder.claim(folder, "load", NOON)) {
      assertThat(DataFolder.holder(claimed.path()).orElseThrow().purpose()).isEqualTo("load");
    }
  }

  @Test
  void aProcessNumberThatWasGivenAgainIsStale() throws IOException {
    Files.writeString(
        folder.resolve("ekg.holder"),
        """
        {"pid":%d,"started":"2020-01-01T00:00:00Z","purpose":"serve","since":"2020-01-01T00:00:01Z"}
        """
            .formatted(ProcessHandle.current().pid()));
    assertThat(DataFolder.holder(folder)).isEmpty();
  }

  @Test
  void aTextThatIsNotReadableIsIgnored() throws IOException {
    for (String text : new String[] {"", "{", "[]", "{\"pid\":\"x\"}"}) {
      Files.writeString(folder.resolve("ekg.holder"), text);
      assertThat(DataFolder.holder(folder)).isEmpty();
      DataFolder.claim(folder, "load", NOON).close();
    }
  }

  @Test
  void aStoreHoldsItsFolder() {
    StoreOptions options = StoreOptions.standard(NOON, e -> {}).withMinimumFreeBytes(total -> 0);
    try (var store = GraphStore.open(folder, options)) {
      assertThat(store.readers()).isZero();
      assertLocked(folder);
    }
    try (var claimed = DataFolder.claim(folder, "serve", NOON);
        var store = GraphStore.open(claimed, options)) {
      assertThat(store.readers()).isZero();
    }
    DataFolder.claim(folder, "free again", NOON).close();
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertLocked(
      Path folder) {
    return assertThatThrownBy(() -> DataFolder.claim(folder, "load", NOON))
        .isInstanceOfSatisfying(
            EkgException.class, e -> assertThat(e.problem()).isEqualTo(Problem.STORE_LOCKED));
  }

  /** Claims a folder in a process of its own and says what came of it. */
  static final class ClaimMain {
    private ClaimMain() {}

    public static void main(String[] arguments) {
      try (var claimed = DataFolder.claim(Path.of(arguments[0]), "child", NOON)) {
        ChildJvm.say("claimed " + claimed.path());
      } catch (EkgException e) {
        ChildJvm.say(e.coded());
      }
    }
  }
}
