package org.crmekg.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with everything that crm-ekg keeps, claimed by this process alone.
 *
 * <p>The claim is an operating system's lock on {@code ekg.lock}, which dies with the process, so a
 * crash never leaves the folder locked. Beside it {@code ekg.holder} says who holds it, for people
 * and for commands that become clients of the holder; what it says of a dead process is recognised
 * as stale. The text is a file of its own, because on POSIX closing any descriptor of a locked file
 * gives up the lock of the whole process. Safe for use by several threads.
 */
public final class DataFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Path> CLAIMED_HERE = ConcurrentHashMap.newKeySet();
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(3);

  /**
   * Who holds a data folder.
   *
   * @param purpose what the process does, such as {@code serve}
   * @param url where it can be reached, once it is known
   */
  public record Holder(long pid, String purpose, Optional<String> url, Instant since) {
    private String description() {
      return "process %d (%s, since %s%s)"
          .formatted(pid, purpose, since, url.map(u -> ", at " + u).orElse(""));
    }
  }

  private final Path folder;
  private final RandomAccessFile lockFile;
  private final FileLock lock;
  private final String purpose;
  private final Instant since;

  private DataFolder(
      Path folder, RandomAccessFile lockFile, FileLock lock, String purpose, Instant since) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
    this.purpose = purpose;
    this.since = since;
  }

  /**
   * Claims the folder until it is closed or the process ends; creates it where it is missing.
   *
   * @throws ResourceException with {@link Problem#STORE_LOCKED}, naming the holder, when it is
   *     claimed already, by another process or by this one
   */
  public static DataFolder claim(Path folder, String purpose, Clock clock) {
    Path real = create(folder);
    // Before the lock file is opened: closing it again would give up the lock that we hold.
    if (!CLAIMED_HERE.add(real)) {
      throw locked(real);
    }
    DataFolder claimed = null;
    try {
      claimed = lock(real, purpose, clock);
      return claimed;
    } finally {
      if (claimed == null) {
        CLAIMED_HERE.remove(real);
      }
    }
  }

  private static DataFolder lock(Path folder, String purpose, Clock clock) {
    Path file = folder.resolve("ekg.lock");
    try {
      var lockFile = new RandomAccessFile(file.toFile(), "rw");
      FileLock lock = tryLock(lockFile);
      if (lock == null) {
        lockFile.close();
        throw locked(folder);
      }
      var claimed = new DataFolder(folder, lockFile, lock, purpose, clock.instant());
      claimed.replaceStaleText();
      return claimed;
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_LOCKED,
          "cannot lock %s: %s. The folder has to be writable, on a file system with locks"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another class loader of this JVM holds it
    }
  }

  private void replaceStaleText() throws IOException {
    readText(folder)
        .ifPresent(
            text ->
                LOG.info(
                    "{} was left by process {}, which is gone: taken over",
                    folder.resolve("ekg.holder"),
                    text.path("pid").asLong()));
    writeText(Optional.empty());
  }

  /** Tells others where this process can be reached. */
  public void announce(String url) {
    try {
      writeText(Optional.of(url));
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_LOCKED, "cannot write " + folder.resolve("ekg.holder"), e);
    }
  }

  private void writeText(Optional<String> url) throws IOException {
    ObjectNode text = JSON.createObjectNode();
    text.put("pid", ProcessHandle.current().pid());
    ProcessHandle.current().info().startInstant().ifPresent(s -> text.put("started", s.toString()));
    text.put("purpose", purpose);
    url.ifPresent(u -> text.put("url", u));
    text.put("since", since.toString());
    DiskFiles.writeWhole(folder.resolve("ekg.holder"), text + "\n");
  }

  /**
   * Returns who holds a folder, or empty when nobody does: no text, an unreadable one, or one of a
   * process that is gone or whose number another process has now.
   */
  public static Optional<Holder> holder(Path folder) {
    return readText(folder)
        .filter(DataFolder::isAlive)
        .map(
            text ->
                new Holder(
                    text.path("pid").asLong(),
                    text.path("purpose").asText(),
                    Optional.ofNullable(text.get("url")).map(JsonNode::asText),
                    Instant.parse(text.path("since").asText())));
  }

  private static Optional<JsonNode> readText(Path folder) {
    Path file = folder.resolve("ekg.holder");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode text = JSON.readTree(Files.readString(file));
      if (text.path("pid").isIntegralNumber() && text.path("since").isTextual()) {
        return Optional.of(text);
      }
    } catch (JsonProcessingException e) {
      LOG.warn("{} is not readable and is ignored: {}", file, e.getOriginalMessage());
    } catch (IOException e) {
      LOG.warn("{} cannot be read and is ignored: {}", file, e.getMessage());
    }
    return Optional.empty();
  }

  /** A process number is given again, so the start of the process is compared, too. */
  private static boolean isAlive(JsonNode text) {
    Optional<ProcessHandle> process =
        ProcessHandle.of(text.path("pid").asLong()).filter(ProcessHandle::isAlive);
    if (process.isEmpty() || !text.has("started")) {
      return process.isPresent();
    }
    Instant recorded = Instant.parse(text.path("started").asText());
    return process
        .flatMap(p -> p.info().startInstant())
        .map(started -> Duration.between(recorded, started).abs().compareTo(CLOCK_SLACK) < 0)
        .orElse(true);
  }

  /** Returns the claimed folder. */
  public Path path() {
    return folder;
  }

  /** Returns where the store is. */
  Path store() {
    return folder.resolve("store");
  }

  /** Returns where quads are staged, which is emptied when the store is opened. */
  Path staging() {
    return folder.resolve("staging");
  }

  /** Returns where a small file of ours is, which {@link #write} makes. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes a small file so that it has either its old or its new content, whatever happens. */
  public void write(String name, String text) {
    try {
      DiskFiles.writeWhole(file(name), text);
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED, "%s cannot be written: %s".formatted(file(name), e), e);
    }
  }

  /** Returns the log of one kind of decisions, such as {@code links}. */
  public DecisionLog decisions(String kind) {
    return DecisionLog.open(folder.resolve("decisions").resolve(kind + ".jsonl"));
  }

  /** Gives the folder back; closing twice does nothing. */
  @Override
  public void close() {
    if (!lock.isValid()) {
      return;
    }
    try {
      Files.deleteIfExists(folder.resolve("ekg.holder"));
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} could not be given back cleanly", folder, e);
    } finally {
      CLAIMED_HERE.remove(folder);
    }
  }

  private static Path create(Path folder) {
    try {
      return Files.createDirectories(folder).toRealPath();
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED,
          "cannot create the data folder %s: %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  private static ResourceException locked(Path folder) {
    String holder = holder(folder).map(Holder::description).orElse("another process");
    return new ResourceException(
        Problem.STORE_LOCKED,
        "the data folder %s is held by %s; use it (--server URL) or stop it first"
            .formatted(folder, holder));
  }
}
