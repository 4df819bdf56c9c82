package org.crmekg.virtual;

import org.apache.jena.sparql.core.Var;

/** What is to be known of each group of solutions. */
public sealed interface Measure {
  /** The number of solutions. */
  record Count() implements Measure {}

  /** The number of values of a variable. */
  record CountDistinct(Var variable) implements Measure {}

  /** The sum of the values of a variable, over all solutions. */
  record Sum(Var variable) implements Measure {}

  /** The least value of a variable. */
  record Least(Var variable) implements Measure {}

  /** The greatest value of a variable. */
  record Greatest(Var variable) implements Measure {}
}
