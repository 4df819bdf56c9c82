import it.unibz.inf.ontop.injection.OntopSQLOWLAPIConfiguration;
import it.unibz.inf.ontop.materialization.MaterializationParams;
import it.unibz.inf.ontop.rdf4j.materialization.RDF4JMaterializer;
import java.io.BufferedWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.rdf4j.rio.ntriples.NTriplesWriter;

/** R2RML over a database to N-Triples: {@code OntopPeer url user mapping out.nt}. */
public final class OntopPeer {
  private OntopPeer() {}

  public static void main(String[] args) throws Exception {
    var configuration =
        OntopSQLOWLAPIConfiguration.defaultBuilder()
            .r2rmlMappingFile(args[2])
            .jdbcUrl(args[0])
            .jdbcUser(args[1])
            .jdbcPassword("x")
            .jdbcDriver("org.postgresql.Driver")
            .build();
    var query =
        RDF4JMaterializer.defaultMaterializer(
                configuration, MaterializationParams.defaultBuilder().build())
            .materialize();
    try (Writer out = new BufferedWriter(Files.newBufferedWriter(Path.of(args[3])), 1 << 16)) {
      query.evaluate(new NTriplesWriter(out));
    }
    System.out.println("statements " + query.getTripleCountSoFar());
    System.exit(0);
  }
}
