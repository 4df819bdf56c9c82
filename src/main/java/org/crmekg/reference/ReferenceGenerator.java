package org.crmekg.reference;

import com.ibm.icu.text.DisplayContext;
import com.ibm.icu.text.LocaleDisplayNames;
import com.ibm.icu.util.Region;
import com.ibm.icu.util.ULocale;
import com.ibm.icu.util.VersionInfo;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the files of reference data: the same text each time, from the same libraries and tables.
 *
 * <p>Codes of countries come from the Java platform, their numbers, names, regions and currencies
 * from ICU4J (CLDR), subdivisions and former countries from a table derived from npm's {@code
 * iso-3166}, the rest from tables made by hand. Every file is a {@code dcat:Dataset} that names its
 * origin and licence.
 */
public final class ReferenceGenerator {
  /** The one code that is none of ISO 3166-1 and in wide use all the same. */
  static final String KOSOVO = "XK";

  /** The one country that lies in no sub-region of UN M49: it stands for its own continent. */
  static final String ANTARCTICA = "AQ";

  /** Languages of the names in the data; the search for names knows all that CLDR has. */
  static final List<String> LANGUAGES =
      List.of(
          "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he",
          "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro",
          "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "vi", "zh");

  static final String SCHEME = "https://w3id.org/crm-ekg/scheme/";

  private static final String ICU =
      "ICU4J " + VersionInfo.ICU_VERSION.getMajor() + "." + VersionInfo.ICU_VERSION.getMinor();
  private static final String UNICODE = "https://www.unicode.org/license.txt";
  private static final String APACHE = "https://www.apache.org/licenses/LICENSE-2.0";
  private static final String MIT = "https://opensource.org/license/mit";
  private static final String VERSION = "0.1.0";

  private final ReferenceTables tables = ReferenceTables.read();
  private final List<LegalForm> forms;
  private final List<RegistrationAuthority> authorities;
  private final boolean isSample;
  private final Map<String, LocaleDisplayNames> displayNames = new TreeMap<>();

  private ReferenceGenerator(Optional<Path> elf, Optional<Path> authorities) {
    this.forms = elf.map(LegalForm::readElf).orElseGet(LegalForm::sample);
    this.authorities =
        authorities.map(RegistrationAuthority::read).orElseGet(RegistrationAuthority::sample);
    this.isSample = elf.isEmpty();
  }

  /** Makes the committed files: relative path to text. */
  public static Map<String, String> generate() {
    return generate(Optional.empty(), Optional.empty());
  }

  /**
   * Makes the files, with GLEIF's own lists in the place of our samples where they are given.
   *
   * @throws org.crmekg.ConfigException naming file and line of what is wrong in a list
   */
  public static Map<String, String> generate(Optional<Path> elf, Optional<Path> authorities) {
    return new ReferenceGenerator(elf, authorities).files();
  }

  /**
   * Says that the listings are old, if they are: FATF meets three times a year.
   *
   * @param today the day to compare with
   */
  public static Optional<String> staleness(LocalDate today) {
    LocalDate asOf = ReferenceTables.read().listingsAsOf();
    return asOf.plusMonths(6).isBefore(today)
        ? Optional.of(
            "the FATF listings stand as of %s, more than six months ago: look at the latest statement and complete src/main/resources/reference/fatf-listings.csv"
                .formatted(asOf))
        : Optional.empty();
  }

  private Map<String, String> files() {
    var files = new TreeMap<String, String>();
    files.put("ref/data/country.ttl", countries());
    files.put("ref/data/former-country.ttl", formerCountries());
    files.put("ref/data/subdivision.ttl", subdivisions());
    files.put("ref/data/region.ttl", regions());
    files.put("ref/data/currency.ttl", new CurrencyFile(this).text());
    files.put("ref/data/grouping.ttl", groupings());
    files.put("ref/data/jurisdiction.ttl", jurisdictions());
    files.put("ref/data/risk-listing.ttl", listings());
    files.put("party/data/legal-form.ttl", legalForms());
    files.put("party/data/registration-authority.ttl", authorities());
    files.put("ref/data/names.tsv", new NamesFile(this, tables).text());
    files.put("party/data/names.tsv", NamesFile.ofForms(forms));
    return files;
  }

  // ---- What the parts share

  static List<String> countryCodes() {
    return Arrays.stream(Locale.getISOCountries()).sorted().toList();
  }

  static List<String> countryCodesAndKosovo() {
    var codes = new ArrayList<>(countryCodes());
    codes.add(KOSOVO);
    codes.sort(null);
    return codes;
  }

  static String alpha3(String alpha2) {
    return Locale.of("", alpha2).getISO3Country();
  }

  static String numeric(String alpha2) {
    return "%03d".formatted(Region.getInstance(alpha2).getNumericCode());
  }

  String regionName(String code, String language) {
    return displayNames
        .computeIfAbsent(
            language,
            l ->
                LocaleDisplayNames.getInstance(
                    ULocale.forLanguageTag(l), DisplayContext.NO_SUBSTITUTE))
        .regionDisplayName(code);
  }

  /** The names in all languages that have one. */
  List<String> names(String code) {
    return LANGUAGES.stream()
        .filter(l -> regionName(code, l) != null)
        .map(l -> TurtleText.string(regionName(code, l), l))
        .toList();
  }

  List<String> matches(String concept) {
    return tables.matches().getOrDefault(concept, List.of()).stream().map(TurtleText::iri).toList();
  }

  TurtleText dataset(String name, String title, String description, String source, String licence) {
    var text = new TurtleText(title);
    text.about("dataset:" + name)
        .add("a", "dcat:Dataset")
        .add("dcterms:title", TurtleText.string(title, "en"))
        .add("dcterms:description", TurtleText.string(description, "en"))
        .add("dcterms:source", TurtleText.string(source))
        .add("dcterms:license", TurtleText.iri(licence))
        .add("dcat:version", TurtleText.string(VERSION));
    return text;
  }

  static String icu() {
    return ICU;
  }

  static String icuLicence() {
    return UNICODE;
  }

  private static String scheme(String scheme, String code) {
    return TurtleText.iri(SCHEME + scheme + "/" + code);
  }

  private static String npm() {
    return CsvTable.bundled("iso-3166-2.csv").comments().getFirst().replace("Derived from ", "");
  }

  // ---- Countries

  private String countries() {
    TurtleText text =
        dataset(
            "country",
            "Countries",
            "The countries of ISO 3166-1 with their three codes, their names in %d languages and their region; and Kosovo, whose code is not of ISO but assigned by users"
                .formatted(LANGUAGES.size()),
            "Java platform (alpha-2 and alpha-3 codes); %s, CLDR (numeric codes, names, regions)"
                .formatted(ICU),
            UNICODE);
    for (String code : countryCodesAndKosovo()) {
      boolean iso = !code.equals(KOSOVO);
      TurtleText.About country = text.about("country:" + code).add("a", "ref:Country");
      country.add("rdfs:label", TurtleText.string(english(code), "en"));
      country.text("ref:alpha2Code", code);
      if (iso) {
        country.text("ref:alpha3Code", alpha3(code));
        country.text("ref:numericCode", numeric(code));
        country.text("ref:m49Code", numeric(code));
      }
      country.add(
          "ref:codeStatus",
          scheme("country-code-status", iso ? "officially-assigned" : "user-assigned"));
      country.add("ref:directlyWithin", "region:" + subRegion(code));
      country.add("ref:within", around(subRegion(code)).stream().map(r -> "region:" + r).toList());
      country.add(
          "ref:formerCountry",
          tables.formerCountries().stream()
              .filter(f -> f.replacedBy().contains(code))
              .map(f -> "former:" + f.code())
              .toList());
      country.add("skos:prefLabel", names(code));
      country.add("skos:exactMatch", matches("country/" + code));
    }
    return text.toString();
  }

  String english(String code) {
    return regionName(code, "en");
  }

  private String formerCountries() {
    TurtleText text =
        dataset(
            "former-country",
            "Former countries",
            "The entries of ISO 3166-3: codes withdrawn from ISO 3166-1, with the day (or the year) and the countries that took over",
            npm() + "; days from the remarks of ISO 3166-3, by hand",
            MIT);
    for (ReferenceTables.Former former : tables.formerCountries()) {
      text.about("former:" + former.code())
          .add("a", "ref:FormerCountry")
          .add("rdfs:label", TurtleText.string(former.name(), "en"))
          .text("ref:formerCode", former.code())
          .text("ref:formerAlpha2Code", former.alpha2())
          .text("ref:formerAlpha3Code", former.alpha3())
          .text("ref:formerNumericCode", former.numeric())
          .add("ref:withdrawnOn", TurtleText.date(former.withdrawn()))
          .add("ref:replacedBy", former.replacedBy().stream().map(c -> "country:" + c).toList());
    }
    return text.toString();
  }

  private String subdivisions() {
    TurtleText text =
        dataset(
            "subdivision",
            "Subdivisions of countries",
            "The codes of ISO 3166-2 with their country and, where there is one, the subdivision above; the list does not say in which language a name is",
            npm(),
            MIT);
    for (ReferenceTables.Subdivision each : tables.subdivisions()) {
      TurtleText.About subdivision =
          text.about("subdivision:" + each.code())
              .add("a", "ref:CountrySubdivision")
              .text("rdfs:label", each.name())
              .text("ref:subdivisionCode", each.code())
              .add("ref:subdivisionOf", "country:" + each.country());
      if (!each.isDirect()) {
        subdivision.add("ref:parentSubdivision", "subdivision:" + each.parent());
      }
      subdivision.add("skos:exactMatch", matches("subdivision/" + each.code()));
    }
    return text.toString();
  }

  // ---- Regions (UN M49)

  /** Returns the smallest region of UN M49 that a country lies in; the world for Antarctica. */
  static String subRegion(String country) {
    Region found = Region.getInstance(country).getContainingRegion(Region.RegionType.SUBCONTINENT);
    String code = found == null ? "" : found.toString();
    if (code.matches("\\d{3}")) {
      return code;
    }
    if (country.equals(ANTARCTICA)) {
      return "001";
    }
    throw new IllegalStateException(country + " lies in no region");
  }

  static List<String> regionCodes() {
    return Region.getAvailable(Region.RegionType.SUBCONTINENT).stream()
        .map(Region::toString)
        .filter(r -> r.matches("\\d{3}"))
        .collect(
            Collectors.collectingAndThen(
                Collectors.toCollection(TreeSet::new),
                all -> {
                  all.addAll(
                      List.of("001", "002", "003", "009", "019", "142", "150", "202", "419"));
                  return List.copyOf(all);
                }));
  }

  /** The region directly above in the hierarchy of M49; 003 overlaps with 419 and is beside it. */
  static Optional<String> above(String region) {
    return switch (region) {
      case "001" -> Optional.empty();
      case "002", "009", "019", "142", "150" -> Optional.of("001");
      case "202" -> Optional.of("002");
      case "003", "419" -> Optional.of("019");
      default -> {
        for (String grouping : List.of("202", "419")) {
          if (contains(grouping, region)) {
            yield Optional.of(grouping);
          }
        }
        yield Optional.of(
            Region.getInstance(region).getContainingRegion(Region.RegionType.CONTINENT).toString());
      }
    };
  }

  private static boolean contains(String grouping, String region) {
    return Region.getInstance(grouping).getContainedRegions().stream()
        .anyMatch(r -> r.toString().equals(region));
  }

  /** A region and all above it, and 003 where it contains the region. */
  static List<String> around(String region) {
    var all = new TreeSet<String>();
    all.add(region);
    for (Optional<String> up = above(region); up.isPresent(); up = above(up.get())) {
      all.add(up.get());
    }
    if (List.copyOf(all).stream().anyMatch(r -> contains("003", r))) {
      all.add("003");
    }
    return List.copyOf(all);
  }

  private String regions() {
    TurtleText text =
        dataset(
            "region",
            "Regions of the world",
            "The regions of UN M49 (M49 code) with their names; each lies directly within one other, and within all above it. 003, North America, overlaps with 419 and is above its parts by within only",
            "%s, CLDR territory containment".formatted(ICU),
            UNICODE);
    for (String code : regionCodes()) {
      TurtleText.About region =
          text.about("region:" + code)
              .add("a", "ref:Region")
              .add("rdfs:label", TurtleText.string(english(code), "en"))
              .text("ref:m49Code", code)
              .add(
                  "ref:regionKind",
                  kind(code).map(k -> scheme("region-kind", k)).stream().toList());
      above(code).ifPresent(up -> region.add("ref:directlyWithin", "region:" + up));
      region.add(
          "ref:within",
          around(code).stream().filter(r -> !r.equals(code)).map(r -> "region:" + r).toList());
      region.add("skos:prefLabel", names(code));
      region.add("skos:exactMatch", matches("region/" + code));
    }
    return text.toString();
  }

  /** The level in M49's own hierarchy; 003 is beside it and has none. */
  private static Optional<String> kind(String region) {
    return switch (region) {
      case "001" -> Optional.of("world");
      case "002", "009", "019", "142", "150" -> Optional.of("continent");
      case "003" -> Optional.empty();
      default ->
          above(region).filter(up -> up.equals("202") || up.equals("419")).isPresent()
              ? Optional.of("intermediary")
              : Optional.of("subregion");
    };
  }

  // ---- Groupings, jurisdictions, listings

  private String groupings() {
    TurtleText text =
        dataset(
            "grouping",
            "Groupings of countries",
            "European Union, EEA, EFTA, euro area, Schengen area, OECD and G20, with who belonged from when to when; the end is the first day outside",
            "treaties and acts named with each statement; made by hand from public facts",
            APACHE);
    for (ReferenceTables.Grouping each : tables.groupings()) {
      text.about("grouping:" + each.code())
          .add("a", "ref:EconomicGrouping")
          .add("rdfs:label", TurtleText.string(each.name(), "en"))
          .text("ref:groupingCode", each.code())
          .text("dcterms:source", each.source())
          .add("skos:exactMatch", matches("grouping/" + each.code()));
    }
    for (ReferenceTables.Membership each : tables.memberships()) {
      TurtleText.About membership =
          text.about("membership:%s-%s-%s".formatted(each.grouping(), each.country(), each.from()))
              .add("a", "ref:GroupingMembership")
              .add("ref:groupingMember", "country:" + each.country())
              .add("ref:memberOfGrouping", "grouping:" + each.grouping())
              .add("ref:validFrom", TurtleText.date(each.from()));
      if (!each.to().isEmpty()) {
        membership.add("ref:validTo", TurtleText.date(each.to()));
      } else {
        text.about("country:" + each.country())
            .add("ref:currentMemberOf", "grouping:" + each.grouping());
      }
      membership.text("dcterms:source", each.source());
    }
    return text.toString();
  }

  private String jurisdictions() {
    TurtleText text =
        dataset(
            "jurisdiction",
            "Jurisdictions",
            "Legal orders and where their law applies: those of countries, those of parts of countries that make company law, and those of unions",
            "ISO 3166-1 as the Java platform has it; ISO 3166-2: %s; which subdivisions are legal orders: by hand"
                .formatted(npm()),
            APACHE);
    for (String code : countryCodesAndKosovo()) {
      text.about("jurisdiction:" + code)
          .add("a", "ref:Jurisdiction")
          .add("rdfs:label", TurtleText.string("law of " + english(code), "en"))
          .add("ref:jurisdictionLevel", scheme("jurisdiction-level", "national"))
          .text("ref:leiJurisdictionCode", code)
          .add("ref:hasReach", "country:" + code);
    }
    for (ReferenceTables.Order order : tables.jurisdictions()) {
      TurtleText.About jurisdiction =
          text.about("jurisdiction:" + order.code())
              .add("a", "ref:Jurisdiction")
              .add("rdfs:label", TurtleText.string("law of " + order.name(), "en"))
              .add("ref:jurisdictionLevel", scheme("jurisdiction-level", order.level()));
      if (!order.level().equals("supra-national")) {
        jurisdiction.text("ref:leiJurisdictionCode", order.code());
      }
      jurisdiction.add("ref:hasReach", order.reach().replace('/', ':'));
      if (!order.partOf().isEmpty()) {
        jurisdiction.add("ref:partOfJurisdiction", "jurisdiction:" + order.partOf());
      }
      jurisdiction.text("dcterms:source", order.source());
    }
    return text.toString();
  }

  private String listings() {
    TurtleText text =
        dataset(
            "risk-listing",
            "FATF listings",
            "Countries that the Financial Action Task Force lists, from plenary to plenary; the end is the first day off the list",
            "FATF's public statements, named with each listing; made by hand",
            APACHE);
    text.about("dataset:risk-listing")
        .add("ref:asOf", TurtleText.date(tables.listingsAsOf().toString()));
    for (ReferenceTables.Listing each : tables.listings()) {
      TurtleText.About listing =
          text.about("listing:FATF-%s-%s-%s".formatted(each.list(), each.country(), each.from()))
              .add("a", "ref:RiskListing")
              .add("ref:listedCountry", "country:" + each.country())
              .add("ref:onRiskList", scheme("risk-list", "fatf-" + each.list()))
              .add("ref:listedFrom", TurtleText.date(each.from()));
      if (!each.to().isEmpty()) {
        listing.add("ref:delistedOn", TurtleText.date(each.to()));
      }
      listing.text("dcterms:source", each.source());
    }
    return text.toString();
  }

  // ---- Legal forms and registration authorities

  private String legalForms() {
    TurtleText text =
        dataset(
            "legal-form",
            isSample ? "Legal forms (sample)" : "Legal forms",
            isSample
                ? "A sample of legal forms, which claims neither completeness nor authority; codes of four characters are those of ISO 20275, the others are the sample's own"
                : "The legal forms of ISO 20275",
            isSample ? "made by hand" : "GLEIF's list of entity legal forms",
            isSample ? APACHE : "https://creativecommons.org/publicdomain/zero/1.0/");
    for (LegalForm each : forms) {
      TurtleText.About form = text.about("form:" + each.code()).add("a", "party:EntityLegalForm");
      if (each.code().matches("[0-9A-Z]{4}")) {
        form.text("party:elfCode", each.code());
      }
      form.add(
          "rdfs:label",
          each.names().stream()
              .filter(n -> !n.text().isEmpty())
              .map(
                  n ->
                      n.language()
                          .map(l -> TurtleText.string(n.text(), l))
                          .orElseGet(() -> TurtleText.string(n.text())))
              .distinct()
              .toList());
      form.add("skos:altLabel", each.transliterated().stream().map(TurtleText::string).toList());
      form.add(
          "party:legalFormAbbreviation",
          each.abbreviations().stream().map(TurtleText::string).toList());
      form.add("party:legalFormOf", "jurisdiction:" + each.jurisdiction());
      if (!each.isActive()) {
        form.add("owl:deprecated", "true");
      }
    }
    return text.toString();
  }

  private String authorities() {
    TurtleText text =
        dataset(
            "registration-authority",
            "Registration authorities (sample)",
            "Who keeps the registers of companies; the committed list is a sample, which claims neither completeness nor authority",
            "made by hand, or GLEIF's list where one was given",
            APACHE);
    for (RegistrationAuthority each : authorities) {
      TurtleText.About authority =
          text.about("authority:" + each.code())
              .add("a", "party:RegistrationAuthority")
              .text("party:registrationAuthorityCode", each.code())
              .add(
                  "rdfs:label",
                  TurtleText.string(
                      each.authority().isEmpty()
                          ? each.register()
                          : each.register() + ", " + each.authority()));
      if (!each.jurisdiction().isEmpty()) {
        authority.add("party:registersFor", "jurisdiction:" + each.jurisdiction());
      }
    }
    return text.toString();
  }
}
