package org.crmekg.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fills a small disk under a loading process, with the guard for free space switched off.
 *
 * <p>The disk is a tmpfs in a mount namespace of its own, so that nothing else sees it. Wherever
 * the disk gets full, the process ends by itself, and with space again the store opens with all
 * that was acknowledged.
 */
class DiskFullTest {
  private static final String SCRIPT =
      """
      set -e
      mount -t tmpfs -o size="$1"k tmpfs "$2"
      dd if=/dev/zero of="$2/filler" bs=1024 count=2048 status=none
      shift 2
      split=0
      for word in "$@"; do [ "$word" = -- ] && break; split=$((split + 1)); done
      set +e
      timeout -s KILL 40 "${@:1:split}" > "$ACKNOWLEDGED"
      echo "EXIT $?"
      rm "$FILLER"
      timeout -s KILL 40 "${@:split+2}"
      """;

  @TempDir private Path folder;

  @Test
  void aDiskThatFillsUpStopsTheProcessAndLosesNothing() throws IOException {
    boolean isCi = "true".equals(System.getenv("CI"));
    if (!isCi) {
      Assumptions.assumeTrue(canMount(), "needs `unshare -m` and the right to mount a tmpfs");
    }
    int positions = isCi ? 12 : 3;
    for (int i = 0; i < positions; i++) {
      fill(4_000 + i * 6_000 / positions);
    }
  }

  private boolean canMount() throws IOException {
    Path mount = Files.createDirectories(folder.resolve("probe"));
    try {
      Process probe =
          new ProcessBuilder(
                  "unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "" + mount)
              .redirectErrorStream(true)
              .start();
      return probe.onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void fill(int kilobytes) throws IOException {
    Path disk = Files.createDirectories(folder.resolve("disk-" + kilobytes));
    Path acknowledged = folder.resolve("acknowledged-" + kilobytes);
    var command =
        new ArrayList<>(
            List.of("unshare", "-m", "bash", "-c", SCRIPT, "fill", "" + kilobytes, "" + disk));
    String data = disk.resolve("data").toString();
    command.addAll(ChildJvm.command(CrashTest.LoadMain.class, data, "0"));
    command.add("--");
    command.addAll(ChildJvm.command(CheckMain.class, data, acknowledged.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ACKNOWLEDGED", acknowledged.toString());
    builder.environment().put("FILLER", disk.resolve("filler").toString());
    Process process = builder.start();
    try (BufferedReader lines = ChildJvm.lines(process)) {
      String said = lines.lines().collect(Collectors.joining("\n"));
      said.lines()
          .filter(line -> line.matches("(EXIT|WHOLE|.*ERROR GraphStore).*"))
          .forEach(line -> System.err.printf("DiskFullTest: %d kB: %s%n", kilobytes, line));
      assertThat(said).as(kilobytes + " kB").containsPattern("EXIT [13]\n");
      assertThat(said).as(kilobytes + " kB").contains("WHOLE");
    }
  }

  /** Checks what is left against what was acknowledged. */
  static final class CheckMain {
    private CheckMain() {}

    public static void main(String[] arguments) throws IOException {
      var expected = new CrashTest.Acknowledged();
      Files.readAllLines(Path.of(arguments[1])).forEach(expected::hear);
      CrashTest.check(Path.of(arguments[0]), expected, "a full disk");
      ChildJvm.say("WHOLE " + expected.writes());
    }
  }
}
