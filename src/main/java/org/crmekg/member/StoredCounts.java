package org.crmekg.member;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;

/**
 * How many statements of a predicate a stored graph has, and how many things they speak of: the
 * first thousands are counted when it is asked for first, and remembered for this version of the
 * graph.
 */
final class StoredCounts {
  private static final int MOST_COUNTED = 5_000;
  private static final int MOST_REMEMBERED = 10_000;

  private final Map<Key, Counts> known = new ConcurrentHashMap<>();

  private record Key(Node graph, long version, Node predicate) {}

  /** Numbers of statements, and of their subjects and objects. */
  record Counts(double statements, double subjects, double objects) {
    static final Counts NONE = new Counts(0, 0, 0);

    /** Returns what is likely of all statements of a graph. */
    static Counts guessed(double statements) {
      return new Counts(statements, statements / 50, Math.sqrt(statements));
    }

    Counts plus(Counts other) {
      return new Counts(
          statements + other.statements, subjects + other.subjects, objects + other.objects);
    }

    /** Returns how many of some statements there are for a row that knows subject or object. */
    double forOne(double some, boolean subjectBound, boolean objectBound) {
      return some
          / (subjectBound ? Math.max(1, subjects) : 1)
          / (objectBound ? Math.max(1, objects) : 1);
    }
  }

  Counts of(StoreReader reader, StoredGraph graph, Node predicate) {
    var key = new Key(graph.name(), graph.version(), predicate);
    Counts counts = known.get(key);
    if (counts == null) {
      counts = counted(reader, graph, predicate);
      if (known.size() >= MOST_REMEMBERED) {
        known.clear();
      }
      known.put(key, counts);
    }
    return counts;
  }

  private static Counts counted(StoreReader reader, StoredGraph graph, Node predicate) {
    Set<Node> subjects = new HashSet<>();
    Set<Node> objects = new HashSet<>();
    Iterator<Quad> found = reader.find(graph.name(), Node.ANY, predicate, Node.ANY);
    double counted = 0;
    while (counted < MOST_COUNTED && found.hasNext()) {
      Quad quad = found.next();
      subjects.add(quad.getSubject());
      objects.add(quad.getObject());
      counted++;
    }
    boolean whole = !found.hasNext();
    Iter.close(found);
    if (whole) {
      return new Counts(counted, subjects.size(), objects.size());
    }
    // Of the rest it is known only that there is some: as large a part as most predicates have.
    double all = Math.max(2 * MOST_COUNTED, graph.quads() / 20.0);
    double more = all / counted;
    return new Counts(all, subjects.size() * more, objects.size() * more);
  }
}
