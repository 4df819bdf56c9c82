package org.crmekg.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.shacl.vocabulary.SHACL;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.util.graph.GNode;
import org.apache.jena.sparql.util.graph.GraphList;
import org.apache.jena.system.G;
import org.apache.jena.vocabulary.OWL;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/**
 * One target shape with everything that it reaches, as a shapes graph of its own: the unit of
 * routing.
 *
 * <p>Shapes that are reached lose their own targets here, since they are units themselves; an
 * implicit class target becomes an explicit one; SPARQL constraints that are switched off are left
 * out, because Jena runs them all the same.
 */
final class ShapeUnit {
  private static final Set<Node> SHAPE_VALUED =
      Set.of(SHACL.property, SHACL.node, SHACL.not, SHACL.qualifiedValueShape);
  private static final Set<Node> SHAPE_LISTS = Set.of(SHACL.and, SHACL.or, SHACL.xone);
  private static final Set<Node> VALUE_LISTS =
      Set.of(SHACL.in, SHACL.languageIn, SHACL.ignoredProperties);

  private final Graph all;
  private final ConstraintComponents components;
  private final Node root;
  private final Graph part = GraphFactory.createGraphMem();
  private final Set<Node> seen = new HashSet<>();
  private final Set<Node> seenExecutables = new HashSet<>();
  private final Set<Node> seenPrefixes = new HashSet<>();

  private ShapeUnit(Graph all, ConstraintComponents components, Node root) {
    this.all = all;
    this.components = components;
    this.root = root;
  }

  /** Returns the graph of the unit. */
  static Graph of(Graph all, ConstraintComponents components, Shape shape) {
    var unit = new ShapeUnit(all, components, shape.node());
    unit.copyShape(shape.node());
    for (Target target : shape.targets()) {
      unit.part.add(
          switch (target) {
            case Target.ClassTarget t -> Triple.create(unit.root, SHACL.targetClass, t.type());
            case Target.NodeTarget t -> Triple.create(unit.root, SHACL.targetNode, t.node());
            case Target.SubjectsOf t ->
                Triple.create(unit.root, SHACL.targetSubjectsOf, t.property());
            case Target.ObjectsOf t ->
                Triple.create(unit.root, SHACL.targetObjectsOf, t.property());
          });
    }
    unit.part.getPrefixMapping().setNsPrefixes(all.getPrefixMapping());
    return unit.part;
  }

  /** Returns whether the values of the property are shapes. */
  static boolean refersToShape(Node property) {
    return SHAPE_VALUED.contains(property);
  }

  /** Returns the members of a list, or none if the node is not a list. */
  static List<Node> members(Graph graph, Node list) {
    var listNode = new GNode(graph, list);
    return GraphList.isListNode(listNode) ? GraphList.members(listNode) : List.of();
  }

  private void copyShape(Node shape) {
    if (!seen.add(shape)) {
      return;
    }
    for (Triple t : all.find(shape, Node.ANY, Node.ANY).toList()) {
      Node p = t.getPredicate();
      Node o = t.getObject();
      if (p.equals(RDF.type.asNode())) {
        if (ShaclTerms.localName(o).isPresent()) {
          part.add(t);
        }
      } else if (SHAPE_VALUED.contains(p)) {
        part.add(t);
        copyShape(o);
      } else if (SHAPE_LISTS.contains(p)) {
        part.add(t);
        copyClosure(o);
        members(all, o).forEach(this::copyShape);
      } else if (p.equals(SHACL.path) || VALUE_LISTS.contains(p)) {
        part.add(t);
        copyClosure(o);
      } else if (p.equals(SHACL.sparql)) {
        if (!G.contains(all, o, SHACL.deactivated, ShapeLint.TRUE)) {
          part.add(t);
          copyExecutable(o);
        }
      } else if (components.hasParameter(p)) {
        part.add(t);
        components.ofParameter(p).forEach(this::copyComponent);
      } else if (isKept(p)) {
        part.add(t);
      }
    }
  }

  /** Messages are chosen by {@link Messages}: Jena would hide a constraint's by its shape's. */
  private static boolean isKept(Node p) {
    return ShaclTerms.localName(p)
        .filter(n -> !ShaclTerms.TARGETS.contains(n) && !n.equals("message"))
        .isPresent();
  }

  /** Copies lists and paths: what hangs on blank nodes. */
  private void copyClosure(Node node) {
    if (!node.isBlank() || !seen.add(node)) {
      return;
    }
    for (Triple t : all.find(node, Node.ANY, Node.ANY).toList()) {
      // A member of sh:or may be a shape; copyShape copies it, without its targets.
      if (t.getPredicate().equals(RDF.first.asNode())
          || t.getPredicate().equals(RDF.rest.asNode())
          || ShaclTerms.localName(t.getPredicate()).isPresent()) {
        part.add(t);
        if (t.getPredicate().equals(RDF.rest.asNode()) || !isShape(t.getObject())) {
          copyClosure(t.getObject());
        }
      }
    }
  }

  private boolean isShape(Node node) {
    return !node.isLiteral()
        && all.find(node, Node.ANY, Node.ANY)
            .filterKeep(
                t ->
                    ShaclTerms.localName(t.getPredicate())
                        .filter(
                            n ->
                                ShaclTerms.CONSTRAINTS.contains(n)
                                    || ShaclTerms.CHARACTERISTICS.contains(n))
                        .isPresent())
            .hasNext();
  }

  private void copyComponent(Node component) {
    if (!seen.add(component)) {
      return;
    }
    for (Triple t : all.find(component, Node.ANY, Node.ANY).toList()) {
      part.add(t);
      Node p = t.getPredicate();
      if (p.equals(SHACL.parameter)) {
        all.find(t.getObject(), Node.ANY, Node.ANY).forEachRemaining(part::add);
      } else if (p.equals(SHACL.validator)
          || p.equals(SHACL.nodeValidator)
          || p.equals(SHACL.propertyValidator)) {
        copyExecutable(t.getObject());
      } else if (p.equals(RDF.type.asNode())) {
        all.find(t.getObject(), RDFS.subClassOf.asNode(), Node.ANY).forEachRemaining(part::add);
      }
    }
  }

  private void copyExecutable(Node executable) {
    if (!seenExecutables.add(executable)) {
      return;
    }
    for (Triple t : all.find(executable, Node.ANY, Node.ANY).toList()) {
      part.add(t);
      if (t.getPredicate().equals(SHACL.prefixes)) {
        copyPrefixes(t.getObject());
      }
    }
  }

  private void copyPrefixes(Node ontology) {
    // One node may be a shape, a query and the owner of prefixes at once.
    if (!seenPrefixes.add(ontology)) {
      return;
    }
    for (Triple t : all.find(ontology, SHACL.declare, Node.ANY).toList()) {
      part.add(t);
      all.find(t.getObject(), Node.ANY, Node.ANY).forEachRemaining(part::add);
    }
    for (Triple t : all.find(ontology, OWL.imports.asNode(), Node.ANY).toList()) {
      part.add(t);
      copyPrefixes(t.getObject());
    }
  }
}
