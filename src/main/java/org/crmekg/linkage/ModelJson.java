package org.crmekg.linkage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmekg.ConfigException;
import org.crmekg.InternalException;
import org.crmekg.Problem;

/** Models and explanations as JSON. */
public final class ModelJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelJson() {}

  /** Returns a model as text that {@link #read} understands. */
  public static String write(LinkageModel model) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("version", model.version());
    root.put("trained", model.trained().toString());
    root.put("records", model.records());
    root.put("priorBits", model.priorBits());
    ArrayNode comparisons = root.putArray("comparisons");
    for (LinkageModel.Learned learned : model.comparisons()) {
      ObjectNode node = comparisons.addObject();
      node.put("name", learned.name());
      node.put("fromData", learned.fromData());
      put(node.putArray("m"), learned.m());
      put(node.putArray("u"), learned.u());
      put(node.putArray("bits"), learned.bits());
      node.put("given", learned.given());
      ArrayNode given = node.putArray("bitsGiven");
      learned.bitsGiven().forEach(bits -> put(given.addArray(), bits));
      ArrayNode together = node.putArray("together");
      learned.together().forEach(together::add);
    }
    ArrayNode frequencies = root.putArray("frequencies");
    for (Frequencies field : model.frequencies()) {
      ObjectNode node = frequencies.addObject();
      node.put("field", field.field());
      node.put("known", field.known());
      ArrayNode nothing = node.putArray("nothing");
      field.nothing().forEach(nothing::add);
      ObjectNode values = node.putObject("values");
      field.values().forEach(values::put);
      node.put("otherValue", field.otherValue());
      ObjectNode words = node.putObject("words");
      field.words().forEach(words::put);
      field.strangers().forEach(node.putObject("strangers")::put);
      node.put("otherWord", field.otherWord());
    }
    ArrayNode largestBlocks = root.putArray("largestBlocks");
    model.largestBlocks().forEach(largestBlocks::add);
    ObjectNode diagnostics = root.putObject("diagnostics");
    diagnostics.put("pairs", model.diagnostics().pairs());
    diagnostics.put("expectedMatches", model.diagnostics().expectedMatches());
    ArrayNode sessions = diagnostics.putArray("sessions");
    for (LinkageModel.Session session : model.diagnostics().sessions()) {
      ObjectNode node = sessions.addObject();
      node.put("rule", session.rule());
      node.put("pairs", session.pairs());
      node.put("matches", session.matches());
      node.put("share", session.share());
      node.put("outcome", session.outcome());
    }
    ArrayNode warnings = diagnostics.putArray("warnings");
    model.diagnostics().warnings().forEach(warnings::add);
    return pretty(root);
  }

  private static void put(ArrayNode array, List<Double> values) {
    values.forEach(array::add);
  }

  /**
   * Reads a model.
   *
   * @throws ConfigException if the file is no model
   */
  public static LinkageModel read(Path path) {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(path));
      var comparisons = new ArrayList<LinkageModel.Learned>();
      for (JsonNode node : root.required("comparisons")) {
        var bitsGiven = new ArrayList<List<Double>>();
        node.required("bitsGiven").forEach(bits -> bitsGiven.add(numbers(bits)));
        var together = new ArrayList<String>();
        node.required("together").forEach(t -> together.add(t.asText()));
        comparisons.add(
            new LinkageModel.Learned(
                node.required("name").asText(),
                numbers(node.required("m")),
                numbers(node.required("u")),
                numbers(node.required("bits")),
                node.required("given").asText(),
                bitsGiven,
                together,
                node.required("fromData").asBoolean()));
      }
      var frequencies = new ArrayList<Frequencies>();
      for (JsonNode node : root.required("frequencies")) {
        var nothing = new ArrayList<String>();
        node.required("nothing").forEach(t -> nothing.add(t.asText()));
        frequencies.add(
            new Frequencies(
                node.required("field").asText(),
                node.required("known").asLong(),
                nothing,
                counts(node.required("values")),
                node.required("otherValue").asInt(),
                counts(node.required("strangers")),
                counts(node.required("words")),
                node.required("otherWord").asInt()));
      }
      var largestBlocks = new ArrayList<Long>();
      root.required("largestBlocks").forEach(n -> largestBlocks.add(n.asLong()));
      JsonNode diagnostics = root.required("diagnostics");
      var sessions = new ArrayList<LinkageModel.Session>();
      for (JsonNode node : diagnostics.required("sessions")) {
        sessions.add(
            new LinkageModel.Session(
                node.required("rule").asText(),
                node.required("pairs").asLong(),
                node.required("matches").asDouble(),
                node.required("share").asDouble(),
                node.required("outcome").asText()));
      }
      var warnings = new ArrayList<String>();
      diagnostics.required("warnings").forEach(w -> warnings.add(w.asText()));
      return new LinkageModel(
          root.required("version").asText(),
          Instant.parse(root.required("trained").asText()),
          root.required("priorBits").asDouble(),
          comparisons,
          root.required("records").asLong(),
          frequencies,
          largestBlocks,
          new LinkageModel.Diagnostics(
              diagnostics.required("pairs").asLong(),
              diagnostics.required("expectedMatches").asDouble(),
              sessions,
              warnings));
    } catch (IOException | IllegalArgumentException | java.time.format.DateTimeParseException e) {
      throw new ConfigException(
          Problem.LINKAGE_MODEL, "%s: is no linkage model (%s)".formatted(path, e.getMessage()), e);
    }
  }

  private static Map<String, Integer> counts(JsonNode object) {
    var counts = new HashMap<String, Integer>();
    object.properties().forEach(e -> counts.put(e.getKey(), e.getValue().asInt()));
    return counts;
  }

  private static List<Double> numbers(JsonNode array) {
    var numbers = new ArrayList<Double>();
    array.forEach(n -> numbers.add(n.asDouble()));
    return numbers;
  }

  /** Returns an explanation as one line. */
  public static String explanation(PairExplanation explanation) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("left", explanation.left());
    root.put("right", explanation.right());
    root.put("score", explanation.score());
    root.put("accept", explanation.accept());
    root.put("priorBits", explanation.priorBits());
    ArrayNode parts = root.putArray("comparisons");
    for (PairExplanation.Part part : explanation.parts()) {
      ObjectNode node = parts.addObject();
      node.put("comparison", part.comparison());
      node.put("left", part.leftValue());
      node.put("right", part.rightValue());
      node.put("level", part.level());
      node.put("bits", part.bits());
      node.put("rarityBits", part.rarityBits());
    }
    ArrayNode foundBy = root.putArray("foundBy");
    explanation.foundBy().forEach(foundBy::add);
    return text(root);
  }

  private static String pretty(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new InternalException(Problem.INTERNAL, "a model cannot be written", e);
    }
  }

  private static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new InternalException(Problem.INTERNAL, "an explanation cannot be written", e);
    }
  }
}
