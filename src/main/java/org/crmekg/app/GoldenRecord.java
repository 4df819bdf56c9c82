package org.crmekg.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.app.HowView.GoldenView;
import org.crmekg.app.HowView.PropertyView;
import org.crmekg.app.HowView.StatedView;
import org.crmekg.app.HowView.ValueView;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.identity.IdentityLens;
import org.crmekg.identity.PartySpec;
import org.crmekg.identity.SurvivingValues;
import org.crmekg.identity.SurvivingValues.Stated;
import org.crmekg.identity.Survivorship;
import org.crmekg.identity.ValuePath;

/**
 * What the records of one party say, property by property: which value comes first, by which rule,
 * and all others.
 *
 * <p>Read from the sources' own graphs through the federation when it is asked for, so it does not
 * matter whether a source is live or was loaded, and only from sources that the caller sees. A
 * source that fails is named instead of failing the answer.
 */
final class GoldenRecord {
  private static final Var RECORD = Var.alloc("record");
  private static final Var PROPERTY = Var.alloc("property");
  private static final Var VALUE = Var.alloc("value");

  private final KnowledgeGraph graph;
  private final QueryRunner runner;
  private final RequestContext context;
  private final List<PartySpec> specs;

  private final Set<Node> types = new HashSet<>();
  private final SortedMap<String, List<Stated>> properties = new TreeMap<>();
  private final List<Survivorship> rules = new ArrayList<>();
  private final Map<String, List<Stated>> byRule = new LinkedHashMap<>();
  private final SortedMap<String, String> missing = new TreeMap<>();

  /** Takes a row that has a record and a value. */
  private interface Taker {
    void take(Stated stated, Binding row);
  }

  private GoldenRecord(
      KnowledgeGraph graph, QueryRunner runner, RequestContext context, List<PartySpec> specs) {
    this.graph = graph;
    this.runner = runner;
    this.context = context;
    this.specs = specs;
  }

  /**
   * Reads and ranks what the records of parties say, for each party by itself.
   *
   * @param parties the records of each, all of them visible to the caller
   */
  static List<GoldenView> of(
      KnowledgeGraph graph,
      List<PartySpec> specs,
      List<List<String>> parties,
      RequestContext context) {
    try (var runner = new QueryRunner(graph.environment(), 1)) {
      var golden = new GoldenRecord(graph, runner, context, specs);
      golden.read(parties.stream().flatMap(List::stream).distinct().toList());
      return parties.stream().map(Set::copyOf).map(golden::view).toList();
    }
  }

  // ---- Read

  private void read(List<String> records) {
    String values =
        records.stream()
            .map(r -> "<" + r + ">")
            .collect(Collectors.joining(" ", "VALUES ?record { ", " } "));
    List<RunningSource> sources =
        graph.runtimes().stream()
            .filter(s -> context.sees(s.config().id()))
            .filter(s -> records.stream().anyMatch(s.member().descriptor()::mayMint))
            .toList();
    sources.forEach(source -> reading(source, () -> readAll(source, values)));
    rules.addAll(declared());
    Map<List<ValuePath>, Map<String, String>> dates = new HashMap<>();
    for (Survivorship rule : rules) {
      Map<String, String> dated =
          dates.computeIfAbsent(rule.dated(), paths -> dates(sources, values, paths));
      List<Stated> stated =
          read(sources, values, rule.values()).stream()
              .filter(s -> !text(s.value()).isBlank())
              .map(s -> s.dated(dated.getOrDefault(s.record(), "")))
              .toList();
      if (!stated.isEmpty()) {
        byRule.put(rule.name(), stated);
      }
    }
  }

  private void reading(RunningSource source, Runnable work) {
    try {
      work.run();
    } catch (SourceException e) {
      missing.putIfAbsent(source.config().id(), e.coded());
    }
  }

  /** The rules for what these records are; of several kinds, those of the first specification. */
  private List<Survivorship> declared() {
    return specs.stream()
        .filter(s -> s.classes().stream().anyMatch(types::contains))
        .findFirst()
        .map(PartySpec::survivorship)
        .orElse(List.of());
  }

  private void readAll(RunningSource source, String values) {
    select(
        source,
        "?property",
        values + "?record ?property ?value",
        (stated, row) -> {
          Node property = row.get(PROPERTY);
          if (property.equals(RDF.Nodes.type)) {
            types.add(stated.value());
          } else {
            properties.computeIfAbsent(property.getURI(), p -> new ArrayList<>()).add(stated);
          }
        });
  }

  /** Returns how recent records are, as far as it is known. */
  private Map<String, String> dates(
      List<RunningSource> sources, String values, List<ValuePath> paths) {
    var dates = new HashMap<String, String>();
    read(sources, values, paths).stream()
        .filter(s -> s.value().isLiteral())
        .forEach(s -> dates.merge(s.record(), text(s.value()), SurvivingValues::later));
    return dates;
  }

  private List<Stated> read(List<RunningSource> sources, String values, List<ValuePath> paths) {
    var all = new ArrayList<Stated>();
    for (ValuePath path : paths) {
      switch (path) {
        // What was read with everything else is not asked for again.
        case ValuePath.Property p ->
            all.addAll(properties.getOrDefault(p.iri().getURI(), List.of()));
        case ValuePath.Pattern p ->
            sources.forEach(
                source ->
                    reading(
                        source,
                        () ->
                            select(
                                source, "", values + p.text(), (stated, row) -> all.add(stated))));
      }
    }
    return all;
  }

  private void select(RunningSource source, String more, String pattern, Taker taker) {
    String from = source.fromClauses();
    if (from.isEmpty()) {
      return;
    }
    List<String> unused =
        runner.run(
            QueryRequest.of(
                "SELECT DISTINCT ?record ?value %s %s WHERE { %s }".formatted(more, from, pattern)),
            context,
            graph::dataset,
            (parsed, execution) -> {
              IdentityLens lens = ((FederatedDataset) execution.getDataset()).lens();
              execution
                  .select()
                  .forEachRemaining(row -> take(row, source.config().id(), lens, taker));
              return List.of();
            });
  }

  private static void take(Binding row, String source, IdentityLens lens, Taker taker) {
    Node record = row.get(RECORD);
    Node written = row.get(VALUE);
    if (record != null && record.isURI() && written != null && !written.isBlank()) {
      taker.take(new Stated(lens.canonical(written), record.getURI(), source, written, ""), row);
    }
  }

  // ---- Show

  private GoldenView view(Set<String> records) {
    var views = new ArrayList<PropertyView>();
    for (Survivorship rule : rules) {
      List<Stated> stated = of(records, byRule.getOrDefault(rule.name(), List.of()));
      if (!stated.isEmpty()) {
        views.add(view(rule.name(), stated, Optional.of(rule)));
      }
    }
    properties.forEach(
        (property, all) -> {
          List<Stated> stated = of(records, all);
          if (!stated.isEmpty()
              && !byRule.containsKey(property)
              && !isSaidElsewhere(property, all)) {
            views.add(view(property, stated, Optional.empty()));
          }
        });
    return new GoldenView(views, missing);
  }

  private static List<Stated> of(Set<String> records, List<Stated> stated) {
    return stated.stream().filter(s -> records.contains(s.record())).toList();
  }

  /** Whether a property only repeats what one with a rule, or a more special one, says. */
  private boolean isSaidElsewhere(String property, List<Stated> stated) {
    Node node = NodeFactory.createURI(property);
    return graph.schema().superProperties(node).stream()
            .anyMatch(p -> repeats(stated, byRule.getOrDefault(p.getURI(), List.of())))
        || graph.schema().subProperties(node).stream()
            .anyMatch(p -> repeats(stated, properties.getOrDefault(p.getURI(), List.of())));
  }

  private static boolean repeats(List<Stated> stated, List<Stated> others) {
    Set<Stated> said = others.stream().map(s -> s.dated("")).collect(Collectors.toSet());
    return said.containsAll(stated);
  }

  private static PropertyView view(
      String property, List<Stated> stated, Optional<Survivorship> rule) {
    SurvivingValues ranked = SurvivingValues.of(stated, rule);
    boolean areLiterals = stated.stream().allMatch(s -> s.value().isLiteral());
    return new PropertyView(
        property,
        rule.map(r -> r.rule().term()).orElse(null),
        ranked.why(),
        // Without a rule things are mostly each record's own: its identifiers, its addresses.
        ranked.isConflict() && (rule.isPresent() || areLiterals),
        ranked.values().stream().map(GoldenRecord::view).toList());
  }

  private static ValueView view(SurvivingValues.Ranked value) {
    return new ValueView(
        text(value.value()),
        value.value().isURI(),
        value.by().stream()
            .map(
                s ->
                    new StatedView(
                        s.record(),
                        s.source(),
                        s.written().equals(s.value()) ? null : text(s.written()),
                        s.date()))
            .toList());
  }

  private static String text(Node node) {
    return node.isLiteral() ? node.getLiteralLexicalForm() : node.getURI();
  }
}
