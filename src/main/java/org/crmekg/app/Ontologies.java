package org.crmekg.app;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.sparql.graph.GraphFactory;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.TurtleReader;
import org.crmekg.reference.ReferenceFiles;

/** Reads the terms of ontology folders; what lies in folders named {@code data} are no terms. */
public final class Ontologies {
  private Ontologies() {}

  /**
   * Reads files and folders; what is in the jar where none is named.
   *
   * @throws ConfigException naming a file that is missing or no Turtle
   */
  public static Graph read(List<Path> paths) {
    Graph graph = GraphFactory.createDefaultGraph();
    if (paths.isEmpty()) {
      readBundledOntology(graph);
    }
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new ConfigException(
            Problem.ONTOLOGY_INVALID, "ekg:ontology %s does not exist".formatted(path));
      }
      readFolder(path, graph);
    }
    return graph;
  }

  private static void readBundledOntology(Graph graph) {
    try {
      var url = Ontologies.class.getResource("/ontology");
      if (url == null) {
        throw new ConfigException(
            Problem.ONTOLOGY_INVALID,
            "there is no ontology in the jar; name one with ekg:ontology <folder>");
      }
      if (url.getProtocol().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(url.toURI(), Map.of())) {
          readFolder(jar.getPath("/ontology"), graph);
        }
      } else {
        readFolder(Path.of(url.toURI()), graph);
      }
    } catch (IOException | URISyntaxException e) {
      throw new ConfigException(
          Problem.ONTOLOGY_INVALID, "the ontology in the jar cannot be read: " + e, e);
    }
  }

  private static void readFolder(Path path, Graph graph) {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> terms =
          files
              .filter(f -> f.toString().endsWith(".ttl"))
              .filter(f -> !ReferenceFiles.isData(path.relativize(f)))
              .sorted()
              .toList();
      for (Path file : terms) {
        new TurtleReader(Ekg.NS, Problem.ONTOLOGY_INVALID).read(file, graph);
      }
    } catch (IOException e) {
      throw new ConfigException(
          Problem.ONTOLOGY_INVALID, "%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }
}
