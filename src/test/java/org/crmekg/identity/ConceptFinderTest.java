package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.crmekg.reference.NameRule;
import org.crmekg.reference.ReferenceFiles;
import org.crmekg.reference.ReferenceName;
import org.junit.jupiter.api.Test;

class ConceptFinderTest {
  private static final List<ReferenceName> NAMES = ReferenceFiles.bundled().names();
  private static final ConceptFinder FINDER = ConceptFinder.of(NAMES);

  @Test
  void whatPeopleWriteIsFoundOrSaidToBeAmbiguousOrRefused() throws IOException {
    var wrong = new ArrayList<String>();
    var silentlyWrong = new ArrayList<String>();
    int all = 0;
    for (CSVRecord row : rows()) {
      all++;
      String answer = outcome(find(row.get("value"), row.get("kind"), row.get("in")));
      List<String> expected = List.of(row.get("expected").split("\\|"));
      if (!expected.contains(answer)) {
        String line =
            "%s (%s %s): %s, expected %s"
                .formatted(row.get("value"), row.get("kind"), row.get("in"), answer, expected);
        wrong.add(line);
        if (answer.contains("/")) {
          silentlyWrong.add(line);
        }
      }
    }
    assertThat(all).isGreaterThan(300);
    assertThat(silentlyWrong).isEmpty();
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCodeAndEnglishNameOfACountryIsItsCountry() {
    for (ReferenceName name : NAMES) {
      boolean sure =
          Stream.of(NameRule.ALPHA_2, NameRule.ALPHA_3, NameRule.NUMERIC, NameRule.ENGLISH)
              .anyMatch(r -> r == name.rule());
      if (name.concept().startsWith("country/") && sure && !name.name().equals("NA")) {
        assertThat(outcome(find(name.name(), "country", "")))
            .as(name.name())
            .isIn(name.concept(), "AMBIGUOUS");
      }
    }
  }

  @Test
  void noNameOfACountryInAnyLanguageIsTakenForAnother() {
    for (ReferenceName name : NAMES) {
      if (name.concept().startsWith("country/") && name.rule().finds() && !name.rule().isCode()) {
        ConceptAnswer answer = find(name.name(), "country", "");
        if (answer instanceof ConceptAnswer.Found found
            && !found.best().iri().endsWith("/" + name.concept())) {
          // Only where the other one is the better known by that very name.
          assertThat(found.best().score())
              .as("%s of %s", name.name(), name.concept())
              .isGreaterThan(name.rule().score());
        }
      }
    }
  }

  @Test
  void randomLettersAreNoCountry() {
    long seed = Long.getLong("seed", 20260101L);
    System.out.println("seed " + seed);
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 300; i++) {
      var text = new StringBuilder();
      for (int length = 6 + random.nextInt(9); length > 0; length--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      if (find(text.toString(), "country", "") instanceof ConceptAnswer.Found) {
        found++;
      }
    }
    assertThat(found).isZero();
  }

  @Test
  void theReasonNamesTheRuleAndTheWriting() {
    assertThat(find("GER", "country", "").remark()).isEqualTo("IOC code GER");
    assertThat(find("Holland", "country", "").remark()).isEqualTo("other name \"Holland\"");
    assertThat(find("Germny", "country", "").remark())
        .isEqualTo("English name \"Germany\", misspelt by 1");
  }

  private static ConceptAnswer find(String value, String kind, String in) {
    return FINDER.find(
        value,
        kind.isEmpty() ? Optional.empty() : ConceptKind.of(kind),
        in.isEmpty() ? Optional.empty() : Optional.of(in));
  }

  private static String outcome(ConceptAnswer answer) {
    return switch (answer) {
      case ConceptAnswer.Found found ->
          found.best().iri().substring("https://w3id.org/crm-ekg/id/".length());
      case ConceptAnswer.Ambiguous a -> "AMBIGUOUS";
      case ConceptAnswer.Unknown u -> "UNKNOWN".toUpperCase(Locale.ROOT);
    };
  }

  private static List<CSVRecord> rows() throws IOException {
    try (InputStream in = ConceptFinderTest.class.getResourceAsStream("/concepts/names.csv")) {
      assertThat(in).isNotNull();
      return CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setCommentMarker('#')
          .get()
          .parse(new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
          .getRecords();
    }
  }
}
