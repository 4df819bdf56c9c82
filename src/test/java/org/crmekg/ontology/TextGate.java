package org.crmekg.ontology;

import static org.crmekg.ontology.OntologyFile.texts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;

/** Gate 3: every term and code has one label and one definition that does not go in circles. */
final class TextGate implements Gate {
  private static final int LONGEST_DEFINITION = 180;

  @Override
  public String demand() {
    return "everyTermHasOneLabelOfItsOwnAndOneDefinition";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    var labels = new HashMap<String, String>();
    var definitions = new HashMap<String, String>();
    for (OntologyFile file : vocabulary.files()) {
      for (Resource term : file.terms()) {
        text(term, RDFS.label, labels, problems);
        text(term, SKOS.definition, definitions, problems);
        definition(term, problems);
        if (!OntologyFile.resources(term, RDFS.isDefinedBy).equals(List.of(file.header()))) {
          problems.add("%s must be defined by %s alone".formatted(term, file.iri()));
        }
      }
      for (Statement statement : file.model().listStatements().toList()) {
        if (statement.getObject().isLiteral() && !isClean(statement.getString())) {
          problems.add("blanks or control characters astray: %s".formatted(statement));
        }
      }
    }
    return problems;
  }

  private static void text(
      Resource term, Property property, Map<String, String> seen, List<String> problems) {
    List<String> english = texts(term, property);
    if (english.size() != 1) {
      problems.add(
          "%s has %d English texts for %s, not one"
              .formatted(term, english.size(), property.getLocalName()));
      return;
    }
    String other = seen.put(english.getFirst(), term.getURI());
    if (other != null) {
      problems.add("%s and %s share the text \"%s\"".formatted(other, term, english.getFirst()));
    }
  }

  private static void definition(Resource term, List<String> problems) {
    if (texts(term, SKOS.definition).size() != 1 || texts(term, RDFS.label).size() != 1) {
      return;
    }
    String definition = texts(term, SKOS.definition).getFirst();
    String label = texts(term, RDFS.label).getFirst();
    if (definition.endsWith(".") || definition.length() > LONGEST_DEFINITION) {
      problems.add("%s: the definition is no phrase, or too long".formatted(term));
    }
    boolean isNoun = !term.hasProperty(RDF.type, OWL2.ObjectProperty);
    if (isNoun
        && Pattern.compile("\\b" + Pattern.quote(label) + "\\b").matcher(definition).find()) {
      problems.add("%s: \"%s\" is explained by itself: %s".formatted(term, label, definition));
    }
    if (isNoun == definition.startsWith("relates ")) {
      problems.add("%s: only object properties relate: %s".formatted(term, definition));
    }
  }

  private static boolean isClean(String text) {
    return text.equals(text.strip())
        && !text.contains("  ")
        && text.chars().noneMatch(Character::isISOControl);
  }
}
