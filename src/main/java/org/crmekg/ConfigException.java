package org.crmekg;

/** Thrown when a configuration, mapping, shape or link file is wrong. */
public final class ConfigException extends EkgException {

  /**
   * Creates the error.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public ConfigException(Problem problem, String message) {
    super(problem.require(Kind.CONFIG), message, null);
  }

  /**
   * Creates the error with what caused it.
   *
   * @throws IllegalArgumentException if the problem is of another kind
   */
  public ConfigException(Problem problem, String message, Throwable cause) {
    super(problem.require(Kind.CONFIG), message, cause);
  }
}
