package org.crmekg.demo;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What parties are called, and how people misspell it. */
final class Naming {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final List<String> NO_COUNTRY =
      List.of(
          "Ruritania",
          "Atlantis",
          "Freedonia",
          "Zubrowka",
          "unknown",
          "n/a",
          "XX",
          "Elbonia",
          "Neverland",
          "-",
          "see notes",
          "Borduria");

  private final Population population;
  private final Dice dice;

  Naming(Population population) {
    this.population = population;
    this.dice = population.dice();
  }

  Spelling given(long person) {
    return dice.of(population.country(person).list("given"), "given", person);
  }

  Spelling family(long person) {
    Country country = population.country(person);
    return dice.of(country.list("stems"), "stem", person)
        .plus("", dice.of(country.list("ends"), "end", person));
  }

  /** Returns the name of a person in the order of the country. */
  Spelling person(long person) {
    Spelling given = given(person);
    Spelling family = family(person);
    boolean familyFirst = population.country(person).familyFirst();
    String local =
        familyFirst ? family.local() + " " + given.local() : given.local() + " " + family.local();
    return new Spelling(local, given.latin() + " " + family.latin());
  }

  /** Returns the name of an organization without its legal form. */
  Spelling core(long organization) {
    Country country = population.country(organization);
    Spelling root =
        dice.of(country.list("heads"), "head", organization)
            .plus("", dice.of(country.list("tails"), "tail", organization));
    if (dice.chance(0.3, "second root", organization)) {
      Spelling second = dice.of(country.list("stems"), "second stem", organization);
      Spelling end = dice.of(country.list("ends"), "second end", organization);
      root = root.plus(country.familyFirst() ? "" : " ", second.plus("", end));
    }
    Spelling sector = dice.of(country.list("sectors"), "sector", organization);
    return new Spelling(
        root.local() + gap(country) + sector.local(), root.latin() + " " + sector.latin());
  }

  Country.Form form(long organization) {
    return dice.of(population.country(organization).forms(), "form", organization);
  }

  /** Returns the registered name. */
  Spelling organization(long organization) {
    return withForm(organization, core(organization));
  }

  /** Returns the name before it was changed: another root and the same sector. */
  Spelling formerName(long organization) {
    Country country = population.country(organization);
    Spelling root =
        dice.of(country.list("heads"), "former head", organization)
            .plus("", dice.of(country.list("tails"), "former tail", organization));
    Spelling sector = dice.of(country.list("sectors"), "sector", organization);
    return withForm(
        organization,
        new Spelling(
            root.local() + gap(country) + sector.local(), root.latin() + " " + sector.latin()));
  }

  boolean hasFormerName(long organization) {
    return dice.chance(0.09, "former name", organization)
        && !organization(organization).equals(formerName(organization));
  }

  private Spelling withForm(long organization, Spelling core) {
    Spelling form = form(organization).name();
    Country country = population.country(organization);
    String local =
        country.alpha2().equals("JP") && dice.chance(0.5, "form first", organization)
            ? form.local() + core.local()
            : core.local() + gap(country) + form.local();
    return new Spelling(local, core.latin() + " " + form.latin());
  }

  private static String gap(Country country) {
    return country.familyFirst() ? "" : " ";
  }

  /** Returns the name of a party as a record of a source has it. */
  String typed(long party, SourceName source, int copy) {
    long record = Keys.record(party, copy);
    String question = "typed " + source.id();
    boolean person = population.isPerson(party);
    Spelling name = person ? person(party) : organization(party);
    if (!person && hasFormerName(party) && dice.chance(0.3, question + " former", record)) {
      name = formerName(party);
    } else if (!person && dice.chance(0.22, question + " form", record)) {
      name = core(party);
    }
    String text =
        name.isLatin() || dice.chance(0.55, question + " script", record)
            ? name.local()
            : name.latin();
    return distort(text, question, record);
  }

  /** Returns a legal form as somebody wrote it. */
  String typedForm(long organization, SourceName source, int copy) {
    Country.Form form = form(organization);
    long record = Keys.record(organization, copy);
    return form.variants().isEmpty() || dice.chance(0.6, "form as is " + source.id(), record)
        ? form.name().local()
        : dice.of(form.variants(), "form variant " + source.id(), record);
  }

  private String distort(String text, String question, long record) {
    int draw = dice.below(100, question + " slip", record);
    if (draw < 4 && text.length() > 6) {
      int at = 1 + dice.below(text.length() - 3, question + " at", record);
      // A letter of one char only, so that no pair of surrogates is torn.
      return text.substring(0, at) + text.substring(at + 1);
    }
    if (draw < 8 && text.length() > 6) {
      int at = 1 + dice.below(text.length() - 3, question + " at", record);
      return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    }
    if (draw < 12) {
      return text.toUpperCase(Locale.ROOT);
    }
    return draw < 20 ? fold(text) : text;
  }

  /** Returns a Latin text in ASCII: ü becomes ue in German manner, other marks go. */
  static String fold(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    String german =
        text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss");
    return MARKS
        .matcher(Normalizer.normalize(german, Normalizer.Form.NFD))
        .replaceAll("")
        .replace('ł', 'l')
        .replace('Ł', 'L')
        .replace("ø", "o");
  }

  /** Returns a text in small ASCII letters and digits, with hyphens for what is between them. */
  static String slug(String latin) {
    String folded = fold(latin);
    var slug = new StringBuilder(folded.length());
    for (int i = 0; i < folded.length(); i++) {
      char c = Character.toLowerCase(folded.charAt(i));
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        slug.append(c);
      } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
        slug.append('-');
      }
    }
    int end = slug.length() - 1;
    return end >= 0 && slug.charAt(end) == '-' ? slug.substring(0, end) : slug.toString();
  }

  /** Domains end in {@code .example}, which nobody can own (RFC 2606). */
  String domain(long organization) {
    return slug(core(organization).latin()) + "-" + Long.toString(organization, 36) + ".example";
  }

  private String mailName(long person) {
    return slug(given(person).latin())
        + "."
        + slug(family(person).latin())
        + "."
        + Long.toString(person, 36);
  }

  /** The address that some use for what is not their company's business. */
  String homeEmail(long person) {
    return mailName(person) + "@home.example";
  }

  String email(long person) {
    OptionalLong employer = population.employer(person, SourceName.CRM);
    return mailName(person)
        + "@"
        + (employer.isPresent() && population.isContact(person)
            ? domain(employer.getAsLong())
            : "post.example");
  }

  /** No national number begins with 000. Companies of one building share a switchboard. */
  String phone(long party) {
    boolean shared = !population.isPerson(party) && dice.chance(0.12, "switchboard", party);
    long line = shared ? party / Population.BLOCK * Population.BLOCK : party;
    Country country = shared ? population.country(line) : population.country(party);
    return Keys.padded("+" + country.fact("dial") + " 000 ", line % 10_000_000, 7);
  }

  String mobile(long person) {
    return Keys.padded(
        "+" + population.country(person).fact("dial") + " 000 9", person % 10_000_000, 7);
  }

  Country.City city(long party) {
    return dice.of(population.country(party).cities(), "city", party);
  }

  Spelling street(long party) {
    Country country = population.country(party);
    Spelling street = dice.of(country.list("streets"), "street", party);
    String number = Integer.toString(dice.between(1, 180, "house", party));
    boolean numberFirst = List.of("GB", "US", "FR").contains(country.alpha2());
    return numberFirst
        ? new Spelling(number + " " + street.local(), number + " " + street.latin())
        : new Spelling(street.local() + " " + number, street.latin() + " " + number);
  }

  /** Returns a country in the convention of a source. */
  String country(Country country, SourceName source, long thing) {
    return switch (source) {
      case KYC -> country.fact("alpha3");
      case VENDOR -> country.find("local").orElseGet(() -> country.fact("english"));
      case REGISTRY -> country.alpha2();
      case BILLING ->
          country.alpha2().equals("GB") ? "UK" : country.find("eu").orElse(country.alpha2());
      case SOCIAL -> country.alpha2().toLowerCase(Locale.ROOT);
      case CRM -> typedCountry(country, "crm country", 4, thing);
      case HELPDESK, MAIL -> typedCountry(country, "helpdesk country", 14, thing);
    };
  }

  private String typedCountry(Country country, String question, int misspelt, long thing) {
    int draw = dice.below(100, question, thing);
    if (draw < misspelt) {
      return dice.of(country.list("misspelt"), question + " slip", thing).local();
    }
    if (draw < misspelt + 20) {
      return dice.of(country.list("variants"), question + " variant", thing).local();
    }
    return draw < misspelt + 24
        ? country.find("local").orElseGet(() -> country.fact("english"))
        : country.fact("english");
  }

  String noCountry(long thing) {
    return dice.of(NO_COUNTRY, "no country", thing);
  }
}
