package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.virtual.TermSpec.Constant;

/** What a mapping leaves out: columns of its source, and terms of the ontology. */
public final class MappingCoverage {
  private MappingCoverage() {}

  /**
   * The columns of a table or of the query of a mapping.
   *
   * @param table its name, or the query in one line
   * @param isQuery whether it is a query: what a query leaves out of its tables is not known
   * @param mapped columns that some term or join is made of
   * @param unmapped the others, in the order of the table
   */
  public record Table(String table, boolean isQuery, List<String> mapped, List<String> unmapped) {
    public Table {
      mapped = List.copyOf(mapped);
      unmapped = List.copyOf(unmapped);
    }
  }

  /**
   * Terms of the ontology that no mapping makes.
   *
   * @param classes classes without instances, by IRI
   * @param properties properties without statements, by IRI
   * @param isCertain false if some mapping takes predicates or classes from its rows, so that which
   *     ones come out is not known before it runs
   */
  public record Terms(List<Node> classes, List<Node> properties, boolean isCertain) {
    public Terms {
      classes = List.copyOf(classes);
      properties = List.copyOf(properties);
    }
  }

  /**
   * Compares a mapping with the tables of its source: each table of the database, mapped or not,
   * then the queries of the mapping.
   */
  public static List<Table> tables(CompiledMapping mapping, JdbcSource source) {
    Map<String, Set<String>> used = new HashMap<>();
    Map<String, Relation> relations = new HashMap<>();
    for (QuadMap quadMap : mapping.quadMaps()) {
      use(quadMap.relation(), quadMap, ColumnRef.Side.CHILD, used, relations);
      quadMap
          .join()
          .ifPresent(j -> use(j.parent(), quadMap, ColumnRef.Side.PARENT, used, relations));
    }
    var tables = new ArrayList<Table>();
    for (List<String> parts : source.tables()) {
      source
          .table(parts)
          .ifPresent(t -> tables.add(table(t, used.getOrDefault(t.fromSql(), Set.of()))));
    }
    Set<String> listed = new LinkedHashSet<>(tables.stream().map(Table::table).toList());
    relations.values().stream()
        .filter(r -> !listed.contains(r.shown()))
        .map(r -> table(r, used.getOrDefault(r.fromSql(), Set.of())))
        .sorted((a, b) -> a.table().compareTo(b.table()))
        .forEach(tables::add);
    return tables;
  }

  private static void use(
      Relation relation,
      QuadMap quadMap,
      ColumnRef.Side side,
      Map<String, Set<String>> used,
      Map<String, Relation> relations) {
    relations.putIfAbsent(relation.fromSql(), relation);
    Set<String> columns = used.computeIfAbsent(relation.fromSql(), k -> new LinkedHashSet<>());
    var refs = new LinkedHashSet<>(quadMap.columns());
    quadMap
        .join()
        .ifPresent(
            j -> {
              refs.addAll(j.child());
              refs.addAll(j.parentColumns());
            });
    refs.stream().filter(c -> c.side() == side).forEach(c -> columns.add(c.column().name()));
  }

  private static Table table(Relation relation, Set<String> used) {
    List<String> names = relation.columnNames();
    return new Table(
        relation.shown(),
        !relation.isTable(),
        names.stream().filter(used::contains).toList(),
        names.stream().filter(n -> !used.contains(n)).toList());
  }

  /**
   * Returns which classes and properties of the ontology none of the mappings makes, inferred ones
   * included.
   */
  public static Terms neverProduced(Collection<CompiledMapping> mappings, Graph ontology) {
    var made = new LinkedHashSet<Node>();
    boolean certain = true;
    for (CompiledMapping mapping : mappings) {
      for (QuadMap quadMap : mapping.quadMaps()) {
        if (!(quadMap.predicate() instanceof Constant predicate)) {
          certain = false;
          continue;
        }
        made.add(predicate.node());
        if (predicate.node().equals(RDF.Nodes.type)) {
          if (quadMap.object() instanceof Constant type) {
            made.add(type.node());
          } else {
            certain = false;
          }
        }
      }
    }
    return new Terms(
        declared(ontology, made, OWL2.Class.asNode(), RDFS.Nodes.Class),
        declared(
            ontology,
            made,
            OWL2.ObjectProperty.asNode(),
            OWL2.DatatypeProperty.asNode(),
            RDF.Nodes.Property),
        certain);
  }

  private static List<Node> declared(Graph ontology, Set<Node> made, Node... kinds) {
    var terms = new TreeSet<Node>((a, b) -> a.getURI().compareTo(b.getURI()));
    for (Node kind : kinds) {
      ontology
          .find(Node.ANY, RDF.Nodes.type, kind)
          .filterKeep(t -> t.getSubject().isURI() && !made.contains(t.getSubject()))
          .forEachRemaining(t -> terms.add(t.getSubject()));
    }
    return List.copyOf(terms);
  }
}
