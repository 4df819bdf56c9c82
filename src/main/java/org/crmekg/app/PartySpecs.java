package org.crmekg.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.identity.PartySpec;
import org.crmekg.identity.PartySpecReader;

/** The specifications of linkage that are in use. */
final class PartySpecs {
  private static final List<String> BUNDLED = List.of("organizations.ttl", "persons.ttl");

  private PartySpecs() {}

  /**
   * Reads files and folders; what is in the jar where none is named.
   *
   * @throws ConfigException naming a file that is missing or wrong, or a name that is there twice
   */
  static List<PartySpec> read(List<Path> paths) {
    var specs = new ArrayList<PartySpec>();
    if (paths.isEmpty()) {
      BUNDLED.forEach(name -> specs.add(PartySpecReader.read(bundled(name), name)));
    }
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new ConfigException(
            Problem.LINKAGE_SPEC, "ekg:linkage %s does not exist".formatted(path));
      }
      files(path).forEach(file -> specs.add(PartySpecReader.read(file)));
    }
    var names = new HashSet<String>();
    for (PartySpec spec : specs) {
      if (!names.add(spec.name())) {
        throw new ConfigException(
            Problem.LINKAGE_SPEC,
            "%s: there is another specification \"%s\"; its file's name is its name"
                .formatted(spec.origin(), spec.name()));
      }
    }
    return specs;
  }

  private static List<Path> files(Path path) {
    try (Stream<Path> inside = Files.walk(path)) {
      return inside.filter(f -> f.toString().endsWith(".ttl")).sorted().toList();
    } catch (IOException e) {
      throw new ConfigException(
          Problem.LINKAGE_SPEC, "%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static String bundled(String name) {
    try (InputStream in = PartySpecs.class.getResourceAsStream("/linkage/specifications/" + name)) {
      if (in == null) {
        throw new ConfigException(
            Problem.LINKAGE_SPEC,
            "there is no %s in the jar; name a folder with ekg:linkage".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigException(
          Problem.LINKAGE_SPEC, "%s in the jar cannot be read: %s".formatted(name, e), e);
    }
  }
}
