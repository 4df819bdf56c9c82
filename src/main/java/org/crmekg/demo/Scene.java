package org.crmekg.demo;

/**
 * What the writer of a source works with.
 *
 * @param population who there is
 * @param naming what they are called
 * @param keys their keys and numbers
 * @param faults which rows are wrong
 * @param out where rows go
 * @param identities where it says whose record is whose
 */
record Scene(
    Population population,
    Naming naming,
    Keys keys,
    FaultPlan faults,
    SourceOutput out,
    Identities identities) {

  Dice dice() {
    return population.dice();
  }

  TableOutput table(String name) {
    return out.table(name);
  }

  boolean strikes(Fault fault) {
    return faults.strikes(fault);
  }

  /**
   * Asks whether a thing has one of two faults that would hide each other. Which of them it could
   * have is its lot, so that to leave one out does not give its things to the other.
   */
  boolean strikes(Fault fault, Fault other, long thing) {
    boolean isFirst = fault.compareTo(other) < 0;
    String question = isFirst ? fault.name() : other.name();
    return dice().chance(0.5, question, thing) == isFirst && strikes(fault);
  }

  void known(SourceName source, String type, String key, long party) {
    identities.add(source, type, key, Keys.padded("P", party, 7));
  }
}
