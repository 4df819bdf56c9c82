package org.crmekg.rdf;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFLib;
import org.crmekg.ConfigException;
import org.crmekg.Problem;

/**
 * Reads files that people write in Turtle: whole or not at all, and what a lenient reader warns of
 * is an error.
 */
public final class TurtleReader {
  private final String base;
  private final Problem problem;

  /**
   * Creates a reader.
   *
   * @param base of relative IRIs, where the file has no base of its own
   * @param problem what a file that cannot be read is
   */
  public TurtleReader(String base, Problem problem) {
    this.base = base;
    this.problem = problem;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException naming the file, and line and column of what is no Turtle
   */
  public void read(Path file, Graph to) {
    read(file, StreamRDFLib.graph(to));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException naming the file, and line and column of what is no Turtle
   */
  public void read(Path file, StreamRDF to) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new ConfigException(problem, "%s: is not UTF-8; save it as UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new ConfigException(problem, "%s: cannot be read (%s)".formatted(file, e), e);
    }
    read(text, file.toString(), to);
  }

  /**
   * Reads the text of a file.
   *
   * @throws ConfigException naming the file, and line and column of what is no Turtle
   */
  public void read(String text, String file, StreamRDF to) {
    try {
      RDFParser.create()
          .fromString(text)
          .lang(Lang.TURTLE)
          .base(base)
          .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
          .parse(to);
    } catch (RiotException e) {
      throw new ConfigException(problem, "%s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
