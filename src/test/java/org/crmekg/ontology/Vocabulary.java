package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.crmekg.reference.ReferenceFiles;

/** The files of the vocabulary, and what they say together. Reference data are no part of it. */
record Vocabulary(List<OntologyFile> files, Model all) {
  static final Path FOLDER = Path.of("ontology");

  static Vocabulary read() {
    try (Stream<Path> paths = Files.walk(FOLDER)) {
      return of(
          paths
              .filter(path -> path.toString().endsWith(".ttl"))
              .filter(path -> !ReferenceFiles.isData(FOLDER.relativize(path)))
              .filter(path -> !path.toString().contains("target"))
              .sorted()
              .map(Vocabulary::read)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OntologyFile read(Path file) {
    try {
      String text = Files.readString(file, UTF_8);
      return new OntologyFile(FOLDER.relativize(file), text, parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Model parse(String turtle) {
    Model model = ModelFactory.createDefaultModel();
    RDFParser.fromString(turtle, Lang.TURTLE)
        .checking(true)
        .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
        .parse(model);
    return model;
  }

  static Vocabulary of(List<OntologyFile> files) {
    Model all = ModelFactory.createDefaultModel();
    files.forEach(file -> all.add(file.model()));
    return new Vocabulary(List.copyOf(files), all);
  }

  Vocabulary without(OntologyFile file, Statement statement) {
    return of(
        files.stream().map(f -> f.path().equals(file.path()) ? f.without(statement) : f).toList());
  }

  List<OntologyFile> files(OntologyFile.Kind kind) {
    return files.stream().filter(file -> file.kind() == kind).toList();
  }

  List<Resource> terms() {
    return files.stream().flatMap(file -> file.terms().stream()).toList();
  }

  /** In which file each term is declared. */
  Map<String, OntologyFile> homes() {
    var homes = new TreeMap<String, OntologyFile>();
    files.forEach(file -> file.terms().forEach(term -> homes.put(term.getURI(), file)));
    return homes;
  }

  /** Everything above a term by a property, itself left out unless it is in a cycle. */
  Set<Resource> above(Resource term, Property upwards) {
    var above = new TreeSet<Resource>((a, b) -> a.toString().compareTo(b.toString()));
    var queue = new ArrayDeque<Resource>(List.of(term));
    while (!queue.isEmpty()) {
      for (Resource up : OntologyFile.resources(queue.remove().inModel(all), upwards)) {
        if (above.add(up)) {
          queue.add(up);
        }
      }
    }
    return above;
  }

  static List<Path> filesUnder(String folder, String suffix) {
    Path root = Path.of(folder);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return new ArrayList<>(
          paths.filter(path -> path.toString().endsWith(suffix)).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
