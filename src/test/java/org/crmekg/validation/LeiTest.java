package org.crmekg.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.crmekg.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeiTest {

  @ParameterizedTest
  @ValueSource(strings = {"001GPB6A9XPE8XJICC14", "5493001KJTIIGC8Y1R12", "529900T8BM49AURSDO55"})
  void rightCheckDigitsAreValid(String lei) {
    assertThat(Lei.isValid(lei)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "001GPB6A9XPE8XJICC15",
        "001GPB6A9XPE8XJICC41",
        "001gpb6a9xpe8xjicc14",
        " 001GPB6A9XPE8XJICC14",
        "001GPB6A9XPE8XJICC1",
        "001GPB6A9XPE8XJICC140",
        "001GPB6A9XPE8XJICCA4",
        "001GPB6A9XPE8XJICC1٤",
        ""
      })
  void anythingElseIsNot(String text) {
    assertThat(Lei.isValid(text)).isFalse();
  }

  @Test
  void anyTwoNeighboursSwappedAreFound() {
    String lei = "5493001KJTIIGC8Y1R12";
    for (int i = 0; i + 1 < lei.length(); i++) {
      if (lei.charAt(i) != lei.charAt(i + 1)) {
        String swapped =
            lei.substring(0, i) + lei.charAt(i + 1) + lei.charAt(i) + lei.substring(i + 2);
        assertThat(Lei.isValid(swapped)).as(swapped).isFalse();
      }
    }
  }

  @Test
  void theRealRowsThatFailAreTheAnnulledOnes() throws IOException {
    List<String> lines =
        Files.readAllLines(
            SharedData.require("gleif/lei-cdf-sample-400.csv"), StandardCharsets.UTF_8);
    List<String> rows = lines.subList(1, lines.size());
    List<String> failing = rows.stream().filter(row -> !Lei.isValid(row.split(",")[0])).toList();

    assertThat(rows).hasSize(400);
    assertThat(failing).hasSize(3).allMatch(row -> row.contains(",ANNULLED,"));
  }
}
