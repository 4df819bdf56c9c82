package org.crmekg.server;

import java.io.IOException;
import java.util.Set;

/**
 * What answers at one address.
 *
 * @param name what logs and metrics call it, since addresses may hold personal data
 * @param methods GET includes HEAD
 */
record Endpoint(String name, Set<String> methods, Handler handler) {
  Endpoint {
    methods = Set.copyOf(methods);
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Exchange exchange) throws IOException;
  }

  static Endpoint get(String name, Handler handler) {
    return new Endpoint(name, Set.of("GET"), handler);
  }

  static Endpoint post(String name, Handler handler) {
    return new Endpoint(name, Set.of("POST"), handler);
  }

  boolean takes(String method) {
    return methods.contains(method.equals("HEAD") ? "GET" : method);
  }
}
