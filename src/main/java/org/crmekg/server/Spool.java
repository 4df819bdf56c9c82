package org.crmekg.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is written before it is sent: in memory, and from a megabyte on in a file.
 *
 * <p>The thread of the request owns and closes it, also while the query's thread still writes: that
 * one then fails at its next write. The file has no name that outlives the spool.
 */
final class Spool extends OutputStream {
  private static final int IN_MEMORY = 1 << 20;

  private final Path folder;
  private final long limit;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable Path file;
  private @Nullable OutputStream onDisk;
  private long size;
  private boolean closed;

  /**
   * Creates an empty one.
   *
   * @param folder where its file is made if it needs one
   * @param limit bytes that it may hold
   */
  Spool(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      throw new ResourceException(Problem.QUERY_TIMEOUT, "the request was cancelled");
    }
    size += length;
    if (size > limit) {
      throw new ResourceException(
          Problem.QUERY_TOO_LARGE,
          "the answer is larger than %,d bytes; add LIMIT or be more selective".formatted(limit));
    }
    if (onDisk == null && size > IN_MEMORY) {
      file = Files.createTempFile(Files.createDirectories(folder), "answer", ".tmp");
      onDisk = Files.newOutputStream(file, StandardOpenOption.WRITE);
      memory.writeTo(onDisk);
      memory.reset();
    }
    if (onDisk == null) {
      memory.write(bytes, offset, length);
    } else {
      onDisk.write(bytes, offset, length);
    }
  }

  /** Returns how many bytes were written. */
  synchronized long size() {
    return size;
  }

  /** Returns what was written, from its beginning. */
  synchronized InputStream content() throws IOException {
    if (onDisk == null || file == null) {
      return new ByteArrayInputStream(memory.toByteArray());
    }
    onDisk.flush();
    return Files.newInputStream(file);
  }

  /** Forgets everything. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    memory.reset();
    if (onDisk != null && file != null) {
      onDisk.close();
      Files.deleteIfExists(file);
      onDisk = null;
    }
  }
}
