package org.crmekg.rdf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.junit.jupiter.api.Test;

/** The gates that the shipped vocabulary passes, and that everything passes which uses it. */
class OntologyTest {
  static {
    // A vocabulary class that is touched before Jena is set up fails to initialise.
    JenaSystem.init();
  }

  private static final String NS = "https://w3id.org/crm-ekg/ns/";
  private static final String CONFIG = NS + "config/";
  private static final String ONTOLOGY = "https://w3id.org/crm-ekg/ontology/";
  private static final String RR = "http://www.w3.org/ns/r2rml#";
  private static final String SH = "http://www.w3.org/ns/shacl#";
  private static final String VANN = "http://purl.org/vocab/vann/";

  /** Which folders a folder may import: reference data and parties know nothing of a CRM. */
  private static final Map<String, Set<String>> LAYERS =
      Map.of(
          "ref", Set.of("ref"),
          "party", Set.of("ref", "party"),
          "crm", Set.of("ref", "party", "crm"),
          "kyc", Set.of("ref", "party", "kyc"),
          "vendor", Set.of("ref", "party", "vendor"),
          "gov", Set.of("ref", "party", "gov"));

  /** What keeps a module within OWL 2 QL and RL at once: names only, and no other constructor. */
  private static final Set<Property> LOGIC =
      Set.of(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range);

  private static final Set<Property> DOCUMENTATION =
      Set.of(
          RDFS.label,
          RDFS.isDefinedBy,
          SKOS.definition,
          SKOS.altLabel,
          SKOS.scopeNote,
          SKOS.example,
          SKOS.closeMatch);

  @Test
  void everyTurtleFileParsesWithoutAWarning() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("ontology", "mappings", "shapes", "links", "fuseki-config")) {
      files.addAll(files(folder, ".ttl"));
    }
    assertThat(files).hasSizeGreaterThan(40);
    for (Path file : files) {
      assertThat(read(file).isEmpty()).as(file.toString()).isFalse();
    }
  }

  @Test
  void everyModuleHasACompleteHeaderThatFitsItsPlace() throws IOException {
    for (Path file : modules()) {
      Resource header = header(file);
      String folder = folder(file);
      for (Property property :
          List.of(
              DCTerms.title,
              RDFS.label,
              DCTerms.abstract_,
              DCTerms.license,
              DCTerms.creator,
              DCTerms.created,
              DCTerms.modified,
              OWL2.versionIRI,
              OWL2.versionInfo)) {
        assertThat(header.listProperties(property).toList())
            .as("%s: %s", file, property.getLocalName())
            .hasSize(1);
      }
      assertThat(header.getProperty(OWL2.versionIRI).getResource().getURI())
          .isEqualTo(header.getURI() + "/" + header.getProperty(OWL2.versionInfo).getString());
      if (!isAlignment(file)) {
        Property prefix = ResourceFactory.createProperty(VANN + "preferredNamespacePrefix");
        Property namespace = ResourceFactory.createProperty(VANN + "preferredNamespaceUri");
        assertThat(header.getProperty(prefix).getString()).as(file.toString()).isEqualTo(folder);
        assertThat(header.getProperty(namespace).getString()).isEqualTo(NS + folder + "/");
      }
    }
  }

  @Test
  void everyTermHasOneLabelOneDefinitionAndItsModule() throws IOException {
    for (Path file : modules()) {
      Resource header = header(file);
      for (Resource term : terms(file)) {
        String name = term.getURI();
        assertThat(english(term, RDFS.label)).as("label of %s", name).hasSize(1);
        assertThat(english(term, SKOS.definition)).as("definition of %s", name).hasSize(1);
        assertThat(term.listProperties(RDFS.isDefinedBy).mapWith(Statement::getObject).toList())
            .as("module of %s", name)
            .isEqualTo(List.<RDFNode>of(header));
        assertThat(english(term, SKOS.definition).getFirst())
            .as("definition of %s", name)
            .doesNotStartWith(english(term, RDFS.label).getFirst())
            .doesNotEndWith(".")
            .isEqualTo(english(term, SKOS.definition).getFirst().strip());
      }
    }
  }

  @Test
  void noTwoTermsShareALabel() throws IOException {
    List<String> labels = new ArrayList<>();
    for (Path file : modules()) {
      terms(file).forEach(term -> labels.addAll(english(term, RDFS.label)));
    }
    assertThat(labels).hasSizeGreaterThan(70).doesNotHaveDuplicates();
  }

  @Test
  void everyTermStandsInTheNamespaceOfItsFolderAndIsNamedForItsKind() throws IOException {
    for (Path file : modules()) {
      for (Resource term : terms(file)) {
        assertThat(term.getURI())
            .as(file.toString())
            .matches(Pattern.quote(NS + folder(file) + "/") + "[A-Za-z][A-Za-z0-9]*");
        char first = term.getURI().charAt((NS + folder(file) + "/").length());
        if (term.hasProperty(RDF.type, OWL2.Class)) {
          assertThat(Character.isUpperCase(first)).as(term.getURI()).isTrue();
        }
        if (isProperty(term)) {
          assertThat(Character.isLowerCase(first)).as(term.getURI()).isTrue();
        }
      }
    }
  }

  @Test
  void everyTermIsDefinedInOneFileAndIsOfOneKind() throws IOException {
    Map<String, String> seen = new TreeMap<>();
    for (Path file : modules()) {
      for (Resource term : terms(file)) {
        assertThat(seen.put(term.getURI(), file.toString())).as(term.getURI()).isNull();
        long kinds =
            Stream.of(OWL2.Class, OWL2.ObjectProperty, OWL2.DatatypeProperty, OWL2.NamedIndividual)
                .filter(kind -> term.hasProperty(RDF.type, kind))
                .count();
        assertThat(kinds).as("kinds of %s", term.getURI()).isEqualTo(1);
      }
    }
  }

  @Test
  void termsAreDescribedWithNamesOnlySoThatTheProfilesHold() throws IOException {
    for (Path file : modules()) {
      for (Statement statement : read(file).listStatements().toList()) {
        if (isHeader(statement.getSubject())) {
          continue;
        }
        assertThat(statement.getSubject().isURIResource()).as("%s: %s", file, statement).isTrue();
        assertThat(
                LOGIC.contains(statement.getPredicate())
                    || DOCUMENTATION.contains(statement.getPredicate()))
            .as("%s: %s", file, statement)
            .isTrue();
        if (LOGIC.contains(statement.getPredicate())) {
          assertThat(statement.getObject().isURIResource()).as("%s: %s", file, statement).isTrue();
        }
      }
    }
  }

  @Test
  void superTermsDomainsAndRangesAreTermsOfTheirKind() throws IOException {
    Model all = vocabulary();
    for (Statement statement : all.listStatements().toList()) {
      if (!statement.getObject().isURIResource()
          || !statement.getResource().getURI().startsWith(NS)
          || !LOGIC.contains(statement.getPredicate())) {
        continue;
      }
      if (statement.getPredicate().equals(RDFS.subPropertyOf)) {
        assertThat(isProperty(statement.getResource())).as(statement.toString()).isTrue();
      } else {
        assertThat(statement.getResource().hasProperty(RDF.type, OWL2.Class))
            .as(statement.toString())
            .isTrue();
      }
    }
  }

  @Test
  void noTermIsItsOwnAncestor() throws IOException {
    Model all = vocabulary();
    for (Property upwards : List.of(RDFS.subClassOf, RDFS.subPropertyOf)) {
      for (Resource start : all.listSubjectsWithProperty(upwards).toList()) {
        Set<Resource> ancestors = new HashSet<>();
        ArrayDeque<Resource> queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
          all.listObjectsOfProperty(queue.remove(), upwards)
              .mapWith(RDFNode::asResource)
              .filterKeep(ancestors::add)
              .forEach(queue::add);
        }
        assertThat(ancestors).as(start.getURI()).doesNotContain(start);
      }
    }
  }

  @Test
  void modulesImportDownwardsOnlyAndImportWhatTheyUse() throws IOException {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Path file : modules()) {
      Set<String> imported = new TreeSet<>();
      header(file)
          .listProperties(OWL2.imports)
          .forEach(i -> imported.add(i.getResource().getURI()));
      imports.put(header(file).getURI(), imported);
    }
    Map<String, String> definedIn = new TreeMap<>();
    for (Path file : modules()) {
      terms(file).forEach(term -> definedIn.put(term.getURI(), header(file).getURI()));
    }
    for (Path file : modules()) {
      String module = header(file).getURI();
      Set<String> reached = new TreeSet<>();
      ArrayDeque<String> queue = new ArrayDeque<>(imports.getOrDefault(module, Set.of()));
      while (!queue.isEmpty()) {
        String next = queue.remove();
        assertThat(imports).as("import of %s", module).containsKey(next);
        assertThat(LAYERS.getOrDefault(folder(file), Set.of()))
            .as("%s imports %s", module, next)
            .contains(next.substring(ONTOLOGY.length()).replaceFirst("/.*", ""));
        if (reached.add(next)) {
          queue.addAll(imports.getOrDefault(next, Set.of()));
        }
      }
      assertThat(reached).as("imports of %s", module).doesNotContain(module);
      reached.add(module);
      for (String used : ownTerms(read(file))) {
        assertThat(reached).as("%s uses %s", module, used).contains(definedIn.get(used));
      }
    }
  }

  @Test
  void everyTermThatMappingsShapesLinksAndQueriesUseIsDeclared() throws IOException {
    Set<String> declared = declared();
    int uses = 0;
    for (String folder : List.of("mappings", "shapes", "links", "fuseki-config")) {
      for (Path file : files(folder, ".ttl")) {
        Set<String> used = ownTerms(read(file));
        uses += used.size();
        assertThat(declared).as(file.toString()).containsAll(used);
      }
    }
    for (Path file : queries()) {
      Set<String> used = ownTerms(file, QueryFactory.create(Files.readString(file, UTF_8)));
      uses += used.size();
      assertThat(declared).as(file.toString()).containsAll(used);
    }
    assertThat(uses).isGreaterThan(100);
  }

  @Test
  void mappingsAndShapesUseClassesAsClassesAndPropertiesAsProperties() throws IOException {
    Model all = vocabulary();
    List<Path> files = new ArrayList<>(files("mappings", ".ttl"));
    files.addAll(files("shapes", ".ttl"));
    for (Path file : files) {
      Model model = read(file);
      for (String asClass : List.of(RR + "class", SH + "targetClass", SH + "class")) {
        for (RDFNode node : objects(model, asClass)) {
          assertThat(all.contains(node.asResource(), RDF.type, OWL2.Class))
              .as("%s: %s", file, node)
              .isTrue();
        }
      }
      for (String asProperty :
          List.of(RR + "predicate", SH + "path", SH + "targetSubjectsOf", SH + "targetObjectsOf")) {
        for (RDFNode node : objects(model, asProperty)) {
          assertThat(isProperty(node.inModel(all).asResource())).as("%s: %s", file, node).isTrue();
        }
      }
    }
  }

  @Test
  void everyTriplesMapHasANameOfItsOwn() throws IOException {
    Set<String> names = new HashSet<>();
    for (Path file : files("mappings", ".ttl")) {
      Property subjectMap = ResourceFactory.createProperty(RR + "subjectMap");
      List<Resource> maps = read(file).listSubjectsWithProperty(subjectMap).toList();
      assertThat(maps).as(file.toString()).isNotEmpty();
      for (Resource map : maps) {
        assertThat(map.isURIResource()).as("%s: %s", file, map).isTrue();
        assertThat(names.add(map.getURI())).as(map.getURI()).isTrue();
      }
    }
  }

  @Test
  void everyLinkHasTwoEndsAndAKindAndNoEndIsItsOwnPartner() throws IOException {
    Property left = ResourceFactory.createProperty(NS + "gov/left");
    Property right = ResourceFactory.createProperty(NS + "gov/right");
    Property kind = ResourceFactory.createProperty(NS + "gov/linkKind");
    Resource link = ResourceFactory.createResource(NS + "gov/IdentityLink");
    for (Path file : files("links", ".ttl")) {
      List<Resource> links = read(file).listSubjectsWithProperty(RDF.type, link).toList();
      assertThat(links).as(file.toString()).isNotEmpty();
      Set<List<RDFNode>> pairs = new HashSet<>();
      for (Resource one : links) {
        List<RDFNode> pair =
            List.of(one.getProperty(left).getObject(), one.getProperty(right).getObject());
        assertThat(pair).as(file.toString()).allMatch(RDFNode::isURIResource);
        assertThat(pair.getFirst()).as(file.toString()).isNotEqualTo(pair.getLast());
        assertThat(pairs.add(pair)).as("%s: %s twice", file, pair).isTrue();
        assertThat(one.listProperties(kind).toList()).as(file.toString()).hasSize(1);
      }
    }
  }

  @Test
  void everyExampleQueryHasATitle() throws IOException {
    List<Path> queries = queries();
    assertThat(queries).hasSizeGreaterThanOrEqualTo(13);
    for (Path file : queries) {
      assertThat(Files.readAllLines(file, UTF_8).getFirst())
          .as(file.toString())
          .matches("# title: \\S.*");
    }
  }

  @Test
  void everyTermThatWeAlignToExistsInItsVocabulary() throws IOException {
    Path verified = Path.of("..", "shared", "data", "ontology", "verified-iris.tsv");
    assumeTrue(Files.exists(verified), "the list of verified terms is not at " + verified);
    Set<String> existing =
        Files.readAllLines(verified, UTF_8).stream()
            .map(line -> line.split("\t", -1))
            .filter(columns -> columns.length > 2 && columns[2].equals("yes"))
            .map(columns -> columns[1])
            .collect(Collectors.toSet());
    for (Path file : modules()) {
      for (Statement statement : read(file).listStatements().toList()) {
        boolean aligns =
            !isHeader(statement.getSubject())
                && Set.of(RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
                    .contains(statement.getPredicate())
                && !statement.getResource().getURI().startsWith(NS);
        if (aligns) {
          assertThat(isAlignment(file)).as("%s: %s", file, statement).isTrue();
          assertThat(existing).contains(statement.getResource().getURI());
        }
      }
    }
  }

  private static Model read(Path file) {
    Model model = ModelFactory.createDefaultModel();
    RDFParser.source(file)
        .lang(Lang.TURTLE)
        .checking(true)
        .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
        .parse(model);
    return model;
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    try (Stream<Path> paths = Files.walk(Path.of(folder))) {
      return paths.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static List<Path> modules() throws IOException {
    // What lies in folders named data is reference data, which has tests of its own.
    return files("ontology", ".ttl").stream()
        .filter(file -> !file.toString().contains("/data/"))
        .toList();
  }

  private static List<Path> queries() throws IOException {
    List<Path> files = new ArrayList<>(files("src/main/resources/queries", ".rq"));
    files.addAll(files("queries", ".rq"));
    return files;
  }

  private static Model vocabulary() throws IOException {
    Model all = ModelFactory.createDefaultModel();
    for (Path file : modules()) {
      all.add(read(file));
    }
    return all;
  }

  private static Set<String> declared() throws IOException {
    Set<String> declared = new TreeSet<>();
    for (Path file : modules()) {
      terms(file).forEach(term -> declared.add(term.getURI()));
    }
    return declared;
  }

  /** The folder under {@code ontology} that the file is in, which is also its prefix. */
  private static String folder(Path file) {
    return Path.of("ontology").relativize(file).getName(0).toString();
  }

  private static boolean isAlignment(Path file) {
    return file.toString().endsWith("-align.ttl");
  }

  private static Resource header(Path file) {
    List<Resource> headers = read(file).listSubjectsWithProperty(RDF.type, OWL2.Ontology).toList();
    String path = Path.of("ontology").relativize(file).toString().replace('\\', '/');
    assertThat(headers)
        .as(file.toString())
        .extracting(Resource::getURI)
        .containsExactly(ONTOLOGY + path.replaceFirst("\\.ttl$", ""));
    return headers.getFirst();
  }

  private static boolean isHeader(Resource subject) {
    return subject.isURIResource() && subject.getURI().startsWith(ONTOLOGY);
  }

  /** The terms that a module defines; an alignment defines none. */
  private static List<Resource> terms(Path file) {
    return read(file)
        .listSubjectsWithProperty(RDF.type)
        .filterDrop(OntologyTest::isHeader)
        .toList();
  }

  private static boolean isProperty(Resource term) {
    return term.hasProperty(RDF.type, OWL2.ObjectProperty)
        || term.hasProperty(RDF.type, OWL2.DatatypeProperty);
  }

  private static List<String> english(Resource term, Property property) {
    return term.listProperties(property)
        .filterKeep(statement -> statement.getLanguage().equals("en"))
        .mapWith(Statement::getString)
        .toList();
  }

  private static List<RDFNode> objects(Model model, String property) {
    return model
        .listObjectsOfProperty(ResourceFactory.createProperty(property))
        .filterKeep(RDFNode::isURIResource)
        .toList();
  }

  private static Set<String> ownTerms(Model model) {
    Set<String> own = new TreeSet<>();
    for (Statement statement : model.listStatements().toList()) {
      for (RDFNode node :
          List.of(statement.getSubject(), statement.getPredicate(), statement.getObject())) {
        if (node.isURIResource()) {
          addOwn(node.asResource().getURI(), own);
        }
      }
    }
    return own;
  }

  private static Set<String> ownTerms(Path file, Query query) throws IOException {
    String text = Files.readString(file, UTF_8);
    Set<String> own = new TreeSet<>();
    query
        .getPrefixMapping()
        .getNsPrefixMap()
        .forEach(
            (prefix, namespace) ->
                Pattern.compile("(?<![\\w<:/])" + Pattern.quote(prefix) + ":([A-Za-z]\\w*)")
                    .matcher(text)
                    .results()
                    .forEach(name -> addOwn(namespace + name.group(1), own)));
    return own;
  }

  private static void addOwn(String iri, Set<String> own) {
    if (iri.startsWith(NS) && !iri.startsWith(CONFIG) && !iri.endsWith("/")) {
      own.add(iri);
    }
  }
}
