package org.crmekg.rdf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.crmekg.ConfigException;
import org.crmekg.Problem;

/**
 * Writes a graph as the one Turtle text that stands for it, so that equal graphs give equal files
 * and a small change gives a small difference.
 *
 * <p>Prefixes are those in use, by name. The {@code owl:Ontology} comes first, then every other
 * subject by IRI; of a subject, first what it is, then what it is called, then the rest by IRI;
 * objects by IRI or text. A blank node stands inside the one statement that points to it. One that
 * two statements point to, or that points to itself, has no place of its own and is refused: a
 * label would differ from run to run, and an IRI costs nothing.
 *
 * <p>Immutable and free of state; nothing depends on the order in which triples were added.
 */
public final class CanonicalTurtle {
  private static final String INDENT = "    ";

  /** What is read first in a term; the rest follows by IRI. */
  private static final List<Node> FIRST =
      List.of(
          RDF.Nodes.type,
          RDFS.Nodes.subClassOf,
          OWL2.disjointWith.asNode(),
          RDFS.Nodes.subPropertyOf,
          RDFS.Nodes.domain,
          RDFS.Nodes.range,
          RDFS.Nodes.label,
          SKOS.prefLabel.asNode(),
          SKOS.altLabel.asNode(),
          SKOS.definition.asNode(),
          SKOS.scopeNote.asNode(),
          SKOS.example.asNode());

  private static final Map<Node, Integer> RANK = rank();

  // Turtle §2.5.2: the three datatypes whose values may stand without quotes, and in which form.
  private static final Map<String, Pattern> BARE =
      Map.of(
          XSDDatatype.XSDinteger.getURI(), Pattern.compile("[+-]?[0-9]+"),
          XSDDatatype.XSDdecimal.getURI(), Pattern.compile("[+-]?[0-9]*\\.[0-9]+"),
          XSDDatatype.XSDboolean.getURI(), Pattern.compile("true|false"));

  // A part of PN_LOCAL (Turtle §6.5) that needs no escape; every other IRI is written in full.
  private static final Pattern LOCAL_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]*)");

  private final Graph graph;
  private final Map<String, String> prefixes;
  private final Map<String, String> used = new TreeMap<>();
  private final Map<Node, List<Triple>> about = new HashMap<>();

  private CanonicalTurtle(Graph graph, Map<String, String> prefixes) {
    this.graph = graph;
    this.prefixes = prefixes;
  }

  private static Map<Node, Integer> rank() {
    var ranks = new HashMap<Node, Integer>();
    FIRST.forEach(property -> ranks.put(property, ranks.size()));
    return Map.copyOf(ranks);
  }

  /**
   * Returns the text of a graph.
   *
   * @param prefixes namespaces by prefix; those that no IRI uses are left out
   * @throws ConfigException if a blank node has no place of its own
   */
  public static String write(Graph graph, Map<String, String> prefixes) {
    return new CanonicalTurtle(graph, prefixes).text();
  }

  private String text() {
    var incoming = new HashMap<Node, Integer>();
    graph
        .find()
        .forEachRemaining(
            t -> {
              about.computeIfAbsent(t.getSubject(), k -> new ArrayList<>()).add(t);
              if (t.getObject().isBlank()) {
                incoming.merge(t.getObject(), 1, Integer::sum);
              }
            });
    refuseBlanksWithoutPlace(incoming);
    var blocks = new TreeMap<String, String>();
    var anonymous = new ArrayList<String>();
    for (Node subject : about.keySet()) {
      if (subject.isURI()) {
        // The ontology's own description opens the file.
        boolean header = graph.contains(subject, RDF.Nodes.type, OWL2.Ontology.asNode());
        blocks.put((header ? "0 " : "1 ") + subject.getURI(), block(subject, iri(subject)));
      } else if (!incoming.containsKey(subject)) {
        anonymous.add(block(subject, "[]"));
      }
    }
    anonymous.sort(Comparator.naturalOrder());
    var text = new StringBuilder();
    used.forEach(
        (prefix, namespace) -> text.append("@prefix %s: <%s> .\n".formatted(prefix, namespace)));
    for (String block : blocks.values()) {
      text.append('\n').append(block);
    }
    for (String block : anonymous) {
      text.append('\n').append(block);
    }
    return text.toString();
  }

  /** A blank node has a place if one statement points to it and the way up ends at another node. */
  private void refuseBlanksWithoutPlace(Map<Node, Integer> incoming) {
    var placed = new ArrayDeque<Node>();
    var seen = new HashSet<Node>();
    for (Node subject : about.keySet()) {
      if (subject.isURI() || !incoming.containsKey(subject)) {
        placed.add(subject);
      }
    }
    while (!placed.isEmpty()) {
      for (Triple t : about.getOrDefault(placed.remove(), List.of())) {
        if (t.getObject().isBlank() && seen.add(t.getObject())) {
          placed.add(t.getObject());
        }
      }
    }
    incoming.forEach(
        (blank, count) -> {
          if (count > 1 || !seen.contains(blank)) {
            Triple pointing = graph.find(Node.ANY, Node.ANY, blank).next();
            throw new ConfigException(
                Problem.ONTOLOGY_INVALID,
                ("the blank node that %s points to by %s is pointed to %d times, or by itself; give"
                        + " it an IRI")
                    .formatted(pointing.getSubject(), pointing.getPredicate(), count));
          }
        });
  }

  private String block(Node subject, String name) {
    return name + statements(subject, INDENT) + " .\n";
  }

  private String statements(Node subject, String indent) {
    Map<Node, List<Node>> byProperty = new TreeMap<>(CanonicalTurtle::byRank);
    for (Triple t : about.getOrDefault(subject, List.of())) {
      byProperty.computeIfAbsent(t.getPredicate(), k -> new ArrayList<>()).add(t.getObject());
    }
    var lines = new ArrayList<String>();
    byProperty.forEach(
        (property, objects) -> {
          // A list: two blank nodes with equal statements are still two.
          List<String> terms =
              objects.stream().map(object -> term(object, indent)).sorted().toList();
          lines.add(
              "\n"
                  + indent
                  + (property.equals(RDF.Nodes.type) ? "a" : iri(property))
                  + " "
                  + String.join(" , ", terms));
        });
    return String.join(" ;", lines);
  }

  private static int byRank(Node a, Node b) {
    int rank =
        Integer.compare(RANK.getOrDefault(a, RANK.size()), RANK.getOrDefault(b, RANK.size()));
    return rank != 0 ? rank : a.getURI().compareTo(b.getURI());
  }

  private String term(Node node, String indent) {
    if (node.isURI()) {
      return node.equals(RDF.Nodes.nil) ? "()" : iri(node);
    }
    if (node.isLiteral()) {
      return literal(node);
    }
    if (!node.isBlank()) {
      throw new ConfigException(
          Problem.ONTOLOGY_INVALID, "%s has no form in Turtle 1.1".formatted(node));
    }
    List<Node> members = members(node);
    if (!members.isEmpty()) {
      return members.stream()
          .map(member -> term(member, indent + INDENT))
          .collect(Collectors.joining(" ", "( ", " )"));
    }
    String inner = statements(node, indent + INDENT);
    return inner.isEmpty() ? "[]" : "[" + inner + "\n" + indent + "]";
  }

  /**
   * The members of a list that has nothing beside its members, or nothing if it is no such list.
   */
  private List<Node> members(Node list) {
    var members = new ArrayList<Node>();
    Node rest = list;
    while (!rest.equals(RDF.Nodes.nil)) {
      List<Node> firsts = objects(rest, RDF.Nodes.first);
      List<Node> rests = objects(rest, RDF.Nodes.rest);
      boolean plain = rest.isBlank() && about.getOrDefault(rest, List.of()).size() == 2;
      if (!plain || firsts.size() != 1 || rests.size() != 1) {
        return List.of();
      }
      members.add(firsts.getFirst());
      rest = rests.getFirst();
    }
    return members;
  }

  private List<Node> objects(Node subject, Node property) {
    return about.getOrDefault(subject, List.of()).stream()
        .filter(t -> t.getPredicate().equals(property))
        .map(Triple::getObject)
        .toList();
  }

  private String iri(Node node) {
    String iri = node.getURI();
    String best = "";
    String shortened = "";
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      String namespace = prefix.getValue();
      if (iri.startsWith(namespace)
          && namespace.length() > shortened.length()
          && LOCAL_NAME.matcher(iri.substring(namespace.length())).matches()) {
        best = prefix.getKey();
        shortened = namespace;
      }
    }
    if (shortened.isEmpty()) {
      return "<" + escapedIri(iri) + ">";
    }
    used.put(best, shortened);
    return best + ":" + iri.substring(shortened.length());
  }

  // IRIREF (Turtle §6.5) excludes these; parsed IRIs hold them only if they were written escaped.
  private static String escapedIri(String iri) {
    var text = new StringBuilder();
    iri.chars()
        .forEach(
            c -> {
              if (c <= ' ' || "<>\"{}|^`\\".indexOf(c) >= 0) {
                text.append("\\u%04X".formatted(c));
              } else {
                text.append((char) c);
              }
            });
    return text.toString();
  }

  private String literal(Node node) {
    String form = node.getLiteralLexicalForm();
    String datatype = node.getLiteralDatatypeURI();
    if (BARE.containsKey(datatype) && BARE.get(datatype).matcher(form).matches()) {
      return form;
    }
    String quoted = "\"" + escaped(form) + "\"";
    if (!node.getLiteralLanguage().isEmpty()) {
      String direction =
          node.getLiteralBaseDirection() == null ? "" : "--" + node.getLiteralBaseDirection();
      return quoted + "@" + node.getLiteralLanguage() + direction;
    }
    if (datatype.equals(XSDDatatype.XSDstring.getURI())) {
      return quoted;
    }
    return quoted + "^^" + iri(NodeFactory.createURI(datatype));
  }

  private static String escaped(String form) {
    var text = new StringBuilder();
    form.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                  if (c < ' ' || c == 0x7F) {
                    text.append("\\u%04X".formatted(c));
                  } else {
                    text.append((char) c);
                  }
                }
              }
            });
    return text.toString();
  }
}
