package org.crmekg.app;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the system takes from outside.
 *
 * @param clock what time it is
 * @param nanoTime a monotonic clock in nanoseconds
 * @param variables looks up environment variables; null where one is not set
 * @param onFatal is told of an error after which the process must stop
 */
public record Environment(
    Clock clock,
    LongSupplier nanoTime,
    Function<String, @Nullable String> variables,
    Consumer<Throwable> onFatal) {

  /** Returns the real one. */
  public static Environment system(Consumer<Throwable> onFatal) {
    return new Environment(Clock.systemUTC(), System::nanoTime, System::getenv, onFatal);
  }
}
