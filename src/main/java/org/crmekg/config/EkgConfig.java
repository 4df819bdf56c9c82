package org.crmekg.config;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The one configuration of the system.
 *
 * @param origin where it was read from, for messages
 * @param base the base of data IRIs, absolute, ends with a slash or hash
 * @param storeLocation folder of the store; its parent is the data folder
 * @param ontology files and folders with the vocabulary; empty for the one inside the jar
 * @param shapes files and folders with SHACL shapes
 * @param links files with identity and concept links
 * @param queries files and folders with named queries
 * @param linkage files and folders that say how records are linked; empty for those inside the jar
 * @param asOf the day that the data speak of; empty for today
 * @param sources the sources, in the order of their ids
 * @param server limits and addresses of the server
 * @param principals who may ask over HTTP besides the local user
 */
public record EkgConfig(
    String origin,
    String base,
    Path storeLocation,
    List<Path> ontology,
    List<Path> shapes,
    List<Path> links,
    List<Path> queries,
    List<Path> linkage,
    Optional<LocalDate> asOf,
    List<SourceConfig> sources,
    ServerConfig server,
    List<PrincipalConfig> principals) {

  public EkgConfig {
    ontology = List.copyOf(ontology);
    shapes = List.copyOf(shapes);
    links = List.copyOf(links);
    queries = List.copyOf(queries);
    linkage = List.copyOf(linkage);
    sources = List.copyOf(sources);
    principals = List.copyOf(principals);
  }

  /** Returns the folder that one process owns: store, decisions, imported files. */
  public Path dataFolder() {
    Path parent = storeLocation.getParent();
    return parent == null ? storeLocation : parent;
  }

  /** Returns the same with its store in another folder. */
  public EkgConfig withStore(Path location) {
    return new EkgConfig(
        origin,
        base,
        location,
        ontology,
        shapes,
        links,
        queries,
        linkage,
        asOf,
        sources,
        server,
        principals);
  }

  /** Returns the same with other sources. */
  public EkgConfig withSources(List<SourceConfig> others) {
    return new EkgConfig(
        origin,
        base,
        storeLocation,
        ontology,
        shapes,
        links,
        queries,
        linkage,
        asOf,
        others,
        server,
        principals);
  }

  /** Returns the source of that id. */
  public Optional<SourceConfig> source(String id) {
    return sources.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
