package org.crmekg.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A query of the benchmark, with places for constants.
 *
 * @param name of its file
 * @param title its first line, a comment
 * @param text has {@code %LEI%}, {@code %LEIS n%}, {@code %ID%}, {@code %DEEP%} and {@code %HEX%}
 *     where constants go
 */
record Question(String name, String title, String text) {
  private static final Map<String, String> SOURCE_OF =
      Map.of("?a", "crm", "?p", "kyc", "?s", "vendor", "?k", "billing");

  /** What is said of one of these variables, until the next full stop or brace. */
  private static final Pattern PART = Pattern.compile("(\\?[apsk])(?= )(?:[^.{}]|\\.[0-9])*");

  private static final Pattern LEIS = Pattern.compile("%LEIS (\\d+)%");

  /**
   * What is asked about in one run.
   *
   * @param lei of a party that CRM, KYC, vendor system and billing know
   * @param leis of customers, for questions that give many
   * @param account the CRM's id of the party
   * @param deep LEI of a company with owners above owners
   * @param hex three hexadecimal digits that some names have
   */
  record Constants(String lei, List<String> leis, int account, String deep, String hex) {
    Constants {
      leis = List.copyOf(leis);
    }
  }

  /** Reads one. */
  static Question of(Path file) throws IOException {
    String text = Files.readString(file);
    return new Question(
        file.getFileName().toString().replace(".rq", ""),
        text.lines().findFirst().orElse("").replaceFirst("^# *", ""),
        text);
  }

  /** Reads those of a folder in order, or those whose names begin with one of the words. */
  static List<Question> in(Path folder, List<String> only) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> chosen =
          files
              .filter(f -> f.toString().endsWith(".rq"))
              .filter(
                  f ->
                      only.isEmpty()
                          || only.stream().anyMatch(f.getFileName().toString()::startsWith))
              .sorted()
              .toList();
      var questions = new ArrayList<Question>();
      for (Path file : chosen) {
        questions.add(of(file));
      }
      return List.copyOf(questions);
    }
  }

  /**
   * Returns the same question with the predicate that each source has for itself where the shared
   * one stands: the variables tell the source that is meant.
   */
  Question withOwnPredicates() {
    String own =
        PART.matcher(text)
            .replaceAll(
                r ->
                    Matcher.quoteReplacement(
                        r.group().replace("ex:", SOURCE_OF.get(r.group(1)) + ':')));
    String missing =
        SOURCE_OF.values().stream()
            .sorted()
            .map(s -> "PREFIX %1$s: <http://example.org/%1$s#>\n".formatted(s))
            .filter(p -> !own.contains(p))
            .collect(Collectors.joining());
    return new Question(name, title, missing + own);
  }

  /** Returns the query about these things. */
  String about(Constants constants) {
    Matcher m = LEIS.matcher(text);
    String blocks =
        m.replaceAll(
            r ->
                constants.leis().stream()
                    .limit(Integer.parseInt(r.group(1)))
                    .map(l -> '"' + l + '"')
                    .collect(Collectors.joining(" ")));
    return blocks
        .replace("%LEI%", constants.lei())
        .replace("%ID%", Integer.toString(constants.account()))
        .replace("%DEEP%", constants.deep())
        .replace("%HEX%", constants.hex());
  }
}
