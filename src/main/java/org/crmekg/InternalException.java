package org.crmekg;

/** Thrown when crm-ekg itself is at fault. */
public final class InternalException extends EkgException {

  /**
   * Creates the error.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public InternalException(Problem problem, String message) {
    super(problem.require(Kind.INTERNAL), message, null);
  }

  /**
   * Creates the error with what caused it.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public InternalException(Problem problem, String message, Throwable cause) {
    super(problem.require(Kind.INTERNAL), message, cause);
  }
}
