package org.crmekg.virtual;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmekg.virtual.QuadMap.Origin;
import org.crmekg.virtual.TermSpec.Constant;
import org.crmekg.virtual.TermWriter.Fixed;
import org.crmekg.virtual.TermWriter.Shared;
import org.jspecify.annotations.Nullable;

/**
 * A quad map compiled to write its quads as lines of N-Quads: the same quads as {@link QuadMaker},
 * and the same errors. For one thread.
 */
public final class QuadWriter {
  private static final byte[] SPACE = {' '};

  private final TermWriter subject;
  private final TermWriter predicate;
  private final TermWriter object;
  private final byte @Nullable [] fixedPredicate;
  private final byte @Nullable [] fixedEnd;
  private final TermWriter graph;
  private final @Nullable QuadWriter premise;

  private QuadWriter(QuadMap quadMap, Compilation compilation) {
    this.subject = compilation.writer(quadMap.subject());
    this.predicate = compilation.writer(quadMap.predicate());
    this.object = compilation.writer(quadMap.object());
    this.graph = compilation.writer(quadMap.graph());
    this.fixedPredicate =
        predicate instanceof Fixed fixed ? concatenated(SPACE, fixed.bytes(), SPACE) : null;
    this.fixedEnd =
        quadMap.graph() instanceof Constant constant ? NodeBytes.lineEnd(constant.node()) : null;
    this.premise =
        quadMap.origin() instanceof Origin.Inferred inferred
            ? new QuadWriter(inferred.premise(), compilation)
            : null;
  }

  /** Compiles the quad maps that read a row through the same view, in order. */
  public static List<QuadWriter> of(
      List<QuadMap> quadMaps, RowValues values, Map<ColumnRef, Integer> positions) {
    var compilation = new Compilation(values, positions);
    for (QuadMap quadMap : quadMaps) {
      compilation.count(quadMap);
    }
    return quadMaps.stream().map(q -> new QuadWriter(q, compilation)).toList();
  }

  /** Terms that several quad maps of a view use are made once per row. */
  private static final class Compilation {
    private final RowValues values;
    private final Map<ColumnRef, Integer> positions;
    private final Set<TermSpec> seen = new HashSet<>();
    private final Set<TermSpec> shared = new HashSet<>();
    private final Map<TermSpec, TermWriter> writers = new HashMap<>();

    Compilation(RowValues values, Map<ColumnRef, Integer> positions) {
      this.values = values;
      this.positions = positions;
    }

    void count(QuadMap quadMap) {
      boolean plain =
          quadMap.predicate() instanceof Constant && quadMap.graph() instanceof Constant;
      for (TermSpec spec :
          List.of(quadMap.subject(), quadMap.predicate(), quadMap.object(), quadMap.graph())) {
        if (!seen.add(spec) || !plain) {
          shared.add(spec);
        }
      }
      if (quadMap.origin() instanceof Origin.Inferred inferred) {
        count(inferred.premise());
      }
    }

    TermWriter writer(TermSpec spec) {
      return writers.computeIfAbsent(
          spec,
          s -> {
            TermWriter writer = TermWriter.of(s, values, positions);
            return !(writer instanceof Fixed) && shared.contains(s) ? new Shared(writer) : writer;
          });
    }
  }

  /**
   * Appends the row's quad as a line.
   *
   * @return whether there is one; if not, the output is as before
   * @throws org.crmekg.SourceException if a value cannot be such a term
   */
  public boolean append(CurrentRow row, ByteOutput out) {
    int start = out.size();
    if (fixedPredicate != null && fixedEnd != null) {
      if (subject.append(row, out)) {
        out.append(fixedPredicate);
        if (object.append(row, out) && (premise == null || premise.holds(row))) {
          out.append(fixedEnd);
          return true;
        }
      }
      out.truncate(start);
      return false;
    }
    if (!holds(row) || (premise != null && !premise.holds(row))) {
      return false;
    }
    subject.append(row, out);
    out.append(SPACE);
    predicate.append(row, out);
    out.append(SPACE);
    object.append(row, out);
    if (fixedEnd != null) {
      out.append(fixedEnd);
    } else {
      out.append(SPACE);
      graph.append(row, out);
      out.append(new byte[] {' ', '.', '\n'});
    }
    return true;
  }

  /** Asks in the order in which {@link QuadMaker} does, which decides which error is met. */
  private boolean holds(CurrentRow row) {
    return has(subject, row) && has(object, row) && has(predicate, row) && has(graph, row);
  }

  private static boolean has(TermWriter writer, CurrentRow row) {
    return switch (writer) {
      case Fixed fixed -> true;
      case Shared shared -> shared.make(row);
      case TermWriter.ByNode unshared -> unshared.append(row, new ByteOutput(64));
      case TermWriter.Parts unshared -> unshared.append(row, new ByteOutput(64));
      case TermWriter.ColumnLiteral unshared -> unshared.append(row, new ByteOutput(64));
    };
  }

  private static byte[] concatenated(byte[]... parts) {
    var out = new ByteOutput(64);
    for (byte[] part : parts) {
      out.append(part);
    }
    return java.util.Arrays.copyOf(out.array(), out.size());
  }
}
