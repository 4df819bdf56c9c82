package org.crmekg.linkage;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which pairs are looked at: those that agree on every key.
 *
 * @param keys each a field and the part of it that must agree
 * @param unordered whether keys may agree crosswise, as swapped names do
 * @param window if positive, not agreement counts but being so many places apart in the order of
 *     the keys (sorted neighbourhood)
 */
public record BlockingRule(List<Key> keys, boolean unordered, int window) {

  /** A part of a field. */
  public record Key(String field, KeyPart part) {
    @Override
    public String toString() {
      return part == KeyPart.SAME ? field : "%s (%s)".formatted(field, part.words());
    }
  }

  public BlockingRule {
    keys = List.copyOf(keys);
  }

  /** Returns the rule in words. */
  public String words() {
    String all =
        keys.stream().map(Key::toString).collect(Collectors.joining(unordered ? " × " : " + "));
    return window > 0 ? "%d next by %s".formatted(window, all) : all;
  }
}
