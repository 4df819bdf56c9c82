package org.crmekg.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decisions of people and of the system: JSON objects, one a line, appended and never changed.
 *
 * <p>{@link #append} returns when the line is on disk. A line that a crash cut short was never
 * acknowledged and is cut off when the log is opened; a broken line anywhere else is an error,
 * never skipped. Safe for use by several threads; one process at a time, which holds the {@link
 * DataFolder}.
 */
public final class DecisionLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

  // Unknown fields are what a newer version wrote: dropping them silently would lose decisions.
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path path;

  // Not a FileChannel: an interrupt of a calling thread would close it.
  private final RandomAccessFile file;
  private long end;
  private boolean broken;

  private DecisionLog(Path path, RandomAccessFile file, long end) {
    this.path = path;
    this.file = file;
    this.end = end;
  }

  /**
   * Opens the log, or creates it, and checks every line.
   *
   * @throws ResourceException with {@link Problem#DECISIONS_BROKEN}, naming file and line, when a
   *     whole line is not a JSON object
   */
  public static DecisionLog open(Path path) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      boolean isNew = !Files.exists(path);
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var file = new RandomAccessFile(path.toFile(), "rw");
      boolean opened = false;
      try {
        if (isNew && folder != null) {
          DiskFiles.syncFolder(folder);
        }
        long end = cutTornLine(path, file);
        var log = new DecisionLog(path, file, end);
        log.replay(line -> {});
        opened = true;
        return log;
      } finally {
        if (!opened) {
          file.close();
        }
      }
    } catch (IOException e) {
      throw failed("cannot open " + path + ": " + e.getMessage(), e);
    }
  }

  private static long cutTornLine(Path path, RandomAccessFile file) throws IOException {
    long length = file.length();
    long end = length;
    while (end > 0) {
      file.seek(end - 1);
      if (file.read() == '\n') {
        break;
      }
      end--;
    }
    if (end < length) {
      LOG.warn(
          "{}: the last line has no end ({} bytes); it was never acknowledged and is cut off",
          path,
          length - end);
      file.setLength(end);
      file.getFD().sync();
    }
    return end;
  }

  /** Returns where the log is. */
  public Path path() {
    return path;
  }

  /**
   * Appends one decision; it is durable when this returns.
   *
   * @throws ResourceException with {@link Problem#DECISIONS_BROKEN} if it could not be written; the
   *     log is then as before
   */
  public void append(ObjectNode decision) {
    write((decision.toString() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void write(byte[] line) {
    if (broken) {
      throw failed(path + " met an error before; open it again after a check of the disk");
    }
    try {
      file.seek(end);
      file.write(line);
      file.getFD().sync();
      end += line.length;
    } catch (IOException e) {
      takeBack(e);
      throw failed("the decision was not written to " + path + ": " + e.getMessage(), e);
    }
  }

  /** Appends one decision, a record of components that Jackson can write. */
  public void append(Record decision) {
    append((ObjectNode) JSON.valueToTree(decision));
  }

  /**
   * Appends decisions that belong together, such as those of one run; all are durable when this
   * returns. A crash may leave the first of them.
   */
  public void appendAll(List<? extends Record> decisions) {
    var lines = new StringBuilder();
    decisions.forEach(d -> lines.append((ObjectNode) JSON.valueToTree(d)).append('\n'));
    if (!decisions.isEmpty()) {
      write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void takeBack(IOException cause) {
    try {
      file.setLength(end);
      file.getFD().sync();
    } catch (IOException e) {
      cause.addSuppressed(e);
      broken = true;
    }
  }

  /** Gives all decisions to the consumer, the oldest first. */
  public synchronized void replay(Consumer<ObjectNode> consumer) {
    int number = 0;
    for (byte[] line : lines()) {
      number++;
      consumer.accept(parse(line, number));
    }
  }

  /** Returns all decisions as records, the oldest first. */
  public synchronized <T extends Record> List<T> replay(Class<T> type) {
    var decisions = new ArrayList<T>();
    int number = 0;
    for (byte[] line : lines()) {
      number++;
      ObjectNode node = parse(line, number);
      try {
        decisions.add(JSON.treeToValue(node, type));
      } catch (JsonProcessingException e) {
        throw broken(number, "is not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
      }
    }
    return decisions;
  }

  private ObjectNode parse(byte[] line, int number) {
    try {
      // Strict: the default decoder would turn a damaged byte into U+FFFD and go on.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      JsonNode node = JSON.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw failed(at(number) + "is not a JSON object; each line is one");
    } catch (JsonProcessingException e) {
      throw broken(number, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (CharacterCodingException e) {
      throw broken(number, "is not UTF-8", e);
    }
  }

  private List<byte[]> lines() {
    var content = new byte[Math.toIntExact(end)];
    try {
      file.seek(0);
      file.readFully(content);
    } catch (IOException e) {
      throw failed("cannot read " + path + ": " + e.getMessage(), e);
    }
    var lines = new ArrayList<byte[]>();
    int start = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        lines.add(Arrays.copyOfRange(content, start, i));
        start = i + 1;
      }
    }
    return lines;
  }

  private String at(int number) {
    return "%s, line %d: ".formatted(path, number);
  }

  private ResourceException broken(int number, String what, Exception cause) {
    return failed(at(number) + what + "; repair the line or restore the file", cause);
  }

  private static ResourceException failed(String message) {
    return new ResourceException(Problem.DECISIONS_BROKEN, message);
  }

  private static ResourceException failed(String message, Exception cause) {
    return new ResourceException(Problem.DECISIONS_BROKEN, message, cause);
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed("cannot close " + path, e);
    }
  }
}
