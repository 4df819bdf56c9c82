package org.crmekg.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Others use {@code ontology/ref} by itself: its files, and a SPARQL engine, and nothing of ours.
 */
class ReferenceArtifactTest {
  private static final List<String> OF_JENA_ARQ =
      List.of(
          "jena-",
          "commons-",
          "caffeine",
          "gson",
          "titanium",
          "jakarta.json",
          "parsson",
          "slf4j-api",
          "RoaringBitmap",
          "dexx",
          "libthrift",
          "protobuf",
          "jsonld",
          "failureaccess");

  @Test
  void itHasNoDependencies() throws IOException {
    String pom = Files.readString(Path.of("ontology/ref/pom.xml"));
    assertThat(pom)
        .contains("<artifactId>crm-ekg-ref</artifactId>")
        .doesNotContain("<dependenc")
        .doesNotContain("<parent>");
  }

  @Test
  void withOnlyJenaBesideItOneAsksWhichCountriesLieInEurope(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path program = folder.resolve("Countries.java");
    Files.writeString(
        program,
        """
        import org.apache.jena.query.*;
        import org.apache.jena.rdf.model.*;
        import org.apache.jena.riot.RDFDataMgr;

        public class Countries {
          public static void main(String[] files) throws Exception {
            Model model = ModelFactory.createDefaultModel();
            for (String file : files) {
              RDFDataMgr.read(model, file);
            }
            String query = "PREFIX ref: <https://w3id.org/crm-ekg/ns/ref/> SELECT ?code { ?c a ref:Country ; ref:alpha2Code ?code ; "
                + "ref:within <https://w3id.org/crm-ekg/id/region/150> } ORDER BY ?code";
            try (QueryExecution execution = QueryExecution.create(query, model)) {
              execution.execSelect().forEachRemaining(row -> System.out.println(row.getLiteral("code").getString()));
            }
            try {
              Class.forName("org.crmekg.rdf.Ekg");
              System.out.println("not alone");
            } catch (ClassNotFoundException e) {
              System.out.println("alone");
            }
          }
        }
        """);
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                p ->
                    OF_JENA_ARQ.stream()
                        .anyMatch(j -> Path.of(p).getFileName().toString().startsWith(j)))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    jars,
                    program.toString()),
                Stream.of("ontology/ref/data/country.ttl", "ontology/ref/data/region.ttl"))
            .toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines).contains("FR", "DE", "RU", "GB", "XK", "alone").doesNotContain("US", "TR");
    // 51 of ISO 3166-1 lie in M49's Europe, and Kosovo.
    assertThat(lines).hasSize(51 + 1 + 1);
  }
}
