package org.crmekg.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The example queries that are shipped: one file each, with its title in the first line. */
final class Examples {
  private static final String FOLDER = "/queries/examples/";
  private static final String TITLE = "# title:";

  /** A query and what it answers. */
  record Example(String title, String query) {}

  private Examples() {}

  /** Reads them, in the order of {@code index.txt}. */
  static List<Example> read() {
    var examples = new ArrayList<Example>();
    resource("index.txt")
        .lines()
        .filter(l -> !l.isBlank())
        .forEach(name -> examples.add(example(resource(name.strip()))));
    return List.copyOf(examples);
  }

  private static Example example(String text) {
    String first = text.lines().findFirst().orElse("");
    if (!first.startsWith(TITLE)) {
      throw new IllegalStateException("an example begins with \"" + TITLE + "\": " + first);
    }
    return new Example(
        first.substring(TITLE.length()).strip(), text.substring(first.length()).strip());
  }

  private static String resource(String name) {
    try (InputStream in = Examples.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
