package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Statement;

/** Who uses which terms: mappings, shapes, links, configurations and queries, by file. */
final class Uses {
  private static final String CONFIG = OntologyFile.NS + "config/";

  private Uses() {}

  static List<Path> turtleFiles(String... folders) {
    var files = new ArrayList<Path>();
    for (String folder : folders) {
      files.addAll(Vocabulary.filesUnder(folder, ".ttl"));
    }
    return files;
  }

  static List<Path> queries() {
    var files = new ArrayList<Path>(Vocabulary.filesUnder("src/main/resources/queries", ".rq"));
    files.addAll(Vocabulary.filesUnder("queries", ".rq"));
    return files;
  }

  static Map<Path, Set<String>> all() {
    var uses = new TreeMap<Path, Set<String>>();
    for (Path file : turtleFiles("mappings", "shapes", "links", "fuseki-config", "queries")) {
      uses.put(file, in(model(file)));
    }
    for (Path file : queries()) {
      uses.put(file, inQuery(file));
    }
    return uses;
  }

  static Model model(Path file) {
    try {
      return Vocabulary.parse(Files.readString(file, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> in(Model model) {
    var own = new TreeSet<String>();
    for (Statement statement : model.listStatements().toList()) {
      for (RDFNode node :
          List.of(statement.getSubject(), statement.getPredicate(), statement.getObject())) {
        if (node.isURIResource()) {
          add(node.asResource().getURI(), own);
        } else if (node.isLiteral()) {
          // A shape's SPARQL constraint and a kept query name terms within their text.
          Pattern.compile("<(" + Pattern.quote(OntologyFile.NS) + "\\w+/\\w+)>")
              .matcher(node.asLiteral().getLexicalForm())
              .results()
              .forEach(iri -> add(iri.group(1), own));
          if (node.asLiteral().getLexicalForm().contains("SELECT ")) {
            own.addAll(inText(node.asLiteral().getLexicalForm()));
          }
        }
      }
    }
    return own;
  }

  /** Our terms that a text in SPARQL names with the usual prefixes. */
  static Set<String> inText(String text) {
    var own = new TreeSet<String>();
    for (String prefix : List.of("ref", "party", "crm", "kyc", "vendor", "gov")) {
      named(text, prefix, OntologyFile.NS + prefix + "/", own);
    }
    return own;
  }

  private static Set<String> inQuery(Path file) {
    try {
      String text = Files.readString(file, UTF_8);
      Query query = QueryFactory.create(text);
      var own = new TreeSet<String>();
      query
          .getPrefixMapping()
          .getNsPrefixMap()
          .forEach((prefix, namespace) -> named(text, prefix, namespace, own));
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void named(String text, String prefix, String namespace, Set<String> own) {
    Pattern.compile("(?<![\\w<:/])" + Pattern.quote(prefix) + ":([A-Za-z]\\w*)")
        .matcher(text)
        .results()
        .forEach(name -> add(namespace + name.group(1), own));
  }

  private static void add(String iri, Set<String> own) {
    if (iri.startsWith(OntologyFile.NS) && !iri.startsWith(CONFIG) && !iri.endsWith("/")) {
      own.add(iri);
    }
  }
}
