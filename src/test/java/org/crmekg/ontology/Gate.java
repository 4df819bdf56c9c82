package org.crmekg.ontology;

import java.util.List;

/** A demand on the vocabulary. */
interface Gate {

  /** What is demanded, as a name of a test. */
  String demand();

  /** What is wrong, each with the file or term that it is about; empty if the demand is met. */
  List<String> problems(Vocabulary vocabulary);
}
