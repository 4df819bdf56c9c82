package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.ConfigException;
import org.crmekg.identity.SurvivingValues.Ranked;
import org.crmekg.identity.SurvivingValues.Stated;
import org.crmekg.identity.Survivorship.Rule;
import org.junit.jupiter.api.Test;

final class SurvivingValuesTest {
  private static Stated said(String value, String source, int record, String date) {
    Node literal = NodeFactory.createLiteralString(value);
    return new Stated(literal, source + "/" + record, source, literal, date);
  }

  private static Stated said(String value, String source) {
    return said(value, source, 1, "");
  }

  private static SurvivingValues by(Rule rule, Stated... stated) {
    return SurvivingValues.of(
        List.of(stated),
        Optional.of(
            new Survivorship("name", List.of(), rule, List.of("registry", "kyc"), List.of())));
  }

  private static List<String> texts(SurvivingValues values) {
    return values.values().stream().map(Ranked::value).map(Node::getLiteralLexicalForm).toList();
  }

  @Test
  void theSourceThatIsTrustedMostComesFirst() {
    SurvivingValues values =
        by(
            Rule.MOST_TRUSTED,
            said("Akme", "crm"),
            said("ACME", "kyc"),
            said("Acme Inc", "registry"));
    assertThat(texts(values)).containsExactly("Acme Inc", "ACME", "Akme");
    assertThat(values.why()).isEqualTo("registry is trusted before kyc");
    assertThat(values.isConflict()).isTrue();
  }

  @Test
  void whoeverSaysNothingIsNotNamed() {
    // As for somebody who does not see the sources that are trusted.
    SurvivingValues values =
        by(Rule.MOST_TRUSTED, said("Akme", "crm"), said("Acme", "mail"), said("Acme", "vendor"));
    assertThat(texts(values)).containsExactly("Acme", "Akme");
    assertThat(values.why())
        .contains("2 records say so, 1 the next")
        .doesNotContain("registry", "kyc");
  }

  @Test
  void theLatestRecordComesFirstWhateverItsZone() {
    SurvivingValues values =
        by(
            Rule.MOST_RECENT,
            said("old", "crm", 1, "2026-05-01"),
            said("new", "crm", 2, "2026-05-02T00:30:00+02:00"),
            said("newest", "kyc", 1, "2026-05-01T23:00:00Z"),
            said("undated", "vendor", 1, "last week"));
    assertThat(texts(values)).containsExactly("newest", "new", "old", "undated");
    assertThat(values.why()).contains("2026-05-01T23:00:00Z", "2026-05-02T00:30:00+02:00");
    assertThat(SurvivingValues.later("2026-05-02 08:00:00", "2026-05-02T07:00:00"))
        .isEqualTo("2026-05-02 08:00:00");
  }

  @Test
  void theMostAndTheMostOftenSaid() {
    assertThat(texts(by(Rule.MOST_COMPLETE, said("A. Ode", "crm"), said("Anna Maria Ode", "kyc"))))
        .containsExactly("Anna Maria Ode", "A. Ode");
    SurvivingValues often =
        by(
            Rule.MOST_FREQUENT,
            said("Anna Maria Ode", "crm"),
            said("A. Ode", "kyc"),
            said("A. Ode", "mail"));
    assertThat(texts(often)).containsExactly("A. Ode", "Anna Maria Ode");
    assertThat(often.why()).isEqualTo("2 records say so, 1 the next");
  }

  @Test
  void writingHabitsAreNoConflict() {
    assertThat(by(Rule.MOST_TRUSTED, said("Müller & Co.", "crm"), said("MULLER CO", "kyc")))
        .matches(v -> !v.isConflict())
        .matches(v -> v.values().size() == 2);
    assertThat(by(Rule.MOST_FREQUENT, said("1", "crm"), said("2", "crm")).isConflict())
        .as("two values of one record")
        .isFalse();
    assertThat(by(Rule.MOST_FREQUENT, said("—", "crm"), said("–", "kyc")).isConflict())
        .as("values that are all punctuation")
        .isTrue();
  }

  @Test
  void withoutARuleNothingIsPreferred() {
    SurvivingValues values =
        SurvivingValues.of(List.of(said("b", "crm"), said("a", "kyc")), Optional.empty());
    assertThat(values.why()).isEqualTo("no rule says which comes first");
    assertThat(texts(values)).containsExactly("a", "b");
  }

  @Test
  void theOrderOfStatementsDoesNotMatter() {
    long seed = Long.getLong("seed", 1L);
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var stated = new ArrayList<Stated>();
      int size = 1 + random.nextInt(8);
      for (int i = 0; i < size; i++) {
        stated.add(
            said(
                List.of("x", "X", "y", "zz").get(random.nextInt(4)),
                List.of("crm", "kyc", "registry").get(random.nextInt(3)),
                random.nextInt(3),
                List.of("", "2026-01-01", "2026-01-02").get(random.nextInt(3))));
      }
      for (Rule rule : Rule.values()) {
        SurvivingValues expected = by(rule, stated.toArray(Stated[]::new));
        Collections.shuffle(stated, random);
        assertThat(by(rule, stated.toArray(Stated[]::new)))
            .as("seed %d, round %d, %s", seed, round, rule)
            .isEqualTo(expected);
      }
      assertThat(Arrays.stream(Rule.values()).map(Rule::term)).doesNotHaveDuplicates();
    }
  }

  // ---- What specifications say

  private static final String SPEC =
      """
      @prefix link: <https://w3id.org/crm-ekg/ns/link/> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .
      [] a link:Specification ; link:kind link:Person ; link:class party:Person ;
        link:fields ( [ link:name "name" ; link:kind link:PersonName ; link:values ( party:name ) ]
          [ link:name "born" ; link:kind link:Date ; link:values ( party:birthDate ) ] ) ;
        link:comparisons ( [ link:field "name" ] [ link:field "born" ] ) ;
        link:blocking ( [ link:keys ( [ link:field "name" ; link:part link:Same ] ) ]
          [ link:keys ( [ link:field "born" ; link:part link:Same ] ) ] ) ;
        link:survivorship ( %s ) .
      """;

  private static PartySpec spec(String rules) {
    return PartySpecReader.read(SPEC.formatted(rules), "people.ttl");
  }

  private static List<Survivorship> read(String rules) {
    return spec(rules).survivorship();
  }

  @Test
  void whichValueIsShownIsNoPartOfWhoIsWho() {
    String digest = spec("[ link:field \"name\" ; link:prefer link:MostComplete ]").digest();
    assertThat(spec("[ link:field \"born\" ; link:prefer link:MostFrequent ]").digest())
        .isEqualTo(digest);
    String text = SPEC.formatted("");
    assertThat(PartySpecReader.read("# written another way\n" + text, "a.ttl").digest())
        .isEqualTo(digest);
    assertThat(PartySpecReader.read(text.replace("link:PersonName", "link:Name"), "a.ttl").digest())
        .isNotEqualTo(digest);
    assertThat(
            PartySpecReader.read(
                    text.replace(
                        "( [ link:field \"name\" ] [ link:field \"born\" ] )",
                        "( [ link:field \"born\" ] [ link:field \"name\" ] )"),
                    "a.ttl")
                .digest())
        .as("the order of comparisons")
        .isNotEqualTo(digest);
  }

  @Test
  void rulesAreForPropertiesAndFieldsAndDatesMayStandInSeveralPlaces() {
    List<Survivorship> rules =
        read(
            """
            [ link:field "name" ; link:prefer link:MostComplete ]
            [ link:property party:email ; link:prefer link:MostRecent ; link:dated (
                gov:updatedAt "?x party:of ?record ; gov:updatedAt ?value" ) ]
            [ link:property party:phone ; link:prefer link:MostRecent ; link:dated gov:updatedAt ]
            """);
    assertThat(rules).extracting(Survivorship::name).startsWith("name");
    assertThat(rules.get(0).values()).hasSize(1);
    assertThat(rules.get(1).dated()).hasSize(2);
    assertThat(rules.get(2).dated()).hasSize(1);
  }

  @Test
  void aRuleThatLacksSomethingIsRefusedByName() {
    assertThatThrownBy(() -> read("[ link:field \"nome\" ; link:prefer link:MostComplete ]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("people.ttl")
        .hasMessageContaining("nome")
        .hasMessageContaining("[born, name]");
    assertThatThrownBy(() -> read("[ link:property party:email ; link:prefer link:MostRecent ]"))
        .hasMessageContaining("party:email")
        .hasMessageContaining("link:dated");
    assertThatThrownBy(
            () ->
                read(
                    "[ link:property party:email ; link:prefer link:MostRecent ; link:dated \"?x\" ]"))
        .hasMessageContaining("link:dated of link:survivorship");
  }
}
