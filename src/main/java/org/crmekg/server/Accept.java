package org.crmekg.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An Accept header (RFC 9110 §12.5.1). */
final class Accept {
  private final List<Range> ranges;

  private record Range(String type, String subtype, double quality) {
    /** How exactly it names a type; negative where it does not. */
    int precision(String offered) {
      int slash = offered.indexOf('/');
      if (type.equals("*")) {
        return 0;
      }
      if (!type.equals(offered.substring(0, slash))) {
        return -1;
      }
      if (subtype.equals("*")) {
        return 1;
      }
      return subtype.equals(offered.substring(slash + 1)) ? 2 : -1;
    }
  }

  private Accept(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /** Reads the header; what cannot be read is as if it was not there. */
  static Accept of(String header) {
    var ranges = new ArrayList<Range>();
    for (String part : header.split(",", -1)) {
      String[] pieces = part.strip().toLowerCase(Locale.ROOT).split(";", -1);
      int slash = pieces[0].indexOf('/');
      if (slash > 0) {
        ranges.add(
            new Range(
                pieces[0].substring(0, slash).strip(),
                pieces[0].substring(slash + 1).strip(),
                quality(pieces)));
      }
    }
    if (ranges.isEmpty()) {
      ranges.add(new Range("*", "*", 1));
    }
    return new Accept(ranges);
  }

  private static double quality(String[] pieces) {
    for (int i = 1; i < pieces.length; i++) {
      String piece = pieces[i].strip();
      if (piece.startsWith("q=")) {
        try {
          return Math.clamp(Double.parseDouble(piece.substring(2)), 0, 1);
        } catch (NumberFormatException e) {
          return 1;
        }
      }
    }
    return 1;
  }

  /** Returns how much a media type is wanted: the most exact range that names it decides. */
  double quality(String offered) {
    int best = -1;
    double quality = 0;
    for (Range range : ranges) {
      int precision = range.precision(offered);
      if (precision > best) {
        best = precision;
        quality = range.quality();
      }
    }
    return quality;
  }

  /** Returns the media type that is wanted most; of equal ones the first that is offered. */
  Optional<String> best(Collection<String> offered) {
    String best = null;
    double most = 0;
    for (String type : offered) {
      double quality = quality(type);
      if (quality > most) {
        most = quality;
        best = type;
      }
    }
    return Optional.ofNullable(best);
  }
}
