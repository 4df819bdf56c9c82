package org.crmekg.lineage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.crmekg.RequestContext;
import org.crmekg.SourceException;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.federation.Federation;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLens;
import org.crmekg.identity.IdentityLink;
import org.crmekg.member.Member;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.ColumnRef;
import org.crmekg.virtual.ColumnRef.Side;
import org.crmekg.virtual.QuadMaker;
import org.crmekg.virtual.QuadMap;
import org.crmekg.virtual.QuadMap.Origin;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.RowValues;
import org.crmekg.virtual.SqlRequest;
import org.crmekg.virtual.SqlUnfolder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source rows behind statements by inverting the mapping.
 *
 * <p>The terms of a statement become conditions on the columns of each rule that could have made
 * it; the rows that the source returns are mapped again, and those that give the statement are its
 * evidence. What the caller may not see is not asked and not counted.
 */
public final class Tracer {
  /** Rows that are shown of each rule. */
  public static final int SHOWN_ROWS = 5;

  /** Where counting stops. */
  public static final int COUNT_LIMIT = 10_000;

  private static final int MAX_STATEMENTS = 500;

  /** The column that holds the record number of an imported file. */
  private static final String ROW_NUMBER = "_row";

  private final Federation federation;
  private final List<TracedSource> sources;
  private final List<RemoteSource> remote;

  /** Creates a tracer over these sources. */
  public Tracer(Federation federation, List<TracedSource> sources, List<RemoteSource> remote) {
    this.federation = federation;
    this.sources = List.copyOf(sources);
    this.remote = List.copyOf(remote);
  }

  /**
   * Explains the statements of the golden view that match.
   *
   * @param predicate null for any
   * @param object null for any
   * @return one explanation a statement, at most 500, in no particular order
   */
  public List<Explanation> explain(
      Node subject, @Nullable Node predicate, @Nullable Node object, RequestContext context) {
    IdentityIndex index = federation.identity().get();
    IdentityLens lens = index.lens(context.visible());
    Node s = lens.canonical(subject);
    Node o =
        object == null
            ? Node.ANY
            : Ekg.SOURCE_IRI.equals(predicate) ? object : lens.canonical(Literals.normal(object));
    FederatedDataset dataset = federation.forRequest(context);
    var statements = new ArrayList<Triple>();
    Iterator<Quad> found =
        dataset.find(Quad.defaultGraphIRI, s, predicate == null ? Node.ANY : predicate, o);
    while (found.hasNext() && statements.size() < MAX_STATEMENTS) {
      context.deadline().check();
      statements.add(found.next().asTriple());
    }
    Iter.close(found);
    return statements.stream()
        .map(t -> new Explanation(t, evidence(t, lens, context), links(t, index, lens, context)))
        .toList();
  }

  /**
   * Finds the evidence for a statement about source IRIs of one source.
   *
   * @return what stands behind it; empty if nothing does
   */
  public List<Evidence> evidence(String source, Triple local, RequestContext context) {
    return sources.stream()
        .filter(t -> t.member().id().equals(source) && context.sees(source))
        .flatMap(t -> inSource(t, List.of(local), context).stream())
        .toList();
  }

  private List<Evidence> evidence(Triple triple, IdentityLens lens, RequestContext context) {
    var evidence = new ArrayList<Evidence>();
    if (triple.getPredicate().equals(Ekg.SOURCE_IRI)) {
      evidence.add(
          new Evidence(
              Evidence.Kind.DERIVED,
              "identity",
              "",
              "",
              List.of(),
              0,
              List.of(),
              "canonical IRI",
              "%s is what sources call %s".formatted(triple.getSubject(), triple.getObject())));
      return evidence;
    }
    List<Triple> locals = locals(triple, lens);
    for (TracedSource source : sources) {
      if (context.sees(source.member().id())) {
        evidence.addAll(inSource(source, locals, context));
      }
    }
    for (RemoteSource source : remote) {
      if (context.sees(source.member().id())) {
        locals.stream()
            .filter(t -> !t.getSubject().isBlank() && !t.getObject().isBlank())
            .filter(t -> contains(source.member(), t, context))
            .findFirst()
            .ifPresent(t -> evidence.add(stated(source)));
      }
    }
    for (Member member : federation.shared()) {
      if (contains(member, triple, context)) {
        evidence.add(
            new Evidence(
                Evidence.Kind.REFERENCE,
                member.id(),
                "",
                "",
                List.of(),
                0,
                List.of(),
                "reference data of crm-ekg",
                ""));
      }
    }
    return evidence;
  }

  /** The statements about source IRIs that become this statement of the golden view. */
  private static List<Triple> locals(Triple triple, IdentityLens lens) {
    var locals = new ArrayList<Triple>();
    for (Node s : lens.sourceIris(triple.getSubject())) {
      for (Node o :
          triple.getObject().isURI()
              ? lens.sourceIris(triple.getObject())
              : Set.of(triple.getObject())) {
        locals.add(Triple.create(s, triple.getPredicate(), o));
      }
    }
    return locals;
  }

  private List<Evidence> inSource(
      TracedSource source, List<Triple> locals, RequestContext context) {
    var evidence = new ArrayList<Evidence>();
    for (Triple local : locals) {
      Quad pattern = Quad.create(Node.ANY, local);
      if (!source.member().descriptor().canAnswer(pattern)) {
        continue;
      }
      try {
        List<Evidence> live = live(source, pattern, context);
        if (!live.isEmpty()) {
          evidence.addAll(live);
        } else if (source.materialized() && contains(source.member(), local, context)) {
          evidence.add(changed(source, local, context));
        }
      } catch (SourceException e) {
        if (!source.materialized()) {
          throw e;
        }
        if (contains(source.member(), local, context)) {
          evidence.add(
              stated(source, Evidence.Kind.UNVERIFIED, "the source cannot be asked: " + e.coded()));
        }
      }
    }
    return evidence;
  }

  private static boolean contains(Member member, Triple triple, RequestContext context) {
    Quad pattern = Quad.create(Node.ANY, triple);
    if (!member.descriptor().canAnswer(pattern)) {
      return false;
    }
    try (Quads quads = member.request(pattern, context)) {
      return quads.hasNext();
    }
  }

  private Evidence changed(TracedSource source, Triple local, RequestContext context) {
    var now = new LinkedHashSet<String>();
    Quad open = new Quad(Node.ANY, local.getSubject(), local.getPredicate(), Node.ANY);
    for (QuadMap quadMap : source.mapping().get().quadMaps()) {
      forEachRow(
          source,
          quadMap,
          open,
          context,
          (quad, values) -> {
            if (now.size() < SHOWN_ROWS) {
              now.add(quad.getObject().toString());
            }
          });
    }
    return stated(
        source,
        Evidence.Kind.CHANGED_SINCE_LOAD,
        "loaded: %s; the source says now: %s"
            .formatted(local.getObject(), now.isEmpty() ? "nothing" : String.join(", ", now)));
  }

  private static Evidence stated(TracedSource source, Evidence.Kind kind, String detail) {
    return new Evidence(
        kind,
        source.member().id(),
        source.owner(),
        "",
        List.of(),
        0,
        List.of(),
        "loaded copy",
        detail);
  }

  private static Evidence stated(RemoteSource source) {
    return new Evidence(
        Evidence.Kind.REMOTE,
        source.member().id(),
        source.owner(),
        "",
        List.of(),
        0,
        List.of(),
        source.materialized() ? "loaded from " + source.address() : source.address(),
        "ask there for the rows behind it");
  }

  private List<Evidence> live(TracedSource source, Quad pattern, RequestContext context) {
    var evidence = new ArrayList<Evidence>();
    for (QuadMap quadMap : source.mapping().get().quadMaps()) {
      List<ColumnRef> identifying = identifying(quadMap);
      var rows = new ArrayList<Evidence.Row>();
      long count =
          forEachRow(
              source,
              quadMap,
              pattern,
              context,
              (quad, values) -> {
                if (rows.size() < SHOWN_ROWS) {
                  rows.add(
                      new Evidence.Row(
                          texts(identifying, values), texts(quadMap.columns(), values)));
                }
              });
      if (count > 0) {
        evidence.add(evidence(source, quadMap, rows, count));
      }
    }
    // A stated rule explains more than what was inferred from its neighbours.
    boolean anyStated = evidence.stream().anyMatch(e -> e.kind() != Evidence.Kind.DERIVED);
    return anyStated
        ? evidence.stream().filter(e -> e.kind() != Evidence.Kind.DERIVED).toList()
        : evidence.stream().limit(SHOWN_ROWS).toList();
  }

  private static Evidence evidence(
      TracedSource source, QuadMap quadMap, List<Evidence.Row> rows, long count) {
    boolean known =
        !quadMap.relation().keys().isEmpty()
            && !(quadMap.subject().columns().isEmpty() && quadMap.object().columns().isEmpty());
    Evidence.Kind kind =
        quadMap.origin() instanceof Origin.Inferred
            ? Evidence.Kind.DERIVED
            : known ? Evidence.Kind.EXACT : Evidence.Kind.CANDIDATES;
    return new Evidence(
        kind,
        source.member().id(),
        source.owner(),
        quadMap.relation().shown(),
        rows,
        count,
        quadMap.object().columns().stream().map(c -> c.column().name()).toList(),
        "triples map %s in %s"
            .formatted(quadMap.triplesMap().name(), fileName(quadMap.triplesMap().file())),
        quadMap.origin() instanceof Origin.Inferred inferred ? inferred.rule() : "");
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private interface RowSink {
    void accept(Quad quad, RowValues values);
  }

  private static long forEachRow(
      TracedSource source, QuadMap quadMap, Quad pattern, RequestContext context, RowSink sink) {
    Optional<SqlRequest> request =
        new SqlUnfolder(source.source().dialect())
            .unfoldWithRow(quadMap, pattern, identifying(quadMap));
    if (request.isEmpty()) {
      return 0;
    }
    long count = 0;
    try (RowCursor cursor =
        source
            .source()
            .query(request.get().sql(), request.get().parameters(), context.deadline())) {
      var values = new RowValues(cursor.row(), request.get().columns());
      while (count < COUNT_LIMIT && cursor.next()) {
        values.nextRow();
        Quad quad = QuadMaker.make(quadMap, values);
        if (quad != null && matches(pattern, quad)) {
          count++;
          sink.accept(quad, values);
        }
      }
    }
    return count;
  }

  private static boolean matches(Quad pattern, Quad quad) {
    return pattern.getSubject().equals(quad.getSubject())
        && pattern.getPredicate().equals(quad.getPredicate())
        && (!pattern.getObject().isConcrete() || pattern.getObject().equals(quad.getObject()));
  }

  /** The columns of the first key, with the record number of a file; all columns without a key. */
  private static List<ColumnRef> identifying(QuadMap quadMap) {
    List<Set<String>> keys = quadMap.relation().keys();
    return quadMap.relation().columns().stream()
        .filter(
            c ->
                keys.isEmpty() || keys.getFirst().contains(c.name()) || c.name().equals(ROW_NUMBER))
        .map(c -> new ColumnRef(Side.CHILD, c))
        .toList();
  }

  private static Map<String, String> texts(Iterable<ColumnRef> columns, RowValues values) {
    var texts = new LinkedHashMap<String, String>();
    for (ColumnRef column : columns) {
      String text = values.text(column);
      texts.put(column.column().name(), text == null ? "NULL" : text);
    }
    return texts;
  }

  private static List<IdentityLink> links(
      Triple triple, IdentityIndex index, IdentityLens lens, RequestContext context) {
    var nodes = new LinkedHashSet<Node>();
    for (Node node : List.of(triple.getSubject(), triple.getObject())) {
      if (lens.isLinked(node)) {
        nodes.addAll(lens.sourceIris(node));
      }
    }
    return nodes.isEmpty()
        ? List.of()
        : index.links(nodes, context.visible()).stream()
            .filter(
                l ->
                    triple.getSubject().equals(lens.canonical(l.left()))
                        || triple.getObject().equals(lens.canonical(l.left())))
            .limit(50)
            .toList();
  }
}
