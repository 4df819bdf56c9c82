package org.crmekg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.demo.Enterprise;
import org.crmekg.demo.EnterpriseTruth;
import org.crmekg.demo.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the sample enterprise shall be like. */
final class EnterpriseOptions {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another seed is another enterprise (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  long seed;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description = "how many parties, 1000 to 100000000 (default: ${DEFAULT-VALUE})",
      defaultValue = "1000")
  long scale;

  @Option(
      names = "--layout",
      paramLabel = "L",
      description = "files, or postgres: crm and billing are schemas of a PostgreSQL database")
  @Nullable String layout;

  @Option(names = "--without", paramLabel = "FAULT", description = "leave out a planted fault")
  List<String> without = new ArrayList<>();

  @Option(names = "--double", paramLabel = "FAULT", description = "plant a fault twice as often")
  List<String> doubled = new ArrayList<>();

  @Option(
      names = "--truth",
      paramLabel = "DIR",
      description = "write what is true of the data there, for tests; ekg never reads it")
  @Nullable Path truth;

  Enterprise.Plan plan() {
    return new Enterprise.Plan(seed, scale, faults(without), faults(doubled));
  }

  private static Set<Fault> faults(List<String> names) {
    var faults = new HashSet<Fault>();
    names.forEach(name -> faults.add(Enterprise.fault(name)));
    return faults;
  }

  Optional<Enterprise.Layout> layout() {
    if (layout == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Enterprise.Layout.valueOf(layout.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Problem.USAGE, "--layout %s: there are files and postgres".formatted(layout), e);
    }
  }

  /** Writes the truth, if it was asked for. */
  void writeTruth(Enterprise.Place place, String base) {
    if (truth != null) {
      EnterpriseTruth.write(plan(), place, truth);
      EnterpriseTruth.writeLinks(truth, base, truth.resolve("links.ttl"));
    }
  }
}
