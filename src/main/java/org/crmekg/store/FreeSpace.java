package org.crmekg.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import org.crmekg.Problem;
import org.crmekg.ResourceException;

/**
 * Refuses to write when the disk is nearly full.
 *
 * <p>A full disk is not clean under TDB2: the failed transaction becomes visible to readers, and a
 * later write faults on a mapped page. So the store stops well before.
 */
final class FreeSpace {
  private final Path folder;
  private final LongUnaryOperator minimumFreeBytes;

  FreeSpace(Path folder, LongUnaryOperator minimumFreeBytes) {
    this.folder = folder;
    this.minimumFreeBytes = minimumFreeBytes;
  }

  /** Returns whether so many bytes can be written with the minimum staying free. */
  boolean has(long bytes) {
    return free() - minimum() >= bytes;
  }

  /**
   * Returns normally if so many bytes can be written with the minimum staying free.
   *
   * @throws ResourceException with {@link Problem#DISK_FULL} otherwise
   */
  void require(long bytes, String purpose) {
    long free = free();
    long minimum = minimum();
    if (free - minimum < bytes) {
      throw new ResourceException(
          Problem.DISK_FULL,
          ("%s needs %s on the disk of %s, beside the %s that have to stay free; it has %s free."
                  + " Nothing was changed: free some space and try again")
              .formatted(purpose, megabytes(bytes), folder, megabytes(minimum), megabytes(free)));
    }
  }

  private long free() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw unknown(e);
    }
  }

  private long minimum() {
    try {
      return minimumFreeBytes.applyAsLong(Files.getFileStore(folder).getTotalSpace());
    } catch (IOException e) {
      throw unknown(e);
    }
  }

  private ResourceException unknown(IOException cause) {
    return new ResourceException(
        Problem.STORE_FAILED,
        "the disk of %s does not say how much of it is free: %s"
            .formatted(folder, cause.getMessage()),
        cause);
  }

  private static String megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000 + " MB";
  }
}
