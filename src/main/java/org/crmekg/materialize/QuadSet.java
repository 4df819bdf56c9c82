package org.crmekg.materialize;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.jspecify.annotations.Nullable;

/**
 * Lets each line through once, in bounded memory.
 *
 * <h2>Identity</h2>
 *
 * A line is known by the first 128 bits of its SHA-256. Two different lines that agree in them
 * would lose one; for 10⁹ lines that has probability 10¹⁸ / 2¹²⁹ ≈ 10⁻²¹, and nobody knows how to
 * make two such lines on purpose in fewer than 2⁶⁴ trials.
 *
 * <h2>Memory</h2>
 *
 * An open-addressing table of 16 bytes a slot grows up to an eighth of the heap. When it is full,
 * it stays as it is: a line that it knows was given before; any other line goes to one of {@value
 * #PARTITIONS} files by its hash. {@link #drain} then reads the files one after the other, each
 * through a set of its own (and files of its own, should one be too large again, by other bits of
 * the hash).
 *
 * <p>For one thread.
 */
final class QuadSet implements AutoCloseable {
  private static final int SLOT_BYTES = 16;
  private static final int MAX_SLOTS = 1 << 24;

  private static final int PARTITIONS = 32;
  private static final int BITS = 5;

  private final MessageDigest digest;
  private final byte[] hash = new byte[32];
  private final int maxSlots;
  private final Folder folder;
  private final int depth;
  private long[] table = new long[2 << 10];
  private int count;
  private boolean full;
  private @Nullable Path at;
  private final @Nullable Partition[] partitions = new Partition[PARTITIONS];

  /** Where lines go that do not fit into memory. */
  interface Folder {
    /** The system's folder for temporary files. */
    Folder TEMPORARY = () -> Files.createTempFile("ekg-", ".spill");

    /** Creates a file. */
    Path newFile() throws IOException;
  }

  /** Hears lines that are given. */
  interface Lines {
    void line(byte[] bytes, int offset, int length) throws IOException;
  }

  private record Partition(Path file, DataOutputStream out) {}

  /** Returns how many slots may take an eighth of the memory that this process may use. */
  static int slotsFor(long maxMemoryBytes) {
    return Integer.highestOneBit(Math.clamp(maxMemoryBytes / 8 / SLOT_BYTES, 1 << 10, MAX_SLOTS));
  }

  QuadSet(int maxSlots, Folder folder) {
    this(maxSlots, folder, 0);
  }

  private QuadSet(int maxSlots, Folder folder, int depth) {
    this.maxSlots = maxSlots;
    this.folder = folder;
    this.depth = depth;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new InternalException(Problem.INTERNAL, "every Java has SHA-256", e);
    }
  }

  /**
   * Adds a line.
   *
   * @return whether it is given now; if not, it was given before, or {@link #drain} decides
   */
  boolean add(byte[] bytes, int offset, int length) {
    long high = hash(bytes, offset, length);
    long low = low();
    int slot = slot(table, high, low);
    if (table[slot] != 0 || table[slot + 1] != 0) {
      return false;
    }
    if (full) {
      spill(bytes, offset, length, high);
      return false;
    }
    table[slot] = high;
    table[slot + 1] = low;
    count++;
    if (count >= table.length / 2 / 4 * 3) {
      grow();
    }
    return true;
  }

  /** Gives the lines that did not fit into memory, each once; nothing can be added after that. */
  void drain(Lines out) throws IOException {
    for (Partition partition : partitions) {
      if (partition != null) {
        partition.out().close();
      }
    }
    table = new long[2];
    for (int i = 0; i < PARTITIONS; i++) {
      Partition partition = partitions[i];
      if (partition != null) {
        drain(partition.file(), out);
        Files.delete(partition.file());
        partitions[i] = null;
      }
    }
  }

  private void drain(Path file, Lines out) throws IOException {
    try (var in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        var lines = new QuadSet(maxSlots, folder, depth + 1)) {
      while (true) {
        int length;
        try {
          length = in.readInt();
        } catch (EOFException e) {
          break;
        }
        byte[] line = in.readNBytes(length);
        if (lines.add(line, 0, length)) {
          out.line(line, 0, length);
        }
      }
      lines.drain(out);
    }
  }

  private long hash(byte[] bytes, int offset, int length) {
    try {
      digest.update(bytes, offset, length);
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new InternalException(Problem.INTERNAL, "32 bytes hold a SHA-256", e);
    }
    return ByteBuffer.wrap(hash).order(ByteOrder.BIG_ENDIAN).getLong(0);
  }

  /** Never zero, so that two zeros are an empty slot. */
  private long low() {
    long low = ByteBuffer.wrap(hash).order(ByteOrder.BIG_ENDIAN).getLong(8);
    return low == 0 ? 1 : low;
  }

  private static int slot(long[] table, long high, long low) {
    int mask = table.length / 2 - 1;
    int slot = (int) low & mask;
    while (true) {
      int at = 2 * slot;
      if ((table[at] == high && table[at + 1] == low) || (table[at] == 0 && table[at + 1] == 0)) {
        return at;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void grow() {
    if (table.length / 2 >= maxSlots) {
      full = true;
      return;
    }
    long[] larger = new long[2 * table.length];
    for (int at = 0; at < table.length; at += 2) {
      if (table[at] != 0 || table[at + 1] != 0) {
        int slot = slot(larger, table[at], table[at + 1]);
        larger[slot] = table[at];
        larger[slot + 1] = table[at + 1];
      }
    }
    table = larger;
  }

  private void spill(byte[] bytes, int offset, int length, long high) {
    int i = (int) (high >>> (64 - BITS * (depth % 12 + 1))) & (PARTITIONS - 1);
    try {
      Partition partition = partitions[i];
      if (partition == null) {
        Path file = folder.newFile();
        at = file;
        partition =
            new Partition(
                file,
                new DataOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(file), 1 << 14)));
        partitions[i] = partition;
      }
      partition.out().writeInt(length);
      partition.out().write(bytes, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  ResourceException failed(IOException e) {
    Path file = at == null ? Path.of(System.getProperty("java.io.tmpdir"), "ekg.spill") : at;
    return ResourceException.unwritable(
        "the file of statements that may be duplicates and do not fit into memory", file, 0, e);
  }

  @Override
  public void close() {
    for (int i = 0; i < PARTITIONS; i++) {
      Partition partition = partitions[i];
      if (partition != null) {
        partitions[i] = null;
        try {
          partition.out().close();
        } catch (IOException e) {
          // The file is deleted all the same; what was in it is of no use any more.
          partition.file().toFile().deleteOnExit();
        }
        try {
          Files.deleteIfExists(partition.file());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
