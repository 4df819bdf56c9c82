package org.crmekg.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * Another federator, as a program that answers one query over endpoints a few times and prints one
 * line of JSON: {@code status} ({@code ok}, or why not), {@code rows}, {@code median_ms} and {@code
 * warm.requests}. It is called with {@code --runs N --warm N --timeout SECONDS --budget SECONDS
 * --leis FILE QUERY URL...}.
 */
record PeerFederator(String name, List<String> command) {
  private static final int TIMEOUT_SECONDS = 60;
  private static final int BUDGET_SECONDS = 10;

  /** Runs to warm up included. */
  private static final int MOST_SECONDS = 90;

  /**
   * What came of a query.
   *
   * @param status {@code ok}, or what happened instead
   * @param requests a run, empty where that is not known
   */
  record Result(String status, long rows, double millis, OptionalDouble requests) {
    boolean isAnswer() {
      return status.equals("ok");
    }
  }

  /** Reads {@code NAME=COMMAND}, the words of the command parted by spaces. */
  static PeerFederator of(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("--peer \"" + argument + "\" is not NAME=COMMAND");
    }
    return new PeerFederator(
        argument.substring(0, equals), List.of(argument.substring(equals + 1).split(" +")));
  }

  /** Returns the query of a form with SERVICE, without it: nobody has assigned its patterns. */
  static String plain(String service) {
    return service.replaceAll("SERVICE <[^>]*> \\{((?:[^{}]|\\{[^{}]*\\})*)\\}", "$1");
  }

  Result run(String query, Path leis, List<String> endpoints, int runs)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("peer", ".rq");
    Path output = Files.createTempFile("peer", ".json");
    Path errors = Files.createTempFile("peer", ".err");
    try {
      Files.writeString(file, query);
      var words = new ArrayList<>(command);
      words.addAll(
          List.of(
              "--runs", "" + runs, "--warm", "1", "--timeout", "" + TIMEOUT_SECONDS, "--budget",
              "" + BUDGET_SECONDS, "--leis", leis.toString(), file.toString()));
      words.addAll(endpoints);
      Process process =
          new ProcessBuilder(words)
              .redirectError(errors.toFile())
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        return new Result("more than " + MOST_SECONDS + " s", 0, 0, OptionalDouble.empty());
      }
      int code = process.exitValue();
      String out = Files.readString(output);
      Optional<String> line = out.lines().filter(l -> l.startsWith("{")).reduce((a, b) -> b);
      return line.isPresent()
          ? result(new ObjectMapper().readTree(line.get()))
          : new Result("exit " + code, 0, 0, OptionalDouble.empty());
    } finally {
      Files.delete(file);
      Files.delete(errors);
      Files.delete(output);
    }
  }

  private static Result result(JsonNode json) {
    JsonNode requests = json.at("/warm/requests");
    return new Result(
        json.path("status").asText("?"),
        json.path("rows").asLong(),
        json.path("median_ms").asDouble(),
        requests.isNumber()
            ? OptionalDouble.of(requests.asDouble())
            : OptionalDouble.empty());
  }
}
