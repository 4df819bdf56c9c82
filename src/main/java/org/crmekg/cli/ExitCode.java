package org.crmekg.cli;

import org.crmekg.EkgException;

/** The exit codes that scripts may rely on. */
final class ExitCode {
  static final int FINE = 0;

  /** Findings, differences, or a false answer with {@code --exit-status}. */
  static final int FINDINGS = 1;

  /** The command line or a query is wrong. */
  static final int USAGE = 2;

  /** Configuration, a source, a limit or crm-ekg itself failed. */
  static final int FAILED = 3;

  /** A partial answer. */
  static final int PARTIAL = 4;

  private ExitCode() {}

  static int of(EkgException.Kind kind) {
    return switch (kind) {
      case USAGE -> USAGE;
      case CONFIG, SOURCE, RESOURCE, INTERNAL -> FAILED;
    };
  }
}
