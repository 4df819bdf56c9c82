package org.crmekg.linkage;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The order of identifiers: as numbers where all of them are, else by their characters. */
final class Identifiers {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,30}");

  private Identifiers() {}

  static Comparator<String> order(RecordTable table) {
    boolean numbers =
        IntStream.range(0, table.size()).allMatch(i -> NUMBER.matcher(table.id(i)).matches());
    return numbers
        ? Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())
        : Comparator.naturalOrder();
  }

  /** The same for two identifiers of which nothing else is known. */
  static int compare(String left, String right) {
    return NUMBER.matcher(left).matches() && NUMBER.matcher(right).matches()
        ? new BigInteger(left).compareTo(new BigInteger(right))
        : left.compareTo(right);
  }
}
