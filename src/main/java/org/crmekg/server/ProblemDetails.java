package org.crmekg.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.crmekg.EkgException;
import org.crmekg.Problem;
import org.crmekg.app.SyntaxPosition;
import org.crmekg.rdf.Ekg;

/**
 * An error as it goes over HTTP (RFC 9457).
 *
 * @param position where a query is wrong
 */
record ProblemDetails(
    Problem problem,
    int status,
    String detail,
    Optional<SyntaxPosition> position,
    String requestId) {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  static ProblemDetails of(EkgException error, String requestId) {
    // What went wrong inside may quote data of any source: it is for the log.
    String detail =
        error.kind() == EkgException.Kind.INTERNAL
            ? "a fault of the server; its log says more about request " + requestId
            : String.valueOf(error.getMessage());
    return new ProblemDetails(
        error.problem(), status(error.problem()), detail, SyntaxPosition.of(error), requestId);
  }

  static int status(Problem problem) {
    return switch (problem) {
      case UNAUTHORIZED -> 401;
      case FORBIDDEN, ORIGIN_REFUSED -> 403;
      case NOT_FOUND, SOURCE_UNKNOWN -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case NOT_ACCEPTABLE -> 406;
      case BODY_REFUSED, QUERY_TOO_LARGE -> 413;
      case HOST_REFUSED -> 421;
      case SOURCE_UNREACHABLE, SOURCE_TIMEOUT -> 503;
      case QUERY_TIMEOUT, BUSY, STORE_FAILED, STORE_LOCKED -> 503;
      case DISK_FULL -> 507;
      default ->
          switch (problem.kind()) {
            case USAGE -> 400;
            case SOURCE -> 502;
            case CONFIG, RESOURCE, INTERNAL -> 500;
          };
    };
  }

  private String title() {
    String explanation = problem.explanation();
    int end = explanation.indexOf(". ");
    return end < 0 ? explanation : explanation.substring(0, end + 1);
  }

  /** Returns the answer in the form that the caller wants most. */
  Answer answer(Accept accept) {
    String type =
        accept.best(List.of(MEDIA_TYPE, "application/json", "text/plain")).orElse(MEDIA_TYPE);
    Answer answer =
        type.equals("text/plain")
            ? Answer.of(status, "text/plain; charset=utf-8", text())
            : Answer.of(status, MEDIA_TYPE, json());
    return withHeaders(answer);
  }

  /** Adds the headers that belong to the status. */
  Answer withHeaders(Answer answer) {
    return switch (problem) {
      case BUSY -> answer.with("Retry-After", "2");
      case SOURCE_UNREACHABLE, SOURCE_TIMEOUT -> answer.with("Retry-After", "30");
      case UNAUTHORIZED -> answer.with("WWW-Authenticate", "Bearer realm=\"crm-ekg\"");
      default -> answer;
    };
  }

  private String text() {
    return "%s %s%n%s%nrequest %s%n".formatted(problem.code(), title(), detail, requestId);
  }

  private String json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("type", Ekg.NS + "problem/" + problem.code());
    json.put("title", title());
    json.put("status", status);
    json.put("detail", detail);
    json.put("code", problem.code());
    position.ifPresent(
        p -> {
          json.put("line", p.line());
          json.put("column", p.column());
        });
    json.put("requestId", requestId);
    return json + "\n";
  }

  String heading() {
    return title();
  }
}
