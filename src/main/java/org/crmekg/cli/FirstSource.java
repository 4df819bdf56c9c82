package org.crmekg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.app.KnowledgeGraph;
import org.crmekg.config.SourceConfig;
import org.crmekg.rdf.Ekg;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.FirstMapping;
import org.jspecify.annotations.Nullable;

/**
 * A database that becomes a source: its id, its entry in a configuration, its first mapping.
 *
 * @param url without credentials, and without a path that depends on the current folder
 */
record FirstSource(
    String id,
    String url,
    @Nullable String user,
    @Nullable String password,
    Optional<String> schema) {
  private static final Pattern H2_FILE = Pattern.compile("jdbc:h2:(?:file:)?(\\.{1,2}/[^;]*)(.*)");
  private static final Pattern DUCKDB_FILE = Pattern.compile("jdbc:duckdb:([^:;?/][^;?]*)(.*)");
  private static final Pattern NAME =
      Pattern.compile("([^/:\\\\;?]+?)(?:\\.[a-z0-9]+)*(?:[;?].*)?$");

  static FirstSource of(
      EkgCommand root,
      String url,
      @Nullable String user,
      @Nullable String schema,
      @Nullable String id) {
    if (!url.startsWith("jdbc:")) {
      throw new UsageException(
          Problem.USAGE, "--from %s is not a JDBC URL, which starts with jdbc:".formatted(url));
    }
    if (SourceConfig.holdsPassword(url)) {
      throw new UsageException(
          Problem.USAGE,
          "the URL of --from holds a password, which would end up in a file; leave it out, and set"
              + " EKG_JDBC_PASSWORD");
    }
    return new FirstSource(
        checked(id == null ? named(url) : id),
        absolute(url),
        user,
        root.variable("EKG_JDBC_PASSWORD").orElse(null),
        Optional.ofNullable(schema));
  }

  /** The name of the database, as far as an id may have it. */
  private static String named(String url) {
    Matcher m = NAME.matcher(url);
    String name = m.find() ? m.group(1).toLowerCase(Locale.ROOT) : "";
    String allowed =
        name.replaceAll("[^a-z0-9_-]+", "-").replaceFirst("^[^a-z]+", "").replaceFirst("-+$", "");
    return allowed.isEmpty()
            || !SourceConfig.isId(allowed.substring(0, Math.min(40, allowed.length())))
        ? "db"
        : allowed.substring(0, Math.min(40, allowed.length()));
  }

  private static String checked(String id) {
    if (!SourceConfig.isId(id)) {
      throw new UsageException(
          Problem.USAGE, "--id %s must be %s".formatted(id, SourceConfig.ID_RULE));
    }
    return id;
  }

  /** Files of embedded databases are found from any folder. */
  private static String absolute(String url) {
    Matcher h2 = H2_FILE.matcher(url);
    if (h2.matches()) {
      return "jdbc:h2:file:" + absolutePath(h2.group(1)) + h2.group(2);
    }
    Matcher duckdb = DUCKDB_FILE.matcher(url);
    return duckdb.matches()
        ? "jdbc:duckdb:" + absolutePath(duckdb.group(1)) + duckdb.group(2)
        : url;
  }

  private static Path absolutePath(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  /** Returns a first mapping as Turtle. */
  String mapping(String base, String namespace) {
    try (JdbcSource source = AdHoc.open(id, url, user, password)) {
      return schema.isPresent()
          ? FirstMapping.turtle(source, schema.get(), base, namespace, terms())
          : FirstMapping.turtle(source, base, namespace, terms());
    }
  }

  private static List<Node> terms() {
    Graph ontology = KnowledgeGraph.bundledOntology();
    return List.of(OWL2.Class, OWL2.ObjectProperty, OWL2.DatatypeProperty).stream()
        .flatMap(
            kind ->
                ontology.find(Node.ANY, RDF.Nodes.type, kind.asNode()).toList().stream()
                    .map(t -> t.getSubject()))
        .filter(t -> t.isURI() && t.getURI().startsWith(Ekg.NS))
        .distinct()
        .sorted((a, b) -> a.getURI().compareTo(b.getURI()))
        .toList();
  }

  /** Fills the places of a template. */
  String filled(String template, String base) {
    return template
        .replace("@BASE@", base)
        .replace("@ID@", id)
        .replace("@URL@", url.replace("\\", "\\\\").replace("\"", "\\\""))
        .replace("@LOGIN@", login());
  }

  private String login() {
    if (user == null) {
      return "";
    }
    String password =
        "    %sekg:passwordVariable \"%s_PASSWORD\" ;\n"
            .formatted(this.password == null ? "# " : "", variable());
    return "    # Environment variables, never the secrets themselves.\n"
        + "    ekg:userVariable \"%s_USER\" ;\n".formatted(variable())
        + password;
  }

  private String variable() {
    return id.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What to type so that the configuration finds its login. */
  String exports() {
    if (user == null) {
      return "";
    }
    return "export %s_USER=%s%s; "
        .formatted(
            variable(),
            user.matches("[\\w.@-]+") ? user : "'%s'".formatted(user.replace("'", "'\\''")),
            password == null ? "" : " %s_PASSWORD=…".formatted(variable()));
  }

  @Override
  public String toString() {
    return id;
  }
}
