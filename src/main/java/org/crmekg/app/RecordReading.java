package org.crmekg.app;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.identity.IdentityLens;
import org.crmekg.identity.PartySpec;
import org.crmekg.identity.ValuePath;
import org.crmekg.linkage.Field;
import org.crmekg.linkage.FieldKind;
import org.crmekg.linkage.RecordStaging;
import org.crmekg.linkage.RecordTable;
import org.crmekg.rdf.Ekg;

/**
 * Reads what a specification compares from the graphs of sources, as the sources have it: one query
 * a source, class and path, through the federation, so that it does not matter whether a source is
 * asked live or was loaded.
 *
 * <p>Parties keep their source IRIs. Codes and names that a source uses for countries and the like
 * stand for what they are linked to, so that "Holland" and "NLD" agree.
 */
final class RecordReading {
  private static final Var RECORD = Var.alloc("record");
  private static final Var VALUE = Var.alloc("value");
  private static final int TELL_EVERY = 20_000;

  private final KnowledgeGraph graph;
  private final QueryRunner runner;
  private final PartySpec spec;
  private final RequestContext context;
  private final Consumer<String> progress;
  private final SortedMap<String, String> failed = new TreeMap<>();
  private long unnamed;

  RecordReading(
      KnowledgeGraph graph,
      QueryRunner runner,
      PartySpec spec,
      RequestContext context,
      Consumer<String> progress) {
    this.graph = graph;
    this.runner = runner;
    this.spec = spec;
    this.context = context;
    this.progress = progress;
  }

  /** Returns why sources could not be read, where that was allowed. */
  SortedMap<String, String> failed() {
    return failed;
  }

  /** Returns how many records were left out because they are blank nodes, which have no name. */
  long unnamed() {
    return unnamed;
  }

  /**
   * Reads all records of all sources.
   *
   * @param partial whether a source that fails is left out, and told by {@link #failed}
   * @throws SourceException if a source fails and that is not allowed
   */
  void readAll(RecordStaging to, boolean partial) {
    for (RunningSource source : graph.runtimes()) {
      String id = source.config().id();
      try {
        read(source, to, "");
      } catch (SourceException e) {
        if (!partial) {
          throw e;
        }
        to.forget(id);
        failed.put(id, e.coded());
      }
    }
  }

  /** Reads some records, by their IRIs. */
  void read(Collection<String> records, RecordStaging to) {
    String values = records.stream().map(r -> "<" + r + ">").collect(Collectors.joining(" "));
    for (RunningSource source : graph.runtimes()) {
      if (context.sees(source.config().id())
          && records.stream().anyMatch(source.member().descriptor()::mayMint)) {
        read(source, to, "VALUES ?record { " + values + " } ");
      }
    }
  }

  private void read(RunningSource source, RecordStaging to, String only) {
    String id = source.config().id();
    String from = source.fromClauses();
    if (from.isEmpty()) {
      return;
    }
    long[] rows = {0};
    for (Node type : spec.classes()) {
      String is = "?record a <" + type.getURI() + "> . ";
      select(
          "SELECT ?record %s WHERE { %s%s}".formatted(from, only, is),
          (row, lens) -> {
            if (row.get(RECORD).isURI()) {
              to.record(id, row.get(RECORD).getURI());
              tell(id, ++rows[0]);
            } else {
              unnamed++;
            }
          });
      for (Field field : spec.linkage().fields()) {
        for (ValuePath path : spec.values().getOrDefault(field.name(), List.of())) {
          String pattern =
              switch (path) {
                case ValuePath.Property p -> "?record <%s> ?value".formatted(p.iri().getURI());
                case ValuePath.Pattern p -> p.text();
              };
          select(
              "SELECT ?record ?value %s WHERE { %s%s%s }".formatted(from, only, is, pattern),
              (row, lens) -> {
                Node value = row.get(VALUE);
                if (row.get(RECORD).isURI() && value != null && !value.isBlank()) {
                  to.value(id, row.get(RECORD).getURI(), field.name(), text(value, field, lens));
                  tell(id, ++rows[0]);
                }
              });
        }
      }
    }
  }

  private void tell(String source, long rows) {
    if (rows % TELL_EVERY == 0) {
      progress.accept(
          String.format(Locale.ROOT, "%s: reading %s, %,d values", spec.name(), source, rows));
    }
  }

  private interface Row {
    void take(Binding row, IdentityLens lens);
  }

  private void select(String query, Row take) {
    List<String> unused =
        runner.run(
            QueryRequest.of(query),
            context,
            graph::dataset,
            (parsed, execution) -> {
              IdentityLens lens = ((FederatedDataset) execution.getDataset()).lens();
              execution.select().forEachRemaining(row -> take.take(row, lens));
              return List.of();
            });
  }

  /** What a term says of a record: a thing by what it is linked to, else as the source calls it. */
  private String text(Node value, Field field, IdentityLens lens) {
    if (value.isLiteral()) {
      return value.getLiteralLexicalForm();
    }
    String iri = lens.canonical(value).getURI();
    for (String base : List.of(graph.config().base(), Ekg.REFERENCE_BASE)) {
      if (iri.startsWith(base)) {
        // {kind}/{code} is a reference thing, {kind}/{source}/{code} what a source calls it.
        String[] parts = iri.substring(base.length()).split("/", 3);
        String code = decoded(parts[parts.length - 1]);
        return parts.length > 2 && field.kind() == FieldKind.CATEGORY
            ? RecordTable.loose(code)
            : code;
      }
    }
    return iri;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // A per cent sign that begins no code stands for itself.
    }
  }

  /** Returns which source a record is of, by what its IRI looks like. */
  Map<String, String> sourcesOf(Collection<String> records) {
    var sources = new TreeMap<String, String>();
    for (String record : records) {
      graph.runtimes().stream()
          .filter(s -> s.member().descriptor().mayMint(record))
          .map(s -> s.config().id())
          .findFirst()
          .ifPresent(id -> sources.put(record, id));
    }
    return sources;
  }
}
