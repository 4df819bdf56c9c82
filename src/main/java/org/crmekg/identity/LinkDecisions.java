package org.crmekg.identity;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.store.DecisionLog;

/**
 * What people decided on identity, in the order in which they did; appended and never changed.
 *
 * <p>Of several decisions on the same two records the last counts that was not withdrawn. A
 * withdrawal is an entry of its own and can be withdrawn, too. Records are named by their IRIs
 * without the base. Safe for use by several threads: of two who decide at once, one is later and
 * sees the other.
 */
public final class LinkDecisions {
  /** The name of the log. */
  public static final String LOG = "links";

  private static final String WITHDRAWN = "withdrawn";
  private static final String CONFIRMED = "confirmed";

  /**
   * One line of the log.
   *
   * @param decision same, different, unsure, confirmed or withdrawn
   * @param records what was confirmed to be one party; empty for decisions on two records
   * @param apart what was confirmed to be another party, or others
   * @param withdraws the number of the entry that a withdrawal takes back; 0 otherwise
   */
  public record Entry(
      int number,
      String decision,
      String left,
      String right,
      int withdraws,
      String author,
      String at,
      String reason,
      List<String> records,
      List<String> apart) {
    /** Lists that are missing are empty: logs of before have none. */
    public Entry {
      records = records == null ? List.of() : List.copyOf(records);
      apart = apart == null ? List.of() : List.copyOf(apart);
    }

    boolean isWithdrawal() {
      return decision.equals(WITHDRAWN);
    }

    boolean isConfirmation() {
      return decision.equals(CONFIRMED);
    }
  }

  private final DecisionLog log;
  private final String base;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * Reads the log.
   *
   * @throws ResourceException with {@link Problem#DECISIONS_BROKEN}, naming file and line, if an
   *     entry is not a decision
   */
  public LinkDecisions(DecisionLog log, String base) {
    this.log = log;
    this.base = base;
    log.replay(Entry.class).forEach(this::checked);
  }

  private void checked(Entry entry) {
    int number = entries.size() + 1;
    boolean isWhole =
        entry.number() == number
            && isInstant(entry.at())
            && !entry.left().equals(entry.right())
            && (entry.isWithdrawal()
                ? entry.withdraws() > 0 && entry.withdraws() < number
                : entry.isConfirmation()
                    ? !entry.records().isEmpty()
                        && entry.records().size() + entry.apart().size() > 1
                    : verdict(entry.decision()).isPresent());
    if (!isWhole) {
      throw new ResourceException(
          Problem.DECISIONS_BROKEN,
          ("%s, line %d is no decision with that number on two records: same, different, unsure,"
                  + " confirmed with its records, or withdrawn with the number of an earlier one")
              .formatted(log.path(), number));
    }
    entries.add(entry);
  }

  private static boolean isInstant(String text) {
    try {
      return !Instant.parse(text).equals(Instant.MIN);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Optional<Verdict> verdict(String text) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(verdict);
      }
    }
    return Optional.empty();
  }

  /** Writes a decision down; it is durable when this returns. */
  public synchronized LinkDecision decide(
      Verdict verdict, RecordPair pair, String author, Instant at, String reason) {
    Entry entry =
        append(
            verdict.name().toLowerCase(Locale.ROOT),
            pair,
            0,
            author,
            at,
            reason,
            List.of(),
            List.of());
    return decision(entry, verdict, pair);
  }

  /**
   * Writes down that records are one party and that others are not of it: one entry, so that it is
   * there as a whole or not at all, and is taken back as one.
   *
   * @param records at least one
   * @param apart none of {@code records}; with them at least two
   */
  public synchronized Entry confirm(
      List<String> records, List<String> apart, String author, Instant at, String reason) {
    var all = new ArrayList<>(records);
    all.addAll(apart);
    return append(
        CONFIRMED, RecordPair.of(all.get(0), all.get(1)), 0, author, at, reason, records, apart);
  }

  /**
   * Returns what a confirmation says of pairs of records.
   *
   * <p>Each of the party is the same as the first and as the next, so that one that goes takes no
   * others with it; each of it is different from each that is apart.
   */
  public static Map<RecordPair, Verdict> confirmed(List<String> records, List<String> apart) {
    var pairs = new TreeMap<RecordPair, Verdict>();
    for (int i = 1; i < records.size(); i++) {
      pairs.put(RecordPair.of(records.getFirst(), records.get(i)), Verdict.SAME);
      pairs.put(RecordPair.of(records.get(i - 1), records.get(i)), Verdict.SAME);
    }
    for (String record : records) {
      apart.forEach(other -> pairs.put(RecordPair.of(record, other), Verdict.DIFFERENT));
    }
    return pairs;
  }

  /**
   * Takes a decision or a withdrawal back.
   *
   * @return the entry that was taken back
   * @throws UsageException if there is no such entry, or it was taken back before
   */
  public synchronized Entry withdraw(int number, String author, Instant at, String reason) {
    if (number < 1 || number > entries.size()) {
      throw new UsageException(
          Problem.USAGE,
          entries.isEmpty()
              ? "nothing was decided yet, so there is nothing to undo"
              : "there is no decision %d; the last is %d".formatted(number, entries.size()));
    }
    if (!isInForce(entries)[number - 1]) {
      throw new UsageException(
          Problem.USAGE,
          "decision %d was taken back by %s; to have it again, undo that"
              .formatted(number, withdrawalOf(number)));
    }
    Entry taken = entries.get(number - 1);
    Entry unused =
        append(
            WITHDRAWN,
            RecordPair.of(iri(taken.left()), iri(taken.right())),
            number,
            author,
            at,
            reason,
            taken.records().stream().map(this::iri).toList(),
            taken.apart().stream().map(this::iri).toList());
    return taken;
  }

  private int withdrawalOf(int number) {
    boolean[] inForce = isInForce(entries);
    for (Entry entry : entries.reversed()) {
      if (entry.withdraws() == number && inForce[entry.number() - 1]) {
        return entry.number();
      }
    }
    throw new IllegalStateException("decision %d was not taken back".formatted(number));
  }

  private Entry append(
      String decision,
      RecordPair pair,
      int withdraws,
      String author,
      Instant at,
      String reason,
      List<String> records,
      List<String> apart) {
    var entry =
        new Entry(
            entries.size() + 1,
            decision,
            relative(pair.left()),
            relative(pair.right()),
            withdraws,
            author,
            at.toString(),
            reason,
            records.stream().map(this::relative).toList(),
            apart.stream().map(this::relative).toList());
    log.append(entry);
    entries.add(entry);
    return entry;
  }

  /** Returns all entries, the oldest first, withdrawn ones and withdrawals included. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns the decisions that count, by their records. */
  public synchronized Map<RecordPair, LinkDecision> inForce() {
    return inForce(entries);
  }

  /** Returns the decisions that would count if an entry were taken back. */
  public synchronized Map<RecordPair, LinkDecision> inForceWithout(int number) {
    var after = new ArrayList<>(entries);
    after.add(
        new Entry(entries.size() + 1, WITHDRAWN, "", "", number, "", "", "", List.of(), List.of()));
    return inForce(after);
  }

  private Map<RecordPair, LinkDecision> inForce(List<Entry> list) {
    boolean[] inForce = isInForce(list);
    var byPair = new TreeMap<RecordPair, LinkDecision>();
    for (Entry entry : list) {
      if (!inForce[entry.number() - 1]) {
        continue;
      }
      pairs(entry).forEach((pair, verdict) -> byPair.put(pair, decision(entry, verdict, pair)));
    }
    return byPair;
  }

  /** What an entry says of pairs of records; nothing for a withdrawal. */
  private Map<RecordPair, Verdict> pairs(Entry entry) {
    if (entry.isConfirmation()) {
      return confirmed(
          entry.records().stream().map(this::iri).toList(),
          entry.apart().stream().map(this::iri).toList());
    }
    return verdict(entry.decision())
        .map(v -> Map.of(RecordPair.of(iri(entry.left()), iri(entry.right())), v))
        .orElse(Map.of());
  }

  private static LinkDecision decision(Entry entry, Verdict verdict, RecordPair pair) {
    return new LinkDecision(
        entry.number(), verdict, pair, entry.author(), Instant.parse(entry.at()), entry.reason());
  }

  /** A withdrawal takes back only what came before it, so the newest entry surely counts. */
  private static boolean[] isInForce(List<Entry> list) {
    var inForce = new boolean[list.size()];
    Arrays.fill(inForce, true);
    for (Entry entry : list.reversed()) {
      if (entry.isWithdrawal() && inForce[entry.number() - 1]) {
        inForce[entry.withdraws() - 1] = false;
      }
    }
    return inForce;
  }

  private String relative(String iri) {
    return iri.startsWith(base) ? iri.substring(base.length()) : iri;
  }

  /** Returns the IRI of a record as an entry names it; what has a scheme is one already. */
  public String iri(String record) {
    return record.matches("[A-Za-z][A-Za-z0-9+.-]*:.*") ? record : base + record;
  }
}
