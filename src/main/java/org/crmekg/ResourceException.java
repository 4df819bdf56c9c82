package org.crmekg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Thrown when a limit is reached, a lock is held, or a disk is full. */
public final class ResourceException extends EkgException {
  private static final long NEARLY_NOTHING = 1 << 16;

  /**
   * Creates the error.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public ResourceException(Problem problem, String message) {
    super(problem.require(Kind.RESOURCE), message, null);
  }

  /**
   * Creates the error with what caused it.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public ResourceException(Problem problem, String message, Throwable cause) {
    super(problem.require(Kind.RESOURCE), message, cause);
  }

  /**
   * Says why a file cannot be written: whether its disk is full, and how much it would take.
   *
   * @param what what is in the file
   * @param needed how many bytes it is going to have, at least; 0 if that is not known
   */
  public static ResourceException unwritable(
      String what, Path file, long needed, IOException cause) {
    Path folder = file.toAbsolutePath().resolveSibling("");
    long free = free(folder);
    String reason = String.valueOf(cause.getMessage());
    boolean full = reason.contains("No space left") || reason.contains("quota");
    if (!full && (free < 0 || free > NEARLY_NOTHING)) {
      return new ResourceException(
          Problem.STAGING_FAILED,
          "%s cannot be written to %s: %s".formatted(what, file, cause),
          cause);
    }
    return new ResourceException(
        Problem.DISK_FULL,
        "the disk of %s is full: %s%s%s; nothing was kept of it. Free some space, or use another disk"
            .formatted(
                folder,
                what,
                needed > 0 ? " needs about %s".formatted(megabytes(needed)) : " does not fit",
                free < 0 ? "" : ", and %s are free".formatted(megabytes(free))),
        cause);
  }

  /** Returns the usable bytes, or -1 where nobody knows. */
  private static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String megabytes(long bytes) {
    return "%.1f MB".formatted(bytes / 1e6);
  }
}
