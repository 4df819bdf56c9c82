package org.crmekg.reference;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The small tables that no library has: derived from the list of ISO 3166-2, or made by hand.
 *
 * <p>Read whole and checked: a code that stands for nothing is an error with its line.
 */
record ReferenceTables(
    List<Subdivision> subdivisions,
    List<Former> formerCountries,
    List<Grouping> groupings,
    List<Membership> memberships,
    List<Order> jurisdictions,
    List<Listing> listings,
    LocalDate listingsAsOf,
    Map<String, List<String>> matches) {

  /** A part of a country. */
  record Subdivision(String code, String parent, String name) {
    String country() {
      return code.substring(0, 2);
    }

    boolean isDirect() {
      return parent.length() == 2;
    }
  }

  /** An entry of ISO 3166-3. */
  record Former(
      String code,
      String alpha2,
      String alpha3,
      String numeric,
      String name,
      String withdrawn,
      List<String> replacedBy) {}

  /** A set of countries. */
  record Grouping(String code, String name, String kind, String source) {}

  /** A country in a grouping, from a day to the day after the last; no end is an empty text. */
  record Membership(String grouping, String country, String from, String to, String source) {}

  /** A legal order that is not just that of a country. */
  record Order(
      String code, String level, String reach, String partOf, String name, String source) {}

  /** A country on a list. */
  record Listing(String list, String country, String from, String to, String source) {}

  static ReferenceTables read() {
    Set<String> countries =
        Stream.concat(Stream.of(Locale.getISOCountries()), Stream.of("XK"))
            .collect(Collectors.toSet());
    List<Subdivision> subdivisions =
        CsvTable.bundled("iso-3166-2.csv").rows().stream()
            .map(
                r -> {
                  known(r, countries, r.get("code").substring(0, 2));
                  return new Subdivision(r.get("code"), r.get("parent"), r.get("name"));
                })
            .toList();
    CsvTable listings = CsvTable.bundled("fatf-listings.csv");
    return new ReferenceTables(
        subdivisions,
        formerCountries(countries),
        CsvTable.bundled("groupings.csv").rows().stream()
            .map(r -> new Grouping(r.get("code"), r.get("name"), r.get("kind"), r.get("source")))
            .toList(),
        CsvTable.bundled("grouping-members.csv").rows().stream()
            .map(
                r -> {
                  known(r, countries, r.get("country"));
                  dates(r);
                  return new Membership(
                      r.get("grouping"),
                      r.get("country"),
                      r.get("from"),
                      r.get("to"),
                      r.get("source"));
                })
            .toList(),
        orders(subdivisions),
        listings.rows().stream()
            .map(
                r -> {
                  known(r, countries, r.get("country"));
                  dates(r);
                  return new Listing(
                      r.get("list"), r.get("country"), r.get("from"), r.get("to"), r.get("source"));
                })
            .toList(),
        asOf(listings),
        readMatches());
  }

  private static LocalDate asOf(CsvTable table) {
    return table.comments().stream()
        .filter(c -> c.startsWith("as-of: "))
        .map(c -> LocalDate.parse(c.substring("as-of: ".length())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(table.name() + " does not say as of when"));
  }

  private static List<Former> formerCountries(Set<String> countries) {
    Map<String, CsvTable.Row> dates =
        CsvTable.bundled("former-country-dates.csv").rows().stream()
            .collect(Collectors.toMap(r -> r.get("alpha4"), r -> r));
    Map<String, CsvTable.Row> derived = new TreeMap<>();
    CsvTable.bundled("iso-3166-3.csv").rows().forEach(r -> derived.put(r.get("alpha4"), r));
    var former = new ArrayList<Former>();
    derived.forEach(
        (code, r) -> {
          CsvTable.Row dated = dates.get(code);
          if (dated == null) {
            throw r.wrong("former-country-dates.csv does not say when it was withdrawn");
          }
          var successors = new TreeSet<String>();
          for (String to : (r.get("to") + " " + dated.get("also_replaced_by")).strip().split(" ")) {
            successors.addAll(resolved(to, code, derived, countries, r));
          }
          former.add(
              new Former(
                  code,
                  r.get("alpha2"),
                  r.get("alpha3"),
                  r.get("numeric"),
                  r.get("name"),
                  dated.get("withdrawn"),
                  List.copyOf(successors)));
        });
    return former;
  }

  /** Who took over, through entries that were withdrawn in their turn: Yugoslavia became CS. */
  private static Set<String> resolved(
      String to,
      String from,
      Map<String, CsvTable.Row> derived,
      Set<String> countries,
      CsvTable.Row row) {
    if (countries.contains(to)) {
      return Set.of(to);
    }
    var through = new TreeSet<String>();
    derived.forEach(
        (code, r) -> {
          // CS was given twice; what comes later in the alphabet came later in time there.
          if (r.get("alpha2").equals(to) && !code.equals(from) && code.endsWith("XX")) {
            through.addAll(List.of(r.get("to").split(" ")));
          }
        });
    if (!countries.containsAll(through) || through.isEmpty()) {
      throw row.wrong("%s is no country of ISO 3166-1 and no known former one".formatted(to));
    }
    return through;
  }

  private static List<Order> orders(List<Subdivision> subdivisions) {
    var orders = new ArrayList<Order>();
    for (CsvTable.Row r : CsvTable.bundled("jurisdictions.csv").rows()) {
      String code = r.get("code");
      List<String> codes =
          code.endsWith("-*")
              ? subdivisions.stream()
                  .filter(s -> s.isDirect() && s.country().equals(code.substring(0, 2)))
                  .map(Subdivision::code)
                  .toList()
              : List.of(code);
      for (String each : codes) {
        boolean part = r.get("reach").equals("subdivision");
        orders.add(
            new Order(
                each,
                r.get("level"),
                part ? "subdivision/" + each : r.get("reach"),
                r.get("part_of"),
                part ? nameOf(each, subdivisions, r) : r.get("name"),
                r.get("source")));
      }
    }
    return orders;
  }

  private static String nameOf(String code, List<Subdivision> subdivisions, CsvTable.Row row) {
    return subdivisions.stream()
        .filter(s -> s.code().equals(code))
        .findFirst()
        .orElseThrow(() -> row.wrong("%s is not in ISO 3166-2".formatted(code)))
        .name();
  }

  private static Map<String, List<String>> readMatches() {
    return CsvTable.bundled("matches.csv").rows().stream()
        .collect(
            Collectors.groupingBy(
                r -> r.get("concept"),
                TreeMap::new,
                Collectors.mapping(r -> r.get("match"), Collectors.toList())));
  }

  private static void known(CsvTable.Row row, Set<String> countries, String code) {
    if (!countries.contains(code)) {
      throw row.wrong("\"%s\" is no alpha-2 code of ISO 3166-1".formatted(code));
    }
  }

  /** Half-open: the end, where there is one, comes after the beginning. */
  private static void dates(CsvTable.Row row) {
    try {
      LocalDate from = LocalDate.parse(row.get("from"));
      if (!row.get("to").isEmpty() && !LocalDate.parse(row.get("to")).isAfter(from)) {
        throw row.wrong("\"to\" is the first day after the last, so it comes after \"from\"");
      }
    } catch (DateTimeException e) {
      throw row.wrong("dates are written as 2026-01-31: " + e.getMessage());
    }
  }
}
