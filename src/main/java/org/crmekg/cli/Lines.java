package org.crmekg.cli;

/** Text for people to read in a terminal. */
final class Lines {
  private Lines() {}

  /** Breaks a text into lines of at most so many characters, at blanks. */
  static String wrapped(String text, int width) {
    var out = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ")) {
      if (column > 0 && column + 1 + word.length() > width) {
        out.append('\n');
        column = 0;
      } else if (column > 0) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    return out.toString();
  }
}
