package org.crmekg.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/** The queries that say what is true, from the program's own files. */
final class TruthQueries {
  private static final String FOLDER = "/demo/truth/";

  private TruthQueries() {}

  /** Reads the queries of a folder by name. */
  static Map<String, String> read(String folder) {
    URL url = TruthQueries.class.getResource(FOLDER + folder);
    if (url == null) {
      throw new InternalException(Problem.INTERNAL, FOLDER + folder + " is not in the program");
    }
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath(FOLDER + folder));
      }
    } catch (IOException | URISyntaxException e) {
      throw new InternalException(Problem.INTERNAL, FOLDER + folder + ": " + e, e);
    }
  }

  private static Map<String, String> read(Path folder) throws IOException {
    var queries = new TreeMap<String, String>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".sql")) {
          queries.put(name.substring(0, name.length() - 4), statement(file));
        }
      }
    }
    return queries;
  }

  /** A closing line break, so that a comment at the end hides nothing. */
  private static String statement(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip().replaceFirst(";$", "") + "\n";
  }

  /** Effective ownership in percent. */
  static String ownership() {
    return TableDefinition.resource("ownership.sql").strip();
  }
}
