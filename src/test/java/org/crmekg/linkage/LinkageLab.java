package org.crmekg.linkage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Links what {@link Synthetic} makes and prints how well; run by hand. */
final class LinkageLab {
  private LinkageLab() {}

  static FileLinkage.Report run(Synthetic.Data data, Path folder) throws Exception {
    Files.createDirectories(folder);
    var files = new ArrayList<Path>();
    for (int i = 0; i < data.tables().size(); i++) {
      Path file = folder.resolve("file%d.csv".formatted(i));
      data.tables().get(i).write(file);
      files.add(file);
    }
    return FileLinkage.link(
        new FileLinkage.Request(
            files,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            data.oneToOne(),
            Optional.empty(),
            Optional.empty(),
            folder.resolve("pairs.csv"),
            Optional.empty()),
        new LinkageOptions(2, 800, folder, s -> {}),
        Clock.systemUTC());
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    int only = args.length > 2 ? Integer.parseInt(args[2]) : -1;
    List<Synthetic.Data> all = new Synthetic(seed).all();
    for (int d = 0; d < all.size(); d++) {
      if (only >= 0 && only != d) {
        continue;
      }
      Synthetic.Data data = all.get(d);
      long start = System.nanoTime();
      Path place = folder.resolve("set" + d);
      FileLinkage.Report report = run(data, place);
      double seconds = (System.nanoTime() - start) / 1e9;
      var truth = new StringBuilder("left,right\n");
      data.truth().forEach(t -> truth.append(t.replace('\t', ',')).append('\n'));
      Files.writeString(place.resolve("truth.csv"), truth);
      PairEvaluation.Point best =
          PairEvaluation.evaluate(
                  place.resolve("pairs.csv"),
                  place.resolve("truth.csv"),
                  java.util.OptionalDouble.empty(),
                  Optional.empty())
              .curve()
              .stream()
              .max(java.util.Comparator.comparingDouble(PairEvaluation.Point::f1))
              .orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "%d %-30s %s best %.4f@%.1f compared %,d completeness %.3f refused %d %.1fs%n",
          d,
          data.name(),
          Synthetic.figures(data.truth(), report.outcome().pairs()),
          best.f1(),
          best.threshold(),
          report.outcome().compared(),
          report.outcome().completeness(),
          report.outcome().refused(),
          seconds);
      if (only >= 0) {
        System.out.println(SpecWriter.turtle(report.spec()));
        System.out.println(ModelJson.write(report.model()));
        report.outcome().rules().forEach(System.out::println);
      }
    }
  }
}
