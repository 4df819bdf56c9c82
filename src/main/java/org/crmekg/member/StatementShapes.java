package org.crmekg.member;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;

/** An unmodifiable set of forms of statements, found by predicate. */
public final class StatementShapes extends AbstractSet<StatementShape> {
  private final Set<StatementShape> all;
  private final Map<Node, List<StatementShape>> byPredicate = new HashMap<>();
  private final List<StatementShape> ofAny;

  private StatementShapes(Set<StatementShape> all) {
    this.all = all;
    Map<Node, Set<StatementShape>> named = new HashMap<>();
    for (StatementShape shape : all) {
      named.computeIfAbsent(shape.predicate(), p -> new HashSet<>()).add(shape);
    }
    Set<StatementShape> open = named.getOrDefault(Node.ANY, Set.of());
    this.ofAny = List.copyOf(open);
    named.forEach(
        (p, shapes) -> {
          shapes.addAll(open);
          byPredicate.put(p, List.copyOf(shapes));
        });
  }

  /** Returns the set of some forms. */
  public static StatementShapes of(Collection<StatementShape> shapes) {
    return shapes instanceof StatementShapes known
        ? known
        : new StatementShapes(Set.copyOf(shapes));
  }

  /** Returns the forms that may have a predicate. */
  public List<StatementShape> of(Node predicate) {
    return byPredicate.getOrDefault(predicate, ofAny);
  }

  @Override
  public Iterator<StatementShape> iterator() {
    return all.iterator();
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  public boolean contains(Object shape) {
    return all.contains(shape);
  }
}
