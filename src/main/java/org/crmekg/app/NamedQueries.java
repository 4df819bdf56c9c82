package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.RDFList;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.NamedQuery.Column;
import org.crmekg.app.NamedQuery.Default;
import org.crmekg.app.NamedQuery.Parameter;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Suggestions;

/**
 * The queries that are kept: Turtle files with {@code sh:SPARQLSelectExecutable} nodes, as the SIB
 * collections of examples have them, and parameters as SHACL-SPARQL declares them. Files among them
 * that speak of stories instead say who needs which query.
 */
public final class NamedQueries {
  private static final String SH = "http://www.w3.org/ns/shacl#";
  private static final String QUERY = "https://w3id.org/crm-ekg/query/";
  private static final String PERSONA = "https://w3id.org/crm-ekg/persona/";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern PARAMETER = Pattern.compile("[a-z][A-Za-z0-9]*");

  /** What addresses of queries use besides their parameters. */
  private static final Set<String> RESERVED = Set.of("format", "timeout", "partial", "query");

  private static final Set<String> TERMS =
      Set.of(
          SH + "parameter",
          SH + "select",
          SH + "prefixes",
          gov("persona"),
          gov("competencyQuestion"),
          gov("columns"),
          gov("keyColumns"));

  private final Map<String, NamedQuery> queries;

  private NamedQueries(Map<String, NamedQuery> queries) {
    this.queries = new TreeMap<>(queries);
  }

  /**
   * Reads files and folders.
   *
   * @throws ConfigException with all errors at once, naming file and query
   */
  public static NamedQueries read(List<Path> paths) {
    var errors = new ArrayList<String>();
    var queries = new TreeMap<String, NamedQuery>();
    var stories = new Stories(errors);
    for (Path file : files(paths)) {
      Graph graph = graph(file);
      if (Stories.areIn(graph)) {
        stories.add(file, graph);
        continue;
      }
      var reader = new Reader(file, graph, errors);
      for (NamedQuery query : reader.queries()) {
        if (queries.put(query.name(), query) != null) {
          errors.add("%s: there are two queries \"%s\"".formatted(file, query.name()));
        }
      }
    }
    // A query with an error has none of its own: its story would be blamed for that.
    Map<String, NamedQuery> told = errors.isEmpty() ? stories.tell(queries, QUERY) : queries;
    if (!errors.isEmpty()) {
      throw new ConfigException(Problem.CONFIG_INVALID, String.join("\n", errors));
    }
    return new NamedQueries(told);
  }

  /** Returns them in the order of their names. */
  public List<NamedQuery> all() {
    return List.copyOf(queries.values());
  }

  /**
   * Returns the query of that name.
   *
   * @throws UsageException with the nearest name, if there is none
   */
  public NamedQuery named(String name) {
    NamedQuery query = queries.get(name);
    if (query == null) {
      throw new UsageException(
          Problem.USAGE,
          "there is no query \"%s\"%s; `ekg q` lists all %d"
              .formatted(name, Suggestions.didYouMean(name, queries.keySet()), queries.size()));
    }
    return query;
  }

  private static List<Path> files(List<Path> paths) {
    var files = new ArrayList<Path>();
    for (Path path : paths) {
      try (Stream<Path> walk = Files.walk(path)) {
        walk.filter(f -> f.toString().endsWith(".ttl") && Files.isRegularFile(f))
            .sorted()
            .forEach(files::add);
      } catch (IOException e) {
        throw new ConfigException(
            Problem.CONFIG_UNREADABLE, "ekg:queries %s cannot be read".formatted(path), e);
      }
    }
    return files;
  }

  private static Graph graph(Path file) {
    Graph graph = GraphFactory.createDefaultGraph();
    try {
      RDFParser.create()
          .fromString(Files.readString(file))
          .lang(Lang.TURTLE)
          .base(QUERY)
          .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
          .parse(graph);
      return graph;
    } catch (IOException | RiotException e) {
      throw new ConfigException(
          Problem.CONFIG_UNREADABLE, "%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String gov(String name) {
    return Ekg.NS + "gov/" + name;
  }

  /** One file. */
  private static final class Reader {
    private final Path file;
    private final Graph graph;
    private final List<String> errors;
    private String name = "";

    Reader(Path file, Graph graph, List<String> errors) {
      this.file = file;
      this.graph = graph;
      this.errors = errors;
    }

    List<NamedQuery> queries() {
      var found = new ArrayList<NamedQuery>();
      List<Node> nodes =
          graph
              .find(Node.ANY, RDF.Nodes.type, NodeFactory.createURI(SH + "SPARQLSelectExecutable"))
              .mapWith(Triple::getSubject)
              .toList()
              .stream()
              .sorted(Comparator.comparing(Node::toString))
              .toList();
      if (nodes.isEmpty()) {
        errors.add("%s: there is no sh:SPARQLSelectExecutable in it".formatted(file));
      }
      for (Node node : nodes) {
        int before = errors.size();
        NamedQuery query = query(node);
        check(query);
        if (errors.size() == before) {
          found.add(query);
        }
      }
      return found;
    }

    private NamedQuery query(Node node) {
      String iri = node.isURI() ? node.getURI() : "";
      name = iri.startsWith(QUERY) ? iri.substring(QUERY.length()) : iri;
      if (!NAME.matcher(name).matches()) {
        error("the IRI of a query must be %s and a name such as last-touch".formatted(QUERY));
      }
      graph
          .find(node, Node.ANY, Node.ANY)
          .forEachRemaining(
              t -> {
                String p = t.getPredicate().getURI();
                if ((p.startsWith(SH) || p.startsWith(Ekg.NS)) && !TERMS.contains(p)) {
                  error(
                      "<%s> is not a property of queries%s"
                          .formatted(p, Suggestions.didYouMean(p, TERMS)));
                }
              });
      return new NamedQuery(
          name,
          needed(node, RDFS.label.getURI(), "rdfs:label"),
          needed(node, RDFS.comment.getURI(), "rdfs:comment"),
          objects(node, gov("persona")).stream()
              .map(p -> p.isURI() ? p.getURI().replace(PERSONA, "") : p.getLiteralLexicalForm())
              .sorted()
              .toList(),
          objects(node, gov("competencyQuestion")).stream()
              .map(NamedQueries::shown)
              .sorted()
              .toList(),
          objects(node, SH + "parameter").stream()
              .map(this::parameter)
              .sorted(Comparator.comparing(Parameter::name))
              .toList(),
          list(node, gov("columns")).stream().map(this::column).toList(),
          list(node, gov("keyColumns")).stream().map(NamedQueries::shown).toList(),
          needed(node, SH + "select", "sh:select"),
          Optional.empty());
    }

    private Parameter parameter(Node node) {
      String parameter = needed(node, SH + "name", "sh:name of a parameter");
      if (!PARAMETER.matcher(parameter).matches() || RESERVED.contains(parameter)) {
        error("a parameter cannot be called \"%s\"".formatted(parameter));
      }
      Optional<String> datatype = iri(node, SH + "datatype");
      boolean isIri = iri(node, SH + "nodeKind").filter((SH + "IRI")::equals).isPresent();
      if (datatype.isPresent() == isIri) {
        error(
            "the parameter %s needs either sh:datatype or sh:nodeKind sh:IRI".formatted(parameter));
      }
      var byDefault = new ArrayList<Default>();
      objects(node, SH + "defaultValue")
          .forEach(v -> byDefault.add(new Default.Value(Literals.normal(v))));
      objects(node, SH + "optional").stream()
          .filter(v -> shown(v).equals("true"))
          .forEach(v -> byDefault.add(new Default.Unbound()));
      iri(node, gov("defaultsTo"))
          .ifPresent(
              value -> {
                if (!value.equals(gov("AsOf"))) {
                  error("gov:defaultsTo <%s> is unknown; there is gov:AsOf".formatted(value));
                }
                byDefault.add(new Default.AsOf());
              });
      if (byDefault.size() > 1) {
        error(
            "the parameter %s has several of sh:defaultValue, sh:optional, gov:defaultsTo"
                .formatted(parameter));
      }
      return new Parameter(
          parameter,
          datatype,
          text(node, SH + "description").orElse(parameter),
          byDefault.isEmpty() ? new Default.Required() : byDefault.getFirst());
    }

    private Column column(Node node) {
      return new Column(
          needed(node, SH + "name", "sh:name of a column"),
          iri(node, SH + "datatype"),
          text(node, SH + "description").orElse(""));
    }

    private void check(NamedQuery query) {
      Query parsed;
      try {
        parsed = QueryRunner.parse(QueryRequest.of(query.text()));
      } catch (UsageException e) {
        error("sh:select: " + e.getMessage());
        return;
      }
      if (!parsed.isSelectType()) {
        error("sh:select holds something else than a SELECT query");
        return;
      }
      List<String> selected = parsed.getResultVars();
      List<String> declared = query.columns().stream().map(Column::name).toList();
      if (!selected.equals(declared)) {
        error("gov:columns says %s, and the query selects %s".formatted(declared, selected));
      }
      var unique = new HashSet<String>();
      for (Parameter parameter : query.parameters()) {
        if (!Pattern.compile("[?$]" + parameter.name() + "\\b").matcher(query.text()).find()) {
          error("the query does not use its parameter %s".formatted(parameter.name()));
        }
        if (!unique.add(parameter.name())) {
          error("there are two parameters %s".formatted(parameter.name()));
        }
      }
      for (String key : query.keyColumns()) {
        if (!declared.contains(key)) {
          error("gov:keyColumns names \"%s\", which is no column".formatted(key));
        }
      }
    }

    private void error(String message) {
      errors.add("%s: query %s: %s".formatted(file, name, message));
    }

    private String needed(Node node, String property, String shown) {
      Optional<String> text = text(node, property);
      if (text.isEmpty()) {
        error("there is no %s".formatted(shown));
      }
      return text.orElse("");
    }

    private Optional<String> text(Node node, String property) {
      return objects(node, property).stream()
          .filter(Node::isLiteral)
          .map(Node::getLiteralLexicalForm)
          .sorted()
          .findFirst();
    }

    private Optional<String> iri(Node node, String property) {
      return objects(node, property).stream().filter(Node::isURI).map(Node::getURI).findFirst();
    }

    private List<Node> objects(Node node, String property) {
      return graph
          .find(node, NodeFactory.createURI(property), Node.ANY)
          .mapWith(Triple::getObject)
          .toList();
    }

    private List<Node> list(Node node, String property) {
      List<Node> heads = objects(node, property);
      if (heads.isEmpty()) {
        return List.of();
      }
      var resource = ModelFactory.createModelForGraph(graph).asRDFNode(heads.getFirst());
      if (heads.size() > 1 || !resource.canAs(RDFList.class)) {
        error("<%s> must be one list: ( … )".formatted(property));
        return List.of();
      }
      return resource.as(RDFList.class).asJavaList().stream().map(n -> n.asNode()).toList();
    }
  }

  private static String shown(Node node) {
    return node.isLiteral() ? node.getLiteralLexicalForm() : node.toString();
  }
}
