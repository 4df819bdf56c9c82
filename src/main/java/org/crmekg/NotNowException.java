package org.crmekg;

/**
 * Thrown where something that is asked {@linkplain Deadline#ahead() ahead of need} would have to
 * wait for what others hold. Whoever asked asks again when it is needed; no user sees it.
 */
public final class NotNowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the signal. */
  public NotNowException() {
    super("nothing is free", null, false, false);
  }
}
