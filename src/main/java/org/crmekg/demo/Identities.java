package org.crmekg.demo;

/** Is told which record is whose, for the truth. */
@FunctionalInterface
interface Identities {
  /** Ignores what it is told. */
  Identities NONE = (source, type, key, party) -> {};

  void add(SourceName source, String type, String key, String party);
}
