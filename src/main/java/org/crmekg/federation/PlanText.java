package org.crmekg.federation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.op.Op1;
import org.apache.jena.sparql.algebra.op.Op2;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.algebra.op.OpMinus;
import org.apache.jena.sparql.algebra.op.OpN;
import org.apache.jena.sparql.algebra.op.OpOrder;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpReduced;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpSlice;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpTopN;
import org.apache.jena.sparql.algebra.op.OpTriple;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.util.ExprUtils;
import org.crmekg.member.Member;
import org.crmekg.member.TermShape;
import org.crmekg.rdf.Prefixes;
import org.crmekg.virtual.JoinBlock;

/** A plan in words, from the inside out: what comes first is done first. */
final class PlanText {
  private static final int MOST_SHAPES = 3;

  /** Aggregates to which it matters how often a value is stated. */
  private static final Set<String> ADDS = Set.of("SUM", "AVG");

  private final ReadOnlyDataset dataset;
  private final List<String> lines = new ArrayList<>();
  private Node graph = Quad.defaultGraphIRI;
  private int depth;

  PlanText(ReadOnlyDataset dataset) {
    this.dataset = dataset;
  }

  /** Subjects in graphs that name things as sources do, by these graphs. */
  private final Map<Var, Node> local = new LinkedHashMap<>();

  /** Subjects in the golden view. */
  private final Set<Var> golden = new HashSet<>();

  List<String> of(Op op) {
    write(op, Set.of());
    local.forEach(
        (v, source) -> {
          if (golden.contains(v)) {
            say(
                "warning: %s is a canonical IRI in the default graph and a source IRI in %s, which may differ; connect two variables by { ?canonical gov:sourceIri ?local }"
                    .formatted(v, shown(source)));
          }
        });
    return List.copyOf(lines);
  }

  /** Remembers what patterns name, to find what is compared and may differ. */
  private void note(List<Triple> patterns, PatternPlan plan) {
    for (Triple t : patterns) {
      if (Var.isVar(t.getSubject()) && plan.view().isPresent()) {
        Var subject = Var.alloc(t.getSubject());
        if (plan.view().get() instanceof GoldenNames) {
          golden.add(subject);
        } else if (graph.isURI()) {
          local.putIfAbsent(subject, graph);
        }
      }
    }
  }

  /** A statement that several sources make is one statement, and adds its value once. */
  private void collapses(OpGroup op) {
    Set<Var> summed = new HashSet<>();
    for (ExprAggregator aggregator : op.getAggregators()) {
      ExprList of = aggregator.getAggregator().getExprList();
      if (of != null && ADDS.contains(aggregator.getAggregator().getName())) {
        summed.addAll(of.getVarsMentioned());
      }
    }
    if (summed.isEmpty()) {
      return;
    }
    Walker.walk(
        op.getSubOp(),
        new OpVisitorBase() {
          @Override
          public void visit(OpBGP bgp) {
            collapses(bgp.getPattern().getList(), summed);
          }
        });
  }

  private void collapses(List<Triple> patterns, Set<Var> summed) {
    PatternPlan plan = dataset.plan(graph, patterns, List.of(), Set.of());
    for (Triple t : patterns) {
      if (Var.isVar(t.getObject())
          && summed.contains(Var.alloc(t.getObject()))
          && plan.selection().isPresent()
          && !SourceSelection.isDerived(t)
          && plan.selection().get().members(t).size() > 1) {
        say(
            "warning: where several of %s say the same of one thing in %s, that is one statement, whose value is added once"
                .formatted(ids(plan.selection().get().members(t)), shown(t)));
      }
    }
  }

  private void say(String line) {
    lines.add("  ".repeat(depth) + line);
  }

  private void within(String head, Runnable body) {
    say(head);
    depth++;
    body.run();
    depth--;
  }

  /**
   * Writes how an operator is evaluated.
   *
   * @param bound what the rows that come in bind
   */
  private void write(Op op, Set<Var> bound) {
    switch (op) {
      case OpBGP o -> patterns(o.getPattern().getList(), List.of(), bound);
      case OpTriple o -> patterns(List.of(o.getTriple()), List.of(), bound);
      case OpFilter o when o.getSubOp() instanceof OpBGP bgp -> {
        patterns(bgp.getPattern().getList(), o.getExprs().getList(), bound);
        filters(o.getExprs(), both(bound, OpVars.visibleVars(bgp)));
      }
      case OpFilter o -> {
        write(o.getSubOp(), bound);
        filters(o.getExprs(), both(bound, OpVars.visibleVars(o.getSubOp())));
      }
      case OpSequence o -> {
        Set<Var> known = new HashSet<>(bound);
        for (Op element : o.getElements()) {
          write(element, known);
          known.addAll(OpVars.visibleVars(element));
        }
      }
      case OpConditional o -> optional(o, bound);
      case OpLeftJoin o -> optional(o, bound);
      case OpUnion o -> {
        within("either", () -> write(o.getLeft(), bound));
        within("or", () -> write(o.getRight(), bound));
      }
      case OpMinus o -> {
        write(o.getLeft(), bound);
        Set<Var> left = both(bound, OpVars.visibleVars(o.getLeft()));
        boolean batched = Linear.bindsAll(o.getRight());
        within(
            "without rows that agree with (MINUS, %s)"
                .formatted(batched ? "for batches of rows" : "read once"),
            () -> write(o.getRight(), batched ? left : Set.of()));
      }
      case OpJoin o -> both("joined on this side with", o, bound);
      case OpGraph o -> {
        Node before = graph;
        within(
            "in " + (o.getNode().isVariable() ? "each graph " : "graph ") + shown(o.getNode()),
            () -> {
              graph = o.getNode().isVariable() ? Node.ANY : o.getNode();
              write(o.getSubOp(), bound);
            });
        graph = before;
      }
      case OpPath o ->
          say(
              "path %s: followed node by node; after some nodes a property's statements are read whole, if that is less"
                  .formatted(o.getTriplePath()));
      case OpTable o -> {
        if (!o.isJoinIdentity()) {
          say("VALUES of %d rows".formatted(o.getTable().size()));
        }
      }
      case OpExtend o -> after(o, bound, "BIND " + o.getVarExprList());
      case OpAssign o -> after(o, bound, "BIND " + o.getVarExprList());
      case OpGroup o when bound.isEmpty() && pushed(o) -> {}
      case OpGroup o -> {
        after(
            o,
            bound,
            "GROUP BY %s: %s"
                .formatted(
                    o.getGroupVars().getVars(),
                    o.getAggregators().stream().map(a -> a.getAggregator().toString()).toList()));
        collapses(o);
      }
      case OpOrder o -> after(o, bound, "ORDER BY " + o.getConditions());
      case OpTopN o when bound.isEmpty() && pushed(o) -> {}
      case OpTopN o -> after(o, bound, "first %d by %s".formatted(o.getLimit(), o.getConditions()));
      case OpSlice o ->
          after(
              o,
              bound,
              (o.getStart() > 0 ? "OFFSET " + o.getStart() + " " : "")
                  + (o.getLength() >= 0 ? "LIMIT " + o.getLength() : ""));
      case OpDistinct o -> after(o, bound, "DISTINCT");
      case OpReduced o -> after(o, bound, "REDUCED");
      case OpProject o -> write(o.getSubOp(), bound);
      case Op1 o -> after(o, bound, o.getName());
      case Op2 o -> both(o.getName(), o, bound);
      case OpN o -> {
        say(o.getName());
        o.getElements().forEach(e -> write(e, bound));
      }
      default -> say(op.getName());
    }
  }

  private boolean pushed(OpGroup op) {
    Optional<PushedGroups> pushed =
        graph.isConcrete() ? PushedGroups.of(op, dataset, graph) : Optional.empty();
    pushed.ifPresent(
        p -> {
          List<String> measured =
              op.getAggregators().stream().map(a -> a.getAggregator().toString()).toList();
          within(
              p.isWhole()
                  ? "%s alone, which groups by %s: %s"
                      .formatted(p.member().id(), op.getGroupVars().getVars(), measured)
                  : "%s, which groups its part by %s: %s"
                      .formatted(p.member().id(), p.keys(), measured),
              () -> {
                p.patterns().forEach(t -> say(shown(t)));
                statements(p.member(), p.statements());
                if (p.split() > 0) {
                  say(
                      "and solution by solution for %d things that %s knows under several names"
                          .formatted(p.split(), p.member().id()));
                }
              });
          if (!p.isWhole()) {
            write(p.rest(), Set.copyOf(p.keys()));
            say("groups by %s".formatted(op.getGroupVars().getVars()));
          }
        });
    return pushed.isPresent();
  }

  private boolean pushed(OpTopN op) {
    Optional<PushedTop> pushed =
        graph.isConcrete() ? PushedTop.of(op, dataset, graph) : Optional.empty();
    pushed.ifPresent(
        p -> {
          within(
              "%s alone, which joins and orders by %s, as far as is needed"
                  .formatted(p.member().id(), p.variable()),
              () -> {
                p.patterns().forEach(t -> say(shown(t)));
                statements(p.member(), p.statements());
              });
          write(p.rest(), JoinOrder.variables(p.patterns()));
          say("first %d by %s".formatted(op.getLimit(), op.getConditions()));
        });
    return pushed.isPresent();
  }

  private void statements(Member member, List<String> statements) {
    statements.forEach(s -> say(member.language() + ": " + s.replaceAll("\\s*\\R\\s*", " ")));
  }

  private void after(Op1 op, Set<Var> bound, String line) {
    write(op.getSubOp(), bound);
    say(line);
  }

  private void both(String how, Op2 op, Set<Var> bound) {
    write(op.getLeft(), bound);
    within(how, () -> write(op.getRight(), Set.of()));
  }

  private void optional(Op2 op, Set<Var> bound) {
    write(op.getLeft(), bound);
    boolean batched = op instanceof OpConditional && Linear.is(op.getRight());
    within(
        batched ? "OPTIONAL, for batches of rows" : "OPTIONAL",
        () ->
            write(
                op.getRight(), batched ? both(bound, OpVars.visibleVars(op.getLeft())) : Set.of()));
  }

  private void filters(ExprList filters, Set<Var> bound) {
    for (Expr filter : filters) {
      if (filter instanceof ExprFunctionOp exists) {
        boolean batched = Linear.is(exists.getGraphPattern());
        within(
            exists.getFunctionSymbol().getSymbol().equals("exists")
                ? "EXISTS" + (batched ? ", for batches of rows" : ", for each row")
                : "NOT EXISTS" + (batched ? ", for batches of rows" : ", for each row"),
            () -> write(exists.getGraphPattern(), bound));
      } else {
        say("FILTER " + ExprUtils.fmtSPARQL(filter));
      }
    }
  }

  private static Set<Var> both(Set<Var> some, Set<Var> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  // ---- Patterns

  private void patterns(List<Triple> patterns, List<Expr> filters, Set<Var> bound) {
    PatternPlan plan = dataset.plan(graph, patterns, filters, bound);
    plan.selection()
        .flatMap(SourceSelection::unanswerable)
        .ifPresent(
            t ->
                say(
                    "nothing is asked: no source has a statement %s%s"
                        .formatted(
                            shown(t),
                            plan.selection().get().dropped().isEmpty()
                                ? ""
                                : " that goes with the others")));
    note(patterns, plan);
    if (plan.selection().flatMap(SourceSelection::unanswerable).isEmpty()
        && graph.isConcrete()
        && PatternPlan.areConnected(patterns, bound)
        && dataset.holding(graph, patterns).isPresent()) {
      within("the store, which joins", () -> patterns.forEach(t -> single(t, plan, "")));
      plan.selection().ifPresent(this::dropped);
      return;
    }
    Set<Var> before = Set.of();
    for (JoinOrder.Step step : plan.steps()) {
      Set<Var> shared = JoinOrder.variables(step.patterns());
      shared.retainAll(bound);
      double estimate = estimate(step, filters, bound);
      String rows =
          shared.isEmpty()
              ? about(estimate, "")
              : ", for batches of rows by " + shown(shared) + about(estimate, " for each");
      if (step.group().isPresent()) {
        group(step.group().get(), plan, filters, rows);
      } else {
        single(step, plan, rows);
      }
      Set<Var> its = JoinOrder.variables(step.patterns());
      if (!before.isEmpty() && !its.isEmpty() && shared.isEmpty()) {
        say(
            "warning: nothing connects this with what comes before, so each of its rows (about %,.0f) goes with each row so far"
                .formatted(estimate));
      }
      before = both(before, its);
      bound = both(bound, its);
    }
    plan.selection().ifPresent(this::dropped);
  }

  /** Each of the patterns can only make the answer smaller. */
  private double estimate(JoinOrder.Step step, List<Expr> filters, Set<Var> bound) {
    JoinOrder.Estimates estimates = PatternPlan.estimates(dataset, graph, step, filters);
    return step.patterns().stream().mapToDouble(t -> estimates.of(t, bound)).min().orElse(0);
  }

  private static String about(double rows, String each) {
    String number =
        rows < 1
            ? "less than 1 row"
            : rows < 1.5 ? "about 1 row" : "about %,.0f rows".formatted(rows);
    return " (" + number + each + ")";
  }

  private void group(ExclusiveGroup group, PatternPlan plan, List<Expr> filters, String rows) {
    within(
        group.sole().isPresent()
            ? "%s alone, which joins%s".formatted(ids(group.members()), rows)
            : "each of %s, which joins for itself%s".formatted(ids(group.members()), rows),
        () -> {
          group.patterns().forEach(t -> say(shown(t)));
          View view = plan.view().orElseThrow();
          JoinBlock block = ExclusiveJoin.block(view, group.patterns(), filters);
          Map<List<String>, List<Member>> alike = new LinkedHashMap<>();
          group
              .members()
              .forEach(
                  m ->
                      alike
                          .computeIfAbsent(
                              m.statements(block, dataset.context()), k -> new ArrayList<>())
                          .add(m));
          alike.forEach(
              (statements, members) -> {
                if (alike.size() > 1) {
                  say("at " + ids(members));
                }
                statements(members.getFirst(), statements);
              });
          group.members().forEach(m -> merged(m, view));
        });
  }

  private static String ids(List<Member> members) {
    return members.stream().map(Member::id).collect(Collectors.joining(", "));
  }

  private void merged(Member member, View view) {
    Set<Node> merged = view.merged(member);
    if (!merged.isEmpty()) {
      say(
          "and once more on this side, for %d things that %s knows under several names"
              .formatted(merged.size(), member.id()));
    }
  }

  private void single(JoinOrder.Step step, PatternPlan plan, String rows) {
    step.patterns().forEach(t -> single(t, plan, rows));
  }

  private void single(Triple pattern, PatternPlan plan, String rows) {
    String members =
        SourceSelection.isDerived(pattern) || plan.selection().isEmpty()
            ? "every source that may have it"
            : ids(plan.selection().get().members(pattern));
    say("%s from %s%s".formatted(shown(pattern), members, rows));
  }

  /** One line for all members that a pattern is not asked of for the same reason. */
  private void dropped(SourceSelection selection) {
    Map<List<Object>, List<SourceSelection.Dropped>> alike = new LinkedHashMap<>();
    for (SourceSelection.Dropped d : selection.dropped()) {
      if (!d.others().isEmpty()) {
        alike
            .computeIfAbsent(List.of(d.pattern(), d.variable(), d.others()), k -> new ArrayList<>())
            .add(d);
      }
    }
    for (List<SourceSelection.Dropped> same : alike.values()) {
      SourceSelection.Dropped first = same.getFirst();
      say(
          "not asked for %s: %s; %s can only be %s here"
              .formatted(
                  shown(first.pattern()),
                  same.stream()
                      .map(d -> "%s (%s)".formatted(d.member().id(), shown(d.its())))
                      .collect(Collectors.joining(", ")),
                  first.variable(),
                  first.others().stream()
                          .map(PlanText::shown)
                          .sorted()
                          .limit(MOST_SHAPES)
                          .collect(Collectors.joining(" or "))
                      + (first.others().size() > MOST_SHAPES ? " or …" : "")));
    }
  }

  // ---- Terms

  private static String shown(TermShape shape) {
    return switch (shape) {
      case TermShape.Any any -> "any term";
      case TermShape.Literal literal -> "a literal";
      case TermShape.Blank blank -> "a blank node";
      case TermShape.Iri iri -> shortened(iri.template().toString());
    };
  }

  /** A template is no prefixed name, for its braces; people read it as one. */
  private static String shortened(String template) {
    String base = Prefixes.standard().getOrDefault("id", template);
    return template.startsWith(base) && !template.equals(base)
        ? "id:" + template.substring(base.length())
        : Prefixes.shorten(template);
  }

  private static String shown(Set<Var> variables) {
    return variables.stream().map(Var::toString).sorted().collect(Collectors.joining(", "));
  }

  static String shown(Triple t) {
    return "{ %s %s %s }"
        .formatted(shown(t.getSubject()), shown(t.getPredicate()), shown(t.getObject()));
  }

  private static String shown(Node node) {
    return node.isURI() ? Prefixes.shorten(node.getURI()) : node.toString();
  }
}
