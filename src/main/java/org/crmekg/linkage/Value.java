package org.crmekg.linkage;

import org.jspecify.annotations.Nullable;

/** A value, prepared once so that comparing it is cheap. */
abstract sealed class Value
    permits Value.Word, Value.Words, Value.People, Value.Day, Value.Code, Value.Amount {
  /** As the source has it. */
  final String raw;

  /** Equal for values that mean the same. */
  final String text;

  /** The letters and digits that it has, one bit each: a bound on how alike two texts can be. */
  final long signature;

  private Value(String raw, String text) {
    this.raw = raw;
    this.text = text;
    this.signature = Spelling.signature(text);
  }

  /** A name or term of mostly one word. */
  static final class Word extends Value {
    final String sound;
    final String @Nullable [] parts;

    Word(String raw, String text, String sound) {
      super(raw, text);
      this.sound = sound;
      this.parts = text.indexOf(' ') < 0 ? null : text.split(" ");
    }
  }

  /** Words of a vocabulary, in their order. */
  static final class Words extends Value {
    final int[] ids;
    final int legalForm;

    /** Without blanks, for words that are written apart or together. */
    final String joined;

    /** In alphabetical order, of a text of Chinese signs alone; else empty. */
    final String signs;

    Words(String raw, String text, int[] ids, int legalForm) {
      super(raw, text);
      this.signs = NativeScripts.signs(raw);
      this.ids = ids;
      this.legalForm = legalForm;
      this.joined = text.replace(" ", "");
    }
  }

  /** Names of several people, each as words. */
  static final class People extends Value {
    final int[][] people;
    final boolean isCut;

    People(String raw, String text, int[][] people, boolean isCut) {
      super(raw, text);
      this.people = people;
      this.isCut = isCut;
    }
  }

  /** A day, month or year; parts that are not known are 0. */
  static final class Day extends Value {
    final int year;
    final int month;
    final int day;

    Day(String raw, String text, int year, int month, int day) {
      super(raw, text);
      this.year = year;
      this.month = month;
      this.day = day;
    }
  }

  /** Letters and digits that identify. */
  static final class Code extends Value {
    /** The mailbox of an address, the last digits of a number. */
    final String core;

    Code(String raw, String text, String core) {
      super(raw, text);
      this.core = core;
    }
  }

  /** A number. */
  static final class Amount extends Value {
    final double amount;

    Amount(String raw, String text, double amount) {
      super(raw, text);
      this.amount = amount;
    }
  }
}
