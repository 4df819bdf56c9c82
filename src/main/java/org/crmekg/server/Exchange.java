package org.crmekg.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * A request, and what is noted about it for the log.
 *
 * <p>Parameters are read from the address and, where an endpoint asks for it, from a form: the
 * servlet's own way would read the body before anybody looks at its size.
 */
final class Exchange {
  static final int MAX_BODY = 1 << 20;

  private final HttpServletRequest request;
  private final String id;
  private final Caller caller;
  private final List<Parameter> parameters;
  private final CallerPresence presence;
  private String shape = "-";
  private long rows = -1;

  record Parameter(String name, String value) {}

  Exchange(HttpServletRequest request, String id, Caller caller) {
    this.request = request;
    this.id = id;
    this.caller = caller;
    this.presence = CallerPresence.of(request);
    this.parameters = parameters(request.getQueryString() == null ? "" : request.getQueryString());
  }

  static List<Parameter> parameters(String encoded) {
    var found = new ArrayList<Parameter>();
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        found.add(
            equals < 0
                ? new Parameter(decoded(pair), "")
                : new Parameter(
                    decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
      }
    }
    return found;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Problem.USAGE, "a parameter is not percent-encoded UTF-8: " + e.getMessage(), e);
    }
  }

  String id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  /** Returns whether nobody waits for the answer; for the thread that answers. */
  boolean isCallerGone() {
    return presence.isGone();
  }

  String method() {
    return request.getMethod();
  }

  boolean isGet() {
    return method().equals("GET") || method().equals("HEAD");
  }

  /** Returns whether a browser's session says who asks, and no token in the request. */
  boolean isSignedIn() {
    return request.getHeader("Authorization") == null
        && (caller.mayWrite()
            || !caller.context().principal().equals(RequestContext.local().principal()));
  }

  /** Returns the cookies that were sent; null for none. */
  @Nullable String cookies() {
    return request.getHeader("Cookie");
  }

  /** Returns the host and port as the caller knows them; they were checked before. */
  String host() {
    return request.getHeader("Host");
  }

  /** Returns the path as it was sent, still percent-encoded. */
  String path() {
    return request.getRequestURI();
  }

  /** Returns the address of the server as the caller knows it; the host was checked before. */
  String origin() {
    return "http://" + request.getHeader("Host");
  }

  Accept accept() {
    return Accept.of(header("Accept"));
  }

  /** Returns whether the caller takes less rather than nothing (RFC 7240 §4.4). */
  boolean isLenient() {
    return header("Prefer")
        .toLowerCase(Locale.ROOT)
        .matches("(?s).*\\bhandling\\s*=\\s*\"?lenient\\b.*");
  }

  private String header(String name) {
    var all = new ArrayList<String>();
    request.getHeaders(name).asIterator().forEachRemaining(all::add);
    return String.join(",", all);
  }

  /** Returns the media type of the body, in lower case and without parameters. */
  String contentType() {
    String type = request.getContentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  List<String> all(String parameter) {
    return all(parameters, parameter);
  }

  static List<String> all(List<Parameter> parameters, String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).toList();
  }

  /** Returns a parameter of the address; empty also where it is an empty text. */
  Optional<String> one(String parameter) {
    return all(parameter).stream().filter(v -> !v.isBlank()).findFirst();
  }

  static Optional<String> first(List<Parameter> parameters, String name) {
    return all(parameters, name).stream().filter(v -> !v.isBlank()).findFirst();
  }

  /**
   * Returns the fields of a form that was sent as the body.
   *
   * @throws UsageException with {@link Problem#BODY_REFUSED} if the body is none
   */
  List<Parameter> form() throws IOException {
    if (!contentType().equals("application/x-www-form-urlencoded")) {
      throw new UsageException(
          Problem.BODY_REFUSED, "the body must be a form: application/x-www-form-urlencoded");
    }
    return parameters(body());
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /**
   * Returns the body as text.
   *
   * @throws UsageException with {@link Problem#BODY_REFUSED} if it is larger than a megabyte
   */
  String body() throws IOException {
    if (request.getContentLengthLong() > MAX_BODY) {
      throw tooLarge();
    }
    byte[] bytes = request.getInputStream().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw tooLarge();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException(Problem.BODY_REFUSED, "the body is not UTF-8", e);
    }
  }

  private static UsageException tooLarge() {
    return new UsageException(
        Problem.BODY_REFUSED, "the body is larger than %,d bytes".formatted(MAX_BODY));
  }

  /** Refuses whoever may not change anything. */
  void requireWriter() {
    if (!caller.mayWrite()) {
      throw new UsageException(
          Problem.FORBIDDEN,
          "this needs the server's token, or the token of a principal who sees every source");
    }
  }

  void noteShape(String queryShape) {
    shape = queryShape;
  }

  void noteRows(long count) {
    rows = count;
  }

  String shape() {
    return shape;
  }

  long rows() {
    return rows;
  }
}
