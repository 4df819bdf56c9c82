package org.crmekg.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.Trace;
import org.crmekg.UsageException;
import org.crmekg.Visibility;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.PrincipalConfig;
import org.crmekg.config.SourceConfig;
import org.jspecify.annotations.Nullable;

/**
 * Who may see what.
 *
 * <p>A bearer token is the server's own, or one of a configured principal's. Without one, a caller
 * on this machine is the local user, who sees everything but changes nothing: any web page can make
 * a browser send a request here, but none can know a token. Where principals are configured, only
 * {@code ekg:anonymousAccess} lets callers without a token in.
 */
final class AccessPolicy {
  private static final String SCHEME = "Bearer ";

  private final Token serverToken;
  private final List<Known> principals = new ArrayList<>();
  private final boolean anonymous;

  private record Known(Token token, Caller caller) {}

  AccessPolicy(EkgConfig config, String serverToken, Function<String, @Nullable String> variables) {
    this.serverToken = new Token(serverToken);
    this.anonymous = config.principals().isEmpty() || config.server().anonymousAccess();
    Set<String> all =
        config.sources().stream().map(SourceConfig::id).collect(Collectors.toUnmodifiableSet());
    for (PrincipalConfig principal : config.principals()) {
      String token = variables.apply(principal.tokenVariable());
      if (token == null || token.isBlank()) {
        throw new ConfigException(
            Problem.CONFIG_VARIABLE,
            "%s: principal \"%s\" needs the environment variable %s with its token, which is not set"
                .formatted(config.origin(), principal.name(), principal.tokenVariable()));
      }
      boolean seesAll = principal.mayRead().containsAll(all);
      principals.add(
          new Known(
              new Token(token),
              new Caller(
                  seesAll
                      ? named(principal.name())
                      : RequestContext.local().restrictedTo(principal.name(), principal.mayRead()),
                  seesAll)));
    }
  }

  private static RequestContext named(String name) {
    RequestContext local = RequestContext.local();
    return new RequestContext(
        name,
        new Visibility.AllSources(),
        local.maskedProperties(),
        local.lensVersion(),
        local.asOf(),
        local.deadline(),
        local.completeness(),
        local.pushDown(),
        local.maxProduct(),
        Trace.NONE);
  }

  /**
   * Returns who sends a request with this Authorization header.
   *
   * @throws UsageException with {@link Problem#UNAUTHORIZED} if they may not ask at all
   */
  Caller caller(@Nullable String authorization) {
    if (authorization == null) {
      if (anonymous) {
        return new Caller(RequestContext.local(), false);
      }
      throw new UsageException(
          Problem.UNAUTHORIZED, "this server wants a token: Authorization: Bearer <token>");
    }
    if (authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      String token = authorization.substring(SCHEME.length()).strip();
      if (serverToken.matches(token)) {
        return new Caller(RequestContext.local(), true);
      }
      // All are compared, so that the time says nothing about which one was close.
      Caller found = null;
      for (Known known : principals) {
        found = known.token().matches(token) ? known.caller() : found;
      }
      if (found != null) {
        return found;
      }
    }
    throw new UsageException(Problem.UNAUTHORIZED, "the token is not known here");
  }
}
