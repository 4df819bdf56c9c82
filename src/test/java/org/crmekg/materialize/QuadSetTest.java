package org.crmekg.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuadSetTest {
  @Test
  void everyLineIsGivenOnceHoweverSmallTheMemory(@TempDir Path folder) throws IOException {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("QuadSetTest seed " + seed);
    var random = new Random(seed);
    for (int slots : new int[] {1 << 10, 1 << 11, 1 << 22}) {
      var expected = new HashSet<String>();
      var given = new ArrayList<String>();
      try (var set = new QuadSet(slots, () -> Files.createTempFile(folder, "x", ".spill"))) {
        for (int i = 0; i < 200_000; i++) {
          String line = "line " + random.nextInt(120_000) + "\n";
          byte[] bytes = ("..." + line).getBytes(StandardCharsets.UTF_8);
          expected.add(line);
          if (set.add(bytes, 3, bytes.length - 3)) {
            given.add(line);
          }
        }
        try (Stream<Path> files = Files.list(folder)) {
          assertThat(files.findAny().isPresent()).isEqualTo(slots < 1 << 22);
        }
        set.drain(
            (bytes, offset, length) ->
                given.add(new String(bytes, offset, length, StandardCharsets.UTF_8)));
      }
      assertThat(given).hasSameSizeAs(expected);
      assertThat(new HashSet<>(given)).isEqualTo(expected);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void closingLeavesNoFiles(@TempDir Path folder) {
    try (var set = new QuadSet(1 << 10, () -> Files.createTempFile(folder, "x", ".spill"))) {
      for (int i = 0; i < 10_000; i++) {
        byte[] line = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
        set.add(line, 0, line.length);
      }
    }
    assertThat(folder).isEmptyDirectory();
  }
}
