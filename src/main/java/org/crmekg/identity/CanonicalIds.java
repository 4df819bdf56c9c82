package org.crmekg.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.store.DecisionLog;

/**
 * The append-only registry of canonical ids: which record anchors which id, decided once.
 *
 * <p>Records are kept in the order in which they were first seen; of a cluster, the record that
 * came first is the anchor and gives the id. A record is named by its IRI without the base. Safe
 * for use by several threads.
 */
public final class CanonicalIds {
  /** One line of the registry. */
  public record Entry(String record, String id) {}

  /** What has a scheme was not relative. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  private final DecisionLog log;
  private final String base;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Integer> order = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  /** Reads the registry. */
  public CanonicalIds(DecisionLog log, String base) {
    this.log = log;
    this.base = base;
    log.replay(Entry.class).forEach(this::remember);
  }

  private void remember(Entry entry) {
    if (entries.putIfAbsent(entry.record(), entry) == null) {
      order.put(entry.record(), order.size());
      ids.add(entry.id());
    }
  }

  /** Enters the records that are new, in this order; they are durable when this returns. */
  public synchronized void register(Collection<String> iris) {
    var news = new LinkedHashMap<String, Entry>();
    for (String iri : iris) {
      String record = relative(iri);
      if (!entries.containsKey(record) && !news.containsKey(record)) {
        var entry = new Entry(record, opaque(record));
        ids.add(entry.id());
        news.put(record, entry);
      }
    }
    log.appendAll(List.copyOf(news.values()));
    news.values().forEach(this::remember);
  }

  /**
   * Returns the IRI of the party that these records are: of one, its own; of several, what the one
   * gives that came first. Records that have not come yet come after the others, by their IRIs.
   */
  public synchronized String partyIri(Collection<String> records) {
    if (records.size() == 1) {
      return records.iterator().next();
    }
    String anchor =
        records.stream()
            .min(
                Comparator.<String>comparingInt(
                        r -> order.getOrDefault(relative(r), Integer.MAX_VALUE))
                    .thenComparing(r -> r))
            .orElseThrow(() -> new IllegalArgumentException("a party has records"));
    Entry entry = entries.get(relative(anchor));
    return base + "party/" + (entry == null ? opaque(relative(anchor)) : entry.id());
  }

  /** Returns the IRIs of all records that are registered. */
  public synchronized Set<String> records() {
    var all = new HashSet<String>();
    for (String record : entries.keySet()) {
      all.add(SCHEME.matcher(record).lookingAt() ? record : base + record);
    }
    return all;
  }

  /** Returns the canonical IRI that a record would give, if it is registered. */
  public synchronized Optional<String> givenBy(String iri) {
    return Optional.ofNullable(entries.get(relative(iri))).map(e -> base + "party/" + e.id());
  }

  /** Returns when the record came, smaller is earlier; the record must be registered. */
  public synchronized int rank(String iri) {
    Integer rank = order.get(relative(iri));
    if (rank == null) {
      throw new IllegalArgumentException(iri + " is not registered");
    }
    return rank;
  }

  /** Returns the canonical IRI that a registered record anchors. */
  public synchronized String canonicalIri(String iri) {
    Entry entry = entries.get(relative(iri));
    if (entry == null) {
      throw new IllegalArgumentException(iri + " is not registered");
    }
    return base + "party/" + entry.id();
  }

  private String relative(String iri) {
    return iri.startsWith(base) ? iri.substring(base.length()) : iri;
  }

  private String opaque(String record) {
    for (int round = 0; ; round++) {
      String id = digest(record + (round == 0 ? "" : "#" + round));
      if (!ids.contains(id)) {
        return id;
      }
    }
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new InternalException(Problem.INTERNAL, "SHA-256 is missing from this Java", e);
    }
  }
}
