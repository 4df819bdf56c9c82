package org.crmekg.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.crmekg.Problem;
import org.crmekg.UsageException;

/**
 * In which form an answer goes out: the parameter {@code format} decides, or else the Accept header.
 *
 * @param <F> the forms
 */
sealed interface Negotiation<F> {
  String HTML = "text/html";

  /** As a page. */
  record Page<F>() implements Negotiation<F> {}

  /** As data. */
  record Data<F>(F format, String mediaType) implements Negotiation<F> {}

  /**
   * Chooses a form.
   *
   * @param page whether there is a page
   * @param named the form of that name in the parameter
   * @throws UsageException with {@link Problem#NOT_ACCEPTABLE} listing what can be served
   */
  static <F> Negotiation<F> of(
      Exchange exchange,
      boolean page,
      Map<String, F> offered,
      Function<String, Optional<F>> named) {
    Optional<String> name = exchange.one("format");
    if (name.isPresent()) {
      if (page && name.get().equals("html")) {
        return new Page<>();
      }
      F format =
          named.apply(name.get()).orElseThrow(() -> notAcceptable(name.get(), page, offered));
      return new Data<>(
          format,
          offered.entrySet().stream()
              .filter(e -> e.getValue().equals(format))
              .findFirst()
              .orElseThrow()
              .getKey());
    }
    var types = new ArrayList<>(offered.keySet());
    if (page) {
      types.add(HTML);
    }
    String best =
        exchange
            .accept()
            .best(types)
            .orElseThrow(() -> notAcceptable("the Accept header", page, offered));
    F format = offered.get(best);
    return format == null ? new Page<>() : new Data<>(format, best);
  }

  private static <F> UsageException notAcceptable(
      String wanted, boolean page, Map<String, F> offered) {
    var types = new ArrayList<>(List.copyOf(offered.keySet()));
    if (page) {
      types.add(HTML);
    }
    return new UsageException(
        Problem.NOT_ACCEPTABLE,
        "nothing in %s can be served; there are %s".formatted(wanted, String.join(", ", types)));
  }
}
