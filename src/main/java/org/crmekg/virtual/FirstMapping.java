package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.crmekg.ConfigException;
import org.crmekg.Problem;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Prefixes;
import org.crmekg.source.Column;
import org.crmekg.source.JdbcSource;
import org.crmekg.source.JdbcSource.ForeignKey;
import org.crmekg.source.Relation;
import org.crmekg.source.SqlType;

/**
 * Writes a first R2RML mapping from the schema of a database, for a person to finish.
 *
 * <p>Keys become templates, foreign keys joins, and other columns predicates of a namespace of the
 * source's own; comments name the terms of the ontology that sound alike. It maps as it stands.
 */
public final class FirstMapping {
  private static final int MAX_SUGGESTIONS = 3;
  private static final int MIN_WORD = 4;

  private final JdbcSource source;
  private final Optional<String> schema;
  private final String base;
  private final String namespace;
  private final Collection<Node> terms;
  private final Map<List<String>, Relation> tables = new TreeMap<>(FirstMapping::byName);
  private final Map<String, Long> kinds = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private FirstMapping(
      JdbcSource source,
      Optional<String> schema,
      String base,
      String namespace,
      Collection<Node> terms) {
    this.source = source;
    this.schema = schema;
    this.base = base;
    this.namespace = namespace;
    this.terms = terms;
  }

  /**
   * Returns a mapping as Turtle.
   *
   * @param base the base of IRIs, which ends with a slash
   * @param namespace where the terms go that the ontology has no name for
   * @param terms the terms of the ontology, to suggest some
   * @throws ConfigException if the database has no table that the user can see
   */
  public static String turtle(
      JdbcSource source, String base, String namespace, Collection<Node> terms) {
    return new FirstMapping(source, Optional.empty(), base, namespace, terms).write();
  }

  /**
   * Returns a mapping of the tables of one schema, as {@link #turtle(JdbcSource, String, String,
   * Collection)} does of all.
   *
   * @throws org.crmekg.UsageException if there is no such schema, naming those that there are
   */
  public static String turtle(
      JdbcSource source, String schema, String base, String namespace, Collection<Node> terms) {
    return new FirstMapping(source, Optional.of(schema), base, namespace, terms).write();
  }

  private static int byName(List<String> a, List<String> b) {
    return String.join("\u0000", a).compareTo(String.join("\u0000", b));
  }

  private String write() {
    for (List<String> parts : schema.map(source::tables).orElseGet(source::tables)) {
      source.table(parts).ifPresent(t -> tables.put(parts, t));
    }
    tables.keySet().forEach(p -> kinds.merge(encoded(p).toLowerCase(Locale.ROOT), 1L, Long::sum));
    if (tables.isEmpty()) {
      throw new ConfigException(
          Problem.MAPPING_TABLE,
          "source %s has no table that this user can see; grant SELECT, or name another database"
              .formatted(source.id()));
    }
    line("# A first mapping of source %s, written from its schema (R2RML).".formatted(source.id()));
    line(
        "# It works as it stands. To finish it, go from table to table: replace ex: terms by those");
    line(
        "# of the ontology (a comment names some that sound alike), and delete what nobody needs.");
    line("@prefix rr: <http://www.w3.org/ns/r2rml#> .");
    line("@prefix ex: <%s> .".formatted(namespace));
    line("@base <%s> .".formatted(base));
    tables.forEach(this::table);
    return out.toString();
  }

  private void table(List<String> parts, Relation table) {
    // A parent that is not mapped, since it is in another schema or out of sight, has no subject:
    // its key stays a column.
    List<ForeignKey> foreignKeys =
        source.foreignKeys(parts).stream().filter(k -> tables.containsKey(k.table())).toList();
    Optional<Set<String>> key = key(table);
    line("");
    line("# Table %s: %s".formatted(oneLine(String.join(".", parts)), shownKey(key)));
    line("<#%s>".formatted(name(parts)));
    line("    rr:logicalTable [ rr:tableName %s ] ;".formatted(text(tableName(parts))));
    line(
        "    rr:subjectMap [ %s ; rr:class %s ]%s"
            .formatted(
                subject(parts, table, key),
                term(capitalized(parts.getLast())),
                suggestions(parts.getLast(), true)));
    Set<String> covered =
        foreignKeys.stream()
            .filter(k -> k.columns().size() == 1)
            .flatMap(k -> k.columns().keySet().stream())
            .collect(Collectors.toSet());
    for (Column column : table.columns()) {
      if (!covered.contains(column.name())) {
        column(column);
      }
    }
    foreignKeys.forEach(this::foreignKey);
    line("    .");
  }

  private void column(Column column) {
    if (column.type() == SqlType.BINARY) {
      line(
          "    # Column %s is binary (%s): left out."
              .formatted(oneLine(column.name()), column.typeName()));
      return;
    }
    line(
        "    ; rr:predicateObjectMap [ rr:predicate %s ; rr:objectMap [ rr:column %s ] ]%s"
            .formatted(
                term(column.name()),
                text(delimited(column.name())),
                suggestions(column.name(), false)));
  }

  private void foreignKey(ForeignKey key) {
    String name =
        key.columns().size() == 1
            ? key.columns().keySet().iterator().next().replaceFirst("(?i)(?<=.)_?id$", "")
            : key.table().getLast();
    String joins =
        new TreeMap<>(key.columns())
            .entrySet().stream()
                .map(
                    e ->
                        "rr:joinCondition [ rr:child %s ; rr:parent %s ]"
                            .formatted(text(delimited(e.getKey())), text(delimited(e.getValue()))))
                .collect(Collectors.joining(" ; "));
    line(
        "    ; rr:predicateObjectMap [ rr:predicate %s ; rr:objectMap [ rr:parentTriplesMap <#%s> ; %s ] ]%s"
            .formatted(term(name), name(key.table()), joins, suggestions(name, false)));
  }

  /** The first key whose columns always have a value: the primary key comes first. */
  private static Optional<Set<String>> key(Relation table) {
    Set<String> notNull =
        table.columns().stream()
            .filter(Column::notNull)
            .map(Column::name)
            .collect(Collectors.toSet());
    return table.keys().stream().filter(notNull::containsAll).findFirst();
  }

  private static String shownKey(Optional<Set<String>> key) {
    return key.map(k -> "key (%s).".formatted(oneLine(String.join(", ", k))))
        .orElse(
            "no key. Rows with the same values become one blank node; better: a view with a key.");
  }

  private String subject(List<String> parts, Relation table, Optional<Set<String>> key) {
    if (key.isPresent()) {
      String holes = key.get().stream().map(FirstMapping::hole).collect(Collectors.joining("/"));
      return "rr:template "
          + text("%s/%s/%s".formatted(kind(parts), Iris.encode(source.id()), holes));
    }
    List<Column> notNull = table.columns().stream().filter(Column::notNull).toList();
    // A NULL leaves the row without a subject (R2RML §7.3), so only columns that have none serve.
    List<Column> columns = notNull.isEmpty() ? table.columns().subList(0, 1) : notNull;
    String holes = columns.stream().map(c -> hole(c.name())).collect(Collectors.joining(";"));
    return "rr:template %s ; rr:termType rr:BlankNode".formatted(text(name(parts) + ";" + holes));
  }

  /** The kind of thing in its IRI; in small letters, unless that would be another table's. */
  private String kind(List<String> parts) {
    String kind = encoded(parts);
    String small = kind.toLowerCase(Locale.ROOT);
    return kinds.getOrDefault(small, 1L) > 1 ? kind : small;
  }

  private static String encoded(List<String> parts) {
    return parts.stream().map(Iris::encode).collect(Collectors.joining("."));
  }

  private static String hole(String column) {
    return "{" + delimited(column).replaceAll("[\\\\{}]", "\\\\$0") + "}";
  }

  private static String tableName(List<String> parts) {
    return parts.stream().map(FirstMapping::delimited).collect(Collectors.joining("."));
  }

  private static String name(List<String> parts) {
    return parts.stream().map(Iris::encode).collect(Collectors.joining("/"));
  }

  private static String delimited(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private String term(String name) {
    return name.matches("[A-Za-z][A-Za-z0-9_]*")
        ? "ex:" + name
        : "<" + namespace + Iris.encode(name) + ">";
  }

  private static String capitalized(String name) {
    int first = name.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + name.substring(Character.charCount(first));
  }

  private String suggestions(String name, boolean isClass) {
    Set<String> words = words(name);
    record Alike(String term, int rank, int words) {}
    var found = new ArrayList<Alike>();
    for (Node term : terms) {
      if (!term.isURI()) {
        continue;
      }
      String local = term.getURI().replaceFirst(".*[#/]", "");
      if (local.isEmpty() || Character.isUpperCase(local.codePointAt(0)) != isClass) {
        continue;
      }
      Set<String> theirs = words(local);
      if (theirs.stream().anyMatch(w -> w.length() >= MIN_WORD && words.contains(w))) {
        int rank = theirs.equals(words) ? 0 : words.containsAll(theirs) ? 1 : 2;
        found.add(new Alike(Prefixes.shorten(term.getURI()), rank, theirs.size()));
      }
    }
    return found.isEmpty()
        ? ""
        : found.stream()
            .sorted(
                Comparator.comparingInt(Alike::rank)
                    .thenComparingInt(Alike::words)
                    .thenComparing(Alike::term))
            .limit(MAX_SUGGESTIONS)
            .map(Alike::term)
            .collect(Collectors.joining(" or ", "  # ", "?"));
  }

  /** The words of a name: camel case and underscores apart, plurals as singulars. */
  private static Set<String> words(String name) {
    var words = new LinkedHashSet<String>();
    for (String word : name.split("(?<=\\p{Ll})(?=\\p{Lu})|[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty()) {
        words.add(word.toLowerCase(Locale.ROOT).replaceFirst("(?<=..)s$", ""));
      }
    }
    return words;
  }

  private static String text(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }

  /** A comment ends with its line. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
