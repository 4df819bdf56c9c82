package org.crmekg.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.linkage.PairExplanation;
import org.crmekg.store.DataFolder;
import org.jspecify.annotations.Nullable;

/**
 * The results of linkage runs, kept in versions in the folder {@code links} of the data folder.
 *
 * <p>A version is a file of JSON lines (the settings, then one pair a line) that never changes; a
 * small manifest, replaced as a whole, says which versions count. So a crash at any point leaves
 * the version before, and its remains are removed by the next start. The same result again is the
 * same bytes and no new version. Safe for use by several threads; one process at a time, which
 * holds the {@link DataFolder}.
 */
public final class PartyLinkStore {
  /** The folder in the data folder. */
  public static final String FOLDER = "links";

  /** How many versions of each specification stay, the current one included. */
  public static final int KEPT = 3;

  private static final String MANIFEST = FOLDER + "/manifest.json";
  private static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ObjectReader PAIRS = JSON.readerFor(ScoredPair.class);

  /**
   * One version that is kept.
   *
   * @param checksum SHA-256 of the file
   * @param at when the run was
   */
  public record Version(
      String specification, int number, String model, Instant at, int pairs, String checksum) {
    String fileName() {
      return "%s@%d.jsonl".formatted(specification, number);
    }
  }

  private final DataFolder folder;
  private final Map<String, List<Version>> versions = new TreeMap<>();
  private final Set<String> gone = new TreeSet<>();

  /**
   * Opens the store and removes what a crash left.
   *
   * @throws ResourceException with {@link Problem#LINKS_BROKEN} if the manifest cannot be read
   */
  public PartyLinkStore(DataFolder folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder.file(FOLDER));
      readManifest();
      removeUnlisted();
    } catch (IOException e) {
      throw failed("%s cannot be used: %s".formatted(folder.file(FOLDER), e), e);
    }
  }

  /** Returns the versions of every specification, the newest of each first. */
  public synchronized List<Version> versions() {
    return versions.values().stream().flatMap(v -> v.reversed().stream()).toList();
  }

  /** Returns the records of decisions that no source had when they were last looked for. */
  public synchronized Set<String> gone() {
    return Set.copyOf(gone);
  }

  /** Says which records of decisions no source has. */
  public synchronized void setGone(Set<String> records) {
    if (!gone.equals(records)) {
      writeManifest(versions, records);
      gone.clear();
      gone.addAll(records);
    }
  }

  /**
   * Makes a result the current one of its specification.
   *
   * @return its version; the current one, if that has the same settings and pairs
   * @throws ResourceException if it cannot be written; the version before stays
   */
  public synchronized Version publish(LinkageResult result) {
    List<Version> before = versions.getOrDefault(result.specification(), List.of());
    int number = before.isEmpty() ? 1 : before.getLast().number() + 1;
    Path next = folder.file(FOLDER).resolve(result.specification() + ".next");
    try {
      var version =
          new Version(
              result.specification(),
              number,
              result.model(),
              result.at(),
              result.pairs().size(),
              write(result, next));
      if (!before.isEmpty() && before.getLast().checksum().equals(version.checksum())) {
        Files.delete(next);
        return before.getLast();
      }
      Files.move(next, path(version), StandardCopyOption.ATOMIC_MOVE);
      var after = new ArrayList<>(before);
      after.add(version);
      replaceVersions(
          result.specification(), after.subList(Math.max(0, after.size() - KEPT), after.size()));
      removeUnlisted();
      return version;
    } catch (IOException e) {
      throw failed(
          "the links of \"%s\" were not written to %s: %s; the version before stays"
              .formatted(result.specification(), next, e.getMessage()),
          e);
    }
  }

  /**
   * Takes the current version of a specification back, so that the one before counts again.
   *
   * @return the version that counts now; empty if there was no other
   */
  public synchronized Optional<Version> takeBack(String specification) {
    List<Version> before = versions.getOrDefault(specification, List.of());
    if (before.size() < 2) {
      return Optional.empty();
    }
    List<Version> after = before.subList(0, before.size() - 1);
    try {
      replaceVersions(specification, after);
      removeUnlisted();
    } catch (IOException e) {
      throw failed("%s cannot be cleaned up: %s".formatted(folder.file(FOLDER), e), e);
    }
    return Optional.of(after.getLast());
  }

  /**
   * Returns the current result of each specification, by its name.
   *
   * @throws ResourceException with {@link Problem#LINKS_BROKEN}, naming file and line, if one is
   *     not what was written
   */
  public synchronized List<LinkageResult> current() {
    return versions.values().stream().map(v -> read(v.getLast())).toList();
  }

  /** Returns the result of a version that is kept. */
  public synchronized LinkageResult read(Version version) {
    Path file = path(version);
    MessageDigest digest = sha256();
    try (InputStream in =
        new DigestInputStream(
            new BufferedInputStream(Files.newInputStream(file), 1 << 16), digest)) {
      LinkageResult result = new Lines(file, in).result(version);
      if (!HexFormat.of().formatHex(digest.digest()).equals(version.checksum())) {
        throw failed(
            ("%s is not what was written: its checksum is another than %s has. Restore it from a"
                    + " backup, or run `ekg link run` again")
                .formatted(file, folder.file(MANIFEST)),
            null);
      }
      return result;
    } catch (IOException e) {
      throw failed(
          "%s cannot be read: %s. Restore it from a backup, or run `ekg link run` again"
              .formatted(file, e),
          e);
    }
  }

  private Path path(Version version) {
    return folder.file(FOLDER).resolve(version.fileName());
  }

  private static String write(LinkageResult result, Path file) throws IOException {
    MessageDigest digest = sha256();
    try (var disk = new FileOutputStream(file.toFile());
        OutputStream out =
            new DigestOutputStream(new BufferedOutputStream(disk, 1 << 16), digest)) {
      out.write(line(settings(result)));
      for (ScoredPair pair : result.pairs()) {
        out.write(line(pair));
      }
      out.flush();
      disk.getFD().sync();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] line(Object value) throws JsonProcessingException {
    return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** When it ran is in the manifest, so that the same result is the same bytes. */
  private static ObjectNode settings(LinkageResult result) {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT);
    node.put("specification", result.specification());
    node.put("model", result.model());
    node.put("priorBits", result.priorBits());
    node.put("accept", result.accept());
    node.put("review", result.review());
    node.put("reject", result.reject());
    result.duplicateFree().stream().sorted().forEach(node.withArray("duplicateFree")::add);
    return node;
  }

  /** The lines of one file. */
  private static final class Lines {
    private final Path file;
    private final InputStream in;

    /** Names of comparisons and levels stand in every line; one copy of each is enough. */
    private final Map<String, String> same = new HashMap<>();

    private int number;

    Lines(Path file, InputStream in) {
      this.file = file;
      this.in = in;
    }

    LinkageResult result(Version version) throws IOException {
      JsonNode settings = object(next().orElseThrow(() -> broken("has no lines", null)));
      var pairs = new ArrayList<ScoredPair>(version.pairs());
      for (Optional<byte[]> line = next(); line.isPresent(); line = next()) {
        pairs.add(pair(line.get()));
      }
      if (pairs.size() != version.pairs()) {
        throw broken(
            "has %,d pairs; %,d were written".formatted(pairs.size(), version.pairs()), null);
      }
      var duplicateFree = new HashSet<String>();
      settings.path("duplicateFree").forEach(s -> duplicateFree.add(s.asText()));
      try {
        return new LinkageResult(
            settings.path("model").asText(),
            settings.path("specification").asText(),
            version.at(),
            number(settings, "priorBits"),
            number(settings, "accept"),
            number(settings, "review"),
            number(settings, "reject"),
            duplicateFree,
            pairs);
      } catch (IllegalArgumentException e) {
        throw broken(": " + e.getMessage(), e);
      }
    }

    private double number(JsonNode settings, String name) {
      if (!settings.path(name).isNumber()) {
        throw broken("has no number \"%s\" in its first line".formatted(name), null);
      }
      return settings.path(name).asDouble();
    }

    private JsonNode object(byte[] line) throws IOException {
      try {
        JsonNode node = JSON.readTree(line);
        if (node.path("format").asInt() != FORMAT) {
          throw broken("has no settings of format %d in its first line".formatted(FORMAT), null);
        }
        return node;
      } catch (JsonProcessingException e) {
        throw broken("is not JSON: " + e.getOriginalMessage(), e);
      }
    }

    private ScoredPair pair(byte[] line) throws IOException {
      try {
        ScoredPair read = PAIRS.readValue(line);
        return new ScoredPair(
            shared(read.left()),
            shared(read.right()),
            read.bits(),
            read.parts().stream().map(this::part).toList(),
            shared(read.rule()));
      } catch (JsonProcessingException e) {
        throw broken("is no pair: " + e.getOriginalMessage(), e);
      }
    }

    private PairExplanation.Part part(PairExplanation.Part read) {
      return new PairExplanation.Part(
          shared(read.comparison()),
          shared(read.leftValue()),
          shared(read.rightValue()),
          shared(read.level()),
          read.bits(),
          read.rarityBits());
    }

    private String shared(String text) {
      return same.computeIfAbsent(text, t -> t);
    }

    /** A line without its end is what a full disk leaves. */
    private Optional<byte[]> next() throws IOException {
      var line = new ByteArrayOutputStream(256);
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          number++;
          return Optional.of(line.toByteArray());
        }
        line.write(b);
      }
      if (line.size() > 0) {
        number++;
        throw broken("has no end", null);
      }
      return Optional.empty();
    }

    private ResourceException broken(String what, @Nullable Exception cause) {
      return failed(
          "%s, line %d %s. Restore it from a backup, or run `ekg link run` again"
              .formatted(file, number, what),
          cause);
    }
  }

  private void readManifest() throws IOException {
    Path file = folder.file(MANIFEST);
    if (!Files.exists(file)) {
      return;
    }
    try {
      JsonNode manifest = JSON.readTree(Files.readString(file));
      if (manifest.path("format").asInt() != FORMAT) {
        throw failed(
            "%s is not of format %d, which this version of crm-ekg reads".formatted(file, FORMAT),
            null);
      }
      for (JsonNode entry : manifest.path("versions")) {
        var version =
            new Version(
                entry.path("specification").asText(),
                entry.path("number").asInt(),
                entry.path("model").asText(),
                Instant.parse(entry.path("at").asText()),
                entry.path("pairs").asInt(),
                entry.path("checksum").asText());
        versions.computeIfAbsent(version.specification(), s -> new ArrayList<>()).add(version);
      }
      manifest.path("gone").forEach(record -> gone.add(record.asText()));
    } catch (JsonProcessingException e) {
      throw failed("%s is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (DateTimeException e) {
      throw failed("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void replaceVersions(String specification, List<Version> after) {
    var all = new TreeMap<>(versions);
    all.put(specification, List.copyOf(after));
    writeManifest(all, gone);
    versions.put(specification, List.copyOf(after));
  }

  private void writeManifest(Map<String, List<Version>> all, Set<String> missing) {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("format", FORMAT);
    for (List<Version> ofOne : all.values()) {
      for (Version version : ofOne) {
        ObjectNode entry = manifest.withArray("versions").addObject();
        entry.put("specification", version.specification());
        entry.put("number", version.number());
        entry.put("model", version.model());
        entry.put("at", version.at().toString());
        entry.put("pairs", version.pairs());
        entry.put("checksum", version.checksum());
      }
    }
    if (!missing.isEmpty()) {
      missing.stream().sorted().forEach(manifest.withArray("gone")::add);
    }
    folder.write(MANIFEST, manifest.toPrettyString() + "\n");
  }

  private void removeUnlisted() throws IOException {
    Set<String> listed = new HashSet<>(Set.of("manifest.json"));
    versions.values().forEach(ofOne -> ofOne.forEach(v -> listed.add(v.fileName())));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.file(FOLDER), "*.{jsonl,next,tmp}")) {
      for (Path file : files) {
        if (!listed.contains(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new InternalException(Problem.INTERNAL, "SHA-256 is missing from this Java", e);
    }
  }

  private static ResourceException failed(String message, @Nullable Exception cause) {
    return cause == null
        ? new ResourceException(Problem.LINKS_BROKEN, message)
        : new ResourceException(Problem.LINKS_BROKEN, message, cause);
  }
}
