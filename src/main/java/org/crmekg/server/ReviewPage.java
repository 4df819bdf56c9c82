package org.crmekg.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.app.DecisionView;
import org.crmekg.app.HowView;
import org.crmekg.app.HowView.LinkView;
import org.crmekg.app.HowView.PropertyView;
import org.crmekg.app.LinkStatsView;
import org.crmekg.app.ReviewView;
import org.crmekg.app.Stewardship;
import org.crmekg.identity.LinkDecision.Verdict;

/**
 * The questions of who is who, for people: the queue, one question with both sides, what an answer
 * changes, what was decided, and how a party came together.
 *
 * <p>Plain forms without scripts. Everybody reads what they may see; who may decide is told by the
 * same rights as for the API, and the page says what is missing.
 */
final class ReviewPage {
  private static final int SHOWN = 25;
  private static final int MOST_LINKS = 60;

  private final Workbench bench;
  private final Layout layout;
  private final LinkWords words;

  ReviewPage(Workbench bench, Layout layout) {
    this.bench = bench;
    this.layout = layout;
    this.words = new LinkWords(layout, new Labels(bench.graph().ontology()));
  }

  private Stewardship stewardship() {
    return bench.graph().stewardship();
  }

  // ---- Queue

  /** Answers {@code GET /review}. */
  Answer queue(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    int from = number(exchange, "from", 0);
    List<ReviewView> shown =
        stewardship().review(from + SHOWN, context).stream().skip(from).toList();
    LinkStatsView stats = stewardship().stats(context);
    RecordNames names =
        RecordNames.of(
            shown.stream().flatMap(q -> q.records().stream().limit(4)).toList(), bench, context);
    exchange.noteRows(shown.size());
    return layout.page(
        "Review",
        html -> {
          html.element("h1", "Who is who");
          rights(html, exchange);
          done(html, exchange);
          html.element("p", summary(stats), "class", "summary");
          incomplete(html, names);
          if (stats.review() == 0) {
            Layout.note(html, "info", "Nobody is asked anything.");
          }
          html.open("ol", "class", "questions-list", "start", Integer.toString(from + 1));
          shown.forEach(q -> question(html, q, names));
          html.end();
          pages(html, from, stats.review());
          html.open("p");
          html.element("a", "What was decided", "href", "/review/decisions").end();
        });
  }

  private static String summary(LinkStatsView stats) {
    return "%,d questions · %,d parties of several records, %,d records in them · %,d held back · %,d contradictions"
        .formatted(
            stats.review(),
            stats.parties(),
            stats.records(),
            stats.heldBack(),
            stats.contradictions());
  }

  private void question(Html html, ReviewView q, RecordNames names) {
    html.open("li");
    html.open("div", "class", "ask");
    boolean isPair = isPair(q);
    html.open(
        "a",
        "class",
        "title",
        "href",
        isPair
            ? LinkWords.pair(q.records().getFirst(), q.records().getLast())
            : LinkWords.cluster(q.records().getFirst()));
    List<String> some = q.records().stream().limit(isPair ? 2 : 4).toList();
    // Names may be written from right to left.
    for (int i = 0; i < some.size(); i++) {
      html.text(i == 0 ? "" : isPair ? " = " : ", ").element("bdi", title(some.get(i), names));
    }
    html.text(
        q.records().size() > some.size()
            ? " and %d more".formatted(q.records().size() - some.size())
            : "");
    html.text(isPair ? " ?" : "").close();
    html.open("p", "class", "hint");
    html.element("span", kind(q.kind()), "class", "state " + (isPair ? "" : "stale"));
    html.text(" joins %s".formatted(times(q.impact(), "pair of records", "pairs of records")));
    html.text(q.bits() == null ? "" : " · " + LinkWords.bits(q.bits()));
    html.text(" · " + q.why());
    html.text(q.pairs() > 1 && isPair ? " · %d pairs ask the same".formatted(q.pairs()) : "").end();
    html.open("p", "class", "iri")
        .text(String.join(" · ", some.stream().map(words::shortName).toList()))
        .end();
    html.close().end();
  }

  private String title(String record, RecordNames names) {
    return names.of(record).orElseGet(() -> words.shortName(record));
  }

  private static boolean isPair(ReviewView q) {
    return q.kind().equals("pair") || q.kind().equals("refusal");
  }

  private static String kind(String kind) {
    return switch (kind) {
      case "contradiction" -> "decisions contradict";
      case "quarantine" -> "held back";
      case "suspicion" -> "looks strange";
      case "refusal" -> "turned down";
      default -> kind;
    };
  }

  private static String times(long count, String one, String many) {
    return "%,d %s".formatted(count, count == 1 ? one : many);
  }

  private static void pages(Html html, int from, int all) {
    if (from == 0 && all <= SHOWN) {
      return;
    }
    html.open("p", "class", "actions");
    if (from > 0) {
      html.element("a", "Earlier", "href", "/review?from=" + Math.max(0, from - SHOWN));
    }
    if (from + SHOWN < all) {
      html.element("a", "More", "href", "/review?from=" + (from + SHOWN), "accesskey", "m");
    }
    html.end();
  }

  // ---- What everybody is told

  private static void rights(Html html, Exchange exchange) {
    Caller caller = exchange.caller();
    html.open("form", "method", "post", "action", SignIn.PATH, "class", "who");
    if (caller.mayWrite()) {
      html.text("You decide as ").element("strong", caller.name()).text(". ");
    } else {
      html.text(
          caller.context().principal().equals(RequestContext.local().principal())
              ? "You look, and do not decide: that needs the server's token, or the token of a"
                  + " principal who sees every source. "
              : "You are %s and see some sources only: all you see is worked out from them. Who decides has to see every source. "
                  .formatted(caller.name()));
    }
    if (exchange.isSignedIn()) {
      html.open("input", "type", "hidden", "name", "out", "value", "1");
      html.open("input", "type", "hidden", "name", "back", "value", "/review");
      html.element("button", "Sign out", "type", "submit", "class", "plain");
    } else {
      html.element(
          "a", "Sign in", "href", SignIn.PATH + "?back=" + Addresses.parameter(here(exchange)));
    }
    html.end();
  }

  private static String here(Exchange exchange) {
    return exchange.path()
        + (exchange.isGet() && !exchange.parameters().isEmpty()
            ? "?"
                + String.join(
                    "&",
                    exchange.parameters().stream()
                        .map(p -> p.name() + "=" + Addresses.parameter(p.value()))
                        .toList())
            : "");
  }

  private static void done(Html html, Exchange exchange) {
    exchange
        .one("done")
        .filter(n -> n.matches("\\d{1,9}"))
        .ifPresent(
            n -> {
              html.open("form", "method", "post", "action", "/review/undo", "class", "note good");
              html.open("span", "role", "status")
                  .text("Decision %s is written down. ".formatted(n))
                  .close();
              html.open("input", "type", "hidden", "name", "number", "value", n);
              html.element("button", "Undo", "type", "submit", "class", "plain", "accesskey", "z")
                  .end();
            });
  }

  private static void incomplete(Html html, RecordNames names) {
    if (names.isIncomplete()) {
      Layout.note(html, "warning", "A source does not answer, so names may be missing.");
    }
  }

  // ---- A pair

  /** Answers {@code GET /review/pair?left=&right=}. */
  Answer pair(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    String left = iri(exchange, "left");
    String right = iri(exchange, "right");
    List<HowView> both =
        stewardship()
            .how(List.of(NodeFactory.createURI(left), NodeFactory.createURI(right)), context);
    HowView one = both.getFirst();
    HowView other = both.getLast();
    Optional<LinkView> link =
        Stream.of(one.links(), one.open())
            .flatMap(List::stream)
            .filter(l -> isOf(l, left, right))
            .findFirst();
    var about = new TreeSet<String>();
    one.members().forEach(m -> about.add(m.record()));
    other.members().forEach(m -> about.add(m.record()));
    RecordNames names = RecordNames.of(about, bench, context);
    Optional<ReviewView> next = stewardship().reviewAfter(List.of(left, right), context);
    return layout.page(
        "Same party?",
        html -> {
          html.open("h1").element("bdi", title(left, names)).text(" = ");
          html.element("bdi", title(right, names)).text(" ?").end();
          rights(html, exchange);
          done(html, exchange);
          incomplete(html, names);
          link.ifPresent(l -> html.element("p", standing(l), "class", "summary"));
          answerForm(html, exchange, left, right, next, names);
          html.open("section", "aria-labelledby", "evidence");
          html.element("h2", "What speaks for it, and against", "id", "evidence");
          if (link.isEmpty() || link.get().evidence().isEmpty()) {
            html.element(
                "p",
                context.maskedProperties().isEmpty()
                    ? "No rule compared the two in the last run."
                    : "You may not see the values that were compared.",
                "class",
                "hint");
          } else {
            boolean isTurned = !link.get().left().equals(left);
            words.evidence(
                html,
                isTurned ? turned(link.get().evidence()) : link.get().evidence(),
                words.shortName(left),
                words.shortName(right));
          }
          html.end();
          sides(html, one, other);
          history(html, exchange, one, other, names);
        });
  }

  private static boolean isOf(LinkView link, String left, String right) {
    return (link.left().equals(left) && link.right().equals(right))
        || (link.left().equals(right) && link.right().equals(left));
  }

  private static List<HowView.EvidenceView> turned(List<HowView.EvidenceView> evidence) {
    return evidence.stream()
        .map(
            e ->
                new HowView.EvidenceView(
                    e.comparison(),
                    e.level(),
                    /* leftValue= */ e.rightValue(),
                    /* rightValue= */ e.leftValue(),
                    e.bits()))
        .toList();
  }

  private static String standing(LinkView link) {
    return "Now: %s%s · %s%s"
        .formatted(
            link.state(),
            link.bits() == null
                ? ""
                : ", %s, %s".formatted(LinkWords.bits(link.bits()), link.odds()),
            link.why(),
            link.by().isEmpty() ? "" : " · by " + link.by());
  }

  private static String address(ReviewView q) {
    return isPair(q)
        ? LinkWords.pair(q.records().getFirst(), q.records().getLast())
        : LinkWords.cluster(q.records().getFirst());
  }

  private void answerForm(
      Html html,
      Exchange exchange,
      String left,
      String right,
      Optional<ReviewView> next,
      RecordNames names) {
    html.open("section", "aria-labelledby", "answer");
    html.element("h2", "Your answer", "id", "answer");
    boolean mayDecide = exchange.caller().mayWrite();
    if (mayDecide) {
      html.open("form", "method", "post", "action", "/review/decide");
      html.open("input", "type", "hidden", "name", "left", "value", left);
      html.open("input", "type", "hidden", "name", "right", "value", right);
      next.ifPresent(
          q -> html.open("input", "type", "hidden", "name", "back", "value", address(q)));
      html.element("label", "Why, for those who come later", "for", "reason");
      html.open("textarea", "id", "reason", "name", "reason", "rows", "2", "maxlength", "2000")
          .end();
      html.open("div", "class", "actions");
      button(html, "same", "Same party", "s");
      button(html, "different", "Two parties", "d");
      button(html, "unsure", "Cannot be told", "u");
    } else {
      html.open("div").open("div", "class", "actions");
    }
    next.ifPresent(q -> html.element("a", "Next question", "href", address(q), "accesskey", "n"));
    html.close().end();
    if (mayDecide) {
      html.element(
          "p",
          "Access keys: s same, d two parties, u cannot be told, n next, z undo.",
          "class",
          "hint");
      for (Verdict verdict : List.of(Verdict.SAME, Verdict.DIFFERENT)) {
        html.open("div", "class", "preview");
        html.element("h3", verdict == Verdict.SAME ? "If they are the same" : "If they are two");
        preview(html, left, right, verdict, exchange, names);
        html.end();
      }
    }
    html.end();
  }

  private static void button(Html html, String verdict, String text, String key) {
    html.element(
        "button", text, "type", "submit", "name", "verdict", "value", verdict, "accesskey", key);
  }

  private void preview(
      Html html, String left, String right, Verdict verdict, Exchange exchange, RecordNames names) {
    try {
      words.change(
          html,
          stewardship()
              .decide(
                  verdict,
                  NodeFactory.createURI(left),
                  NodeFactory.createURI(right),
                  exchange.caller().name(),
                  "",
                  true),
          names);
    } catch (EkgException e) {
      Layout.note(html, "warning", String.valueOf(e.getMessage()));
    }
  }

  /** Both parties beside each other, property by property. */
  private void sides(Html html, HowView one, HowView other) {
    html.open("section", "aria-labelledby", "sides");
    html.element("h2", "What both are", "id", "sides");
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.element("th", "Property", "scope", "col");
    for (HowView side : List.of(one, other)) {
      html.open("th", "scope", "col");
      html.element("a", words.shortName(side.iri()), "href", LinkWords.party(side.iri()));
      html.text(" · " + times(side.members().size(), "record", "records")).close();
    }
    html.close().end();
    html.open("tbody");
    for (String property : properties(one, other)) {
      html.open("tr").element("th", words.name(property), "scope", "row", "title", property);
      for (HowView side : List.of(one, other)) {
        html.open("td");
        values(html, property, side);
        html.close();
      }
      html.end();
    }
    html.close().close().end();
    html.end();
  }

  private static List<String> properties(HowView one, HowView other) {
    var all = new ArrayList<String>();
    Stream.of(one, other)
        .flatMap(h -> h.golden().properties().stream())
        // Rules come first, in their order, whichever side has them.
        .sorted((a, b) -> Boolean.compare(a.rule() == null, b.rule() == null))
        .map(PropertyView::property)
        .filter(p -> !all.contains(p))
        .forEach(all::add);
    return all;
  }

  private void values(Html html, String property, HowView side) {
    Optional<PropertyView> said =
        side.golden().properties().stream().filter(p -> p.property().equals(property)).findFirst();
    if (said.isEmpty()) {
      html.element("span", "–", "class", "hint");
      return;
    }
    for (int i = 0; i < said.get().values().size(); i++) {
      if (i > 0) {
        html.open("br");
      }
      words.value(html, said.get().values().get(i));
    }
  }

  private void history(
      Html html, Exchange exchange, HowView one, HowView other, RecordNames names) {
    var decisions = new ArrayList<DecisionView>(one.decisions());
    other.decisions().stream().filter(d -> !decisions.contains(d)).forEach(decisions::add);
    var contradictions = new ArrayList<String>(one.contradictions());
    other.contradictions().stream()
        .filter(c -> !contradictions.contains(c))
        .forEach(contradictions::add);
    if (decisions.isEmpty() && contradictions.isEmpty()) {
      return;
    }
    html.open("section", "aria-labelledby", "history");
    html.element("h2", "What was decided on them", "id", "history");
    contradictions.forEach(c -> Layout.note(html, "warning", c + "."));
    words.decisions(html, decisions, names, exchange.caller().mayWrite(), "/review");
    html.end();
  }

  /** Answers {@code POST /review/decide}. */
  Answer decide(Exchange exchange) throws IOException {
    exchange.requireWriter();
    List<Exchange.Parameter> form = exchange.form();
    DecisionView.Outcome outcome =
        stewardship()
            .decide(
                Stewardship.verdict(Exchange.first(form, "verdict").orElse("")),
                NodeFactory.createURI(Exchange.first(form, "left").orElse("")),
                NodeFactory.createURI(Exchange.first(form, "right").orElse("")),
                exchange.caller().name(),
                Exchange.first(form, "reason").orElse("").strip(),
                false);
    return after(outcome, Exchange.first(form, "back").orElse("/review"));
  }

  private static Answer after(DecisionView.Outcome outcome, String back) {
    String to = SignIn.back(back);
    DecisionView made = outcome.decision();
    return Answer.seeOther(
        made == null ? to : to + (to.contains("?") ? "&" : "?") + "done=" + made.number());
  }

  // ---- A cluster

  /** Answers {@code GET /review/cluster?record=}, and a preview with {@code split}. */
  Answer cluster(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    String record = iri(exchange, "record");
    List<String> split = exchange.all("split");
    HowView how = stewardship().cluster(NodeFactory.createURI(record), context);
    List<String> members = how.members().stream().map(HowView.MemberView::record).toList();
    RecordNames names = RecordNames.of(members, bench, context);
    Optional<ReviewView> next = stewardship().reviewAfter(List.of(record), context);
    boolean mayDecide = exchange.caller().mayWrite();
    return layout.page(
        "One party?",
        html -> {
          html.element("h1", "Are these %d records one party?".formatted(members.size()));
          rights(html, exchange);
          done(html, exchange);
          incomplete(html, names);
          if (how.doubt() != null) {
            Layout.note(html, "warning", "It should be looked at: %s.".formatted(how.doubt()));
          }
          how.contradictions().forEach(c -> Layout.note(html, "warning", c + "."));
          next.ifPresent(
              q -> {
                html.open("p");
                html.element("a", "Next question", "href", address(q), "accesskey", "n").end();
              });
          html.open("section", "aria-labelledby", "members");
          html.element("h2", "Its records", "id", "members");
          html.open("form", "method", "get", "action", "/review/cluster");
          html.open("input", "type", "hidden", "name", "record", "value", record);
          members(html, how, names, split, mayDecide);
          if (mayDecide) {
            html.element("label", "Why, for those who come later", "for", "reason");
            html.open(
                    "textarea", "id", "reason", "name", "reason", "rows", "2", "maxlength", "2000")
                .text(exchange.one("reason").orElse(""))
                .end();
            html.open("div", "class", "actions");
            html.element("button", "Preview", "type", "submit", "class", "plain", "accesskey", "p");
            html.element(
                "button",
                "Confirm",
                "type",
                "submit",
                "formmethod",
                "post",
                "formaction",
                "/review/confirm",
                "accesskey",
                "c");
            html.end();
          }
          html.end();
          if (mayDecide) {
            clusterPreview(html, record, split, exchange, names);
          }
          html.end();
          links(html, "What holds it together, the weakest first", reversed(how.links()), names);
          links(html, "What is not linked", how.open(), names);
          html.open("section", "aria-labelledby", "values")
              .element("h2", "What they say", "id", "values");
          words.golden(html, how.golden());
          html.end();
          history(html, exchange, how, how, names);
        });
  }

  private static List<LinkView> reversed(List<LinkView> links) {
    return links.reversed();
  }

  private void members(
      Html html, HowView how, RecordNames names, List<String> split, boolean mayDecide) {
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String column : List.of("Record", "Source", "Name", "Links", "Another party")) {
      if (mayDecide || !column.equals("Another party")) {
        html.element("th", column, "scope", "col");
      }
    }
    html.close().end();
    html.open("tbody");
    for (HowView.MemberView member : how.members()) {
      String record = member.record();
      html.open("tr").open("td");
      html.element("a", words.shortName(record), "class", "iri", "href", LinkWords.party(record))
          .close();
      html.element("td", String.join(", ", member.sources()), "class", "word");
      html.element("td", names.of(record).orElse("–"));
      html.element(
          "td",
          Long.toString(
              how.links().stream()
                  .filter(l -> l.left().equals(record) || l.right().equals(record))
                  .filter(l -> l.state().equals("linked") || l.state().equals("quarantined"))
                  .count()),
          "class",
          "number");
      if (mayDecide) {
        html.open("td").open("label", "class", "check");
        if (split.contains(record)) {
          html.open(
              "input", "type", "checkbox", "name", "split", "value", record, "checked", "checked");
        } else {
          html.open("input", "type", "checkbox", "name", "split", "value", record);
        }
        html.text(" split off").close().close();
      }
      html.end();
    }
    html.close().close().end();
  }

  private void clusterPreview(
      Html html, String record, List<String> split, Exchange exchange, RecordNames names) {
    html.open("div", "class", "preview");
    html.element(
        "h3",
        split.isEmpty()
            ? "If all are one party"
            : "If %s split off".formatted(split.size() == 1 ? "one is" : split.size() + " are"));
    try {
      words.change(
          html,
          stewardship()
              .confirm(
                  NodeFactory.createURI(record),
                  split.stream().map(NodeFactory::createURI).toList(),
                  exchange.caller().name(),
                  "",
                  true),
          names);
    } catch (EkgException e) {
      Layout.note(html, "warning", String.valueOf(e.getMessage()));
    }
    html.end();
  }

  /** Answers {@code POST /review/confirm}. */
  Answer confirm(Exchange exchange) throws IOException {
    exchange.requireWriter();
    List<Exchange.Parameter> form = exchange.form();
    DecisionView.Outcome outcome =
        stewardship()
            .confirm(
                NodeFactory.createURI(Exchange.first(form, "record").orElse("")),
                Exchange.all(form, "split").stream().map(NodeFactory::createURI).toList(),
                exchange.caller().name(),
                Exchange.first(form, "reason").orElse("").strip(),
                false);
    return after(outcome, "/review");
  }

  // ---- Decisions

  /** Answers {@code GET /review/decisions}. */
  Answer decisions(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    int from = number(exchange, "from", 0);
    List<DecisionView> all = stewardship().decisions(context).reversed();
    List<DecisionView> shown = all.stream().skip(from).limit(SHOWN).toList();
    RecordNames names =
        RecordNames.of(
            shown.stream()
                .flatMap(
                    d ->
                        Stream.of(List.of(d.left(), d.right()), d.records(), d.apart())
                            .flatMap(Collection::stream))
                .toList(),
            bench,
            context);
    return layout.page(
        "Decisions",
        html -> {
          html.element("h1", "What was decided");
          rights(html, exchange);
          done(html, exchange);
          html.element(
              "p",
              times(all.size(), "decision", "decisions") + ", the newest first",
              "class",
              "summary");
          html.open("section");
          words.decisions(html, shown, names, exchange.caller().mayWrite(), "/review/decisions");
          html.end();
          if (from + SHOWN < all.size()) {
            html.open("p");
            html.element("a", "Older", "href", "/review/decisions?from=" + (from + SHOWN)).end();
          }
        });
  }

  /** Answers {@code POST /review/undo}. */
  Answer undo(Exchange exchange) throws IOException {
    exchange.requireWriter();
    List<Exchange.Parameter> form = exchange.form();
    String number = Exchange.first(form, "number").orElse("");
    if (!number.matches("\\d{1,9}")) {
      throw new UsageException(Problem.USAGE, "the form needs the number of a decision");
    }
    DecisionView.Outcome outcome =
        stewardship()
            .undo(
                Integer.parseInt(number),
                exchange.caller().name(),
                Exchange.first(form, "reason").orElse("").strip(),
                false);
    return after(outcome, Exchange.first(form, "back").orElse("/review"));
  }

  // ---- A party

  /** Answers {@code GET /party?iri=}. */
  Answer party(Exchange exchange) {
    RequestContext context = bench.limited(exchange);
    HowView how = stewardship().how(NodeFactory.createURI(iri(exchange, "iri")), context);
    List<String> records =
        Stream.concat(
                how.members().stream().map(HowView.MemberView::record),
                Stream.of(how.links(), how.open())
                    .flatMap(List::stream)
                    .flatMap(l -> Stream.of(l.left(), l.right())))
            .toList();
    RecordNames names = RecordNames.of(records, bench, context);
    return layout.page(
        "Party",
        html -> {
          html.element(
              "h1",
              how.members().stream()
                  .flatMap(m -> names.of(m.record()).stream())
                  .findFirst()
                  .map(n -> goldenName(how).orElse(n))
                  .orElseGet(() -> words.shortName(how.iri())));
          rights(html, exchange);
          done(html, exchange);
          incomplete(html, names);
          html.open("p", "class", "summary");
          html.element("span", words.shortName(how.iri()), "class", "iri", "title", how.iri());
          html.text(" · " + times(how.members().size(), "record", "records") + " · ");
          html.element("a", "all that is known of it", "href", layout.addresses().of(how.iri()));
          html.end();
          if (how.doubt() != null) {
            Layout.note(html, "warning", "It should be looked at: %s.".formatted(how.doubt()));
            html.open("p")
                .element(
                    "a",
                    "Look at the cluster",
                    "href",
                    LinkWords.cluster(how.members().getFirst().record()))
                .end();
          }
          html.open("section", "aria-labelledby", "golden")
              .element("h2", "Golden record", "id", "golden");
          words.golden(html, how.golden());
          html.end();
          html.open("section", "aria-labelledby", "members")
              .element("h2", "Its records", "id", "members");
          members(html, how, names, List.of(), false);
          html.end();
          links(html, "What holds it together", how.links(), names);
          links(html, "What is not linked to it", how.open(), names);
          history(html, exchange, how, how, names);
        });
  }

  private static Optional<String> goldenName(HowView how) {
    return how.golden().properties().stream()
        .filter(p -> p.property().equals(org.crmekg.rdf.Ekg.PARTY_NAME.getURI()))
        .map(p -> p.values().getFirst().value())
        .findFirst();
  }

  private void links(Html html, String title, List<LinkView> links, RecordNames names) {
    if (links.isEmpty()) {
      return;
    }
    String id = "links-" + title.length();
    html.open("section", "aria-labelledby", id).element("h2", title, "id", id);
    links.stream().limit(MOST_LINKS).forEach(l -> link(html, l, names));
    if (links.size() > MOST_LINKS) {
      html.element("p", "and %d more".formatted(links.size() - MOST_LINKS), "class", "hint");
    }
    html.end();
  }

  private void link(Html html, LinkView link, RecordNames names) {
    html.open("details", "class", "link").open("summary");
    html.element(
        "span", link.state(), "class", "state " + (link.state().equals("linked") ? "ready" : ""));
    html.text(" ").element("bdi", title(link.left(), names)).text(" – ");
    html.element("bdi", title(link.right(), names));
    html.element(
        "span",
        link.bits() == null ? "" : " %s, %s".formatted(LinkWords.bits(link.bits()), link.odds()),
        "class",
        "hint");
    html.close();
    html.open("p", "class", "hint");
    html.text("%s · by %s %s · ".formatted(link.why(), link.by(), link.at()));
    html.element("a", "Look at the pair", "href", LinkWords.pair(link.left(), link.right())).end();
    if (!link.evidence().isEmpty()) {
      words.evidence(
          html, link.evidence(), words.shortName(link.left()), words.shortName(link.right()));
    }
    if (!link.ifWithdrawn().isEmpty()) {
      words.parties(html, "If it were withdrawn", link.ifWithdrawn(), names);
    } else if (link.state().equals("linked")) {
      html.element(
          "p", "If it were withdrawn, nothing would change: others link them.", "class", "hint");
    }
    html.end();
  }

  // ---- Parameters

  private static String iri(Exchange exchange, String parameter) {
    return Terms.required(exchange, parameter).isURI()
        ? Terms.required(exchange, parameter).getURI()
        : "";
  }

  private static int number(Exchange exchange, String name, int byDefault) {
    return exchange
        .one(name)
        .filter(n -> n.matches("\\d{1,7}"))
        .map(Integer::valueOf)
        .orElse(byDefault);
  }
}
