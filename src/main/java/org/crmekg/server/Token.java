package org.crmekg.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** A bearer token of which only the hash is kept; tokens are made here, too. */
final class Token {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] hash;

  Token(String token) {
    this.hash = hash(token);
  }

  /** Returns whether the text is the token; how long that takes does not depend on the text. */
  boolean matches(String text) {
    return MessageDigest.isEqual(hash, hash(text));
  }

  /** Returns a new token of 256 random bits. */
  static String create() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns the first part of the request ids of one run of the server. */
  static String runId() {
    byte[] bytes = new byte[4];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
