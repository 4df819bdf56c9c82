package org.crmekg.linkage;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Pairs of records that share a key, joined by DuckDB, which goes to disk when memory ends.
 *
 * <p>One hash join a rule, streamed: pairs are never stored. A pair that several rules find is
 * given by the first of them, which the keys in memory tell. Blocks whose pairs would be too many
 * are skipped, the largest first, and reported: a value that everybody shares says nothing of
 * anybody.
 */
final class JoinedBlocks implements Candidates {
  private static final int BATCH = 8192;

  /** A block of 1,500 records. */
  private static final long MOST_PER_BLOCK = 1_125_000;

  private final RecordTable table;
  private final BlockingKeys keys;
  private final Connection connection;
  private final List<RuleReport> reports = new ArrayList<>();
  private final List<Long> largestBlocks = new ArrayList<>();
  private long size;

  /**
   * @param largest by rule how many pairs a block may have, as a model has it; empty: as many as
   *     these records allow
   */
  JoinedBlocks(RecordTable table, BlockingKeys keys, List<Long> largest, LinkageOptions options) {
    this.table = table;
    this.keys = keys;
    var properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    } catch (SQLException e) {
      throw failed(e);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit='%dMB'".formatted(options.memoryMegabytes()));
      statement.execute("SET threads=" + options.threads());
      statement.execute(
          "SET temp_directory='%s'"
              .formatted(options.temporary().toAbsolutePath().toString().replace("'", "''")));
      statement.execute("SET preserve_insertion_order=false");
      long each = Math.max(2_000_000, 40L * table.size()) / Math.max(1, keys.rules().size());
      for (int k = 0; k < keys.rules().size(); k++) {
        options.progress().accept("blocking: rule %d of %d".formatted(k + 1, keys.rules().size()));
        reports.add(
            prepare(
                statement,
                k,
                largest.isEmpty() ? -1 : largest.get(k),
                Math.max(3_000_000, 4 * each)));
        size += reports.getLast().pairs();
      }
    } catch (SQLException e) {
      close();
      throw failed(e);
    }
  }

  private RuleReport prepare(Statement statement, int k, long given, long most)
      throws SQLException {
    BlockingRule rule = keys.rules().get(k);
    if (rule.window() > 0) {
      largestBlocks.add(MOST_PER_BLOCK);
      return new RuleReport(rule, (long) table.size() * rule.window(), 0, 0);
    }
    statement.execute(
        "CREATE TABLE key%d(hash BIGINT, record INTEGER, source SMALLINT)".formatted(k));
    try (DuckDBAppender appender =
        connection.unwrap(DuckDBConnection.class).createAppender("main", "key" + k)) {
      for (int row = 0; row < table.size(); row++) {
        for (long key : keys.keys(k, row)) {
          appender.beginRow();
          appender.append(key);
          appender.append(row);
          appender.append((short) table.sourceIndex(row));
          appender.endRow();
        }
      }
    }
    // Pairs within a block: all of one source, or those of different sources.
    statement.execute(
        """
        CREATE TABLE block%d AS SELECT hash, CAST(%s AS BIGINT) AS pairs FROM (
          SELECT hash, source, count(*) AS n FROM key%d GROUP BY hash, source)
        GROUP BY hash HAVING sum(n) > 1
        """
            .formatted(
                k,
                table.sources().size() == 1
                    ? "sum(n) * (sum(n) - 1) // 2"
                    : "(sum(n) * sum(n) - sum(n * n)) // 2",
                k));
    long cap = given < 0 ? MOST_PER_BLOCK : given;
    long total = 0;
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT pairs, count(*) FROM block%d WHERE pairs > 0 GROUP BY pairs ORDER BY pairs"
                .formatted(k))) {
      boolean full = false;
      while (rows.next()) {
        long of = rows.getLong(1);
        long sum = of * rows.getLong(2);
        if (given >= 0 ? of > given : full || of > MOST_PER_BLOCK || total + sum > most) {
          cap = full || given >= 0 ? cap : of - 1;
          full = true;
        } else {
          total += sum;
        }
      }
    }
    largestBlocks.add(cap);
    Set<Long> skipped = new HashSet<>();
    long largest = 0;
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT hash, pairs FROM block%d WHERE pairs > %d".formatted(k, cap))) {
      while (rows.next()) {
        skipped.add(rows.getLong(1));
        largest = Math.max(largest, rows.getLong(2));
      }
    }
    if (!skipped.isEmpty()) {
      keys.forget(k, skipped);
    }
    statement.execute(
        """
        CREATE OR REPLACE TABLE key%d AS SELECT key.* FROM key%d AS key
          SEMI JOIN (SELECT hash FROM block%d WHERE pairs BETWEEN 1 AND %d) AS block
          ON key.hash = block.hash
        """
            .formatted(k, k, k, cap));
    statement.execute("DROP TABLE block" + k);
    return new RuleReport(rule, total, skipped.size(), largest);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public List<Long> largestBlocks() {
    return List.copyOf(largestBlocks);
  }

  @Override
  public List<RuleReport> reports() {
    return List.copyOf(reports);
  }

  @Override
  public void forEach(List<? extends PairWorker> workers, int oneIn) {
    try (var pool = new WorkerPool(workers, this::take)) {
      for (int k = 0; k < keys.rules().size(); k++) {
        int[] rank = keys.rank(k);
        if (rank == null) {
          join(k, oneIn, pool);
        } else {
          slide(k, rank, oneIn, pool);
        }
      }
      pool.finish();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void take(WorkerPool.Batch batch, PairWorker worker) {
    for (int i = 0; i < batch.size(); i++) {
      int left = batch.left(i);
      int right = batch.right(i);
      int mask = keys.mask(left, right);
      // The first rule that finds a pair gives it.
      if ((mask & ((1 << batch.rule()) - 1)) == 0) {
        worker.accept(left, right, mask);
      }
    }
  }

  private void join(int k, int oneIn, WorkerPool pool) throws SQLException {
    String sql =
        """
        SELECT%s (l.record::BIGINT << 32) | r.record FROM key%d AS l JOIN key%d AS r
          ON l.hash = r.hash AND l.record < r.record%s%s
        """
            .formatted(
                // Records that share two words would be a pair twice.
                keys.hasSeveral(k) ? " DISTINCT" : "",
                k,
                k,
                table.sources().size() == 1 ? "" : " AND l.source <> r.source",
                oneIn == 1 ? "" : " WHERE ((l.hash >> 17) & 1048575) %% %d = 0".formatted(oneIn));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      long[] pairs = new long[BATCH];
      int n = 0;
      while (rows.next()) {
        pairs[n++] = rows.getLong(1);
        if (n == BATCH) {
          pool.put(new WorkerPool.Batch(k, pairs, n));
          pairs = new long[BATCH];
          n = 0;
        }
      }
      pool.put(new WorkerPool.Batch(k, pairs, n));
    }
  }

  private void slide(int k, int[] rank, int oneIn, WorkerPool pool) {
    int[] order = new int[rank.length];
    for (int row = 0; row < rank.length; row++) {
      order[rank[row]] = row;
    }
    long[] pairs = new long[BATCH];
    int n = 0;
    for (int at = 0; at < order.length; at++) {
      if (oneIn > 1 && Long.remainderUnsigned(Hashing.mix(at), oneIn) != 0) {
        continue;
      }
      int to = Math.min(order.length - 1, at + keys.rules().get(k).window());
      for (int next = at + 1; next <= to; next++) {
        int left = Math.min(order[at], order[next]);
        int right = Math.max(order[at], order[next]);
        if (table.mayLink(left, right)) {
          pairs[n++] = ((long) left << 32) | right;
          if (n == BATCH) {
            pool.put(new WorkerPool.Batch(k, pairs, n));
            pairs = new long[BATCH];
            n = 0;
          }
        }
      }
    }
    pool.put(new WorkerPool.Batch(k, pairs, n));
  }

  private static ResourceException failed(SQLException e) {
    return new ResourceException(
        Problem.STAGING_FAILED, "candidate pairs cannot be joined: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
