package org.crmekg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  @Test
  void aLargeAnswerGoesThroughAFileThatIsGoneAfterwards(@TempDir Path folder) throws Exception {
    byte[] part = "0123456789".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (var spool = new Spool(folder, 10_000_000)) {
      for (int i = 0; i < 30; i++) {
        spool.write(part);
      }
      assertThat(spool.size()).isEqualTo(3_000_000);
      assertThat(files(folder)).isEqualTo(1);
      try (InputStream content = spool.content()) {
        assertThat(content.readAllBytes()).hasSize(3_000_000).startsWith(part).endsWith(part);
      }
    }
    assertThat(files(folder)).isZero();
  }

  @Test
  void aQueryThatIsStillWritingWhenItsRequestIsOverStopsAtItsNextWrite(@TempDir Path folder)
      throws Exception {
    var spool = new Spool(folder, 100);
    spool.write(1);
    spool.close();
    assertThatThrownBy(() -> spool.write(2)).isInstanceOf(ResourceException.class);
  }

  @Test
  void theLimitIsExact(@TempDir Path folder) throws Exception {
    try (var spool = new Spool(folder, 3)) {
      spool.write(new byte[3]);
      assertThatThrownBy(() -> spool.write(0))
          .isInstanceOfSatisfying(
              ResourceException.class,
              e -> assertThat(e.problem()).isEqualTo(Problem.QUERY_TOO_LARGE));
    }
  }

  private static long files(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
