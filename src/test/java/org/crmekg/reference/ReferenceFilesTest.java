package org.crmekg.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSet;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.ConfigException;
import org.crmekg.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has to hold of the reference data, whatever the libraries say that they are made from. */
class ReferenceFilesTest {
  private static final Model DATA = data();

  private static final String PREFIXES =
      """
      PREFIX ref: <https://w3id.org/crm-ekg/ns/ref/>
      PREFIX party: <https://w3id.org/crm-ekg/ns/party/>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      PREFIX dcat: <http://www.w3.org/ns/dcat#>
      PREFIX dcterms: <http://purl.org/dc/terms/>
      PREFIX id: <https://w3id.org/crm-ekg/id/>
      """;

  private static Model data() {
    Graph graph = GraphFactory.createDefaultGraph();
    ReferenceFiles.below(List.of(Path.of("ontology"))).parse(StreamRDFLib.graph(graph));
    return ModelFactory.createModelForGraph(graph);
  }

  private static List<String> ask(String query) {
    var rows = new ArrayList<String>();
    try (var execution =
        QueryExecutionFactory.create(QueryFactory.create(PREFIXES + query), DATA)) {
      ResultSet results = execution.execSelect();
      results.forEachRemaining(
          row ->
              rows.add(
                  results.getResultVars().stream()
                      .map(v -> row.contains(v) ? text(row.get(v)) : "")
                      .map(v -> v.replace("https://w3id.org/crm-ekg/id/", ""))
                      .collect(Collectors.joining(" "))));
    }
    return rows;
  }

  private static String text(RDFNode node) {
    if (!node.isLiteral()) {
      return node.toString();
    }
    String language = node.asLiteral().getLanguage();
    return node.asLiteral().getLexicalForm() + (language.isEmpty() ? "" : "@" + language);
  }

  @Test
  void theCommittedFilesAreWhatTheGeneratorMakes() throws IOException {
    for (Map.Entry<String, String> file : ReferenceGenerator.generate().entrySet()) {
      assertThat(Files.readString(Path.of("ontology", file.getKey())).equals(file.getValue()))
          .as("%s; run: ekg reference generate", file.getKey())
          .isTrue();
    }
  }

  @Test
  void thereAre249CountriesWithThreeUniqueCodesEach() {
    List<String> codes =
        ask(
            "SELECT ?a ?b ?n { ?c a ref:Country ; ref:alpha2Code ?a ; ref:alpha3Code ?b ; ref:numericCode ?n }");
    assertThat(codes).hasSize(249).contains("FR FRA 250", "AF AFG 004");
    for (int column = 0; column < 3; column++) {
      int at = column;
      assertThat(codes.stream().map(c -> c.split(" ")[at])).doesNotHaveDuplicates();
    }
    assertThat(codes).allMatch(c -> c.matches("[A-Z]{2} [A-Z]{3} \\d{3}"));
  }

  @Test
  void kosovoIsThereAndSaysThatItsCodeIsNotOfIso() {
    assertThat(
            ask(
                "SELECT ?c ?s { ?c a ref:Country ; ref:codeStatus ?s FILTER NOT EXISTS { ?c ref:numericCode ?n } }"))
        .singleElement()
        .asString()
        .startsWith("country/XK ")
        .endsWith("/user-assigned");
  }

  @Test
  void everyCountryHasNamesInTwentyLanguages() {
    assertThat(
            ask(
                "SELECT ?c (COUNT(DISTINCT LANG(?l)) AS ?n) { ?c a ref:Country ; skos:prefLabel ?l } GROUP BY ?c HAVING (?n < 20)"))
        .isEmpty();
    assertThat(ask("SELECT ?l { id:country\\/DE skos:prefLabel ?l FILTER(LANG(?l) = 'fr') }"))
        .containsExactly("Allemagne@fr");
  }

  @Test
  void everyCountryLiesInOneSubRegionAndOnlyAntarcticaInNone() {
    assertThat(
            ask(
                "SELECT ?c { ?c a ref:Country ; ref:directlyWithin ?r } GROUP BY ?c HAVING (COUNT(?r) != 1)"))
        .isEmpty();
    assertThat(
            ask(
                "SELECT ?c { ?c a ref:Country ; ref:directlyWithin <https://w3id.org/crm-ekg/id/region/001> }"))
        .containsExactly("country/AQ");
    assertThat(ask("SELECT ?r { id:country\\/TW ref:directlyWithin ?r }"))
        .containsExactly("region/030");
    assertThat(ask("SELECT ?c { ?c a ref:Country FILTER NOT EXISTS { ?c ref:directlyWithin ?r } }"))
        .isEmpty();
  }

  @Test
  void withinIsTheClosureOfDirectlyWithin() {
    List<String> missing =
        ask("SELECT ?x ?r { ?x ref:directlyWithin+ ?r FILTER NOT EXISTS { ?x ref:within ?r } }");
    assertThat(missing).isEmpty();
    // Only the region that overlaps with another is reached by no direct step.
    assertThat(
            ask(
                "SELECT DISTINCT ?r { ?x ref:within ?r FILTER NOT EXISTS { ?x ref:directlyWithin+ ?r } }"))
        .containsExactly("region/003");
    assertThat(ask("SELECT ?r { ?r a ref:Region } ")).hasSize(31);
    assertThat(ask("SELECT ?r { ?r a ref:Region FILTER NOT EXISTS { ?r ref:directlyWithin ?up } }"))
        .containsExactly("region/001");
  }

  @Test
  void everySubdivisionHasACountryAndItsParentIsOfTheSameOne() {
    assertThat(ask("SELECT ?s { ?s a ref:CountrySubdivision }")).hasSizeGreaterThan(5000);
    assertThat(
            ask(
                "SELECT ?s { ?s a ref:CountrySubdivision OPTIONAL { ?s ref:subdivisionOf ?c . ?c ref:alpha2Code ?a } FILTER(!BOUND(?a)) }"))
        .isEmpty();
    assertThat(
            ask(
                "SELECT ?s { ?s ref:parentSubdivision ?p . ?s ref:subdivisionOf ?c . OPTIONAL { ?p ref:subdivisionOf ?d } FILTER(!BOUND(?d) || ?d != ?c) }"))
        .isEmpty();
    assertThat(ask("SELECT ?p { id:subdivision\\/FR-75C ref:parentSubdivision ?p }"))
        .containsExactly("subdivision/FR-IDF");
  }

  @Test
  void formerCountriesSayWhenAndByWhomTheyWereReplaced() {
    assertThat(ask("SELECT ?f { ?f a ref:FormerCountry ; ref:withdrawnOn ?d }")).hasSize(31);
    assertThat(
            ask(
                "SELECT ?f { ?f a ref:FormerCountry FILTER NOT EXISTS { ?f ref:replacedBy/ref:alpha2Code ?c } }"))
        .isEmpty();
    assertThat(
            ask(
                "SELECT ?c { <https://w3id.org/crm-ekg/id/former-country/CSHH> ref:replacedBy ?c } ORDER BY ?c"))
        .containsExactly("country/CZ", "country/SK");
    assertThat(
            ask(
                "SELECT ?c { <https://w3id.org/crm-ekg/id/former-country/YUCS> ref:replacedBy ?c } ORDER BY ?c"))
        .containsExactly("country/ME", "country/RS");
  }

  @Test
  void groupingsHadTheirMembersOnTheDay() {
    var counts = new TreeMap<String, Integer>();
    for (String each :
        List.of(
            "EU 2019-01-01",
            "EU 2021-01-01",
            "EU 2020-01-31",
            "EU 2020-02-01",
            "EUROAREA 2026-01-01",
            "EUROAREA 2025-12-31",
            "SCHENGEN 2026-01-01",
            "EEA 2021-01-01",
            "EFTA 2021-01-01",
            "OECD 2026-01-01",
            "G20 2026-01-01")) {
      counts.put(each, members(each.split(" ")[0], each.split(" ")[1]));
    }
    System.out.println(counts);
    assertThat(counts)
        .containsEntry("EU 2019-01-01", 28)
        .containsEntry("EU 2020-01-31", 28)
        .containsEntry("EU 2020-02-01", 27)
        .containsEntry("EU 2021-01-01", 27)
        .containsEntry("EUROAREA 2025-12-31", 20)
        .containsEntry("EUROAREA 2026-01-01", 21)
        .containsEntry("SCHENGEN 2026-01-01", 29)
        .containsEntry("EEA 2021-01-01", 30)
        .containsEntry("EFTA 2021-01-01", 4)
        .containsEntry("OECD 2026-01-01", 38)
        .containsEntry("G20 2026-01-01", 19);
  }

  private static int members(String grouping, String day) {
    return ask("""
            SELECT DISTINCT ?c { ?m a ref:GroupingMembership ; ref:groupingMember ?c ;
                ref:memberOfGrouping <https://w3id.org/crm-ekg/id/grouping/%s> ; ref:validFrom ?from
              OPTIONAL { ?m ref:validTo ?to }
              FILTER(?from <= "%s"^^xsd:date && (!BOUND(?to) || ?to > "%s"^^xsd:date)) }"""
            .formatted(grouping, day, day))
        .size();
  }

  @Test
  void jurisdictionsReachCountriesPartsOfThemAndUnions() {
    assertThat(ask("SELECT ?j { ?j ref:hasReach ?x . ?x a ref:Country }")).hasSize(250);
    assertThat(
            ask("SELECT ?x { <https://w3id.org/crm-ekg/id/jurisdiction/US-DE> ref:hasReach ?x }"))
        .containsExactly("subdivision/US-DE");
    assertThat(ask("SELECT ?x { <https://w3id.org/crm-ekg/id/jurisdiction/EU> ref:hasReach ?x }"))
        .containsExactly("grouping/EU");
    assertThat(
            ask(
                "SELECT ?j { ?j a ref:Jurisdiction ; ref:hasReach ?x FILTER NOT EXISTS { ?x a ?t } }"))
        .isEmpty();
    assertThat(
            ask(
                "SELECT ?j { ?j ref:partOfJurisdiction <https://w3id.org/crm-ekg/id/jurisdiction/GB> }"))
        .hasSize(4);
  }

  @Test
  void listingsAreHalfOpenAndSayWhenTheyAreOld() {
    assertThat(
            ask(
                "SELECT ?l { ?l a ref:RiskListing ; ref:listedFrom ?f ; ref:delistedOn ?t FILTER(?t <= ?f) }"))
        .isEmpty();
    assertThat(ask("SELECT ?l { ?l a ref:RiskListing FILTER NOT EXISTS { ?l dcterms:source ?s } }"))
        .isEmpty();
    assertThat(ReferenceGenerator.staleness(LocalDate.of(2026, 4, 24))).isEmpty();
    assertThat(ReferenceGenerator.staleness(LocalDate.of(2026, 4, 25))).isPresent();
  }

  @Test
  void currenciesHaveCodesDigitsAndDatesOfUse() {
    assertThat(
            ask(
                "SELECT ?n ?d { id:currency\\/CHF ref:currencyNumericCode ?n ; ref:minorUnitDigits ?d }"))
        .singleElement()
        .asString()
        .startsWith("756 2");
    assertThat(ask("SELECT ?c { id:country\\/HR ref:usesCurrency ?c }"))
        .containsExactly("currency/EUR");
    assertThat(
            ask(
                "SELECT ?to { ?u ref:usingCountry id:country\\/FR ; ref:usedCurrency id:currency\\/FRF ; ref:validTo ?to }"))
        .singleElement()
        .asString()
        .startsWith("2002-02-18");
    assertThat(ask("SELECT ?u { ?u ref:validFrom ?f ; ref:validTo ?t FILTER(?t <= ?f) }"))
        .isEmpty();
  }

  @Test
  void everyFileIsADatasetWithSourceVersionAndLicence() {
    assertThat(
            ask(
                "SELECT ?d { ?d a dcat:Dataset ; dcterms:source ?s ; dcterms:license ?l ; dcat:version ?v }"))
        .hasSize(10);
  }

  @Test
  void theSampleOfLegalFormsSpansJurisdictionsAndAgreesWithTheRealList() {
    assertThat(ask("SELECT ?f { ?f a party:EntityLegalForm }")).hasSizeGreaterThan(60);
    assertThat(ask("SELECT DISTINCT ?j { ?f party:legalFormOf ?j }")).hasSizeGreaterThan(12);
    Map<String, LegalForm> real =
        LegalForm.readElf(SharedData.require("reference/elf-codes-1.4.1.csv")).stream()
            .collect(Collectors.toMap(LegalForm::code, f -> f));
    assertThat(real).hasSizeGreaterThan(2000);
    for (LegalForm form : LegalForm.sample()) {
      if (form.code().matches("[0-9A-Z]{4}")) {
        assertThat(real).containsKey(form.code());
        assertThat(real.get(form.code()))
            .as(form.code())
            .satisfies(r -> assertThat(r.jurisdiction()).isEqualTo(form.jurisdiction()));
      }
    }
  }

  @Test
  void aNameOfTheSampleThatOtherJurisdictionsHaveSaysSo() {
    Map<String, Set<String>> jurisdictions = new TreeMap<>();
    for (LegalForm form : LegalForm.readElf(SharedData.require("reference/elf-codes-1.4.1.csv"))) {
      if (form.isActive()) {
        namesOf(form)
            .forEach(
                n ->
                    jurisdictions
                        .computeIfAbsent(n, x -> new TreeSet<>())
                        .add(form.jurisdiction()));
      }
    }
    Map<String, Set<String>> known = new TreeMap<>();
    for (LegalForm form : LegalForm.sample()) {
      namesOf(form)
          .forEach(n -> known.computeIfAbsent(n, x -> new TreeSet<>()).add(form.jurisdiction()));
    }
    Map<String, String> places =
        LegalForm.sample().stream()
            .collect(Collectors.toMap(f -> "legal-form/" + f.code(), LegalForm::jurisdiction));
    for (CsvTable.Row row : CsvTable.bundled("names.csv").rows()) {
      String place = places.get(row.get("concept"));
      if (place != null && !row.get("rule").equals(NameRule.ELSEWHERE.label())) {
        known.computeIfAbsent(NameKey.ofForm(row.get("name")), x -> new TreeSet<>()).add(place);
      }
    }
    Set<String> said =
        CsvTable.bundled("names.csv").rows().stream()
            .filter(r -> r.get("rule").equals(NameRule.ELSEWHERE.label()))
            .map(r -> NameKey.ofForm(r.get("name")))
            .collect(Collectors.toSet());
    known.forEach(
        (name, ours) -> {
          if (ours.size() == 1 && !ours.containsAll(jurisdictions.getOrDefault(name, Set.of()))) {
            assertThat(said).as("%s in %s", name, jurisdictions.get(name)).contains(name);
          }
        });
  }

  private static Stream<String> namesOf(LegalForm form) {
    return Stream.of(
            form.names().stream().map(LegalForm.Name::text),
            form.transliterated().stream(),
            form.abbreviations().stream())
        .flatMap(s -> s)
        .map(NameKey::ofForm)
        .filter(n -> !n.isEmpty());
  }

  @Test
  void theRealListOfLegalFormsTakesThePlaceOfTheSample() {
    Path elf = SharedData.require("reference/elf-codes-1.4.1.csv");
    String text =
        ReferenceGenerator.generate(Optional.of(elf), Optional.empty())
            .getOrDefault("party/data/legal-form.ttl", "");
    assertThat(text).contains("form:2HBR").doesNotContain("@kr").doesNotContain("sample");
  }

  @Test
  void aBrokenListIsRefusedWithItsLine(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("elf.csv");
    Files.writeString(
        file,
        """
        "ELF Code","Country Code (ISO 3166-1)","Country sub-division code (ISO 3166-2)","Entity Legal Form name Local name","Language Code (ISO 639-1)","ELF Status ACTV/INAC"
        "2HBR","DE","","GmbH","de","ACTV"
        "2HB","DE","","AG","de","ACTV"
        """);
    assertThatThrownBy(() -> LegalForm.readElf(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("elf.csv, line 3")
        .hasMessageContaining("2HB");
    Files.writeString(file, "a,b\n1,2\n");
    assertThatThrownBy(() -> LegalForm.readElf(file))
        .hasMessageContaining("no column \"ELF Code\"");
  }

  /** Reviewed: ISO 3166-1 of the platform and of the list that the subdivisions come from. */
  @Test
  void theTwoListsOfCountriesAgree() {
    var differences = new TreeSet<String>();
    for (CsvTable.Row row : CsvTable.bundled("iso-3166-1.csv").rows()) {
      String alpha2 = row.get("alpha2");
      if (!ReferenceGenerator.countryCodes().contains(alpha2)
          || !ReferenceGenerator.alpha3(alpha2).equals(row.get("alpha3"))
          || !ReferenceGenerator.numeric(alpha2).equals(row.get("numeric"))) {
        differences.add(alpha2);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(CsvTable.bundled("iso-3166-1.csv").rows()).hasSize(249);
  }
}
