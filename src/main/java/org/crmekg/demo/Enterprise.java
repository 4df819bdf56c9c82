package org.crmekg.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.UsageException;

/**
 * The sample enterprise: eight sources that disagree, for any seed and size.
 *
 * <p>Every row is a function of the seed and of the number of a party, so sources are written one
 * after the other in bounded memory, and again the same. docs/sample-enterprise.md describes the
 * tables. The truth about them is written by {@link EnterpriseTruth}, from the rows, elsewhere.
 */
public final class Enterprise {
  /** The fewest parties that show every planted fault. */
  public static final long FEWEST = 1000;

  /** The most parties, so that keys of 32 bits suffice. */
  public static final long MOST = 100_000_000;

  /** The file that says what was generated. */
  public static final String MARKER = "enterprise.json";

  private static final int VERSION = 2;

  private Enterprise() {}

  /** Where the databases of the enterprise are. */
  public enum Layout {
    /** Two H2 files; the rest are files anyway. */
    FILES,
    /** Two schemas of a PostgreSQL database. */
    POSTGRES
  }

  /**
   * What to generate.
   *
   * @param seed decides everything
   * @param parties how many persons and organizations there are, beside the planted stories
   * @param without faults that are left out
   * @param doubled faults that are planted twice as often
   */
  public record Plan(long seed, long parties, Set<Fault> without, Set<Fault> doubled) {
    public Plan {
      if (parties < FEWEST || parties > MOST) {
        throw new UsageException(
            Problem.USAGE,
            "--scale %d: the sample enterprise has %,d to %,d parties"
                .formatted(parties, FEWEST, MOST));
      }
      without = Set.copyOf(without);
      doubled = Set.copyOf(doubled);
    }

    /** Returns a plan with all faults at their usual rate. */
    public static Plan of(long seed, long parties) {
      return new Plan(seed, parties, Set.of(), Set.of());
    }
  }

  /**
   * Where to write it.
   *
   * @param folder gets the files, in a folder for each source
   * @param database gets crm and billing as schemas, if there is one; else they are H2 files
   */
  public record Place(Path folder, Optional<Database> database) {
    /** Returns the layout that the place has. */
    public Layout layout() {
      return database.isPresent() ? Layout.POSTGRES : Layout.FILES;
    }
  }

  /** A PostgreSQL database; the password may be empty. */
  public record Database(String url, String user, String password) {}

  /**
   * What there is now.
   *
   * @param rows number of rows by {@code source.table}
   * @param isNew false if it was there already
   */
  public record Made(Map<String, Long> rows, boolean isNew) {}

  /**
   * Makes the enterprise, unless exactly it is there already. What another plan made is replaced;
   * files and schemas that the generator has not made are left alone.
   *
   * @throws SourceException if a source cannot be written
   * @throws UsageException if something of another origin is in the way
   */
  public static Made generate(Plan plan, Place place) {
    Path marker = place.folder().resolve(MARKER);
    try {
      if (Files.exists(marker)) {
        String found = Files.readString(marker);
        if (found.startsWith(head(plan, place))) {
          return new Made(Map.of(), false);
        }
        Files.delete(marker);
      }
      Files.createDirectories(place.folder());
      var rows = new LinkedHashMap<String, Long>();
      for (SourceName source : SourceName.values()) {
        try (var sinks = EnterpriseSinks.open(source, place)) {
          SourceOutput out = sinks.output();
          write(plan, source, out, Identities.NONE);
          sinks.finish();
          out.rows().forEach((table, count) -> rows.put(source.id() + "." + table, count));
        }
      }
      Files.writeString(marker, head(plan, place) + rows(rows), StandardCharsets.UTF_8);
      return new Made(rows, true);
    } catch (IOException e) {
      throw new SourceException(
          Problem.SOURCE_FAILED,
          "the sample enterprise cannot be written to %s: %s"
              .formatted(place.folder(), e.getMessage()),
          e);
    }
  }

  /** Writes the rows of one source. */
  static void write(Plan plan, SourceName source, SourceOutput out, Identities identities) {
    var dice = new Dice(plan.seed());
    var population = new Population(dice, plan.parties());
    var faults = new FaultPlan(dice, plan.without(), plan.doubled());
    var scene =
        new Scene(population, new Naming(population), new Keys(dice), faults, out, identities);
    switch (source) {
      case CRM -> new CrmRows(scene).write();
      case KYC -> new KycRows(scene).write();
      case VENDOR -> new VendorRows(scene).write();
      case REGISTRY -> new RegistryRows(scene).write();
      case HELPDESK -> new HelpdeskRows(scene).write();
      case BILLING -> new BillingRows(scene).write();
      case MAIL -> new MailRows(scene).write();
      case SOCIAL -> new SocialRows(scene).write();
    }
    new Stories(scene).write(source);
  }

  private static String head(Plan plan, Place place) {
    return """
        {"version":%d,"asOf":"%s","seed":%d,"parties":%d,"layout":"%s",
         "without":%s,"doubled":%s,
        """
        .formatted(
            VERSION,
            Population.AS_OF,
            plan.seed(),
            plan.parties(),
            place.layout().name().toLowerCase(java.util.Locale.ROOT),
            faults(plan.without()),
            faults(plan.doubled()));
  }

  private static String faults(Set<Fault> faults) {
    var names = new TreeSet<String>();
    faults.forEach(f -> names.add(f.spelled()));
    return Json.array(names.stream().toList()).text();
  }

  private static String rows(Map<String, Long> rows) {
    var lines = new TreeMap<>(rows);
    var text = new StringBuilder(" \"rows\":{");
    lines.forEach(
        (table, count) ->
            text.append(text.toString().endsWith("{") ? "\n  " : ",\n  ")
                .append('"')
                .append(table)
                .append("\":")
                .append(count));
    return text.append("}}\n").toString();
  }

  /** Finds a fault by its name on the command line. */
  public static Fault fault(String spelled) {
    return Arrays.stream(Fault.values())
        .filter(f -> f.spelled().equals(spelled))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.USAGE,
                    "there is no fault \"%s\"; there are %s"
                        .formatted(
                            spelled,
                            String.join(
                                ", ",
                                Arrays.stream(Fault.values()).map(Fault::spelled).toList()))));
  }
}
