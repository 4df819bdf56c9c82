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
final class Layers<K, V> {
  private static final int SMALLEST = 1_000;

  private final Map<K, V> base;
  private final Map<K, Optional<V>> changed;

  private Layers(Map<K, V> base, Map<K, Optional<V>> changed) {
    this.base = base;
    this.changed = changed;
  }

  /** Takes a map over, which nobody changes from now on. */
  static <K, V> Layers<K, V> of(Map<K, V> map) {
    return new Layers<>(map, Map.of());
  }

  @Nullable V get(K key) {
    Optional<V> value = changed.get(key);
    return value == null ? base.get(key) : value.orElse(null);
  }

  V getOrDefault(K key, V otherwise) {
    V value = get(key);
    return value == null ? otherwise : value;
  }

  /** Returns the map with other values; empty ones are taken away. */
  Layers<K, V> with(Map<K, Optional<V>> changes) {
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

  /** Returns the keys whose values are not the very same objects in another map. */
  Set<K> differing(Layers<K, V> other) {
    var keys = new HashSet<K>();
    if (base == other.base) {
      keys.addAll(changed.keySet());
      keys.addAll(other.changed.keySet());
    } else {
      keys.addAll(base.keySet());
      keys.addAll(changed.keySet());
      keys.addAll(other.base.keySet());
      keys.addAll(other.changed.keySet());
    }
    keys.removeIf(key -> get(key) == other.get(key));
    return keys;
  }

  boolean containsKey(K key) {
    return get(key) != null;
  }

  int size() {
    int size = base.size();
    for (Map.Entry<K, Optional<V>> change : changed.entrySet()) {
      size += (change.getValue().isPresent() ? 1 : 0) - (base.containsKey(change.getKey()) ? 1 : 0);
    }
    return size;
  }

  void forEach(BiConsumer<K, V> consumer) {
    base.forEach(
        (key, value) -> {
          if (!changed.containsKey(key)) {
            consumer.accept(key, value);
          }
        });
    changed.forEach((key, value) -> value.ifPresent(v -> consumer.accept(key, v)));
  }

  Set<K> keys() {
    var keys = new HashSet<K>();
    forEach((key, value) -> keys.add(key));
    return keys;
  }
}
