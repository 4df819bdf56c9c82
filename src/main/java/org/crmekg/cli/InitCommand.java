package org.crmekg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmekg.InternalException;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg init}: a configuration to start from. */
@Command(
    name = "init",
    header = "Write a configuration, a mapping and a shape to start from.",
    footerHeading = "%nExamples:%n",
    footer = {
      "ekg init my-graph && cd my-graph && ekg load && ekg validate\n",
      "ekg init my-graph --from jdbc:postgresql://127.0.0.1/northwind --user reader\n",
      "ekg init --from jdbc:h2:file:./crm --schema SALES -o sales.ttl    the mapping alone\n"
    },
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class InitCommand implements Callable<Integer> {
  private static final List<String> FILES =
      List.of(
          "fuseki-config/ekg.ttl",
          "mappings/customers.ttl",
          "shapes/customer.ttl",
          "links/countries.ttl",
          "sources/customers.csv");

  private final EkgCommand root;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "the folder (default: this one)")
  @Nullable Path folder;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description =
          "write a first mapping of this database from its schema: keys become templates, foreign"
              + " keys joins; its password: env EKG_JDBC_PASSWORD")
  @Nullable String from;

  @Option(names = "--user", paramLabel = "U", description = "user of the database")
  @Nullable String user;

  @Option(
      names = "--schema",
      paramLabel = "S",
      description = "only the tables of this schema (default: all that the user can see)")
  @Nullable String schema;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "id of the source (default: the name of the database)")
  @Nullable String id;

  @Option(
      names = "--base",
      paramLabel = "IRI",
      description = "base of the IRIs (default: ${DEFAULT-VALUE})")
  String base = Ekg.DEFAULT_BASE;

  @Option(
      names = "--namespace",
      paramLabel = "IRI",
      description =
          "where terms go that the ontology has no name for (default:"
              + " https://example.org/ns/ID#)")
  @Nullable String namespace;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description =
          "with --from: a .ttl file for the mapping alone (- is standard output), or the folder")
  @Nullable String out;

  InitCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (from == null) {
      refuseOptionsOfFrom();
      Map<Path, String> files = new LinkedHashMap<>();
      FILES.forEach(name -> files.put(folder().resolve(name).normalize(), resource(name)));
      write(files);
      root.say(
          "next: %sekg doctor, then ekg load; the comments in fuseki-config/ekg.ttl say how to go on"
              .formatted(enter()));
      return ExitCode.FINE;
    }
    return from(from);
  }

  private void refuseOptionsOfFrom() {
    if (user != null || schema != null || id != null || out != null || namespace != null) {
      throw new UsageException(
          Problem.USAGE,
          "--user, --schema, --id, --namespace and -o go with --from URL, which is missing");
    }
    if (!base.equals(Ekg.DEFAULT_BASE)) {
      throw new UsageException(
          Problem.USAGE, "--base goes with --from URL; here, change ekg:base in the file");
    }
  }

  private int from(String url) {
    if (out != null && folder != null) {
      throw new UsageException(Problem.USAGE, "give the folder as DIR or with -o, not both");
    }
    if (!Iris.isAbsolute(base) || !base.endsWith("/")) {
      throw new UsageException(
          Problem.USAGE, "--base %s must be an absolute IRI that ends with /".formatted(base));
    }
    if (namespace != null && !(Iris.isAbsolute(namespace) && namespace.matches(".*[/#]"))) {
      throw new UsageException(
          Problem.USAGE,
          "--namespace %s must be an absolute IRI that ends with / or #".formatted(namespace));
    }
    FirstSource source = FirstSource.of(root, url, user, schema, id);
    if (out != null && (out.equals("-") || out.endsWith(".ttl"))) {
      return mappingAlone(source, out);
    }
    Map<Path, String> files = new LinkedHashMap<>();
    for (String name : List.of("fuseki-config/ekg.ttl", "links/links.ttl")) {
      files.put(folder().resolve(name).normalize(), source.filled(resource("from/" + name), base));
    }
    files.put(folder().resolve("shapes/customer.ttl").normalize(), resource("shapes/customer.ttl"));
    Path mapping = folder().resolve("mappings/%s.ttl".formatted(source.id())).normalize();
    files.put(mapping, "");
    refuseExisting(files);
    files.put(mapping, source.mapping(base, namespace(source)));
    write(files);
    root.say(
        "next: %s%sekg doctor, and ekg query 'SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class'"
            .formatted(source.exports(), enter()));
    root.say(
        "then finish %s: ekg map --source %s --preview TABLE shows what it makes of rows,\n"
                .formatted(mapping, source.id())
            + "ekg doctor --coverage what it leaves out");
    return ExitCode.FINE;
  }

  private int mappingAlone(FirstSource source, String file) {
    if (file.equals("-")) {
      root.terminal().out().print(source.mapping(base, namespace(source)));
      return ExitCode.FINE;
    }
    Path path = Path.of(file);
    refuseExisting(Map.of(path, ""));
    write(Map.of(path, source.mapping(base, namespace(source))));
    root.say(
        "next: ekg map --jdbc %s%s --mapping %s --preview TABLE"
            .formatted(source.url(), user == null ? "" : " --user " + user, path));
    return ExitCode.FINE;
  }

  private String namespace(FirstSource source) {
    return namespace == null ? "https://example.org/ns/%s#".formatted(source.id()) : namespace;
  }

  private Path folder() {
    return out != null ? Path.of(out) : folder != null ? folder : Path.of(".");
  }

  private String enter() {
    return folder().normalize().toString().isEmpty() ? "" : "cd %s && ".formatted(folder());
  }

  private static void refuseExisting(Map<Path, String> files) {
    for (Path file : files.keySet()) {
      if (Files.exists(file)) {
        throw new UsageException(
            Problem.USAGE,
            "%s is there already and stays as it is; name another folder or file: ekg init DIR"
                .formatted(file));
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = InitCommand.class.getResourceAsStream("/init/" + name)) {
      if (in == null) {
        throw new InternalException(
            Problem.INTERNAL, "init/%s is not in the program".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InternalException(
          Problem.INTERNAL, "init/%s cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void write(Map<Path, String> files) {
    refuseExisting(files);
    files.forEach(
        (file, text) -> {
          try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
              Files.createDirectories(parent);
            }
            Files.writeString(file, text);
            root.terminal().out().println(file);
          } catch (IOException e) {
            throw ResourceException.unwritable("it", file, 0, e);
          }
        });
  }
}
