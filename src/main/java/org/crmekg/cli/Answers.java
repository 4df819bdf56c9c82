package org.crmekg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFFormat;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetWriter;
import org.apache.jena.riot.rowset.RowSetWriterRegistry;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFWriter;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.exec.RowSetStream;
import org.apache.jena.sparql.util.Context;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Prefixes;
import org.jspecify.annotations.Nullable;

/** Reads answers from an execution, and writes them. */
final class Answers {
  private static final List<Format> OF_TRIPLES =
      List.of(
          Format.TTL,
          Format.TRIG,
          Format.NQ,
          Format.TABLE,
          Format.CSV,
          Format.TSV,
          Format.JSON,
          Format.NDJSON,
          Format.MD);

  private Answers() {}

  static void read(Query query, QueryExec execution, Answer.Reader reader) {
    if (query.isSelectType()) {
      reader.read(new Answer.Rows(execution.select()));
    } else if (query.isAskType()) {
      reader.read(new Answer.Truth(execution.ask()));
    } else if (query.isConstructType()) {
      reader.read(new Answer.Triples(execution.constructTriples()));
    } else if (query.isDescribeType()) {
      reader.read(new Answer.Triples(execution.describeTriples()));
    } else {
      throw new UsageException(
          Problem.QUERY_REFUSED, "a query is a SELECT, ASK, CONSTRUCT or DESCRIBE");
    }
  }

  /**
   * Writes an answer.
   *
   * @param wanted null for what fits best
   * @return the number of rows or triples; of ASK, 1 for true and 0 for false
   */
  static long write(Answer answer, @Nullable Format wanted, PrintStream out) {
    return switch (answer) {
      case Answer.Rows rows -> {
        var counted = new Counted(rows.rows());
        write(
            counted.rows(),
            (wanted == null ? Format.TABLE : wanted).among(Format.OF_ROWS, "rows"),
            out);
        yield counted.count();
      }
      case Answer.Truth truth -> {
        Format format =
            (wanted == null ? Format.TABLE : wanted).among(Format.OF_ROWS, "the answer of ASK");
        if (format == Format.JSON || format == Format.NDJSON) {
          out.print("{ \"head\": {}, \"boolean\": %s }\n".formatted(truth.value()));
        } else {
          out.print(truth.value() + "\n");
        }
        yield truth.value() ? 1 : 0;
      }
      case Answer.Triples triples -> {
        Format format = (wanted == null ? Format.TTL : wanted).among(OF_TRIPLES, "triples");
        List<Triple> sorted = sorted(triples);
        switch (format) {
          case TTL -> stream(sorted, RDFFormat.TURTLE_BLOCKS, out);
          case TRIG -> stream(sorted, RDFFormat.TRIG_BLOCKS, out);
          case NQ -> stream(sorted, RDFFormat.NQUADS_UTF8, out);
          case TABLE, CSV, TSV, JSON, NDJSON, MD -> write(asRows(sorted), format, out);
        }
        yield sorted.size();
      }
    };
  }

  private static void write(RowSet rows, Format format, PrintStream out) {
    switch (format) {
      case CSV -> results(rows, ResultSetLang.RS_CSV, out);
      case TSV -> results(rows, ResultSetLang.RS_TSV, out);
      case JSON -> results(rows, ResultSetLang.RS_JSON, out);
      case NDJSON -> lines(rows, out);
      case TABLE, MD -> table(rows).write(format, out);
      case TTL, TRIG, NQ -> throw new IllegalArgumentException(format.toString());
    }
  }

  private static void results(RowSet rows, Lang lang, PrintStream out) {
    RowSetWriter writer = RowSetWriterRegistry.getFactory(lang).create(lang);
    writer.write(out, rows, Context.emptyContext());
  }

  /** One object a line, with the terms as in the JSON format of SPARQL results. */
  private static void lines(RowSet rows, PrintStream out) {
    var labels = new Labels();
    while (rows.hasNext()) {
      Binding row = rows.next();
      Map<String, Object> line = new LinkedHashMap<>();
      for (Var v : rows.getResultVars()) {
        Node node = row.get(v);
        if (node != null) {
          line.put(v.getVarName(), json(node, labels));
        }
      }
      out.print(Json.line(line) + "\n");
    }
  }

  private static Map<String, String> json(Node node, Labels labels) {
    Map<String, String> term = new LinkedHashMap<>();
    if (node.isURI()) {
      term.put("type", "uri");
      term.put("value", node.getURI());
    } else if (node.isLiteral()) {
      term.put("type", "literal");
      term.put("value", node.getLiteralLexicalForm());
      if (!node.getLiteralLanguage().isEmpty()) {
        term.put("xml:lang", node.getLiteralLanguage());
      } else if (!org.apache
          .jena
          .vocabulary
          .XSD
          .xstring
          .getURI()
          .equals(node.getLiteralDatatypeURI())) {
        term.put("datatype", node.getLiteralDatatypeURI());
      }
    } else {
      term.put("type", "bnode");
      term.put("value", labels.of(node));
    }
    return term;
  }

  private static Table table(RowSet rows) {
    var labels = new Labels();
    List<String> columns = rows.getResultVars().stream().map(Var::getVarName).toList();
    var cells = new ArrayList<List<String>>();
    while (rows.hasNext()) {
      Binding row = rows.next();
      var line = new ArrayList<String>();
      for (Var v : rows.getResultVars()) {
        Node node = row.get(v);
        if (node == null) {
          line.add("");
        } else {
          line.add(node.isBlank() ? "_:" + labels.of(node) : Prefixes.shown(node));
        }
      }
      cells.add(line);
    }
    return new Table(columns, cells);
  }

  /**
   * Each triple once, in an order that does not depend on how it got here, with blank nodes named
   * by the order in which they first come.
   */
  private static List<Triple> sorted(Answer.Triples answer) {
    var distinct = new LinkedHashSet<Triple>();
    answer.triples().forEachRemaining(distinct::add);
    var labels = new Labels();
    return distinct.stream()
        .sorted(Comparator.comparing(Answers::sortKey))
        .map(
            t ->
                Triple.create(
                    labels.renamed(t.getSubject()),
                    t.getPredicate(),
                    labels.renamed(t.getObject())))
        .toList();
  }

  private static String sortKey(Triple t) {
    return sortKey(t.getSubject()) + " " + sortKey(t.getPredicate()) + " " + sortKey(t.getObject());
  }

  private static String sortKey(Node node) {
    return node.isBlank() ? "_:" : NodeFmtLib.strNT(node);
  }

  private static void stream(List<Triple> triples, RDFFormat format, PrintStream out) {
    StreamRDF writer = StreamRDFWriter.getWriterStream(out, format);
    writer.start();
    if (format.getLang().equals(Lang.TURTLE) || format.getLang().equals(Lang.TRIG)) {
      Prefixes.standard().forEach(writer::prefix);
    }
    triples.forEach(writer::triple);
    writer.finish();
  }

  private static RowSet asRows(List<Triple> triples) {
    Var s = Var.alloc("subject");
    Var p = Var.alloc("predicate");
    Var o = Var.alloc("object");
    return RowSetStream.create(
        List.of(s, p, o),
        triples.stream()
            .map(
                t ->
                    BindingFactory.binding(
                        s, t.getSubject(), p, t.getPredicate(), o, t.getObject()))
            .iterator());
  }

  /** Names for blank nodes. */
  private static final class Labels {
    private final Map<Node, String> labels = new HashMap<>();

    String of(Node blank) {
      return labels.computeIfAbsent(blank, b -> "b" + labels.size());
    }

    Node renamed(Node node) {
      return node.isBlank() ? NodeFactory.createBlankNode(of(node)) : node;
    }
  }

  /** Counts rows as they go by. */
  private static final class Counted {
    private final RowSet rows;
    private long count;

    Counted(RowSet rows) {
      List<Var> vars = rows.getResultVars();
      this.rows =
          RowSetStream.create(
              vars,
              new java.util.Iterator<Binding>() {
                @Override
                public boolean hasNext() {
                  return rows.hasNext();
                }

                @Override
                public Binding next() {
                  count++;
                  return rows.next();
                }
              });
    }

    RowSet rows() {
      return rows;
    }

    long count() {
      return count;
    }
  }
}
