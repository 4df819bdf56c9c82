package org.crmekg;

import org.jspecify.annotations.Nullable;

/**
 * Everything that the system refuses or fails at, with a {@link Problem} that says of what kind.
 *
 * <p>A message says what happened, where (file, node, source, row) and what would be right.
 * Violations, no-answers and differences are values and never exceptions.
 */
public abstract sealed class EkgException extends RuntimeException
    permits UsageException, ConfigException, SourceException, ResourceException, InternalException {

  /** Who can do something about it, and so which exit code and HTTP status it becomes. */
  public enum Kind {
    /** The request is wrong: an option, a query that cannot be parsed. */
    USAGE,
    /** A configuration, mapping, shape or link file is wrong. */
    CONFIG,
    /** A source is unreachable, slow, or broke its promise. */
    SOURCE,
    /** A limit was reached, a lock is held, a disk is full. */
    RESOURCE,
    /** A fault of crm-ekg itself. */
    INTERNAL
  }

  private final Problem problem;

  EkgException(Problem problem, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** Returns the catalogue entry that this error is an instance of. */
  public final Problem problem() {
    return problem;
  }

  /** Returns who can do something about it. */
  public final Kind kind() {
    return problem.kind();
  }

  /** Returns the message with its code in front, as shown to people. */
  public final String coded() {
    return problem.code() + " " + getMessage();
  }
}
