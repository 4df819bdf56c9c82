package org.crmekg.reference;

import java.nio.file.Path;
import java.util.List;

/**
 * An authority that keeps a register of companies.
 *
 * @param code of GLEIF's list, such as {@code RA000585}
 * @param jurisdiction a code of ISO 3166-1 or 3166-2
 * @param register the register's name
 * @param authority who keeps it
 */
public record RegistrationAuthority(
    String code, String country, String jurisdiction, String register, String authority) {
  private static final String CODE = "Registration Authority Code";
  private static final String COUNTRY = "Country Code";
  private static final String JURISDICTION = "Jurisdiction (country or region)";
  private static final String REGISTER = "International name of Register";
  private static final String LOCAL_REGISTER = "Local name of Register";
  private static final String AUTHORITY =
      "International name of organisation responsible for the Register";
  private static final String LOCAL_AUTHORITY =
      "Local name of organisation responsible for the Register";

  /**
   * Reads the list of registration authorities as GLEIF publishes it as CSV.
   *
   * @throws org.crmekg.ConfigException naming the file and the line
   */
  public static List<RegistrationAuthority> read(Path file) {
    return CsvTable.read(file, List.of(CODE, COUNTRY, REGISTER)).rows().stream()
        .map(
            row -> {
              String code = row.get(CODE);
              if (!code.matches("RA[0-9]{6}")) {
                throw row.wrong("a code is RA and six digits, not \"%s\"".formatted(code));
              }
              String place = row.get(JURISDICTION);
              return new RegistrationAuthority(
                  code,
                  row.get(COUNTRY),
                  place.matches("[A-Z]{2}-[A-Z0-9]{1,3}") ? place : row.get(COUNTRY),
                  first(row.get(REGISTER), row.get(LOCAL_REGISTER)),
                  first(row.get(AUTHORITY), row.get(LOCAL_AUTHORITY)));
            })
        .toList();
  }

  /** Reads our own sample. */
  static List<RegistrationAuthority> sample() {
    return CsvTable.bundled("registration-authorities.csv").rows().stream()
        .map(
            row ->
                new RegistrationAuthority(
                    row.get("code"),
                    row.get("country"),
                    row.get("subdivision").isEmpty() ? row.get("country") : row.get("subdivision"),
                    row.get("register"),
                    row.get("authority")))
        .toList();
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
