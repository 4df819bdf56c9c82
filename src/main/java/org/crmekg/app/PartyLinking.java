package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.ResourceException;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.Visibility;
import org.crmekg.identity.IdentityLens;
import org.crmekg.identity.LinkageResult;
import org.crmekg.identity.PartyLinkStore;
import org.crmekg.identity.PartySpec;
import org.crmekg.identity.ScoredPair;
import org.crmekg.linkage.BlockingRule;
import org.crmekg.linkage.Field;
import org.crmekg.linkage.LinkRecord;
import org.crmekg.linkage.LinkageModel;
import org.crmekg.linkage.LinkageOptions;
import org.crmekg.linkage.LinkageRun;
import org.crmekg.linkage.PairExplanation;
import org.crmekg.linkage.RecordDigest;
import org.crmekg.linkage.RecordStaging;
import org.crmekg.linkage.RecordTable;
import org.crmekg.rdf.Prefixes;
import org.crmekg.rdf.Suggestions;
import org.jspecify.annotations.Nullable;

/**
 * Links the records of parties over all sources: reads them, trains, scores, and publishes the
 * result from which clusters follow.
 *
 * <h2>The same, whether all or a part is looked at</h2>
 *
 * A score depends on the model and on the two records alone, and whether a pair is a candidate on
 * the keys that the two are looked up by. So the run keeps two digests of each record, of its
 * values and of its keys; a pair of records whose digests both stay is as it was, and every other
 * pair is looked at again. A run over everything is the case in which no digests are known.
 */
final class PartyLinking {
  /** The only source that the engine knows: whose record it is, is known here. */
  private static final String RECORDS = "records";

  private static final int MEMORY_MEGABYTES = 800;

  private final KnowledgeGraph graph;
  private final PartyLinkStore store;
  private final LinkageFiles files;
  private final List<PartySpec> specs;
  private final Consumer<String> progress;

  PartyLinking(
      KnowledgeGraph graph,
      PartyLinkStore store,
      List<PartySpec> specs,
      Consumer<String> progress) {
    this.graph = graph;
    this.store = store;
    this.files = new LinkageFiles(graph.folder());
    this.specs = List.copyOf(specs);
    this.progress = progress;
  }

  /**
   * The records of one specification.
   *
   * @param sourceOf by row
   * @param digests of values, by row
   */
  private record Records(
      RecordTable table,
      List<String> sourceOf,
      List<Long> digests,
      SortedMap<String, String> failed,
      List<String> notes) {

    Map<String, Long> bySource() {
      var counts = new TreeMap<String, Long>();
      for (int row = 0; row < table.size(); row++) {
        counts.merge(sourceOf.get(row), 1L, Long::sum);
      }
      return counts;
    }
  }

  // ---- Train

  /** Trains a model for each of the specifications, or all. */
  List<PartyModelView> train(Collection<String> names, RequestContext context) {
    return inFolder(
        options -> {
          var views = new ArrayList<PartyModelView>();
          for (PartySpec spec : chosen(names)) {
            Records records = read(spec, false, context, options);
            try (LinkageRun run = LinkageRun.of(records.table(), options)) {
              views.add(view(spec, train(spec, records, run)));
            }
          }
          return views;
        });
  }

  private LinkageModel train(PartySpec spec, Records records, LinkageRun run) {
    if (records.table().size() < 2) {
      throw new SourceException(
          Problem.LINKAGE_DATA,
          "%s: the sources have %d records of %s, and it takes two to learn from; see link:class in %s"
              .formatted(
                  spec.name(),
                  records.table().size(),
                  spec.classes().stream().map(c -> "<" + c + ">").toList(),
                  spec.origin()));
    }
    LinkageModel model = run.train(graph.environment().clock());
    List<LinkageModel.Session> sessions = model.diagnostics().sessions();
    List<String> collapsed =
        sessions.stream()
            .filter(s -> s.outcome().equals("collapsed"))
            .map(LinkageModel.Session::rule)
            .toList();
    if (!collapsed.isEmpty() && sessions.stream().noneMatch(s -> s.outcome().equals("used"))) {
      throw new ConfigException(
          Problem.LINKAGE_MODEL,
          ("%s: learning collapsed, so there is no model: the pairs of %s look all the same or all"
                  + " different. Compare more fields, or give blocking rules that agree on less, in %s")
              .formatted(spec.name(), collapsed, spec.origin()));
    }
    files.write(spec, model);
    return model;
  }

  private PartyModelView view(PartySpec spec, LinkageModel model) {
    var comparisons = new ArrayList<PartyModelView.Comparison>();
    for (int c = 0; c < model.comparisons().size(); c++) {
      LinkageModel.Learned learned = model.comparisons().get(c);
      comparisons.add(
          new PartyModelView.Comparison(
              learned.name(),
              spec.linkage().comparisons().get(c).levels().stream().map(l -> l.name()).toList(),
              learned.m(),
              learned.u(),
              learned.bits()));
    }
    LinkageModel.Diagnostics diagnostics = model.diagnostics();
    return new PartyModelView(
        spec.name(),
        model.version(),
        model.trained().toString(),
        model.records(),
        diagnostics.pairs(),
        diagnostics.expectedMatches(),
        model.priorBits(),
        comparisons,
        diagnostics.sessions().stream()
            .map(
                s ->
                    new PartyModelView.Session(
                        s.rule(), s.pairs(), s.matches(), s.share(), s.outcome()))
            .toList(),
        diagnostics.warnings(),
        files.modelFile(spec).toString());
  }

  // ---- Run

  /**
   * Links the records of the specifications, or of all.
   *
   * @param changes whether pairs of records that did not change keep what they have
   * @param partial whether a source that fails is left out, and its former pairs stay
   */
  List<PartyLinkView> run(
      Collection<String> names, boolean changes, boolean partial, RequestContext context) {
    return inFolder(
        options -> {
          var views = new ArrayList<PartyLinkView>();
          for (PartySpec spec : chosen(names)) {
            views.add(run(spec, changes, partial, context, options));
          }
          return views;
        });
  }

  private PartyLinkView run(
      PartySpec spec,
      boolean changes,
      boolean partial,
      RequestContext context,
      LinkageOptions options) {
    long start = graph.environment().nanoTime().getAsLong();
    Records records = read(spec, partial, context, options);
    var notes = new ArrayList<>(records.notes());
    try (LinkageRun run = LinkageRun.of(records.table(), options)) {
      Optional<LinkageFiles.Trained> known = files.model(spec);
      known.ifPresent(trained -> checkFits(spec, trained));
      if (known.isEmpty() && records.table().size() < 2) {
        notes.add("there are not two records to compare");
        return view(spec, "", false, records, Linked.NOTHING, 0, notes, start);
      }
      boolean isTrained = known.isEmpty();
      if (isTrained && !records.failed().isEmpty()) {
        throw new SourceException(
            Problem.LINKAGE_DATA,
            "%s: there is no model yet, and none is trained without %s; run again when they answer: %s"
                .formatted(spec.name(), records.failed().keySet(), records.failed().values()));
      }
      LinkageModel model =
          known.map(LinkageFiles.Trained::model).orElseGet(() -> train(spec, records, run));
      if (isTrained) {
        notes.add("there was no model, so one was trained first");
      }
      Linked linked = new Linking(spec, records, run, model, changes).link();
      notes.addAll(notes(linked));
      LinkageResult result =
          new LinkageResult(
              model.version(),
              spec.name(),
              graph.environment().clock().instant(),
              model.priorBits(),
              spec.linkage().accept(),
              spec.linkage().review(),
              spec.reject(),
              spec.linkage().duplicateFree(),
              linked.pairs());
      progress.accept(spec.name() + ": publishing");
      PartyLinkStore.Version version = graph.publishLinks(result);
      if (records.failed().isEmpty()) {
        files.write(spec, stamp(spec, model, version), seen(records, run));
      }
      return view(
          spec, model.version(), isTrained, records, linked, version.number(), notes, start);
    }
  }

  private static List<String> notes(Linked linked) {
    var notes = new ArrayList<String>();
    notes.add(
        String.format(
            Locale.ROOT,
            "%,d pairs compared%s",
            linked.looked().compared(),
            linked.isWhole()
                ? String.format(
                    Locale.ROOT,
                    "; the blocking rules find an estimated %.1f %% of those that are one party",
                    100 * linked.looked().completeness())
                : ", of records that changed"));
    for (LinkageRun.RuleOutcome rule : linked.looked().rules()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "by %s: %,d candidates, %,d linked, %,d of them by no other rule%s",
              rule.rule(),
              rule.pairs(),
              rule.matches(),
              rule.only(),
              rule.skippedBlocks() == 0
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      "; %,d blocks skipped, the largest of %,d pairs",
                      rule.skippedBlocks(),
                      rule.largestSkipped())));
    }
    return notes;
  }

  private void checkFits(PartySpec spec, LinkageFiles.Trained trained) {
    if (!trained.digest().equals(spec.digest())) {
      throw new ConfigException(
          Problem.LINKAGE_MODEL,
          ("%s: the model of %s was trained with another text of %s; run `ekg link train --spec %s`,"
                  + " which is a decision: it may change who is who")
              .formatted(spec.name(), trained.model().trained(), spec.origin(), spec.name()));
    }
  }

  private static String stamp(PartySpec spec, LinkageModel model, PartyLinkStore.Version version) {
    return "%s %s %s".formatted(spec.digest(), model.version(), version.checksum());
  }

  private static Map<String, LinkageFiles.Seen> seen(Records records, LinkageRun run) {
    var seen = new TreeMap<String, LinkageFiles.Seen>();
    for (int row = 0; row < records.table().size(); row++) {
      seen.put(
          records.table().id(row),
          new LinkageFiles.Seen(records.digests().get(row), run.keysDigest(row)));
    }
    return seen;
  }

  private PartyLinkView view(
      PartySpec spec,
      String model,
      boolean isTrained,
      Records records,
      Linked linked,
      int version,
      List<String> notes,
      long start) {
    long accepted =
        linked.pairs().stream().filter(p -> p.bits() >= spec.linkage().accept()).count();
    long review =
        linked.pairs().stream().filter(p -> p.bits() >= spec.linkage().review()).count() - accepted;
    return new PartyLinkView(
        spec.name(),
        model,
        isTrained,
        records.bySource(),
        linked.changed(),
        linked.gone(),
        linked.pairs().size(),
        accepted,
        review,
        version,
        linked.looked().compared(),
        linked.isWhole() ? linked.looked().completeness() : null,
        linked.looked().rules().stream()
            .map(
                r ->
                    new PartyLinkView.Rule(
                        r.rule(), r.pairs(), r.matches(), r.only(), r.skippedBlocks()))
            .toList(),
        records.failed(),
        notes,
        (graph.environment().nanoTime().getAsLong() - start) / 1_000_000);
  }

  // ---- Read

  private Records read(
      PartySpec spec, boolean partial, RequestContext context, LinkageOptions options) {
    try (var runner = new QueryRunner(graph.environment(), 1);
        RecordStaging staging = staging(spec, options)) {
      var reading = new RecordReading(graph, runner, spec, context, progress);
      reading.readAll(staging, partial);
      progress.accept(spec.name() + ": preparing records");
      var notes = new ArrayList<String>();
      var sources = new ArrayList<String>();
      var digests = new ArrayList<Long>();
      RecordTable table =
          RecordTable.of(
              spec.linkage(),
              List.of(RECORDS),
              each(
                  staging.records(),
                  r -> {
                    sources.add(r.source());
                    digests.add(RecordDigest.of(r));
                  }));
      if (reading.unnamed() > 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%,d records are blank nodes, which nothing can be linked to: left out",
                reading.unnamed()));
      }
      if (staging.cut() > 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%,d records have more than 16 values in a field: the first 16 are compared",
                staging.cut()));
      }
      return new Records(table, sources, digests, reading.failed(), notes);
    }
  }

  private RecordStaging staging(PartySpec spec, LinkageOptions options) {
    return new RecordStaging(
        graph.runtimes().stream().map(s -> s.config().id()).sorted().toList(),
        spec.linkage().fields().stream().map(Field::name).toList(),
        options);
  }

  private static Iterator<LinkRecord> each(
      Iterator<LinkRecord> records, Consumer<LinkRecord> hear) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public LinkRecord next() {
        LinkRecord next = records.next();
        hear.accept(next);
        return new LinkRecord(next.id(), RECORDS, next.values());
      }
    };
  }

  // ---- Pairs

  /**
   * The pairs of a run.
   *
   * @param changed records that are new or changed
   * @param gone records that are there no longer
   * @param isWhole whether all records were looked at
   */
  private record Linked(
      List<ScoredPair> pairs, long changed, long gone, LinkageRun.Looked looked, boolean isWhole) {
    static final Linked NOTHING =
        new Linked(List.of(), 0, 0, new LinkageRun.Looked(List.of(), 0, 1, List.of()), false);
  }

  private final class Linking {
    private final PartySpec spec;
    private final Records records;
    private final RecordTable table;
    private final LinkageRun run;
    private final LinkageModel model;
    private final Map<String, Integer> rowOf = new HashMap<>();
    private final BitSet touched = new BitSet();
    private final List<ScoredPair> before;
    private final Map<String, LinkageFiles.Seen> seen;
    private final boolean isIncremental;

    /** By row of the first and then the second record. */
    private final Map<Long, ScoredPair> pairs = new HashMap<>();

    /** Pairs of which a source that failed has a record. */
    private final List<ScoredPair> kept = new ArrayList<>();

    Linking(PartySpec spec, Records records, LinkageRun run, LinkageModel model, boolean changes) {
      this.spec = spec;
      this.records = records;
      this.table = records.table();
      this.run = run;
      this.model = model;
      for (int row = 0; row < table.size(); row++) {
        rowOf.put(table.id(row), row);
      }
      Optional<PartyLinkStore.Version> last =
          store.versions().stream().filter(v -> v.specification().equals(spec.name())).findFirst();
      Optional<Map<String, LinkageFiles.Seen>> known =
          last.flatMap(v -> files.seen(spec, stamp(spec, model, v)));
      isIncremental = changes && known.isPresent();
      seen = known.orElse(Map.of());
      boolean needsBefore = isIncremental || !records.failed().isEmpty();
      before = needsBefore ? last.map(v -> store.read(v).pairs()).orElse(List.of()) : List.of();
    }

    Linked link() {
      run.prepare(model);
      long changed = touch();
      LinkageRun.Looked looked = run.likely(model, touched);
      for (LinkageRun.Likely likely : looked.pairs()) {
        if (mayLink(likely.left(), likely.right())) {
          explain(likely.left(), likely.right());
        }
      }
      Map<Long, ScoredPair> earlier = keep();
      completeGroups(earlier);
      var all = new ArrayList<>(pairs.values());
      all.addAll(kept);
      all.sort(Comparator.comparing(ScoredPair::left).thenComparing(ScoredPair::right));
      long gone =
          records.failed().isEmpty()
              ? seen.keySet().stream().filter(id -> !rowOf.containsKey(id)).count()
              : 0;
      return new Linked(all, changed, gone, looked, !isIncremental);
    }

    /** Marks the records whose pairs are looked at again, and counts those with other values. */
    private long touch() {
      long changed = 0;
      for (int row = 0; row < table.size(); row++) {
        LinkageFiles.Seen then = seen.get(table.id(row));
        boolean isOther = then == null || then.values() != records.digests().get(row);
        changed += isOther ? 1 : 0;
        boolean isFoundOtherwise = then == null || then.keys() != run.keysDigest(row);
        touched.set(row, !isIncremental || isOther || isFoundOtherwise);
      }
      return changed;
    }

    /** A source that has everything once has no two records of one party. */
    private boolean mayLink(int left, int right) {
      String source = records.sourceOf().get(left);
      return !source.equals(records.sourceOf().get(right))
          || !spec.linkage().duplicateFree().contains(source);
    }

    /** Takes over the pairs of before that are as they were, and returns all that could be. */
    private Map<Long, ScoredPair> keep() {
      Map<Long, ScoredPair> earlier = new HashMap<>();
      Set<String> lost = new HashSet<>(records.failed().keySet());
      for (ScoredPair pair : before) {
        Integer left = rowOf.get(pair.left());
        Integer right = rowOf.get(pair.right());
        if (left == null || right == null) {
          if (!lost.isEmpty() && isOf(pair.left(), left, lost) && isOf(pair.right(), right, lost)) {
            kept.add(pair);
          }
        } else if (!touched.get(left) && !touched.get(right)) {
          long key = key(left, right);
          earlier.put(key, pair);
          if (pair.bits() >= spec.linkage().review() && run.isCandidate(left, right)) {
            pairs.put(key, pair);
          }
        }
      }
      return earlier;
    }

    /** Whether a record is there, or is one of a source that could not be read. */
    private boolean isOf(String id, @Nullable Integer row, Set<String> lost) {
      return row != null || graph.sourcesOf(id).stream().anyMatch(lost::contains);
    }

    private void explain(int left, int right) {
      pairs.put(key(left, right), scored(spec, model, run.explain(model, left, right)));
    }

    /** Adds the votes within small groups: how each record of a group fits to each other. */
    private void completeGroups(Map<Long, ScoredPair> earlier) {
      int[] root = new int[table.size()];
      Arrays.setAll(root, i -> i);
      for (Map.Entry<Long, ScoredPair> entry : pairs.entrySet()) {
        if (entry.getValue().bits() >= spec.linkage().accept()) {
          int left = find(root, (int) (entry.getKey() >>> 32));
          int right = find(root, (int) (long) entry.getKey());
          root[Math.max(left, right)] = Math.min(left, right);
        }
      }
      Map<Integer, List<Integer>> groups = new TreeMap<>();
      for (int row = 0; row < root.length; row++) {
        groups.computeIfAbsent(find(root, row), r -> new ArrayList<>()).add(row);
      }
      for (List<Integer> group : groups.values()) {
        if (group.size() > 2 && group.size() <= LinkageResult.WHOLE_GROUP) {
          for (int i = 0; i < group.size(); i++) {
            for (int j = i + 1; j < group.size(); j++) {
              long key = key(group.get(i), group.get(j));
              ScoredPair known = earlier.get(key);
              if (known != null) {
                pairs.putIfAbsent(key, known);
              } else if (!pairs.containsKey(key)) {
                explain(group.get(i), group.get(j));
              }
            }
          }
        }
      }
    }

    private static int find(int[] root, int row) {
      int at = row;
      while (root[at] != at) {
        root[at] = root[root[at]];
        at = root[at];
      }
      return at;
    }

    private static long key(int left, int right) {
      return ((long) Math.min(left, right) << 32) | Math.max(left, right);
    }
  }

  // ---- Explain

  /** Explains two records by what they are now; of two parties, the records that fit best. */
  PairView explain(Node one, Node other, RequestContext context) {
    List<String> lefts = records(one, context);
    List<String> rights = records(other, context);
    return inFolder(
        options -> {
          boolean hasModel = false;
          for (PartySpec spec : specs) {
            Optional<LinkageFiles.Trained> trained = files.model(spec);
            if (trained.isEmpty()) {
              continue;
            }
            hasModel = true;
            checkFits(spec, trained.get());
            Optional<PairView> view =
                explain(spec, trained.get().model(), lefts, rights, context, options);
            if (view.isPresent()) {
              return view.get();
            }
          }
          throw new UsageException(
              Problem.USAGE,
              hasModel
                  ? "%s and %s are not both records of one kind: %s link %s"
                      .formatted(
                          Prefixes.shown(one),
                          Prefixes.shown(other),
                          "specifications",
                          specs.stream()
                              .map(s -> s.classes().stream().map(Prefixes::shown).toList())
                              .toList())
                  : "there is no model yet that could compare them; run `ekg link run`");
        });
  }

  /** The records that a caller means and sees; who sees none is told what others are told. */
  private List<String> records(Node node, RequestContext context) {
    IdentityLens lens = graph.identity().lens(context.visible());
    List<String> seen =
        !node.isURI()
            ? List.of()
            : lens.sourceIris(node).stream()
                .map(Node::getURI)
                .filter(iri -> isVisible(iri, context))
                .sorted()
                .limit(20)
                .toList();
    if (seen.isEmpty()) {
      throw new UsageException(
          Problem.USAGE,
          "%s is no record or party of a source that you can see".formatted(Prefixes.shown(node)));
    }
    return seen;
  }

  private boolean isVisible(String iri, RequestContext context) {
    Set<String> sources = graph.sourcesOf(iri);
    return !sources.isEmpty() && context.visible().seesAll(sources);
  }

  private Optional<PairView> explain(
      PartySpec spec,
      LinkageModel model,
      List<String> lefts,
      List<String> rights,
      RequestContext context,
      LinkageOptions options) {
    var wanted = new TreeSet<>(lefts);
    wanted.addAll(rights);
    RecordTable table;
    try (var runner = new QueryRunner(graph.environment(), 1);
        RecordStaging staging = staging(spec, options)) {
      new RecordReading(graph, runner, spec, context, progress).read(wanted, staging);
      table = RecordTable.of(spec.linkage(), List.of(RECORDS), each(staging.records(), r -> {}));
    }
    Map<String, Integer> rowOf = new HashMap<>();
    for (int row = 0; row < table.size(); row++) {
      rowOf.put(table.id(row), row);
    }
    try (LinkageRun run = LinkageRun.of(table, options)) {
      run.prepare(model);
      PairExplanation best = null;
      for (String left : lefts) {
        for (String right : rights) {
          Integer a = rowOf.get(left);
          Integer b = rowOf.get(right);
          if (a != null && b != null && !a.equals(b)) {
            PairExplanation next = run.explain(model, a, b);
            best = best == null || next.score() > best.score() ? next : best;
          }
        }
      }
      return Optional.ofNullable(best).map(e -> view(spec, model, e, context));
    }
  }

  private PairView view(
      PartySpec spec, LinkageModel model, PairExplanation explained, RequestContext context) {
    // How rare a value is, is known from all sources, so who does not see all is not told.
    boolean seesAll = context.visible() instanceof Visibility.AllSources;
    ScoredPair pair = scored(spec, model, explained);
    List<PairView.Part> parts =
        pair.parts().stream()
            .map(
                p ->
                    new PairView.Part(
                        p.comparison(),
                        p.leftValue(),
                        p.rightValue(),
                        p.level(),
                        p.bits(),
                        seesAll ? p.rarityBits() : 0))
            .toList();
    double hidden =
        seesAll ? 0 : pair.parts().stream().mapToDouble(PairExplanation.Part::rarityBits).sum();
    IdentityLens lens = graph.identity().lens(context.visible());
    boolean isLinked =
        lens.canonical(NodeFactory.createURI(pair.left()))
            .equals(lens.canonical(NodeFactory.createURI(pair.right())));
    List<String> missed =
        spec.linkage().blocking().stream()
            .map(BlockingRule::words)
            .filter(rule -> !explained.foundBy().contains(rule))
            .toList();
    return new PairView(
        pair.left(),
        graph.sourcesOf(pair.left()).stream().sorted().toList(),
        pair.right(),
        graph.sourcesOf(pair.right()).stream().sorted().toList(),
        spec.name(),
        model.version(),
        LinkageRun.rounded(pair.bits() - hidden),
        spec.linkage().accept(),
        spec.linkage().review(),
        model.priorBits(),
        parts,
        seesAll ? explained.foundBy() : null,
        seesAll ? missed : null,
        isLinked,
        seesAll ? lastRun(spec, pair) : null);
  }

  private @Nullable Double lastRun(PartySpec spec, ScoredPair pair) {
    return store.current().stream()
        .filter(r -> r.specification().equals(spec.name()))
        .flatMap(r -> r.pairs().stream())
        .filter(p -> p.left().equals(pair.left()) && p.right().equals(pair.right()))
        .map(ScoredPair::bits)
        .findFirst()
        .orElse(null);
  }

  /** A pair in which nothing of what is needed agrees is for people, however much else does. */
  static ScoredPair scored(PartySpec spec, LinkageModel model, PairExplanation explained) {
    double bits = LinkageRun.rounded(explained.score());
    var parts = new ArrayList<>(explained.parts());
    double most = (spec.linkage().accept() + spec.linkage().review()) / 2;
    long same = 0;
    long clear = 0;
    long beside = 0;
    for (int c = 0; c < explained.parts().size(); c++) {
      PairExplanation.Part part = explained.parts().get(c);
      if (spec.needs().contains(part.comparison())) {
        String best = spec.linkage().comparisons().get(c).levels().getFirst().name();
        same += part.level().startsWith(best) ? 1 : 0;
        clear += isClear(part) ? 1 : 0;
      } else if (spec.besides().contains(part.comparison())) {
        beside += isClear(part) ? 1 : 0;
      }
    }
    boolean isNeeded = spec.needs().isEmpty() || same > 0 || clear > 1 || (clear > 0 && beside > 0);
    if (!isNeeded && bits > most) {
      parts.add(
          new PairExplanation.Part(
              "what is needed",
              "",
              "",
              "none of %s is the same, nor do two of them clearly agree"
                  .formatted(String.join(", ", spec.needs())),
              LinkageRun.rounded(most - bits),
              0));
      bits = most;
    }
    return ScoredPair.of(explained.left(), explained.right(), bits, parts, model.version());
  }

  private static boolean isClear(PairExplanation.Part part) {
    return part.bits() + part.rarityBits() >= PartySpec.CLEARLY;
  }

  // ---- What is there to work with

  private List<PartySpec> chosen(Collection<String> names) {
    if (names.isEmpty()) {
      return specs;
    }
    List<String> known = specs.stream().map(PartySpec::name).toList();
    var chosen = new ArrayList<PartySpec>();
    for (String name : names) {
      chosen.add(
          specs.stream()
              .filter(s -> s.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          Problem.USAGE,
                          "there is no specification \"%s\"%s; there are %s"
                              .formatted(name, Suggestions.didYouMean(name, known), known))));
    }
    return chosen;
  }

  private interface Work<T> {
    T apply(LinkageOptions options);
  }

  private <T> T inFolder(Work<T> work) {
    Path folder;
    try {
      folder = Files.createTempDirectory(graph.folder().path(), "linkage-");
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED, "no folder for temporary files can be made: " + e, e);
    }
    try {
      return work.apply(
          new LinkageOptions(
              Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16),
              MEMORY_MEGABYTES,
              folder,
              progress));
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STAGING_FAILED,
          "the temporary folder %s cannot be removed: %s".formatted(folder, e),
          e);
    }
  }
}
