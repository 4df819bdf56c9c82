package org.crmekg.config;

import java.util.Set;

/**
 * Somebody who may ask over HTTP with a bearer token.
 *
 * @param name who it is, for the audit
 * @param tokenVariable environment variable that holds the token
 * @param mayRead ids of the sources that they see
 */
public record PrincipalConfig(String name, String tokenVariable, Set<String> mayRead) {
  public PrincipalConfig {
    mayRead = Set.copyOf(mayRead);
  }
}
