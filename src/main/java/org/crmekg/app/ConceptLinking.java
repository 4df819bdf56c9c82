package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.finding.Finding;
import org.crmekg.finding.Severity;
import org.crmekg.identity.ConceptAnswer;
import org.crmekg.identity.ConceptCandidate;
import org.crmekg.identity.ConceptFinder;
import org.crmekg.identity.ConceptKind;
import org.crmekg.identity.ConceptLinks;
import org.crmekg.identity.IdentityLink;
import org.crmekg.identity.LinkReader;
import org.crmekg.member.Member;
import org.crmekg.rdf.Ekg;
import org.crmekg.reference.ReferenceFiles;
import org.crmekg.virtual.Quads;
import org.jspecify.annotations.Nullable;

/**
 * Links the codes and names of sources to reference things, and reports those that cannot be.
 *
 * <p>A source's concept is an IRI {@code {base}{kind}/{source}/{value}} with a {@code
 * gov:sourceCode}. What a link file of the configuration decides is left alone. What was linked
 * before by the same names is not looked up again. The file and the findings are written only when
 * they change. Misspellings are never linked here: they are findings with a suggestion.
 */
final class ConceptLinking {
  /** The kind of its findings. */
  static final String KIND = "unlinked-concept";

  /** Below this a person decides: misspellings, parts of values, former countries. */
  private static final double SURE = 0.9;

  /** From so many unlinked values on, statements are counted in passes and not one by one. */
  private static final int ONE_BY_ONE = 25;

  private final KnowledgeGraph graph;
  private final Path file;
  private final String dictionary;
  private final ReferenceFiles reference;
  private @Nullable ConceptFinder finder;

  /** A source's own notion. */
  private record Concept(Node iri, ConceptKind kind, String value) {}

  /** What came of one source. */
  private record Outcome(List<IdentityLink> links, List<Finding> findings, ConceptLinkView view) {}

  ConceptLinking(KnowledgeGraph graph) {
    this.graph = graph;
    this.file = graph.folder().file(ConceptLinks.FILE);
    this.reference = ReferenceFiles.below(graph.config().ontology());
    this.dictionary = reference.namesChecksum();
  }

  /** Runs over some sources; over all where none is named. */
  List<ConceptLinkView> run(Collection<RunningSource> sources, RequestContext context) {
    String before = read();
    List<IdentityLink> earlier =
        Files.exists(file) ? LinkReader.read(List.of(file)) : List.<IdentityLink>of();
    boolean sameNames = ConceptLinks.dictionary(before).filter(dictionary::equals).isPresent();
    Set<Node> decided =
        LinkReader.read(graph.config().links()).stream()
            .map(IdentityLink::left)
            .collect(Collectors.toSet());
    var links = new ArrayList<IdentityLink>();
    var views = new ArrayList<ConceptLinkView>();
    for (RunningSource source : graph.runtimes()) {
      String id = source.config().id();
      Map<Node, IdentityLink> ofSource =
          earlier.stream()
              .filter(l -> isOf(l.left(), id))
              .collect(Collectors.toMap(IdentityLink::left, l -> l, (a, b) -> a));
      if (!sources.contains(source)) {
        links.addAll(ofSource.values());
        continue;
      }
      try {
        Outcome outcome = link(source, ofSource, sameNames, decided, context);
        links.addAll(outcome.links());
        report(id, outcome.findings());
        views.add(outcome.view());
      } catch (EkgException e) {
        links.addAll(ofSource.values());
        views.add(new ConceptLinkView(id, 0, 0, ofSource.size(), 0, 0, 0, e.coded()));
      }
    }
    String after = new ConceptLinks(dictionary, links).text();
    boolean nothingYet = before.isEmpty() && links.isEmpty();
    if (!after.equals(before) && !nothingYet) {
      graph.folder().write(ConceptLinks.FILE, after);
      graph.reloadLinks();
    }
    return views;
  }

  private String read() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED, "%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private boolean isOf(Node iri, String source) {
    return path(iri).filter(p -> p[1].equals(source)).isPresent();
  }

  /** Kind, source and value of a source's concept. */
  private Optional<String[]> path(Node iri) {
    String base = graph.config().base();
    if (!iri.isURI() || !iri.getURI().startsWith(base)) {
      return Optional.empty();
    }
    String[] parts = iri.getURI().substring(base.length()).split("/", 3);
    return parts.length == 3 ? Optional.of(parts) : Optional.empty();
  }

  private Outcome link(
      RunningSource source,
      Map<Node, IdentityLink> earlier,
      boolean sameNames,
      Set<Node> decided,
      RequestContext context) {
    List<Concept> concepts = concepts(source, context);
    var links = new ArrayList<IdentityLink>();
    var open = new TreeMap<String, ConceptAnswer>();
    var byIri = new HashMap<String, Concept>();
    int added = 0;
    int alreadyDecided = 0;
    for (Concept concept : concepts) {
      IdentityLink known = earlier.get(concept.iri());
      if (decided.contains(concept.iri())) {
        alreadyDecided++;
      } else if (known != null && sameNames) {
        links.add(known);
      } else {
        ConceptAnswer answer =
            finder().find(concept.value(), Optional.of(concept.kind()), Optional.empty());
        if (answer instanceof ConceptAnswer.Found found && found.best().score() >= SURE) {
          IdentityLink made = made(concept, found.best());
          links.add(made);
          added += made.right().equals(known == null ? null : known.right()) ? 0 : 1;
        } else {
          open.put(concept.iri().getURI(), answer);
          byIri.put(concept.iri().getURI(), concept);
        }
      }
    }
    Map<Node, Long> rows =
        rows(
            source.member(),
            byIri.values().stream().map(Concept::iri).collect(Collectors.toSet()),
            context);
    var findings = new ArrayList<Finding>();
    int unknown = 0;
    for (Map.Entry<String, ConceptAnswer> each : open.entrySet()) {
      Concept concept = byIri.get(each.getKey());
      if (concept != null) {
        unknown += each.getValue() instanceof ConceptAnswer.Unknown ? 1 : 0;
        findings.add(
            finding(source, concept, each.getValue(), rows.getOrDefault(concept.iri(), 0L)));
      }
    }
    return new Outcome(
        links,
        findings,
        new ConceptLinkView(
            source.config().id(),
            concepts.size(),
            alreadyDecided,
            links.size(),
            added,
            open.size() - unknown,
            unknown,
            null));
  }

  private ConceptFinder finder() {
    ConceptFinder made = finder;
    if (made == null) {
      made = ConceptFinder.of(reference.names());
      finder = made;
    }
    return made;
  }

  private static IdentityLink made(Concept concept, ConceptCandidate best) {
    return new IdentityLink(
        concept.iri(),
        NodeFactory.createURI(best.iri()),
        ConceptLinks.FILE,
        Optional.of(new IdentityLink.Evidence(best.why(), best.score())));
  }

  // ---- What a source has

  private List<Concept> concepts(RunningSource source, RequestContext context) {
    Member member = source.member();
    var codes = new TreeMap<String, String>();
    var nodes = new HashMap<String, Node>();
    Quad pattern = new Quad(Node.ANY, Node.ANY, Ekg.SOURCE_CODE, Node.ANY);
    if (member.descriptor().canAnswer(pattern)) {
      try (Quads quads = member.request(pattern, context)) {
        quads.forEachRemaining(
            q -> {
              if (q.getSubject().isURI() && q.getObject().isLiteral()) {
                codes.merge(
                    q.getSubject().getURI(),
                    q.getObject().getLiteralLexicalForm(),
                    (a, b) -> a.compareTo(b) <= 0 ? a : b);
                nodes.put(q.getSubject().getURI(), q.getSubject());
              }
            });
      }
    }
    var concepts = new ArrayList<Concept>();
    codes.forEach(
        (iri, value) -> {
          Node node = nodes.getOrDefault(iri, NodeFactory.createURI(iri));
          path(node)
              .filter(p -> p[1].equals(source.config().id()))
              .flatMap(p -> ConceptKind.of(p[0]).or(() -> typed(member, node, context)))
              .ifPresent(kind -> concepts.add(new Concept(node, kind, value)));
        });
    return concepts;
  }

  private static Optional<ConceptKind> typed(Member member, Node iri, RequestContext context) {
    Map<String, ConceptKind> kinds =
        Map.of(
            "ref/Country", ConceptKind.COUNTRY,
            "ref/CountrySubdivision", ConceptKind.SUBDIVISION,
            "ref/Jurisdiction", ConceptKind.JURISDICTION,
            "ref/EconomicGrouping", ConceptKind.GROUPING,
            "ref/Region", ConceptKind.REGION,
            "ref/Currency", ConceptKind.CURRENCY,
            "party/EntityLegalForm", ConceptKind.LEGAL_FORM);
    var found = new ArrayList<ConceptKind>();
    Quad pattern = new Quad(Node.ANY, iri, RDF.Nodes.type, Node.ANY);
    try (Quads quads = member.request(pattern, context)) {
      quads.forEachRemaining(
          q -> {
            String type = q.getObject().isURI() ? q.getObject().getURI() : "";
            ConceptKind kind =
                type.startsWith(Ekg.NS) ? kinds.get(type.substring(Ekg.NS.length())) : null;
            if (kind != null) {
              found.add(kind);
            }
          });
    }
    return found.stream().sorted().findFirst();
  }

  /** How many things of the source point to each of these. */
  private static Map<Node, Long> rows(Member member, Set<Node> iris, RequestContext context) {
    var subjects = new HashMap<Node, Set<Node>>();
    var predicates = new HashSet<Node>();
    int asked = 0;
    for (Node iri : iris) {
      if (asked++ < ONE_BY_ONE) {
        count(
            member,
            new Quad(Node.ANY, Node.ANY, Node.ANY, iri),
            iris,
            subjects,
            predicates,
            context);
      }
    }
    if (iris.size() > ONE_BY_ONE) {
      for (Node predicate : Set.copyOf(predicates)) {
        count(
            member,
            new Quad(Node.ANY, Node.ANY, predicate, Node.ANY),
            iris,
            subjects,
            predicates,
            context);
      }
      // A value that no known predicate leads to is asked for by itself.
      for (Node iri : iris) {
        if (!subjects.containsKey(iri)) {
          count(
              member,
              new Quad(Node.ANY, Node.ANY, Node.ANY, iri),
              iris,
              subjects,
              predicates,
              context);
        }
      }
    }
    return subjects.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> (long) e.getValue().size()));
  }

  private static void count(
      Member member,
      Quad pattern,
      Set<Node> iris,
      Map<Node, Set<Node>> subjects,
      Set<Node> predicates,
      RequestContext context) {
    if (!member.descriptor().canAnswer(pattern)) {
      return;
    }
    try (Quads quads = member.request(pattern, context)) {
      quads.forEachRemaining(
          q -> {
            if (iris.contains(q.getObject())) {
              subjects.computeIfAbsent(q.getObject(), k -> new HashSet<>()).add(q.getSubject());
              predicates.add(q.getPredicate());
            }
          });
    }
  }

  // ---- What is reported

  private Finding finding(RunningSource source, Concept concept, ConceptAnswer answer, long rows) {
    String near =
        switch (answer) {
          case ConceptAnswer.Found found -> "did you mean %s?".formatted(found.best().label());
          case ConceptAnswer.Ambiguous a ->
              a.candidates().stream()
                  .limit(5)
                  .map(ConceptCandidate::label)
                  .collect(Collectors.joining(" or "));
          case ConceptAnswer.Unknown u -> "";
        };
    String message =
        "\"%s\", in %,d row%s, is not linked to a %s: %s%s. Correct it in the source, or link <%s> in a file of ekg:links"
            .formatted(
                concept.value(),
                rows,
                rows == 1 ? "" : "s",
                concept.kind(),
                answer.remark(),
                near.isEmpty() ? "" : "; " + near,
                concept.iri().getURI());
    return Finding.of(
        new Finding.Rule(KIND, concept.kind().label(), ""),
        Severity.WARNING,
        message,
        new Finding.Place(
            concept.iri(),
            Optional.of(Ekg.SOURCE_CODE.getURI()),
            Optional.of(NodeFactory.createLiteralString(concept.value()))),
        List.of(),
        Optional.of(source.config().owner()),
        Set.of(source.config().id()),
        graph.environment().clock().instant());
  }

  private void report(String source, List<Finding> found) {
    Set<String> before =
        graph.findings().list(RequestContext.local()).stream()
            .filter(Finding::isCurrent)
            .filter(f -> f.rule().kind().equals(KIND) && f.inputSources().equals(Set.of(source)))
            .map(f -> f.id() + f.message())
            .collect(Collectors.toSet());
    Set<String> now = found.stream().map(f -> f.id() + f.message()).collect(Collectors.toSet());
    if (!before.equals(now)) {
      Instant time = graph.environment().clock().instant();
      graph.findings().replaceRun(KIND, source, found, time);
    }
  }
}
