package org.crmekg.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;

/**
 * The countries and currencies of the world as the Java platform knows them.
 *
 * <p>Their IRIs are made of ISO codes and are the same in every deployment, whatever its base, so
 * that mappings and links can name them absolutely. The order of the triples is fixed. Names come
 * from the platform's locale data: where a runtime lacks a language, that language is left out
 * rather than filled with names of another.
 */
public final class ReferenceData {
  private static final String ID = "https://w3id.org/crm-ekg/id/";
  private static final String REF = "https://w3id.org/crm-ekg/ns/ref/";

  private static final Node COUNTRY = iri(REF + "Country");
  private static final Node ALPHA_2_CODE = iri(REF + "alpha2Code");
  private static final Node ALPHA_3_CODE = iri(REF + "alpha3Code");
  private static final Node CURRENCY = iri(REF + "Currency");
  private static final Node CURRENCY_CODE = iri(REF + "currencyCode");

  private static final List<String> LANGUAGES =
      List.of(
          "ar", "bg", "cs", "da", "de", "el", "en", "es", "fi", "fr", "it", "ja", "ko", "nl", "pl",
          "pt", "ru", "sv", "tr", "uk", "zh");

  /** Codes of ISO 4217 that stand for no currency and for tests. */
  private static final Set<String> NOT_MONEY = Set.of("XXX", "XTS");

  private ReferenceData() {}

  /**
   * Returns every country of ISO 3166-1 with its codes, its English label and its names as {@code
   * skos:prefLabel} in some twenty languages.
   */
  public static List<Triple> countries() {
    List<Locale> languages = availableLanguages();
    List<Triple> triples = new ArrayList<>();
    Arrays.stream(Locale.getISOCountries())
        .sorted()
        .forEach(alpha2 -> addCountry(alpha2, languages, triples));
    return List.copyOf(triples);
  }

  /** Returns every currency of ISO 4217, past ones too, with its code and its English label. */
  public static List<Triple> currencies() {
    List<Triple> triples = new ArrayList<>();
    Currency.getAvailableCurrencies().stream()
        .filter(currency -> !NOT_MONEY.contains(currency.getCurrencyCode()))
        .sorted(Comparator.comparing(Currency::getCurrencyCode))
        .forEach(
            currency -> {
              String code = currency.getCurrencyCode();
              Node node = iri(ID + "currency/" + code);
              triples.add(Triple.create(node, RDF.type.asNode(), CURRENCY));
              triples.add(Triple.create(node, CURRENCY_CODE, string(code)));
              triples.add(
                  Triple.create(
                      node,
                      RDFS.label.asNode(),
                      named(currency.getDisplayName(Locale.ENGLISH), "en")));
            });
    return List.copyOf(triples);
  }

  private static void addCountry(String alpha2, List<Locale> languages, List<Triple> triples) {
    Locale country = Locale.of("", alpha2);
    Node node = iri(ID + "country/" + alpha2);
    triples.add(Triple.create(node, RDF.type.asNode(), COUNTRY));
    triples.add(Triple.create(node, ALPHA_2_CODE, string(alpha2)));
    triples.add(Triple.create(node, ALPHA_3_CODE, string(country.getISO3Country())));
    triples.add(
        Triple.create(
            node, RDFS.label.asNode(), named(country.getDisplayCountry(Locale.ENGLISH), "en")));
    for (Locale language : languages) {
      String name = country.getDisplayCountry(language);
      // The platform answers with the code where it has no name.
      if (!name.equals(alpha2)) {
        triples.add(
            Triple.create(node, SKOS.prefLabel.asNode(), named(name, language.getLanguage())));
      }
    }
  }

  private static List<Locale> availableLanguages() {
    Set<String> available =
        Arrays.stream(Locale.getAvailableLocales())
            .map(Locale::getLanguage)
            .collect(Collectors.toSet());
    return LANGUAGES.stream().filter(available::contains).map(Locale::of).toList();
  }

  private static Node iri(String iri) {
    return NodeFactory.createURI(iri);
  }

  private static Node string(String text) {
    return NodeFactory.createLiteralString(text);
  }

  private static Node named(String text, String language) {
    return NodeFactory.createLiteralLang(text, language);
  }
}
