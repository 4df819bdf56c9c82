package org.crmekg.identity;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map that never changes and shares most of itself with the one that it came from, so that a
 * small change of a large map is small.
 */
final class Layers<V> {
  private static final int SMALLEST = 1_000;

  private final Map<String, V> base;
  private final Map<String, Optional<V>> changed;

  private Layers(Map<String, V> base, Map<String, Optional<V>> changed) {
    this.base = base;
    this.changed = changed;
  }

  /** Takes a map over, which nobody changes from now on. */
  static <V> Layers<V> of(Map<String, V> map) {
    return new Layers<>(map, Map.of());
  }

  @Nullable V get(String key) {
    Optional<V> value = changed.get(key);
    return value == null ? base.get(key) : value.orElse(null);
  }

  V getOrDefault(String key, V otherwise) {
    V value = get(key);
    return value == null ? otherwise : value;
  }

  /** Returns the map with other values; empty ones are taken away. */
  Layers<V> with(Map<String, Optional<V>> changes) {
    var all = new HashMap<>(changed);
    all.putAll(changes);
    if (all.size() < SMALLEST || all.size() < base.size() / 16) {
      return new Layers<>(base, all);
    }
    var whole = new HashMap<>(base);
    all.forEach(
        (key, value) -> value.ifPresentOrElse(v -> whole.put(key, v), () -> whole.remove(key)));
    return new Layers<>(whole, Map.of());
  }

  void forEach(BiConsumer<String, V> consumer) {
    base.forEach(
        (key, value) -> {
          if (!changed.containsKey(key)) {
            consumer.accept(key, value);
          }
        });
    changed.forEach((key, value) -> value.ifPresent(v -> consumer.accept(key, v)));
  }

  Set<String> keys() {
    var keys = new HashSet<String>();
    forEach((key, value) -> keys.add(key));
    return keys;
  }
}
