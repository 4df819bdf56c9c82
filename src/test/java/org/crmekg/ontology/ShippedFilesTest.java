package org.crmekg.ontology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.vocabulary.RDF;
import org.junit.jupiter.api.Test;

/** What every shipped mapping, shape, link file, configuration and query holds to. */
class ShippedFilesTest {
  private static final String RR = "http://www.w3.org/ns/r2rml#";

  @Test
  void everyTurtleFileParsesWithoutAWarning() {
    List<Path> files = Uses.turtleFiles("ontology", "mappings", "shapes", "links", "fuseki-config");
    assertThat(files).hasSizeGreaterThan(100);
    for (Path file : files) {
      // An example that a rule does not apply to may be empty of triples, and no other file.
      assertThat(Uses.model(file).isEmpty()).as(file.toString()).isFalse();
    }
  }

  @Test
  void everyTriplesMapHasANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    for (Path file : Uses.turtleFiles("mappings")) {
      Property subjectMap = ResourceFactory.createProperty(RR + "subjectMap");
      List<Resource> maps = Uses.model(file).listSubjectsWithProperty(subjectMap).toList();
      assertThat(maps).as(file.toString()).isNotEmpty();
      for (Resource map : maps) {
        assertThat(map.isURIResource()).as("%s: %s", file, map).isTrue();
        assertThat(names.add(map.getURI())).as(map.getURI()).isTrue();
      }
    }
  }

  @Test
  void everyLinkHasTwoEndsAndAKindAndNoEndIsItsOwnPartner() {
    Property left = ResourceFactory.createProperty(OntologyFile.NS + "gov/left");
    Property right = ResourceFactory.createProperty(OntologyFile.NS + "gov/right");
    Property kind = ResourceFactory.createProperty(OntologyFile.NS + "gov/linkKind");
    Resource link = ResourceFactory.createResource(OntologyFile.NS + "gov/IdentityLink");
    for (Path file : Uses.turtleFiles("links")) {
      Model model = Uses.model(file);
      List<Resource> links = model.listSubjectsWithProperty(RDF.type, link).toList();
      assertThat(links).as(file.toString()).isNotEmpty();
      Set<List<RDFNode>> pairs = new HashSet<>();
      for (Resource one : links) {
        List<RDFNode> pair =
            List.of(one.getProperty(left).getObject(), one.getProperty(right).getObject());
        assertThat(pair).as(file.toString()).allMatch(RDFNode::isURIResource);
        assertThat(pair.getFirst()).as(file.toString()).isNotEqualTo(pair.getLast());
        assertThat(pairs.add(pair)).as("%s: %s twice", file, pair).isTrue();
        assertThat(one.listProperties(kind).toList()).as(file.toString()).hasSize(1);
      }
    }
  }

  @Test
  void everyExampleQueryHasATitle() throws IOException {
    List<Path> queries = Uses.queries();
    assertThat(queries).hasSizeGreaterThanOrEqualTo(13);
    for (Path file : queries) {
      assertThat(Files.readAllLines(file, UTF_8).getFirst())
          .as(file.toString())
          .matches("# title: \\S.*");
    }
  }
}
