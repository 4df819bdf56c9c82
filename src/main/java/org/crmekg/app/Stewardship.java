package org.crmekg.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Problem;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.Visibility;
import org.crmekg.app.KnowledgeGraph.Presence;
import org.crmekg.identity.ClusterChange;
import org.crmekg.identity.Contradiction;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLens;
import org.crmekg.identity.LinkDecision;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.identity.LinkDecisions;
import org.crmekg.identity.LinkRun;
import org.crmekg.identity.PartyCluster;
import org.crmekg.identity.PartyClusters;
import org.crmekg.identity.PartyLink;
import org.crmekg.identity.PartyLink.State;
import org.crmekg.identity.RecordPair;
import org.crmekg.identity.ReviewItem;
import org.crmekg.identity.ScoredPair;
import org.crmekg.linkage.PairExplanation;
import org.jspecify.annotations.Nullable;

/**
 * What people do about identity: decide, take back, look through questions, ask how a party came
 * together.
 *
 * <p>Every answer is worked out from what the caller may see, as if there were nothing else. Who
 * decides sees everything. Safe for use by several threads.
 */
public final class Stewardship {
  private static final int MOST_LINKS = 200;
  private static final String WITHDRAWN = "withdrawn";

  private final KnowledgeGraph graph;

  Stewardship(KnowledgeGraph graph) {
    this.graph = graph;
  }

  /**
   * Reads what can be said of two records.
   *
   * @throws UsageException if it cannot
   */
  public static Verdict verdict(String text) {
    return switch (text) {
      case "same" -> Verdict.SAME;
      case "different" -> Verdict.DIFFERENT;
      case "unsure" -> Verdict.UNSURE;
      default ->
          throw new UsageException(
              Problem.USAGE,
              "\"%s\" cannot be decided; there are same, different and unsure".formatted(text));
    };
  }

  // ---- Decide

  /**
   * Writes down what a person says of two records, and makes it count.
   *
   * @param isPreview whether only to say what it would change
   * @throws UsageException if one of them is no record of a source
   */
  public DecisionView.Outcome decide(
      Verdict verdict, Node one, Node other, String author, String reason, boolean isPreview) {
    synchronized (graph) {
      IdentityIndex index = graph.identity();
      RecordPair pair = pair(record(one, index), record(other, index));
      Instant now = graph.environment().clock().instant();
      var imagined = new LinkDecision(0, verdict, pair, author, now, reason);
      ClusterChange change = index.parties().ifDecided(Map.of(pair, Optional.of(imagined)));
      List<String> notes = notes(pair, verdict, author, index);
      if (isPreview) {
        return outcome(null, change, notes, index);
      }
      checkRecords(List.of(pair.left(), pair.right()), notes);
      LinkDecision made =
          graph.decisions().decide(verdict, pair, checkedAuthor(author), now, reason);
      graph.applyDecisions(List.of(pair));
      return outcome(
          decision(made.number()),
          change,
          withContradictions(Set.of(pair.left(), pair.right()), notes),
          graph.identity());
    }
  }

  private DecisionView decision(int number) {
    return decisions(context()).stream()
        .filter(d -> d.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Writes down that the records of a cluster are one party, but for some, and makes it count: one
   * decision, which is taken back as one.
   *
   * @param of one of its records
   * @param split those that are not of it; what they are instead is left to rules and others
   * @throws UsageException if there is no such cluster, or nothing of it would be left
   */
  public DecisionView.Outcome confirm(
      Node of, List<Node> split, String author, String reason, boolean isPreview) {
    synchronized (graph) {
      IdentityIndex index = graph.identity();
      List<String> members = cluster(of, index);
      List<String> apart =
          split.stream().filter(Node::isURI).map(Node::getURI).distinct().sorted().toList();
      apart.stream()
          .filter(r -> !members.contains(r))
          .findFirst()
          .ifPresent(
              r -> {
                throw new UsageException(
                    Problem.USAGE, "%s is none of the cluster, which is %s".formatted(r, members));
              });
      List<String> kept = members.stream().filter(r -> !apart.contains(r)).toList();
      if (kept.isEmpty()) {
        throw new UsageException(
            Problem.USAGE, "nothing would be left of the cluster; keep one record at least");
      }
      Instant now = graph.environment().clock().instant();
      var imagined = new TreeMap<RecordPair, Optional<LinkDecision>>();
      LinkDecisions.confirmed(kept, apart)
          .forEach(
              (pair, verdict) ->
                  imagined.put(
                      pair, Optional.of(new LinkDecision(0, verdict, pair, author, now, reason))));
      ClusterChange change = index.parties().ifDecided(imagined);
      var notes = new ArrayList<String>();
      overruled(imagined, index).forEach(notes::add);
      if (isPreview) {
        return outcome(null, change, notes, index);
      }
      checkRecords(members, notes);
      LinkDecisions.Entry made =
          graph.decisions().confirm(kept, apart, checkedAuthor(author), now, reason);
      graph.applyDecisions(imagined.keySet());
      return outcome(
          decision(made.number()),
          change,
          withContradictions(Set.copyOf(members), notes),
          graph.identity());
    }
  }

  private static List<String> cluster(Node of, IdentityIndex index) {
    if (!of.isURI()) {
      throw new UsageException(Problem.USAGE, "%s is not the IRI of a record".formatted(of));
    }
    return index.lens(new Visibility.AllSources()).sourceIris(of).stream()
        .map(Node::getURI)
        .sorted()
        .flatMap(r -> index.parties().cluster(r).stream())
        .findFirst()
        .map(PartyCluster::members)
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE,
                    "%s looks like no other record, so there is no cluster to confirm"
                        .formatted(of.getURI())));
  }

  /** What people said before of the same records, and another thing. */
  private static List<String> overruled(
      Map<RecordPair, Optional<LinkDecision>> imagined, IdentityIndex index) {
    return index.parties().decisions().stream()
        .filter(d -> !d.isDeclared())
        .filter(
            d ->
                imagined.getOrDefault(d.pair(), Optional.empty()).stream()
                    .anyMatch(next -> next.verdict() != d.verdict()))
        .map(
            d ->
                "%s decided %s on %s and %s (%d); the later decision counts"
                    .formatted(
                        d.author(),
                        lower(d.verdict()),
                        d.pair().left(),
                        d.pair().right(),
                        d.number()))
        .toList();
  }

  /**
   * Takes a decision or a withdrawal back.
   *
   * @throws UsageException if there is no such entry, or it was taken back before
   */
  public DecisionView.Outcome undo(int number, String author, String reason, boolean isPreview) {
    synchronized (graph) {
      List<LinkDecisions.Entry> entries = graph.decisions().entries();
      IdentityIndex index = graph.identity();
      if (isPreview && number >= 1 && number <= entries.size()) {
        Map<RecordPair, LinkDecision> after = graph.decisions().inForceWithout(number);
        Map<RecordPair, Optional<LinkDecision>> imagined = changed(after, index);
        return outcome(null, index.parties().ifDecided(imagined), List.of(), index);
      }
      LinkDecisions.Entry unused =
          graph
              .decisions()
              .withdraw(
                  number, checkedAuthor(author), graph.environment().clock().instant(), reason);
      Map<RecordPair, Optional<LinkDecision>> imagined =
          changed(graph.decisions().inForce(), index);
      ClusterChange change = index.parties().ifDecided(imagined);
      graph.applyDecisions(imagined.keySet());
      List<DecisionView> all = decisions(context());
      return outcome(all.getLast(), change, List.of(), graph.identity());
    }
  }

  /** What another set of decisions puts instead of those that count now. */
  private Map<RecordPair, Optional<LinkDecision>> changed(
      Map<RecordPair, LinkDecision> inForce, IdentityIndex index) {
    Map<RecordPair, LinkDecision> after = graph.withDeclared(inForce);
    var before = new TreeMap<RecordPair, LinkDecision>();
    index.parties().decisions().forEach(d -> before.put(d.pair(), d));
    var imagined = new TreeMap<RecordPair, Optional<LinkDecision>>();
    before.keySet().stream()
        .filter(pair -> !after.containsKey(pair))
        .forEach(pair -> imagined.put(pair, Optional.empty()));
    after.forEach(
        (pair, decision) -> {
          if (!decision.equals(before.get(pair))) {
            imagined.put(pair, Optional.of(decision));
          }
        });
    return imagined;
  }

  private static RequestContext context() {
    return RequestContext.local();
  }

  private static String checkedAuthor(String author) {
    if (author.isBlank() || author.length() > 200) {
      throw new UsageException(
          Problem.USAGE,
          "a decision needs the name of who decides, of at most 200 letters: --author NAME");
    }
    return author.strip();
  }

  private static RecordPair pair(String one, String other) {
    if (one.equals(other)) {
      throw new UsageException(
          Problem.USAGE, "a decision is about two records; %s was named twice".formatted(one));
    }
    return RecordPair.of(one, other);
  }

  /** A record's IRI; that of a party with several records does not say which is meant. */
  private static String record(Node node, IdentityIndex index) {
    if (!node.isURI()) {
      throw new UsageException(Problem.USAGE, "%s is not the IRI of a record".formatted(node));
    }
    IdentityLens lens = index.lens(new Visibility.AllSources());
    if (lens.isLinked(node)) {
      throw new UsageException(
          Problem.USAGE,
          "%s is a party of several records; name the one that is meant: %s"
              .formatted(node.getURI(), sorted(lens.sourceIris(node), node)));
    }
    if (index.sources(node.getURI()).isEmpty()) {
      throw new UsageException(
          Problem.USAGE,
          "%s is the IRI of no record: no configured source makes such IRIs"
              .formatted(node.getURI()));
    }
    return node.getURI();
  }

  private static List<String> sorted(Set<Node> nodes, Node without) {
    return nodes.stream()
        .filter(n -> !n.equals(without))
        .map(Node::getURI)
        .sorted()
        .limit(20)
        .toList();
  }

  private void checkRecords(List<String> records, List<String> notes) {
    Presence presence = graph.presence(Set.copyOf(records));
    for (String record : records) {
      if (presence.unknown().contains(record)) {
        notes.add(
            "the source of %s does not answer, so whether it has it is not known"
                .formatted(record));
      } else if (!presence.found().contains(record)) {
        throw new UsageException(
            Problem.USAGE,
            "no source has a record %s; a source that is materialised has to be loaded first"
                .formatted(record));
      }
    }
  }

  private static List<String> notes(
      RecordPair pair, Verdict verdict, String author, IdentityIndex index) {
    var notes = new ArrayList<String>();
    index.parties().decisions().stream()
        .filter(d -> d.pair().equals(pair))
        .forEach(
            d ->
                notes.add(
                    d.isDeclared()
                        ? "the link file %s says that they are the same; this overrules it"
                            .formatted(d.author())
                        : "%s decided %s on %s (%d)%s; the later decision counts"
                            .formatted(
                                d.author().equals(author) ? "you" : d.author(),
                                lower(d.verdict()),
                                d.at().truncatedTo(ChronoUnit.SECONDS),
                                d.number(),
                                d.reason().isEmpty() ? "" : ": " + d.reason())));
    if (verdict == Verdict.SAME) {
      for (LinkRun run : index.parties().runs()) {
        for (String source : run.duplicateFree()) {
          if (index.sources(pair.left()).contains(source)
              && index.sources(pair.right()).contains(source)) {
            notes.add(
                "%s is declared to have everything once, and both records are of it"
                    .formatted(source));
          }
        }
      }
    }
    return notes;
  }

  private List<String> withContradictions(Set<String> records, List<String> notes) {
    var all = new ArrayList<>(notes);
    graph.identity().parties().contradictions().stream()
        .filter(c -> c.records().stream().anyMatch(records::contains))
        .map(c -> words(c, context()))
        .forEach(all::add);
    return all;
  }

  private static String words(Contradiction c, RequestContext context) {
    return "decisions contradict each other, so none of %d records is linked: %s is different, %s the same"
        .formatted(
            c.records().size(),
            named(c.different(), context),
            String.join(", ", c.same().stream().map(d -> named(d, context)).toList()));
  }

  private static String named(LinkDecision decision, RequestContext context) {
    return "%s – %s (%s)"
        .formatted(
            decision.pair().left(),
            decision.pair().right(),
            decision.isDeclared()
                ? "file " + decision.author()
                : number(decision.number(), context) == 0
                    ? "decided by " + decision.author()
                    : "decision %d of %s".formatted(decision.number(), decision.author()));
  }

  private static DecisionView.Outcome outcome(
      @Nullable DecisionView decision,
      ClusterChange change,
      List<String> notes,
      IdentityIndex index) {
    return new DecisionView.Outcome(
        decision,
        change.before().stream().map(r -> party(r, index)).toList(),
        change.after().stream().map(r -> party(r, index)).toList(),
        List.copyOf(notes));
  }

  private static DecisionView.PartyView party(List<String> records, IdentityIndex index) {
    return new DecisionView.PartyView(index.partyIri(records), records);
  }

  // ---- Ask

  /** Returns the decisions on records that the caller may see, the oldest first. */
  public List<DecisionView> decisions(RequestContext context) {
    PartyClusters seen = graph.identity().parties(context.visible());
    var states = new TreeMap<Integer, State>();
    for (LinkDecision decision : seen.decisions()) {
      // Of one decision on many records, what does not count is told.
      seen.link(decision.pair())
          .ifPresent(
              l ->
                  states.merge(
                      decision.number(), l.state(), (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
    var inForce =
        new HashSet<>(
            graph.decisions().inForce().values().stream().map(LinkDecision::number).toList());
    List<LinkDecisions.Entry> entries = graph.decisions().entries();
    Set<Integer> takenBack = takenBack(entries);
    var views = new ArrayList<DecisionView>();
    for (LinkDecisions.Entry entry : entries) {
      List<String> records = visible(entry.records(), context);
      List<String> apart = visible(entry.apart(), context);
      boolean isOnMany = !entry.records().isEmpty();
      List<String> about =
          isOnMany
              ? Stream.concat(records.stream(), apart.stream()).toList()
              : visible(List.of(entry.left(), entry.right()), context);
      if (about.size() < 2 || (isOnMany && records.isEmpty())) {
        continue;
      }
      boolean isWithdrawal = entry.decision().equals(WITHDRAWN);
      String state =
          takenBack.contains(entry.number())
              ? WITHDRAWN
              : isWithdrawal
                  ? "counts"
                  : !inForce.contains(entry.number())
                      ? "overruled"
                      : switch (states.getOrDefault(entry.number(), State.LINKED)) {
                        case WAITING -> "waiting";
                        case CONTRADICTED -> "contradicted";
                        case LINKED, IMPLIED, REVIEW, UNSURE, DIFFERENT, REFUSED, QUARANTINED ->
                            "counts";
                      };
      views.add(
          new DecisionView(
              number(entry.number(), context),
              entry.decision(),
              about.get(0),
              about.get(1),
              isWithdrawal ? number(entry.withdraws(), context) : null,
              entry.author(),
              entry.at(),
              entry.reason(),
              state,
              records,
              apart));
    }
    return views;
  }

  /** The IRIs of those records that the caller may see. */
  private List<String> visible(List<String> records, RequestContext context) {
    return records.stream().map(graph.decisions()::iri).filter(r -> isVisible(r, context)).toList();
  }

  /** A number tells how many decisions there are on what one does not see. */
  private static int number(int number, RequestContext context) {
    return context.visible() instanceof Visibility.AllSources ? number : 0;
  }

  private static Set<Integer> takenBack(List<LinkDecisions.Entry> entries) {
    var takenBack = new HashSet<Integer>();
    for (LinkDecisions.Entry entry : entries.reversed()) {
      if (entry.decision().equals(WITHDRAWN) && !takenBack.contains(entry.number())) {
        takenBack.add(entry.withdraws());
      }
    }
    return takenBack;
  }

  private boolean isVisible(String record, RequestContext context) {
    Set<String> sources = graph.identity().sources(record);
    return sources.isEmpty()
        ? context.visible() instanceof Visibility.AllSources
        : context.visible().seesAll(sources);
  }

  /** Returns what people are asked; the answers that change most come first. */
  public List<ReviewView> review(int most, RequestContext context) {
    PartyClusters seen = graph.identity().parties(context.visible());
    return seen.review().stream().limit(most).map(i -> view(i, seen, context)).toList();
  }

  /** Returns the question behind one on some records in the queue; the first if it is the last. */
  public Optional<ReviewView> reviewAfter(Collection<String> records, RequestContext context) {
    PartyClusters seen = graph.identity().parties(context.visible());
    List<ReviewItem> all = seen.review();
    int at = -1;
    for (int i = 0; i < all.size() && at < 0; i++) {
      at = all.get(i).records().containsAll(records) ? i : -1;
    }
    int next = (at + 1) % Math.max(1, all.size());
    return all.isEmpty() || next == at
        ? Optional.empty()
        : Optional.of(view(all.get(next), seen, context));
  }

  private static ReviewView view(ReviewItem item, PartyClusters seen, RequestContext context) {
    boolean isPair = item.kind() == ReviewItem.Kind.PAIR || item.kind() == ReviewItem.Kind.REFUSAL;
    List<HowView.EvidenceView> evidence =
        isPair
            ? seen.link(RecordPair.of(item.records().getFirst(), item.records().getLast()))
                .map(l -> evidence(l, context))
                .orElse(List.of())
            : List.of();
    return new ReviewView(
        lower(item.kind()),
        item.records(),
        item.kind() == ReviewItem.Kind.CONTRADICTION || !seesValues(context) ? null : item.bits(),
        item.impact(),
        item.pairs(),
        item.why(),
        evidence);
  }

  /** Scores tell of the values that were compared. */
  private static boolean seesValues(RequestContext context) {
    return context.maskedProperties().isEmpty();
  }

  /** Returns how identity stands. */
  public LinkStatsView stats(RequestContext context) {
    PartyClusters seen = graph.identity().parties(context.visible());
    var sizes = new TreeMap<Integer, Integer>();
    int records = 0;
    int parties = 0;
    int heldBack = 0;
    for (PartyCluster cluster : seen.clusters()) {
      if (cluster.isHeldBack()) {
        heldBack++;
      } else {
        parties++;
        records += cluster.members().size();
        sizes.merge(cluster.members().size(), 1, Integer::sum);
      }
    }
    var links = new TreeMap<String, Integer>();
    for (PartyLink link : seen.links()) {
      links.merge(lower(link.state()), 1, Integer::sum);
    }
    var decided = new TreeMap<String, Integer>();
    seen.decisions().stream()
        .filter(d -> !d.isDeclared())
        .forEach(d -> decided.merge(lower(d.verdict()), 1, Integer::sum));
    return new LinkStatsView(
        records,
        parties,
        sizes,
        links,
        decided,
        seen.contradictions().size(),
        heldBack,
        seen.review().size(),
        seen.runs().stream()
            .map(
                r ->
                    new LinkStatsView.ModelView(
                        r.specification(), r.model(), r.at().toString(), r.accept(), r.review()))
            .toList());
  }

  /**
   * Explains how the party came together that an IRI stands for.
   *
   * @param node a canonical IRI or that of a record
   * @throws UsageException if it is neither, as far as the caller may see
   */
  public HowView how(Node node, RequestContext context) {
    return how(List.of(node), context).getFirst();
  }

  /** As {@link #how(Node, RequestContext)}, for several at once: sources are asked once. */
  public List<HowView> how(List<Node> nodes, RequestContext context) {
    List<Party> parties = nodes.stream().map(node -> party(node, context)).toList();
    return views(parties, context);
  }

  /** Records that are looked at together, under an IRI. */
  private record Party(String iri, List<String> members) {}

  private List<HowView> views(List<Party> parties, RequestContext context) {
    List<HowView.GoldenView> golden =
        GoldenRecord.of(
            graph,
            PartySpecs.read(graph.config().linkage()),
            parties.stream().map(Party::members).toList(),
            context);
    PartyClusters seen = graph.identity().parties(context.visible());
    var views = new ArrayList<HowView>();
    for (int i = 0; i < parties.size(); i++) {
      views.add(view(parties.get(i), seen, golden.get(i), context));
    }
    return views;
  }

  private Party party(Node node, RequestContext context) {
    IdentityIndex index = graph.identity();
    IdentityLens lens = index.lens(context.visible());
    Node golden = lens.canonical(node);
    List<String> members =
        lens.sourceIris(golden).stream()
            .map(Node::getURI)
            .filter(r -> !index.sources(r).isEmpty())
            .filter(r -> isVisible(r, context))
            .filter(r -> lens.canonical(NodeFactory.createURI(r)).equals(golden))
            .sorted()
            .toList();
    if (members.isEmpty()) {
      throw new UsageException(
          Problem.USAGE, "%s is neither a record of a source nor a party".formatted(node));
    }
    PartyClusters seen = index.parties(context.visible());
    if (members.size() == 1 && seen.links(members.getFirst()).isEmpty()) {
      Presence presence = graph.presence(Set.copyOf(members));
      if (presence.found().isEmpty() && presence.unknown().isEmpty()) {
        throw new UsageException(
            Problem.USAGE, "no source has a record %s".formatted(members.getFirst()));
      }
    }
    return new Party(golden.getURI(), members);
  }

  /**
   * Explains a cluster that people shall look at, whether it counts or is held back.
   *
   * @param node one of its records
   * @throws UsageException if it is no record, as far as the caller may see
   */
  public HowView cluster(Node node, RequestContext context) {
    Party alone = party(node, context);
    PartyClusters seen = graph.identity().parties(context.visible());
    List<String> members =
        alone.members().stream()
            .flatMap(m -> suspects(m, seen).stream())
            .distinct()
            .sorted()
            .toList();
    Party cluster = members.size() < 2 ? alone : new Party(alone.iri(), members);
    return views(List.of(cluster), context).getFirst();
  }

  /** The records of a record's cluster; without one, of decisions on it that contradict others. */
  private static List<String> suspects(String record, PartyClusters seen) {
    return seen.cluster(record)
        .map(PartyCluster::members)
        .orElseGet(
            () ->
                seen.contradictions().stream()
                    .map(Contradiction::records)
                    .filter(r -> r.contains(record))
                    .findFirst()
                    .orElse(List.of()));
  }

  private HowView view(
      Party party, PartyClusters seen, HowView.GoldenView golden, RequestContext context) {
    List<String> members = party.members();
    IdentityIndex index = graph.identity();
    var inside = new LinkedHashSet<PartyLink>();
    var outside = new LinkedHashSet<PartyLink>();
    for (String member : members) {
      for (PartyLink link : seen.links(member)) {
        boolean isInside =
            members.contains(link.pair().left()) && members.contains(link.pair().right());
        (isInside ? inside : outside).add(link);
      }
    }
    var about = new HashSet<>(members);
    return new HowView(
        party.iri(),
        members.stream()
            .map(r -> new HowView.MemberView(r, index.sources(r).stream().sorted().toList()))
            .toList(),
        seen.cluster(members.getFirst())
            .flatMap(PartyCluster::doubt)
            .map(PartyCluster.Doubt::words)
            .orElse(null),
        views(inside, seen, index, context),
        views(outside, seen, index, context),
        seen.contradictions().stream()
            .filter(c -> c.records().stream().anyMatch(about::contains))
            .map(c -> words(c, context))
            .toList(),
        decisions(context).stream()
            .filter(d -> about.stream().anyMatch(r -> isAbout(d, r)))
            .toList(),
        golden);
  }

  private static boolean isAbout(DecisionView decision, String record) {
    return decision.left().equals(record)
        || decision.right().equals(record)
        || decision.records().contains(record)
        || decision.apart().contains(record);
  }

  private static List<HowView.LinkView> views(
      Set<PartyLink> links, PartyClusters seen, IdentityIndex index, RequestContext context) {
    return links.stream()
        .sorted(
            Comparator.<PartyLink>comparingDouble(l -> -l.bits()).thenComparing(PartyLink::pair))
        .limit(MOST_LINKS)
        .map(l -> view(l, seen, index, context))
        .toList();
  }

  private static HowView.LinkView view(
      PartyLink link, PartyClusters seen, IdentityIndex index, RequestContext context) {
    List<DecisionView.PartyView> ifWithdrawn =
        link.state() == State.LINKED || link.decision().isPresent()
            ? seen.ifWithdrawn(link).after().stream().map(r -> party(r, index)).toList()
            : List.of();
    Optional<Double> bits = link.scored().filter(s -> seesValues(context)).map(ScoredPair::bits);
    return new HowView.LinkView(
        link.pair().left(),
        link.pair().right(),
        lower(link.state()),
        bits.orElse(null),
        bits.map(Stewardship::odds).orElse(""),
        link.decision()
            .map(LinkDecision::author)
            .or(() -> link.run().map(r -> r.specification() + " " + r.model()))
            .orElse(""),
        link.decision()
            .filter(d -> !d.isDeclared())
            .map(LinkDecision::at)
            .or(() -> link.run().filter(r -> link.decision().isEmpty()).map(LinkRun::at))
            .map(Instant::toString)
            .orElse(""),
        link.why(),
        link.decision().map(d -> number(d.number(), context)).filter(n -> n > 0).orElse(null),
        evidence(link, context),
        ifWithdrawn);
  }

  private static List<HowView.EvidenceView> evidence(PartyLink link, RequestContext context) {
    if (!seesValues(context)) {
      return List.of();
    }
    return link.scored()
        .map(
            s ->
                s.parts().stream()
                    .sorted(
                        Comparator.comparingDouble(
                            (PairExplanation.Part p) -> -Math.abs(p.bits() + p.rarityBits())))
                    .map(
                        p ->
                            new HowView.EvidenceView(
                                p.comparison(),
                                p.level(),
                                p.leftValue(),
                                p.rightValue(),
                                p.bits() + p.rarityBits()))
                    .toList())
        .orElse(List.of());
  }

  /** Bits as people say them. */
  static String odds(double bits) {
    double times = Math.pow(2, Math.abs(bits));
    String number =
        times >= 1e6
            ? "over a million"
            : String.format(Locale.ROOT, times < 10 ? "%.1f" : "%,.0f", times);
    return bits >= 0 ? number + " to 1 for it" : number + " to 1 against it";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
