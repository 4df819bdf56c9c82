package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.source.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Turns basic graph patterns over quad maps into SQL that joins: a union over the ways in which
 * quad maps can answer the patterns together.
 */
final class JoinUnfolder {
  /** Beyond so many ways, one statement each costs more than it saves. */
  private static final int MOST_WAYS = 64;

  private final CompiledMapping mapping;
  private final SqlUnfolder unfolder;
  private final Dialect dialect;
  private final Set<String> hidden;

  JoinUnfolder(CompiledMapping mapping, Dialect dialect, Set<String> hidden) {
    this.mapping = mapping;
    this.unfolder = new SqlUnfolder(dialect);
    this.dialect = dialect;
    this.hidden = Set.copyOf(hidden);
  }

  /** What is known of a way: it gives nothing, or the database cannot tell, or how it is joined. */
  private record Outcome(boolean isKnown, @Nullable QuadJoin join) {}

  /**
   * Unfolds a block.
   *
   * @return the statements whose solutions are those of the block; empty if the database cannot
   *     join some of its rows, or there are too many ways
   */
  Optional<List<JoinRequest>> unfold(JoinBlock block) {
    var candidates = new ArrayList<List<QuadMap>>();
    for (Triple pattern : block.patterns()) {
      if (isOpen(pattern)) {
        return Optional.empty();
      }
      candidates.add(candidates(pattern, block));
    }
    var joins = new ArrayList<QuadJoin>();
    if (!extend(block, candidates, List.of(), joins)) {
      return Optional.empty();
    }
    var requests = new ArrayList<JoinRequest>();
    for (QuadJoin join : joins) {
      boolean overlaps = joins.stream().anyMatch(o -> o != join && o.canOverlap(join));
      requests.addAll(join.requests(block, overlaps));
    }
    return Optional.of(requests);
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

  /** By constants only: many values are looked at once, when the ways are known. */
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

  /** Tries all quad maps for the next pattern; false if the database cannot join some way. */
  private boolean extend(
      JoinBlock block, List<List<QuadMap>> candidates, List<QuadMap> chosen, List<QuadJoin> out) {
    if (chosen.size() == candidates.size()) {
      return out.size() <= MOST_WAYS && add(block, chosen, out);
    }
    for (QuadMap next : candidates.get(chosen.size())) {
      List<QuadMap> longer = Stream.concat(chosen.stream(), Stream.of(next)).toList();
      if (canMeet(block.patterns(), longer) && !extend(block, candidates, longer, out)) {
        return false;
      }
    }
    return true;
  }

  private boolean add(JoinBlock block, List<QuadMap> chosen, List<QuadJoin> out) {
    Outcome outcome = outcome(block, chosen);
    if (outcome.join() != null) {
      out.add(outcome.join());
    }
    return outcome.isKnown();
  }

  private Outcome outcome(JoinBlock block, List<QuadMap> chosen) {
    var join = new QuadJoin(unfolder, dialect, chosen);
    return switch (join.unite(block)) {
      case JOINED -> new Outcome(true, join);
      case NEVER -> new Outcome(true, null);
      case UNKNOWN -> new Outcome(false, null);
    };
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
