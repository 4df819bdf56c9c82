package org.crmekg.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.crmekg.Problem;
import org.crmekg.UsageException;

/**
 * In which form an answer goes out: the parameter {@code format} decides, or else the Accept
 * header.
 *
 * @param format the form of data; empty for a page
 * @param mediaType what it is called in the answer
 * @param <F> the forms
 */
record Negotiation<F>(Optional<F> format, String mediaType) {
  private static final String HTML = "text/html";

  static <F> Negotiation<F> data(F format, String mediaType) {
    return new Negotiation<>(Optional.of(format), mediaType);
  }

  private static <F> Negotiation<F> page() {
    return new Negotiation<>(Optional.empty(), HTML);
  }

  /** Returns the value of Content-Type. */
  String contentType() {
    return mediaType.startsWith("text/") ? mediaType + "; charset=utf-8" : mediaType;
  }

  /**
   * Chooses a form.
   *
   * @param hasPage whether there is a page
   * @param named the form of that name in the parameter
   * @throws UsageException with {@link Problem#NOT_ACCEPTABLE} listing what can be served
   */
  static <F> Negotiation<F> of(
      Exchange exchange,
      boolean hasPage,
      Map<String, F> offered,
      Function<String, Optional<F>> named) {
    Optional<String> name = exchange.one("format");
    if (name.isPresent()) {
      if (hasPage && name.get().equals("html")) {
        return page();
      }
      F format =
          named.apply(name.get()).orElseThrow(() -> notAcceptable(name.get(), hasPage, offered));
      return data(
          format,
          offered.entrySet().stream()
              .filter(e -> e.getValue().equals(format))
              .findFirst()
              .orElseThrow()
              .getKey());
    }
    var types = new ArrayList<>(offered.keySet());
    if (hasPage) {
      types.add(HTML);
    }
    String best =
        exchange
            .accept()
            .best(types)
            .orElseThrow(() -> notAcceptable("the Accept header", hasPage, offered));
    F format = offered.get(best);
    return format == null ? page() : data(format, best);
  }

  private static <F> UsageException notAcceptable(
      String wanted, boolean hasPage, Map<String, F> offered) {
    var types = new ArrayList<>(List.copyOf(offered.keySet()));
    if (hasPage) {
      types.add(HTML);
    }
    return new UsageException(
        Problem.NOT_ACCEPTABLE,
        "nothing in %s can be served; there are %s".formatted(wanted, String.join(", ", types)));
  }
}
