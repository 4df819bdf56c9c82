package org.crmekg.reference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A legal form that the law of one place knows.
 *
 * @param code of ISO 20275 (four characters), or the sample's own
 * @param jurisdiction a code of ISO 3166-1 or 3166-2
 * @param names in each language, in its own script
 * @param transliterated the names in Latin letters, where their script is another
 * @param abbreviations as people write them
 */
public record LegalForm(
    String code,
    String country,
    String jurisdiction,
    List<Name> names,
    List<String> transliterated,
    List<String> abbreviations,
    boolean isActive) {

  /** A name with its language, if that is known. */
  public record Name(String text, Optional<String> language) {}

  public LegalForm {
    names = List.copyOf(names);
    transliterated = List.copyOf(transliterated);
    abbreviations = List.copyOf(abbreviations);
  }

  private static final String CODE = "ELF Code";
  private static final String COUNTRY = "Country Code (ISO 3166-1)";
  private static final String SUBDIVISION = "Country sub-division code (ISO 3166-2)";
  private static final String NAME = "Entity Legal Form name Local name";
  private static final String LANGUAGE = "Language Code (ISO 639-1)";
  private static final String TRANSLITERATED =
      "Entity Legal Form name Transliterated name (per ISO 01-140-10)";
  private static final String ABBREVIATIONS = "Abbreviations Local language";
  private static final String ABBREVIATIONS_TRANSLITERATED = "Abbreviations transliterated";
  private static final String STATUS = "ELF Status ACTV/INAC";

  /**
   * Reads the list of ISO 20275 as GLEIF publishes it, one row a code and language.
   *
   * <p>The two codes that stand for no form (8888 and 9999) are left out.
   *
   * @throws org.crmekg.ConfigException naming the file and the line
   */
  public static List<LegalForm> readElf(Path file) {
    CsvTable table =
        CsvTable.read(file, List.of(CODE, COUNTRY, SUBDIVISION, NAME, LANGUAGE, STATUS));
    var merged = new LinkedHashMap<String, LegalForm>();
    for (CsvTable.Row row : table.rows()) {
      String code = row.get(CODE);
      if (!code.matches("[0-9A-Z]{4}")) {
        throw row.wrong("an ELF code has four capitals or digits, not \"%s\"".formatted(code));
      }
      if (code.equals("8888") || code.equals("9999")) {
        continue;
      }
      if (!row.get(COUNTRY).matches("[A-Z]{2}")) {
        throw row.wrong("the country of %s is \"%s\"".formatted(code, row.get(COUNTRY)));
      }
      merged.merge(
          code,
          new LegalForm(
              code,
              row.get(COUNTRY),
              row.get(SUBDIVISION).isEmpty() ? row.get(COUNTRY) : row.get(SUBDIVISION),
              List.of(new Name(row.get(NAME), language(row.get(LANGUAGE), row.get(COUNTRY)))),
              texts(row.get(TRANSLITERATED)).filter(t -> !t.equals(row.get(NAME))).toList(),
              Stream.concat(
                      texts(row.get(ABBREVIATIONS)), texts(row.get(ABBREVIATIONS_TRANSLITERATED)))
                  .distinct()
                  .toList(),
              row.get(STATUS).equals("ACTV")),
          LegalForm::and);
    }
    return List.copyOf(merged.values());
  }

  /** Reads our own sample. */
  static List<LegalForm> sample() {
    return CsvTable.bundled("legal-forms.csv").rows().stream()
        .map(
            row ->
                new LegalForm(
                    row.get("code"),
                    row.get("country"),
                    row.get("subdivision").isEmpty() ? row.get("country") : row.get("subdivision"),
                    List.of(new Name(row.get("name"), Optional.of(row.get("language")))),
                    texts(row.get("transliterated")).toList(),
                    texts(row.get("abbreviations")).toList(),
                    true))
        .toList();
  }

  /** The list marks some languages by the code of the country; those are left out, not guessed. */
  private static Optional<String> language(String code, String country) {
    Map<String, String> taken = Map.of("kr", "ko", "ge", "", "jp", "ja", "cz", "cs", "gr", "el");
    String language = taken.getOrDefault(code, code);
    return language.matches("[a-z]{2,3}") && !country.isEmpty()
        ? Optional.of(language)
        : Optional.empty();
  }

  private static Stream<String> texts(String list) {
    return Stream.of(list.split(";"))
        .map(t -> t.replace('\u00A0', ' ').strip())
        .filter(t -> !t.isEmpty());
  }

  private LegalForm and(LegalForm other) {
    var allNames = new ArrayList<>(names);
    other.names.stream().filter(n -> !allNames.contains(n)).forEach(allNames::add);
    return new LegalForm(
        code,
        country,
        jurisdiction,
        allNames,
        Stream.concat(transliterated.stream(), other.transliterated.stream()).distinct().toList(),
        Stream.concat(abbreviations.stream(), other.abbreviations.stream()).distinct().toList(),
        isActive || other.isActive);
  }
}
