package org.crmekg;

import java.util.Set;

/** Which sources a principal may see. */
public sealed interface Visibility {

  /** Everything. */
  record AllSources() implements Visibility {
    @Override
    public boolean sees(String source) {
      return true;
    }
  }

  /** Just these sources, by id. */
  record OnlySources(Set<String> sources) implements Visibility {
    public OnlySources {
      sources = Set.copyOf(sources);
    }

    @Override
    public boolean sees(String source) {
      return sources.contains(source);
    }
  }

  /** Returns whether the source of that id may be seen. */
  boolean sees(String source);

  /** Returns whether whatever was derived from all of these sources may be seen. */
  default boolean seesAll(Iterable<String> sources) {
    for (String source : sources) {
      if (!sees(source)) {
        return false;
      }
    }
    return true;
  }
}
