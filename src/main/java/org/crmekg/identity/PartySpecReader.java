package org.crmekg.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.linkage.BlockingRule;
import org.crmekg.linkage.Comparison;
import org.crmekg.linkage.Field;
import org.crmekg.linkage.LinkageSpec;
import org.crmekg.linkage.SpecReader;
import org.crmekg.rdf.Prefixes;
import org.crmekg.rdf.TurtleReader;

/**
 * Reads specifications of linkage over sources; docs/identity.md has their vocabulary, which is
 * that of {@link SpecReader} and {@code link:class}, {@code link:values}, {@code link:reject},
 * {@code link:survivorship}.
 */
public final class PartySpecReader {
  /** Lists count as deep as they are long. */
  private static final int MOST_DEEP = 500;

  private static final String NAME = "[a-z0-9][a-z0-9-]{0,63}";

  private final String origin;
  private final Graph graph;

  private PartySpecReader(String origin, Graph graph) {
    this.origin = origin;
    this.graph = graph;
  }

  /**
   * Reads a file; its name without the ending is the specification's.
   *
   * @throws ConfigException naming the file, the part and what would be right
   */
  public static PartySpec read(Path file) {
    try {
      return read(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ConfigException(
          Problem.LINKAGE_SPEC, "%s: cannot be read (%s)".formatted(file, e), e);
    }
  }

  /**
   * Reads a text.
   *
   * @param origin the name of its file
   */
  public static PartySpec read(String turtle, String origin) {
    Graph graph = GraphFactory.createDefaultGraph();
    new TurtleReader(SpecReader.NS, Problem.LINKAGE_SPEC)
        .read(turtle, origin, StreamRDFLib.graph(graph));
    LinkageSpec linkage = SpecReader.read(turtle, origin);
    return new PartySpecReader(origin, graph).read(linkage);
  }

  private PartySpec read(LinkageSpec linkage) {
    String name = String.valueOf(Path.of(origin).getFileName()).replaceFirst("\\.ttl$", "");
    if (!name.matches(NAME)) {
      throw wrong(
          "the file's name is that of the specification: small letters, digits and hyphens, .ttl");
    }
    Node spec =
        graph
            .find(Node.ANY, RDF.Nodes.type, term("Specification"))
            .mapWith(Triple::getSubject)
            .next();
    List<Node> classes = objects(spec, "class");
    if (classes.isEmpty() || classes.stream().anyMatch(c -> !c.isURI())) {
      throw wrong("link:class must name the classes whose instances are linked");
    }
    for (BlockingRule rule : linkage.blocking()) {
      if (rule.window() > 0) {
        throw wrong(
            ("the blocking rule \"%s\" has a link:window: who is next depends on all other records,"
                    + " so records could not be linked one by one. Use keys that must agree")
                .formatted(rule.words()));
      }
    }
    if (linkage.everyPair()) {
      throw wrong("link:everyPair is for files; records of sources are found by blocking rules");
    }
    double reject = reject(spec, linkage);
    Map<String, List<ValuePath>> values = values(spec, linkage);
    return new PartySpec(
        name,
        origin,
        linkage,
        reject,
        comparisons(spec, "needs", linkage),
        comparisons(spec, "besides", linkage),
        classes.stream().sorted(java.util.Comparator.comparing(Node::getURI)).toList(),
        values,
        survivorship(spec, values),
        digest(spec));
  }

  private List<String> comparisons(Node spec, String property, LinkageSpec linkage) {
    List<String> names =
        list(spec, property).stream().map(n -> text(n, "link:" + property)).toList();
    List<String> known = linkage.comparisons().stream().map(Comparison::name).toList();
    if (!known.containsAll(names)) {
      throw wrong("link:%s names %s; the comparisons are %s".formatted(property, names, known));
    }
    return names;
  }

  private double reject(Node spec, LinkageSpec linkage) {
    List<Node> given = objects(spec, "reject");
    if (given.isEmpty()) {
      return Math.min(linkage.review(), linkage.accept() - 10);
    }
    double reject;
    try {
      reject = Double.parseDouble(text(given.getFirst(), "link:reject"));
    } catch (NumberFormatException e) {
      throw new ConfigException(
          Problem.LINKAGE_SPEC,
          "%s: link:reject must be a number, not %s".formatted(origin, given.getFirst()),
          e);
    }
    if (reject > linkage.review()) {
      throw wrong(
          "link:reject (%s) is above link:review (%s): what people shall look at is not rejected"
              .formatted(reject, linkage.review()));
    }
    return reject;
  }

  // ---- Values

  private Map<String, List<ValuePath>> values(Node spec, LinkageSpec linkage) {
    Map<String, List<ValuePath>> values = new HashMap<>();
    for (Node node : list(spec, "fields")) {
      String field = text(objects(node, "name").getFirst(), "link:name");
      if (!objects(node, "columns").isEmpty() || !objects(node, "elsewhere").isEmpty()) {
        throw wrong(
            ("the field \"%s\" has link:columns or link:elsewhere, which are for files; over sources"
                    + " link:values says where it stands, in all of them alike")
                .formatted(field));
      }
      List<ValuePath> paths =
          list(node, "values").stream()
              .map(value -> path(value, "link:values of field \"%s\"".formatted(field)))
              .toList();
      if (paths.isEmpty()) {
        throw wrong(
            ("the field \"%s\" has no link:values: a list of properties, or of patterns of SPARQL"
                    + " with ?record and ?value")
                .formatted(field));
      }
      values.put(field, paths);
    }
    for (Field field : linkage.fields()) {
      if (!values.containsKey(field.name())) {
        throw wrong("the field \"%s\" has no link:values".formatted(field.name()));
      }
    }
    return values;
  }

  private ValuePath path(Node value, String what) {
    if (value.isURI()) {
      return new ValuePath.Property(value);
    }
    String text = text(value, what);
    try {
      Query parsed = query("{ %s }".formatted(text));
      if (!parsed.getQueryPattern().toString().contains("?record")
          || !parsed.getQueryPattern().toString().contains("?value")) {
        throw wrong("%s: the pattern has no ?record or no ?value: %s".formatted(what, text));
      }
    } catch (QueryException e) {
      throw new ConfigException(
          Problem.LINKAGE_SPEC,
          "%s: %s is no pattern of SPARQL: %s".formatted(origin, what, e.getMessage()),
          e);
    }
    return new ValuePath.Pattern(text);
  }

  /** Makes a query of a pattern, with the standard prefixes. */
  private static Query query(String pattern) {
    var query = new Query();
    Prefixes.standard().forEach((p, ns) -> query.getPrefixMapping().setNsPrefix(p, ns));
    return QueryFactory.parse(query, "SELECT ?record ?value " + pattern, null, null);
  }

  // ---- Survivorship

  private List<Survivorship> survivorship(Node spec, Map<String, List<ValuePath>> values) {
    var rules = new ArrayList<Survivorship>();
    var seen = new TreeSet<String>();
    for (Node node : list(spec, "survivorship")) {
      Survivorship rule = survivorshipRule(node, values);
      if (!seen.add(rule.name())) {
        throw wrong(
            "link:survivorship has two rules for %s".formatted(Prefixes.shorten(rule.name())));
      }
      rules.add(rule);
    }
    return rules;
  }

  private Survivorship survivorshipRule(Node node, Map<String, List<ValuePath>> values) {
    String name;
    List<ValuePath> paths;
    List<Node> field = objects(node, "field");
    if (field.isEmpty()) {
      Node property = iri(node, "property");
      name = property.getURI();
      paths = List.of(new ValuePath.Property(property));
    } else {
      name = text(field.getFirst(), "link:field of link:survivorship");
      paths = values.getOrDefault(name, List.of());
      if (paths.isEmpty()) {
        throw wrong(
            "link:survivorship names a field \"%s\" that is none of %s"
                .formatted(name, new TreeSet<>(values.keySet())));
      }
    }
    Survivorship.Rule rule = rule(iri(node, "prefer"));
    List<String> sources =
        list(node, "sources").stream().map(n -> text(n, "link:sources")).toList();
    List<ValuePath> dated = dated(node);
    boolean isWhole =
        switch (rule) {
          case MOST_TRUSTED -> !sources.isEmpty();
          case MOST_RECENT -> !dated.isEmpty();
          case MOST_COMPLETE, MOST_FREQUENT -> true;
        };
    if (!isWhole) {
      throw wrong(
          "link:survivorship of %s: link:MostTrusted needs link:sources, link:MostRecent link:dated"
              .formatted(Prefixes.shorten(name)));
    }
    return new Survivorship(name, paths, rule, sources, dated);
  }

  /** A property, a pattern, or a list of them. */
  private List<ValuePath> dated(Node node) {
    var paths = new ArrayList<ValuePath>();
    for (Node value : objects(node, "dated")) {
      boolean isList =
          value.equals(RDF.Nodes.nil) || graph.contains(value, RDF.Nodes.first, Node.ANY);
      (isList ? list(node, "dated") : List.of(value))
          .forEach(v -> paths.add(path(v, "link:dated of link:survivorship")));
    }
    return paths;
  }

  private Survivorship.Rule rule(Node node) {
    return Arrays.stream(Survivorship.Rule.values())
        .filter(r -> node.getURI().equals(SpecReader.NS + r.term()))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "link:prefer is %s; it must be one of %s"
                        .formatted(
                            node,
                            Arrays.stream(Survivorship.Rule.values())
                                .map(r -> "link:" + r.term())
                                .collect(Collectors.joining(", ")))));
  }

  // ---- Turtle

  private Node iri(Node node, String property) {
    return objects(node, property).stream()
        .filter(Node::isURI)
        .findFirst()
        .orElseThrow(() -> wrong("a rule of link:survivorship has no link:" + property));
  }

  private List<Node> objects(Node node, String property) {
    return graph.find(node, term(property), Node.ANY).mapWith(Triple::getObject).toList();
  }

  private List<Node> list(Node node, String property) {
    var items = new ArrayList<Node>();
    Node at = objects(node, property).stream().findFirst().orElse(RDF.Nodes.nil);
    while (!at.equals(RDF.Nodes.nil)) {
      List<Node> first =
          graph.find(at, RDF.Nodes.first, Node.ANY).mapWith(Triple::getObject).toList();
      List<Node> rest =
          graph.find(at, RDF.Nodes.rest, Node.ANY).mapWith(Triple::getObject).toList();
      if (first.size() != 1 || rest.size() != 1 || items.size() > 1000) {
        throw wrong("link:%s must be a list: ( … )".formatted(property));
      }
      items.add(first.getFirst());
      at = rest.getFirst();
    }
    return items;
  }

  private String text(Node node, String what) {
    if (!node.isLiteral()) {
      throw wrong("%s: %s stands where a text or number must stand".formatted(what, node));
    }
    return node.getLiteralLexicalForm();
  }

  private static Node term(String name) {
    return NodeFactory.createURI(SpecReader.NS + name);
  }

  /** Of what decides who is who: neither of how it is written nor of which values are shown. */
  private String digest(Node spec) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(canonical(spec, MOST_DEEP).getBytes(StandardCharsets.UTF_8)))
          .substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new InternalException(Problem.INTERNAL, "SHA-256 is missing from this Java", e);
    }
  }

  /** A node with all that hangs on it, the same in whatever order it was written. */
  private String canonical(Node node, int deep) {
    if (deep == 0) {
      throw wrong("a blank node leads back to itself, or lists are too long");
    }
    return graph
        .find(node, Node.ANY, Node.ANY)
        .filterDrop(t -> t.getPredicate().equals(term("survivorship")))
        .mapWith(
            t -> {
              Node object = t.getObject();
              return NodeFmtLib.strNT(t.getPredicate())
                  + " "
                  + (object.isBlank() ? canonical(object, deep - 1) : NodeFmtLib.strNT(object));
            })
        .toList()
        .stream()
        .sorted()
        .collect(Collectors.joining(" ; ", "[", "]"));
  }

  private ConfigException wrong(String message) {
    return new ConfigException(Problem.LINKAGE_SPEC, "%s: %s".formatted(origin, message));
  }
}
