package org.crmekg;

/** Thrown when a source is unreachable, slow, or breaks its promise. */
public final class SourceException extends EkgException {

  /**
   * Creates the error.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public SourceException(Problem problem, String message) {
    super(problem.require(Kind.SOURCE), message, null);
  }

  /**
   * Creates the error with what caused it.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public SourceException(Problem problem, String message, Throwable cause) {
    super(problem.require(Kind.SOURCE), message, cause);
  }
}
