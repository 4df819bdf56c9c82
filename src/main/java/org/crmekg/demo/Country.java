package org.crmekg.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/**
 * What the generator knows of a country, from {@code countries.txt}.
 *
 * @param alpha2 ISO 3166-1 code
 * @param facts single values by name: alpha3, english, local, language, currency, dial, …
 * @param lists lists by name: given, stems, ends, heads, tails, sectors, streets, variants,
 *     misspelt
 * @param forms legal forms
 * @param cities cities
 */
record Country(
    String alpha2,
    Map<String, String> facts,
    Map<String, List<Spelling>> lists,
    List<Form> forms,
    List<City> cities) {

  private static final String RESOURCE = "countries.txt";

  /** A legal form: as registered, its ISO 20275 code, and how else people write it. */
  record Form(Spelling name, String code, List<String> variants) {}

  /** A city with a postal code and its subdivision (ISO 3166-2). */
  record City(Spelling name, String postalCode, String subdivision) {}

  String fact(String name) {
    String value = facts.get(name);
    if (value == null) {
      throw broken("country %s has no %s".formatted(alpha2, name));
    }
    return value;
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  List<Spelling> list(String name) {
    List<Spelling> list = lists.get(name);
    if (list == null) {
      throw broken("country %s has no %s".formatted(alpha2, name));
    }
    return list;
  }

  /** Family names come first in East Asia. */
  boolean familyFirst() {
    return alpha2.equals("JP") || alpha2.equals("CN");
  }

  static List<Country> read() {
    var countries = new ArrayList<Country>();
    String code = "";
    var entries = new LinkedHashMap<String, String>();
    for (String line : TableDefinition.resource(RESOURCE).split("\n")) {
      if (line.startsWith("[")) {
        if (!code.isEmpty()) {
          countries.add(country(code, entries));
        }
        code = line.substring(1, 3);
        entries.clear();
      } else if (!line.startsWith("#") && !line.isBlank()) {
        int space = line.indexOf(' ');
        entries.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    countries.add(country(code, entries));
    return List.copyOf(countries);
  }

  private static Country country(String code, Map<String, String> entries) {
    var facts = new LinkedHashMap<String, String>();
    var lists = new LinkedHashMap<String, List<Spelling>>();
    var forms = new ArrayList<Form>();
    var cities = new ArrayList<City>();
    entries.forEach(
        (name, value) -> {
          switch (name) {
            case "forms" -> split(value, "\\|").forEach(f -> forms.add(form(f)));
            case "cities" -> split(value, "\\|").forEach(c -> cities.add(city(c)));
            case "given",
                "stems",
                "ends",
                "heads",
                "tails",
                "sectors",
                "streets",
                "variants",
                "misspelt" ->
                lists.put(name, split(value, "\\|").stream().map(Spelling::read).toList());
            default -> facts.put(name, value);
          }
        });
    return new Country(
        code, Map.copyOf(facts), Map.copyOf(lists), List.copyOf(forms), List.copyOf(cities));
  }

  private static Form form(String text) {
    List<String> parts = split(text, ";");
    return new Form(
        Spelling.read(parts.get(0)),
        parts.get(1),
        parts.size() > 2 ? split(parts.get(2), ",") : List.of());
  }

  private static City city(String text) {
    List<String> parts = split(text, ";");
    return new City(Spelling.read(parts.get(0)), parts.get(1), parts.get(2));
  }

  private static List<String> split(String text, String separator) {
    return Arrays.asList(text.split(separator, -1));
  }

  private static InternalException broken(String why) {
    return new InternalException(Problem.INTERNAL, "the resource demo/" + RESOURCE + ": " + why);
  }
}
