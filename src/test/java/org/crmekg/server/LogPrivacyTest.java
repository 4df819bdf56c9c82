package org.crmekg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmekg.server.TestServer.sparql;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Logs tell what happened, and not who was looked for. */
class LogPrivacyTest {
  private static final String CANARY = "jane.canary@example.org";

  @Test
  void neitherQueriesNorAddressesNorTokensAreLogged(@TempDir Path data) throws Exception {
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var access = (Logger) LoggerFactory.getLogger("org.crmekg.server.access");
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    Level before = root.getLevel();
    Level accessBefore = access.getLevel();
    root.setLevel(Level.INFO);
    access.setLevel(Level.INFO);
    root.addAppender(events);
    try (var server =
        TestServer.start(
            data,
            "ekg:principal [ ekg:name \"seller\" ; ekg:tokenVariable \"T\" ; ekg:mayRead \"crm\" ] ;",
            Map.of("T", "token-canary"),
            ServerOptions.DEFAULTS.onPort(0))) {
      String[] token = {"Authorization", "Bearer token-canary"};
      String query = "SELECT * { ?s party:name '" + CANARY + "' }";
      for (String path :
          new String[] {
            sparql(query),
            sparql(query + " LIMT"),
            sparql(query) + "&default-graph-uri=urn:" + CANARY,
            sparql("SELECT * { SERVICE <http://" + CANARY + "> {} }"),
            "/doc/party/crm/" + CANARY,
            "/why?s=urn:" + CANARY,
            "/why?s=%22" + CANARY,
            "/findings?source=" + CANARY,
          }) {
        server.get(path, token);
        server.get(path, "Authorization", "Bearer " + CANARY);
      }
      server.post(
          "/sparql",
          query,
          "Authorization",
          "Bearer token-canary",
          "Content-Type",
          "application/sparql-query");
      String log =
          events.list.stream()
              .map(e -> e.getFormattedMessage() + e.getThrowableProxy())
              .collect(Collectors.joining("\n"));
      assertThat(log).contains("endpoint=sparql", "principal=seller", "status=400", "shape=");
      assertThat(log).doesNotContain("canary", server.token());
    } finally {
      root.detachAppender(events);
      root.setLevel(before);
      access.setLevel(accessBefore);
    }
  }
}
