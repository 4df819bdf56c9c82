package org.crmekg.store;

/** Hears how far a load is; called on the loading thread after each batch that is on disk. */
@FunctionalInterface
public interface Progress {
  /** Ignores it. */
  Progress NONE = (loaded, total) -> {};

  /**
   * Is told that so many of the staged quads are in the store.
   *
   * @param loaded quads so far, duplicates counted
   * @param total quads in the staged file, duplicates counted
   */
  void loaded(long loaded, long total);
}
