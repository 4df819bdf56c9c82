package org.crmekg.virtual;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.Trace;
import org.crmekg.Trace.Sent;
import org.crmekg.rdf.Literals;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.GroupRequest.Read;
import org.crmekg.virtual.JoinRequest.Term;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.jspecify.annotations.Nullable;

/** Reads groups that a database made: rows with the keys and the measures. */
final class GroupRows extends StatementSolutions<GroupRequest, GroupRows.Rows> {
  private static final Set<String> NO_TERMS =
      Set.of("NaN", "Infinity", "-Infinity", "infinity", "-infinity");

  private final JdbcSource source;
  private final ResultColumns expected;
  private final Deadline deadline;
  private final Trace trace;

  GroupRows(
      JdbcSource source,
      ResultColumns expected,
      List<GroupRequest> requests,
      Deadline deadline,
      Trace trace) {
    super(requests);
    this.source = source;
    this.expected = expected;
    this.deadline = deadline;
    this.trace = trace;
  }

  @Override
  Rows send(GroupRequest request) {
    Sent sent = trace.sent(source.id(), request.sql());
    return new Rows(request, source.query(request.sql(), request.parameters(), deadline), sent);
  }

  /** Keys and extremes are of the types of their columns; a sum or count is of another one. */
  @Override
  void requireColumns(Rows rows) {
    rows.request.views().forEach(view -> expected.require(rows.cursor(), view));
    for (Read read : rows.request.measures()) {
      if (read.value().isPresent() && !(read.measure() instanceof Measure.Sum)) {
        expected.require(rows.cursor(), Map.of(read.value().get().column(), read.position()));
      }
    }
  }

  @Override
  @Nullable Binding solution(Rows rows) {
    return rows.group();
  }

  /** The rows of one statement. */
  final class Rows extends SentStatement {
    private final GroupRequest request;

    Rows(GroupRequest request, RowCursor cursor, Sent sent) {
      super(cursor, sent, request.views());
      this.request = request;
    }

    /** Returns the current group, or null if there is no solution in it. */
    private @Nullable Binding group() {
      String count = text(request.count());
      if (count == null || count.equals("0")) {
        return null;
      }
      for (Map.Entry<Integer, String> check : request.checks().entrySet()) {
        String value = text(check.getKey());
        if (value != null && NO_TERMS.contains(value)) {
          throw noTerm(check.getValue(), value);
        }
      }
      var builder = BindingFactory.builder();
      for (Map.Entry<Var, Term> key : request.keys().entrySet()) {
        Node value = key.getValue().spec().make(view(key.getValue().view()));
        if (value == null) {
          throw new IllegalStateException("a group without " + key.getKey());
        }
        builder.add(key.getKey(), value);
      }
      for (Read read : request.measures()) {
        builder.add(read.variable(), measured(read, count));
      }
      return builder.build();
    }

    private Node measured(Read read, String count) {
      if (read.value().isEmpty()) {
        return NodeFactory.createLiteralDT(count, XSDDatatype.XSDinteger);
      }
      FromColumn value = read.value().get();
      if (read.measure() instanceof Measure.Sum) {
        return sum(value, text(read.position()));
      }
      var extreme = new RowValues(row(), Map.of(value.column(), read.position()));
      Node node = value.make(extreme);
      if (node == null) {
        throw new IllegalStateException("a group without values of " + read.variable());
      }
      return node;
    }

    private Node sum(FromColumn value, @Nullable String text) {
      if (text == null) {
        throw new IllegalStateException("a sum of nothing");
      }
      if (NO_TERMS.contains(text)) {
        throw noTerm(value.column().column().name(), text);
      }
      var number = new BigDecimal(text);
      return value.type().equals(XSDDatatype.XSDinteger)
          ? NodeFactory.createLiteralDT(
              number.toBigIntegerExact().toString(), XSDDatatype.XSDinteger)
          : Literals.normal(
              NodeFactory.createLiteralDT(number.toPlainString(), XSDDatatype.XSDdecimal));
    }

    private @Nullable String text(int position) {
      try {
        return row().getString(position + 1);
      } catch (SQLException e) {
        throw new SourceException(
            Problem.DATA_ERROR,
            "%s: a total cannot be read: %s".formatted(source.id(), e.getMessage()),
            e);
      }
    }

    private SourceException noTerm(String column, String value) {
      return new SourceException(
          Problem.DATA_ERROR,
          "%s: column \"%s\" holds %s, which has no form in RDF; leave it out with NULLIF in an rr:sqlQuery"
              .formatted(source.id(), column, value));
    }
  }
}
