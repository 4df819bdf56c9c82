package org.crmekg.member;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.RequestContext.Completeness;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.config.SourceConfig.EndpointLimits;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Schema;
import org.crmekg.source.EndpointSource;
import org.crmekg.source.SolutionCursor;
import org.crmekg.virtual.JoinBlock;
import org.crmekg.virtual.QuadBlock;
import org.crmekg.virtual.Quads;
import org.crmekg.virtual.Solutions;
import org.crmekg.virtual.TermSet;
import org.jspecify.annotations.Nullable;

/**
 * A SPARQL endpoint in virtual mode: each request is a SELECT.
 *
 * <p><b>What follows.</b> The endpoint's statements are asked for from which those follow that are
 * wanted, and what follows is worked out here, so that an endpoint's graph holds the same inferred
 * statements as a mapped source's.
 *
 * <p><b>What it may hold.</b> Where its descriptor is complete, nothing is sent that surely has no
 * answer. Where it is not, the endpoint is asked once, and again after a while, which of the
 * predicates and classes at hand it has.
 *
 * <p><b>Blank nodes</b> of two answers have nothing in common (SPARQL 1.1 §4.1.4), so that one
 * cannot be asked for again. Such a request is refused: to leave its rows out would be wrong.
 */
public final class EndpointMember implements Member {
  /** Which source IRIs stand behind an IRI is said here, by our links, and by nobody else. */
  static final Node NEVER_TAKEN = Ekg.SOURCE_IRI;

  private static final String BLANK = "endpoint/";
  private static final double UNKNOWN_STATEMENTS = 1000;

  private final EndpointSource source;
  private final Node graph;
  private final Schema schema;
  private final Supplier<EndpointDescriptor> descriptor;
  private final EndpointLimits limits;
  private final AtomicLong answers = new AtomicLong();
  private final Map<Asked, Found> found = new ConcurrentHashMap<>();

  /** A predicate, or a class. */
  private record Asked(Node term, boolean isClass) {}

  private record Found(boolean present, long atNanos) {}

  /**
   * Creates a member.
   *
   * @param graph the graph that its statements are in here
   * @param descriptor gives what is known of it now
   */
  public EndpointMember(
      EndpointSource source, Node graph, Schema schema, Supplier<EndpointDescriptor> descriptor) {
    this.source = source;
    this.graph = graph;
    this.schema = schema;
    this.descriptor = descriptor;
    this.limits = source.endpoint().limits();
  }

  @Override
  public String id() {
    return source.id();
  }

  @Override
  public Descriptor descriptor() {
    return descriptor.get().saturated();
  }

  @Override
  public String language() {
    return "SPARQL";
  }

  @Override
  public boolean prefersFewRequests() {
    return true;
  }

  @Override
  public boolean answersAhead() {
    return true;
  }

  @Override
  public boolean isBusy() {
    return source.isBusy();
  }

  private Schema following() {
    return descriptor.get().inferred() ? Schema.NONE : schema;
  }

  private static Set<String> hidden(RequestContext context) {
    Set<String> hidden = new HashSet<>(context.maskedProperties());
    hidden.add(NEVER_TAKEN.getURI());
    return hidden;
  }

  // ---- What it may hold

  @Override
  public boolean mayHave(Triple pattern, RequestContext context) {
    if (descriptor.get().complete() || !pattern.getPredicate().isURI()) {
      return true;
    }
    QuadBlock block =
        new QuadBlock(
            graph,
            TermSet.ANY,
            TermSet.of(pattern.getPredicate()),
            pattern.getPredicate().equals(RDF.Nodes.type)
                ? TermSet.of(pattern.getObject())
                : TermSet.ANY);
    return !block(block, context).isEmpty();
  }

  private EndpointBlock block(QuadBlock block, RequestContext context) {
    return new EndpointBlock(
        block,
        following(),
        hidden(context),
        all -> present(all, false, context),
        all -> present(all, true, context));
  }

  /** Returns those that the endpoint has, as far as that is known or can be found out. */
  private Set<Node> present(Set<Node> terms, boolean classes, RequestContext context) {
    EndpointDescriptor known = descriptor.get();
    if (known.complete()) {
      return kept(terms, t -> classes ? known.mayStateClass(t) : known.mayState(t));
    }
    Set<Node> unknown = new LinkedHashSet<>();
    for (Node term : terms) {
      if (known.counts().getOrDefault(term, 0L) == 0 && isPresent(term, classes).isEmpty()) {
        unknown.add(term);
      }
    }
    if (!unknown.isEmpty() && !findOut(unknown, classes, context)) {
      return terms;
    }
    return kept(
        terms, t -> known.counts().getOrDefault(t, 0L) > 0 || isPresent(t, classes).orElse(true));
  }

  private static Set<Node> kept(Set<Node> terms, Function<Node, Boolean> keep) {
    return terms.stream()
        .filter(keep::apply)
        .collect(Collectors.toCollection(() -> new TreeSet<>(EndpointBlock::byIri)));
  }

  private Optional<Boolean> isPresent(Node term, boolean isClass) {
    Found last = found.get(new Asked(term, isClass));
    return last == null
            || source.nanoTime().getAsLong() - last.atNanos() > limits.recheck().toNanos()
        ? Optional.empty()
        : Optional.of(last.present());
  }

  /** Asks for all of them at once; false if the answer says nothing. */
  private boolean findOut(Set<Node> terms, boolean classes, RequestContext context) {
    var query = new EndpointQuery("?t", source.endpoint().graph());
    query.add(classes ? "FILTER EXISTS { ?s a ?t }" : "FILTER EXISTS { ?s ?t ?o }");
    query.restrict("?t", terms);
    Set<Node> present = new HashSet<>();
    try {
      for (EndpointSource.Request request : query.requests(source, limits, false)) {
        try (SolutionCursor rows =
            source.select(request, l -> l, context.deadline(), context.trace())) {
          for (Binding row = rows.next(); row != null; row = rows.next()) {
            Node term = row.get(Var.alloc("t"));
            if (term != null) {
              present.add(term);
            }
          }
        }
      }
    } catch (SourceException e) {
      if (e.problem() == Problem.SOURCE_PARTIAL
          && context.completeness() == Completeness.PARTIAL_ALLOWED) {
        return false;
      }
      throw e;
    }
    long now = source.nanoTime().getAsLong();
    terms.forEach(t -> found.put(new Asked(t, classes), new Found(present.contains(t), now)));
    return true;
  }

  // ---- Blocks

  @Override
  public Quads request(QuadBlock asked, RequestContext context) {
    QuadBlock normal = asked.normal();
    if (normal.graph().isConcrete() && !normal.graph().equals(graph)) {
      return Quads.none();
    }
    var block =
        new QuadBlock(
            graph,
            normal.subjects().filter(s -> !s.isLiteral() && mayAsk(s)),
            normal.predicates(),
            normal.objects().filter(this::mayAsk));
    return block.isEmpty() ? Quads.none() : new FoundQuads(block, context);
  }

  /**
   * Returns whether a term may be one of the endpoint's.
   *
   * @throws UsageException if it is a blank node of another answer
   */
  private boolean mayAsk(Node node) {
    if (!node.isBlank()) {
      return true;
    }
    if (node.getBlankNodeLabel().startsWith(BLANK + id() + "/")) {
      throw new UsageException(
          Problem.QUERY_REFUSED,
          ("the query goes on from blank nodes of %s, which no second request can name (SPARQL 1.1"
                  + " §4.1.4). Write patterns that it alone can answer, GRAPH <%s> { … }, or load the"
                  + " source with ekg:mode ekg:Materialized")
              .formatted(id(), graph.getURI()));
    }
    return false;
  }

  /** Blank nodes of each answer are nodes of their own. */
  private SolutionCursor select(EndpointSource.Request request, RequestContext context) {
    String prefix = BLANK + id() + "/" + answers.incrementAndGet() + "/";
    return source.select(request, l -> prefix + l, context.deadline(), context.trace());
  }

  private static boolean isLenient(RequestContext context) {
    return context.completeness() == Completeness.PARTIAL_ALLOWED;
  }

  /** The rows of several requests, one after the other; what is partial is told at the end. */
  private final class Rows {
    private final Deque<EndpointSource.Request> requests;
    private final RequestContext context;
    private @Nullable SolutionCursor cursor;
    private @Nullable SourceException partial;

    Rows(EndpointQuery query, RequestContext context) {
      this.requests = new ArrayDeque<>(query.requests(source, limits, isLenient(context)));
      this.context = context;
    }

    @Nullable Binding next() {
      while (true) {
        SolutionCursor current = cursor;
        if (current == null) {
          if (requests.isEmpty()) {
            return end();
          }
          current = select(requests.remove(), context);
          cursor = current;
        }
        try {
          Binding row = current.next();
          if (row != null) {
            return row;
          }
        } catch (SourceException e) {
          if (e.problem() != Problem.SOURCE_PARTIAL) {
            throw e;
          }
          partial = e;
        }
        cursor = null;
      }
    }

    private @Nullable Binding end() {
      SourceException told = partial;
      if (told != null) {
        partial = null;
        throw told;
      }
      return null;
    }

    void close() {
      requests.clear();
      partial = null;
      if (cursor != null) {
        cursor.close();
        cursor = null;
      }
    }
  }

  private final class FoundQuads implements Quads {
    private final QuadBlock asked;
    private final RequestContext context;
    private final Deque<Triple> ready = new ArrayDeque<>();
    private final Set<Triple> given = new HashSet<>();
    private @Nullable EndpointBlock block;
    private @Nullable Rows rows;
    private boolean ended;
    private long read;

    FoundQuads(QuadBlock asked, RequestContext context) {
      this.asked = asked;
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && !ended) {
        EndpointBlock current = begun();
        Rows from = rows;
        Binding row = from == null ? null : from.next();
        if (row == null) {
          ended = true;
          break;
        }
        read++;
        for (Triple t : current.triples(row)) {
          if (!current.mayRepeat(t) || given.add(t)) {
            ready.add(t);
          }
        }
      }
      return !ready.isEmpty();
    }

    /** Nothing is sent before somebody reads. */
    private EndpointBlock begun() {
      EndpointBlock current = block;
      if (current == null) {
        current = block(asked, context);
        block = current;
        if (!current.isEmpty()) {
          rows = new Rows(current.query(source.endpoint().graph()), context);
        }
      }
      return current;
    }

    @Override
    public Quad next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return Quad.create(graph, ready.remove());
    }

    @Override
    public void close() {
      ended = true;
      ready.clear();
      if (rows != null) {
        rows.close();
      }
    }
  }

  // ---- Joins

  @Override
  public boolean canJoin(JoinBlock block, RequestContext context) {
    return (!block.graph().isConcrete() || block.graph().equals(graph))
        && EndpointJoin.isPossible(block, following(), descriptor.get());
  }

  @Override
  public List<String> statements(JoinBlock block, RequestContext context) {
    EndpointJoin join = join(block.withValues(sendable(block)), following(), context);
    return join.isEmpty() ? List.of() : List.of(join.query(source.endpoint().graph()).shown());
  }

  @Override
  public Optional<Solutions> join(JoinBlock block, RequestContext context) {
    return canJoin(block, context)
        ? Optional.of(new FoundSolutions(block.withValues(sendable(block)), context))
        : Optional.empty();
  }

  private Map<Var, TermSet> sendable(JoinBlock block) {
    Map<Var, TermSet> values = new HashMap<>();
    block
        .values()
        .forEach((v, terms) -> values.put(v, terms.map(Literals::normal).filter(this::mayAsk)));
    return values;
  }

  private EndpointJoin join(JoinBlock block, Schema following, RequestContext context) {
    return new EndpointJoin(
        block,
        following,
        hidden(context),
        all -> present(all, false, context),
        all -> present(all, true, context));
  }

  private final class FoundSolutions implements Solutions {
    private final JoinBlock block;
    private final RequestContext context;
    private final Set<Binding> given = new HashSet<>();
    private @Nullable EndpointJoin join;
    private @Nullable Rows rows;
    private @Nullable Binding ready;
    private boolean ended;

    FoundSolutions(JoinBlock block, RequestContext context) {
      this.block = block;
      this.context = context;
    }

    @Override
    public boolean hasNext() {
      while (ready == null && !ended) {
        EndpointJoin current = begun();
        Rows from = rows;
        Binding row = from == null ? null : from.next();
        if (row == null) {
          ended = true;
          break;
        }
        Binding solution = current.solution(row);
        if (solution != null && (!current.mayRepeat(solution) || given.add(solution))) {
          ready = solution;
        }
      }
      return ready != null;
    }

    private EndpointJoin begun() {
      EndpointJoin current = join;
      if (current == null) {
        current = join(block, following(), context);
        join = current;
        if (!current.isEmpty()) {
          rows = new Rows(current.query(source.endpoint().graph()), context);
        }
      }
      return current;
    }

    @Override
    public Binding next() {
      if (!hasNext() || ready == null) {
        throw new NoSuchElementException();
      }
      Binding solution = ready;
      ready = null;
      return solution;
    }

    @Override
    public void close() {
      ended = true;
      ready = null;
      if (rows != null) {
        rows.close();
      }
    }
  }

  // ---- All of it

  /** Hears how many rows were read. */
  @FunctionalInterface
  public interface Progress {
    /** Is told now and then. */
    void rows(long rows);
  }

  /**
   * Reads everything in one answer, so that blank nodes keep together, and gives each quad once.
   *
   * @return how many statements the endpoint made
   * @throws SourceException if the endpoint fails, or gives another number of statements than it
   *     says it has
   */
  public long readAll(Consumer<Quad> out, Progress progress, RequestContext context) {
    long expected = count(context);
    var all = new QuadBlock(graph, TermSet.ANY, TermSet.ANY, TermSet.ANY);
    try (var quads = new FoundQuads(all, context)) {
      while (quads.hasNext()) {
        out.accept(quads.next());
        if ((quads.read & 1023) == 0) {
          progress.rows(quads.read);
        }
      }
      if (quads.read != expected) {
        throw source.failed(
            ("says that it has %,d statements and gives %,d: it cuts its answers off, or changed while"
                    + " it was read; load it again, or have its limit raised")
                .formatted(expected, quads.read));
      }
      progress.rows(quads.read);
      return quads.read;
    }
  }

  /** Returns how many statements the endpoint says it has. */
  private long count(RequestContext context) {
    var query = new EndpointQuery("(COUNT(*) AS ?n)", source.endpoint().graph());
    query.add("?s ?p ?o .");
    var rows = new Rows(query, context);
    try {
      Binding row = rows.next();
      Node n = row == null ? null : row.get(Var.alloc("n"));
      if (n == null || !n.isLiteral() || !n.getLiteralLexicalForm().matches("\\d{1,18}")) {
        throw source.failed("counts its statements in no number");
      }
      return Long.parseLong(n.getLiteralLexicalForm());
    } finally {
      rows.close();
    }
  }

  /**
   * Asks whether it answers.
   *
   * @throws SourceException if it does not
   */
  public void ping(RequestContext context) {
    String graphs =
        source.endpoint().graph().map(g -> "GRAPH <" + g + "> { ?s ?p ?o }").orElse("?s ?p ?o");
    String ask = "ASK { " + graphs + " }";
    boolean unused =
        source.ask(new EndpointSource.Request(ask, ask, true), context.deadline(), context.trace());
  }

  /**
   * Counts the predicates and classes that it has.
   *
   * @throws SourceException if it fails
   */
  public EndpointProfile profile(RequestContext context) {
    Map<Node, EndpointProfile.Objects> predicates = new HashMap<>();
    Map<Node, Long> counts = new HashMap<>();
    Set<Node> classes = new HashSet<>();
    var byPredicate =
        new EndpointQuery(
            "?p (COUNT(*) AS ?n) (SUM(IF(isLiteral(?o), 1, 0)) AS ?l)", source.endpoint().graph());
    byPredicate.add("?s ?p ?o .");
    byPredicate.group("?p");
    forEach(
        byPredicate,
        context,
        row -> {
          Node p = row.get(Var.alloc("p"));
          long n = number(row, "n");
          long literals = number(row, "l");
          if (p != null && p.isURI()) {
            counts.put(p, n);
            predicates.put(
                p,
                literals == n
                    ? EndpointProfile.Objects.LITERALS
                    : literals == 0
                        ? EndpointProfile.Objects.RESOURCES
                        : EndpointProfile.Objects.MIXED);
          }
        });
    var byClass = new EndpointQuery("?c (COUNT(*) AS ?n)", source.endpoint().graph());
    byClass.add("?s a ?c .");
    byClass.group("?c");
    forEach(
        byClass,
        context,
        row -> {
          Node c = row.get(Var.alloc("c"));
          if (c != null && c.isURI()) {
            classes.add(c);
            counts.put(c, number(row, "n"));
          }
        });
    return new EndpointProfile(predicates, classes, counts);
  }

  private void forEach(EndpointQuery query, RequestContext context, Consumer<Binding> row) {
    var rows = new Rows(query, context);
    try {
      for (Binding next = rows.next(); next != null; next = rows.next()) {
        row.accept(next);
      }
    } finally {
      rows.close();
    }
  }

  private long number(Binding row, String name) {
    Node value = row.get(Var.alloc(name));
    if (value == null
        || !value.isLiteral()
        || !value.getLiteralLexicalForm().matches("\\d{1,18}(\\.0)?")) {
      throw source.failed("counts in no whole numbers: " + value);
    }
    return Long.parseLong(value.getLiteralLexicalForm().replace(".0", ""));
  }

  // ---- Sizes

  @Override
  public double estimate(
      QuadBlock block, boolean subjectBound, boolean objectBound, RequestContext context) {
    double statements = 0;
    Map<Node, Long> counts = descriptor.get().counts();
    if (block.predicates().isAny()) {
      statements =
          counts.isEmpty()
              ? 10 * UNKNOWN_STATEMENTS
              : counts.values().stream().mapToDouble(Long::doubleValue).sum();
    } else {
      for (Node p : block.predicates().terms()) {
        statements += statements(p, block.objects(), counts);
      }
    }
    boolean subject = subjectBound || !block.subjects().isAny();
    boolean object = objectBound || !block.objects().isAny();
    boolean isType =
        !block.predicates().isAny() && block.predicates().terms().contains(RDF.Nodes.type);
    return statements
        / (subject ? Math.max(100, statements / 2) : 1)
        / (object && !(isType && !block.objects().isAny()) ? 10 : 1);
  }

  private double statements(Node predicate, TermSet objects, Map<Node, Long> counts) {
    List<Node> all = new ArrayList<>();
    if (predicate.equals(RDF.Nodes.type) && !objects.isAny()) {
      for (Node c : objects.terms()) {
        all.add(c);
        all.addAll(schema.subClasses(c));
      }
    } else {
      all.add(predicate);
      all.addAll(schema.subProperties(predicate));
    }
    double sum = all.stream().mapToDouble(n -> counts.getOrDefault(n, 0L)).sum();
    return sum > 0 ? sum : UNKNOWN_STATEMENTS;
  }
}
