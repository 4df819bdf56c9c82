package org.crmekg.federation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.binding.BindingLib;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a pattern for batches of rows at a time where ARQ would do it row by row, and keeps
 * apart which result belongs to which row.
 */
final class Batches extends QueryIter1 {
  /** Tags of batches within batches differ. */
  private static final AtomicLong TAGS = new AtomicLong();

  /** What becomes of a row. */
  enum Kind {
    /** The row with each of its results; the row alone where there are none (OPTIONAL). */
    OPTIONAL,
    /** The row with each of its results (a sub-select). */
    JOIN,
    /** The row with each different one of its results (SELECT DISTINCT). */
    JOIN_DISTINCT,
    /** The row, if it has results (EXISTS). */
    EXISTS,
    /** The row, if it has none (NOT EXISTS). */
    NOT_EXISTS,
    /** The row, if it has none or shares no variable with the pattern (MINUS). */
    MINUS
  }

  private final RowBatches batches;
  private final Kind kind;
  private final Function<QueryIterator, QueryIterator> pattern;
  private final Set<Var> mentioned;
  private final Var tag;
  private final Deque<Binding> ready = new ArrayDeque<>();
  private @Nullable QueryIterator results;
  private List<List<Binding>> batch = List.of();
  private boolean[] found = new boolean[0];
  private int undecided;
  private final Set<Given> given = new HashSet<>();

  /** A result of a row. */
  private record Given(int row, Binding result) {}

  /**
   * Creates the iterator.
   *
   * @param pattern evaluates the pattern for rows, which it joins with its results
   * @param mentioned the variables that matter: rows that agree in these are asked for once, and no
   *     others are added to them; for OPTIONAL all do
   */
  Batches(
      Kind kind,
      QueryIterator input,
      Function<QueryIterator, QueryIterator> pattern,
      Set<Var> mentioned,
      ExecutionContext context) {
    super(input, context);
    this.batches = new RowBatches(input, context);
    this.kind = kind;
    this.pattern = pattern;
    this.mentioned = Set.copyOf(mentioned);
    this.tag = Var.alloc("/row" + TAGS.incrementAndGet());
  }

  @Override
  protected boolean hasNextBinding() {
    while (ready.isEmpty()) {
      QueryIterator current = results;
      if (current == null) {
        if (!nextBatch()) {
          return false;
        }
      } else if (!isDecided() && current.hasNext()) {
        take(current.next());
      } else {
        current.close();
        results = null;
        finish();
      }
    }
    return true;
  }

  private boolean nextBatch() {
    Map<Binding, List<Binding>> alike = new LinkedHashMap<>();
    var rows = new ArrayList<List<Binding>>();
    var tagged = new ArrayList<Binding>();
    for (Binding row : batches.next()) {
      Binding asked = kind == Kind.OPTIONAL ? row : projected(row);
      if (kind == Kind.MINUS && asked.isEmpty()) {
        ready.add(row);
        continue;
      }
      List<Binding> same = kind == Kind.OPTIONAL ? null : alike.get(asked);
      if (same != null) {
        same.add(row);
        continue;
      }
      Node number =
          NodeFactory.createLiteralDT(Integer.toString(rows.size()), XSDDatatype.XSDinteger);
      tagged.add(BindingFactory.binding(asked, tag, number));
      var first = new ArrayList<>(List.of(row));
      rows.add(first);
      alike.put(asked, first);
    }
    if (rows.isEmpty()) {
      return !ready.isEmpty();
    }
    batch = rows;
    found = new boolean[rows.size()];
    undecided = rows.size();
    results = pattern.apply(QueryIterPlainWrapper.create(tagged.iterator(), getExecContext()));
    return true;
  }

  private Binding projected(Binding row) {
    var builder = BindingFactory.builder();
    row.forEach(
        (v, n) -> {
          if (mentioned.contains(v)) {
            builder.add(v, n);
          }
        });
    return builder.build();
  }

  /** Whether further results would say nothing new. */
  private boolean isDecided() {
    return undecided == 0 && (kind == Kind.EXISTS || kind == Kind.NOT_EXISTS || kind == Kind.MINUS);
  }

  private void take(Binding result) {
    int row = Integer.parseInt(result.get(tag).getLiteralLexicalForm());
    undecided -= found[row] ? 0 : 1;
    found[row] = true;
    switch (kind) {
      case OPTIONAL -> {
        var untagged = BindingFactory.builder();
        result.forEach(
            (v, n) -> {
              if (!v.equals(tag)) {
                untagged.add(v, n);
              }
            });
        ready.add(untagged.build());
      }
      case JOIN, JOIN_DISTINCT -> {
        Binding added = projected(result);
        if (kind == Kind.JOIN || given.add(new Given(row, added))) {
          batch.get(row).forEach(r -> ready.add(BindingLib.merge(r, added)));
        }
      }
      case EXISTS, NOT_EXISTS, MINUS -> {}
    }
  }

  private void finish() {
    for (int i = 0; i < found.length; i++) {
      boolean stays =
          switch (kind) {
            case OPTIONAL, NOT_EXISTS, MINUS -> !found[i];
            case EXISTS -> found[i];
            case JOIN, JOIN_DISTINCT -> false;
          };
      if (stays) {
        ready.addAll(batch.get(i));
      }
    }
    batch = List.of();
    found = new boolean[0];
    given.clear();
  }

  @Override
  protected Binding moveToNextBinding() {
    return ready.remove();
  }

  @Override
  protected void requestSubCancel() {
    if (results != null) {
      results.cancel();
    }
  }

  @Override
  protected void closeSubIterator() {
    if (results != null) {
      results.close();
    }
    ready.clear();
  }
}
