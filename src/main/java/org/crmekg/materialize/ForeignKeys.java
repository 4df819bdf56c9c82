package org.crmekg.materialize;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmekg.Deadline;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.source.Dialect;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.Relation;
import org.crmekg.source.RowCursor;
import org.crmekg.virtual.QuadMap.Join;

/**
 * Foreign keys that prove that a join finds exactly one parent, with the same text in its columns.
 *
 * <p>Asked of PostgreSQL's catalogue, which says all that the proof needs: the key is validated, no
 * row-level security hides parents, no inherited table adds child rows that the key does not cover,
 * and text is compared byte by byte.
 */
final class ForeignKeys {
  private static final String SQL =
      """
      SELECT k.oid::text, c.attname::text, p.attname::text
      FROM pg_constraint k
      JOIN pg_class ct ON ct.oid = k.conrelid
      JOIN pg_class pt ON pt.oid = k.confrelid
      CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS u(child, parent)
      JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = u.child
      JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = u.parent
      WHERE k.contype = 'f' AND k.convalidated
        AND k.conrelid = to_regclass(CAST(? AS text))
        AND k.confrelid = to_regclass(CAST(? AS text))
        AND NOT pt.relrowsecurity
        AND (ct.relkind = 'p' OR NOT ct.relhassubclass)
        AND NOT EXISTS (
          SELECT 1 FROM unnest(k.conkey, k.confkey) AS v(child, parent)
          JOIN pg_attribute a ON (a.attrelid = k.conrelid AND a.attnum = v.child)
            OR (a.attrelid = k.confrelid AND a.attnum = v.parent)
          JOIN pg_collation l ON l.oid = a.attcollation
          WHERE NOT l.collisdeterministic)
      """;

  private final JdbcSource source;
  private final Map<List<String>, Set<Set<List<String>>>> known = new HashMap<>();

  ForeignKeys(JdbcSource source) {
    this.source = source;
  }

  /** Returns whether each row of the child whose join columns have values has its parent. */
  boolean enforce(Relation child, Join join) {
    if (source.dialect() != Dialect.POSTGRESQL || !child.isTable() || !join.parent().isTable()) {
      return false;
    }
    var wanted = new HashSet<List<String>>();
    for (int i = 0; i < join.child().size(); i++) {
      wanted.add(
          List.of(
              join.child().get(i).column().name(), join.parentColumns().get(i).column().name()));
    }
    return known
        .computeIfAbsent(
            List.of(child.fromSql(), join.parent().fromSql()),
            tables -> between(child, join.parent()))
        .contains(wanted);
  }

  private Set<Set<List<String>>> between(Relation child, Relation parent) {
    Map<String, Set<List<String>>> keys = new HashMap<>();
    try (RowCursor cursor =
        source.query(SQL, List.of(child.fromSql(), parent.fromSql()), Deadline.none())) {
      ResultSet row = cursor.row();
      while (cursor.next()) {
        keys.computeIfAbsent(row.getString(1), k -> new HashSet<>())
            .add(List.of(row.getString(2), row.getString(3)));
      }
    } catch (SQLException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "source %s failed while its foreign keys were listed: %s"
              .formatted(source.id(), e.getMessage()),
          e);
    }
    return new HashSet<>(keys.values());
  }
}
