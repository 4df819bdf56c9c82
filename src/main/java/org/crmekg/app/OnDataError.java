package org.crmekg.app;

/** What a load does with a row that cannot be mapped. */
public enum OnDataError {
  /** The load fails, and the last whole version stays. */
  FAIL,
  /** The row is left out and becomes a finding; the graphs of the source are marked incomplete. */
  QUARANTINE
}
