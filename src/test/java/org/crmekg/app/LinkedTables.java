package org.crmekg.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.crmekg.TestDatabases.Database;
import org.crmekg.config.EkgConfig;
import org.crmekg.config.SourceConfig;
import org.crmekg.config.SourceConfig.Mode;

/**
 * Random rows of two companies, a and b, whose things are linked within a company and across. Each
 * company has the tables person, knows and thing, which may lie in several databases.
 *
 * <p>Systems over the same rows name things alike as long as each is opened before the first {@link
 * #draw} and reads the links after every one.
 */
public final class LinkedTables {
  static final Set<String> TABLES = Set.of("person", "knows", "thing");

  private static final List<String> COMPANIES = List.of("a", "b");
  private static final int THINGS = 12;
  private static final Map<String, String> COLUMNS =
      Map.of(
          "person", "id INT PRIMARY KEY, name VARCHAR(20), boss INT, age INT",
          "knows", "one INT, other INT",
          "thing", "x VARCHAR(5), y VARCHAR(5), owner INT, iri VARCHAR(100)");

  /** Reference data that a careless query does not drown in. */
  private static final String REFERENCE =
      """
      @prefix m: <http://m.example/ns/> .
      <http://m.example/reference/one> a m:Thing ; m:age 1 ; m:above <http://m.example/reference/two> .
      <http://m.example/reference/two> a m:Thing ; m:age 2 ; m:above <http://m.example/reference/one> .
      """;

  private static final String ONTOLOGY =
      """
      @prefix m: <http://m.example/ns/> .
      @prefix owl: <http://www.w3.org/2002/07/owl#> .
      @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
      @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
      <http://m.example/ns/> a owl:Ontology .
      m:bossa rdfs:subPropertyOf m:above .
      m:ownerb rdfs:subPropertyOf m:above ; rdfs:range party:Party .
      m:knowsa rdfs:domain m:Acquainted ; rdfs:range m:Acquainted .
      m:Acquainted rdfs:subClassOf m:Thing .
      """;

  private final Path folder;
  private final List<Place> places = new ArrayList<>();

  /**
   * Some tables of a company in a database.
   *
   * @param id of the source
   */
  public record Place(String id, String company, Database database, Set<String> tables) {
    public Place {
      tables = Set.copyOf(tables);
    }

    /** All tables of a company. */
    public Place(String company, Database database) {
      this(company, company, database, TABLES);
    }
  }

  /** Creates the tables. */
  public LinkedTables(Path folder, List<Place> places) throws SQLException, IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(links(), "");
    Files.createDirectories(ontology().resolve("data"));
    Files.writeString(ontology().resolve("m.ttl"), ONTOLOGY);
    Files.writeString(ontology().resolve("data/reference.ttl"), REFERENCE);
    for (Place place : places) {
      add(place);
    }
  }

  /** Creates tables elsewhere, too. */
  void add(Place place) throws SQLException {
    for (String table : place.tables()) {
      place.database().execute("CREATE TABLE %s (%s)".formatted(table, COLUMNS.get(table)));
    }
    places.add(place);
  }

  /** Forgets tables that were created elsewhere. */
  void remove(Place place) throws SQLException {
    places.remove(place);
    for (String table : place.tables()) {
      place.database().execute("DROP TABLE " + table);
    }
  }

  private Path ontology() {
    return folder.resolve("ontology");
  }

  private Path links() {
    return folder.resolve("links.ttl");
  }

  /** Opens a system over some of the places, in the mode that each one's id has. */
  KnowledgeGraph open(String name, List<Place> over, Map<String, Mode> modes) throws IOException {
    return TestGraphs.open(config(name, over, modes));
  }

  /** Returns the configuration of a system over some of the places. */
  public EkgConfig config(String name, List<Place> over, Map<String, Mode> modes)
      throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    var sources = new ArrayList<SourceConfig>();
    for (Place place : over) {
      Path mapping = Files.writeString(data.resolve(place.id() + ".map.ttl"), mapping(place));
      sources.add(
          TestGraphs.source(
              place.id(), place.database(), mapping, modes.getOrDefault(place.id(), Mode.VIRTUAL)));
    }
    return TestGraphs.config(
        "http://m.example/", data, sources, List.of(links()), List.of(ontology()));
  }

  /**
   * Puts other rows into all tables and writes other links.
   *
   * @param across whether things of one company are linked with those of the other one
   */
  public void draw(Random random, boolean across) throws SQLException, IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String company : COMPANIES) {
      rows(company, random, rows);
    }
    for (Place place : places) {
      for (String table : place.tables()) {
        place
            .database()
            .execute(
                "DELETE FROM " + table,
                "INSERT INTO %s VALUES %s"
                    .formatted(
                        table,
                        String.join(
                            ", ", Objects.requireNonNull(rows.get(place.company() + table)))));
      }
    }
    drawLinks(random, across);
  }

  /** Writes other links, as {@link #draw} does. */
  void drawLinks(Random random, boolean across) throws IOException {
    Files.writeString(links(), linkFile(random, across));
  }

  /** Adds rows to a company, and links from its things to others and among them. */
  public void add(Place place, Random random) throws SQLException, IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows(place.company(), random, rows);
    int first = THINGS + random.nextInt(1_000) * THINGS;
    for (String table : place.tables()) {
      List<String> more = Objects.requireNonNull(rows.get(place.company() + table));
      for (int i = 0; i < more.size(); i++) {
        String row =
            table.equals("person")
                ? more.get(i).replaceFirst("\\d+", Integer.toString(first + i))
                : more.get(i);
        place.database().execute("INSERT INTO %s VALUES %s".formatted(table, row));
      }
    }
    var text = new StringBuilder(linkText());
    for (int i = 0; i < 4; i++) {
      String other = COMPANIES.get(random.nextInt(COMPANIES.size()));
      text.append(
          link(
              "party/%s/%d".formatted(place.company(), first + i),
              "party/%s/%d".formatted(other, random.nextInt(THINGS))));
    }
    Files.writeString(links(), text);
  }

  private static String link(String left, String right) {
    return "[] a gov:IdentityLink ; gov:left <http://m.example/%s> ; gov:right <http://m.example/%s> ; gov:linkKind gov:same .\n"
        .formatted(left, right);
  }

  /** Returns the links of now, for messages. */
  String linkText() throws IOException {
    return Files.readString(links());
  }

  private static void rows(String company, Random random, Map<String, List<String>> rows) {
    var persons = new ArrayList<String>();
    for (int id = 0; id < THINGS; id++) {
      persons.add(
          "(%d, %s, %s, %s)"
              .formatted(
                  id,
                  orNull(random, "'n" + random.nextInt(5) + "'"),
                  orNull(random, Integer.toString(random.nextInt(THINGS))),
                  orNull(random, Integer.toString(random.nextInt(4)))));
    }
    var knows = new ArrayList<String>();
    var things = new ArrayList<String>();
    for (int i = 0; i < THINGS; i++) {
      knows.add("(%d, %d)".formatted(random.nextInt(THINGS), random.nextInt(THINGS)));
      // {x}-{y} cannot be turned back, and a column's IRI may be written in two ways.
      things.add(
          "('%s', '%s', %d, '%sparty/a/%d')"
              .formatted(
                  random.nextBoolean() ? "1" : "1-1",
                  random.nextInt(2) + (random.nextBoolean() ? "-1" : ""),
                  random.nextInt(THINGS),
                  random.nextBoolean() ? "" : "http://m.example/",
                  random.nextInt(THINGS)));
    }
    rows.put(company + "person", persons);
    rows.put(company + "knows", knows);
    rows.put(company + "thing", things);
  }

  private static String orNull(Random random, String value) {
    return random.nextInt(5) == 0 ? "NULL" : value;
  }

  /**
   * Links within a company and, if asked, across, of persons and of things; some are transitive.
   */
  private static String linkFile(Random random, boolean across) {
    var names = new ArrayList<String>();
    for (String company : COMPANIES) {
      for (int i = 0; i < THINGS; i++) {
        names.add("party/" + company + "/" + i);
      }
      names.addAll(List.of("thing/" + company + "/1-0", "thing/" + company + "/1-1-1"));
    }
    var links = new StringBuilder("@prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .\n");
    if (across) {
      String left = "party/a/" + random.nextInt(THINGS);
      links.append(link(left, "party/b/" + random.nextInt(THINGS)));
    }
    for (int i = random.nextInt(16); i > 0; i--) {
      String left = names.get(random.nextInt(names.size()));
      String right = names.get(random.nextInt(names.size()));
      if (across || left.contains("/a/") == right.contains("/a/")) {
        links.append(link(left, right));
      }
    }
    return links.toString();
  }

  /** Both companies have predicates of their own, and predicates that the other one has, too. */
  private static String mapping(Place place) {
    var maps =
        new StringBuilder(
            """
            @base <http://m.example/> .
            @prefix rr: <http://www.w3.org/ns/r2rml#> .
            @prefix m: <http://m.example/ns/> .
            @prefix party: <https://w3id.org/crm-ekg/ns/party/> .
            """);
    if (place.tables().contains("person")) {
      maps.append(
          """
          m:person rr:logicalTable [ rr:tableName "person" ] ;
            rr:subjectMap [ rr:template "party/SRC/{id}" ; rr:class party:Party ] ;
            rr:predicateObjectMap [ rr:predicate m:name, m:nameSRC ; rr:objectMap [ rr:column "name" ] ] ;
            rr:predicateObjectMap [ rr:predicate m:age, m:ageSRC ; rr:objectMap [ rr:column "age" ] ] ;
            rr:predicateObjectMap [ rr:predicate m:boss, m:bossSRC ;
              rr:objectMap [ rr:parentTriplesMap m:person ;
                rr:joinCondition [ rr:child "boss" ; rr:parent "id" ] ] ] .
          """);
    }
    if (place.tables().contains("knows")) {
      maps.append(
          """
          m:knows rr:logicalTable [ rr:tableName "knows" ] ;
            rr:subjectMap [ rr:template "party/SRC/{one}" ] ;
            rr:predicateObjectMap [ rr:predicate m:knows, m:knowsSRC ;
              rr:objectMap [ rr:template "party/SRC/{other}" ] ] .
          """);
    }
    if (place.tables().contains("thing")) {
      maps.append(
          """
          m:thing rr:logicalTable [ rr:tableName "thing" ] ;
            rr:subjectMap [ rr:template "thing/SRC/{x}-{y}" ; rr:class m:Thing ] ;
            rr:predicateObjectMap [ rr:predicate m:owner, m:ownerSRC ;
              rr:objectMap [ rr:template "party/SRC/{owner}" ] ] ;
            rr:predicateObjectMap [ rr:predicate m:seenSRC ;
              rr:objectMap [ rr:column "iri" ; rr:termType rr:IRI ] ] .
          """);
    }
    return maps.toString().replace("SRC", place.company());
  }
}
