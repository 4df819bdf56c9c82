package org.crmekg.mapping;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.riot.system.StreamRDFWrapper;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.XSD;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.mapping.LogicalTable.BaseTableOrView;
import org.crmekg.mapping.LogicalTable.R2rmlView;
import org.crmekg.mapping.ObjectMap.JoinCondition;
import org.crmekg.mapping.ObjectMap.RefObjectMap;
import org.crmekg.mapping.ObjectMap.TermObjectMap;
import org.crmekg.mapping.TermMap.ColumnTermMap;
import org.crmekg.mapping.TermMap.ConstantTermMap;
import org.crmekg.mapping.TermMap.TemplateTermMap;
import org.crmekg.rdf.Suggestions;
import org.crmekg.rdf.TurtleReader;

/**
 * Reads R2RML documents and refuses what the recommendation refuses.
 *
 * <p>Every error shows the node that it stands on as Turtle, the clause, and what would be right.
 */
public final class MappingReader {
  private static final String RR = "http://www.w3.org/ns/r2rml#";
  private static final Pattern LANGUAGE =
      Pattern.compile("(?i)([a-z]{2,3}|[a-z]{4}|x|i)(-[a-z0-9]{1,8})*");
  private static final Set<String> PROPERTIES =
      Set.of(
          "child",
          "class",
          "column",
          "datatype",
          "constant",
          "graph",
          "graphMap",
          "inverseExpression",
          "joinCondition",
          "language",
          "logicalTable",
          "object",
          "objectMap",
          "parent",
          "parentTriplesMap",
          "predicate",
          "predicateMap",
          "predicateObjectMap",
          "sqlQuery",
          "sqlVersion",
          "subject",
          "subjectMap",
          "tableName",
          "template",
          "termType");
  private static final Set<String> CLASSES =
      Set.of(
          "BaseTableOrView",
          "GraphMap",
          "Join",
          "LogicalTable",
          "ObjectMap",
          "PredicateMap",
          "PredicateObjectMap",
          "R2RMLView",
          "RefObjectMap",
          "SubjectMap",
          "TermMap",
          "TriplesMap");

  private enum Role {
    SUBJECT,
    PREDICATE,
    OBJECT,
    GRAPH
  }

  private final Graph graph;
  private final String file;
  private final String base;

  private MappingReader(Graph graph, String file, String base) {
    this.graph = graph;
    this.file = file;
    this.base = base;
  }

  /**
   * Reads the documents of one source.
   *
   * @param files Turtle files
   * @param defaultBase the base of documents that have no {@code @base} of their own
   * @throws ConfigException naming file and node, if any is missing, not Turtle or not valid R2RML
   */
  public static R2rmlMapping read(List<Path> files, String defaultBase) {
    return read(files, defaultBase, false);
  }

  /**
   * Reads the documents of one source as {@link #read} does, with this base for their templates
   * whatever {@code @base} they have.
   */
  public static R2rmlMapping readWithBase(List<Path> files, String base) {
    return read(files, base, true);
  }

  private static R2rmlMapping read(List<Path> files, String defaultBase, boolean always) {
    var maps = new ArrayList<TriplesMap>();
    String base = defaultBase;
    var names = new HashMap<Node, String>();
    for (Path path : files) {
      MappingReader reader = parse(path, defaultBase, always);
      base = reader.base;
      for (TriplesMap map : reader.triplesMaps()) {
        String other = map.node().isURI() ? names.put(map.node(), reader.file) : null;
        if (other != null) {
          throw new ConfigException(
              Problem.MAPPING_INVALID,
              "%s: the triples map <%s> is in %s too; give one of them another name"
                  .formatted(reader.file, map.node(), other));
        }
        maps.add(map);
      }
    }
    return new R2rmlMapping(base, maps);
  }

  private static MappingReader parse(Path path, String defaultBase, boolean always) {
    Graph graph = GraphFactory.createDefaultGraph();
    var declaredBase = new ArrayList<String>();
    StreamRDF sink =
        new StreamRDFWrapper(StreamRDFLib.graph(graph)) {
          @Override
          public void base(String iri) {
            declaredBase.add(iri);
            super.base(iri);
          }
        };
    new TurtleReader(defaultBase, Problem.MAPPING_UNREADABLE).read(path, sink);
    return new MappingReader(
        graph,
        path.toString(),
        always || declaredBase.isEmpty() ? defaultBase : declaredBase.getLast());
  }

  private List<TriplesMap> triplesMaps() {
    knownTerms();
    var nodes = new LinkedHashSet<Node>();
    Stream.of("logicalTable", "subjectMap", "subject", "predicateObjectMap")
        .forEach(
            p ->
                graph
                    .find(Node.ANY, rr(p), Node.ANY)
                    .forEachRemaining(t -> nodes.add(t.getSubject())));
    graph
        .find(Node.ANY, RDF.Nodes.type, rr("TriplesMap"))
        .forEachRemaining(t -> nodes.add(t.getSubject()));
    if (nodes.isEmpty()) {
      throw new ConfigException(
          Problem.MAPPING_INVALID,
          "%s: there is no triples map; each has an rr:logicalTable and an rr:subjectMap"
              .formatted(file));
    }
    return nodes.stream()
        .map(this::triplesMap)
        .sorted(
            (a, b) ->
                a.node().isURI() && b.node().isURI()
                    ? a.node().getURI().compareTo(b.node().getURI())
                    : Boolean.compare(b.node().isURI(), a.node().isURI()))
        .toList();
  }

  /** A misspelt term would be skipped in silence otherwise. */
  private void knownTerms() {
    graph
        .find()
        .forEachRemaining(
            t -> {
              String p = t.getPredicate().getURI();
              if (p.startsWith(RR) && !PROPERTIES.contains(p.substring(RR.length()))) {
                String name = p.substring(RR.length());
                throw invalid(
                    t.getSubject(),
                    "rr:%s is not a property of R2RML%s"
                        .formatted(name, Suggestions.didYouMean(name, PROPERTIES)));
              }
              if (t.getPredicate().equals(RDF.Nodes.type)
                  && t.getObject().isURI()
                  && t.getObject().getURI().startsWith(RR)
                  && !CLASSES.contains(t.getObject().getURI().substring(RR.length()))) {
                String name = t.getObject().getURI().substring(RR.length());
                throw invalid(
                    t.getSubject(),
                    "rr:%s is not a class of R2RML%s"
                        .formatted(name, Suggestions.didYouMean(name, CLASSES)));
              }
            });
  }

  private TriplesMap triplesMap(Node node) {
    TriplesMap head = head(node);
    var predicateObjectMaps = new ArrayList<PredicateObjectMap>();
    for (Node pom : objects(node, "predicateObjectMap")) {
      predicateObjectMaps.add(predicateObjectMap(pom));
    }
    return new TriplesMap(
        node, file, base, head.logicalTable(), head.subjectMap(), predicateObjectMaps);
  }

  /** Reads logical table and subject map, which is all that a referencing object map needs. */
  private TriplesMap head(Node node) {
    List<Node> tables = objects(node, "logicalTable");
    if (tables.size() != 1) {
      throw invalid(
          node,
          "a triples map has exactly one rr:logicalTable (R2RML §6), this has %d%s"
              .formatted(
                  tables.size(), tables.size() > 1 ? "; are two triples maps of one name?" : ""));
    }
    var subjects = new ArrayList<Node>(objects(node, "subjectMap"));
    List<Node> shortcuts = objects(node, "subject");
    if (subjects.size() + shortcuts.size() != 1) {
      throw invalid(
          node,
          "a triples map has exactly one rr:subjectMap or rr:subject (R2RML §6.1), this has %d"
              .formatted(subjects.size() + shortcuts.size()));
    }
    SubjectMap subject =
        shortcuts.isEmpty()
            ? subjectMap(subjects.getFirst())
            : new SubjectMap(
                constant(node, shortcuts.getFirst(), Role.SUBJECT), List.of(), List.of());
    return new TriplesMap(node, file, base, logicalTable(tables.getFirst()), subject, List.of());
  }

  private LogicalTable logicalTable(Node node) {
    Optional<String> table = text(node, "tableName");
    Optional<String> query = text(node, "sqlQuery");
    if (table.isPresent() == query.isPresent()) {
      throw invalid(
          node,
          "a logical table has either rr:tableName or rr:sqlQuery (R2RML §5), not both or none");
    }
    if (table.isPresent()) {
      List<SqlIdentifier> name = SqlIdentifier.parseQualified(table.get());
      if (name.size() > 3 || name.stream().anyMatch(p -> p.name().isEmpty())) {
        throw invalid(
            node,
            "rr:tableName \"%s\" must be table, schema.table or catalog.schema.table"
                .formatted(table.get()));
      }
      return new BaseTableOrView(name);
    }
    String sql = query.orElseThrow().strip();
    while (sql.endsWith(";")) {
      sql = sql.substring(0, sql.length() - 1).strip();
    }
    if (sql.isEmpty()) {
      throw invalid(node, "rr:sqlQuery is empty (R2RML §5.2)");
    }
    return new R2rmlView(sql);
  }

  private SubjectMap subjectMap(Node node) {
    TermMap termMap = termMap(node, Role.SUBJECT);
    List<Node> classes = objects(node, "class");
    for (Node type : classes) {
      if (!type.isURI()) {
        throw invalid(node, "rr:class must be an IRI (R2RML §6.2)");
      }
    }
    return new SubjectMap(termMap, classes, graphMaps(node));
  }

  private List<TermMap> graphMaps(Node node) {
    var maps = new ArrayList<TermMap>();
    objects(node, "graphMap").forEach(n -> maps.add(termMap(n, Role.GRAPH)));
    objects(node, "graph").forEach(n -> maps.add(constant(node, n, Role.GRAPH)));
    return maps;
  }

  private PredicateObjectMap predicateObjectMap(Node node) {
    var predicates = new ArrayList<TermMap>();
    objects(node, "predicateMap").forEach(n -> predicates.add(termMap(n, Role.PREDICATE)));
    objects(node, "predicate").forEach(n -> predicates.add(constant(node, n, Role.PREDICATE)));
    if (predicates.isEmpty()) {
      throw invalid(
          node,
          "a predicate-object map has at least one rr:predicate or rr:predicateMap (R2RML §6.3)");
    }
    var objects = new ArrayList<ObjectMap>();
    for (Node n : objects(node, "objectMap")) {
      objects.add(
          graph.contains(n, rr("parentTriplesMap"), Node.ANY)
              ? refObjectMap(n)
              : new TermObjectMap(termMap(n, Role.OBJECT)));
    }
    objects(node, "object")
        .forEach(n -> objects.add(new TermObjectMap(constant(node, n, Role.OBJECT))));
    if (objects.isEmpty()) {
      throw invalid(
          node, "a predicate-object map has at least one rr:object or rr:objectMap (R2RML §6.3)");
    }
    return new PredicateObjectMap(node, predicates, objects, graphMaps(node));
  }

  private RefObjectMap refObjectMap(Node node) {
    List<Node> parents = objects(node, "parentTriplesMap");
    if (parents.size() != 1) {
      throw invalid(
          node, "a referencing object map has exactly one rr:parentTriplesMap (R2RML §8)");
    }
    if (!graph.contains(parents.getFirst(), rr("logicalTable"), Node.ANY)) {
      throw invalid(
          node,
          "rr:parentTriplesMap <%s> is not a triples map of this file"
              .formatted(parents.getFirst()));
    }
    for (String other :
        List.of("column", "template", "constant", "termType", "language", "datatype")) {
      if (graph.contains(node, rr(other), Node.ANY)) {
        throw invalid(
            node,
            "a referencing object map has no rr:%s (R2RML §8): its objects are subjects of the parent"
                .formatted(other));
      }
    }
    var joins = new ArrayList<JoinCondition>();
    for (Node join : objects(node, "joinCondition")) {
      Optional<String> child = text(join, "child");
      Optional<String> parent = text(join, "parent");
      if (child.isEmpty() || parent.isEmpty()) {
        throw invalid(
            join, "a join condition has one rr:child and one rr:parent column (R2RML §8)");
      }
      joins.add(
          new JoinCondition(SqlIdentifier.parse(child.get()), SqlIdentifier.parse(parent.get())));
    }
    return new RefObjectMap(head(parents.getFirst()), joins);
  }

  private TermMap termMap(Node node, Role role) {
    List<Node> constants = objects(node, "constant");
    Optional<String> column = text(node, "column");
    Optional<String> template = text(node, "template");
    int kinds = constants.size() + (column.isPresent() ? 1 : 0) + (template.isPresent() ? 1 : 0);
    if (kinds != 1) {
      throw invalid(
          node,
          "a term map has exactly one of rr:constant, rr:column, rr:template (R2RML §7), this has %d"
              .formatted(kinds));
    }
    if (!constants.isEmpty()) {
      return constant(node, constants.getFirst(), role);
    }
    Optional<String> language = language(node);
    Optional<RDFDatatype> datatype = datatype(node);
    TermType type = termType(node, role, column.isPresent(), language, datatype);
    if (language.isPresent() && datatype.isPresent()) {
      throw invalid(node, "a term map has rr:language or rr:datatype, not both (R2RML §7.6)");
    }
    if (type != TermType.LITERAL && (language.isPresent() || datatype.isPresent())) {
      throw invalid(
          node,
          "rr:language and rr:datatype go with rr:termType rr:Literal only (R2RML §7.5, §7.6)");
    }
    if (column.isPresent()) {
      return new ColumnTermMap(SqlIdentifier.parse(column.get()), type, language, datatype);
    }
    try {
      return new TemplateTermMap(Template.parse(template.orElseThrow()), type, language, datatype);
    } catch (IllegalArgumentException e) {
      throw invalid(node, "rr:template: " + e.getMessage() + " (R2RML §7.3)");
    }
  }

  private ConstantTermMap constant(Node node, Node value, Role role) {
    boolean right =
        switch (role) {
          case SUBJECT -> value.isURI() || value.isBlank();
          case PREDICATE, GRAPH -> value.isURI();
          case OBJECT -> value.isURI() || value.isLiteral() || value.isBlank();
        };
    if (!right) {
      throw invalid(
          node,
          "a constant %s must be an IRI (R2RML §7.1), this is %s"
              .formatted(role.name().toLowerCase(Locale.ROOT), value));
    }
    return new ConstantTermMap(value);
  }

  private Optional<String> language(Node node) {
    Optional<String> language = text(node, "language");
    if (language.isPresent() && !isLanguageTag(language.get())) {
      throw invalid(
          node,
          "rr:language \"%s\" is not a language tag (RFC 5646), such as en or pt-BR (R2RML §7.5)"
              .formatted(language.get()));
    }
    return language;
  }

  /**
   * Well-formed, and with a primary language of 2 or 3 letters (4 are reserved, 5–8 unassigned).
   */
  private static boolean isLanguageTag(String tag) {
    if (!LANGUAGE.matcher(tag).matches()) {
      return false;
    }
    int dash = tag.indexOf('-');
    int primary = dash < 0 ? tag.length() : dash;
    return primary == 2 || primary == 3 || (primary == 1 && dash > 0);
  }

  private Optional<RDFDatatype> datatype(Node node) {
    List<Node> types = objects(node, "datatype");
    if (types.size() > 1 || types.stream().anyMatch(t -> !t.isURI())) {
      throw invalid(node, "rr:datatype is one IRI (R2RML §7.6)");
    }
    if (types.isEmpty()) {
      return Optional.empty();
    }
    if (types.getFirst().equals(RDF.langString.asNode())) {
      throw invalid(node, "rr:datatype rdf:langString needs a language: write rr:language instead");
    }
    if (types.getFirst().getURI().startsWith(XSD.NS)
        && TypeMapper.getInstance().getTypeByName(types.getFirst().getURI()) == null) {
      throw invalid(
          node,
          "rr:datatype <%s> is not a datatype of XML Schema".formatted(types.getFirst().getURI()));
    }
    return Optional.of(TypeMapper.getInstance().getSafeTypeByName(types.getFirst().getURI()));
  }

  private TermType termType(
      Node node,
      Role role,
      boolean isColumn,
      Optional<String> language,
      Optional<RDFDatatype> datatype) {
    List<Node> types = objects(node, "termType");
    if (types.size() > 1) {
      throw invalid(node, "a term map has at most one rr:termType (R2RML §7.4)");
    }
    if (types.isEmpty()) {
      boolean literal =
          role == Role.OBJECT && (isColumn || language.isPresent() || datatype.isPresent());
      return literal ? TermType.LITERAL : TermType.IRI;
    }
    TermType type = null;
    if (types.getFirst().equals(rr("IRI"))) {
      type = TermType.IRI;
    } else if (types.getFirst().equals(rr("BlankNode"))) {
      type = TermType.BLANK_NODE;
    } else if (types.getFirst().equals(rr("Literal"))) {
      type = TermType.LITERAL;
    }
    boolean right =
        type != null
            && switch (role) {
              case SUBJECT -> type != TermType.LITERAL;
              case PREDICATE, GRAPH -> type == TermType.IRI;
              case OBJECT -> true;
            };
    if (!right || type == null) {
      throw invalid(
          node,
          "rr:termType %s is not allowed here; a %s may be %s (R2RML §7.4)"
              .formatted(
                  types.getFirst(),
                  role.name().toLowerCase(Locale.ROOT),
                  switch (role) {
                    case SUBJECT -> "rr:IRI or rr:BlankNode";
                    case PREDICATE, GRAPH -> "rr:IRI";
                    case OBJECT -> "rr:IRI, rr:BlankNode or rr:Literal";
                  }));
    }
    return type;
  }

  private List<Node> objects(Node node, String property) {
    return graph.find(node, rr(property), Node.ANY).mapWith(Triple::getObject).toList();
  }

  private Optional<String> text(Node node, String property) {
    List<Node> values = objects(node, property);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1 || !values.getFirst().isLiteral()) {
      throw invalid(node, "rr:%s must be one text in quotes".formatted(property));
    }
    return Optional.of(values.getFirst().getLiteralLexicalForm());
  }

  private ConfigException invalid(Node node, String message) {
    return new ConfigException(
        Problem.MAPPING_INVALID, "%s: %s\n%s".formatted(file, message, turtle(node)));
  }

  private String turtle(Node node) {
    Graph part = GraphFactory.createDefaultGraph();
    graph
        .getPrefixMapping()
        .getNsPrefixMap()
        .forEach((prefix, iri) -> part.getPrefixMapping().setNsPrefix(prefix, iri));
    copy(node, part, 0);
    if (part.isEmpty()) {
      return "    " + node;
    }
    var out = new StringWriter();
    RDFDataMgr.write(out, part, RDFFormat.TURTLE_BLOCKS);
    String text = out.toString().strip();
    List<String> lines =
        text.lines().filter(l -> !l.startsWith("PREFIX") && !l.startsWith("@prefix")).toList();
    return lines.stream()
        .filter(l -> !l.isBlank())
        .limit(20)
        .map(l -> "    " + l)
        .reduce((a, b) -> a + "\n" + b)
        .orElse("    " + node);
  }

  private void copy(Node node, Graph part, int depth) {
    if (depth > 4) {
      return;
    }
    graph
        .find(node, Node.ANY, Node.ANY)
        .toList()
        .forEach(
            t -> {
              part.add(t);
              if (t.getObject().isBlank()) {
                copy(t.getObject(), part, depth + 1);
              }
            });
  }

  private static Node rr(String name) {
    return NodeFactory.createURI(RR + name);
  }
}
