import io.carml.engine.rdf.RdfRmlMapper;
import io.carml.logicalsourceresolver.CsvResolver;
import io.carml.util.RmlMappingLoader;
import io.carml.vocab.Rdf;
import java.io.BufferedWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.rdf4j.rio.RDFFormat;
import org.eclipse.rdf4j.rio.ntriples.NTriplesWriter;

/** RML over CSV files to N-Triples: {@code CarmlPeer mapping csvFolder out.nt}. */
public final class CarmlPeer {
  private CarmlPeer() {}

  public static void main(String[] args) throws Exception {
    var mapper =
        RdfRmlMapper.builder()
            .triplesMaps(RmlMappingLoader.build().load(RDFFormat.TURTLE, Path.of(args[0])))
            .setLogicalSourceResolver(Rdf.Ql.Csv, CsvResolver::getInstance)
            .fileResolver(Path.of(args[1]))
            .build();
    long[] statements = {0};
    try (Writer out = new BufferedWriter(Files.newBufferedWriter(Path.of(args[2])), 1 << 16)) {
      var writer = new NTriplesWriter(out);
      writer.startRDF();
      mapper
          .map()
          .toStream(2048)
          .forEach(
              statement -> {
                writer.handleStatement(statement);
                statements[0]++;
              });
      writer.endRDF();
    }
    System.out.println("statements " + statements[0]);
    System.exit(0);
  }
}
