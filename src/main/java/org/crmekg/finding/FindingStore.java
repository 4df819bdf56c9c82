package org.crmekg.finding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.Deadline;
import org.crmekg.RequestContext;
import org.crmekg.rdf.Ekg;
import org.crmekg.store.GraphStore;
import org.crmekg.store.LoadRequest;
import org.crmekg.store.Progress;
import org.crmekg.store.StagedQuads;
import org.crmekg.store.StoreReader;

/**
 * The findings of all runs, in the graph {@code {base}graph/findings}.
 *
 * <p>A run of one kind replaces what that kind reported before, and keeps its history: what is
 * found again keeps the time when it was first seen and what people decided about it; what is not
 * found any more is fixed, and stays. Safe for use by several threads; the methods that write must
 * not be called while the thread has a {@link StoreReader} open, since they could not see what they
 * merge with.
 */
public final class FindingStore {
  /** The owner of the graph in the store. */
  public static final String OWNER = "findings";

  private static final Comparator<Finding> GRAVEST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparing(finding -> finding.rule().kind())
          .thenComparing(finding -> finding.rule().name())
          .thenComparing(finding -> finding.place().focus().toString())
          .thenComparing(Finding::id);

  private final GraphStore store;
  private final Node graph;
  private final FindingQuads quads;

  /**
   * Speaks for the findings in a store.
   *
   * @param base the base IRI of the deployment's data
   */
  public FindingStore(GraphStore store, String base) {
    this.store = store;
    this.graph = Ekg.graph(base, OWNER);
    this.quads = new FindingQuads(base, graph);
  }

  /** Returns the graph that the findings are in. */
  public Node graph() {
    return graph;
  }

  /**
   * Puts the findings of a run in the place of those that the kind had before.
   *
   * @param found what the run reported; findings with one id become one
   * @param now the time of the run
   */
  public synchronized void replaceRun(String kind, Collection<Finding> found, Instant now) {
    replaceRun(kind, finding -> true, found, now);
  }

  /**
   * Puts the findings of a run over one source in the place of those that the kind had before for
   * that source.
   */
  public synchronized void replaceRun(
      String kind, String source, Collection<Finding> found, Instant now) {
    replaceRun(kind, finding -> finding.inputSources().equals(Set.of(source)), found, now);
  }

  private void replaceRun(
      String kind, Predicate<Finding> covered, Collection<Finding> found, Instant now) {
    requireNoReader();
    Map<String, Finding> merged = new LinkedHashMap<>();
    for (Finding finding : found) {
      if (!finding.rule().kind().equals(kind)) {
        throw new IllegalArgumentException(
            "a run of %s reported a finding of %s".formatted(kind, finding.rule().kind()));
      }
      merged.merge(finding.id(), seen(finding, now), Finding::and);
    }
    for (Finding earlier : all()) {
      if (!earlier.rule().kind().equals(kind) || !covered.test(earlier)) {
        merged.put(earlier.id(), earlier);
      } else if (merged.containsKey(earlier.id())) {
        merged.computeIfPresent(earlier.id(), (id, finding) -> finding.after(earlier));
      } else {
        merged.put(earlier.id(), earlier.in(Finding.State.FIXED));
      }
    }
    write(merged.values());
  }

  private static Finding seen(Finding finding, Instant now) {
    return new Finding(
        finding.id(),
        finding.rule(),
        finding.severity(),
        finding.message(),
        finding.place(),
        finding.cells(),
        finding.owner(),
        finding.inputSources(),
        finding.state(),
        now,
        now);
  }

  private void write(Collection<Finding> findings) {
    try (StagedQuads.Writer writer = store.stage(OWNER)) {
      findings.forEach(finding -> quads.quads(finding).forEach(writer::add));
      try (StagedQuads staged = writer.finish()) {
        store.load(OWNER, staged, LoadRequest.of(graph), Progress.NONE, Deadline.none());
      }
    }
  }

  /** Sets the state of one finding; returns it, or empty if there is none of that id. */
  public synchronized Optional<Finding> mark(String id, Finding.State state) {
    requireNoReader();
    Optional<Finding> before = find(id);
    Optional<Finding> after = before.map(finding -> finding.in(state));
    if (before.isPresent() && after.isPresent() && !before.equals(after)) {
      store.change(OWNER, quads.quads(before.get()), quads.quads(after.get()));
    }
    return after;
  }

  private Optional<Finding> find(String id) {
    try (StoreReader reader = store.reader()) {
      Iterator<Quad> found = reader.find(graph, quads.iri(id), FindingQuads.RECORD, Node.ANY);
      return found.hasNext() ? Optional.of(FindingQuads.finding(found.next())) : Optional.empty();
    }
  }

  private List<Finding> all() {
    try (StoreReader reader = store.reader()) {
      var findings = new ArrayList<Finding>();
      reader
          .find(graph, Node.ANY, FindingQuads.RECORD, Node.ANY)
          .forEachRemaining(quad -> findings.add(FindingQuads.finding(quad)));
      return findings;
    }
  }

  private void requireNoReader() {
    if (store.isReading()) {
      throw new IllegalStateException(
          "this thread reads an older snapshot of the store; close its reader before a write");
    }
  }

  /** Returns the findings that the caller sees, fixed ones too, the gravest first. */
  public List<Finding> list(RequestContext context) {
    var visible = new ArrayList<Finding>();
    for (Finding finding : all()) {
      context.deadline().check();
      if (sees(context, finding)) {
        visible.add(finding);
      }
    }
    visible.sort(GRAVEST_FIRST);
    return visible;
  }

  /** Returns how many findings that are not fixed the caller sees, for every severity. */
  public Map<Severity, Long> counts(RequestContext context) {
    Map<Severity, Long> counts = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      counts.put(severity, 0L);
    }
    list(context).stream()
        .filter(Finding::isCurrent)
        .forEach(finding -> counts.merge(finding.severity(), 1L, Long::sum));
    return counts;
  }

  private static boolean sees(RequestContext context, Finding finding) {
    return context.visible().seesAll(finding.inputSources())
        && finding.place().path().filter(context.maskedProperties()::contains).isEmpty();
  }

  /**
   * Finds quads of the findings' graph, only of findings that the caller sees.
   *
   * <p>The rights of each finding are looked up in the same snapshot, once for each.
   */
  public List<Quad> find(
      StoreReader reader, RequestContext context, Node subject, Node predicate, Node object) {
    var visible = new ArrayList<Quad>();
    Map<String, Boolean> known = new HashMap<>();
    Iterator<Quad> found = reader.find(graph, subject, predicate, object);
    while (found.hasNext()) {
      context.deadline().check();
      Quad quad = found.next();
      boolean isVisible =
          quads
              .idOf(quad.getSubject())
              .map(id -> known.computeIfAbsent(id, i -> isVisible(reader, context, i)))
              .orElse(false);
      if (isVisible) {
        visible.add(quad);
      }
    }
    return visible;
  }

  private boolean isVisible(StoreReader reader, RequestContext context, String id) {
    Iterator<Quad> found = reader.find(graph, quads.iri(id), FindingQuads.RECORD, Node.ANY);
    return found.hasNext() && sees(context, FindingQuads.finding(found.next()));
  }
}
