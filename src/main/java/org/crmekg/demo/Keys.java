package org.crmekg.demo;

import java.util.HexFormat;
import java.util.Locale;

/**
 * Keys of records and numbers of parties, each in the manner of its source.
 *
 * <p>No number can be somebody's: LEIs begin with a prefix that no issuer has, IBANs have check
 * digits that are never given out, tax and device numbers end in the wrong digit.
 */
final class Keys {
  private static final String LEI_PREFIX = "EKGX00";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int LEI_BODY = 12;
  // Odd, so that multiplication modulo a power of two is one to one.
  private static final long SCRAMBLE = 0x9E3779B1L;

  private final Dice dice;

  Keys(Dice dice) {
    this.dice = dice;
  }

  /** One number for each record of a source: the party's and which copy it is. */
  static long record(long party, int copy) {
    return party * 2 + copy;
  }

  /** Some keys were typed: with spaces, slashes, percent signs, umlauts, Hebrew. */
  String account(long party, int copy) {
    long record = record(party, copy);
    return switch (dice.below(50, "account key", record)) {
      case 0 -> "A %d/%d".formatted(record, 2);
      case 1 -> "50%% Ü-%d".formatted(record);
      case 2 -> "חשבון %d".formatted(record);
      case 3 -> "a&b?c=%d".formatted(record);
      default -> padded("A-", record, 6);
    };
  }

  static long contact(long party, int copy) {
    return 100_000 + record(party, copy);
  }

  static String subject(long party, int copy) {
    return "KS-" + HEX.toHexDigits(record(party, copy) * SCRAMBLE, 8);
  }

  String supplier(long party, int copy, Country country) {
    long record = record(party, copy);
    return dice.chance(0.1, "supplier key", record)
        ? "V %d/%s #%d".formatted(record, country.alpha2(), copy + 1)
        : "V %d/%s".formatted(record, country.alpha2());
  }

  static String customer(long party, int copy) {
    return padded("", record(party, copy) + 1_000, 10);
  }

  static String requester(long party) {
    return "R-" + Long.toString(party + 46_656, 36).toUpperCase(Locale.ROOT);
  }

  /** ISO 17442: check digits by ISO 7064 MOD 97-10. */
  static String lei(long party) {
    String number = Long.toString(party * SCRAMBLE & 0xFFFFFFFFL, 36).toUpperCase(Locale.ROOT);
    String body = LEI_PREFIX + "0".repeat(LEI_BODY - number.length()) + number;
    return body + padded("", 98 - remainder(body + "00"), 2);
  }

  private static int remainder(String text) {
    int remainder = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 36);
      remainder = (remainder * (digit > 9 ? 100 : 10) + digit) % 97;
    }
    return remainder;
  }

  /** Like {@code String.format}, whose parsing of the pattern would be most of the work. */
  static String padded(String prefix, long number, int width) {
    String digits = Long.toString(number);
    return digits.length() >= width
        ? prefix + digits
        : prefix + "0".repeat(width - digits.length()) + digits;
  }

  /** Changes a check digit, or the form. */
  static String wrongCheckDigits(String lei) {
    char last = lei.charAt(lei.length() - 1);
    return lei.substring(0, lei.length() - 1) + (char) ('0' + (last - '0' + 1) % 10);
  }

  String wrongForm(String lei, long thing) {
    return switch (dice.below(3, "wrong form", thing)) {
      case 0 -> lei.toLowerCase(Locale.ROOT);
      case 1 -> lei.substring(0, 4) + " " + lei.substring(4, 12) + " " + lei.substring(12);
      default -> lei.substring(0, lei.length() - 1);
    };
  }

  /** Leading zeros and a last digit that is not Luhn's. */
  static String taxNumber(String prefix, long party) {
    String body = padded("00", party % 1_000_000_000, 9);
    return prefix + body + (luhn(body) + 1) % 10;
  }

  private static int luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit * 2 : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return (10 - sum % 10) % 10;
  }

  /** Check digits are 02 to 98 (ISO 13616), so 00 is nobody's account. */
  static String iban(Country country, long party) {
    return padded(country.alpha2() + "00", party, 16);
  }

  /** No type allocation code is zero, and the last digit is wrong. */
  static String imei(long device) {
    String body = padded("", device, 14);
    return body + (luhn(body) + 1) % 10;
  }

  static String nationalId(Country country, long party) {
    return padded("X" + country.alpha2() + "-", party, 10);
  }

  static String passport(long party) {
    return padded("X0", party, 7);
  }
}
