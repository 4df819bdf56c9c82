package org.crmekg.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that showed a token once, since they cannot send it with each request.
 *
 * <p>A session has the rights of its token and lives in memory: it ends with the server, after
 * twelve hours without a request, or when somebody signs out. Its cookie is out of reach of scripts
 * and of other sites, and counts for a change only where the request says that it comes from a page
 * of this server ({@code Origin}), so that no other page can decide in somebody's name.
 */
final class SignIn {
  static final String PATH = "/sign-in";
  private static final Duration LIFE = Duration.ofHours(12);
  private static final int MOST_SESSIONS = 10_000;
  private static final int LONGEST_NAME = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AccessPolicy policy;
  private final LongSupplier nanoTime;
  private final Map<String, Session> sessions = new HashMap<>();

  private record Session(Caller caller, long seen) {}

  SignIn(AccessPolicy policy, LongSupplier nanoTime) {
    this.policy = policy;
    this.nanoTime = nanoTime;
  }

  /**
   * Returns who a browser's cookie stands for.
   *
   * @param cookies the value of the header
   * @param host the value of the header: servers on other ports share a browser's cookies
   */
  synchronized Optional<Caller> caller(@Nullable String cookies, String host) {
    Optional<String> id = id(cookies, host);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    dropOld();
    Session session = sessions.get(id.get());
    if (session == null) {
      return Optional.empty();
    }
    sessions.put(id.get(), new Session(session.caller(), nanoTime.getAsLong()));
    return Optional.of(session.caller());
  }

  private void dropOld() {
    long now = nanoTime.getAsLong();
    sessions.values().removeIf(s -> now - s.seen() > LIFE.toNanos());
  }

  private static Optional<String> id(@Nullable String cookies, String host) {
    if (cookies == null) {
      return Optional.empty();
    }
    for (String cookie : cookies.split(";", -1)) {
      String[] parts = cookie.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(cookieName(host))) {
        return Optional.of(parts[1]);
      }
    }
    return Optional.empty();
  }

  private static String cookieName(String host) {
    int colon = host.lastIndexOf(':');
    String port = colon < 0 ? "" : host.substring(colon + 1);
    return port.matches("\\d+") ? "ekg-session-" + port : "ekg-session";
  }

  private static String cookie(String id, String host, long seconds) {
    return "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d"
        .formatted(cookieName(host), id, seconds);
  }

  /** Answers the form, and those who send it. */
  Answer answer(Exchange exchange, Layout layout) throws IOException {
    if (exchange.isGet()) {
      return form(exchange, layout, Optional.empty());
    }
    List<Exchange.Parameter> fields = exchange.form();
    String back = back(Exchange.first(fields, "back").orElse("/review"));
    if (Exchange.first(fields, "out").isPresent()) {
      synchronized (this) {
        id(exchange.cookies(), exchange.host()).ifPresent(sessions::remove);
      }
      return Answer.seeOther(back).with("Set-Cookie", cookie("", exchange.host(), 0));
    }
    Caller caller;
    try {
      caller = policy.caller("Bearer " + Exchange.first(fields, "token").orElse("").strip());
    } catch (EkgException e) {
      return form(exchange, layout, Optional.of("That token is not known here.")).withStatus(401);
    }
    String name = Exchange.first(fields, "name").orElse("").strip();
    if (name.length() > LONGEST_NAME) {
      throw new UsageException(
          Problem.USAGE, "a name has at most %d letters".formatted(LONGEST_NAME));
    }
    String id = newId();
    synchronized (this) {
      dropOld();
      if (sessions.size() >= MOST_SESSIONS) {
        sessions.clear();
      }
      sessions.put(id, new Session(caller.named(name), nanoTime.getAsLong()));
    }
    return Answer.seeOther(back).with("Set-Cookie", cookie(id, exchange.host(), LIFE.toSeconds()));
  }

  private static String newId() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A path of this server, and nothing else: a link may name another place to go to. */
  static String back(String wanted) {
    return wanted.matches("/[A-Za-z0-9._~/?&=%+*:-]*") && !wanted.startsWith("//")
        ? wanted
        : "/review";
  }

  private static Answer form(Exchange exchange, Layout layout, Optional<String> problem) {
    return layout.page(
        "Sign in",
        html -> {
          html.element("h1", "Sign in");
          problem.ifPresent(p -> Layout.note(html, "warning", p));
          html.open("section").open("form", "method", "post", "action", PATH, "class", "sign-in");
          html.open(
              "input", "type", "hidden", "name", "back", "value", exchange.one("back").orElse(""));
          html.open("p").element("label", "Token", "for", "token");
          html.open(
              "input",
              "id",
              "token",
              "name",
              "token",
              "type",
              "password",
              "required",
              "required",
              "autofocus",
              "autofocus",
              "autocomplete",
              "current-password");
          html.element(
              "span",
              "your own, or the server's: it is in server.json in the data folder",
              "class",
              "hint");
          html.end();
          html.open("p").element("label", "Your name", "for", "name");
          html.open("input", "id", "name", "name", "name", "autocomplete", "name");
          html.element(
              "span",
              "who decides, with the server's token; your own token says who you are",
              "class",
              "hint");
          html.end();
          html.open("div", "class", "actions").element("button", "Sign in", "type", "submit");
          html.close().close().end();
        });
  }
}
