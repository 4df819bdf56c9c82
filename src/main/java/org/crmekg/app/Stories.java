package org.crmekg.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/**
 * The stories, use cases, personas and concepts that stand beside the queries, in EKGF's terms. One
 * story speaks of one query; what a story names has to be declared in one of the files.
 */
final class Stories {
  private static final String EKGF = "https://ekgf.org/ontology/";
  private static final Node STORY = term("story#Story");
  private static final Node PLAYED_BY = term("story#playedBy");
  private static final Node IMPLEMENTED_BY = term("story#implementedBy");
  private static final Node DEPENDENT_CONCEPT = term("story#hasDependentConcept");
  private static final Node USE_CASE = term("use-case#UseCase");
  private static final Node USED_IN = term("use-case#usedIn");
  private static final Node INVOLVES = term("use-case#involvesPersona");
  private static final Node USES_CONCEPT = term("use-case#usesConcept");
  private static final Node PERSONA = term("persona#Persona");
  private static final Node KEY = term("persona#key");
  private static final Node CONCEPT = term("concept#Concept");

  private final List<String> errors;
  private final Graph all = GraphFactory.createDefaultGraph();
  private final Map<Node, Path> homes = new LinkedHashMap<>();

  Stories(List<String> errors) {
    this.errors = errors;
  }

  /** Tells whether a file speaks of stories and not of queries. */
  static boolean areIn(Graph graph) {
    return List.of(STORY, USE_CASE, PERSONA, CONCEPT).stream()
        .anyMatch(type -> graph.contains(Node.ANY, RDF.Nodes.type, type));
  }

  void add(Path file, Graph graph) {
    graph
        .find(Node.ANY, RDF.Nodes.type, STORY)
        .forEachRemaining(
            t -> {
              Path other = homes.put(t.getSubject(), file);
              if (other != null) {
                errors.add(
                    "%s: the story <%s> is in %s too".formatted(file, t.getSubject(), other));
              }
            });
    graph.find().forEachRemaining(all::add);
  }

  /**
   * Returns the queries with their stories.
   *
   * @param prefix what the IRIs of queries begin with
   */
  Map<String, NamedQuery> tell(Map<String, NamedQuery> queries, String prefix) {
    Map<String, NamedQuery> told = new TreeMap<>(queries);
    Map<String, Node> teller = new HashMap<>();
    homes.keySet().stream()
        .sorted(Comparator.comparing(Node::toString))
        .forEach(
            story ->
                query(story, queries, prefix)
                    .ifPresent(
                        query -> {
                          Node other = teller.put(query.name(), story);
                          if (other != null) {
                            error(
                                story,
                                "the query %s already has the story <%s>"
                                    .formatted(query.name(), other));
                          }
                          story(story, query).ifPresent(s -> told.put(query.name(), query.with(s)));
                        }));
    return told;
  }

  private Optional<NamedQuery> query(Node story, Map<String, NamedQuery> queries, String prefix) {
    Optional<Node> query = one(story, IMPLEMENTED_BY, "story:implementedBy");
    if (query.isEmpty()) {
      return Optional.empty();
    }
    String iri = query.get().toString();
    NamedQuery named = iri.startsWith(prefix) ? queries.get(iri.substring(prefix.length())) : null;
    if (named == null) {
      error(story, "story:implementedBy names <%s>, which is no query here".formatted(iri));
    }
    return Optional.ofNullable(named);
  }

  private Optional<Story> story(Node story, NamedQuery query) {
    int before = errors.size();
    Optional<Node> sentence = one(story, RDFS.comment.asNode(), "rdfs:comment");
    Optional<Node> persona = one(story, PLAYED_BY, "story:playedBy");
    Optional<Node> useCase = one(story, USED_IN, "use-case:usedIn");
    List<Node> concepts = objects(story, DEPENDENT_CONCEPT);
    concepts.forEach(concept -> declared(story, concept, CONCEPT, "concept:Concept"));
    String key = persona.flatMap(p -> persona(story, p, query)).orElse("");
    String title = useCase.flatMap(u -> useCase(story, u, persona, concepts)).orElse("");
    return errors.size() > before
        ? Optional.empty()
        : Optional.of(
            new Story(
                story.toString(),
                sentence.map(Stories::shown).orElse(""),
                key,
                title,
                concepts.stream().map(Node::toString).sorted().toList()));
  }

  private Optional<String> persona(Node story, Node persona, NamedQuery query) {
    if (!declared(story, persona, PERSONA, "persona:Persona")) {
      return Optional.empty();
    }
    Optional<String> key =
        one(story, persona, KEY, "persona:key of <%s>".formatted(persona)).map(Stories::shown);
    key.filter(k -> !query.personas().contains(k))
        .ifPresent(
            k ->
                error(
                    story,
                    "it is played by \"%s\", and gov:persona of the query %s has %s"
                        .formatted(k, query.name(), query.personas())));
    return key;
  }

  private Optional<String> useCase(
      Node story, Node useCase, Optional<Node> persona, List<Node> concepts) {
    if (!declared(story, useCase, USE_CASE, "use-case:UseCase")) {
      return Optional.empty();
    }
    persona
        .filter(p -> !all.contains(useCase, INVOLVES, p))
        .ifPresent(
            p -> error(story, "<%s> lacks use-case:involvesPersona <%s>".formatted(useCase, p)));
    for (Node concept : concepts) {
      if (!all.contains(useCase, USES_CONCEPT, concept)) {
        error(story, "<%s> lacks use-case:usesConcept <%s>".formatted(useCase, concept));
      }
    }
    return one(story, useCase, RDFS.label.asNode(), "rdfs:label of <%s>".formatted(useCase))
        .map(Stories::shown);
  }

  private boolean declared(Node story, Node node, Node type, String shown) {
    boolean is = all.contains(node, RDF.Nodes.type, type);
    if (!is) {
      error(story, "<%s> is declared nowhere as a %s".formatted(node, shown));
    }
    return is;
  }

  private Optional<Node> one(Node story, Node property, String shown) {
    return one(story, story, property, shown);
  }

  private Optional<Node> one(Node story, Node subject, Node property, String shown) {
    List<Node> objects = objects(subject, property);
    if (objects.size() != 1) {
      error(story, "there must be one %s, and there are %d".formatted(shown, objects.size()));
      return Optional.empty();
    }
    return Optional.of(objects.getFirst());
  }

  private List<Node> objects(Node subject, Node property) {
    Collection<Node> objects =
        all.find(subject, property, Node.ANY).mapWith(Triple::getObject).toList();
    return new ArrayList<>(objects);
  }

  private void error(Node story, String message) {
    errors.add("%s: story <%s>: %s".formatted(homes.get(story), story, message));
  }

  private static String shown(Node node) {
    return node.isLiteral() ? node.getLiteralLexicalForm() : node.toString();
  }

  private static Node term(String name) {
    return NodeFactory.createURI(EKGF + name);
  }
}
