package org.crmekg.reference;

import com.ibm.icu.text.CurrencyMetaInfo;
import com.ibm.icu.text.CurrencyMetaInfo.CurrencyFilter;
import com.ibm.icu.text.CurrencyMetaInfo.CurrencyInfo;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.ULocale;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The currencies of ISO 4217, and which country used which one when. */
final class CurrencyFile {
  /** Codes of ISO 4217 that stand for no currency, for tests, and for unknown money. */
  private static final Set<String> NOT_MONEY = Set.of("XXX", "XTS");

  private final ReferenceGenerator generator;

  CurrencyFile(ReferenceGenerator generator) {
    this.generator = generator;
  }

  static List<Currency> currencies() {
    return Currency.getAvailableCurrencies().stream()
        .filter(c -> c.getNumericCode() != 0 && !NOT_MONEY.contains(c.getCurrencyCode()))
        .sorted(Comparator.comparing(Currency::getCurrencyCode))
        .toList();
  }

  static String name(Currency currency, String language) {
    String name =
        currency.getName(ULocale.forLanguageTag(language), Currency.LONG_NAME, new boolean[1]);
    return name.equals(currency.getCurrencyCode()) ? "" : name;
  }

  String text() {
    TurtleText text =
        generator.dataset(
            "currency",
            "Currencies",
            "The currencies of ISO 4217, past ones too, with numeric code, customary digits and names, and when a country used which; the end is the first day of disuse",
            "%s, CLDR".formatted(ReferenceGenerator.icu()),
            ReferenceGenerator.icuLicence());
    Set<String> codes = new TreeSet<>();
    for (Currency currency : currencies()) {
      String code = currency.getCurrencyCode();
      codes.add(code);
      text.about("currency:" + code)
          .add("a", "ref:Currency")
          .add("rdfs:label", TurtleText.string(name(currency, "en"), "en"))
          .text("ref:currencyCode", code)
          .text("ref:currencyNumericCode", "%03d".formatted(currency.getNumericCode()))
          .add("ref:minorUnitDigits", Integer.toString(currency.getDefaultFractionDigits()))
          .add(
              "skos:prefLabel",
              ReferenceGenerator.LANGUAGES.stream()
                  .filter(l -> isTranslated(currency, l))
                  .map(l -> TurtleText.string(name(currency, l), l))
                  .toList())
          .add("skos:exactMatch", generator.matches("currency/" + code));
    }
    for (String country : ReferenceGenerator.countryCodesAndKosovo()) {
      uses(country, codes, text);
    }
    return text.toString();
  }

  /** Where a language lacks a name, ICU gives that of the root, which is the code or English. */
  private static boolean isTranslated(Currency currency, String language) {
    return !name(currency, language).isEmpty();
  }

  private static void uses(String country, Set<String> codes, TurtleText text) {
    var current = new TreeSet<String>();
    List<CurrencyInfo> uses =
        CurrencyMetaInfo.getInstance().currencyInfo(CurrencyFilter.onRegion(country)).stream()
            .filter(use -> use.isTender() && codes.contains(use.code))
            .toList();
    for (CurrencyInfo use : uses) {
      boolean began = use.from != Long.MIN_VALUE;
      boolean ended = use.to != Long.MAX_VALUE;
      String from = began ? day(use.from).toString() : "";
      TurtleText.About about =
          text.about("use:%s-%s%s".formatted(country, use.code, began ? "-" + from : ""))
              .add("a", "ref:CurrencyUse")
              .add("ref:usingCountry", "country:" + country)
              .add("ref:usedCurrency", "currency:" + use.code);
      if (began) {
        about.add("ref:validFrom", TurtleText.date(from));
      }
      if (ended) {
        // CLDR names the last day of use.
        about.add("ref:validTo", TurtleText.date(day(use.to).plusDays(1).toString()));
      } else {
        current.add("currency:" + use.code);
      }
    }
    if (!current.isEmpty()) {
      text.about("country:" + country).add("ref:usesCurrency", List.copyOf(current));
    }
  }

  private static LocalDate day(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
