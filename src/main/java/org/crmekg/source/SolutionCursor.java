package org.crmekg.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.crmekg.EkgException;
import org.crmekg.rdf.Literals;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one answer in SPARQL 1.1 Query Results JSON, streamed, with literals in normal form.
 *
 * <p>An answer that is not whole (it breaks off, goes on after its end, or has another form) is an
 * error at the latest where its last row would be. For one thread; must be closed, which ends the
 * exchange.
 */
public final class SolutionCursor implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final EndpointSource.Reply reply;
  private final UnaryOperator<String> blankLabels;
  private final JsonParser json;
  private final long mostRows;
  private long rows;
  private boolean inRows;
  private boolean ended;
  private boolean closed;
  private Optional<Boolean> truth = Optional.empty();

  /**
   * Reads up to the first row.
   *
   * @param blankLabels makes the labels of an answer's blank nodes those of nodes here
   */
  SolutionCursor(EndpointSource.Reply reply, UnaryOperator<String> blankLabels, long mostRows) {
    this.reply = reply;
    this.blankLabels = blankLabels;
    this.mostRows = mostRows;
    try {
      this.json = JSON.createParser(reply.body());
      require(json.nextToken(), JsonToken.START_OBJECT);
      seekRows();
    } catch (IOException e) {
      reply.close();
      throw failed(e);
    } catch (EkgException e) {
      reply.close();
      throw e;
    }
  }

  /**
   * Returns the next row, or null at the end.
   *
   * @throws org.crmekg.SourceException if the answer breaks off, is too large, slow or not one
   * @throws org.crmekg.ResourceException if the deadline has passed
   */
  public @Nullable Binding next() {
    if (ended) {
      return null;
    }
    try {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        if (++rows > mostRows) {
          throw reply.source().tooManyRows(mostRows);
        }
        reply.sent().row();
        return row();
      }
      require(json.currentToken(), JsonToken.END_ARRAY);
      inRows = false;
      skipToEnd();
      reply.ended(rows);
      close();
      return null;
    } catch (IOException e) {
      close();
      throw failed(e);
    } catch (EkgException e) {
      close();
      throw e;
    }
  }

  /** Returns the answer of an ASK; empty where it has rows. */
  Optional<Boolean> truth() {
    return truth;
  }

  /** Reads the head, up to the first row or to the end. */
  private void seekRows() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("boolean")) {
        truth = Optional.of(json.getBooleanValue());
      } else if (name.equals("results")) {
        require(value, JsonToken.START_OBJECT);
        if (seekBindings()) {
          return;
        }
      } else {
        json.skipChildren();
      }
    }
    if (truth.isEmpty()) {
      throw new JsonParseException(json, "there is neither \"results\" nor \"boolean\" in it");
    }
    requireEnd();
  }

  private boolean seekBindings() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals("bindings");
      JsonToken value = json.nextToken();
      if (found) {
        require(value, JsonToken.START_ARRAY);
        inRows = true;
        return true;
      }
      json.skipChildren();
    }
    throw new JsonParseException(json, "there are no \"bindings\" in \"results\"");
  }

  /** What follows the rows must be whole, too. */
  private void skipToEnd() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      json.nextToken();
      json.skipChildren();
    }
    require(json.currentToken(), JsonToken.END_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      json.nextToken();
      json.skipChildren();
    }
    requireEnd();
  }

  private void requireEnd() throws IOException {
    require(json.currentToken(), JsonToken.END_OBJECT);
    if (json.nextToken() != null) {
      throw new JsonParseException(json, "it goes on after its end");
    }
    ended = true;
  }

  private void require(@Nullable JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw new JsonParseException(
          json,
          found == null ? "it breaks off" : "%s where %s should be".formatted(found, expected));
    }
  }

  private Binding row() throws IOException {
    var builder = BindingFactory.builder();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Var variable = Var.alloc(json.currentName());
      require(json.nextToken(), JsonToken.START_OBJECT);
      builder.add(variable, term());
    }
    require(json.currentToken(), JsonToken.END_OBJECT);
    return builder.build();
  }

  private Node term() throws IOException {
    Map<String, String> parts = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        parts.put(name, json.getText());
      } else if (name.equals("value")) {
        // Such as the parts of a triple term.
        throw new JsonParseException(json, "a term whose value is no text");
      } else {
        json.skipChildren();
      }
    }
    require(json.currentToken(), JsonToken.END_OBJECT);
    String type = parts.getOrDefault("type", "");
    String value = parts.get("value");
    if (value == null) {
      throw new JsonParseException(json, "a term without a value");
    }
    return switch (type) {
      case "uri" -> NodeFactory.createURI(value);
      case "bnode" -> NodeFactory.createBlankNode(blankLabels.apply(value));
      case "literal", "typed-literal" ->
          literal(value, parts.get("xml:lang"), parts.get("datatype"));
      default -> throw new JsonParseException(json, "a term of type \"%s\"".formatted(type));
    };
  }

  private static Node literal(String value, @Nullable String language, @Nullable String datatype) {
    if (language != null && !language.isEmpty()) {
      return Literals.normal(NodeFactory.createLiteralLang(value, language));
    }
    return datatype == null
        ? NodeFactory.createLiteralString(value)
        : Literals.normal(NodeFactory.createLiteralDT(value, NodeFactory.getType(datatype)));
  }

  private EkgException failed(IOException e) {
    return reply.source().brokenAnswer(e, inRows ? rows : 0);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ended = true;
      reply.close();
    }
  }
}
