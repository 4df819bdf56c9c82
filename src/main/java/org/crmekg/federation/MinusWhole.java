package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIterProcessBinding;
import org.jspecify.annotations.Nullable;

/**
 * MINUS (SPARQL 1.1, 18.5) whose right side is read once: a row goes if a solution of the right
 * side is compatible with it and binds a variable that it binds.
 *
 * <p>Rows and solutions may bind some of the common variables only. For each set of variables that
 * solutions bind, and each part of it that rows bind, what the solutions have there is looked up.
 */
final class MinusWhole extends QueryIterProcessBinding {
  private final Supplier<QueryIterator> right;
  private final List<Var> common;

  /** What solutions have in the variables that they bind. */
  private @Nullable Map<List<Var>, Set<List<Node>>> solutions;

  /** What those that bind some variables have in a part of them. */
  private final Map<Part, Set<List<Node>>> parts = new HashMap<>();

  private record Part(List<Var> bound, List<Var> shared) {}

  /**
   * Creates the iterator.
   *
   * @param right begins the right side, which is read when the first row is there
   * @param common the variables that both sides may bind
   */
  MinusWhole(
      QueryIterator left,
      Supplier<QueryIterator> right,
      Set<Var> common,
      ExecutionContext context) {
    super(left, context);
    this.right = right;
    this.common = List.copyOf(common);
  }

  @Override
  public @Nullable Binding accept(Binding row) {
    Map<List<Var>, Set<List<Node>>> all = solutions;
    if (all == null) {
      all = read();
      solutions = all;
    }
    for (Map.Entry<List<Var>, Set<List<Node>>> alike : all.entrySet()) {
      List<Var> shared = alike.getKey().stream().filter(row::contains).toList();
      if (!shared.isEmpty()
          && parts
              .computeIfAbsent(new Part(alike.getKey(), shared), p -> part(p, alike.getValue()))
              .contains(values(row, shared))) {
        return null;
      }
    }
    return row;
  }

  private Map<List<Var>, Set<List<Node>>> read() {
    Map<List<Var>, Set<List<Node>>> read = new HashMap<>();
    QueryIterator rows = right.get();
    try {
      while (rows.hasNext()) {
        Binding row = rows.next();
        List<Var> bound = common.stream().filter(row::contains).toList();
        read.computeIfAbsent(bound, k -> new HashSet<>()).add(values(row, bound));
      }
    } finally {
      rows.close();
    }
    return read;
  }

  private static Set<List<Node>> part(Part part, Set<List<Node>> all) {
    if (part.shared().equals(part.bound())) {
      return all;
    }
    int[] places = part.shared().stream().mapToInt(part.bound()::indexOf).toArray();
    Set<List<Node>> values = new HashSet<>();
    for (List<Node> solution : all) {
      var shared = new ArrayList<Node>(places.length);
      for (int place : places) {
        shared.add(solution.get(place));
      }
      values.add(shared);
    }
    return values;
  }

  private static List<Node> values(Binding row, List<Var> variables) {
    var values = new ArrayList<Node>(variables.size());
    for (Var v : variables) {
      values.add(row.get(v));
    }
    return values;
  }
}
