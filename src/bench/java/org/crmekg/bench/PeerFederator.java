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
 * warm.requests}, and writes the rows of its first measured run into a file, values parted by |. It
 * is called with {@code --runs N --warm N --timeout SECONDS --budget SECONDS --leis FILE --out FILE
 * QUERY URL...}; in each run {@code %LEI%} stands for the next line of the file of LEIs.
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
   * @param answer the rows of the first measured run, unbound values empty
   * @param requests a run, empty where that is not known
   */
  record Result(
      String status, List<List<String>> answer, double millis, OptionalDouble requests) {
    static Result failed(String status) {
      return new Result(status, List.of(), 0, OptionalDouble.empty());
    }

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

  Result run(String query, Path leis, List<String> endpoints, int runs)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("peer", ".rq");
    Path output = Files.createTempFile("peer", ".json");
    Path rows = Files.createTempFile("peer", ".rows");
    Path errors = Files.createTempFile("peer", ".err");
    try {
      Files.writeString(file, query);
      var words = new ArrayList<>(command);
      words.addAll(
          List.of(
              "--runs", "" + runs, "--warm", "1", "--timeout", "" + TIMEOUT_SECONDS, "--budget",
              "" + BUDGET_SECONDS, "--leis", leis.toString(), "--out", rows.toString(),
              file.toString()));
      words.addAll(endpoints);
      Process process =
          new ProcessBuilder(words)
              .redirectError(errors.toFile())
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return Result.failed("more than " + MOST_SECONDS + " s");
      }
      int code = process.exitValue();
      String out = Files.readString(output);
      Optional<String> line = out.lines().filter(l -> l.startsWith("{")).reduce((a, b) -> b);
      return line.isPresent()
          ? result(new ObjectMapper().readTree(line.get()), rows)
          : Result.failed("exit " + code);
    } finally {
      Files.delete(file);
      Files.delete(rows);
      Files.delete(errors);
      Files.delete(output);
    }
  }

  private static Result result(JsonNode json, Path rows) throws IOException {
    String status = json.path("status").asText("?");
    if (!status.equals("ok")) {
      return Result.failed(
          status.equals("TIMEOUT")
              ? "more than " + TIMEOUT_SECONDS + " s"
              : (status + " " + json.path("error").asText())
                  .strip()
                  .replaceAll("[|\\s]+", " ")
                  .replaceFirst("^(.{80}).*", "$1 …"));
    }
    JsonNode requests = json.at("/warm/requests");
    return new Result(
        status,
        Files.readAllLines(rows).stream().map(l -> List.of(l.split("\\|", -1))).toList(),
        json.path("median_ms").asDouble(),
        requests.isNumber()
            ? OptionalDouble.of(requests.asDouble())
            : OptionalDouble.empty());
  }
}
