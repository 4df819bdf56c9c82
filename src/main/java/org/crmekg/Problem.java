package org.crmekg;

import java.util.Arrays;
import java.util.Optional;
import org.crmekg.EkgException.Kind;

/**
 * The catalogue of errors: code, kind and an explanation that {@code ekg help CODE} prints.
 *
 * <p>The first digit is the area: 1 configuration and mappings, 2 requests, 3 sources, 4 store and
 * resources, 5 validation, 9 crm-ekg itself. A code never changes its meaning.
 */
public enum Problem {
  CONFIG_UNREADABLE(
      1001,
      Kind.CONFIG,
      "The configuration file is missing or is not Turtle. The message names the file, line and"
          + " column. `ekg init` writes one to start from."),
  CONFIG_INVALID(
      1002,
      Kind.CONFIG,
      "One or more entries of the configuration are wrong. All of them are listed at once, each"
          + " with the node that it stands on and what would be right."),
  CONFIG_VARIABLE(
      1003,
      Kind.CONFIG,
      "The configuration refers to an environment variable that is not set. Secrets are never"
          + " written into the file: export the variable and try again."),
  BASE_CHANGED(
      1004,
      Kind.CONFIG,
      "The base IRI differs from the one that the store was loaded with. IRIs that were handed out"
          + " would break: restore ekg:base, or load into a new store."),
  ONTOLOGY_INVALID(
      1005,
      Kind.CONFIG,
      "An ontology file cannot be read. The message names the file, line and column."),
  LINKS_INVALID(
      1006,
      Kind.CONFIG,
      "A link file is wrong: each link is a gov:IdentityLink with gov:left, gov:right (source IRIs)"
          + " and gov:linkKind gov:same."),
  REFERENCE_INVALID(
      1007,
      Kind.CONFIG,
      "A table or file of reference data is missing or wrong. The message names the file and the"
          + " line."),
  LINKAGE_SPEC(
      1008,
      Kind.CONFIG,
      "A linkage specification is wrong. The message names the file and what would be right;"
          + " docs/identity.md has the vocabulary with three examples."),
  LINKAGE_MODEL(
      1009,
      Kind.CONFIG,
      "A linkage model cannot be read, or is not of this specification. Train it again with the"
          + " specification that is in use."),
  GRAPH_TAKEN(
      1020,
      Kind.CONFIG,
      "Two sources write the same named graph. A graph belongs to one source, or it could not be"
          + " refreshed, dropped and shown by source: give one of them another name."),
  MAPPING_UNREADABLE(
      1201,
      Kind.CONFIG,
      "A mapping file is missing or is not Turtle. The message names the file, line and column."),
  MAPPING_INVALID(
      1202,
      Kind.CONFIG,
      "A mapping is not valid R2RML (W3C Recommendation, 27 September 2012). The offending node is"
          + " shown as Turtle with the clause and what would be right."),
  MAPPING_TABLE(
      1206,
      Kind.CONFIG,
      "A mapping names a table or view that the database does not have. The message lists the"
          + " tables that it has."),
  MAPPING_COLUMN(
      1207,
      Kind.CONFIG,
      "A mapping names a column that its logical table does not have. The message lists the columns"
          + " that it has; R2RML column names are SQL identifiers, so quote those that are not in"
          + " the database's default case."),
  MAPPING_SQL(
      1208,
      Kind.CONFIG,
      "The database rejects the SQL query of a mapping. Its own message is shown, with its position"
          + " where it gives one."),
  MAPPING_UNSUPPORTED(
      1209,
      Kind.CONFIG,
      "A mapping uses something that this version does not support. Nothing is skipped: the mapping"
          + " is refused as a whole."),
  USAGE(2001, Kind.USAGE, "The command or its options are wrong; `ekg help VERB` has examples."),
  QUERY_SYNTAX(
      2002,
      Kind.USAGE,
      "The SPARQL query cannot be parsed. Line and column point to the first place that is wrong."),
  QUERY_GRAPH(
      2003,
      Kind.USAGE,
      "The query names a graph in FROM or FROM NAMED that does not exist here. The message lists"
          + " the graphs that you can see."),
  QUERY_REFUSED(
      2004,
      Kind.USAGE,
      "The query uses something that is switched off: SERVICE to other hosts, updates, or functions"
          + " that run code."),
  NOT_ACCEPTABLE(
      2005,
      Kind.USAGE,
      "None of the formats in the Accept header can be served. The message lists those that can."),
  UNAUTHORIZED(
      2006,
      Kind.USAGE,
      "The request has no valid bearer token, or the token's principal may not do this."),
  SOURCE_UNKNOWN(
      2007,
      Kind.USAGE,
      "There is no source of that name that you can see. `ekg sources` lists them."),
  NOT_FOUND(
      2008,
      Kind.USAGE,
      "There is nothing at this address that you can see. The page / lists what there is."),
  METHOD_NOT_ALLOWED(
      2009,
      Kind.USAGE,
      "The address does not take this HTTP method. The Allow header lists those."),
  HOST_REFUSED(
      2010,
      Kind.USAGE,
      "The request was meant for another host. The server answers to loopback names only, so that"
          + " no foreign name can be pointed at it."),
  BODY_REFUSED(
      2011,
      Kind.USAGE,
      "The body of the request is too large, or of a type that the address does not take."),
  FORBIDDEN(
      2012,
      Kind.USAGE,
      "Only the server's own token (data/server.json) or somebody who sees every source may do"
          + " this."),
  ORIGIN_REFUSED(
      2013,
      Kind.USAGE,
      "The request comes from a web page of another origin. Those that may ask are listed with"
          + " ekg:corsOrigin."),
  QUERY_PRODUCT(
      2014,
      Kind.USAGE,
      "Patterns of the query have no variable in common, so each row of one goes with each row of the"
          + " other. Connect them, or ask for them one after the other. `--cross-product` (over HTTP"
          + " cross-product=true) runs it all the same; ekg:maxCrossProduct of the server is the"
          + " limit."),
  SOURCE_UNREACHABLE(
      3001,
      Kind.SOURCE,
      "A source cannot be reached. It is not treated as empty: check that it runs, its JDBC URL, and"
          + " the network."),
  SOURCE_LOGIN(
      3002,
      Kind.SOURCE,
      "A source refuses the login. User and password come from the environment variables that the"
          + " configuration names."),
  SOURCE_FAILED(
      3003,
      Kind.SOURCE,
      "A source failed while it was being read. What was read so far is discarded."),
  SOURCE_TIMEOUT(3004, Kind.SOURCE, "A source did not answer within the time allowed for it."),
  FILE_INVALID(
      3005,
      Kind.SOURCE,
      "A source file is missing or broken. The message names the file and the line; the last good"
          + " import stays in use until it is repaired."),
  DATA_ERROR(
      3006,
      Kind.SOURCE,
      "A row cannot be mapped (R2RML §11 data error): the message names table, row, column and the"
          + " value."),
  SOURCE_PARTIAL(
      3007,
      Kind.SOURCE,
      "A remote source says that its own answer is partial, so ours would be. `--partial` (over HTTP"
          + " Prefer: handling=lenient) takes an answer that says so."),
  SOURCE_LIMIT(
      3008,
      Kind.SOURCE,
      "A remote source gives more rows or bytes than it may, or cuts its answers off. Make the query"
          + " more selective, or raise ekg:maxRows or ekg:maxBytes of the source."),
  SOURCE_CHANGED(
      3010,
      Kind.SOURCE,
      "A table or column of a source is not what it was when the mapping was read. Nothing is"
          + " answered from what was known before: the message names the triples map and the column."
          + " Repair the mapping, or ask again where the message says that it was read again."),
  LINKAGE_DATA(
      3009,
      Kind.SOURCE,
      "Records to be linked cannot be used: a file is empty, a column is missing, an identifier"
          + " stands twice, or a separator is not the one expected. The message names the file, the"
          + " line and what would be right."),
  STORE_LOCKED(
      4001,
      Kind.RESOURCE,
      "Another process owns the data folder. The message says which; use it (commands do by"
          + " themselves) or stop it."),
  STORE_VERSION(
      4002,
      Kind.RESOURCE,
      "The store was written by a newer version of crm-ekg. Upgrade, or point ekg:storeLocation to"
          + " another folder."),
  STORE_FAILED(
      4003,
      Kind.RESOURCE,
      "The store met an input or output error and has stopped, so that nothing wrong is served. Free"
          + " space or repair the disk, then start again: committed data are safe."),
  DISK_FULL(
      4004,
      Kind.RESOURCE,
      "There is too little free space to write safely. The message says how much is needed; nothing"
          + " was changed."),
  QUERY_TIMEOUT(
      4005, Kind.RESOURCE, "The query ran into its time limit and was stopped. No rows are shown."),
  QUERY_TOO_LARGE(
      4006,
      Kind.RESOURCE,
      "The answer is larger than the limit for rows or bytes. Add LIMIT, or be more selective; a cut"
          + " answer would look like a whole one."),
  PORT_IN_USE(4007, Kind.RESOURCE, "The port is taken by another process. Choose one with --port."),
  BUSY(4008, Kind.RESOURCE, "Too many queries are running. Try again in a moment."),
  SERVER_UNREACHABLE(
      4009, Kind.RESOURCE, "The server that was named does not answer, or is not crm-ekg."),
  STAGING_FAILED(
      4020,
      Kind.RESOURCE,
      "A staged file could not be written, or is not what was written. The store was not touched:"
          + " check the disk, then load the source again."),
  DECISIONS_BROKEN(
      4021,
      Kind.RESOURCE,
      "A file of decisions cannot be read or written. Decisions are never skipped: the message names"
          + " the file and the line; repair it or restore it from a backup."),
  LINKS_BROKEN(
      4022,
      Kind.RESOURCE,
      "A file with the links between records cannot be read or written. The message names the file"
          + " and the line. Restore it from a backup, or remove the folder `links` in the data folder"
          + " and run `ekg link run` again: decisions of people are kept elsewhere."),
  SHAPES_INVALID(
      5001,
      Kind.CONFIG,
      "A shapes file cannot be read, or a shape is not well formed. The message names file and"
          + " shape."),
  SHAPE_UNSUPPORTED(
      5002,
      Kind.CONFIG,
      "A shape uses something that the validation engine would skip without a word. It is refused, so"
          + " that \"conforms\" means that everything was checked."),
  INTERNAL(9001, Kind.INTERNAL, "This is a fault of crm-ekg. Please report it with the message.");

  private final int number;
  private final Kind kind;
  private final String explanation;

  Problem(int number, Kind kind, String explanation) {
    this.number = number;
    this.kind = kind;
    this.explanation = explanation;
  }

  /** Returns the stable code, such as {@code EKG-1207}. */
  public String code() {
    return "EKG-" + number;
  }

  /** Returns who can do something about it. */
  public Kind kind() {
    return kind;
  }

  /** Returns what it means and what to do, in plain words. */
  public String explanation() {
    return explanation;
  }

  /** Finds a problem by its code, with or without {@code EKG-}, in any case. */
  public static Optional<Problem> ofCode(String code) {
    String digits = code.strip().replaceFirst("(?i)^ekg-", "");
    return Arrays.stream(values())
        .filter(p -> Integer.toString(p.number).equals(digits))
        .findFirst();
  }

  Problem require(Kind expected) {
    if (kind != expected) {
      throw new IllegalArgumentException(name() + " is a problem of kind " + kind);
    }
    return this;
  }
}
