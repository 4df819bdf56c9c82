package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.source.Dialect;

/**
 * Finds the ways in which quad maps can answer basic graph patterns together: the patterns are
 * their union. Ways whose solutions another one has, too, are left out.
 *
 * <p>Ways do not depend on what is known of variables, so they are found once for all batches of
 * rows, and remembered. Safe for several threads.
 */
final class JoinUnfolder {
  /** Beyond so many ways, one statement each costs more than it saves. */
  private static final int MOST_WAYS = 64;

  /** Combinations of quad maps that are looked at; patterns with more are joined on this side. */
  private static final int MOST_TRIED = 256;

  private static final int MOST_REMEMBERED = 500;

  private final CompiledMapping mapping;
  private final Dialect dialect;
  private final Set<String> hidden;
  private final Map<Pattern, Optional<Ways>> remembered = new ConcurrentHashMap<>();

  JoinUnfolder(CompiledMapping mapping, Dialect dialect, Set<String> hidden) {
    this.mapping = mapping;
    this.dialect = dialect;
    this.hidden = Set.copyOf(hidden);
  }

  private record Pattern(Node graph, List<Triple> patterns) {}

  /**
   * All ways to answer a basic graph pattern.
   *
   * @param terms what a variable may be in any of its places, taken alone: the database may find no
   *     way for two names of one thing
   */
  record Ways(List<QuadJoin> all, Map<Var, Set<TermSpec>> terms) {
    Ways {
      all = List.copyOf(all);
      terms = Map.copyOf(terms);
    }

    /** Returns whether a solution of one way may agree with one of another in these variables. */
    boolean overlaps(QuadJoin way, Set<Var> variables) {
      return all.stream().anyMatch(o -> o != way && o.canOverlap(way, variables));
    }
  }

  /**
   * Finds the ways for the patterns of a block.
   *
   * @return empty if the database cannot join some of its rows, or there are too many ways
   */
  Optional<Ways> ways(JoinBlock block) {
    var pattern = new Pattern(block.graph(), block.patterns());
    Optional<Ways> ways = remembered.get(pattern);
    if (ways == null) {
      ways = find(block);
      if (remembered.size() >= MOST_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(pattern, ways);
    }
    return ways;
  }

  private Optional<Ways> find(JoinBlock block) {
    var candidates = new ArrayList<List<QuadMap>>();
    for (Triple pattern : block.patterns()) {
      if (isOpen(pattern)) {
        return Optional.empty();
      }
      candidates.add(candidates(pattern, block));
    }
    var search = new Search(block, candidates);
    return search.extend(List.of())
        ? Optional.of(new Ways(search.found, terms(block.patterns(), candidates)))
        : Optional.empty();
  }

  private static Map<Var, Set<TermSpec>> terms(
      List<Triple> patterns, List<List<QuadMap>> candidates) {
    var terms = new HashMap<Var, Set<TermSpec>>();
    for (int i = 0; i < patterns.size(); i++) {
      for (boolean subject : new boolean[] {true, false}) {
        Node node = node(patterns.get(i), subject);
        if (Var.isVar(node)) {
          Set<TermSpec> its = terms.computeIfAbsent(Var.alloc(node), v -> new HashSet<>());
          candidates.get(i).forEach(q -> its.add(spec(q, subject)));
        }
      }
    }
    return terms;
  }

  /** Rules whose predicate or class only the row knows entail statements per row. */
  private boolean isOpen(Triple pattern) {
    return !pattern.getPredicate().isURI()
        || mapping.openEnded().stream()
            .anyMatch(
                q ->
                    !(q.predicate() instanceof TermSpec.Constant)
                        || pattern.getPredicate().equals(RDF.Nodes.type));
  }

  private List<QuadMap> candidates(Triple pattern, JoinBlock block) {
    var quads =
        new QuadBlock(
            block.graph(),
            TermSet.of(pattern.getSubject()),
            TermSet.of(pattern.getPredicate()),
            TermSet.of(pattern.getObject()));
    return mapping.quadMaps().stream()
        .filter(q -> !QuadScanner.isHidden(q, hidden))
        .filter(q -> SqlUnfolder.restriction(q, quads).isPresent())
        .toList();
  }

  /** Looks for the ways to answer one block. */
  private final class Search {
    private final JoinBlock block;
    private final List<List<QuadMap>> candidates;
    private final List<QuadJoin> found = new ArrayList<>();
    private int tried;

    Search(JoinBlock block, List<List<QuadMap>> candidates) {
      this.block = block;
      this.candidates = candidates;
    }

    /** Tries all quad maps for the next pattern; false if the database cannot join some way. */
    boolean extend(List<QuadMap> chosen) {
      if (chosen.size() == candidates.size()) {
        return ++tried <= MOST_TRIED && add(chosen) && found.size() <= MOST_WAYS;
      }
      for (QuadMap next : candidates.get(chosen.size())) {
        List<QuadMap> longer = Stream.concat(chosen.stream(), Stream.of(next)).toList();
        if (canMeet(block.patterns(), longer) && !extend(longer)) {
          return false;
        }
      }
      return true;
    }

    /** Adds a way, if it has solutions that no other one has; false if it cannot be joined. */
    private boolean add(List<QuadMap> chosen) {
      var way = new QuadJoin(dialect, chosen);
      return switch (way.unite(block)) {
        case JOINED -> {
          if (found.stream().noneMatch(o -> o.contains(way))) {
            found.removeIf(way::contains);
            found.add(way);
          }
          yield true;
        }
        case NEVER -> true;
        case UNKNOWN -> false;
      };
    }
  }

  /** Returns false only if the last of the quad maps surely shares no row with those before. */
  private static boolean canMeet(List<Triple> patterns, List<QuadMap> chosen) {
    int last = chosen.size() - 1;
    for (int i = 0; i < last; i++) {
      for (boolean leftSubject : new boolean[] {true, false}) {
        for (boolean rightSubject : new boolean[] {true, false}) {
          Node left = node(patterns.get(i), leftSubject);
          if (left.isVariable()
              && left.equals(node(patterns.get(last), rightSubject))
              && !TermSpec.canBeEqual(
                  spec(chosen.get(i), leftSubject), spec(chosen.get(last), rightSubject))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  static Node node(Triple pattern, boolean subject) {
    return subject ? pattern.getSubject() : pattern.getObject();
  }

  static TermSpec spec(QuadMap quadMap, boolean subject) {
    return subject ? quadMap.subject() : quadMap.object();
  }
}
