package org.crmekg.ontology;

import java.util.List;

/** The demands, cheapest first. */
final class Gates {
  /** Those that look at the statements themselves. */
  static final List<Gate> OF_STATEMENTS =
      List.of(
          new HeaderGate(),
          new TextGate(),
          new TaxonomyGate(),
          new CodeGate(),
          new NamingGate(),
          new DeclaredTermsGate(),
          new ImportGate(),
          new AlignmentGate());

  /** Those that look at who uses the vocabulary. */
  static final List<Gate> OF_USE = List.of(new UseGate(), new ConsumerGate(), new ReleaseGate());

  /** Those that reason. */
  static final List<Gate> OF_MEANING = List.of(new ProfileGate(), new ConsistencyGate());

  private Gates() {}
}
