package org.crmekg.reference;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.jena.riot.system.StreamRDF;
import org.crmekg.ConfigException;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.TurtleReader;

/**
 * The reference data as files: what lies in folders named {@code data} below the ontology, or the
 * copies in the jar.
 *
 * <p>Read once; parsed only by who needs the statements. Immutable.
 */
public final class ReferenceFiles {
  private static final String FOLDER = "data";

  /** One file. */
  private record DataFile(String name, String text) {}

  private final List<DataFile> files;

  private ReferenceFiles(List<DataFile> files) {
    this.files = List.copyOf(files);
  }

  /**
   * Reads the files below ontology folders; those of the jar where the folders have none.
   *
   * @throws ConfigException naming a file that cannot be read
   */
  public static ReferenceFiles below(List<Path> ontology) {
    var found = new ArrayList<DataFile>();
    for (Path folder : ontology) {
      if (Files.isDirectory(folder)) {
        found.addAll(inFolder(folder));
      }
    }
    return found.stream().anyMatch(f -> f.name().endsWith(".ttl"))
        ? new ReferenceFiles(found)
        : bundled();
  }

  /** Reads the files in the jar. */
  public static ReferenceFiles bundled() {
    URL url = ReferenceFiles.class.getResource("/ontology");
    if (url == null) {
      throw new InternalException(Problem.INTERNAL, "there is no ontology in the jar");
    }
    try {
      if (!url.getProtocol().equals("jar")) {
        return new ReferenceFiles(inFolder(Path.of(url.toURI())));
      }
      try (FileSystem jar = FileSystems.newFileSystem(url.toURI(), Map.of())) {
        return new ReferenceFiles(inFolder(jar.getPath("/ontology")));
      }
    } catch (IOException | URISyntaxException e) {
      throw new InternalException(Problem.INTERNAL, "the jar cannot be read: " + e, e);
    }
  }

  /** Returns whether a file holds data, not terms: it lies in a folder of that name. */
  public static boolean isData(Path file) {
    for (Path part = file.getParent(); part != null; part = part.getParent()) {
      Path name = part.getFileName();
      if (name != null && name.toString().replace("/", "").equals(FOLDER)) {
        return true;
      }
    }
    return false;
  }

  private static List<DataFile> inFolder(Path folder) {
    var found = new ArrayList<DataFile>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted().toList()) {
        String name = file.toString();
        if ((name.endsWith(".ttl") || name.endsWith(".tsv")) && isData(folder.relativize(file))) {
          found.add(new DataFile(name, Files.readString(file)));
        }
      }
    } catch (IOException e) {
      throw new ConfigException(
          Problem.REFERENCE_INVALID, "%s cannot be read: %s".formatted(folder, e), e);
    }
    return found;
  }

  /** Returns what changes when any of the statements does. */
  public String checksum() {
    return checksum(".ttl");
  }

  /** Returns what changes when any of the names does. */
  public String namesChecksum() {
    return checksum(".tsv");
  }

  private String checksum(String ending) {
    MessageDigest digest = sha256();
    files.stream()
        .filter(f -> f.name().endsWith(ending))
        .forEach(f -> digest.update(f.text().getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new InternalException(Problem.INTERNAL, "SHA-256 is missing from this Java", e);
    }
  }

  /**
   * Sends all statements on.
   *
   * @throws ConfigException naming file, line and column of what is no Turtle
   */
  public void parse(StreamRDF to) {
    var reader = new TurtleReader(Ekg.NS, Problem.REFERENCE_INVALID);
    for (DataFile file : files) {
      if (file.name().endsWith(".ttl")) {
        reader.read(file.text(), file.name(), to);
      }
    }
  }

  /**
   * Returns the table of names.
   *
   * @throws ConfigException naming file and line of a row that is not whole
   */
  public List<ReferenceName> names() {
    var names = new ArrayList<ReferenceName>(48_000);
    for (DataFile file : files) {
      if (file.name().endsWith(".tsv")) {
        int line = 0;
        for (String row : file.text().split("\n")) {
          line++;
          if (!row.startsWith("#")) {
            names.add(ReferenceName.parse(row, file.name(), line));
          }
        }
      }
    }
    return names;
  }
}
