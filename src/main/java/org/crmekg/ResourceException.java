package org.crmekg;

/** Thrown when a limit is reached, a lock is held, or a disk is full. */
public final class ResourceException extends EkgException {

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
}
