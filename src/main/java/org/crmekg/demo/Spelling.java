package org.crmekg.demo;

/**
 * A text in its own script and in Latin letters.
 *
 * @param local as its owner writes it
 * @param latin transliterated, or the same where the script is Latin
 */
record Spelling(String local, String latin) {

  static Spelling read(String text) {
    int at = text.indexOf('=');
    return at < 0
        ? new Spelling(text, text)
        : new Spelling(text.substring(0, at), text.substring(at + 1));
  }

  Spelling plus(String between, Spelling other) {
    return new Spelling(local + between + other.local, latin + between + other.latin);
  }

  boolean isLatin() {
    return local.equals(latin);
  }
}
