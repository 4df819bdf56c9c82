package org.crmekg.source;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmekg.Deadline;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.crmekg.rdf.Suggestions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that is read by SQL.
 *
 * <p>Opening it opens no connection: the first request does, so that a source that is down is an
 * error of the requests that need it and of nothing else. Connections are read-only, with
 * server-side cursors. Safe for use by several threads.
 */
public final class JdbcSource implements AutoCloseable {
  private static final double UNKNOWN_ROWS = 1000;
  private static final Pattern PLAN_ROWS = Pattern.compile("rows=(\\d+)");

  private final Map<String, Double> estimates = new ConcurrentHashMap<>();
  private static final Logger LOG = LoggerFactory.getLogger(JdbcSource.class);

  /** How many rows a driver may hold at first where nobody says otherwise. */
  public static final int FETCH_SIZE = 1000;

  /** What the database should answer from its own books. */
  private static final long ESTIMATE_TICKS = ConnectionPool.ticks(Duration.ofSeconds(1));

  private static final long METADATA_TICKS = ConnectionPool.ticks(Duration.ofSeconds(10));
  private static final String DESCRIBE = "SELECT * FROM ";
  private static final Pattern POSITION = Pattern.compile("\\s*Position: (\\d+)");
  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of("INFORMATION_SCHEMA", "information_schema", "pg_catalog");
  private static final Set<String> BASE_TABLES =
      Set.of("TABLE", "BASE TABLE", "PARTITIONED TABLE", "FOREIGN TABLE");
  private static final String MAX_BUFFER = "maxResultBuffer";
  private static final int H2_MISSING = 90146;
  private static final String H2_HINT =
      "; check the path in its JDBC URL (`ekg demo` makes the sample's database)";

  private final String id;
  private final Dialect dialect;
  private final ConnectionPool pool;
  private final Runnable beforeRequest;
  private final ScheduledExecutorService watchDog;
  private final Future<?> watch;
  private volatile @Nullable LetterCase letterCase;

  private JdbcSource(String id, Dialect dialect, ConnectionPool pool, Runnable beforeRequest) {
    this.id = id;
    this.dialect = dialect;
    this.pool = pool;
    this.beforeRequest = beforeRequest;
    this.watchDog =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ekg-watch-" + id).factory());
    long tick = ConnectionPool.TICK.toMillis();
    this.watch = watchDog.scheduleAtFixedRate(pool::tick, tick, tick, TimeUnit.MILLISECONDS);
  }

  /**
   * Prepares access to a database.
   *
   * @param url JDBC URL without credentials
   * @param user user name, or null for none
   * @param password password, or null for none
   */
  public static JdbcSource open(
      String id,
      String url,
      @Nullable String user,
      @Nullable String password,
      int maxConnections,
      Duration timeout) {
    return open(id, url, user, password, maxConnections, timeout, () -> {});
  }

  static JdbcSource open(
      String id,
      String url,
      @Nullable String user,
      @Nullable String password,
      int maxConnections,
      Duration timeout,
      Runnable beforeRequest) {
    Dialect dialect = Dialect.of(url);
    String existing = existing(url);
    var properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    switch (dialect) {
      case POSTGRESQL -> {
        properties.setProperty("ApplicationName", "crm-ekg");
        properties.setProperty("connectTimeout", "5");
        // Until the login is done; then the watch looks after it.
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("cancelSignalTimeout", "2");
        properties.setProperty("tcpKeepAlive", "true");
        // The driver counts what a fetch holds and gives up before the memory is gone.
        properties.setProperty(MAX_BUFFER, "40p");
      }
      case MARIADB -> {
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "5000");
        properties.setProperty("tcpKeepAlive", "true");
        // A year is a number, not the first of January.
        properties.setProperty("yearIsDateType", "false");
      }
      case DUCKDB -> properties.setProperty("jdbc_stream_results", "true");
      case H2 -> {}
    }
    var pool =
        new ConnectionPool(
            id,
            dialect == Dialect.POSTGRESQL || dialect == Dialect.MARIADB,
            maxConnections,
            timeout,
            () -> prepared(DriverManager.getConnection(existing, properties), dialect));
    return new JdbcSource(id, dialect, pool, beforeRequest);
  }

  /** Makes a new connection read-only, with server-side cursors. */
  private static Connection prepared(Connection connection, Dialect dialect) throws SQLException {
    boolean done = false;
    try {
      switch (dialect) {
        case POSTGRESQL -> {
          stopWithTheClient(connection);
          connection.setReadOnly(true);
          connection.setAutoCommit(false);
          connection.setNetworkTimeout(Runnable::run, 0);
        }
        case MARIADB -> {
          connection.setReadOnly(true);
          connection.setNetworkTimeout(Runnable::run, 0);
        }
        case H2 -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("SET LAZY_QUERY_EXECUTION 1");
          }
        }
        case DUCKDB -> {}
      }
      done = true;
      return connection;
    } finally {
      if (!done) {
        closeQuietly(connection);
      }
    }
  }

  /**
   * A process that was killed can cancel nothing: PostgreSQL 14 and later look whether it is still
   * there. Not all platforms can, and what only speaks its protocol may not know the setting.
   */
  private static void stopWithTheClient(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT CASE WHEN current_setting('client_connection_check_interval', true) = '0'"
              + " THEN set_config('client_connection_check_interval', '1000', false) END");
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith("08")) {
        throw e;
      }
      LOG.debug("no check of the client's connection: {}", e.getSQLState());
    }
  }

  /** H2 makes the database that it does not find: a missing CRM would be an empty one. */
  private static String existing(String url) {
    boolean file =
        url.startsWith("jdbc:h2:")
            && !url.matches("(?i)jdbc:h2:(mem|tcp|ssl|zip):.*|.*;IFEXISTS=.*");
    return file ? url + ";IFEXISTS=TRUE" : url;
  }

  /** Returns the source's id. */
  public String id() {
    return id;
  }

  /** Returns how its database differs from others. */
  public Dialect dialect() {
    return dialect;
  }

  /**
   * Returns what the database makes of an identifier without quotes; H2 does as its URL says
   * (DATABASE_TO_LOWER, DATABASE_TO_UPPER).
   *
   * @throws SourceException if the source cannot be reached
   */
  public String fold(String name) {
    if (dialect != Dialect.H2) {
      return dialect.fold(name);
    }
    LetterCase known = letterCase;
    if (known == null) {
      known = letterCase();
      letterCase = known;
    }
    return switch (known) {
      case UPPER -> dialect.fold(name);
      case LOWER -> name.toLowerCase(Locale.ROOT);
      case AS_WRITTEN -> name;
    };
  }

  private LetterCase letterCase() {
    beforeRequest.run();
    try (Lease lease = describing()) {
      DatabaseMetaData metadata = lease.connection().getMetaData();
      return metadata.storesUpperCaseIdentifiers()
          ? LetterCase.UPPER
          : metadata.storesLowerCaseIdentifiers() ? LetterCase.LOWER : LetterCase.AS_WRITTEN;
    } catch (SQLException e) {
      throw failed("while it was asked how it keeps names", e);
    }
  }

  /** How names without quotes are kept. */
  private enum LetterCase {
    UPPER,
    LOWER,
    AS_WRITTEN
  }

  /**
   * Checks that the source answers.
   *
   * @throws SourceException if it does not, with the reason
   */
  public void ping() {
    query("SELECT 1", List.of(), Deadline.none()).close();
  }

  /**
   * Runs a query.
   *
   * @param parameters values for its question marks, bound and never pasted
   * @throws SourceException if the source cannot be reached or fails
   */
  public RowCursor query(String sql, List<Object> parameters, Deadline deadline) {
    return query(sql, parameters, FETCH_SIZE, deadline);
  }

  /**
   * Runs a query.
   *
   * @param parameters values for its question marks, bound and never pasted
   * @param fetchSize how many rows the driver may hold at first
   * @throws SourceException if the source cannot be reached or fails
   */
  public RowCursor query(String sql, List<Object> parameters, int fetchSize, Deadline deadline) {
    beforeRequest.run();
    return query(sql, parameters, fetchSize, () -> lease(deadline));
  }

  private RowCursor query(
      String sql, List<Object> parameters, int fetchSize, Supplier<Lease> leases) {
    Lease lease = leases.get();
    try {
      return run(lease, sql, parameters, fetchSize);
    } catch (SQLException | RuntimeException | AssertionError e) {
      lease.failed();
      lease.close();
      if (!isOutlived(lease, e)) {
        throw failure(lease, "for the query " + oneLine(sql), e);
      }
    }
    // The connection was there from before and the database went away meanwhile, perhaps only to
    // come back; or its tables are others than the plan is for that the connection has kept.
    // Nothing was answered yet, so asking once more cannot repeat a row.
    pool.dropIdle();
    Lease second = leases.get();
    try {
      return run(second, sql, parameters, fetchSize);
    } catch (SQLException | RuntimeException | AssertionError e) {
      second.failed();
      second.close();
      throw failure(second, "for the query " + oneLine(sql), e);
    }
  }

  private boolean isOutlived(Lease lease, Throwable e) {
    return !lease.isFresh()
        && e instanceof SQLException sql
        && (isConnectionFailure(rootOf(sql)) || isStalePlan(rootOf(sql)))
        && !lease.isTooSlow()
        && !lease.deadline().isOver();
  }

  private RowCursor run(Lease lease, String sql, List<Object> parameters, int fetchSize)
      throws SQLException {
    lease.deadline().check();
    lease.enter();
    try {
      PreparedStatement statement =
          lease
              .connection()
              .prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
      lease.runs(statement);
      statement.setFetchSize(fetchSize);
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      return new RowCursor(this, lease, statement, statement.executeQuery());
    } finally {
      lease.leave();
    }
  }

  /**
   * Runs a query whose answer is one number.
   *
   * @throws SourceException if the source cannot be reached or fails
   */
  public long number(String sql, Deadline deadline) {
    try (RowCursor cursor = query(sql, List.of(), deadline)) {
      return cursor.next() ? cursor.row().getLong(1) : 0;
    } catch (SQLException e) {
      throw failed("for the query " + oneLine(sql), e);
    }
  }

  /**
   * Counts the rows of a table.
   *
   * @param fromSql the table as {@link Relation#fromSql} has it
   */
  public long count(String fromSql, Deadline deadline) {
    try (RowCursor cursor = query("SELECT COUNT(*) FROM " + fromSql, List.of(), deadline)) {
      return cursor.next() ? cursor.row().getLong(1) : 0;
    } catch (SQLException e) {
      throw failed("while its rows were counted", e);
    }
  }

  /**
   * Estimates the rows of a logical table, for plans: what the database knows, asked once and kept
   * as long as the source is open.
   *
   * @return a guess where the database would have to read them all
   */
  public double estimatedRows(Relation relation) {
    Double known = estimates.get(relation.fromSql());
    if (known != null) {
      return known;
    }
    // A plan must not wait for the cursors of its own query.
    if (isBusy()) {
      return UNKNOWN_ROWS;
    }
    double rows =
        expectedRows(relation, "SELECT 1 FROM %s r".formatted(relation.fromSql()), List.of())
            .stream()
            .asDoubleStream()
            .findFirst()
            .orElse(UNKNOWN_ROWS);
    estimates.put(relation.fromSql(), rows);
    return rows;
  }

  /**
   * Returns how many rows a query over a relation will give, as far as the database knows without
   * reading them.
   */
  public OptionalLong expectedRows(Relation relation, String sql, List<Object> parameters) {
    try {
      return switch (dialect) {
        case POSTGRESQL -> explained(sql, parameters);
        // Both answer from their metadata or a column's block headers.
        case H2, DUCKDB ->
            relation.isTable()
                ? OptionalLong.of(estimated("SELECT COUNT(*) FROM " + relation.fromSql()))
                : OptionalLong.empty();
        case MARIADB -> OptionalLong.empty();
      };
    } catch (SQLException | SourceException e) {
      // An estimate is a courtesy: what is wrong with the source or the query shows when it runs.
      return OptionalLong.empty();
    }
  }

  private long estimated(String sql) throws SQLException {
    try (RowCursor cursor = query(sql, List.of(), 1, () -> lease(ESTIMATE_TICKS))) {
      return cursor.next() ? cursor.row().getLong(1) : 0;
    }
  }

  private OptionalLong explained(String sql, List<Object> parameters) throws SQLException {
    try (RowCursor cursor = query("EXPLAIN " + sql, parameters, 1, () -> lease(ESTIMATE_TICKS))) {
      Matcher m = PLAN_ROWS.matcher(cursor.next() ? cursor.row().getString(1) : "");
      return m.find() ? OptionalLong.of(Long.parseLong(m.group(1))) : OptionalLong.empty();
    }
  }

  /** Returns whether all connections that the source gives out are in use. */
  public boolean isBusy() {
    return pool.isBusy();
  }

  /** Waits a moment for a connection, and returns whether all are still in use. */
  public boolean staysBusy() {
    return pool.staysBusy();
  }

  boolean isRemote() {
    return pool.isRemote();
  }

  /**
   * Describes a table or view.
   *
   * @param parts its name: table, schema and table, or catalog, schema and table; as the database
   *     spells them
   * @return empty if there is no such table
   */
  public Optional<Relation> table(List<String> parts) {
    String sql = quoted(parts);
    List<Column> columns;
    try {
      columns = columns(sql);
    } catch (SQLException e) {
      // Only what the table itself is to blame for says that there is none to read.
      if (isConnectionFailure(e) || isPassing(e)) {
        throw failed("while it was described", e);
      }
      return Optional.empty();
    }
    return Optional.of(new Relation(sql, String.join(".", parts), columns, keys(parts, columns)));
  }

  /**
   * Describes a query; it has the keys of its table where its text proves that.
   *
   * @param tables describes a table as {@link #table} does, perhaps with further keys
   * @throws SQLException the database's own error, if it rejects the query
   */
  public Relation query(String sql, String shown, Function<List<String>, Optional<Relation>> tables)
      throws SQLException {
    String from = "(" + sql + "\n)";
    List<Column> columns = columns(from);
    if (dialect == Dialect.DUCKDB) {
      columns = named(columns, sql);
    }
    InheritedKeys.Found found = InheritedKeys.of(sql, columns, dialect, this::fold, tables);
    return new Relation(from, shown, columns, found.keys(), found.slice());
  }

  /** Returns a database's message about a described query, with its place as line and column. */
  public String placed(String message, String query) {
    Matcher m = POSITION.matcher(message);
    if (dialect != Dialect.POSTGRESQL || !m.find()) {
      return message;
    }
    // PostgreSQL counts characters in the statement that the query was wrapped into.
    int at = Integer.parseInt(m.group(1)) - 1 - (DESCRIBE + "(").length();
    if (at < 0 || at > query.length()) {
      return message;
    }
    String before = query.substring(0, at);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');
    return m.replaceFirst(" at line %d, column %d".formatted(line, column));
  }

  /** DuckDB renames the second column of one name in a sub-select, which would hide it. */
  private List<Column> named(List<Column> columns, String sql) throws SQLException {
    try (Lease lease = describing();
        PreparedStatement statement = lease.connection().prepareStatement(sql)) {
      ResultSetMetaData metadata = statement.getMetaData();
      var named = new ArrayList<Column>();
      for (int i = 0; i < columns.size(); i++) {
        named.add(columns.get(i).named(metadata.getColumnLabel(i + 1)));
      }
      return named;
    }
  }

  private List<Column> columns(String from) throws SQLException {
    beforeRequest.run();
    // A prepared one would be PostgreSQL's cached plan of the table as it was before.
    try (Lease lease = describing();
        Statement statement = lease.connection().createStatement();
        ResultSet rows = statement.executeQuery(DESCRIBE + from + " ekg_t WHERE 1=0")) {
      ResultSetMetaData metadata = rows.getMetaData();
      var columns = new ArrayList<Column>();
      for (int i = 1; i <= metadata.getColumnCount(); i++) {
        String typeName = metadata.getColumnTypeName(i);
        columns.add(
            new Column(
                metadata.getColumnLabel(i),
                SqlType.of(metadata.getColumnType(i), typeName),
                typeName,
                length(metadata, i),
                metadata.isNullable(i) == ResultSetMetaData.columnNoNulls));
      }
      return columns;
    }
  }

  private static int length(ResultSetMetaData metadata, int i) throws SQLException {
    return SqlType.of(metadata.getColumnType(i), metadata.getColumnTypeName(i)) == SqlType.CHAR
        ? metadata.getPrecision(i)
        : 0;
  }

  private List<Set<String>> keys(List<String> parts, List<Column> columns) {
    try (Lease lease = describing()) {
      Connection connection = lease.connection();
      DatabaseMetaData metadata = connection.getMetaData();
      String table = parts.getLast();
      String catalog = parts.size() > 2 ? parts.getFirst() : connection.getCatalog();
      String schema = parts.size() > 1 ? parts.get(parts.size() - 2) : connection.getSchema();
      if (dialect == Dialect.MARIADB) {
        catalog = parts.size() > 1 ? parts.get(parts.size() - 2) : connection.getCatalog();
        schema = null;
      }
      if (dialect == Dialect.POSTGRESQL && isInherited(connection, parts)) {
        return List.of();
      }
      var keys = new LinkedHashSet<Set<String>>();
      var primary = new LinkedHashSet<String>();
      try (ResultSet rows = metadata.getPrimaryKeys(catalog, schema, table)) {
        while (rows.next()) {
          primary.add(rows.getString("COLUMN_NAME"));
        }
      }
      if (!primary.isEmpty()) {
        keys.add(primary);
      }
      if (dialect != Dialect.DUCKDB) {
        keys.addAll(uniqueIndexes(metadata, catalog, schema, table));
      }
      // What is not the name of a column (an expression, a name that a driver quotes) is no key.
      Set<String> names = columns.stream().map(Column::name).collect(Collectors.toSet());
      return keys.stream().filter(names::containsAll).toList();
    } catch (SQLException e) {
      LOG.info("source {}: no key metadata for {}: {}", id, parts, e.getSQLState());
      return List.of();
    }
  }

  /** A table that others inherit from shows their rows too, and its keys do not hold for them. */
  private boolean isInherited(Connection connection, List<String> parts) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT relhassubclass AND relkind <> 'p' FROM pg_class WHERE oid = to_regclass(?)")) {
      statement.setString(1, quoted(parts));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private String quoted(List<String> parts) {
    return parts.stream().map(dialect::quote).collect(Collectors.joining("."));
  }

  private List<Set<String>> uniqueIndexes(
      DatabaseMetaData metadata, @Nullable String catalog, @Nullable String schema, String table)
      throws SQLException {
    var indexes = new TreeMap<String, Set<String>>();
    var partial = new LinkedHashSet<String>();
    try (ResultSet rows = metadata.getIndexInfo(catalog, schema, table, true, true)) {
      while (rows.next()) {
        String name = rows.getString("INDEX_NAME");
        String column = rows.getString("COLUMN_NAME");
        if (name == null || column == null) {
          continue;
        }
        // PostgreSQL's driver gives the inside of the quoted name.
        if (dialect == Dialect.POSTGRESQL) {
          column = column.replace("\"\"", "\"");
        }
        // A partial unique index (PostgreSQL's WHERE) or an index over an expression is no key.
        if (rows.getString("FILTER_CONDITION") != null || column.indexOf('(') >= 0) {
          partial.add(name);
        }
        indexes.computeIfAbsent(name, k -> new LinkedHashSet<>()).add(column);
      }
    }
    partial.forEach(indexes::remove);
    return List.copyOf(indexes.values());
  }

  /** Returns the names of its tables and views, for messages and for first mappings. */
  public List<String> tableNames() {
    try (Lease lease = describing();
        ResultSet rows =
            lease
                .connection()
                .getMetaData()
                .getTables(lease.connection().getCatalog(), null, "%", null)) {
      var names = new ArrayList<String>();
      while (rows.next()) {
        String schema = rows.getString("TABLE_SCHEM");
        String type = rows.getString("TABLE_TYPE");
        if (type == null
            || !(type.contains("TABLE") || type.contains("VIEW"))
            || type.contains("SYSTEM")
            || SYSTEM_SCHEMAS.contains(schema == null ? "" : schema)) {
          continue;
        }
        names.add(rows.getString("TABLE_NAME"));
      }
      return names.stream().distinct().sorted().toList();
    } catch (SQLException e) {
      throw failed("while its tables were listed", e);
    }
  }

  /**
   * Returns its base tables as {@link #table} takes them: by name alone where they are in the
   * connection's own schema.
   */
  public List<List<String>> tables() {
    try (Lease lease = describing()) {
      Connection connection = lease.connection();
      Optional<String> own = ownSchema(connection);
      return names(connection).stream().map(n -> n.parts(own)).toList();
    } catch (SQLException e) {
      throw failed("while its tables were listed", e);
    }
  }

  /**
   * Returns the base tables of one schema as {@link #tables} does.
   *
   * @throws UsageException if it has no such schema, or no table in it, naming those that it has
   */
  public List<List<String>> tables(String schema) {
    try (Lease lease = describing()) {
      Connection connection = lease.connection();
      Optional<String> own = ownSchema(connection);
      List<TableName> all = names(connection);
      List<List<String>> found =
          all.stream()
              .filter(n -> n.schema().equals(Optional.of(schema)))
              .map(n -> n.parts(own))
              .toList();
      if (found.isEmpty()) {
        List<String> schemas =
            all.stream().flatMap(n -> n.schema().stream()).distinct().sorted().toList();
        throw new UsageException(
            Problem.USAGE,
            "source %s has no schema \"%s\" with tables that this user can see%s; %s"
                .formatted(
                    id,
                    schema,
                    Suggestions.didYouMean(schema, schemas),
                    schemas.isEmpty()
                        ? "it has tables without a schema only"
                        : "there are " + String.join(", ", schemas)));
      }
      return found;
    } catch (SQLException e) {
      throw failed("while its tables were listed", e);
    }
  }

  private record TableName(Optional<String> schema, String name) {
    List<String> parts(Optional<String> own) {
      return schema.isEmpty() || schema.equals(own) ? List.of(name) : List.of(schema.get(), name);
    }
  }

  private List<TableName> names(Connection connection) throws SQLException {
    var names = new TreeMap<String, TableName>();
    try (ResultSet rows =
        connection.getMetaData().getTables(connection.getCatalog(), null, "%", null)) {
      while (rows.next()) {
        String schema = rows.getString("TABLE_SCHEM");
        String name = rows.getString("TABLE_NAME");
        if (BASE_TABLES.contains(String.valueOf(rows.getString("TABLE_TYPE")))
            && !SYSTEM_SCHEMAS.contains(schema == null ? "" : schema)) {
          var table = new TableName(Optional.ofNullable(schema), name);
          names.put(String.join("\u0000", table.parts(ownSchema(connection))), table);
        }
      }
    }
    return List.copyOf(names.values());
  }

  private Optional<String> ownSchema(Connection connection) throws SQLException {
    return dialect == Dialect.MARIADB
        ? Optional.empty()
        : Optional.ofNullable(connection.getSchema());
  }

  /**
   * Returns the foreign keys of a table.
   *
   * @param table as {@link #table} takes it
   */
  public List<ForeignKey> foreignKeys(List<String> table) {
    try (Lease lease = describing()) {
      Connection connection = lease.connection();
      Optional<String> own = ownSchema(connection);
      boolean isMaria = dialect == Dialect.MARIADB;
      String schema = table.size() > 1 ? table.get(table.size() - 2) : own.orElse(null);
      String catalog = isMaria && schema != null ? schema : connection.getCatalog();
      try (ResultSet rows =
          connection
              .getMetaData()
              .getImportedKeys(catalog, isMaria ? null : schema, table.getLast())) {
        return foreignKeys(rows, own, connection.getCatalog());
      }
    } catch (SQLException e) {
      throw failed("while its foreign keys were listed", e);
    }
  }

  /** Two tables may have keys of one name, and a key without a name is one by its order. */
  private List<ForeignKey> foreignKeys(ResultSet rows, Optional<String> own, String catalog)
      throws SQLException {
    var keys = new LinkedHashMap<String, ForeignKey>();
    int unnamed = 0;
    while (rows.next()) {
      List<String> parent =
          new TableName(schemaOfParent(rows, catalog), rows.getString("PKTABLE_NAME")).parts(own);
      unnamed += rows.getInt("KEY_SEQ") == 1 ? 1 : 0;
      String name = Objects.requireNonNullElse(rows.getString("FK_NAME"), "#" + unnamed);
      ForeignKey before = keys.get(name);
      Map<String, String> columns =
          before == null ? new TreeMap<>() : new TreeMap<>(before.columns());
      columns.put(rows.getString("FKCOLUMN_NAME"), rows.getString("PKCOLUMN_NAME"));
      keys.put(name, new ForeignKey(parent, columns));
    }
    return List.copyOf(keys.values());
  }

  /** MariaDB's databases are catalogues; another one is a schema of a table's name. */
  private Optional<String> schemaOfParent(ResultSet rows, String catalog) throws SQLException {
    if (dialect != Dialect.MARIADB) {
      return Optional.ofNullable(rows.getString("PKTABLE_SCHEM"));
    }
    return Optional.ofNullable(rows.getString("PKTABLE_CAT")).filter(c -> !c.equals(catalog));
  }

  /**
   * A foreign key.
   *
   * @param table the other table, as {@link #table} takes it; it may be in another schema, and out
   *     of sight
   * @param columns columns here to columns of the other table
   */
  public record ForeignKey(List<String> table, Map<String, String> columns) {
    public ForeignKey {
      table = List.copyOf(table);
      columns = Map.copyOf(columns);
    }
  }

  private Lease lease(Deadline deadline) {
    deadline.check();
    try {
      return pool.borrow(deadline);
    } catch (SQLException | RuntimeException | AssertionError e) {
      throw e instanceof EkgException known ? known : failed("while connecting", e);
    }
  }

  private Lease lease(long patience) {
    try {
      return pool.borrow(Deadline.none(), patience);
    } catch (SQLException | RuntimeException | AssertionError e) {
      throw e instanceof EkgException known ? known : failed("while connecting", e);
    }
  }

  /** Returns a connection for questions about tables: the driver is at work all the time. */
  private Lease describing() {
    Lease lease = lease(METADATA_TICKS);
    lease.enter();
    return lease;
  }

  /** Returns whether rows were too large to be fetched into this process's memory. */
  public static boolean isBufferExceeded(Throwable e) {
    return e instanceof SQLException && String.valueOf(e.getMessage()).contains(MAX_BUFFER);
  }

  /**
   * Returns the error of a request, by what was seen of it from outside and what the driver says.
   */
  EkgException failure(Lease lease, String when, Throwable e) {
    if (e instanceof EkgException known) {
      return known;
    }
    Deadline deadline = lease.deadline();
    if (deadline.isOver()) {
      deadline.blame("source " + id);
      return deadline.over();
    }
    return lease.isTooSlow()
        ? new SourceException(
            Problem.SOURCE_TIMEOUT,
            "source %s did not answer in time %s; ekg:timeout is how long it may take"
                .formatted(id, when),
            e)
        : failed(when, e);
  }

  /** Returns the error of something that the driver did not do. */
  public SourceException failed(String when, Throwable e) {
    if (!(e instanceof SQLException sql)) {
      return new SourceException(
          Problem.SOURCE_FAILED,
          "source %s failed %s: its driver cannot read the answer (%s)"
              .formatted(id, when, e.getClass().getSimpleName()),
          e);
    }
    SQLException root = rootOf(sql);
    if (isBufferExceeded(root)) {
      return new SourceException(
          Problem.SOURCE_FAILED,
          "source %s failed %s: the rows are too large for the memory of this process; give it more"
                  .formatted(id, when)
              + " (EKG_HEAP=2g), or leave long columns out of the mapping",
          e);
    }
    String state = root.getSQLState() == null ? "" : root.getSQLState();
    String message = oneLine(String.valueOf(root.getMessage()));
    if (state.startsWith("28")) {
      return new SourceException(
          Problem.SOURCE_LOGIN,
          "source %s refuses the login: %s; check the variables named by ekg:userVariable and"
                  .formatted(id, message)
              + " ekg:passwordVariable (ad hoc: --user and EKG_JDBC_PASSWORD)",
          e);
    }
    if (isConnectionFailure(root)) {
      return new SourceException(
          Problem.SOURCE_UNREACHABLE,
          "source %s cannot be reached %s: %s%s"
              .formatted(id, when, message, root.getErrorCode() == H2_MISSING ? H2_HINT : ""),
          e);
    }
    if (isOtherSchema(root)) {
      return new SourceException(
          Problem.SOURCE_CHANGED, "source %s failed %s: %s".formatted(id, when, message), e);
    }
    return new SourceException(
        Problem.SOURCE_FAILED, "source %s failed %s: %s".formatted(id, when, message), e);
  }

  /** Tables, columns or types are not what the statement was written for. */
  private boolean isOtherSchema(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String message = String.valueOf(e.getMessage());
    return switch (dialect) {
      // No such table, column, schema or operator; a plan whose result type is another one.
      case POSTGRESQL ->
          Set.of("42P01", "42703", "3F000", "42883", "42804").contains(state) || isStalePlan(e);
      case MARIADB ->
          Set.of("42S02", "42S22").contains(state)
              || Set.of(1146, 1054, 1356).contains(e.getErrorCode());
      case H2 -> Set.of(42102, 42103, 42104, 42122, 22018, 90109).contains(e.getErrorCode());
      case DUCKDB -> message.contains("Binder Error") || message.contains("Catalog Error");
    };
  }

  /** PostgreSQL: the table has changed since a connection first asked it. */
  private boolean isStalePlan(SQLException e) {
    return dialect == Dialect.POSTGRESQL
        && "0A000".equals(e.getSQLState())
        && String.valueOf(e.getMessage()).contains("cached plan");
  }

  /** Cancelled, locked, out of memory or connections, or a transaction that was given up. */
  private boolean isPassing(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return e instanceof SQLTransientException
        || Stream.of("25", "40", "53", "55", "57", "70", "HYT").anyMatch(state::startsWith)
        || (dialect == Dialect.DUCKDB
            && Stream.of("INTERRUPT", "TransactionContext", "Out of Memory")
                .anyMatch(String.valueOf(e.getMessage())::contains));
  }

  private static SQLException rootOf(SQLException e) {
    SQLException found = e;
    Throwable t = e;
    while (t != null) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        found = sql;
      }
      t = t.getCause() == t ? null : t.getCause();
    }
    return found;
  }

  private boolean isConnectionFailure(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("08")
        || state.startsWith("57P")
        || state.equals("3D000")
        || e instanceof java.sql.SQLTransientConnectionException
        || (dialect == Dialect.H2 && isH2Open(e.getErrorCode()))
        || (dialect == Dialect.DUCKDB && String.valueOf(e.getMessage()).contains("IO Error"));
  }

  /** H2: database missing, closed, locked, or its file unusable. */
  private static boolean isH2Open(int code) {
    return Set.of(90013, 90020, 90030, 90031, 90046, 90067, 90098, 90121, 90146, 90149)
        .contains(code);
  }

  void logCloseFailure(Throwable e) {
    pool.logCloseFailure(e);
  }

  private static void closeQuietly(@Nullable AutoCloseable resource) {
    if (resource == null) {
      return;
    }
    try {
      resource.close();
    } catch (EkgException e) {
      throw e;
    } catch (Exception e) {
      LOG.debug("closing failed: {}", e.getClass().getName());
    }
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 600 ? line : line.substring(0, 599) + "…";
  }

  @Override
  public void close() {
    watch.cancel(false);
    watchDog.shutdownNow();
    pool.close();
  }
}
