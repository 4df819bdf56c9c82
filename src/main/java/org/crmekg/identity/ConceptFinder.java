package org.crmekg.identity;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmekg.identity.ConceptAnswer.Ambiguous;
import org.crmekg.identity.ConceptAnswer.Found;
import org.crmekg.identity.ConceptAnswer.Unknown;
import org.crmekg.identity.ConceptCandidate.Basis;
import org.crmekg.rdf.Ekg;
import org.crmekg.reference.NameDistance;
import org.crmekg.reference.NameKey;
import org.crmekg.reference.NameRule;
import org.crmekg.reference.ReferenceName;

/**
 * Finds the reference thing that a code or a name of a source stands for.
 *
 * <h2>Order</h2>
 *
 * What is known to mean nothing is refused first. Then, each only if the one before gave nothing:
 * codes and names as they are written; names with abbreviated words or words of state ("Rep. of")
 * taken away; values of several parts ("DE - Germany"); misspellings.
 *
 * <h2>Honesty</h2>
 *
 * An answer is one thing only if every other thing is clearly less likely. A misspelling counts
 * only if no other name is within two more letters, so that nobody's Austrai becomes Australia, or
 * Austria, without a person. Immutable, safe for several threads.
 */
public final class ConceptFinder {
  /** Another thing that is as likely as this less makes an answer ambiguous. */
  private static final double MARGIN = 0.031;

  /** More than from a name to an abbreviation, less than what other dots and blanks cost. */
  private static final double MARGIN_OF_LAWS = 0.07;

  private static final double MISSPELT_ONCE = 0.85;
  private static final double MISSPELT_TWICE = 0.75;
  private static final double PART_OF_VALUE = 0.9;
  private static final int SHORTEST_MISSPELT = 5;
  private static final int MOST_CANDIDATES = 10;

  private static final Set<String> SPELLING_LANGUAGES =
      Set.of("bg", "de", "el", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "uk");

  private static final Pattern CODE = Pattern.compile("[A-Za-z]{2,3}|\\d{3}");
  private static final Pattern SUBDIVISION_CODE =
      Pattern.compile("([A-Za-z]{2})[-_ .]([A-Za-z0-9]{1,3})");
  private static final Pattern BETWEEN_PARTS = Pattern.compile("[,;/|()\\[\\]:]|\\s[-–—]\\s");
  private static final Map<String, String> WORDS =
      Map.of(
          "rep",
          "republic",
          "dem",
          "democratic",
          "is",
          "islands",
          "isl",
          "islands",
          "n",
          "north",
          "s",
          "south",
          "w",
          "west",
          "e",
          "east",
          "fed",
          "federal");

  /** Two states go by these names, or went. */
  private static final Set<String> TWO_STATES =
      Set.of(
          "congo",
          "korea",
          "china",
          "guinea",
          "samoa",
          "sudan",
          "vietnam",
          "yemen",
          "germany",
          "ireland",
          "macedonia",
          "virgin islands");

  private record Entry(
      ConceptKind kind, String code, NameRule rule, String name, List<String> languages) {
    String concept() {
      return kind.label() + "/" + code;
    }
  }

  private final Map<ConceptKind, Map<String, List<Entry>>> codes = new EnumMap<>(ConceptKind.class);
  private final Map<ConceptKind, Map<String, List<Entry>>> names = new EnumMap<>(ConceptKind.class);
  private final Map<String, String> labels = new HashMap<>();
  private final Map<String, String> jurisdictionOf = new HashMap<>();
  private final Map<String, String> nothing = new HashMap<>();
  private final Set<String> oneOfTwoStates = new HashSet<>();

  /** Names of legal forms that other jurisdictions have, too, in all their writings, by key. */
  private final Map<String, Set<String>> elsewhere = new HashMap<>();

  /** English names of countries by their key, for comparison with names that are rare. */
  private final Map<String, Entry> english = new LinkedHashMap<>();

  private ConceptFinder() {
    for (ConceptKind kind : ConceptKind.values()) {
      codes.put(kind, new HashMap<>());
      names.put(kind, new HashMap<>());
    }
  }

  /** Makes a finder that knows these names. */
  public static ConceptFinder of(Collection<ReferenceName> known) {
    var finder = new ConceptFinder();
    known.forEach(finder::learn);
    return finder;
  }

  private void learn(ReferenceName name) {
    int slash = name.concept().indexOf('/');
    String type = name.concept().substring(0, slash);
    String code = name.concept().substring(slash + 1);
    if (name.rule() == NameRule.NOTHING) {
      nothing.put(plain(name.name()), code.replace('-', ' '));
      return;
    }
    Optional<ConceptKind> kind = ConceptKind.of(type);
    if (kind.isEmpty()) {
      return;
    }
    if (name.rule() == NameRule.IN) {
      jurisdictionOf.put(name.concept(), name.name());
      return;
    }
    if (labels.putIfAbsent(name.concept(), name.name()) == null
        && kind.get() == ConceptKind.SUBDIVISION) {
      put(codes, new Entry(kind.get(), code, NameRule.ISO_3166_2, code, List.of()), code);
    }
    if (name.rule() == NameRule.LABEL) {
      return;
    }
    var entry = new Entry(kind.get(), code, name.rule(), name.name(), name.languages());
    if (name.rule().isCode()) {
      put(codes, entry, name.name());
      return;
    }
    String key = key(kind.get(), name.name());
    if (name.rule() == NameRule.ELSEWHERE) {
      elsewhere.computeIfAbsent(key, k -> new HashSet<>()).add(plain(name.name()));
      return;
    }
    if (!key.isEmpty()) {
      put(names, entry, key);
      if (entry.kind() == ConceptKind.COUNTRY && TWO_STATES.contains(key)) {
        oneOfTwoStates.add(entry.concept());
      }
      if (entry.kind() == ConceptKind.COUNTRY && entry.rule() == NameRule.ENGLISH) {
        english.put(key, entry);
      }
    }
  }

  private static void put(
      Map<ConceptKind, Map<String, List<Entry>>> into, Entry entry, String key) {
    into.getOrDefault(entry.kind(), new HashMap<>())
        .computeIfAbsent(key, k -> new ArrayList<>(1))
        .add(entry);
  }

  private static String key(ConceptKind kind, String name) {
    return kind == ConceptKind.LEGAL_FORM ? NameKey.ofForm(name) : NameKey.of(name);
  }

  /** What is compared of placeholders, of which punctuation may be all there is. */
  private static String plain(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds what a value stands for.
   *
   * @param kind what it is known to be; any kind if it is not known
   * @param in a code or a name of the country or subdivision where it is used, which narrows
   *     subdivisions and legal forms
   */
  public ConceptAnswer find(String value, Optional<ConceptKind> kind, Optional<String> in) {
    String text =
        Normalizer.normalize(value, Normalizer.Form.NFC).replaceAll("[\\s\\u00A0]+", " ").strip();
    if (text.isEmpty()) {
      return new Unknown(List.of(), "it is empty");
    }
    String means = nothing.get(plain(text));
    // "NO" is Norway and "No" an answer; "ROW" in capitals is still the rest of the world.
    boolean isAlpha2 = text.matches("[A-Z]{2}") && codes(ConceptKind.COUNTRY).containsKey(text);
    if (means != null && !isAlpha2) {
      return new Unknown(List.of(), "\"%s\" is a %s".formatted(text, means));
    }
    Optional<String> place = in.map(this::place);
    return kind.isPresent() ? ofKind(text, kind.get(), place) : ofAnyKind(text, place);
  }

  private Map<String, List<Entry>> codes(ConceptKind kind) {
    return codes.getOrDefault(kind, Map.of());
  }

  private Map<String, List<Entry>> names(ConceptKind kind) {
    return names.getOrDefault(kind, Map.of());
  }

  /**
   * A country or subdivision as a code; what is not known stays as it is and narrows to nothing.
   */
  private String place(String in) {
    String code = in.strip().toUpperCase(Locale.ROOT);
    if (codes(ConceptKind.SUBDIVISION).containsKey(code)) {
      return code;
    }
    for (ConceptKind kind : List.of(ConceptKind.COUNTRY, ConceptKind.SUBDIVISION)) {
      if (ofKind(in, kind, Optional.empty()) instanceof Found found) {
        return found.best().iri().substring(found.best().iri().lastIndexOf('/') + 1);
      }
    }
    return code;
  }

  // ---- One kind

  private ConceptAnswer ofKind(String text, ConceptKind kind, Optional<String> place) {
    if (kind == ConceptKind.JURISDICTION) {
      return jurisdiction(text, place);
    }
    for (List<ConceptCandidate> candidates :
        List.<List<ConceptCandidate>>of(
            asWritten(text, kind, place), reworded(text, kind, place))) {
      if (!candidates.isEmpty()) {
        return decide(text, candidates);
      }
    }
    ConceptAnswer parts = inParts(text, kind, place);
    if (!(parts instanceof Unknown unknown) || !unknown.candidates().isEmpty()) {
      return parts;
    }
    return misspelt(text, kind, place);
  }

  private ConceptAnswer exactly(String text, ConceptKind kind, Optional<String> place) {
    List<ConceptCandidate> candidates = asWritten(text, kind, place);
    if (candidates.isEmpty()) {
      candidates = reworded(text, kind, place);
    }
    return candidates.isEmpty() ? new Unknown(List.of(), "") : decide(text, candidates);
  }

  /** Codes and names that say just this. */
  private List<ConceptCandidate> asWritten(String text, ConceptKind kind, Optional<String> place) {
    var found = new ArrayList<ConceptCandidate>();
    if (CODE.matcher(text).matches()
        || kind == ConceptKind.LEGAL_FORM
        || kind == ConceptKind.GROUPING) {
      codes(kind).getOrDefault(text.toUpperCase(Locale.ROOT), List.of()).stream()
          .map(e -> candidate(e, e.rule().score(), "%s %s".formatted(e.rule().label(), e.name())))
          .forEach(found::add);
    }
    if (kind == ConceptKind.COUNTRY) {
      found.addAll(numberWithoutZeros(text));
      found.addAll(countryOfSubdivision(text));
    }
    if (kind == ConceptKind.SUBDIVISION) {
      found.addAll(subdivisionCodes(text, place));
    }
    String key = key(kind, text);
    for (Entry entry : names(kind).getOrDefault(key, List.of())) {
      if (fits(entry, place) && (key.length() > 3 || isShortMatch(entry, text, kind))) {
        ConceptCandidate named = named(entry, text, kind);
        found.add(
            place.isEmpty() && isAlsoElsewhere(entry, text)
                ? named.scored(
                    named.score(),
                    Basis.DOUBTFUL,
                    named.why() + ", which other jurisdictions have, too")
                : named);
      }
    }
    return found.stream().filter(c -> fits(c, place)).toList();
  }

  /** Of short names every accent counts: Áo is Austria in Vietnamese, and AO is Angola. */
  private static boolean isShortMatch(Entry entry, String text, ConceptKind kind) {
    return kind == ConceptKind.LEGAL_FORM
        || kind == ConceptKind.CURRENCY
        || compact(entry.name()).equals(compact(text));
  }

  private static String compact(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC)
        .replaceAll("[^\\p{L}\\p{N}]", "")
        .toLowerCase(Locale.ROOT);
  }

  private ConceptCandidate named(Entry entry, String text, ConceptKind kind) {
    double less = 0;
    String how = "";
    if (kind == ConceptKind.LEGAL_FORM && !entry.name().equals(text)) {
      boolean onlyCase = entry.name().equalsIgnoreCase(text);
      less = onlyCase ? 0.01 : 0.14;
      how = onlyCase ? ", but for capitals" : ", but for dots, blanks and accents";
    }
    return candidate(entry, entry.rule().score() - less, said(entry) + how);
  }

  private String jurisdiction(ConceptCandidate form) {
    return jurisdictionOf.getOrDefault(form.iri().substring(Ekg.REFERENCE_BASE.length()), "");
  }

  /** Whether a legal form may be meant that is not in the list: S.p.A. is Italian, SpA Chilean. */
  private boolean isAlsoElsewhere(Entry entry, String text) {
    if (entry.kind() != ConceptKind.LEGAL_FORM) {
      return false;
    }
    String key = key(entry.kind(), entry.name());
    Set<String> writings = elsewhere.getOrDefault(key, Set.of());
    boolean justSo =
        names(entry.kind()).getOrDefault(key, List.of()).stream()
            .anyMatch(e -> plain(e.name()).equals(plain(text)));
    return !writings.isEmpty() && (!justSo || writings.contains(plain(text)));
  }

  private static String said(Entry entry) {
    String languages =
        entry.languages().isEmpty()
            ? ""
            : entry.languages().stream()
                .map(l -> Locale.forLanguageTag(l).getDisplayLanguage(Locale.ENGLISH))
                .collect(Collectors.joining(", ", " in ", ""));
    return switch (entry.rule()) {
      case LANGUAGE, OTHER_LANGUAGE, LOCAL, TRANSLITERATION ->
          "%s%s \"%s\"".formatted(entry.rule().label(), languages, entry.name());
      case PART -> "\"%s\" is a part of the country".formatted(entry.name());
      case AMBIGUOUS -> "\"%s\" can mean it".formatted(entry.name());
      default -> "%s \"%s\"".formatted(entry.rule().label(), entry.name());
    };
  }

  private ConceptCandidate candidate(Entry entry, double score, String why) {
    Basis basis = entry.rule().isCode() ? Basis.CODE : Basis.NAME;
    return candidate(
        entry, score, entry.rule() == NameRule.AMBIGUOUS ? Basis.DOUBTFUL : basis, why);
  }

  private ConceptCandidate candidate(Entry entry, double score, Basis basis, String why) {
    return new ConceptCandidate(
        Ekg.REFERENCE_BASE + entry.concept(),
        entry.kind(),
        label(entry),
        Math.round(score * 100) / 100.0,
        basis,
        why);
  }

  private String label(Entry entry) {
    String label = labels.getOrDefault(entry.concept(), entry.code());
    String jurisdiction = jurisdictionOf.get(entry.concept());
    return jurisdiction == null ? label : "%s (%s)".formatted(label, jurisdiction);
  }

  private boolean fits(Entry entry, Optional<String> place) {
    return switch (entry.kind()) {
      case LEGAL_FORM ->
          place.isEmpty() || within(jurisdictionOf.getOrDefault(entry.concept(), ""), place.get());
      case SUBDIVISION ->
          place.isEmpty()
              || entry
                  .code()
                  .startsWith(place.get().substring(0, Math.min(2, place.get().length())) + "-");
      default -> true;
    };
  }

  private boolean fits(ConceptCandidate candidate, Optional<String> place) {
    String concept = candidate.iri().substring(Ekg.REFERENCE_BASE.length());
    String code = concept.substring(concept.indexOf('/') + 1);
    return fits(new Entry(candidate.kind(), code, NameRule.LABEL, "", List.of()), place);
  }

  /** The law of a state holds in its parts, and a form of a part is one of the state's forms. */
  private static boolean within(String jurisdiction, String place) {
    return jurisdiction.equals(place)
        || jurisdiction.startsWith(place + "-")
        || place.startsWith(jurisdiction + "-");
  }

  /** A spreadsheet turns 036 into 36; but 36 may be anything. */
  private List<ConceptCandidate> numberWithoutZeros(String text) {
    if (!text.matches("\\d{1,2}")) {
      return List.of();
    }
    return codes(ConceptKind.COUNTRY)
        .getOrDefault("%03d".formatted(Integer.parseInt(text)), List.of())
        .stream()
        .map(
            e ->
                candidate(
                    e,
                    0.6,
                    Basis.DOUBTFUL,
                    "ISO 3166-1 numeric code %s, if its zeros were lost".formatted(e.name())))
        .toList();
  }

  private List<ConceptCandidate> countryOfSubdivision(String text) {
    Matcher matcher = SUBDIVISION_CODE.matcher(text);
    if (!matcher.matches()) {
      return List.of();
    }
    String code = (matcher.group(1) + "-" + matcher.group(2)).toUpperCase(Locale.ROOT);
    return codes(ConceptKind.SUBDIVISION).containsKey(code)
        ? codes(ConceptKind.COUNTRY).getOrDefault(code.substring(0, 2), List.of()).stream()
            .map(e -> candidate(e, 0.9, "country of the ISO 3166-2 code " + code))
            .toList()
        : List.of();
  }

  private List<ConceptCandidate> subdivisionCodes(String text, Optional<String> place) {
    var found = new ArrayList<ConceptCandidate>();
    Matcher matcher = SUBDIVISION_CODE.matcher(text);
    if (matcher.matches()) {
      String code = (matcher.group(1) + "-" + matcher.group(2)).toUpperCase(Locale.ROOT);
      codes(ConceptKind.SUBDIVISION).getOrDefault(code, List.of()).stream()
          .map(e -> candidate(e, 1, "ISO 3166-2 code " + code))
          .forEach(found::add);
    }
    if (text.matches("[A-Za-z0-9]{1,3}")) {
      Stream<Entry> ends =
          place.isPresent()
              ? codes(ConceptKind.SUBDIVISION)
                  .getOrDefault(
                      (place.get().substring(0, Math.min(2, place.get().length())) + "-" + text)
                          .toUpperCase(Locale.ROOT),
                      List.of())
                  .stream()
              : codes(ConceptKind.SUBDIVISION).values().stream()
                  .flatMap(List::stream)
                  .filter(e -> e.code().substring(3).equalsIgnoreCase(text));
      ends.map(e -> candidate(e, 0.9, Basis.CODE_END, "end of the ISO 3166-2 code " + e.code()))
          .forEach(found::add);
    }
    return found;
  }

  /** The same with abbreviated words written out, or without the words for what a state is. */
  private List<ConceptCandidate> reworded(String text, ConceptKind kind, Optional<String> place) {
    if (kind != ConceptKind.COUNTRY && kind != ConceptKind.SUBDIVISION) {
      return List.of();
    }
    var keys = new LinkedHashSet<String>();
    String key = NameKey.of(text);
    String expanded =
        Stream.of(key.split(" "))
            .map(w -> WORDS.getOrDefault(w, w))
            .collect(Collectors.joining(" "));
    keys.add(expanded);
    int comma = text.indexOf(',');
    if (comma > 0) {
      keys.add(NameKey.of(text.substring(comma + 1) + " " + text.substring(0, comma)));
    }
    var bare = new HashSet<String>();
    for (String each : List.copyOf(keys)) {
      for (String rest : StateWords.without(each)) {
        bare.add(NameKey.of(rest));
      }
    }
    keys.addAll(bare);
    keys.remove(key);
    var found = new ArrayList<ConceptCandidate>();
    for (String each : keys) {
      // Qatar has three letters in Arabic.
      int fewest = StateWords.isLogographic(each) ? 1 : bare.contains(each) ? 3 : 4;
      if (each.length() >= fewest) {
        for (Entry entry : names(kind).getOrDefault(each, List.of())) {
          boolean told = !bare.contains(each) || !oneOfTwoStates.contains(entry.concept());
          if (told && fits(entry, place)) {
            found.add(
                candidate(
                    entry, Math.min(entry.rule().score(), 0.93), said(entry) + ", in other words"));
          }
        }
      }
    }
    return found;
  }

  /** "DE - Germany", "Georgia, USA": parts that know the same country are one. */
  private ConceptAnswer inParts(String text, ConceptKind kind, Optional<String> place) {
    if (kind != ConceptKind.COUNTRY && kind != ConceptKind.SUBDIVISION) {
      return new Unknown(List.of(), "");
    }
    List<String> split = BETWEEN_PARTS.splitAsStream(text).map(String::strip).toList();
    List<String> parts =
        (split.size() > 1 ? split.stream() : codeAndName(text))
            .filter(p -> !p.isEmpty() && !nothing.containsKey(plain(p)))
            .distinct()
            .toList();
    if (parts.isEmpty() || (parts.size() == 1 && parts.getFirst().equals(text))) {
      return new Unknown(List.of(), "");
    }
    Set<String> shared = new HashSet<>();
    var all = new LinkedHashMap<String, ConceptCandidate>();
    int known = 0;
    for (String part : parts) {
      Map<String, ConceptCandidate> ofPart = countriesOf(part, kind);
      if (!ofPart.isEmpty()) {
        if (known++ == 0) {
          shared.addAll(ofPart.keySet());
        } else {
          shared.retainAll(ofPart.keySet());
        }
        ofPart.forEach(all::putIfAbsent);
      }
    }
    if (known == 0) {
      return new Unknown(List.of(), "");
    }
    List<ConceptCandidate> candidates =
        all.entrySet().stream()
            .filter(e -> shared.isEmpty() || shared.contains(e.getKey()))
            .map(Map.Entry::getValue)
            .filter(c -> fits(c, place))
            .map(c -> c.scored(PART_OF_VALUE, Basis.PART, "part of the value: " + c.why()))
            .toList();
    if (known == parts.size() && shared.size() == 1 && candidates.size() == 1) {
      return new Found(candidates.getFirst(), List.of());
    }
    if (candidates.isEmpty()) {
      return new Unknown(List.of(), "");
    }
    return new Ambiguous(
        best(candidates).stream().map(c -> c.scored(0.6, Basis.PART, c.why())).toList(),
        shared.isEmpty()
            ? "the parts of the value are of different countries"
            : "only a part of the value is known, or it is known as several things");
  }

  /** "DE Germany", "Germany DE". */
  private Stream<String> codeAndName(String text) {
    Matcher first = Pattern.compile("([A-Z]{2,3})[ .:]+(\\S.*)").matcher(text);
    Matcher last = Pattern.compile("(.*\\S) ([A-Z]{2,3})").matcher(text);
    Matcher matcher = first.matches() ? first : last;
    if (!matcher.matches() || BETWEEN_PARTS.matcher(text).find()) {
      return Stream.empty();
    }
    return Stream.of(matcher.group(1), matcher.group(2));
  }

  /** The countries that a part may be, or be in, by their code. */
  private Map<String, ConceptCandidate> countriesOf(String part, ConceptKind kind) {
    var found = new LinkedHashMap<String, ConceptCandidate>();
    List<ConceptCandidate> countries = asWritten(part, ConceptKind.COUNTRY, Optional.empty());
    List<ConceptCandidate> inside = asWritten(part, ConceptKind.SUBDIVISION, Optional.empty());
    for (ConceptCandidate c : kind == ConceptKind.COUNTRY ? countries : inside) {
      found.putIfAbsent(countryCode(c), c);
    }
    for (ConceptCandidate c : kind == ConceptKind.COUNTRY ? inside : countries) {
      String country = countryCode(c);
      if (kind == ConceptKind.COUNTRY && !found.containsKey(country) && part.length() > 3) {
        codes(ConceptKind.COUNTRY).getOrDefault(country, List.of()).stream()
            .findFirst()
            .ifPresent(
                e -> found.put(country, candidate(e, 0.7, "country of %s".formatted(c.label()))));
      }
    }
    return found;
  }

  private static String countryCode(ConceptCandidate candidate) {
    String code = candidate.iri().substring(candidate.iri().lastIndexOf('/') + 1);
    return code.length() > 2 ? code.substring(0, 2) : code;
  }

  // ---- Misspellings

  private ConceptAnswer misspelt(String text, ConceptKind kind, Optional<String> place) {
    String key = key(kind, text);
    int length = key.length();
    int allowed = length < SHORTEST_MISSPELT ? 0 : length < 9 ? 1 : 2;
    if (kind == ConceptKind.LEGAL_FORM && length < 10) {
      allowed = 0;
    }
    int seen = Math.max(2, Math.min(4, length / 3)) + 1;
    var nearest = new HashMap<String, Integer>();
    var entries = new HashMap<String, Entry>();
    boolean ambiguous = false;
    if (length >= 4) {
      for (Map.Entry<String, List<Entry>> known : names(kind).entrySet()) {
        if (Math.abs(known.getKey().length() - length) > seen || known.getKey().length() < 4) {
          continue;
        }
        int distance = -1;
        for (Entry entry : known.getValue()) {
          if (!isSpellingModel(entry) || !fits(entry, place)) {
            continue;
          }
          distance = distance < 0 ? NameDistance.of(key, known.getKey(), seen) : distance;
          int before = nearest.getOrDefault(entry.concept(), Integer.MAX_VALUE);
          if (distance <= seen && distance < before) {
            nearest.put(entry.concept(), distance);
            entries.put(entry.concept(), entry);
            ambiguous |=
                distance <= allowed
                    && (entry.rule() == NameRule.AMBIGUOUS
                        || (place.isEmpty() && isAlsoElsewhere(entry, text)));
          }
        }
      }
    }
    List<String> order =
        nearest.keySet().stream()
            .sorted(
                Comparator.comparing((String c) -> nearest.getOrDefault(c, 99))
                    .thenComparing(c -> c))
            .limit(5)
            .toList();
    if (order.isEmpty()) {
      return new Unknown(List.of(), "no %s is known by that name".formatted(kind));
    }
    List<ConceptCandidate> candidates =
        order.stream()
            .map(c -> misspelling(entries, c, nearest.getOrDefault(c, 99)))
            .flatMap(Optional::stream)
            .toList();
    int first = nearest.getOrDefault(order.getFirst(), 99);
    int second = order.size() > 1 ? nearest.getOrDefault(order.get(1), 99) : 99;
    if (first > allowed) {
      return new Unknown(
          candidates.stream()
              .limit(3)
              .map(c -> c.scored(Math.min(c.score(), 0.5), Basis.SPELLING, c.why()))
              .toList(),
          "no %s is known by that name".formatted(kind));
    }
    if (ambiguous || second - first < 2) {
      return new Ambiguous(
          candidates.stream().limit(4).toList(),
          "it is misspelt, and more than one name is near it");
    }
    return new Found(candidates.getFirst(), candidates.stream().skip(1).limit(2).toList());
  }

  private Optional<ConceptCandidate> misspelling(
      Map<String, Entry> entries, String concept, int distance) {
    return Optional.ofNullable(entries.get(concept))
        .map(
            e ->
                candidate(
                    e,
                    distance <= 1 ? MISSPELT_ONCE : distance == 2 ? MISSPELT_TWICE : 0.4,
                    Basis.SPELLING,
                    "%s, misspelt by %d".formatted(said(e), distance)));
  }

  private static boolean isSpellingModel(Entry entry) {
    return switch (entry.rule()) {
      case ENGLISH, OFFICIAL, OTHER_NAME, FORMER_NAME, AMBIGUOUS -> true;
      case LOCAL -> entry.kind() != ConceptKind.COUNTRY || isAlphabetic(entry.name());
      case LANGUAGE -> entry.languages().stream().anyMatch(SPELLING_LANGUAGES::contains);
      default -> false;
    };
  }

  /** Latin, Greek and Cyrillic letters: one of them more or less is a slip, not another word. */
  private static boolean isAlphabetic(String name) {
    return name.codePoints().allMatch(c -> c < 0x250 || (c >= 0x370 && c < 0x530));
  }

  // ---- Jurisdictions

  /** A legal order goes by the name of where it holds. */
  private ConceptAnswer jurisdiction(String text, Optional<String> place) {
    var found = new ArrayList<ConceptCandidate>();
    found.addAll(asWritten(text, ConceptKind.JURISDICTION, place));
    codes(ConceptKind.JURISDICTION).getOrDefault(text.toUpperCase(Locale.ROOT), List.of()).stream()
        .map(e -> candidate(e, e.rule().score(), "%s %s".formatted(e.rule().label(), e.name())))
        .forEach(found::add);
    for (ConceptKind kind : List.of(ConceptKind.COUNTRY, ConceptKind.SUBDIVISION)) {
      // DE alone is Germany's code, not the end of Delaware's.
      boolean endsOnly = kind == ConceptKind.SUBDIVISION && place.isEmpty();
      for (ConceptCandidate c : asWritten(text, kind, place)) {
        if (!endsOnly || !c.is(Basis.CODE_END)) {
          legalOrder(c).ifPresent(found::add);
        }
      }
    }
    if (!found.isEmpty()) {
      return decide(text, found);
    }
    ConceptAnswer country = ofKind(text, ConceptKind.COUNTRY, place);
    ConceptAnswer subdivision = ofKind(text, ConceptKind.SUBDIVISION, place);
    ConceptAnswer taken =
        subdivision instanceof Found && !(country instanceof Found) ? subdivision : country;
    List<ConceptCandidate> orders =
        taken.candidates().stream().map(this::legalOrder).flatMap(Optional::stream).toList();
    return switch (taken) {
      case Found f when legalOrder(f.best()).isPresent() ->
          new Found(orders.getFirst(), orders.subList(1, orders.size()));
      case Ambiguous a when !orders.isEmpty() -> new Ambiguous(orders, a.remark());
      default -> new Unknown(orders, "no jurisdiction is known by that name");
    };
  }

  private Optional<ConceptCandidate> legalOrder(ConceptCandidate place) {
    String code = place.iri().substring(place.iri().lastIndexOf('/') + 1);
    return Optional.ofNullable(labels.get("jurisdiction/" + code))
        .map(
            label ->
                new ConceptCandidate(
                    Ekg.REFERENCE_BASE + "jurisdiction/" + code,
                    ConceptKind.JURISDICTION,
                    label,
                    place.score(),
                    place.basis(),
                    place.why()));
  }

  // ---- Any kind

  private ConceptAnswer ofAnyKind(String text, Optional<String> place) {
    ConceptAnswer country = exactly(text, ConceptKind.COUNTRY, place);
    ConceptAnswer form = exactly(text, ConceptKind.LEGAL_FORM, place);
    ConceptAnswer subdivision = subdivisionOfAnyKind(text, place);
    if (subdivision instanceof Found found && found.best().is(Basis.CODE)) {
      return found;
    }
    var others = new ArrayList<ConceptAnswer>();
    for (ConceptKind kind :
        List.of(ConceptKind.GROUPING, ConceptKind.REGION, ConceptKind.CURRENCY)) {
      others.add(exactly(text, kind, place));
    }
    if (!(country instanceof Unknown)) {
      var rivals = new ArrayList<ConceptAnswer>(others);
      rivals.add(form);
      rivals.add(ordersOf(subdivision, country));
      List<ConceptCandidate> all = new ArrayList<>(country.candidates());
      double top = country.candidates().getFirst().score();
      boolean contested = false;
      for (ConceptAnswer rival : rivals) {
        all.addAll(rival.candidates());
        contested |=
            !rival.candidates().isEmpty() && rival.candidates().getFirst().score() > top - 0.09;
      }
      if (country instanceof Found found && !contested) {
        return new Found(
            found.best(), best(all).stream().filter(c -> !c.equals(found.best())).toList());
      }
      return new Ambiguous(
          best(all),
          country instanceof Ambiguous a
              ? a.remark()
              : "it is known as things of several kinds; say which with --kind");
    }
    others.add(form);
    others.add(subdivision);
    List<ConceptAnswer> known = others.stream().filter(a -> !(a instanceof Unknown)).toList();
    if (known.size() == 1) {
      return known.getFirst();
    }
    if (known.size() > 1) {
      return new Ambiguous(
          best(known.stream().flatMap(a -> a.candidates().stream()).toList()),
          "it is known as things of several kinds; say which with --kind");
    }
    ConceptAnswer order = exactlyJurisdiction(text, place);
    if (!(order instanceof Unknown)) {
      return order;
    }
    ConceptAnswer parts = inParts(text, ConceptKind.COUNTRY, place);
    if (!(parts instanceof Unknown)) {
      return parts;
    }
    return misspelt(text, ConceptKind.COUNTRY, place);
  }

  private ConceptAnswer exactlyJurisdiction(String text, Optional<String> place) {
    List<ConceptCandidate> found = asWritten(text, ConceptKind.JURISDICTION, place);
    return found.isEmpty() ? new Unknown(List.of(), "") : decide(text, found);
  }

  /** Without its country, the end of a subdivision's code says nothing. */
  private ConceptAnswer subdivisionOfAnyKind(String text, Optional<String> place) {
    List<ConceptCandidate> found =
        asWritten(text, ConceptKind.SUBDIVISION, place).stream()
            .filter(c -> place.isPresent() || !c.is(Basis.CODE_END))
            .toList();
    return found.isEmpty() ? new Unknown(List.of(), "") : decide(text, found);
  }

  /**
   * Those that are legal orders of another country: Georgia is one, the state of México is not, nor
   * is US-PR, which ISO 3166 lists as the country PR, too.
   */
  private ConceptAnswer ordersOf(ConceptAnswer subdivision, ConceptAnswer country) {
    Set<String> countries =
        country.candidates().stream().map(ConceptFinder::countryCode).collect(Collectors.toSet());
    List<ConceptCandidate> orders =
        subdivision.candidates().stream()
            .filter(c -> !countries.contains(countryCode(c)) && legalOrder(c).isPresent())
            .filter(c -> !countries.contains(c.iri().substring(c.iri().lastIndexOf('-') + 1)))
            .toList();
    return orders.isEmpty() ? new Unknown(List.of(), "") : new Ambiguous(orders, "");
  }

  // ---- Deciding

  private ConceptAnswer decide(String text, List<ConceptCandidate> candidates) {
    List<ConceptCandidate> best = best(candidates);
    ConceptCandidate first = best.getFirst();
    List<ConceptCandidate> rest = best.subList(1, best.size());
    boolean doubtful = candidates.stream().anyMatch(c -> c.is(Basis.DOUBTFUL));
    List<ConceptCandidate> clean =
        best.stream()
            .map(
                c ->
                    c.is(Basis.DOUBTFUL)
                        ? c.scored(Math.min(c.score(), 0.6), Basis.DOUBTFUL, c.why())
                        : c)
            .toList();
    if (doubtful && !first.is(Basis.CODE)) {
      return new Ambiguous(
          clean,
          first.kind() == ConceptKind.LEGAL_FORM
              ? "several jurisdictions have it; say which with --in"
              : "\"%s\" is ambiguous, or too little to decide on".formatted(text));
    }
    if (text.equalsIgnoreCase("NA") || (text.equalsIgnoreCase("no") && !text.equals("NO"))) {
      return new Ambiguous(
          clean,
          "\"%s\" is a code of ISO 3166-1, and people write it for \"not available\" or \"no\""
              .formatted(text));
    }
    Optional<ConceptCandidate> confused = confusable(text, first);
    if (confused.isPresent()) {
      return new Ambiguous(
          best(Stream.concat(clean.stream(), confused.stream()).toList()),
          "it is a name in some language, and also near the English name of another country");
    }
    // What a form is called in full in one place is how it is abbreviated in another.
    boolean byLaw =
        first.kind() == ConceptKind.LEGAL_FORM
            && !first.is(Basis.CODE)
            && rest.stream().anyMatch(c -> !jurisdiction(c).equals(jurisdiction(first)));
    double margin = byLaw ? MARGIN_OF_LAWS : MARGIN;
    if (!rest.isEmpty() && rest.getFirst().score() > first.score() - margin) {
      return new Ambiguous(
          clean,
          first.kind() == ConceptKind.LEGAL_FORM
              ? "several jurisdictions have it; say which with --in"
              : "it is known as several things");
    }
    return new Found(clean.getFirst(), clean.subList(1, clean.size()));
  }

  /**
   * Another country whose English name is one letter away, where the value is no name that people
   * of the country, or many others, use: Nigera is Niger in one language, and Nigeria misspelt.
   */
  private Optional<ConceptCandidate> confusable(String text, ConceptCandidate first) {
    if (first.kind() != ConceptKind.COUNTRY || !first.is(Basis.NAME) || first.score() > 0.96) {
      return Optional.empty();
    }
    String key = NameKey.of(text);
    boolean rare =
        names(ConceptKind.COUNTRY).getOrDefault(key, List.of()).stream()
            .allMatch(
                e ->
                    e.rule() == NameRule.OTHER_LANGUAGE
                        || e.rule() == NameRule.TRANSLITERATION
                        || (e.rule() == NameRule.LANGUAGE
                            && e.languages().stream().noneMatch(SPELLING_LANGUAGES::contains)));
    if (!rare || key.length() < 4) {
      return Optional.empty();
    }
    return english.entrySet().stream()
        .filter(known -> NameDistance.of(key, known.getKey(), 1) == 1)
        .map(Map.Entry::getValue)
        .filter(e -> !first.iri().endsWith("/" + e.concept()))
        .findFirst()
        .map(e -> candidate(e, MISSPELT_ONCE, Basis.SPELLING, said(e) + ", misspelt by 1"));
  }

  /** Each thing once, with its best reason; the likeliest first. */
  private static List<ConceptCandidate> best(List<ConceptCandidate> candidates) {
    Map<String, ConceptCandidate> byIri = new LinkedHashMap<>();
    for (ConceptCandidate candidate : candidates) {
      byIri.merge(candidate.iri(), candidate, (a, b) -> b.score() > a.score() ? b : a);
    }
    return byIri.values().stream()
        .sorted(
            Comparator.comparingDouble((ConceptCandidate c) -> -c.score())
                .thenComparing(ConceptCandidate::kind)
                .thenComparing(ConceptCandidate::iri))
        .limit(MOST_CANDIDATES)
        .toList();
  }
}
