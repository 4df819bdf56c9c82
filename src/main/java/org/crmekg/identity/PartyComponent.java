package org.crmekg.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.identity.PartyCluster.Doubt;
import org.crmekg.linkage.GroupRule;
import org.crmekg.linkage.PairExplanation;

/**
 * Records that accepted pairs or decisions connect, and the clusters among them.
 *
 * <h2>Order</h2>
 *
 * Decisions first: what people called the same is one group, unless other decisions contradict it.
 * Then the pairs that rules accept, the surest first, by the rule of {@link GroupRule}; ties go by
 * IRIs. Nothing depends on the order of what comes in, and nothing outside the component matters.
 *
 * <h2>Votes</h2>
 *
 * Pairs that were not compared, or scored too low to be kept, count nothing where the run kept all
 * pairs of a group, and speak against it where the group is too large for that.
 */
final class PartyComponent {
  /** A cluster with more records is for people to believe. */
  static final int LARGEST_TRUSTED = 50;

  private static final Optional<GroupRule.Refusal> OUTVOTED =
      Optional.of(GroupRule.Refusal.OUTVOTED);

  private static final double UNKNOWN_VOTE = -5;
  private static final int SMALLEST_THIN = 4;

  /** What a component follows from. */
  interface Known {
    /** Returns what rules found of two records; the surest where several did. */
    Optional<Judged> judged(String one, String other);

    /** Returns the records with which rules accept a record. */
    Set<String> accepted(String record);

    /** Returns the decisions that count on a record, by the other record. */
    Map<String, LinkDecision> decided(String record);

    /** Returns the sources that make a record. */
    Set<String> sources(String record);
  }

  /** A scored pair with its run. */
  record Judged(ScoredPair pair, LinkRun run) {
    boolean isAccepted() {
      return pair.bits() >= run.accept();
    }

    double evidence() {
      return pair.bits() - run.priorBits();
    }
  }

  /** Why an accepted pair was not linked. */
  record Refused(GroupRule.Refusal refusal, String why) {}

  private record Edge(int left, int right, Judged judged) {}

  private static final Comparator<Edge> SUREST_FIRST =
      Comparator.comparingDouble((Edge e) -> -e.judged().pair().bits())
          .thenComparing(Edge::left)
          .thenComparing(Edge::right);

  private final Known known;
  private final String[] records;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Contradiction> contradictions = new ArrayList<>();
  private final List<BitSet> quarrels = new ArrayList<>();
  private final Set<RecordPair> suspended = new TreeSet<>();
  private final Map<RecordPair, Refused> refusals = new HashMap<>();
  private final List<PartyCluster> clusters = new ArrayList<>();

  /** The number of its group by record, before and after suspicious groups are taken apart. */
  private final int[] group;

  private final int[] effective;
  private final int[] scoredGroup;
  private final int[] scoredSize;
  private final Map<Integer, List<String>> members = new HashMap<>();

  /** Works out the clusters among records, which must be all that are connected with them. */
  PartyComponent(SortedSet<String> connected, Known known) {
    this.known = known;
    this.records = connected.toArray(String[]::new);
    for (int i = 0; i < records.length; i++) {
      numbers.put(records[i], i);
    }
    List<Edge> accepted = accepted();
    this.scoredGroup = groups(records.length);
    accepted.forEach(e -> join(scoredGroup, e.left(), e.right()));
    this.scoredSize = new int[records.length];
    for (int i = 0; i < records.length; i++) {
      scoredSize[root(scoredGroup, i)]++;
    }
    this.group = groups(records.length);
    decide();
    int[] decided = group.clone();
    List<int[]> joined = members(group);
    accepted.stream()
        .filter(e -> decision(e.left(), e.right()).isEmpty())
        .sorted(SUREST_FIRST)
        .forEach(e -> joinOver(e, joined));
    this.effective = group.clone();
    judgeGroups(decided);
    for (int i = 0; i < records.length; i++) {
      // Flat from here on, so that several threads can read it.
      group[i] = root(group, i);
      effective[i] = root(effective, i);
      members.computeIfAbsent(effective[i], r -> new ArrayList<>()).add(records[i]);
    }
  }

  // ---- What connects

  private List<Edge> accepted() {
    var edges = new ArrayList<Edge>();
    for (int i = 0; i < records.length; i++) {
      for (String other : known.accepted(records[i])) {
        int j = number(other);
        if (j > i) {
          int left = i;
          known.judged(records[i], other).ifPresent(p -> edges.add(new Edge(left, j, p)));
        }
      }
    }
    return edges;
  }

  private int number(String record) {
    return numbers.getOrDefault(record, -1);
  }

  private Optional<LinkDecision> decision(int a, int b) {
    return Optional.ofNullable(known.decided(records[a]).get(records[b]));
  }

  private static int[] groups(int size) {
    var group = new int[size];
    Arrays.setAll(group, i -> i);
    return group;
  }

  private static int root(int[] group, int at) {
    int root = at;
    while (group[root] != root) {
      root = group[root];
    }
    for (int up = at; up != root; ) {
      int next = group[up];
      group[up] = root;
      up = next;
    }
    return root;
  }

  private static void join(int[] group, int a, int b) {
    int left = root(group, a);
    int right = root(group, b);
    group[Math.max(left, right)] = Math.min(left, right);
  }

  // ---- What people said

  private void decide() {
    var same = new ArrayList<LinkDecision>();
    var different = new ArrayList<LinkDecision>();
    for (String record : records) {
      for (LinkDecision decision : known.decided(record).values()) {
        if (decision.pair().left().equals(record) && numbers.containsKey(decision.pair().right())) {
          switch (decision.verdict()) {
            case SAME -> same.add(decision);
            case DIFFERENT -> different.add(decision);
            case UNSURE -> {
              // It joins nothing and keeps nothing apart.
            }
          }
        }
      }
    }
    same.sort(Comparator.comparing(LinkDecision::pair));
    different.sort(Comparator.comparing(LinkDecision::pair));
    List<int[]> edges = same.stream().map(d -> ends(d.pair())).toList();
    int[] before = groups(records.length);
    edges.forEach(e -> join(before, e[0], e[1]));
    var paths = new SimplePaths(records.length, edges);
    for (LinkDecision apart : different) {
      int[] ends = ends(apart.pair());
      if (root(before, ends[0]) == root(before, ends[1])) {
        contradict(apart, paths.between(ends[0], ends[1]).stream().map(same::get).toList());
      }
    }
    for (int e = 0; e < edges.size(); e++) {
      if (!suspended.contains(same.get(e).pair())) {
        join(group, edges.get(e)[0], edges.get(e)[1]);
      }
    }
  }

  private int[] ends(RecordPair pair) {
    return new int[] {number(pair.left()), number(pair.right())};
  }

  private void contradict(LinkDecision apart, List<LinkDecision> same) {
    var quarrel = new BitSet();
    var involved = new TreeSet<String>();
    for (LinkDecision decision : same) {
      suspended.add(decision.pair());
      for (int end : ends(decision.pair())) {
        quarrel.set(end);
        involved.add(records[end]);
      }
    }
    quarrels.add(quarrel);
    contradictions.add(new Contradiction(apart, same, List.copyOf(involved)));
  }

  private boolean isQuarrel(int a, int b) {
    return quarrels.stream().anyMatch(q -> q.get(a) && q.get(b));
  }

  // ---- What rules found

  private List<int[]> members(int[] of) {
    var lists = new HashMap<Integer, List<Integer>>();
    for (int i = 0; i < records.length; i++) {
      lists.computeIfAbsent(root(of, i), r -> new ArrayList<>()).add(i);
    }
    var members = new ArrayList<int[]>();
    for (int i = 0; i < records.length; i++) {
      members.add(lists.getOrDefault(i, List.of()).stream().mapToInt(Integer::intValue).toArray());
    }
    return members;
  }

  private void joinOver(Edge edge, List<int[]> members) {
    int a = root(group, edge.left());
    int b = root(group, edge.right());
    if (a == b) {
      return;
    }
    int[] left = members.get(a);
    int[] right = members.get(b);
    var votes = new Votes(edge);
    Optional<GroupRule.Refusal> refusal =
        GroupRule.refusal(left, right, votes)
            .or(() -> isUnlikely(left, right, edge) ? OUTVOTED : Optional.empty());
    if (refusal.isPresent()) {
      refusals.put(
          RecordPair.of(records[edge.left()], records[edge.right()]),
          new Refused(refusal.get(), words(refusal.get(), left, right, votes)));
      return;
    }
    join(group, a, b);
    int[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    members.set(root(group, a), joined);
  }

  /**
   * Whether two groups do not agree as well as two records must: each comparison counts once, by
   * the two values of both groups that agree best. Who joins them by a name alone must look at all
   * mailboxes and telephones of both.
   */
  private boolean isUnlikely(int[] left, int[] right, Edge edge) {
    if (left.length == 1 && right.length == 1) {
      return false;
    }
    LinkRun run = edge.judged().run();
    var best = new HashMap<String, Double>();
    for (int a : left) {
      for (int b : right) {
        if (decision(a, b).filter(d -> d.verdict() == Verdict.SAME).isPresent()) {
          return false;
        }
        Optional<Judged> judged = known.judged(records[a], records[b]);
        if (judged.isEmpty() || !judged.get().run().equals(run)) {
          return false;
        }
        for (PairExplanation.Part part : judged.get().pair().parts()) {
          if (!part.leftValue().isEmpty() && !part.rightValue().isEmpty()) {
            best.merge(part.comparison(), part.bits() + part.rarityBits(), Math::max);
          }
        }
      }
    }
    double bits = run.priorBits() + best.values().stream().mapToDouble(Double::doubleValue).sum();
    return !best.isEmpty() && bits < run.accept();
  }

  private final class Votes implements GroupRule.Records {
    private final Edge edge;

    Votes(Edge edge) {
      this.edge = edge;
    }

    @Override
    public boolean areApart(int a, int b) {
      return decision(a, b).filter(d -> d.verdict() == Verdict.DIFFERENT).isPresent()
          || isQuarrel(a, b)
          || onlyOnce(a, b).isPresent();
    }

    /** A source that has everything once and makes both. */
    Optional<String> onlyOnce(int a, int b) {
      Set<String> once = edge.judged().run().duplicateFree();
      Set<String> others = known.sources(records[b]);
      return known.sources(records[a]).stream()
          .filter(s -> once.contains(s) && others.contains(s))
          .sorted()
          .findFirst();
    }

    @Override
    public double evidence(int a, int b) {
      return vote(a, b);
    }
  }

  private double vote(int a, int b) {
    Optional<LinkDecision> decision = decision(a, b);
    if (decision.isPresent()) {
      return switch (decision.get().verdict()) {
        case SAME -> Double.MAX_VALUE;
        case DIFFERENT -> -Double.MAX_VALUE;
        case UNSURE -> 0;
      };
    }
    return known
        .judged(records[a], records[b])
        .map(Judged::evidence)
        .orElseGet(() -> isBeyondKeeping(a, b) ? UNKNOWN_VOTE : 0);
  }

  private boolean isBeyondKeeping(int a, int b) {
    if (records.length <= LinkageResult.WHOLE_GROUP) {
      return false;
    }
    int root = root(scoredGroup, a);
    return root == root(scoredGroup, b) && scoredSize[root] > LinkageResult.WHOLE_GROUP;
  }

  private String words(GroupRule.Refusal refusal, int[] left, int[] right, Votes votes) {
    return switch (refusal) {
      case TOO_LARGE ->
          "together with their clusters they would be %d records, more than the %d that a party may have"
              .formatted(left.length + right.length, GroupRule.MOST);
      case APART -> apartWords(left, right, votes);
      case OUTVOTED -> outvotedWords(left, right);
    };
  }

  private String apartWords(int[] left, int[] right, Votes votes) {
    for (int a : left) {
      for (int b : right) {
        Optional<LinkDecision> decision =
            decision(a, b).filter(d -> d.verdict() == Verdict.DIFFERENT);
        if (decision.isPresent()) {
          return "%s decided that %s and %s are different%s"
              .formatted(
                  decision.get().author(),
                  records[a],
                  records[b],
                  decision.get().reason().isEmpty() ? "" : ": " + decision.get().reason());
        }
        if (isQuarrel(a, b)) {
          return "decisions on %s and %s contradict each other".formatted(records[a], records[b]);
        }
        Optional<String> once = votes.onlyOnce(a, b);
        if (once.isPresent()) {
          return "source %s has everything once, and %s and %s are both of it"
              .formatted(once.get(), records[a], records[b]);
        }
      }
    }
    throw new IllegalStateException("nothing keeps the groups apart");
  }

  private String outvotedWords(int[] left, int[] right) {
    int against = 0;
    double worst = 0;
    String pair = "";
    for (int a : left) {
      for (int b : right) {
        double vote = vote(a, b);
        against += vote < 0 ? 1 : 0;
        if (vote < worst) {
          worst = vote;
          pair = "%s and %s".formatted(records[a], records[b]);
        }
      }
    }
    return "%d of the %d pairs between both clusters speak against it, most of all %s"
        .formatted(against, left.length * right.length, pair);
  }

  // ---- What is to be believed

  private void judgeGroups(int[] decided) {
    for (int[] members : members(group)) {
      if (members.length < 2) {
        continue;
      }
      List<String> names = Arrays.stream(members).mapToObj(i -> records[i]).sorted().toList();
      int first = root(decided, members[0]);
      boolean isDecided = Arrays.stream(members).allMatch(i -> root(decided, i) == first);
      Optional<Doubt> doubt = isDecided ? Optional.empty() : doubt(members);
      boolean isHeldBack =
          doubt.filter(d -> d == Doubt.TOO_LARGE || d == Doubt.OUTVOTED).isPresent();
      clusters.add(new PartyCluster(names, doubt, isHeldBack));
      if (isHeldBack) {
        takeApart(members, decided);
      }
    }
    clusters.sort(Comparator.comparing(c -> c.members().getFirst()));
  }

  /** Only what people linked stays together. */
  private void takeApart(int[] members, int[] decided) {
    for (int i : members) {
      effective[i] = i;
    }
    for (int i : members) {
      join(effective, i, root(decided, i));
    }
    Map<Integer, List<String>> kept = new HashMap<>();
    for (int i : members) {
      kept.computeIfAbsent(root(effective, i), r -> new ArrayList<>()).add(records[i]);
    }
    kept.values().stream()
        .filter(names -> names.size() > 1)
        .map(names -> new PartyCluster(names.stream().sorted().toList(), Optional.empty(), false))
        .forEach(clusters::add);
  }

  private Optional<Doubt> doubt(int[] members) {
    if (members.length > LARGEST_TRUSTED) {
      return Optional.of(Doubt.TOO_LARGE);
    }
    int against = 0;
    int linked = 0;
    int pairs = members.length * (members.length - 1) / 2;
    var links = new ArrayList<int[]>();
    for (int i = 0; i < members.length; i++) {
      for (int j = i + 1; j < members.length; j++) {
        against += vote(members[i], members[j]) < 0 ? 1 : 0;
        if (isLink(members[i], members[j])) {
          linked++;
          links.add(new int[] {i, j});
        }
      }
    }
    if (against * 2 > pairs) {
      return Optional.of(Doubt.OUTVOTED);
    }
    if (members.length >= SMALLEST_THIN && isHeldByOneLink(members, links)) {
      return Optional.of(Doubt.ONE_LINK);
    }
    return members.length >= SMALLEST_THIN && linked * 2 < pairs
        ? Optional.of(Doubt.THIN)
        : Optional.empty();
  }

  /** Whether a pair by itself holds two records together. */
  private boolean isLink(int a, int b) {
    Optional<LinkDecision> decision = decision(a, b);
    return decision.isPresent()
        ? decision.get().verdict() == Verdict.SAME && !suspended.contains(decision.get().pair())
        : known.judged(records[a], records[b]).filter(Judged::isAccepted).isPresent();
  }

  /** Whether some link of a rule, taken away, leaves two groups of two records at least. */
  private boolean isHeldByOneLink(int[] members, List<int[]> links) {
    for (int[] link : links) {
      if (decision(members[link[0]], members[link[1]]).isPresent()) {
        continue;
      }
      int[] rest = groups(members.length);
      links.stream().filter(l -> l != link).forEach(l -> join(rest, l[0], l[1]));
      long left =
          Arrays.stream(groups(rest.length))
              .filter(i -> root(rest, i) == root(rest, link[0]))
              .count();
      if (left >= 2 && left <= members.length - 2) {
        return true;
      }
    }
    return false;
  }

  // ---- Answers

  /** Returns its records, sorted. */
  List<String> records() {
    return List.of(records);
  }

  /** Returns its clusters of at least two records, those that are held back included. */
  List<PartyCluster> clusters() {
    return clusters;
  }

  List<Contradiction> contradictions() {
    return contradictions;
  }

  /** Returns the records that are one party with one of its records, itself included; sorted. */
  List<String> members(String record) {
    return members.getOrDefault(effective[number(record)], List.of(record));
  }

  /** Returns whether two of its records are one party. */
  boolean areOne(String one, String other) {
    return effective[number(one)] == effective[number(other)];
  }

  /** Returns whether two of its records look like one party that is held back. */
  boolean areHeldBack(String one, String other) {
    return group[number(one)] == group[number(other)] && !areOne(one, other);
  }

  boolean isSuspended(RecordPair pair) {
    return suspended.contains(pair);
  }

  /** Returns why an accepted pair was not linked. */
  Optional<Refused> refusal(RecordPair pair) {
    return Optional.ofNullable(refusals.get(pair));
  }
}
