package org.crmekg.linkage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Guesses a specification from names and values of columns.
 *
 * <p>The name of a column decides where its values do not speak against it; what is left is decided
 * by values alone. Columns that say nothing, or the same as others, are left out with a note.
 */
public final class SpecGuesser {
  /** Evidence is never quite independent, so a score says a little more than it should. */
  private static final double ACCEPT = 1;

  private final LinkageSpec.@Nullable Kind wanted;
  private final List<String> notes = new ArrayList<>();

  /** A source as the guesser sees it: some of its records, and how many there are. */
  public record Sample(
      String source, List<String> columns, List<Map<String, String>> records, long size) {
    public Sample {
      columns = List.copyOf(columns);
      records = List.copyOf(records);
    }
  }

  private SpecGuesser(LinkageSpec.@Nullable Kind wanted) {
    this.wanted = wanted;
  }

  /**
   * Guesses a specification.
   *
   * @param wanted what the records are about, if somebody said so
   * @throws SourceException if no column can be compared
   */
  public static LinkageSpec guess(List<Sample> samples, LinkageSpec.@Nullable Kind wanted) {
    return new SpecGuesser(wanted).guess(samples);
  }

  private record Guess(String name, FieldKind kind, Map<String, List<String>> columns) {}

  private LinkageSpec guess(List<Sample> samples) {
    notes.add(
        "Guessed from names and values of columns. Change what is wrong and use it with --spec.");
    List<Map<String, ColumnProfile>> profiles = new ArrayList<>();
    for (Sample sample : samples) {
      profiles.add(profiles(sample));
    }
    List<Guess> guesses = align(samples, profiles);
    guesses = combine(guesses);
    guesses = withoutRepetition(guesses, profiles);
    if (guesses.isEmpty()) {
      throw new SourceException(
          Problem.LINKAGE_DATA,
          "no column of %s can be compared: %s"
              .formatted(
                  samples.stream().map(Sample::source).toList(),
                  String.join("; ", notes.subList(1, notes.size()))));
    }
    List<Field> fields = new ArrayList<>();
    for (Guess guess : guesses) {
      List<String> first = guess.columns().getOrDefault(samples.getFirst().source(), List.of(""));
      var elsewhere = new HashMap<String, List<String>>(guess.columns());
      samples.forEach(s -> elsewhere.putIfAbsent(s.source(), List.of("")));
      elsewhere.values().removeIf(first::equals);
      fields.add(
          new Field(
              guess.name(), guess.kind(), first, elsewhere, monthFirst(guess, samples, profiles)));
    }
    Optional<String> family =
        fields.stream().filter(f -> f.kind() == FieldKind.FAMILY_NAME).map(Field::name).findFirst();
    boolean[] swapTaken = {false};
    List<Comparison> comparisons =
        fields.stream()
            .map(
                f -> {
                  boolean swaps = f.kind() == FieldKind.GIVEN_NAME && !swapTaken[0];
                  swapTaken[0] |= swaps;
                  return Comparison.of(f, swaps ? family : Optional.empty());
                })
            .toList();
    LinkageSpec.Kind kind = wanted == null ? kind(fields) : wanted;
    long pairs = pairs(samples);
    boolean everyPair = pairs <= RuleChoice.EVERY_PAIR;
    var open =
        new LinkageSpec(
            kind, fields, comparisons, List.of(), true, 0, -5, Set.of(), isWithin(samples), notes);
    List<BlockingRule> rules = RuleChoice.choose(open, samples);
    if (everyPair) {
      notes.add("So few records that every pair is looked at; blocking rules serve for learning.");
    }
    return new LinkageSpec(
        kind,
        fields,
        comparisons,
        rules,
        everyPair || rules.isEmpty(),
        ACCEPT,
        -4,
        Set.of(),
        isWithin(samples),
        notes);
  }

  /** The sources whose dates have the month first, by those that can only be read in one way. */
  private Set<String> monthFirst(
      Guess guess, List<Sample> samples, List<Map<String, ColumnProfile>> profiles) {
    var sources = new HashSet<String>();
    for (int s = 0; guess.kind() == FieldKind.DATE && s < samples.size(); s++) {
      List<String> columns = guess.columns().getOrDefault(samples.get(s).source(), List.of());
      ColumnProfile profile = columns.size() == 1 ? profiles.get(s).get(columns.getFirst()) : null;
      if (profile != null && profile.monthFirst > 20L * profile.dayFirst) {
        sources.add(samples.get(s).source());
        notes.add(
            "%s: dates of column \"%s\" have the month first."
                .formatted(samples.get(s).source(), profile.name));
      }
    }
    return sources;
  }

  /** Three files and more are one pile; two are two sides unless somebody says otherwise. */
  private static boolean isWithin(List<Sample> samples) {
    return samples.size() > 2;
  }

  static long pairs(List<Sample> samples) {
    long all = 0;
    long squares = 0;
    for (Sample sample : samples) {
      all += sample.size();
      squares += sample.size() * sample.size();
    }
    return samples.size() == 1 || isWithin(samples)
        ? all * (all - 1) / 2
        : (all * all - squares) / 2;
  }

  private static LinkageSpec.Kind kind(List<Field> fields) {
    for (Field field : fields) {
      switch (field.kind()) {
        case GIVEN_NAME, FAMILY_NAME, PERSON_NAME -> {
          return LinkageSpec.Kind.PERSON;
        }
        case ORGANIZATION_NAME -> {
          return LinkageSpec.Kind.ORGANIZATION;
        }
        case WORD,
            DATE,
            NUMBER,
            CODE,
            IDENTIFIER,
            EMAIL,
            PHONE,
            CATEGORY,
            NAME,
            TEXT,
            PEOPLE,
            ADDRESS -> {
          // Says nothing of whom it is.
        }
      }
    }
    return LinkageSpec.Kind.OTHER;
  }

  private Map<String, ColumnProfile> profiles(Sample sample) {
    var profiles = new LinkedHashMap<String, ColumnProfile>();
    for (String column : sample.columns()) {
      if (!column.isEmpty()) {
        profiles.put(column, new ColumnProfile(column));
      }
    }
    for (Map<String, String> next : sample.records()) {
      profiles.forEach((name, profile) -> profile.add(next.get(name)));
    }
    profiles.values().forEach(ColumnProfile::close);
    var kept = new LinkedHashMap<String, ColumnProfile>();
    profiles.forEach(
        (name, profile) -> {
          if (profile.filled == 0) {
            notes.add(
                "%s: column \"%s\" has no values; left out.".formatted(sample.source(), name));
          } else if (profile.distinct() == 1 && sample.records().size() > 1) {
            notes.add(
                "%s: column \"%s\" has one value only; left out.".formatted(sample.source(), name));
          } else if (profile.isNamed(
              "cluster", "label", "entityid", "clusterid", "truth", "duplicate")) {
            notes.add(
                "%s: column \"%s\" looks like an answer, not like data; left out."
                    .formatted(sample.source(), name));
          } else {
            kept.put(name, profile);
          }
        });
    return kept;
  }

  /** Columns of several sources that are about the same, by source. */
  private record Aligned(String name, Map<String, ColumnProfile> columns) {
    static Aligned of(String source, ColumnProfile profile) {
      var columns = new LinkedHashMap<String, ColumnProfile>();
      columns.put(source, profile);
      return new Aligned(profile.name, columns);
    }
  }

  private List<Guess> align(List<Sample> samples, List<Map<String, ColumnProfile>> profiles) {
    var aligned = new ArrayList<Aligned>();
    for (int s = 0; s < samples.size(); s++) {
      if (s == 0) {
        profiles
            .getFirst()
            .values()
            .forEach(p -> aligned.add(Aligned.of(samples.getFirst().source(), p)));
      } else {
        align(samples.get(s), profiles.get(s), samples, aligned);
      }
    }
    var guesses = new ArrayList<Guess>();
    for (Aligned column : aligned) {
      if (samples.size() > 1 && !isWithin(samples) && column.columns().size() == 1) {
        notes.add(
            "%s: no other column is like \"%s\"; left out."
                .formatted(column.columns().keySet().iterator().next(), column.name()));
        continue;
      }
      var names = new HashMap<String, List<String>>();
      column.columns().forEach((source, profile) -> names.put(source, List.of(profile.name)));
      kind(column, samples).ifPresent(k -> guesses.add(new Guess(column.name(), k, names)));
    }
    return guesses;
  }

  /** Finds for each column of one more source the one that it goes with. */
  private void align(
      Sample sample,
      Map<String, ColumnProfile> profiles,
      List<Sample> samples,
      List<Aligned> aligned) {
    var unused = new ArrayList<>(profiles.values());
    var open = new ArrayList<Aligned>();
    for (Aligned left : aligned) {
      Optional<ColumnProfile> same =
          unused.stream()
              .filter(
                  r ->
                      left.columns().values().stream()
                          .anyMatch(p -> PlainText.code(p.name).equals(PlainText.code(r.name))))
              .findFirst();
      if (same.isEmpty()) {
        open.add(left);
      } else {
        unused.remove(same.get());
        left.columns().put(sample.source(), same.get());
      }
    }
    for (Aligned left : open) {
      Optional<FieldKind> kind = kind(left, samples);
      List<ColumnProfile> alike =
          unused.stream()
              .filter(r -> kind.isPresent() && kindOf(r, sample).equals(kind))
              .sorted(
                  java.util.Comparator.comparingDouble((ColumnProfile r) -> -overlap(left, r))
                      .thenComparing(r -> r.name))
              .toList();
      boolean only =
          open.stream().filter(o -> kind(o, samples).equals(kind)).count() == 1
              && alike.size() == 1;
      if (!alike.isEmpty() && (only || overlap(left, alike.getFirst()) > 0.05)) {
        ColumnProfile right = alike.getFirst();
        unused.remove(right);
        notes.add(
            "Column \"%s\" of %s is taken for \"%s\" of %s."
                .formatted(
                    left.name(),
                    left.columns().keySet().iterator().next(),
                    right.name,
                    sample.source()));
        left.columns().put(sample.source(), right);
      }
    }
    unused.forEach(p -> aligned.add(Aligned.of(sample.source(), p)));
  }

  private Optional<FieldKind> kind(Aligned column, List<Sample> samples) {
    Optional<FieldKind> kind = Optional.empty();
    boolean isFirst = true;
    for (Sample sample : samples) {
      ColumnProfile profile = column.columns().get(sample.source());
      if (profile != null) {
        Optional<FieldKind> next = kindOf(profile, sample);
        kind = isFirst || kind.equals(next) ? next : weaker(kind, next);
        isFirst = false;
      }
    }
    return kind;
  }

  private static double overlap(Aligned left, ColumnProfile right) {
    return left.columns().values().stream().mapToDouble(p -> overlap(p, right)).max().orElse(0);
  }

  /** Where two files look different, the kind that asks least of values. */
  private static Optional<FieldKind> weaker(Optional<FieldKind> a, Optional<FieldKind> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isPresent() ? a : b;
    }
    List<FieldKind> weakest =
        List.of(
            FieldKind.TEXT,
            FieldKind.PEOPLE,
            FieldKind.NAME,
            FieldKind.ORGANIZATION_NAME,
            FieldKind.PERSON_NAME,
            FieldKind.ADDRESS,
            FieldKind.FAMILY_NAME,
            FieldKind.GIVEN_NAME,
            FieldKind.WORD,
            FieldKind.PHONE,
            FieldKind.CODE,
            FieldKind.IDENTIFIER,
            FieldKind.DATE,
            FieldKind.CATEGORY);
    return weakest.stream().filter(k -> a.get() == k || b.get() == k).findFirst().or(() -> a);
  }

  private static double overlap(ColumnProfile left, ColumnProfile right) {
    Set<String> values = new HashSet<>();
    left.values.stream()
        .filter(v -> v != null)
        .forEach(v -> values.add(v.toLowerCase(Locale.ROOT)));
    long shared =
        right.values.stream()
            .filter(v -> v != null && values.contains(v.toLowerCase(Locale.ROOT)))
            .count();
    return shared / (double) Math.max(1, right.filled);
  }

  private Optional<FieldKind> kindOf(ColumnProfile p, Sample sample) {
    Optional<FieldKind> named = byName(p);
    FieldKind kind = named.orElseGet(() -> byValues(p, sample));
    return Optional.of(kind);
  }

  private Optional<FieldKind> byName(ColumnProfile p) {
    boolean wordy = p.letters > 0.6;
    if (p.email > 0.5 || (p.isNamedLike("email", "mail") && p.email > 0.2)) {
      return Optional.of(FieldKind.EMAIL);
    }
    if (p.checked > 0.7) {
      return Optional.of(FieldKind.IDENTIFIER);
    }
    if (p.isNamedLike("phone", "mobile", "telefon", "telephone")
        || p.isNamed("tel", "fax", "cell")) {
      return Optional.of(FieldKind.PHONE);
    }
    if (p.date > 0.5
        || ((p.isNamed("dob", "date", "birthday", "geburtsdatum")
                || p.isNamedLike("birthdate", "dateofbirth"))
            && (p.date > 0.2 || p.year > 0.3))) {
      return Optional.of(FieldKind.DATE);
    }
    if (p.isNamed("year", "yob", "by", "birthyear") && p.digits > 0.8) {
      return Optional.of(FieldKind.NUMBER);
    }
    if (p.isNamed("authors", "author", "creator", "creators", "inventors", "editors")) {
      return Optional.of(FieldKind.PEOPLE);
    }
    if (wordy
        && p.isNamed(
            "given",
            "first",
            "fname",
            "forename",
            "vorname",
            "prenom",
            "givenname",
            "firstname",
            "middle",
            "middlename",
            "nickname")
        && !p.isNamed("last", "surname", "family")) {
      return Optional.of(FieldKind.GIVEN_NAME);
    }
    if (wordy
        && p.isNamed(
            "surname",
            "lastname",
            "last",
            "lname",
            "family",
            "familyname",
            "nachname",
            "sname",
            "maiden")
        && !p.isNamed("first", "given")) {
      return Optional.of(FieldKind.FAMILY_NAME);
    }
    if (p.isNamed(
            "company",
            "organisation",
            "organization",
            "org",
            "firm",
            "employer",
            "business",
            "legalname",
            "companyname",
            "vendor",
            "supplier",
            "manufacturer",
            "institution")
        && wordy
        && p.distinctShare() > 0.02) {
      return Optional.of(FieldKind.ORGANIZATION_NAME);
    }
    if (p.isNamed("postcode", "zip", "zipcode", "postal", "plz", "postalcode", "pincode")) {
      return Optional.of(FieldKind.CODE);
    }
    boolean isNumbered =
        p.isNamed("number", "no", "nr", "num", "hausnummer")
            && p.isNamed("street", "house", "building", "hausnummer");
    if (isNumbered) {
      return Optional.of(FieldKind.CODE);
    }
    if (p.isNamed(
            "address",
            "addr",
            "street",
            "strasse",
            "road",
            "adresse",
            "address1",
            "address2",
            "addressline")
        || p.isNamedLike("address")) {
      return Optional.of(p.words < 1.2 && p.letters < 0.4 ? FieldKind.CODE : FieldKind.ADDRESS);
    }
    if (p.isNamed(
            "gender",
            "sex",
            "country",
            "nationality",
            "state",
            "type",
            "schema",
            "jurisdiction",
            "region",
            "province",
            "currency",
            "status",
            "category")
        && p.distinct() <= Math.max(300, p.filled / 50)) {
      return Optional.of(FieldKind.CATEGORY);
    }
    if (p.isNamed(
        "city",
        "town",
        "suburb",
        "locality",
        "ort",
        "stadt",
        "ville",
        "birthplace",
        "place",
        "county")) {
      return Optional.of(FieldKind.WORD);
    }
    if (p.isNamed("venue", "journal", "booktitle", "conference", "publisher", "series")) {
      return Optional.of(isCategory(p) ? FieldKind.CATEGORY : FieldKind.TEXT);
    }
    if (p.isNamed(
            "ssn",
            "nino",
            "passport",
            "lei",
            "iban",
            "vat",
            "duns",
            "isin",
            "isbn",
            "doi",
            "bic",
            "taxid",
            "ssid")
        || p.isNamedLike("socsec", "registration", "taxnumber")) {
      return Optional.of(FieldKind.IDENTIFIER);
    }
    if (p.isNamed("title", "description", "abstract", "product", "article", "paper")
        && p.words >= 2.5) {
      return Optional.of(FieldKind.TEXT);
    }
    boolean isName =
        p.isNamed("name", "fullname", "names", "label", "caption", "alias", "party", "entity")
            || p.isNamedLike("fullname", "firstandsurname");
    if (isName && wordy) {
      return Optional.of(name(p));
    }
    return Optional.empty();
  }

  private FieldKind name(ColumnProfile p) {
    if (wanted == LinkageSpec.Kind.PERSON) {
      return FieldKind.PERSON_NAME;
    }
    if (wanted == LinkageSpec.Kind.ORGANIZATION) {
      return FieldKind.ORGANIZATION_NAME;
    }
    if (wanted == LinkageSpec.Kind.OTHER) {
      return p.words > 5 ? FieldKind.TEXT : FieldKind.NAME;
    }
    if (p.legalForm > 0.2) {
      return p.givenName > 0.25 && p.legalForm < 0.6 ? FieldKind.NAME : FieldKind.ORGANIZATION_NAME;
    }
    if (p.givenName > 0.3 && p.words < 4.5) {
      return p.legalForm > 0.05 ? FieldKind.NAME : FieldKind.PERSON_NAME;
    }
    return p.words > 5 ? FieldKind.TEXT : FieldKind.NAME;
  }

  private static boolean isCategory(ColumnProfile p) {
    return p.distinct() <= 60 && p.distinctShare() < 0.05;
  }

  private FieldKind byValues(ColumnProfile p, Sample sample) {
    if (p.year > 0.8) {
      return FieldKind.NUMBER;
    }
    if (isCategory(p) && sample.records().size() >= 200) {
      return FieldKind.CATEGORY;
    }
    if (p.decimal > 0.5) {
      return FieldKind.NUMBER;
    }
    if (p.digits > 0.7) {
      return p.length >= 6 && p.distinctShare() > 0.4 ? FieldKind.IDENTIFIER : FieldKind.CODE;
    }
    if (p.phone > 0.7) {
      return FieldKind.PHONE;
    }
    if (p.letters < 0.5 && p.words < 2) {
      return p.length >= 6 && p.distinctShare() > 0.4 ? FieldKind.IDENTIFIER : FieldKind.CODE;
    }
    if (p.legalForm > 0.25 && p.words >= 1.8) {
      return FieldKind.ORGANIZATION_NAME;
    }
    if (p.letters > 0.7 && p.givenName > 0.4 && p.distinctShare() > 0.01) {
      return p.words < 1.5
          ? FieldKind.GIVEN_NAME
          : p.several > 0.4 && p.words > 4 ? FieldKind.PEOPLE : FieldKind.PERSON_NAME;
    }
    if (p.words < 2.2) {
      return FieldKind.WORD;
    }
    return p.letters < 0.4 && p.words < 7 ? FieldKind.ADDRESS : FieldKind.TEXT;
  }

  /** Year, month and day of three columns are one date; numbered columns are parts of one field. */
  private List<Guess> combine(List<Guess> guesses) {
    var result = new ArrayList<>(guesses);
    Optional<Guess> year = find(result, "by", "birthyear", "yob", "yearofbirth", "byear", "birthy");
    Optional<Guess> month =
        find(result, "bm", "birthmonth", "mob", "monthofbirth", "bmonth", "birthm");
    Optional<Guess> day = find(result, "bd", "birthday", "dayofbirth", "bday", "birthd");
    if (month.isEmpty() || day.isEmpty()) {
      month = find(result, "month");
      day = find(result, "day");
      year = year.isPresent() ? year : find(result, "year");
    }
    if (year.isPresent() && month.isPresent() && day.isPresent()) {
      var columns = new HashMap<String, List<String>>();
      for (String source : year.get().columns().keySet()) {
        columns.put(
            source,
            List.of(
                year.get().columns().get(source).getFirst(),
                month.get().columns().getOrDefault(source, List.of("")).getFirst(),
                day.get().columns().getOrDefault(source, List.of("")).getFirst()));
      }
      result.set(result.indexOf(year.get()), new Guess("date", FieldKind.DATE, columns));
      result.remove(month.get());
      result.remove(day.get());
      notes.add("Year, month and day are compared as one date.");
    }
    for (int i = 0; i < result.size(); i++) {
      Guess guess = result.get(i);
      if (guess.kind() != FieldKind.GIVEN_NAME && guess.kind() != FieldKind.FAMILY_NAME) {
        continue;
      }
      String stem = new ColumnProfile(guess.name()).stem();
      for (int j = result.size() - 1; j > i; j--) {
        Guess other = result.get(j);
        boolean part =
            !stem.equals(guess.name().toLowerCase(Locale.ROOT))
                && new ColumnProfile(other.name()).stem().equals(stem);
        if (part) {
          var columns = new HashMap<String, List<String>>();
          for (String source : result.get(i).columns().keySet()) {
            var all = new ArrayList<>(result.get(i).columns().getOrDefault(source, List.of()));
            all.addAll(other.columns().getOrDefault(source, List.of()));
            columns.put(source, all);
          }
          result.set(i, new Guess(guess.name(), guess.kind(), columns));
          result.remove(j);
          notes.add(
              "Columns \"%s\" and \"%s\" are compared as one field."
                  .formatted(guess.name(), other.name()));
        }
      }
    }
    return result;
  }

  private static Optional<Guess> find(List<Guess> guesses, String... names) {
    for (Guess guess : guesses) {
      for (String name : names) {
        if (PlainText.code(guess.name()).equals(name)
            && (guess.kind() == FieldKind.NUMBER
                || guess.kind() == FieldKind.CODE
                || guess.kind() == FieldKind.CATEGORY
                || guess.kind() == FieldKind.IDENTIFIER)) {
          return Optional.of(guess);
        }
      }
    }
    return Optional.empty();
  }

  /** A name in full beside its parts would count the same evidence twice. */
  private List<Guess> withoutRepetition(
      List<Guess> guesses, List<Map<String, ColumnProfile>> profiles) {
    var kept = new ArrayList<>(guesses);
    boolean hasParts =
        guesses.stream().anyMatch(g -> g.kind() == FieldKind.GIVEN_NAME)
            && guesses.stream().anyMatch(g -> g.kind() == FieldKind.FAMILY_NAME);
    Guess firstFull = null;
    for (Guess guess : guesses) {
      boolean full = guess.kind() == FieldKind.PERSON_NAME || guess.kind() == FieldKind.NAME;
      if (!full) {
        continue;
      }
      if (hasParts && repeats(guess, guesses, profiles)) {
        kept.remove(guess);
        notes.add("Column \"%s\" repeats first and last name; left out.".formatted(guess.name()));
      } else if (firstFull != null && repeats(guess, List.of(firstFull), profiles)) {
        kept.remove(guess);
        notes.add(
            "Column \"%s\" repeats \"%s\"; left out.".formatted(guess.name(), firstFull.name()));
      } else {
        firstFull = firstFull == null ? guess : firstFull;
      }
    }
    while (kept.size() > Comparison.MOST) {
      Guess last = kept.removeLast();
      notes.add(
          "There is room for %d comparisons; column \"%s\" is left out."
              .formatted(Comparison.MOST, last.name()));
    }
    return kept;
  }

  /** Whether nearly every word of the column stands in one of the others of the same record. */
  private static boolean repeats(
      Guess full, List<Guess> others, List<Map<String, ColumnProfile>> profiles) {
    Map<String, ColumnProfile> ofFirst = profiles.getFirst();
    ColumnProfile column = ofFirst.get(full.columns().values().iterator().next().getFirst());
    if (column == null) {
      return false;
    }
    long words = 0;
    long found = 0;
    for (int row = 0; row < Math.min(2000, column.values.size()); row++) {
      String value = column.values.get(row);
      if (value == null) {
        continue;
      }
      var known = new HashSet<String>();
      for (Guess other : others) {
        if (other.equals(full)) {
          continue;
        }
        for (List<String> names : other.columns().values()) {
          for (String name : names) {
            ColumnProfile part = ofFirst.get(name);
            String text = part == null ? null : part.values.get(row);
            if (text != null) {
              known.addAll(List.of(PlainText.words(text).split(" ")));
            }
          }
        }
      }
      for (String word : PlainText.words(value).split(" ")) {
        words++;
        found += known.contains(word) ? 1 : 0;
      }
    }
    return words > 0 && found >= 0.75 * words;
  }
}
