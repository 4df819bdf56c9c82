package org.crmekg.linkage;

import java.util.Arrays;

/** At which level two values of a field agree. Symmetric, and the same in every run. */
final class ValueComparison {
  private static final double OTHER_SIGNS = 0.5;

  private ValueComparison() {}

  /**
   * Compares two values.
   *
   * @param steps of a graded kind, from high to low
   * @param leftCount how many records have the left value
   * @return the index into {@link FieldKind#levels()}
   */
  static int level(
      FieldKind kind,
      double[] steps,
      Value left,
      Value right,
      int leftCount,
      int rightCount,
      Vocabulary vocabulary) {
    return switch (kind) {
      case GIVEN_NAME -> given((Value.Word) left, (Value.Word) right, leftCount, rightCount);
      case FAMILY_NAME -> family((Value.Word) left, (Value.Word) right, leftCount, rightCount);
      case WORD -> word((Value.Word) left, (Value.Word) right, leftCount, rightCount);
      case CATEGORY -> left.text.equals(right.text) ? 0 : 2;
      case DATE -> day((Value.Day) left, (Value.Day) right);
      case NUMBER -> amount(((Value.Amount) left).amount, ((Value.Amount) right).amount);
      case CODE -> code(left, right, true);
      case IDENTIFIER -> code(left, right, false);
      case EMAIL -> email((Value.Code) left, (Value.Code) right);
      case PHONE -> phone((Value.Code) left, (Value.Code) right);
      case PERSON_NAME, ORGANIZATION_NAME, NAME, TEXT, ADDRESS, PEOPLE ->
          step(steps, similarity(kind, left, right, vocabulary));
    };
  }

  private static int step(double[] steps, double similarity) {
    int level = 0;
    while (level < steps.length && similarity < steps[level] - 1e-9) {
      level++;
    }
    return level;
  }

  /** From 0 to 1, for the graded kinds. */
  static double similarity(FieldKind kind, Value left, Value right, Vocabulary vocabulary) {
    if (left.text.equals(right.text)
        && (!(left instanceof Value.Words a) || a.legalForm == ((Value.Words) right).legalForm)) {
      return 1;
    }
    return left instanceof Value.People people
        ? people(people, (Value.People) right, vocabulary)
        : words(kind, (Value.Words) left, (Value.Words) right, vocabulary);
  }

  private static boolean isKnown(int leftCount, int rightCount) {
    // A spelling that is rare beside the other is a slip; two that are both in use are two names.
    int less = Math.min(leftCount, rightCount);
    return less >= 3 && less * 50L >= Math.max(leftCount, rightCount);
  }

  private static int given(Value.Word left, Value.Word right, int leftCount, int rightCount) {
    String a = left.text;
    String b = right.text;
    if (a.equals(b)) {
      return 0;
    }
    if (a.length() == 1 || b.length() == 1) {
      return a.charAt(0) == b.charAt(0) ? 5 : 7;
    }
    if (Vocabulary.shareGroup(a, b) || shareWord(left, right)) {
      return 1;
    }
    int likeness = likeness(left, right, leftCount, rightCount);
    return likeness == 3 ? 7 : 2 + likeness;
  }

  private static int family(Value.Word left, Value.Word right, int leftCount, int rightCount) {
    String a = left.text;
    String b = right.text;
    if (a.equals(b)) {
      return 0;
    }
    if (a.length() == 1 || b.length() == 1) {
      return a.charAt(0) == b.charAt(0) ? 5 : 6;
    }
    if (shareWord(left, right)) {
      return 1;
    }
    int likeness = likeness(left, right, leftCount, rightCount);
    return likeness == 3 ? 6 : 2 + likeness;
  }

  private static int word(Value.Word left, Value.Word right, int leftCount, int rightCount) {
    if (left.text.equals(right.text)) {
      return 0;
    }
    if (shareWord(left, right)) {
      return 1;
    }
    int likeness = likeness(left, right, leftCount, rightCount);
    return likeness == 3 ? 5 : 2 + likeness;
  }

  /** 0: a slip, 1: two known spellings that look alike, 2: similar, 3: different. */
  private static int likeness(Value.Word left, Value.Word right, int leftCount, int rightCount) {
    String a = left.text;
    String b = right.text;
    int shorter = Math.min(a.length(), b.length());
    int edits = shorter < 3 ? 9 : Spelling.edits(left, right, 2);
    boolean sameSound = left.sound.length() >= 3 && left.sound.equals(right.sound);
    if (edits > 2 && !sameSound && !Spelling.canReach(left, right, 0.84)) {
      return 3;
    }
    double looks = edits <= 1 ? 1 : Spelling.jaroWinkler(a, b);
    if (edits <= (shorter >= 6 ? 2 : 1) || looks >= 0.93) {
      return isKnown(leftCount, rightCount) ? 1 : 0;
    }
    return (sameSound && looks >= 0.6) || looks >= 0.84 ? 2 : 3;
  }

  private static boolean shareWord(Value.Word left, Value.Word right) {
    String[] a = left.parts;
    String[] b = right.parts;
    if (a == null && b == null) {
      return false;
    }
    if (left.text.replace(" ", "").equals(right.text.replace(" ", ""))) {
      return true;
    }
    String[] ofLeft = a == null ? new String[] {left.text} : a;
    String[] ofRight = b == null ? new String[] {right.text} : b;
    for (String word : ofLeft) {
      if (word.length() >= 3 && Arrays.asList(ofRight).contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static int day(Value.Day left, Value.Day right) {
    if (left.text.equals(right.text)) {
      return 0;
    }
    if ((left.year == 0 && left.month == 0) || (right.year == 0 && right.month == 0)) {
      // One of them is no date: all that can be said is how alike the texts are.
      return Spelling.edits(left, right, 1) <= 1 ? 1 : 4;
    }
    boolean partial = left.month == 0 || right.month == 0 || left.day == 0 || right.day == 0;
    if (partial) {
      if (left.year == 0 || right.year == 0) {
        return left.month == right.month ? 2 : 4;
      }
      boolean month = left.month == 0 || right.month == 0 || left.month == right.month;
      return left.year == right.year
          ? month ? (left.month == right.month && left.month != 0 ? 2 : 3) : 4
          : 4;
    }
    boolean swapped = left.year == right.year && left.month == right.day && left.day == right.month;
    if (swapped || Spelling.edits(left, right, 1) <= 1) {
      return 1;
    }
    int same =
        (left.year == right.year ? 1 : 0)
            + (left.month == right.month ? 1 : 0)
            + (left.day == right.day ? 1 : 0);
    return same == 2 ? 2 : left.year == right.year ? 3 : 4;
  }

  private static int amount(double left, double right) {
    double gap = Math.abs(left - right);
    if (gap == 0) {
      return 0;
    }
    return gap <= 1 || gap <= 0.01 * Math.max(Math.abs(left), Math.abs(right)) ? 1 : 2;
  }

  private static int code(Value first, Value second, boolean beginnings) {
    String left = first.text;
    String right = second.text;
    if (left.equals(right)) {
      return 0;
    }
    int shorter = Math.min(left.length(), right.length());
    int edits = Spelling.edits(first, second, 2);
    if (edits == 1 && shorter >= 3) {
      return 1;
    }
    boolean begins =
        beginnings && shorter >= 3 && left.regionMatches(0, right, 0, Math.max(2, shorter / 2));
    return (edits == 2 && shorter >= 6) || begins ? 2 : 3;
  }

  private static int email(Value.Code left, Value.Code right) {
    if (left.text.equals(right.text)) {
      return 0;
    }
    if (Spelling.edits(left, right, 2) <= 2) {
      return 1;
    }
    if (left.core.equals(right.core)) {
      return 2;
    }
    return Spelling.jaroWinkler(left.core, right.core) >= 0.9 ? 3 : 4;
  }

  private static int phone(Value.Code left, Value.Code right) {
    if (left.text.equals(right.text)) {
      return 0;
    }
    int shorter = Math.min(left.text.length(), right.text.length());
    if (shorter >= 7 && (left.text.endsWith(right.text) || right.text.endsWith(left.text))) {
      return 0;
    }
    return shorter >= 7 && Spelling.edits(left, right, 1) <= 1 ? 1 : 2;
  }

  private static double words(
      FieldKind kind, Value.Words left, Value.Words right, Vocabulary vocabulary) {
    boolean personal = kind == FieldKind.PERSON_NAME || kind == FieldKind.NAME;
    int n = left.ids.length;
    int m = right.ids.length;
    double[] ofLeft = new double[n];
    double[] ofRight = new double[m];
    long usedRight = 0;
    long usedLeft = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        if ((usedRight & (1L << j)) == 0 && left.ids[i] == right.ids[j]) {
          ofLeft[i] = 1;
          ofRight[j] = 1;
          usedRight |= 1L << j;
          usedLeft |= 1L << i;
          break;
        }
      }
    }
    // What can still be said of texts that share nothing is not worth looking at every two words.
    if (n <= 8 && m <= 8 && kind != FieldKind.TEXT) {
      apart(left, right, vocabulary, ofLeft, ofRight);
      apart(right, left, vocabulary, ofRight, ofLeft);
      for (int i = 0; i < n; i++) {
        usedLeft |= ofLeft[i] > 0 ? 1L << i : 0;
      }
      for (int j = 0; j < m; j++) {
        usedRight |= ofRight[j] > 0 ? 1L << j : 0;
      }
    }
    boolean hopeless = kind == FieldKind.TEXT && Long.bitCount(usedLeft) * 4 < Math.min(n, m);
    if (!hopeless && Long.bitCount(usedLeft) < n && Long.bitCount(usedRight) < m) {
      matchAlike(left, right, vocabulary, personal, ofLeft, ofRight);
    }
    double score =
        kind == FieldKind.PERSON_NAME
                || (kind == FieldKind.NAME && isPerson(left) && isPerson(right))
            ? person(ofLeft, ofRight, left, right, vocabulary)
            : weighted(kind, ofLeft, ofRight, left, right, vocabulary);
    if (kind != FieldKind.TEXT && kind != FieldKind.ADDRESS && n != m) {
      // Of as many words each, word by word says more.
      score = Math.max(score, together(left.joined, right.joined));
    }
    if (!personal && kind != FieldKind.TEXT && kind != FieldKind.ADDRESS) {
      score -= numbers(left, right, ofLeft, ofRight, vocabulary);
    }
    if (personal && !left.signs.isEmpty() && !right.signs.isEmpty()) {
      // Signs that sound alike are other names, where both records have signs.
      score = left.signs.equals(right.signs) ? score : Math.min(score, OTHER_SIGNS);
    }
    if (left.legalForm >= 0 && right.legalForm >= 0 && left.legalForm != right.legalForm) {
      score -= 0.04;
    }
    return Math.max(0, score);
  }

  /** Where persons and organisations are mixed: a name of two to five words, one of them given. */
  private static boolean isPerson(Value.Words name) {
    return name.legalForm < 0
        && name.ids.length >= 2
        && name.ids.length <= 5
        && Arrays.stream(name.text.split(" ")).anyMatch(WordLists::isGivenName)
        && Arrays.stream(name.text.split(" ")).noneMatch(WordLists::isBusinessWord);
  }

  /** Finds words of one that stand for two or three neighbours of the other: "xiao ming". */
  private static void apart(
      Value.Words whole,
      Value.Words parts,
      Vocabulary vocabulary,
      double[] ofWhole,
      double[] ofParts) {
    for (int i = 0; i < ofWhole.length; i++) {
      String word = vocabulary.word(whole.ids[i]);
      for (int from = 0;
          from + 1 < ofParts.length && ofWhole[i] == 0 && word.length() >= 4;
          from++) {
        int at = 0;
        int to = from;
        while (to < ofParts.length
            && ofParts[to] == 0
            && word.startsWith(vocabulary.word(parts.ids[to]), at)) {
          at += vocabulary.word(parts.ids[to++]).length();
          if (at == word.length() && to - from >= 2) {
            ofWhole[i] = 0.98;
            Arrays.fill(ofParts, from, to, 0.98);
            break;
          }
        }
        if (ofWhole[i] == 0 && ofParts[from] == 0 && ofParts[from + 1] == 0) {
          String first = vocabulary.word(parts.ids[from]);
          String second = vocabulary.word(parts.ids[from + 1]);
          if (Math.abs(first.length() + second.length() - word.length()) <= 2
              && first.charAt(0) == word.charAt(0)
              && Vocabulary.isSpelledAlike(first + second, word)) {
            ofWhole[i] = 0.92;
            Arrays.fill(ofParts, from, from + 2, 0.92);
          }
        }
      }
    }
  }

  /** Names that differ in a number are two: of a series, or founded twice. */
  private static double numbers(
      Value.Words left,
      Value.Words right,
      double[] ofLeft,
      double[] ofRight,
      Vocabulary vocabulary) {
    boolean inLeft = hasNumber(left, ofLeft, vocabulary);
    boolean inRight = hasNumber(right, ofRight, vocabulary);
    return inLeft && inRight ? 0.2 : inLeft || inRight ? 0.06 : 0;
  }

  /** Whether a number or an opposite has no equal on the other side. */
  private static boolean hasNumber(Value.Words name, double[] matched, Vocabulary vocabulary) {
    for (int i = 0; i < matched.length; i++) {
      String word = vocabulary.word(name.ids[i]);
      if (matched[i] == 0
          && (WordLists.isContrast(word)
              || (word.length() <= 4 && Character.isDigit(word.charAt(0))))) {
        return true;
      }
    }
    return false;
  }

  /** Gives words that have no equal the most similar one that is free, the most similar first. */
  private static void matchAlike(
      Value.Words left,
      Value.Words right,
      Vocabulary vocabulary,
      boolean personal,
      double[] ofLeft,
      double[] ofRight) {
    int n = ofLeft.length;
    int m = ofRight.length;
    double[] alike = new double[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m && ofLeft[i] == 0; j++) {
        alike[i * m + j] =
            ofRight[j] == 0 ? vocabulary.similarity(left.ids[i], right.ids[j], personal) : 0;
      }
    }
    while (true) {
      int best = 0;
      for (int at = 1; at < alike.length; at++) {
        best = alike[at] > alike[best] ? at : best;
      }
      double found = alike[best];
      if (found < 0.6) {
        return;
      }
      ofLeft[best / m] = found;
      ofRight[best % m] = found;
      for (int j = 0; j < m; j++) {
        alike[best / m * m + j] = 0;
      }
      for (int i = 0; i < n; i++) {
        alike[i * m + best % m] = 0;
      }
    }
  }

  /** Words may be written apart or together, and names of one word differ by letters. */
  private static double together(String left, String right) {
    int shorter = Math.min(left.length(), right.length());
    if (left.equals(right)) {
      return 1;
    }
    if (shorter < 6) {
      return 0;
    }
    int edits = Spelling.edits(left, right, 2);
    return edits == 1 ? 0.95 : edits == 2 && shorter >= 9 ? 0.92 : 0;
  }

  /** Middle names may be left out; two different names may not stand where one should. */
  private static double person(
      double[] ofLeft,
      double[] ofRight,
      Value.Words left,
      Value.Words right,
      Vocabulary vocabulary) {
    double matched = 0;
    double alike = 0;
    double freeLeft = 0;
    double freeRight = 0;
    int full = 0;
    for (int i = 0; i < ofLeft.length; i++) {
      double weight = vocabulary.weight(left.ids[i]);
      if (ofLeft[i] > 0) {
        matched += weight;
        alike += weight * ofLeft[i];
        full += ofLeft[i] > 0.8 && vocabulary.word(left.ids[i]).length() > 1 ? 1 : 0;
      } else {
        freeLeft += vocabulary.word(left.ids[i]).length() == 1 ? weight * 0.5 : weight;
      }
    }
    for (int j = 0; j < ofRight.length; j++) {
      if (ofRight[j] == 0) {
        double weight = vocabulary.weight(right.ids[j]);
        freeRight += vocabulary.word(right.ids[j]).length() == 1 ? weight * 0.5 : weight;
      }
    }
    double conflicts = Math.min(freeLeft, freeRight);
    double extra = Math.abs(freeLeft - freeRight);
    double cost = full >= 2 ? 0.12 : 0.6;
    return matched == 0 ? 0 : alike / (matched + 1.2 * conflicts + cost * extra);
  }

  private static double weighted(
      FieldKind kind,
      double[] ofLeft,
      double[] ofRight,
      Value.Words left,
      Value.Words right,
      Vocabulary vocabulary) {
    double leftTotal = 0;
    double leftAlike = 0;
    for (int i = 0; i < ofLeft.length; i++) {
      double weight = vocabulary.weight(left.ids[i]);
      leftTotal += weight;
      leftAlike += weight * ofLeft[i];
    }
    double rightTotal = 0;
    double rightAlike = 0;
    for (int j = 0; j < ofRight.length; j++) {
      double weight = vocabulary.weight(right.ids[j]);
      rightTotal += weight;
      rightAlike += weight * ofRight[j];
    }
    double score = (leftAlike + rightAlike) / (leftTotal + rightTotal);
    double within = Math.max(leftAlike / leftTotal, rightAlike / rightTotal);
    if (kind == FieldKind.TEXT || kind == FieldKind.ADDRESS) {
      // A title without its subtitle.
      boolean whole = within > 0.97 && Math.min(ofLeft.length, ofRight.length) >= 3;
      return whole ? Math.max(score, 0.5 + 0.5 * score) : score;
    }
    if (isAcronym(left, right, vocabulary) || isAcronym(right, left, vocabulary)) {
      return Math.max(score, 0.88);
    }
    return within > 0.97 ? Math.max(score, 0.25 + 0.75 * score) : score;
  }

  private static boolean isAcronym(Value.Words acronym, Value.Words words, Vocabulary vocabulary) {
    if (acronym.ids.length != 1 || words.ids.length < 2) {
      return false;
    }
    String letters = acronym.text;
    if (letters.length() < 3 || letters.length() > words.ids.length) {
      return false;
    }
    int at = 0;
    for (int id : words.ids) {
      String word = vocabulary.word(id);
      if (at < letters.length() && word.charAt(0) == letters.charAt(at)) {
        at++;
      } else if (!WordLists.isOrganizationFiller(word)) {
        return false;
      }
    }
    return at == letters.length();
  }

  private static double people(Value.People left, Value.People right, Vocabulary vocabulary) {
    int[][] fewer = left.people.length <= right.people.length ? left.people : right.people;
    int[][] more = fewer == left.people ? right.people : left.people;
    boolean[] taken = new boolean[more.length];
    double alike = 0;
    int found = 0;
    for (int[] person : fewer) {
      double best = 0;
      int at = -1;
      for (int j = 0; j < more.length; j++) {
        if (!taken[j]) {
          double similar = onePerson(person, more[j], vocabulary);
          if (similar > best) {
            best = similar;
            at = j;
          }
        }
      }
      if (best >= 0.6) {
        taken[at] = true;
        alike += best;
        found++;
      }
    }
    boolean isCut = left.isCut || right.isCut;
    double score = alike / (isCut ? fewer.length : more.length);
    return found == fewer.length && found >= 2 && fewer.length < more.length
        ? Math.max(score, 0.80)
        : score;
  }

  /** A family name with a given name or its initial, in any order. */
  private static double onePerson(int[] left, int[] right, Vocabulary vocabulary) {
    double sum = 0;
    int matched = 0;
    int full = 0;
    boolean[] taken = new boolean[right.length];
    for (int id : left) {
      double best = 0;
      int at = -1;
      for (int j = 0; j < right.length; j++) {
        if (!taken[j]) {
          double similar = vocabulary.similarity(id, right[j], true);
          if (similar > best) {
            best = similar;
            at = j;
          }
        }
      }
      if (best >= 0.75) {
        taken[at] = true;
        sum += best;
        matched++;
        full += vocabulary.word(id).length() > 1 && vocabulary.word(right[at]).length() > 1 ? 1 : 0;
      }
    }
    if (full == 0) {
      return 0;
    }
    int shorter = Math.min(left.length, right.length);
    int longer = Math.max(left.length, right.length);
    // Initials agree as well as written names here: catalogues differ in nothing more often.
    double quality = sum / matched;
    double share = (double) matched / shorter;
    return share == 1
        ? Math.min(1, 0.5 + 0.5 * quality) - 0.01 * (longer - shorter)
        : share * quality * 0.9;
  }
}
