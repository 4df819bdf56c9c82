package org.crmekg.app;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How old what an answer was made of is.
 *
 * @param sources the sources that were asked; empty for those that were asked live, and otherwise
 *     when their copy was loaded
 */
public record Freshness(SortedMap<String, Optional<Instant>> sources) {
  /** The HTTP header that tells it. */
  public static final String HEADER = "Ekg-Freshness";

  /** No source was asked. */
  public static final Freshness NONE = new Freshness(new TreeMap<>());

  private static final Pattern MEMBER =
      Pattern.compile("([a-z*][a-z0-9_.*-]*)=(live|\"([^\"]{1,40})\")");

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public Freshness {
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
  }

  /**
   * Returns the value of the header, a dictionary (RFC 8941 §3.2): for each source {@code live}, or
   * when it was loaded, as {@code "2026-01-31T04:00:00Z"}.
   */
  public String header() {
    return sources.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue().map(t -> "\"" + t + "\"").orElse("live"))
        .collect(Collectors.joining(", "));
  }

  /** Reads the value of a header; what is no such member is left out. */
  public static Freshness ofHeader(String header) {
    var sources = new TreeMap<String, Optional<Instant>>();
    Matcher m = MEMBER.matcher(header);
    while (m.find()) {
      sources.put(m.group(1), Optional.ofNullable(m.group(3)).map(Instant::parse));
    }
    return new Freshness(sources);
  }

  /** Returns it in words: {@code crm, vendor live; kyc as of 2026-01-31 04:00 UTC}. */
  public String words() {
    var words = new ArrayList<String>();
    List<String> live =
        sources.entrySet().stream()
            .filter(e -> e.getValue().isEmpty())
            .map(e -> e.getKey())
            .toList();
    if (!live.isEmpty()) {
      words.add(String.join(", ", live) + " live");
    }
    sources.forEach(
        (source, loaded) ->
            loaded.ifPresent(t -> words.add(source + " as of " + MINUTE.format(t))));
    return String.join("; ", words);
  }
}
