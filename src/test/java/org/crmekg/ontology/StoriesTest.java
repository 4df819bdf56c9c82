package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.ConfigException;
import org.crmekg.app.NamedQueries;
import org.crmekg.app.NamedQuery;
import org.crmekg.app.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stories say of the queries what is so, all of it and nothing else. */
class StoriesTest {
  private static final Path QUERIES = Path.of("queries");
  private static final Path TERMS =
      Path.of("src", "test", "resources", "vocabulary", "story-terms.tsv");
  private static final String EKGF = "https://ekgf.org/ontology/";
  private static final Property MANIFESTS = property("concept#manifestationResource");
  private static final Property HAS_MANIFESTATION = property("concept#hasManifestation");
  private static final Property USES_CONCEPT = property("use-case#usesConcept");
  private static final Property INVOLVES = property("use-case#involvesPersona");
  private static final Vocabulary VOCABULARY = Vocabulary.read();

  @TempDir Path folder;

  @Test
  void everyQueryHasOneStoryWithTheConceptsThatItRestsOn() {
    assertThat(problems(QUERIES)).isEmpty();
    List<NamedQuery> queries = NamedQueries.read(List.of(QUERIES)).all();
    queries.stream()
        .map(q -> q.story().orElseThrow())
        .collect(Collectors.groupingBy(Story::useCase, TreeMap::new, Collectors.counting()))
        .forEach((useCase, stories) -> System.out.printf("%-28s %2d stories%n", useCase, stories));
  }

  @Test
  void aStoryThatIsNotSoIsFound() throws IOException {
    assertFound("last-touch", "the query last-touch has no story", file -> "");
    assertFound("last-touch", "no-such", text -> text.replace("q:last-touch ;", "q:no-such ;"));
    assertFound(
        "last-touch",
        "already has the story",
        text -> text.replace("q:last-touch ;", "q:timeline ;"));
    assertFound(
        "last-touch", "playedBy", text -> text.replaceFirst("story:playedBy p:sales ;", ""));
    assertFound(
        "last-touch",
        "persona:Persona",
        text -> text.replace("playedBy p:sales", "playedBy p:ceo"));
    assertFound(
        "last-touch",
        "played by \"engineer\"",
        text -> text.replace("playedBy p:sales", "playedBy p:engineer"));
    assertFound(
        "last-touch",
        "does not rest on",
        text -> text.replace("hasDependentConcept ", "hasDependentConcept c:Ticket , "));
    assertFound(
        "last-touch",
        "concept:Concept",
        text -> text.replace("hasDependentConcept ", "hasDependentConcept c:Nothing , "));
    assertFound(
        "last-touch",
        "story#playdBy is no term",
        text -> text.replace("story:playedBy p:sales", "story:playdBy p:sales"));
    assertFound(
        "c:Account\n",
        "is no class of ours",
        text -> text.replace("crm:Account ]", "crm:Acount ]"));
    assertFound(
        "c:Account\n", "the label", text -> text.replace("\"account\"", "\"customer account\""));
  }

  /** Changes the block of a story or concept, and expects what is then said. */
  private void assertFound(String of, String problem, Change change) throws IOException {
    String head = of.startsWith("c:") ? of : "s:" + of + "\n";
    try (Stream<Path> files = Files.walk(QUERIES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ttl")).toList()) {
        Path copy = folder.resolve(QUERIES.relativize(file));
        Files.createDirectories(copy.getParent());
        String text = Files.readString(file, UTF_8);
        int start = text.startsWith(head) ? 0 : text.indexOf("\n" + head) + 1;
        if (start > 0) {
          int end = text.indexOf(" .\n", start) + 3;
          String block = text.substring(start, end);
          String changed = change.of(block);
          assertThat(changed).as(problem).isNotEqualTo(block);
          text = text.substring(0, start) + changed + text.substring(end);
        }
        Files.writeString(copy, text, UTF_8);
      }
    }
    assertThat(problems(folder)).anyMatch(p -> p.contains(problem));
  }

  /** A mistake made in a text. */
  private interface Change {
    String of(String text);
  }

  private static List<String> problems(Path queries) {
    var problems = new ArrayList<String>();
    Model stories = ModelFactory.createDefaultModel();
    for (Path file : Vocabulary.filesUnder(queries.resolve("stories").toString(), ".ttl")) {
      stories.add(Uses.model(file));
    }
    terms(stories, problems);
    Map<String, String> classes = classes(stories, problems);
    List<NamedQuery> all;
    try {
      all = NamedQueries.read(List.of(queries)).all();
    } catch (ConfigException e) {
      problems.add(e.getMessage());
      return problems;
    }
    var told = new TreeSet<String>();
    for (NamedQuery query : all) {
      if (query.story().isEmpty()) {
        problems.add("the query %s has no story".formatted(query.name()));
        continue;
      }
      told.addAll(query.story().get().concepts());
      concepts(query, query.story().get(), classes, problems);
    }
    for (Resource useCase : stories.listSubjectsWithProperty(USES_CONCEPT).toList()) {
      useCase(useCase, all, problems);
    }
    classes.keySet().stream()
        .filter(c -> !told.contains(c))
        .forEach(c -> problems.add("no story rests on the concept " + c));
    return problems;
  }

  /** EKGF's terms are those that its files have. */
  private static void terms(Model stories, List<String> problems) {
    Set<String> known;
    try (Stream<String> lines = Files.lines(TERMS, UTF_8)) {
      known = lines.skip(1).map(l -> l.substring(0, l.indexOf('\t'))).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var used = new TreeSet<String>();
    for (Statement statement : stories.listStatements().toList()) {
      for (RDFNode node : List.of(statement.getPredicate(), statement.getObject())) {
        if (node.isURIResource() && node.asResource().getURI().startsWith(EKGF)) {
          used.add(node.asResource().getURI());
        }
      }
    }
    used.stream()
        .filter(t -> !known.contains(t))
        .forEach(t -> problems.add("%s is no term of %s".formatted(t, TERMS)));
    known.stream()
        .filter(t -> !used.contains(t))
        .forEach(t -> problems.add("%s is in %s and not used".formatted(t, TERMS)));
  }

  /** The class that each concept is, by the concept's IRI. */
  private static Map<String, String> classes(Model stories, List<String> problems) {
    var classes = new TreeMap<String, String>();
    for (Statement statement :
        stories.listStatements(null, HAS_MANIFESTATION, (RDFNode) null).toList()) {
      Resource concept = statement.getSubject();
      Resource of =
          statement.getResource().getPropertyResourceValue(MANIFESTS).inModel(VOCABULARY.all());
      if (!of.hasProperty(RDF.type, OWL2.Class)) {
        problems.add("%s: %s is no class of ours".formatted(concept, of));
      } else if (!of.getProperty(RDFS.label)
          .getObject()
          .equals(concept.getProperty(RDFS.label).getObject())) {
        problems.add("%s: the label differs from that of %s".formatted(concept, of));
      }
      if (classes.put(concept.getURI(), of.getURI()) != null) {
        problems.add("%s is two classes".formatted(concept));
      }
    }
    return classes;
  }

  /**
   * A query rests on the classes that it names, and on those at which its properties begin: who
   * changes one of them has to look at it.
   */
  private static void concepts(
      NamedQuery query, Story story, Map<String, String> classes, List<String> problems) {
    var needed = new TreeSet<String>();
    for (String iri : Uses.inText(query.text())) {
      Resource term = VOCABULARY.all().getResource(iri);
      if (term.hasProperty(RDF.type, OWL2.Class)) {
        needed.add(iri);
      }
      OntologyFile.resources(term, RDFS.domain).forEach(c -> needed.add(c.getURI()));
    }
    var named = new TreeSet<String>();
    story.concepts().forEach(c -> named.add(classes.getOrDefault(c, c)));
    needed.stream()
        .filter(c -> !named.contains(c))
        .forEach(c -> problems.add("%s lacks the concept of %s".formatted(story.iri(), c)));
    named.stream()
        .filter(c -> !needed.contains(c))
        .forEach(
            c ->
                problems.add(
                    "%s names %s, which %s does not rest on"
                        .formatted(story.iri(), c, query.name())));
  }

  /** A use case has the concepts and people of its stories and no more. */
  private static void useCase(Resource useCase, List<NamedQuery> all, List<String> problems) {
    String title = useCase.getProperty(RDFS.label).getString();
    List<NamedQuery> its =
        all.stream()
            .filter(q -> q.story().map(s -> s.useCase().equals(title)).orElse(false))
            .toList();
    Set<String> concepts =
        its.stream()
            .flatMap(q -> q.story().orElseThrow().concepts().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> people =
        its.stream()
            .flatMap(q -> q.personas().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!objects(useCase, USES_CONCEPT).equals(concepts)) {
      problems.add(
          "%s uses %s, and its stories %s"
              .formatted(useCase, objects(useCase, USES_CONCEPT), concepts));
    }
    Set<String> involved =
        objects(useCase, INVOLVES).stream()
            .map(p -> p.substring(p.lastIndexOf('/') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!involved.equals(people)) {
      problems.add("%s involves %s, and its queries %s".formatted(useCase, involved, people));
    }
  }

  private static Set<String> objects(Resource subject, Property property) {
    return subject.listProperties(property).mapWith(s -> s.getResource().getURI()).toList().stream()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Property property(String name) {
    return ResourceFactory.createProperty(EKGF, name);
  }
}
