package org.crmekg.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.crmekg.ConfigException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.identity.PartySpec;
import org.crmekg.linkage.LinkageModel;
import org.crmekg.linkage.ModelJson;
import org.crmekg.store.DataFolder;

/**
 * What linkage keeps in the folder {@code linkage} of the data folder: a model for each
 * specification, and digests of the records that the last result speaks of.
 *
 * <p>Each file is replaced as a whole. Digests are of use only with the very result that they were
 * written for; with any other one, a run looks at everything.
 */
final class LinkageFiles {
  private static final String FOLDER = "linkage";
  private static final String DIGEST = "specificationDigest";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataFolder folder;

  /** A model, and the digest of the specification that it was trained with. */
  record Trained(LinkageModel model, String digest) {}

  /**
   * What a record was at the time of a result.
   *
   * @param values digest of its source and what is compared
   * @param keys digest of what it was looked up by
   */
  record Seen(long values, long keys) {}

  LinkageFiles(DataFolder folder) {
    this.folder = folder;
  }

  Path modelFile(PartySpec spec) {
    return folder.file(FOLDER).resolve(spec.name() + ".model.json");
  }

  private Path seenFile(PartySpec spec) {
    return folder.file(FOLDER).resolve(spec.name() + ".records");
  }

  Optional<Trained> model(PartySpec spec) {
    Path file = modelFile(spec);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Trained(ModelJson.read(file), JSON.readTree(file.toFile()).path(DIGEST).asText()));
    } catch (IOException e) {
      throw new ConfigException(
          Problem.LINKAGE_MODEL, "%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
  }

  void write(PartySpec spec, LinkageModel model) {
    create();
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(ModelJson.write(model));
      node.put("specification", spec.name());
      node.put(DIGEST, spec.digest());
      folder.write(
          FOLDER + "/" + spec.name() + ".model.json",
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    } catch (JsonProcessingException e) {
      throw new InternalException(Problem.INTERNAL, "a model cannot be written", e);
    }
  }

  /** Returns the records of a result by their IRIs; empty if they were not written for it. */
  Optional<Map<String, Seen>> seen(PartySpec spec, String of) {
    Path file = seenFile(spec);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, Seen> seen = new HashMap<>();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      if (!of.equals(in.readLine())) {
        return Optional.empty();
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(" ", 3);
        seen.put(
            parts[2],
            new Seen(Long.parseUnsignedLong(parts[0], 16), Long.parseUnsignedLong(parts[1], 16)));
      }
      return Optional.of(seen);
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      // Only a short cut: without it the run looks at all records.
      return Optional.empty();
    }
  }

  void write(PartySpec spec, String of, Map<String, Seen> seen) {
    create();
    Path next = folder.file(FOLDER).resolve(spec.name() + ".next");
    try {
      try (BufferedWriter out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
        out.write(of + "\n");
        for (Map.Entry<String, Seen> entry : seen.entrySet()) {
          out.write(
              "%016x %016x %s\n"
                  .formatted(entry.getValue().values(), entry.getValue().keys(), entry.getKey()));
        }
      }
      Files.move(
          next,
          seenFile(spec),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED,
          "%s cannot be written: %s".formatted(seenFile(spec), e.getMessage()),
          e);
    }
  }

  private void create() {
    try {
      Files.createDirectories(folder.file(FOLDER));
    } catch (IOException e) {
      throw new ResourceException(
          Problem.STORE_FAILED,
          "%s cannot be made: %s".formatted(folder.file(FOLDER), e.getMessage()),
          e);
    }
  }
}
