package org.crmekg.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static final List<String> SEPARATORS =
      List.of("/", "-", ":", "", "a", "%2F", "/x/", ";", "_");
  private static final List<String> VALUES =
      List.of(
          "", "a", "1", "A/17 ü", "%", "x-y", "ü", "日本", "a:b", "\uD83D\uDE00", "~", "%2F", " ");

  private static Random random() {
    long seed = Long.getLong("seed", 7L);
    System.out.println("TemplateTest seed " + seed);
    return new Random(seed);
  }

  private static String separator(Random random) {
    return SEPARATORS.get(random.nextInt(SEPARATORS.size()));
  }

  private static Template template(Random random) {
    var texts = new ArrayList<String>(List.of("http://e/" + separator(random)));
    var columns = new ArrayList<String>();
    int holes = random.nextInt(4);
    for (int i = 0; i < holes; i++) {
      columns.add("c" + random.nextInt(3));
      texts.add(separator(random));
    }
    return new Template(texts, columns);
  }

  private static Map<String, String> row(Random random) {
    var row = new TreeMap<String, String>();
    for (int i = 0; i < 3; i++) {
      row.put("c" + i, VALUES.get(random.nextInt(VALUES.size())));
    }
    return row;
  }

  @Test
  void expandingAfterInvertingIsTheIdentityWhereTheTemplateIsInjective() {
    Random random = random();
    int inverted = 0;
    for (int i = 0; i < 20_000; i++) {
      Template template = template(random);
      Map<String, String> row = row(random);
      String text = String.valueOf(template.expand(row::get, true));
      assertThat(template.canMatch(text)).as("%s %s", template, text).isTrue();
      if (template.isInjective()) {
        Map<String, String> back = template.invert(text).orElseThrow();
        assertThat(back.keySet()).isEqualTo(template.distinctColumns());
        assertThat(template.expand(back::get, true)).isEqualTo(text);
        back.forEach((c, v) -> assertThat(v).isEqualTo(row.get(c)));
        inverted++;
      }
    }
    assertThat(inverted).isGreaterThan(5_000);
  }

  @Test
  void templatesThatCannotUnifyNeverGiveTheSameText() {
    Random random = random();
    int disjoint = 0;
    for (int i = 0; i < 3_000; i++) {
      Template a = template(random);
      Template b = template(random);
      boolean can = a.canUnify(b);
      assertThat(b.canUnify(a)).isEqualTo(can);
      for (int j = 0; j < 20; j++) {
        String text = String.valueOf(a.expand(row(random)::get, true));
        if (b.canMatch(text)) {
          assertThat(can).as("%s and %s give %s", a, b, text).isTrue();
        }
      }
      disjoint += can ? 0 : 1;
    }
    assertThat(disjoint).isGreaterThan(100);
  }

  @Test
  void slashesInKeysAreNotSeparators() {
    Template account = Template.parse("account/crm/{id}");
    assertThat(account.expand(c -> "A/17 ü", true)).isEqualTo("account/crm/A%2F17%20ü");
    assertThat(account.invert("account/crm/A%2F17%20ü")).contains(Map.of("id", "A/17 ü"));
    assertThat(account.invert("account/crm/A/17")).isEmpty();
    assertThat(account.canUnify(Template.parse("supplier/vendor/{no}"))).isFalse();
    assertThat(account.canUnify(Template.parse("{type}/crm/{id}"))).isTrue();
    assertThat(Template.parse("{a}-{b}").isInjective()).isFalse();
    assertThat(Template.parse("{a}/{b}").isInjective()).isTrue();
  }

  @Test
  void bracesAndBackslashesAreEscaped() {
    assertThat(Template.parse("\\{\\{\\{ {\"ISO 3166\"} \\}\\}\\}"))
        .isEqualTo(new Template(List.of("{{{ ", " }}}"), List.of("\"ISO 3166\"")));
    assertThatThrownBy(() -> Template.parse("a{b")).hasMessageContaining("{ without }");
    assertThatThrownBy(() -> Template.parse("a}b")).hasMessageContaining("position 1");
    assertThatThrownBy(() -> Template.parse("a{}b")).hasMessageContaining("no column name");
  }

  @Test
  void nullInTemplateDropsTheTerm() {
    assertThat(Template.parse("x/{a}/{b}").expand(Map.of("a", "1")::get, true)).isNull();
  }
}
