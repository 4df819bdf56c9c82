package org.crmekg.ontology;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;

/** Gate 4: classes in UpperCamel, properties in lowerCamel, whole words, the folder's namespace. */
final class NamingGate implements Gate {
  // Acronyms that the field writes instead of the words: bic, euid, fx, lei, pep, sla, vat.
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "acct", "addr", "amt", "appr", "attr", "cat", "cd", "cnt", "cntr", "co", "corp", "cty",
          "cur", "curr", "cust", "desc", "dept", "descr", "doc", "dt", "dts", "emp", "flg", "idx",
          "inv", "ind", "kd", "mgr", "msg", "nbr", "no", "nr", "num", "obj", "opp", "org", "orig",
          "pct", "pers", "prio", "prod", "prop", "qty", "rec", "ref", "reg", "rel", "seq", "st",
          "str", "subj", "tel", "tmp", "ts", "txt", "typ", "usr", "val");

  @Override
  public String demand() {
    return "everyTermIsNamedForItsKindInWholeWords";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    for (OntologyFile file : vocabulary.files()) {
      String namespace = OntologyFile.NS + file.folder() + "/";
      for (Resource term : file.terms()) {
        if (!term.getURI().startsWith(namespace)) {
          problems.add("%s is not in the namespace of %s".formatted(term, file.path()));
          continue;
        }
        String name = term.getURI().substring(namespace.length());
        if (!name.matches(
            term.hasProperty(RDF.type, OWL2.NamedIndividual)
                ? "[A-Za-z][A-Za-z0-9]*"
                : term.hasProperty(RDF.type, OWL2.Class)
                    ? "[A-Z][a-z0-9]+([A-Z][a-z0-9]*)*"
                    : "[a-z][a-z0-9]*([A-Z][a-z0-9]*)*")) {
          problems.add("%s is not named as its kind demands".formatted(term));
        }
        for (String word : name.split("(?=[A-Z])")) {
          if (ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT))) {
            problems.add("%s abbreviates a word: %s".formatted(term, word));
          }
        }
      }
    }
    return problems;
  }
}
