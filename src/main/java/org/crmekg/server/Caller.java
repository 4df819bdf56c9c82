package org.crmekg.server;

import org.crmekg.RequestContext;

/**
 * Who sends a request, and what they may do.
 *
 * @param context their rights, without a deadline
 * @param mayWrite whether they may load, validate, decide and change demo sources
 * @param name who they are to people; that of the principal, but where the server's own token is
 *     used by somebody who said their name
 */
record Caller(RequestContext context, boolean mayWrite, String name) {
  Caller(RequestContext context, boolean mayWrite) {
    this(context, mayWrite, context.principal());
  }

  /** Returns this caller with a name that they gave; a principal keeps their own. */
  Caller named(String given) {
    return given.isEmpty() || !context.principal().equals(RequestContext.local().principal())
        ? this
        : new Caller(context, mayWrite, given);
  }
}
