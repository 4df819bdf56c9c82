package org.crmekg.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.irix.IRIxResolver;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.lang.LangTurtle;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.riot.system.ParserProfileStd;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.riot.system.RiotLib;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.riot.tokens.TokenizerText;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Prefixes;
import org.crmekg.rdf.Suggestions;

/**
 * Tells other teams how their vocabulary stands beside ours: what we have already, what is missing,
 * and what would take it out of OWL 2 QL or RL.
 */
public final class VocabularyCheck {
  /** What of two definitions has to be shared before one is called a duplicate. */
  private static final double SAME_WORDS = 0.6;

  private static final Pattern PLACE =
      Pattern.compile("(?s)\\[line: (\\d+), col: (\\d+) ?\\] ?(.*)");

  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "a", "an", "and", "as", "at", "by", "for", "from", "has", "in", "is", "it", "its", "of",
          "on", "one", "or", "own", "relates", "some", "that", "the", "their", "to", "which", "who",
          "with");

  private static final List<Node> CLASSES = List.of(OWL2.Class.asNode(), RDFS.Class.asNode());
  private static final List<Node> PROPERTIES =
      List.of(
          OWL2.ObjectProperty.asNode(),
          OWL2.DatatypeProperty.asNode(),
          OWL2.AnnotationProperty.asNode(),
          RDF.Property.asNode());
  private static final List<Node> INDIVIDUALS =
      List.of(OWL2.NamedIndividual.asNode(), SKOS.Concept.asNode());

  /** Constructs that leave a profile, with the profiles that they leave and what to do instead. */
  private static final Map<Node, String> OUTSIDE = outside();

  /**
   * Something that was found.
   *
   * @param line where it stands, from 1
   * @param term whose statement it is
   * @param kind what it is about, a short name that scripts can rely on
   * @param message what is wrong
   * @param advice what would be right
   */
  public record Item(long line, String term, String kind, String message, String advice) {}

  /** A declared term, with what is compared. */
  private record Term(Node node, String sort, String label, Set<String> words) {}

  private final Graph ours;
  private final Graph theirs;
  private final Map<Triple, Long> lines;
  private final List<Item> items = new ArrayList<>();

  private VocabularyCheck(Graph ours, Graph theirs, Map<Triple, Long> lines) {
    this.ours = ours;
    this.theirs = theirs;
    this.lines = lines;
  }

  /**
   * Checks a file.
   *
   * @param ours the statements of our ontology
   * @return what was found, by line
   * @throws ConfigException naming file, line and column, if it is no Turtle
   */
  public static List<Item> of(Path file, Graph ours) {
    Graph theirs = GraphFactory.createDefaultGraph();
    Map<Triple, Long> lines = parse(file, theirs);
    return new VocabularyCheck(ours, theirs, lines).run();
  }

  private static Map<Triple, Long> parse(Path file, Graph into) {
    Map<Triple, Long> lines = new HashMap<>();
    try {
      String base = file.toAbsolutePath().toUri().toString();
      var profile =
          new ParserProfileStd(
              RiotLib.factoryRDF(),
              ErrorHandlerFactory.errorHandlerStrictNoLogging,
              IRIxResolver.create(base).build(),
              PrefixMapFactory.create(),
              Context.emptyContext(),
              true,
              false) {
            @Override
            public Triple createTriple(Node s, Node p, Node o, long line, long column) {
              Triple triple = super.createTriple(s, p, o, line, column);
              lines.putIfAbsent(triple, line);
              return triple;
            }
          };
      new LangTurtle(
              TokenizerText.create()
                  .fromString(Files.readString(file))
                  .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
                  .build(),
              profile,
              // Statements go through the profile once more, so that blank nodes have lines, too.
              StreamRDFLib.graph(into))
          .parse();
      return lines;
    } catch (RiotException e) {
      throw new ConfigException(
          Problem.ONTOLOGY_INVALID,
          "%s%s".formatted(file, placed(String.valueOf(e.getMessage()))),
          e);
    } catch (IOException e) {
      throw new ConfigException(
          Problem.ONTOLOGY_INVALID, "%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** RIOT says the place within its message only; compilers and editors want it in front. */
  private static String placed(String message) {
    Matcher matcher = PLACE.matcher(message);
    return matcher.matches()
        ? ":%s:%s: %s".formatted(matcher.group(1), matcher.group(2), matcher.group(3))
        : ": " + message;
  }

  private List<Item> run() {
    List<Term> declared = terms(theirs);
    List<Term> known = terms(ours);
    for (Term term : declared) {
      documentation(term);
      if (term.node().getURI().startsWith(Ekg.NS)) {
        squatting(term, known);
      } else {
        duplicates(term, known);
      }
    }
    unknownTermsOfOurs(known);
    undeclared(declared);
    profiles();
    punning(declared);
    items.sort(
        Comparator.comparingLong(Item::line).thenComparing(Item::kind).thenComparing(Item::term));
    return items.stream().distinct().toList();
  }

  // ---- Terms

  private static List<Term> terms(Graph graph) {
    var terms = new LinkedHashMap<String, Term>();
    Map<String, List<Node>> sorts =
        Map.of("class", CLASSES, "property", PROPERTIES, "individual", INDIVIDUALS);
    for (String sort : List.of("class", "property", "individual")) {
      for (Node type : sorts.getOrDefault(sort, List.of())) {
        graph
            .find(Node.ANY, RDF.Nodes.type, type)
            .mapWith(Triple::getSubject)
            .filterKeep(Node::isURI)
            .forEachRemaining(
                node ->
                    terms.putIfAbsent(
                        node.getURI() + sort,
                        new Term(node, sort, label(graph, node), words(definition(graph, node)))));
      }
    }
    return terms.values().stream().sorted(Comparator.comparing(t -> t.node().getURI())).toList();
  }

  private static String label(Graph graph, Node node) {
    return Stream.of(RDFS.label.asNode(), SKOS.prefLabel.asNode())
        .flatMap(p -> texts(graph, node, p).stream())
        .findFirst()
        .orElse("");
  }

  private static String definition(Graph graph, Node node) {
    return Stream.of(SKOS.definition.asNode(), RDFS.comment.asNode(), DCTerms.description.asNode())
        .flatMap(p -> texts(graph, node, p).stream())
        .findFirst()
        .orElse("");
  }

  /** English first, then by text, so that the same is compared each time. */
  private static List<String> texts(Graph graph, Node node, Node property) {
    return graph
        .find(node, property, Node.ANY)
        .mapWith(Triple::getObject)
        .filterKeep(Node::isLiteral)
        .toList()
        .stream()
        .sorted(
            Comparator.comparing((Node n) -> n.getLiteralLanguage().startsWith("en") ? 0 : 1)
                .thenComparing(Node::getLiteralLexicalForm))
        .map(Node::getLiteralLexicalForm)
        .toList();
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(w -> w.length() > 1 && !EMPTY_WORDS.contains(w))
        .map(w -> w.length() > 4 && w.endsWith("s") ? w.substring(0, w.length() - 1) : w)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String localName(Node node) {
    String iri = node.getURI();
    return iri.substring(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1);
  }

  private static String namespace(Node node) {
    String iri = node.getURI();
    return iri.substring(0, Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1);
  }

  private static String plain(String text) {
    return text.replaceAll("([a-z])([A-Z])", "$1 $2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", "")
        .replaceFirst("^(has|is)(?=.{3})", "");
  }

  // ---- Rules

  private void documentation(Term term) {
    if (term.label().isBlank()) {
      add(term.node(), "no-label", "has no label", "add rdfs:label, in English with @en");
    }
    if (definition(theirs, term.node()).isBlank()) {
      add(
          term.node(),
          "no-definition",
          "has no definition",
          "add skos:definition: what kind of thing it is, and what sets it apart");
    }
  }

  private void squatting(Term term, List<Term> known) {
    if (known.stream().noneMatch(t -> t.node().equals(term.node()))) {
      add(
          term.node(),
          "foreign-namespace",
          "is declared in our namespace, and is no term of ours"
              + Suggestions.didYouMean(term.node().getURI(), iris(known)),
          "declare it in a namespace of your own");
    }
  }

  private static List<String> iris(Collection<Term> terms) {
    return terms.stream().map(t -> t.node().getURI()).distinct().toList();
  }

  private void duplicates(Term term, List<Term> known) {
    for (Term other : known) {
      if (!other.sort().equals(term.sort()) || !other.node().getURI().startsWith(Ekg.NS)) {
        continue;
      }
      Optional<String> reason = likeness(term, other);
      if (reason.isPresent() && !isRelated(term.node(), other.node())) {
        add(
            term.node(),
            "near-duplicate",
            "is near our %s: %s".formatted(Prefixes.shorten(other.node().getURI()), reason.get()),
            term.sort().equals("property")
                ? "use it, or say how yours is narrower with rdfs:subPropertyOf"
                : "use it, or say how yours is narrower with rdfs:subClassOf");
      }
    }
  }

  private static Optional<String> likeness(Term term, Term other) {
    String name = plain(localName(term.node()));
    String otherName = plain(localName(other.node()));
    if (name.equals(otherName)) {
      return Optional.of("the same name");
    }
    String label = plain(term.label());
    if (!label.isEmpty() && label.equals(plain(other.label()))) {
      return Optional.of("the same label, \"%s\"".formatted(other.label()));
    }
    if (name.length() > 6 && NameDistance.of(name, otherName, 1) <= 1) {
      return Optional.of("a name that differs by one letter");
    }
    Set<String> shared = new HashSet<>(term.words());
    shared.retainAll(other.words());
    Set<String> all = new HashSet<>(term.words());
    all.addAll(other.words());
    boolean same = shared.size() >= 3 && shared.size() >= SAME_WORDS * all.size();
    return same
        ? Optional.of("the definitions share the words %s".formatted(new TreeSet<>(shared)))
        : Optional.empty();
  }

  /** Whether the author has said already how the two go together. */
  private boolean isRelated(Node term, Node other) {
    return theirs.contains(term, Node.ANY, other) || theirs.contains(other, Node.ANY, term);
  }

  private void unknownTermsOfOurs(List<Term> known) {
    Set<String> declared = new HashSet<>(iris(known));
    ours.find().forEachRemaining(t -> declared.add(t.getSubject().toString()));
    for (Triple triple : theirs.find().toList()) {
      for (Node node : List.of(triple.getPredicate(), triple.getObject())) {
        if (node.isURI() && node.getURI().startsWith(Ekg.NS) && !declared.contains(node.getURI())) {
          items.add(
              new Item(
                  line(triple),
                  shown(triple.getSubject()),
                  "no-such-term",
                  "points to %s, which we do not have%s"
                      .formatted(
                          Prefixes.shorten(node.getURI()),
                          Suggestions.didYouMean(node.getURI(), declared)),
                  "name a term that exists"));
        }
      }
    }
  }

  private void undeclared(List<Term> declared) {
    Set<String> namespaces =
        declared.stream().map(t -> namespace(t.node())).collect(Collectors.toSet());
    Set<String> known = new HashSet<>(iris(declared));
    Set<String> reported = new HashSet<>();
    for (Triple triple : theirs.find().toList()) {
      var used = new ArrayList<Node>(List.of(triple.getPredicate()));
      boolean names =
          Stream.of(
                  RDF.Nodes.type,
                  RDFS.Nodes.subClassOf,
                  RDFS.Nodes.subPropertyOf,
                  RDFS.Nodes.domain,
                  RDFS.Nodes.range)
              .anyMatch(p -> p.equals(triple.getPredicate()));
      if (names) {
        used.add(triple.getObject());
      }
      for (Node node : used) {
        if (node.isURI()
            && namespaces.contains(namespace(node))
            && !node.getURI().startsWith(Ekg.NS)
            && !known.contains(node.getURI())
            && reported.add(node.getURI())) {
          items.add(
              new Item(
                  line(triple),
                  shown(node),
                  "undeclared",
                  "is used and nowhere declared" + Suggestions.didYouMean(node.getURI(), known),
                  "declare it as a class or a property, with label and definition"));
        }
      }
    }
  }

  private void profiles() {
    for (Triple triple : theirs.find().toList()) {
      for (Node node : List.of(triple.getPredicate(), triple.getObject())) {
        String why = OUTSIDE.get(node);
        boolean isType =
            node.equals(triple.getObject()) && triple.getPredicate().equals(RDF.Nodes.type);
        if (why != null && (isType || node.equals(triple.getPredicate()))) {
          String[] parts = why.split("; ", 2);
          items.add(
              new Item(
                  line(triple),
                  shown(owner(triple.getSubject())),
                  "profile",
                  "%s is not in %s".formatted(Prefixes.shorten(node.getURI()), parts[0]),
                  parts[1]));
        }
      }
      if (triple.getPredicate().equals(RDFS.Nodes.range) && triple.getObject().isURI()) {
        range(triple);
      }
    }
  }

  private void range(Triple triple) {
    String xsd = "http://www.w3.org/2001/XMLSchema#";
    String range = triple.getObject().getURI();
    boolean outside =
        Stream.of(
                    "date",
                    "gYear",
                    "gYearMonth",
                    "gMonth",
                    "gDay",
                    "duration",
                    "time",
                    "boolean",
                    "float",
                    "double")
                .anyMatch(t -> range.equals(xsd + t))
            || range.equals(RDF.getURI() + "langString");
    if (outside) {
      items.add(
          new Item(
              line(triple),
              shown(triple.getSubject()),
              "profile",
              "a range of %s is not in OWL 2 QL".formatted(Prefixes.shorten(range)),
              "leave the range out and say the datatype in a shape (sh:datatype)"));
    }
  }

  /** The named thing that a blank node hangs on. */
  private Node owner(Node node) {
    Node at = node;
    for (int steps = 0; at.isBlank() && steps < 20; steps++) {
      List<Triple> above = theirs.find(Node.ANY, Node.ANY, at).toList();
      if (above.isEmpty()) {
        return at;
      }
      at = above.getFirst().getSubject();
    }
    return at;
  }

  private void punning(List<Term> declared) {
    Map<Node, Set<String>> sorts = new HashMap<>();
    declared.forEach(t -> sorts.computeIfAbsent(t.node(), k -> new TreeSet<>()).add(t.sort()));
    sorts.forEach(
        (node, all) -> {
          if (all.size() > 1) {
            add(
                node,
                "punning",
                "is a %s at once".formatted(String.join(" and a ", all)),
                "give each its own IRI");
          }
        });
  }

  // ---- Items

  private void add(Node term, String kind, String message, String advice) {
    long line =
        theirs.find(term, RDF.Nodes.type, Node.ANY).toList().stream()
            .mapToLong(this::line)
            .min()
            .orElse(1);
    items.add(new Item(line, shown(term), kind, message, advice));
  }

  private long line(Triple triple) {
    return lines.getOrDefault(triple, 1L);
  }

  private static String shown(Node node) {
    return node.isURI() ? Prefixes.shorten(node.getURI()) : "(unnamed)";
  }

  private static Map<Node, String> outside() {
    String shape = "say it in a SHACL shape, or materialise it when data are built";
    var all = new HashMap<Node, String>();
    all.put(
        OWL2.TransitiveProperty.asNode(),
        "OWL 2 QL; keep a direct property and a closed one beside it");
    all.put(OWL2.FunctionalProperty.asNode(), "OWL 2 QL; say sh:maxCount 1 in a shape");
    all.put(
        OWL2.InverseFunctionalProperty.asNode(),
        "OWL 2 QL; say it in a shape, or as a key of the source");
    all.put(OWL2.ReflexiveProperty.asNode(), "OWL 2 RL; leave it out");
    all.put(OWL2.NegativePropertyAssertion.asNode(), "OWL 2 QL; leave it out");
    all.put(OWL2.propertyChainAxiom.asNode(), "OWL 2 QL; " + shape);
    all.put(OWL2.hasKey.asNode(), "OWL 2 QL; " + shape);
    all.put(OWL2.sameAs.asNode(), "OWL 2 QL; link with a gov:IdentityLink or skos:exactMatch");
    all.put(OWL2.unionOf.asNode(), "OWL 2 QL; name a common super-class");
    all.put(OWL2.oneOf.asNode(), "OWL 2 QL; make a code scheme and say sh:in in a shape");
    all.put(
        OWL2.disjointUnionOf.asNode(), "OWL 2 QL and RL; use owl:disjointWith between the classes");
    all.put(OWL2.complementOf.asNode(), "OWL 2 QL and RL as a sub-class; use owl:disjointWith");
    all.put(OWL2.allValuesFrom.asNode(), "OWL 2 QL; say sh:class or sh:datatype in a shape");
    all.put(OWL2.hasValue.asNode(), "OWL 2 QL; say sh:hasValue in a shape");
    all.put(OWL2.hasSelf.asNode(), "OWL 2 QL and RL; leave it out");
    all.put(
        OWL2.someValuesFrom.asNode(), "OWL 2 RL as a super-class; say sh:minCount 1 in a shape");
    for (Node each :
        List.of(
            OWL2.cardinality.asNode(),
            OWL2.minCardinality.asNode(),
            OWL2.maxCardinality.asNode(),
            OWL2.qualifiedCardinality.asNode(),
            OWL2.minQualifiedCardinality.asNode(),
            OWL2.maxQualifiedCardinality.asNode())) {
      all.put(each, "OWL 2 QL; say sh:minCount and sh:maxCount in a shape");
    }
    return Map.copyOf(all);
  }
}
