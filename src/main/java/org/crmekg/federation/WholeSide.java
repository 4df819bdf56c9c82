package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.util.Symbol;
import org.crmekg.member.Member;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.TermSet;
import org.jspecify.annotations.Nullable;

/**
 * The right side of a bind join, read once instead of batch after batch: the join becomes a hash
 * join. That is done where a request is dear, and where batches would read at least half as many
 * rows. Where the side is too large to be kept, batches go on.
 */
final class WholeSide {
  private static final Symbol SIDES = Symbol.create("https://w3id.org/crm-ekg/ns/wholeSides");

  /** A left side that is over after so many batches has not been worth it. */
  private static final int BATCHES = 2;

  private static final int MOST_KEPT = 200_000;

  /** Where requests are cheap, a side that is larger than this goes on in batches. */
  private static final int MOST_READ = 50_000;

  private final ReadOnlyDataset dataset;
  private final Member member;
  private final JoinBlock block;
  private final Map<Var, Map<Node, List<Binding>>> byVariable = new HashMap<>();
  private @Nullable List<Binding> kept;
  private final double size;
  private int batches;
  private long asked;
  private long found;
  private boolean wanted;
  private boolean tooLarge;

  /** What is joined with it. */
  private record Key(Member member, JoinBlock block) {}

  /** Returns the one of a query: a pattern of an OPTIONAL is evaluated for many batches. */
  static WholeSide of(
      ReadOnlyDataset dataset,
      Member member,
      List<Triple> patterns,
      JoinBlock block,
      ExecutionContext execution) {
    Map<Key, WholeSide> sides = execution.getContext().get(SIDES);
    if (sides == null) {
      sides = new ConcurrentHashMap<>();
      execution.getContext().set(SIDES, sides);
    }
    return sides.computeIfAbsent(
        new Key(member, block), k -> new WholeSide(dataset, member, patterns, block));
  }

  private WholeSide(
      ReadOnlyDataset dataset, Member member, List<Triple> patterns, JoinBlock block) {
    this.dataset = dataset;
    this.member = member;
    this.block = block;
    this.size =
        patterns.stream()
            .mapToDouble(t -> dataset.estimate(member, block.graph(), t, Set.of()))
            .max()
            .orElse(Double.POSITIVE_INFINITY);
  }

  /** Returns whether to look how many rows there are on the left before the next is asked for. */
  boolean isPossible() {
    return kept == null
        && !wanted
        && !tooLarge
        && (member.prefersFewRequests() || (asked > 0 && size <= MOST_READ));
  }

  /** Says how many keys are to be asked for, so that the side is read if that is worth it. */
  void expect(int keys) {
    wanted |=
        isPossible()
            && (member.prefersFewRequests()
                ? keys > BATCHES * RowBatches.LARGEST
                : keys * (double) found / asked >= size / 2);
  }

  /**
   * Returns the solutions in which some variables have some values; empty if the member is to be
   * asked for them.
   *
   * @param values those of the block, and of variables of rows
   */
  Optional<Iterator<Binding>> solutions(Map<Var, TermSet> values) {
    Optional<Var> first =
        values.keySet().stream().filter(v -> !block.values().containsKey(v)).findFirst();
    // Whether a blank node can be asked for is the member's to say.
    boolean blank =
        values.values().stream().anyMatch(t -> t.terms().stream().anyMatch(Node::isBlank));
    if (first.isEmpty() || blank || tooLarge) {
      return Optional.empty();
    }
    if (kept == null && !(isDue() && read())) {
      return Optional.empty();
    }
    Map<Node, List<Binding>> index = byVariable.computeIfAbsent(first.get(), this::indexed);
    List<Binding> found =
        values.getOrDefault(first.get(), TermSet.of(List.of())).terms().stream()
            .flatMap(n -> index.getOrDefault(n, List.of()).stream())
            .toList();
    return Optional.of(
        Iter.filter(
            found.iterator(),
            s ->
                values.entrySet().stream()
                    .allMatch(
                        e -> !s.contains(e.getKey()) || e.getValue().contains(s.get(e.getKey())))));
  }

  private boolean isDue() {
    if (member.prefersFewRequests()) {
      return wanted || ++batches > BATCHES;
    }
    // Whatever comes, that is at most twice what is needed.
    return wanted || (found >= size && size <= MOST_READ);
  }

  /** Notes what a batch that was asked for has. */
  Iterator<Binding> counted(int keys, Iterator<Binding> solutions) {
    asked += keys;
    return Iter.map(
        solutions,
        s -> {
          found++;
          return s;
        });
  }

  private boolean read() {
    var read = new ArrayList<Binding>();
    double most =
        member.prefersFewRequests() ? MOST_KEPT : Math.min(MOST_KEPT, Math.max(1_000, 2 * size));
    Iterator<Binding> all = dataset.join(member, block);
    try {
      while (all.hasNext()) {
        if (read.size() >= most) {
          tooLarge = true;
          return false;
        }
        read.add(all.next());
      }
    } finally {
      Iter.close(all);
    }
    kept = read;
    return true;
  }

  private Map<Node, List<Binding>> indexed(Var variable) {
    Map<Node, List<Binding>> index = new HashMap<>();
    for (Binding solution : kept == null ? List.<Binding>of() : kept) {
      index.computeIfAbsent(solution.get(variable), k -> new ArrayList<>()).add(solution);
    }
    return index;
  }
}
