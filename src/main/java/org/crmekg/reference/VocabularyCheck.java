package org.crmekg.reference;

/** Placeholder. */
public final class VocabularyCheck {
  private VocabularyCheck() {}
}
