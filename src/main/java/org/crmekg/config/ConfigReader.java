package org.crmekg.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.config.SourceConfig.Access;
import org.crmekg.config.SourceConfig.Credentials;
import org.crmekg.config.SourceConfig.DeclaredKey;
import org.crmekg.config.SourceConfig.EndpointLimits;
import org.crmekg.config.SourceConfig.FileTable;
import org.crmekg.config.SourceConfig.Format;
import org.crmekg.config.SourceConfig.Knowledge;
import org.crmekg.config.SourceConfig.Mode;
import org.crmekg.rdf.Ekg;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Suggestions;
import org.crmekg.rdf.TurtleReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the assembler file: {@code ekg:FederatedDataset} with its sources.
 *
 * <p>In texts, <code>${NAME}</code> and <code>${NAME:-default}</code> stand for environment
 * variables and <code>${data}</code> for the data folder, also within a default. Files are named by
 * IRI, relative to the configuration file.
 */
public final class ConfigReader {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-((?:\\$\\{[A-Za-z0-9_]+}|[^}])*))?}");
  private static final List<String> SOURCE_KINDS =
      List.of("JdbcSource", "FileSource", "EndpointSource");
  private static final Set<String> DATASET_TERMS =
      Set.of(
          "storeLocation",
          "base",
          "ontology",
          "shapes",
          "links",
          "queries",
          "linkage",
          "asOf",
          "source",
          "server",
          "principal");
  private static final Set<String> SOURCE_TERMS =
      Set.of(
          "id",
          "title",
          "owner",
          "jdbcUrl",
          "userVariable",
          "passwordVariable",
          "mapping",
          "mode",
          "freshness",
          "classification",
          "timeout",
          "maxConnections",
          "declaredKey",
          "initScript",
          "table");
  private static final Set<String> ENDPOINT_TERMS =
      Set.of(
          "id",
          "title",
          "owner",
          "endpointUrl",
          "remoteGraph",
          "userVariable",
          "passwordVariable",
          "tokenVariable",
          "mapping",
          "mappingBase",
          "void",
          "descriptorUrl",
          "completeDescriptor",
          "mode",
          "freshness",
          "classification",
          "timeout",
          "connectTimeout",
          "maxConnections",
          "maxRows",
          "maxBytes",
          "maxRequestBytes",
          "maxValues",
          "retries",
          "recheck");
  private static final Set<String> SERVER_TERMS =
      Set.of(
          "port",
          "queryTimeout",
          "maxRows",
          "maxBytes",
          "maxCrossProduct",
          "maxConcurrentQueries",
          "corsOrigin",
          "anonymousAccess");

  private final Graph graph;
  private final String origin;
  private final Function<String, @Nullable String> environment;
  private final List<String> errors = new ArrayList<>();
  private @Nullable Path data;

  private ConfigReader(Graph graph, String origin, Function<String, @Nullable String> environment) {
    this.graph = graph;
    this.origin = origin;
    this.environment = environment;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it is missing, not Turtle, or wrong anywhere; all errors at once
   */
  public static EkgConfig read(Path file, Function<String, @Nullable String> environment) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          Problem.CONFIG_UNREADABLE,
          "there is no configuration file %s; `ekg init` writes one".formatted(file));
    }
    Graph graph = GraphFactory.createDefaultGraph();
    String base = file.toAbsolutePath().normalize().toUri().toString();
    new TurtleReader(base, Problem.CONFIG_UNREADABLE).read(file, graph);
    List<Node> datasets =
        graph
            .find(Node.ANY, RDF.Nodes.type, term("FederatedDataset"))
            .mapWith(Triple::getSubject)
            .toList();
    if (datasets.size() != 1) {
      throw new ConfigException(
          Problem.CONFIG_INVALID,
          "%s: there must be exactly one ekg:FederatedDataset, found %d"
              .formatted(file, datasets.size()));
    }
    return read(graph, datasets.getFirst(), file.toString(), environment);
  }

  /**
   * Reads the dataset node of a parsed file.
   *
   * @param origin name of the file, for messages
   * @throws ConfigException with all errors at once
   */
  public static EkgConfig read(
      Graph graph, Node dataset, String origin, Function<String, @Nullable String> environment) {
    var reader = new ConfigReader(graph, origin, environment);
    EkgConfig config = reader.dataset(dataset);
    if (!reader.errors.isEmpty()) {
      throw new ConfigException(
          Problem.CONFIG_INVALID, String.join("\n", reader.errors.stream().distinct().toList()));
    }
    return config;
  }

  private EkgConfig dataset(Node node) {
    knownTerms(node, DATASET_TERMS);
    Path store = file(node, "storeLocation").orElse(null);
    if (store == null) {
      error(node, "has no ekg:storeLocation; write ekg:storeLocation <../data/store>");
      store = Path.of("data", "store");
    } else if (!store.endsWith("store")) {
      error(
          node,
          "ekg:storeLocation <%s> must end in /store; the folder above it is the data folder"
              .formatted(store));
    }
    data = store.toAbsolutePath().normalize().getParent();
    String base = text(node, "base").orElse(Ekg.DEFAULT_BASE);
    if (!Iris.isAbsolute(base) || !(base.endsWith("/") || base.endsWith("#"))) {
      error(node, "ekg:base \"%s\" must be an absolute IRI that ends with / or #".formatted(base));
    }
    var sources = new LinkedHashMap<String, SourceConfig>();
    for (Node source : objects(node, "source")) {
      SourceConfig read = source(source);
      if (read != null && sources.put(read.id(), read) != null) {
        error(source, "ekg:id \"%s\" is used by two sources".formatted(read.id()));
      }
    }
    return new EkgConfig(
        origin,
        base,
        store,
        files(node, "ontology"),
        files(node, "shapes"),
        files(node, "links"),
        files(node, "queries"),
        files(node, "linkage"),
        date(node, "asOf"),
        sources.values().stream().sorted(Comparator.comparing(SourceConfig::id)).toList(),
        server(node),
        principals(node, sources.keySet()));
  }

  private @Nullable SourceConfig source(Node node) {
    boolean isEndpoint = isA(node, "EndpointSource");
    knownTerms(node, isEndpoint ? ENDPOINT_TERMS : SOURCE_TERMS);
    String id = text(node, "id").orElse("");
    if (!SourceConfig.isId(id)) {
      error(node, "ekg:id \"%s\" must be %s".formatted(id, SourceConfig.ID_RULE));
      return null;
    }
    List<Path> mappings = files(node, "mapping");
    if (mappings.isEmpty() && !isEndpoint) {
      error(node, "has no ekg:mapping; a source needs at least one R2RML file");
    }
    for (Path mapping : mappings) {
      if (!Files.isRegularFile(mapping)) {
        error(node, "ekg:mapping %s does not exist".formatted(mapping));
      }
    }
    Access access = access(node);
    if (access == null) {
      return null;
    }
    return new SourceConfig(
        id,
        text(node, "title").orElse(id),
        text(node, "owner").orElse("nobody named"),
        access,
        mappings,
        mode(node),
        duration(node, "freshness"),
        text(node, "classification").orElse("internal"),
        duration(node, "timeout").orElse(Duration.ofSeconds(30)),
        (int) number(node, "maxConnections", 4, 1, 1000),
        declaredKeys(node));
  }

  private @Nullable Access access(Node node) {
    List<String> kinds = SOURCE_KINDS.stream().filter(k -> isA(node, k)).toList();
    if (kinds.size() != 1) {
      error(
          node,
          kinds.isEmpty()
              ? "must be an ekg:JdbcSource, an ekg:FileSource or an ekg:EndpointSource; other kinds"
                  + " are not supported by this version"
              : "is an ekg:%s; it can be one".formatted(String.join(" and an ekg:", kinds)));
      return null;
    }
    if (kinds.contains("EndpointSource")) {
      return endpoint(node);
    }
    boolean files = kinds.contains("FileSource");
    if (files) {
      List<FileTable> tables = objects(node, "table").stream().map(this::fileTable).toList();
      if (tables.isEmpty()) {
        error(node, "has no ekg:table [ ekg:name …; ekg:file … ]");
      }
      return new Access.Files(tables);
    }
    Optional<String> url = text(node, "jdbcUrl");
    if (url.isEmpty() || !url.get().startsWith("jdbc:")) {
      error(node, "needs ekg:jdbcUrl \"jdbc:…\"");
      return null;
    }
    if (SourceConfig.holdsPassword(url.get())) {
      error(
          node,
          "ekg:jdbcUrl holds a password; name an environment variable with ekg:passwordVariable");
    }
    return new Access.Jdbc(
        url.get(),
        text(node, "userVariable"),
        text(node, "passwordVariable"),
        text(node, "initScript"));
  }

  private boolean isA(Node node, String kind) {
    return graph.contains(node, RDF.Nodes.type, term(kind));
  }

  private @Nullable Access endpoint(Node node) {
    URI url = address(node, "endpointUrl");
    if (url == null) {
      return null;
    }
    Optional<String> remote = text(node, "remoteGraph");
    if (remote.isPresent() && !Iris.isAbsolute(remote.get())) {
      error(
          node,
          "ekg:remoteGraph \"%s\" must be the absolute IRI of a graph".formatted(remote.get()));
    }
    EndpointLimits d = EndpointLimits.DEFAULTS;
    return new Access.Endpoint(
        url,
        remote,
        credentials(node),
        knowledge(node, url),
        flag(node, "completeDescriptor"),
        new EndpointLimits(
            duration(node, "connectTimeout").orElse(d.connectTimeout()),
            number(node, "maxRows", d.rows(), 1, Long.MAX_VALUE),
            number(node, "maxBytes", d.bytes(), 1, Long.MAX_VALUE),
            (int) number(node, "maxRequestBytes", d.requestBytes(), 2_000, 64 << 20),
            (int) number(node, "maxValues", d.values(), 1, 100_000),
            (int) number(node, "retries", d.retries(), 0, 10),
            duration(node, "recheck").orElse(d.recheck())));
  }

  private Credentials credentials(Node node) {
    var credentials =
        new Credentials(
            text(node, "userVariable"),
            text(node, "passwordVariable"),
            text(node, "tokenVariable"));
    if (credentials.userVariable().isPresent() != credentials.passwordVariable().isPresent()) {
      error(node, "ekg:userVariable and ekg:passwordVariable go together");
    }
    if (credentials.userVariable().isPresent() && credentials.tokenVariable().isPresent()) {
      error(node, "has a user and a token; an endpoint takes one of them");
    }
    return credentials;
  }

  private Knowledge knowledge(Node node, URI url) {
    List<String> given =
        Stream.of("mapping", "void", "descriptorUrl")
            .filter(p -> !objects(node, p).isEmpty())
            .map("ekg:"::concat)
            .toList();
    if (given.size() > 1) {
      error(node, "has %s; one of them says what it holds".formatted(String.join(" and ", given)));
    }
    Optional<String> base = text(node, "mappingBase");
    if (base.isPresent() && !given.contains("ekg:mapping")) {
      error(node, "ekg:mappingBase goes with ekg:mapping, which is missing");
    }
    if (base.isPresent() && !Iris.isAbsolute(base.get())) {
      error(node, "ekg:mappingBase \"%s\" must be an absolute IRI".formatted(base.get()));
    }
    if (given.contains("ekg:mapping")) {
      return new Knowledge.OfMapping(base);
    }
    Optional<Path> description = file(node, "void");
    if (description.isPresent()) {
      if (!Files.isRegularFile(description.get())) {
        error(node, "ekg:void %s does not exist".formatted(description.get()));
      }
      return new Knowledge.OfVoid(description.get());
    }
    if (given.contains("ekg:descriptorUrl")) {
      URI server = address(node, "descriptorUrl");
      if (server != null && !isSameServer(server, url)) {
        error(
            node,
            "ekg:descriptorUrl and ekg:endpointUrl must be of one server; %s and %s are not"
                .formatted(server.getAuthority(), url.getAuthority()));
      }
      return new Knowledge.OfServer(server == null ? url : server);
    }
    return new Knowledge.OfProfile();
  }

  private static boolean isSameServer(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getAuthority().equalsIgnoreCase(b.getAuthority());
  }

  private @Nullable URI address(Node node, String property) {
    Optional<String> text = text(node, property);
    if (text.isEmpty()) {
      error(node, "needs ekg:%s \"https://…\"".formatted(property));
      return null;
    }
    try {
      var url = new URI(text.get());
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if (url.getRawUserInfo() != null) {
        error(
            node,
            "ekg:%s holds a user or password; name environment variables with ekg:userVariable and"
                    .formatted(property)
                + " ekg:passwordVariable");
        return null;
      }
      if (List.of("http", "https").contains(scheme)
          && url.getHost() != null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Falls through to the one message that fits both.
    }
    error(
        node,
        "ekg:%s \"%s\" must be an address that begins with http:// or https://"
            .formatted(property, text.get()));
    return null;
  }

  private boolean flag(Node node, String property) {
    Optional<String> text = text(node, property);
    if (text.isPresent() && !List.of("true", "false").contains(text.get())) {
      error(node, "ekg:%s \"%s\" must be true or false".formatted(property, text.get()));
    }
    return text.filter("true"::equals).isPresent();
  }

  private FileTable fileTable(Node node) {
    knownTerms(node, Set.of("name", "file", "format", "column", "key"));
    String name = text(node, "name").orElse("");
    if (name.isEmpty()) {
      error(node, "the table has no ekg:name");
    }
    Optional<Path> file = file(node, "file");
    if (file.isEmpty()) {
      error(node, "the table has no ekg:file");
    }
    Format format = format(node);
    List<String> columns = list(node, "column");
    if (!columns.isEmpty() && format != Format.JSONL) {
      error(node, "ekg:column goes with jsonl; a %s file names its own".formatted(format.shown()));
    }
    return new FileTable(name, file.orElse(Path.of("missing")), format, columns, list(node, "key"));
  }

  private Format format(Node node) {
    String name = text(node, "format").orElse(Format.CSV.shown());
    List<String> known = Arrays.stream(Format.values()).map(Format::shown).toList();
    if (known.contains(name.toLowerCase(Locale.ROOT))) {
      return Format.valueOf(name.toUpperCase(Locale.ROOT));
    }
    error(
        node,
        "ekg:format \"%s\" is unknown%s; there are %s"
            .formatted(name, Suggestions.didYouMean(name, known), String.join(", ", known)));
    return Format.CSV;
  }

  private Mode mode(Node node) {
    List<Node> modes = objects(node, "mode");
    if (modes.isEmpty()) {
      return Mode.VIRTUAL;
    }
    if (modes.size() == 1 && modes.getFirst().equals(term("Virtual"))) {
      return Mode.VIRTUAL;
    }
    if (modes.size() == 1 && modes.getFirst().equals(term("Materialized"))) {
      return Mode.MATERIALIZED;
    }
    error(node, "ekg:mode must be ekg:Virtual or ekg:Materialized");
    return Mode.VIRTUAL;
  }

  private List<DeclaredKey> declaredKeys(Node node) {
    var keys = new ArrayList<DeclaredKey>();
    for (Node key : objects(node, "declaredKey")) {
      knownTerms(key, Set.of("table", "key"));
      String table = text(key, "table").orElse("");
      List<String> columns = list(key, "key");
      if (table.isEmpty() || columns.isEmpty()) {
        error(node, "ekg:declaredKey needs [ ekg:table \"…\" ; ekg:key ( \"column\" ) ]");
      }
      keys.add(new DeclaredKey(table, columns));
    }
    return keys;
  }

  private ServerConfig server(Node dataset) {
    List<Node> nodes = objects(dataset, "server");
    if (nodes.isEmpty()) {
      return ServerConfig.DEFAULTS;
    }
    Node node = nodes.getFirst();
    knownTerms(node, SERVER_TERMS);
    ServerConfig d = ServerConfig.DEFAULTS;
    return new ServerConfig(
        (int) number(node, "port", d.port(), 0, 65535),
        duration(node, "queryTimeout").orElse(d.queryTimeout()),
        number(node, "maxRows", d.maxRows(), 1, Long.MAX_VALUE),
        number(node, "maxBytes", d.maxBytes(), 1, Long.MAX_VALUE),
        number(node, "maxCrossProduct", d.maxCrossProduct(), 1, Long.MAX_VALUE),
        (int) number(node, "maxConcurrentQueries", d.maxConcurrentQueries(), 1, 1000),
        list(node, "corsOrigin"),
        text(node, "anonymousAccess").map(Boolean::parseBoolean).orElse(d.anonymousAccess()));
  }

  private List<PrincipalConfig> principals(Node dataset, Set<String> known) {
    var principals = new ArrayList<PrincipalConfig>();
    for (Node node : objects(dataset, "principal")) {
      knownTerms(node, Set.of("name", "tokenVariable", "mayRead"));
      String name = text(node, "name").orElse("");
      String variable = text(node, "tokenVariable").orElse("");
      if (name.isEmpty() || variable.isEmpty()) {
        error(node, "a principal needs ekg:name and ekg:tokenVariable");
      }
      var mayRead = new HashSet<>(list(node, "mayRead"));
      for (String source : mayRead) {
        if (!known.contains(source)) {
          error(node, "ekg:mayRead names \"%s\"; there are %s".formatted(source, known));
        }
      }
      principals.add(new PrincipalConfig(name, variable, mayRead));
    }
    return principals;
  }

  private void knownTerms(Node node, Set<String> terms) {
    graph
        .find(node, Node.ANY, Node.ANY)
        .forEachRemaining(
            t -> {
              String p = t.getPredicate().getURI();
              if (p.startsWith(Ekg.CONFIG) && !terms.contains(p.substring(Ekg.CONFIG.length()))) {
                String name = p.substring(Ekg.CONFIG.length());
                error(
                    node,
                    "ekg:%s is not a property here%s; there are %s"
                        .formatted(
                            name,
                            Suggestions.didYouMean(name, terms),
                            terms.stream().sorted().toList()));
              }
            });
  }

  private List<Node> objects(Node node, String property) {
    return graph.find(node, term(property), Node.ANY).mapWith(Triple::getObject).toList();
  }

  private Optional<String> text(Node node, String property) {
    List<Node> values = objects(node, property);
    if (values.size() > 1) {
      error(node, "has %d values of ekg:%s; it can have one".formatted(values.size(), property));
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Node value = values.getFirst();
    if (!value.isLiteral()) {
      error(node, "ekg:%s must be a text in quotes".formatted(property));
      return Optional.empty();
    }
    return Optional.of(expand(node, value.getLiteralLexicalForm()));
  }

  private List<String> list(Node node, String property) {
    var values = new ArrayList<String>();
    for (Node value : objects(node, property)) {
      Node rest = value;
      if (rest.isLiteral()) {
        values.add(expand(node, rest.getLiteralLexicalForm()));
        continue;
      }
      while (!rest.equals(RDF.Nodes.nil)) {
        List<Node> first =
            graph.find(rest, RDF.Nodes.first, Node.ANY).mapWith(Triple::getObject).toList();
        List<Node> next =
            graph.find(rest, RDF.Nodes.rest, Node.ANY).mapWith(Triple::getObject).toList();
        if (first.size() != 1 || next.size() != 1 || !first.getFirst().isLiteral()) {
          error(node, "ekg:%s must be a list of texts: ( \"a\" \"b\" )".formatted(property));
          break;
        }
        values.add(expand(node, first.getFirst().getLiteralLexicalForm()));
        rest = next.getFirst();
      }
    }
    return values;
  }

  private Optional<Path> file(Node node, String property) {
    List<Path> files = files(node, property);
    return files.isEmpty() ? Optional.empty() : Optional.of(files.getFirst());
  }

  private List<Path> files(Node node, String property) {
    var files = new ArrayList<Path>();
    for (Node value : objects(node, property)) {
      try {
        if (value.isLiteral()) {
          files.add(Path.of(expand(node, value.getLiteralLexicalForm())));
        } else if (value.isURI() && value.getURI().startsWith("file:")) {
          files.add(Path.of(URI.create(value.getURI())));
        } else {
          error(node, "ekg:%s must name a file: <../path> or a text".formatted(property));
        }
      } catch (IllegalArgumentException e) {
        error(node, "ekg:%s %s: %s".formatted(property, value, e.getMessage()));
      }
    }
    return files.stream().sorted().toList();
  }

  private Optional<Duration> duration(Node node, String property) {
    return text(node, property)
        .flatMap(
            text -> {
              try {
                return Optional.of(Duration.parse(text));
              } catch (DateTimeParseException e) {
                error(
                    node,
                    "ekg:%s \"%s\" must be a duration such as PT30S".formatted(property, text));
                return Optional.empty();
              }
            });
  }

  private Optional<LocalDate> date(Node node, String property) {
    return text(node, property)
        .flatMap(
            text -> {
              try {
                return Optional.of(LocalDate.parse(text));
              } catch (DateTimeParseException e) {
                error(
                    node,
                    "ekg:%s \"%s\" must be a date such as 2026-06-30".formatted(property, text));
                return Optional.empty();
              }
            });
  }

  private long number(Node node, String property, long otherwise, long least, long most) {
    Optional<String> text = text(node, property);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message that fits both.
    }
    error(
        node,
        "ekg:%s \"%s\" must be a whole number from %d to %d"
            .formatted(property, text.get(), least, most));
    return otherwise;
  }

  private String expand(Node node, String text) {
    Matcher m = VARIABLE.matcher(text);
    var out = new StringBuilder();
    while (m.find()) {
      String name = m.group(1);
      String value =
          name.equals("data") && data != null ? data.toString() : environment.apply(name);
      if (value == null && m.group(2) != null) {
        value = expand(node, m.group(2));
      }
      if (value == null) {
        error(
            node,
            "\"%s\" needs the environment variable %s, which is not set".formatted(text, name));
        value = "";
      }
      m.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return m.appendTail(out).toString();
  }

  private void error(Node node, String message) {
    errors.add("%s: %s %s".formatted(origin, shown(node), message));
  }

  private String shown(Node node) {
    if (node.isURI()) {
      int hash = node.getURI().indexOf('#');
      return hash < 0 ? "<" + node.getURI() + ">" : "<" + node.getURI().substring(hash) + ">";
    }
    Map<String, String> parts = new LinkedHashMap<>();
    graph
        .find(node, Node.ANY, Node.ANY)
        .forEachRemaining(
            t -> {
              String p = t.getPredicate().getURI();
              if (p.startsWith(Ekg.CONFIG) && t.getObject().isLiteral()) {
                parts.put("ekg:" + p.substring(Ekg.CONFIG.length()), t.getObject().toString());
              }
            });
    var out = new StringBuilder("[");
    parts.forEach((p, o) -> out.append(' ').append(p).append(' ').append(o).append(" ;"));
    return out.append(" ]").toString();
  }

  private static Node term(String name) {
    return NodeFactory.createURI(Ekg.CONFIG + name);
  }
}
