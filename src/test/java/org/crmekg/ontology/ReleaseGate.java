package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.jena.rdf.model.Statement;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.OWL2;

/**
 * Gate 14: what the last release says is still said, or the version tells that it is not.
 *
 * <p>A statement with a meaning for reasoners or an alignment may go in a new major version only
 * (before 1.0.0: in a new minor one); a deprecated term names what is to be used instead.
 */
final class ReleaseGate implements Gate {
  static final Path RELEASE = Path.of("src", "test", "resources", "vocabulary", "release.tsv");

  @Override
  public String demand() {
    return "nothingOfTheLastReleaseIsGoneWithoutANewVersion";
  }

  /** What others rely on, as one line per statement: file, version, statement. */
  static Set<String> lines(Vocabulary vocabulary) {
    var lines = new TreeSet<String>();
    for (OntologyFile file : vocabulary.files()) {
      String version = version(file);
      for (Statement statement : file.model().listStatements().toList()) {
        boolean isReliedOn =
            DeclaredTermsGate.LOGIC.contains(statement.getPredicate())
                || file.kind() == OntologyFile.Kind.ALIGNMENT;
        if (isReliedOn && !statement.getSubject().equals(file.header())) {
          lines.add(
              String.join(
                  "\t",
                  file.path().toString().replace('\\', '/'),
                  version,
                  statement.getSubject().getURI(),
                  statement.getPredicate().getURI(),
                  statement.getResource().getURI()));
        }
      }
    }
    return lines;
  }

  private static String version(OntologyFile file) {
    return file.header().hasProperty(OWL2.versionInfo)
        ? file.header().getProperty(OWL2.versionInfo).getString()
        : "none";
  }

  @Override
  public List<String> problems(Vocabulary vocabulary) {
    var problems = new ArrayList<String>();
    Map<String, String> versions = new TreeMap<>();
    var said = new TreeSet<String>();
    for (String line : lines(vocabulary)) {
      String[] columns = line.split("\t", 3);
      said.add(columns[0] + "\t" + columns[2]);
    }
    vocabulary
        .files()
        .forEach(file -> versions.put(file.path().toString().replace('\\', '/'), version(file)));
    for (String line : released()) {
      String[] columns = line.split("\t", 3);
      if (!said.contains(columns[0] + "\t" + columns[2])
          && !isNext(columns[1], versions.getOrDefault(columns[0], columns[1]))) {
        problems.add(
            "%s %s no longer says %s; a removal needs a new version"
                .formatted(columns[0], columns[1], columns[2].replace('\t', ' ')));
      }
    }
    vocabulary.terms().stream()
        .filter(term -> term.hasProperty(OWL2.deprecated))
        .filter(term -> !term.hasProperty(DCTerms.isReplacedBy))
        .forEach(term -> problems.add("%s is deprecated in favour of nothing".formatted(term)));
    return problems;
  }

  private static List<String> released() {
    try {
      return Files.readAllLines(RELEASE, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a version may take back what an earlier one said. */
  static boolean isNext(String before, String now) {
    if (!before.matches("\\d+\\.\\d+\\.\\d+") || !now.matches("\\d+\\.\\d+\\.\\d+")) {
      return false;
    }
    int[] old = Arrays.stream(before.split("\\.")).mapToInt(Integer::parseInt).toArray();
    int[] next = Arrays.stream(now.split("\\.")).mapToInt(Integer::parseInt).toArray();
    return next[0] > old[0] || (next[0] == 0 && old[0] == 0 && next[1] > old[1]);
  }
}
