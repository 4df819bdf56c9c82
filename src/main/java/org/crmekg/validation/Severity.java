package org.crmekg.validation;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.shacl.vocabulary.SHACL;

/**
 * How bad a validation result is: Violation, Warning, Info, or a severity of the shape's own.
 *
 * <p>A severity of one's own ranks with Violation, so that a threshold never lets it through by
 * accident. The order is by rank, then by IRI.
 *
 * @param iri the value of {@code sh:severity}
 */
public record Severity(Node iri) implements Comparable<Severity> {

  public static final Severity VIOLATION = new Severity(SHACL.Violation);
  public static final Severity WARNING = new Severity(SHACL.Warning);
  public static final Severity INFO = new Severity(SHACL.Info);

  private static final Comparator<Severity> ORDER =
      Comparator.comparingInt(Severity::rank).thenComparing(s -> s.iri().toString());

  /** Finds one of the three severities of SHACL by its name, in any case. */
  public static Optional<Severity> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "violation" -> Optional.of(VIOLATION);
      case "warning" -> Optional.of(WARNING);
      case "info" -> Optional.of(INFO);
      default -> Optional.empty();
    };
  }

  /** Returns whether this is as bad as the threshold, or worse. */
  public boolean isAtLeast(Severity threshold) {
    return rank() >= threshold.rank();
  }

  /** Returns the name that people read: the local name of the IRI. */
  public String label() {
    String text = iri.isURI() ? iri.getURI() : iri.toString();
    return text.substring(Math.max(text.lastIndexOf('#'), text.lastIndexOf('/')) + 1);
  }

  @Override
  public int compareTo(Severity other) {
    return ORDER.compare(this, other);
  }

  private int rank() {
    if (equals(INFO)) {
      return 0;
    }
    return equals(WARNING) ? 1 : 2;
  }
}
