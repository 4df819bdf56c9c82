package org.crmekg.virtual;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.mapping.LogicalTable;
import org.crmekg.mapping.LogicalTable.BaseTableOrView;
import org.crmekg.mapping.LogicalTable.R2rmlView;
import org.crmekg.mapping.ObjectMap.JoinCondition;
import org.crmekg.mapping.ObjectMap.RefObjectMap;
import org.crmekg.mapping.ObjectMap.TermObjectMap;
import org.crmekg.mapping.PredicateObjectMap;
import org.crmekg.mapping.R2rmlMapping;
import org.crmekg.mapping.SqlIdentifier;
import org.crmekg.mapping.Template;
import org.crmekg.mapping.TermMap;
import org.crmekg.mapping.TermMap.ColumnTermMap;
import org.crmekg.mapping.TermMap.ConstantTermMap;
import org.crmekg.mapping.TermMap.TemplateTermMap;
import org.crmekg.mapping.TermType;
import org.crmekg.mapping.TriplesMap;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Schema;
import org.crmekg.rdf.Suggestions;
import org.crmekg.source.Column;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.QuadMap.Join;
import org.crmekg.virtual.QuadMap.Origin;
import org.crmekg.virtual.TermSpec.Constant;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.crmekg.virtual.TermSpec.FromTemplate;
import org.crmekg.virtual.TermSpec.TermContext;

/**
 * Compiles a mapping: names become columns, term maps become {@link TermSpec}s, triples maps fall
 * apart into {@link QuadMap}s, and the ontology's inferences are added.
 */
public final class MappingCompiler {
  private static final Node RR_DEFAULT_GRAPH =
      NodeFactory.createURI("http://www.w3.org/ns/r2rml#defaultGraph");
  private static final TermSpec TYPE = new Constant(RDF.Nodes.type);

  /**
   * What a compilation depends on besides mapping and database.
   *
   * @param defaultGraph what R2RML's default graph is here
   * @param schema what the ontology adds; {@link Schema#NONE} for none
   * @param normalized whether literals are brought into normal form; false keeps R2RML's own text
   * @param declaredKeys keys of relations whose database declares none, by shown name
   */
  public record Options(
      Node defaultGraph,
      Schema schema,
      boolean normalized,
      Map<String, List<Set<String>>> declaredKeys) {
    public Options {
      declaredKeys = Map.copyOf(declaredKeys);
    }
  }

  private final JdbcSource source;
  private final Options options;
  private final Map<LogicalTable, Relation> relations = new HashMap<>();

  /** Tables by name, as mappings and the queries in them read them. */
  private final Map<List<String>, Optional<Relation>> tables = new HashMap<>();

  private MappingCompiler(JdbcSource source, Options options) {
    this.source = source;
    this.options = options;
  }

  /**
   * Compiles a mapping.
   *
   * @throws ConfigException naming triples map and what the database has, if a table or column is
   *     missing or a query is rejected
   * @throws org.crmekg.SourceException if the source cannot be reached
   */
  public static CompiledMapping compile(R2rmlMapping mapping, JdbcSource source, Options options) {
    return new MappingCompiler(source, options).compile(mapping);
  }

  private CompiledMapping compile(R2rmlMapping mapping) {
    var stated = new ArrayList<QuadMap>();
    for (TriplesMap map : mapping.triplesMaps()) {
      addTriplesMap(map, stated);
    }
    List<QuadMap> distinct = stated.stream().distinct().toList();
    var all = new ArrayList<>(distinct);
    var openEnded = new ArrayList<QuadMap>();
    if (options.schema().equals(Schema.NONE)) {
      return new CompiledMapping(source.id(), options.defaultGraph(), distinct, List.of());
    }
    for (QuadMap quadMap : distinct) {
      if (isOpenEnded(quadMap)) {
        openEnded.add(quadMap);
      } else {
        addInferred(quadMap, all);
      }
    }
    return new CompiledMapping(
        source.id(), options.defaultGraph(), withoutSubsumed(all), openEnded);
  }

  private static boolean isOpenEnded(QuadMap quadMap) {
    return !(quadMap.predicate() instanceof Constant p)
        || (p.node().equals(RDF.Nodes.type) && !(quadMap.object() instanceof Constant));
  }

  private void addTriplesMap(TriplesMap map, List<QuadMap> out) {
    Relation relation = relation(map, map.logicalTable());
    TermContext context = context(map);
    TermSpec subject = spec(map, relation, Side.CHILD, map.subjectMap().termMap(), context);
    List<TermSpec> subjectGraphs = graphs(map, relation, map.subjectMap().graphMaps(), context);
    for (Node type : map.subjectMap().classes()) {
      for (TermSpec graph : orDefault(subjectGraphs)) {
        out.add(
            new QuadMap(
                map,
                relation,
                Optional.empty(),
                graph,
                subject,
                TYPE,
                new Constant(type),
                new Origin.Stated()));
      }
    }
    for (PredicateObjectMap pom : map.predicateObjectMaps()) {
      var graphs = new LinkedHashSet<>(subjectGraphs);
      graphs.addAll(graphs(map, relation, pom.graphMaps(), context));
      for (TermMap predicateMap : pom.predicateMaps()) {
        TermSpec predicate = spec(map, relation, Side.CHILD, predicateMap, context);
        for (var objectMap : pom.objectMaps()) {
          for (TermSpec graph : orDefault(List.copyOf(graphs))) {
            switch (objectMap) {
              case TermObjectMap term ->
                  out.add(
                      new QuadMap(
                          map,
                          relation,
                          Optional.empty(),
                          graph,
                          subject,
                          predicate,
                          spec(map, relation, Side.CHILD, term.termMap(), context),
                          new Origin.Stated()));
              case RefObjectMap ref ->
                  out.add(referencing(map, relation, graph, subject, predicate, ref));
            }
          }
        }
      }
    }
  }

  private QuadMap referencing(
      TriplesMap map,
      Relation relation,
      TermSpec graph,
      TermSpec subject,
      TermSpec predicate,
      RefObjectMap ref) {
    TriplesMap parent = ref.parent();
    TermContext context = context(parent);
    if (ref.joinConditions().isEmpty()) {
      // R2RML §8: without join conditions the parent's subject map runs on the child's rows.
      TermSpec object = spec(map, relation, Side.CHILD, parent.subjectMap().termMap(), context);
      return new QuadMap(
          map, relation, Optional.empty(), graph, subject, predicate, object, new Origin.Stated());
    }
    Relation parentRelation = relation(parent, parent.logicalTable());
    var child = new ArrayList<ColumnRef>();
    var parentColumns = new ArrayList<ColumnRef>();
    for (JoinCondition join : ref.joinConditions()) {
      child.add(new ColumnRef(Side.CHILD, column(map, relation, join.child())));
      parentColumns.add(new ColumnRef(Side.PARENT, column(parent, parentRelation, join.parent())));
    }
    TermSpec object =
        spec(parent, parentRelation, Side.PARENT, parent.subjectMap().termMap(), context);
    return new QuadMap(
        map,
        relation,
        Optional.of(new Join(parentRelation, child, parentColumns)),
        graph,
        subject,
        predicate,
        object,
        new Origin.Stated());
  }

  private TermContext context(TriplesMap map) {
    return new TermContext(
        map.base(),
        source.id(),
        options.normalized(),
        "source %s, triples map %s".formatted(source.id(), map.name()));
  }

  private List<TermSpec> graphs(
      TriplesMap map, Relation relation, List<TermMap> maps, TermContext context) {
    return maps.stream()
        .map(
            m ->
                m instanceof ConstantTermMap c && c.value().equals(RR_DEFAULT_GRAPH)
                    ? new Constant(options.defaultGraph())
                    : spec(map, relation, Side.CHILD, m, context))
        .toList();
  }

  private List<TermSpec> orDefault(List<TermSpec> graphs) {
    return graphs.isEmpty() ? List.of(new Constant(options.defaultGraph())) : graphs;
  }

  private TermSpec spec(
      TriplesMap map, Relation relation, Side side, TermMap termMap, TermContext context) {
    return switch (termMap) {
      case ConstantTermMap m ->
          new Constant(
              m.value().isBlank()
                  ? context.blankNode(
                      "constant:" + map.file() + ":" + m.value().getBlankNodeLabel())
                  : options.normalized() ? Literals.normal(m.value()) : m.value());
      case ColumnTermMap m ->
          new FromColumn(
              new ColumnRef(side, column(map, relation, m.column())),
              m.termType(),
              m.language(),
              m.datatype(),
              context);
      case TemplateTermMap m -> {
        List<ColumnRef> holes =
            m.template().columns().stream()
                .map(c -> new ColumnRef(side, column(map, relation, SqlIdentifier.parse(c))))
                .toList();
        Template absolute =
            m.termType() == TermType.IRI && !startsWithScheme(m.template())
                ? m.template().prefixed(map.base())
                : m.template();
        if (m.termType() == TermType.IRI) {
          checkIriCharacters(map, absolute);
        }
        yield new FromTemplate(
            m.template(), absolute, holes, m.termType(), m.language(), m.datatype(), context);
      }
    };
  }

  private static void checkIriCharacters(TriplesMap map, Template template) {
    for (String text : template.texts()) {
      if (!Iris.hasOnlyIriCharacters(text)) {
        throw new ConfigException(
            Problem.MAPPING_INVALID,
            ("%s: triples map %s: the template \"%s\" can never give an IRI: \"%s\" holds a space or"
                    + " one of <>\"{}|^`\\; percent-encode it, or set rr:termType rr:Literal")
                .formatted(map.file(), map.name(), template, text));
      }
    }
  }

  private static boolean startsWithScheme(Template template) {
    return Iris.isAbsolute(template.texts().getFirst() + (template.columns().isEmpty() ? "" : "x"));
  }

  private Relation relation(TriplesMap map, LogicalTable table) {
    Relation known = relations.get(table);
    if (known != null) {
      return known;
    }
    Relation described =
        switch (table) {
          case BaseTableOrView base -> baseTable(map, base.name());
          case R2rmlView view -> view(map, view);
        };
    checkDuplicateColumns(map, described);
    relations.put(table, described);
    return described;
  }

  private Optional<Relation> table(List<String> name) {
    return tables.computeIfAbsent(name, n -> source.table(n).map(this::withDeclaredKeys));
  }

  private Relation withDeclaredKeys(Relation relation) {
    var keys = new ArrayList<Set<String>>();
    for (Set<String> declared : options.declaredKeys().getOrDefault(relation.shown(), List.of())) {
      var key = new LinkedHashSet<String>();
      for (String column : declared) {
        key.add(
            byName(relation, column)
                .map(Column::name)
                .orElseThrow(() -> noKeyColumn(relation, column)));
      }
      keys.add(key);
    }
    return relation.withKeys(keys);
  }

  private ConfigException noKeyColumn(Relation relation, String column) {
    return new ConfigException(
        Problem.CONFIG_INVALID,
        "source %s: a key is declared for %s with column \"%s\", which it has not%s; it has %s"
            .formatted(
                source.id(),
                relation.shown(),
                column,
                Suggestions.didYouMean(column, relation.columnNames()),
                String.join(", ", relation.columnNames())));
  }

  private Relation baseTable(TriplesMap map, List<SqlIdentifier> name) {
    List<String> folded =
        name.stream().map(p -> p.delimited() ? p.name() : source.fold(p.name())).toList();
    return table(folded)
        .orElseThrow(
            () -> {
              List<String> tables = source.tableNames();
              String wanted = folded.getLast();
              return new ConfigException(
                  Problem.MAPPING_TABLE,
                  "%s: triples map %s: source %s has no table %s%s; it has %s%s"
                      .formatted(
                          map.file(),
                          map.name(),
                          source.id(),
                          map.logicalTable().shown(),
                          written(wanted, tables),
                          tables.stream().limit(30).collect(Collectors.joining(", ")),
                          tables.size() > 30 ? ", …" : ""));
            });
  }

  /** A name without quotes is folded, as SQL does it, and may be there in other letters. */
  private static String written(String wanted, List<String> tables) {
    return tables.stream()
        .filter(wanted::equalsIgnoreCase)
        .findFirst()
        .map(
            t ->
                ", which is how the name is read without quotes; write \"\\\"%s\\\"\"".formatted(t))
        .orElseGet(() -> Suggestions.didYouMean(wanted, tables));
  }

  private Relation view(TriplesMap map, R2rmlView view) {
    try {
      return source.query(view.query(), view.shown(), this::table);
    } catch (SQLException e) {
      throw new ConfigException(
          Problem.MAPPING_SQL,
          "%s: triples map %s: the database rejects rr:sqlQuery: %s\n    %s"
              .formatted(
                  map.file(),
                  map.name(),
                  source.placed(String.valueOf(e.getMessage()), view.query()).strip(),
                  view.query().strip().replace("\n", "\n    ")),
          e);
    }
  }

  private void checkDuplicateColumns(TriplesMap map, Relation relation) {
    var seen = new LinkedHashSet<String>();
    for (String name : relation.columnNames()) {
      if (!seen.add(source.dialect().columnKey(name))) {
        throw new ConfigException(
            Problem.MAPPING_SQL,
            "%s: triples map %s: the query returns two columns named \"%s\" (R2RML §5.2); give one"
                    .formatted(map.file(), map.name(), name)
                + " another name with AS");
      }
    }
  }

  private Column column(TriplesMap map, Relation relation, SqlIdentifier name) {
    String wanted = name.delimited() ? name.name() : source.fold(name.name());
    Optional<Column> found = byName(relation, wanted);
    if (found.isEmpty() && !name.delimited() && !relation.isTable()) {
      // The columns of a query are often named without quotes in mappings although AS has them.
      found = byName(relation, name.name());
    }
    return found.orElseThrow(
        () ->
            new ConfigException(
                Problem.MAPPING_COLUMN,
                "%s: triples map %s: column %s is not in %s%s; it has %s%s"
                    .formatted(
                        map.file(),
                        map.name(),
                        name,
                        relation.shown(),
                        advice(relation, name),
                        relation.columnNames().stream().limit(40).collect(Collectors.joining(", ")),
                        relation.columns().size() > 40 ? ", …" : "")));
  }

  private Optional<Column> byName(Relation relation, String name) {
    return relation.columns().stream()
        .filter(c -> source.dialect().sameColumn(name, c.name()))
        .findFirst();
  }

  private static String advice(Relation relation, SqlIdentifier name) {
    Optional<String> otherCase =
        relation.columnNames().stream().filter(c -> c.equalsIgnoreCase(name.name())).findFirst();
    return otherCase
        .map(c -> "; write \\\"%s\\\" with quotes and in this case".formatted(c))
        .orElseGet(() -> Suggestions.didYouMean(name.name(), relation.columnNames()));
  }

  private void addInferred(QuadMap q, List<QuadMap> out) {
    Schema schema = options.schema();
    if (!(q.predicate() instanceof Constant constantPredicate)) {
      return;
    }
    Node p = constantPredicate.node();
    if (p.equals(RDF.Nodes.type) && q.object() instanceof Constant constant) {
      Node type = constant.node();
      for (Node superClass : schema.superClasses(type)) {
        out.add(inferred(q, q.subject(), TYPE, superClass, "sub-class of " + type.getURI()));
      }
    }
    for (Node superProperty : schema.superProperties(p)) {
      out.add(
          new QuadMap(
              q.triplesMap(),
              q.relation(),
              q.join(),
              q.graph(),
              q.subject(),
              new Constant(superProperty),
              q.object(),
              new Origin.Inferred(q, "sub-property " + p.getURI())));
    }
    for (Node type : schema.domains(p)) {
      out.add(inferred(q, q.subject(), TYPE, type, "domain of " + p.getURI()));
    }
    if (q.object().canBeResource()) {
      for (Node type : schema.ranges(p)) {
        out.add(inferred(q, q.object(), TYPE, type, "range of " + p.getURI()));
      }
    }
  }

  /** The object's value must be there for the premise to hold, so its columns stay required. */
  private static QuadMap inferred(
      QuadMap q, TermSpec subject, TermSpec predicate, Node object, String rule) {
    return new QuadMap(
        q.triplesMap(),
        q.relation(),
        q.join(),
        q.graph(),
        subject,
        predicate,
        new Constant(object),
        new Origin.Inferred(q, rule));
  }

  /**
   * Leaves out inferred rules that can add nothing: another rule over the same rows gives the same
   * quads and needs no more columns.
   */
  private static List<QuadMap> withoutSubsumed(List<QuadMap> all) {
    var kept = new ArrayList<QuadMap>();
    for (QuadMap q : all) {
      boolean subsumed =
          q.origin() instanceof Origin.Inferred
              && kept.stream()
                  .anyMatch(
                      k -> gives(k, q) && q.requiredColumns().containsAll(k.requiredColumns()));
      if (!subsumed) {
        kept.add(q);
      }
    }
    return kept;
  }

  private static boolean gives(QuadMap k, QuadMap q) {
    return (k.join().isEmpty() || k.join().equals(q.join()))
        && k.relation().equals(q.relation())
        && k.graph().equals(q.graph())
        && k.subject().equals(q.subject())
        && k.predicate().equals(q.predicate())
        && k.object().equals(q.object());
  }
}
