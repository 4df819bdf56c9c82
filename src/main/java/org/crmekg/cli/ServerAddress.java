package org.crmekg.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.store.DataFolder;

/**
 * Where a server is.
 *
 * @param url without a slash at its end
 * @param token what it lets its own commands in with
 */
record ServerAddress(String url, Optional<String> token) {

  /** Returns the address that somebody typed. */
  static ServerAddress named(String url, Optional<String> token) {
    if (!url.matches("(?i)https?://[^/\\s]+.*")) {
      throw new UsageException(
          Problem.USAGE,
          "--server %s is not an address such as http://127.0.0.1:3030".formatted(url));
    }
    return new ServerAddress(url.replaceAll("/+$", ""), token);
  }

  /**
   * Returns the server that holds a data folder, if one does and answers.
   *
   * <p>What a dead process left behind is not followed: another program may listen there now.
   */
  static Optional<ServerAddress> holding(Path dataFolder) {
    Path file = dataFolder.resolve("server.json");
    if (!Files.isReadable(file) || DataFolder.holder(dataFolder).isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.MAPPER.readTree(Files.readString(file));
      String url = json.path("url").asText();
      String token = json.path("token").asText();
      if (url.isEmpty() || token.isEmpty()) {
        return Optional.empty();
      }
      var address = new ServerAddress(url.replaceAll("/+$", ""), Optional.of(token));
      return address.answers() ? Optional.of(address) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean answers() {
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/health/live"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
