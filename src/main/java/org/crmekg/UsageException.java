package org.crmekg;

/** Thrown when a request is wrong. */
public final class UsageException extends EkgException {

  /**
   * Creates the error.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public UsageException(Problem problem, String message) {
    super(problem.require(Kind.USAGE), message, null);
  }

  /**
   * Creates the error with what caused it.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public UsageException(Problem problem, String message, Throwable cause) {
    super(problem.require(Kind.USAGE), message, cause);
  }
}
