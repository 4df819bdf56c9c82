package org.crmekg.server;

import org.crmekg.RequestContext;

/**
 * Who sends a request, and what they may do.
 *
 * @param context their rights, without a deadline
 * @param mayWrite whether they may load, validate and change demo sources
 */
record Caller(RequestContext context, boolean mayWrite) {}
