package org.crmekg.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One source of the enterprise.
 *
 * @param id short name in IRIs and commands
 * @param title name for people
 * @param owner who answers for its data
 * @param access how it is reached
 * @param mappings its R2RML documents; an endpoint may have none
 * @param mode whether it is asked live or loaded
 * @param freshness how old loaded data may become, if a target was set
 * @param classification confidentiality label, free text
 * @param timeout how long one request to it may take
 * @param maxConnections how many connections it may be asked to hold
 * @param declaredKeys keys of views and tables whose database declares none
 */
public record SourceConfig(
    String id,
    String title,
    String owner,
    Access access,
    List<Path> mappings,
    Mode mode,
    Optional<Duration> freshness,
    String classification,
    Duration timeout,
    int maxConnections,
    List<DeclaredKey> declaredKeys) {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_-]{0,40}");
  private static final Set<String> RESERVED =
      Set.of("reference", "analytics", "identity", "findings");
  private static final Pattern PASSWORD = Pattern.compile("(?i)password=|//[^/@]*:[^/@]*@");

  /** What an id is, in words. */
  public static final String ID_RULE =
      "lower-case letters, digits, - and _, a letter first, and none of "
          + RESERVED.stream().sorted().toList();

  /** Returns whether a source may have this id. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches() && !RESERVED.contains(id);
  }

  /** Returns whether a JDBC URL holds a password, which must not be written into a file. */
  public static boolean holdsPassword(String url) {
    return PASSWORD.matcher(url).find();
  }

  public SourceConfig {
    mappings = List.copyOf(mappings);
    declaredKeys = List.copyOf(declaredKeys);
  }

  /** Returns the same in another mode. */
  public SourceConfig withMode(Mode other) {
    return new SourceConfig(
        id,
        title,
        owner,
        access,
        mappings,
        other,
        freshness,
        classification,
        timeout,
        maxConnections,
        declaredKeys);
  }

  /** Whether a source is asked live or loaded into the store. */
  public enum Mode {
    /** Every query asks the source. */
    VIRTUAL,
    /** Queries ask the copy in the store. */
    MATERIALIZED
  }

  /** How a source is reached. */
  public sealed interface Access {

    /**
     * A database.
     *
     * @param url the JDBC URL, without credentials
     * @param userVariable environment variable that holds the user
     * @param passwordVariable environment variable that holds the password
     * @param initScript class path resource that fills an empty database (demo sources only)
     */
    record Jdbc(
        String url,
        Optional<String> userVariable,
        Optional<String> passwordVariable,
        Optional<String> initScript)
        implements Access {}

    /**
     * A SPARQL endpoint.
     *
     * @param url where queries go
     * @param graph the graph there that is asked; empty for its default graph
     * @param credentials how it knows us
     * @param knowledge where we know from what it holds
     * @param complete whether its owner asserts that nothing else is in it
     * @param limits what it may be asked at once, and may answer
     */
    record Endpoint(
        URI url,
        Optional<String> graph,
        Credentials credentials,
        Knowledge knowledge,
        boolean complete,
        EndpointLimits limits)
        implements Access {}

    /** Files that are imported into tables of an embedded database. */
    record Files(List<FileTable> tables) implements Access {
      public Files {
        tables = List.copyOf(tables);
      }
    }
  }

  /**
   * Environment variables that hold what an endpoint wants to know of us.
   *
   * @param userVariable the user, for HTTP Basic
   * @param passwordVariable the password, for HTTP Basic
   * @param tokenVariable a bearer token
   */
  public record Credentials(
      Optional<String> userVariable,
      Optional<String> passwordVariable,
      Optional<String> tokenVariable) {
    /** None are wanted. */
    public static final Credentials NONE =
        new Credentials(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Where we know from what an endpoint holds. */
  public sealed interface Knowledge {
    /**
     * The mapping that it is made by.
     *
     * @param base what relative templates are resolved against there; empty for the documents' own
     */
    record OfMapping(Optional<String> base) implements Knowledge {}

    /** A VoID description. */
    record OfVoid(Path file) implements Knowledge {}

    /** The crm-ekg server that it is says so. */
    record OfServer(URI url) implements Knowledge {}

    /** A profile in the data folder, if there is one. */
    record OfProfile() implements Knowledge {}
  }

  /**
   * What an endpoint may be asked at once, and may answer.
   *
   * @param connectTimeout how long a connection may take
   * @param rows rows of one answer
   * @param bytes bytes of one answer
   * @param requestBytes bytes of one request
   * @param values values of one request
   * @param retries how often a request is sent again that got no answer
   * @param recheck how long what was found out about it holds
   */
  public record EndpointLimits(
      Duration connectTimeout,
      long rows,
      long bytes,
      int requestBytes,
      int values,
      int retries,
      Duration recheck) {
    /** What holds where nothing is configured. */
    public static final EndpointLimits DEFAULTS =
        new EndpointLimits(
            Duration.ofSeconds(5),
            1_000_000,
            256L << 20,
            512 << 10,
            1024,
            2,
            Duration.ofMinutes(10));
  }

  /**
   * A file that is a table.
   *
   * @param name table name in the mapping
   * @param file the file
   * @param format what it holds
   * @param columns columns that there are even where no record has them (JSON lines only)
   * @param key columns that identify a row, possibly none
   */
  public record FileTable(
      String name, Path file, Format format, List<String> columns, List<String> key) {
    public FileTable {
      columns = List.copyOf(columns);
      key = List.copyOf(key);
    }
  }

  /** Formats of files. */
  public enum Format {
    /** RFC 4180, UTF-8, with a header; all columns are text. */
    CSV,
    /** The same with tabs. */
    TSV,
    /** One JSON object a line; values are text as written, objects and arrays are JSON text. */
    JSONL,
    /** Apache Parquet, with the types that the file declares. */
    PARQUET;

    /** Returns its name in configurations. */
    public String shown() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Columns that identify a row of a table or view whose database does not say so. */
  public record DeclaredKey(String table, List<String> columns) {
    public DeclaredKey {
      columns = List.copyOf(columns);
    }
  }
}
