package org.crmekg.cli;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.crmekg.app.PairView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ekg link why|why-not}: what speaks for two records being one party, and what against. */
@Command(
    synopsisHeading = "%nUsage:%n  ",
    descriptionHeading = "%n",
    description = {
      "Compares the values that the two have now, by the model in use, in bits: each doubles or"
          + " halves the odds. Of two parties, the records that fit best are compared."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:one is no record that you can see"})
abstract class LinkWhyCommand implements Callable<Integer> {
  private final EkgCommand root;
  private final boolean not;

  @Parameters(index = "0", paramLabel = "A", description = "the IRI of a record or party")
  String one = "";

  @Parameters(index = "1", paramLabel = "B", description = "the IRI of another")
  String other = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table (in words) or json (default: ${DEFAULT-VALUE})")
  Format format = Format.TABLE;

  LinkWhyCommand(EkgCommand root, boolean not) {
    this.root = root;
    this.not = not;
  }

  /** What speaks for a link. */
  @Command(
      name = "why",
      header = "Explain in words and bits why two records are one party.",
      footerHeading = "%nExamples:%n",
      footer = {"ekg link why id:party/crm/1001 id:party/kyc/77\n"})
  static final class Why extends LinkWhyCommand {
    Why(EkgCommand root) {
      super(root, false);
    }
  }

  /** What speaks against one. */
  @Command(
      name = "why-not",
      header = "Explain why two records are not one party, compared or not.",
      footerHeading = "%nExamples:%n",
      footer = {"ekg link why-not id:party/crm/1001 id:party/kyc/78\n"})
  static final class WhyNot extends LinkWhyCommand {
    WhyNot(EkgCommand root) {
      super(root, true);
    }
  }

  @Override
  public Integer call() {
    format.among(List.of(Format.TABLE, Format.JSON), "an explanation");
    PairView pair;
    try (Session session = Sessions.open(root, "link")) {
      pair = session.explainPair(Terms.read(one), Terms.read(other));
    }
    PrintStream out = root.terminal().out();
    if (format == Format.JSON) {
      out.print(Json.pretty(pair) + "\n");
    } else {
      words(pair, out);
    }
    return ExitCode.FINE;
  }

  private void words(PairView pair, PrintStream out) {
    out.printf(
        "%s (%s) and %s (%s): %s%n",
        Terms.shortened(pair.left()),
        String.join(", ", pair.leftSources()),
        Terms.shortened(pair.right()),
        String.join(", ", pair.rightSources()),
        pair.isLinked() ? "one party" : "not linked");
    out.printf(
        "%s bits, %s; linked from %s, shown to people from %s (%s, model %s)%n%n",
        signed(pair.bits()),
        odds(pair.bits()),
        signed(pair.accept()),
        signed(pair.review()),
        pair.specification(),
        pair.model());
    double sum = pair.priorBits();
    out.printf(
        "  %8s  %8s  before looking: so rarely are two records one party%n",
        signed(pair.priorBits()), signed(sum));
    String left = String.join(", ", pair.leftSources());
    String right = String.join(", ", pair.rightSources());
    for (PairView.Part part : pair.parts()) {
      double bits = part.bits() + part.rarityBits();
      sum += bits;
      if (part.level().equals("not known")) {
        continue;
      }
      out.printf(
          "  %8s  %8s  %s: %s%s%s%n",
          signed(bits),
          signed(sum),
          part.comparison(),
          part.level(),
          part.leftValue().isEmpty() && part.rightValue().isEmpty()
              ? ""
              : " — %s has \"%s\", %s has \"%s\""
                  .formatted(left, part.leftValue(), right, part.rightValue()),
          rarity(part.rarityBits()));
    }
    String unknown =
        pair.parts().stream()
            .filter(p -> p.level().equals("not known"))
            .map(PairView.Part::comparison)
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      out.printf("  %8s  %8s  not known of both: %s%n", "", "", unknown);
    }
    out.println();
    blocking(pair, out);
    if (not) {
      verdict(pair, out);
    }
  }

  private static void blocking(PairView pair, PrintStream out) {
    if (pair.foundBy() == null || pair.missedBy() == null) {
      return;
    }
    if (pair.foundBy().isEmpty()) {
      out.printf(
          "No rule looks at this pair, so no run compares it: they do not agree on %s.%n",
          String.join("; on ", pair.missedBy()));
    } else {
      out.printf("Looked at because they agree on %s.%n", String.join("; on ", pair.foundBy()));
    }
  }

  private static void verdict(PairView pair, PrintStream out) {
    if (pair.isLinked()) {
      out.printf(
          "They are linked%s; `ekg link how` says by what.%n",
          pair.bits() < pair.accept() ? ", though not by this pair alone" : "");
      return;
    }
    if (pair.bits() < pair.accept()) {
      String against =
          pair.parts().stream()
              .filter(p -> p.bits() + p.rarityBits() < 0)
              .sorted(Comparator.comparingDouble(p -> p.bits() + p.rarityBits()))
              .limit(3)
              .map(p -> "%s (%s)".formatted(p.comparison(), signed(p.bits() + p.rarityBits())))
              .collect(Collectors.joining(", "));
      out.printf(
          "Not linked: %.1f bits are missing%s.%n",
          pair.accept() - pair.bits(),
          against.isEmpty() ? "; too little is known of both" : "; most against it: " + against);
      return;
    }
    out.printf(
        "Their values speak for a link. It is not made because %s.%n",
        pair.lastRun() == null
            ? "no run has compared them as they are now; run `ekg link run`"
            : "a decision, or the rest of their groups, speaks against it; see `ekg link how`");
  }

  private static String rarity(double bits) {
    if (bits > 0.5) {
      return "; few have it (%s)".formatted(signed(bits));
    }
    return bits < -0.5 ? "; many have it (%s)".formatted(signed(bits)) : "";
  }

  private static String odds(double bits) {
    double odds = Math.pow(2, Math.min(Math.abs(bits), 60));
    return String.format(
        Locale.ROOT, bits >= 0 ? "%,.0f to 1 for it" : "%,.0f to 1 against it", odds);
  }

  private static String signed(double bits) {
    return String.format(Locale.ROOT, "%+.2f", bits);
  }
}
