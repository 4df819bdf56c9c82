package org.crmekg.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The streams of a run.
 *
 * @param out for data
 * @param err for talk
 * @param outIsTerminal whether a person reads the data
 * @param errIsTerminal whether a person reads the talk
 */
record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal) {}
