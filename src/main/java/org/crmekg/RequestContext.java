package org.crmekg;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, what they may see, as of when, and how long it may take.
 *
 * <p>It goes through every call as a parameter, never as a thread-local, and policy is applied with
 * it at the leaf (the scan of a member), never on a result.
 *
 * @param principal name of the caller; {@code local} for the command line and stock tools
 * @param visible the sources that the caller may see
 * @param maskedProperties IRIs of properties whose statements the caller may not see
 * @param lensVersion version of the identity links that the whole request uses; {@link
 *     #CURRENT_LENS} until it is pinned
 * @param asOf the valid-time date asked for, or empty for today
 * @param deadline when the request has to be over
 * @param completeness what happens when a member fails
 * @param pushDown how much of a query is given to members
 * @param maxProduct how many rows patterns that nothing connects may make together, as far as can
 *     be estimated
 * @param trace is told what is asked of sources
 */
public record RequestContext(
    String principal,
    Visibility visible,
    Set<String> maskedProperties,
    long lensVersion,
    Optional<LocalDate> asOf,
    Deadline deadline,
    Completeness completeness,
    PushDown pushDown,
    double maxProduct,
    Trace trace) {

  /** The lens version of a request that is not pinned yet. */
  public static final long CURRENT_LENS = -1L;

  /** What happens when a member is down, slow or cut off. */
  public enum Completeness {
    /** The request fails and names the member. */
    REQUIRED,
    /** The answer is marked as partial and names the member. */
    PARTIAL_ALLOWED
  }

  /** How much of a query is given to members; the answer is the same. */
  public enum PushDown {
    /** All that a member can do, such as joins within a source. */
    FULL,
    /** Patterns for batches of rows; what they have in common is joined on this side. */
    BATCHES,
    /** One pattern for one row at a time, as ARQ does it by itself. */
    NONE
  }

  public RequestContext {
    maskedProperties = Set.copyOf(maskedProperties);
  }

  /** Returns the context of the local user, who sees everything, without a time limit. */
  public static RequestContext local() {
    return new RequestContext(
        "local",
        new Visibility.AllSources(),
        Set.of(),
        CURRENT_LENS,
        Optional.empty(),
        Deadline.none(),
        Completeness.REQUIRED,
        PushDown.FULL,
        Double.POSITIVE_INFINITY,
        Trace.NONE);
  }

  /** Returns this context for a principal who sees only these sources. */
  public RequestContext restrictedTo(String name, Set<String> sources) {
    return new RequestContext(
        name,
        new Visibility.OnlySources(sources),
        maskedProperties,
        lensVersion,
        asOf,
        deadline,
        completeness,
        pushDown,
        maxProduct,
        trace);
  }

  /** Returns this context with another deadline. */
  public RequestContext within(Deadline newDeadline) {
    return new RequestContext(
        principal,
        visible,
        maskedProperties,
        lensVersion,
        asOf,
        newDeadline,
        completeness,
        pushDown,
        maxProduct,
        trace);
  }

  /** Returns this context pinned to a version of the identity links. */
  public RequestContext pinnedTo(long version) {
    return new RequestContext(
        principal,
        visible,
        maskedProperties,
        version,
        asOf,
        deadline,
        completeness,
        pushDown,
        maxProduct,
        trace);
  }

  /** Returns this context for a caller who takes an answer without sources that fail. */
  public RequestContext allowingPartial() {
    return new RequestContext(
        principal,
        visible,
        maskedProperties,
        lensVersion,
        asOf,
        deadline,
        Completeness.PARTIAL_ALLOWED,
        pushDown,
        maxProduct,
        trace);
  }

  /** Returns this context for an answer that gives members so much of a query. */
  public RequestContext pushing(PushDown newPushDown) {
    return new RequestContext(
        principal,
        visible,
        maskedProperties,
        lensVersion,
        asOf,
        deadline,
        completeness,
        newPushDown,
        maxProduct,
        trace);
  }

  /** Returns this context for a caller who may not see the statements of some properties. */
  public RequestContext masking(Set<String> properties) {
    return new RequestContext(
        principal,
        visible,
        properties,
        lensVersion,
        asOf,
        deadline,
        completeness,
        pushDown,
        maxProduct,
        trace);
  }

  /** Returns this context for queries whose products of unconnected patterns are no larger. */
  public RequestContext multiplyingUpTo(double rows) {
    return new RequestContext(
        principal,
        visible,
        maskedProperties,
        lensVersion,
        asOf,
        deadline,
        completeness,
        pushDown,
        rows,
        trace);
  }

  /** Returns this context with another listener. */
  public RequestContext tracedBy(Trace newTrace) {
    return new RequestContext(
        principal,
        visible,
        maskedProperties,
        lensVersion,
        asOf,
        deadline,
        completeness,
        pushDown,
        maxProduct,
        newTrace);
  }

  /** Returns whether the caller may see the source. */
  public boolean sees(String source) {
    return visible.sees(source);
  }
}
