package org.crmekg.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.crmekg.ConfigException;
import org.crmekg.SourceException;
import org.crmekg.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLinkageTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private FileLinkage.Report link(
      List<Path> files,
      boolean oneToOne,
      int threads,
      Optional<Path> spec,
      Optional<Path> candidates) {
    return FileLinkage.link(
        new FileLinkage.Request(
            files,
            Optional.empty(),
            spec,
            Optional.empty(),
            oneToOne,
            Optional.empty(),
            candidates,
            folder.resolve("pairs.csv"),
            Optional.of(folder.resolve("why.jsonl"))),
        new LinkageOptions(threads, 400, folder, s -> {}),
        CLOCK);
  }

  private FileLinkage.Report link(Path... files) {
    return link(List.of(files), false, 2, Optional.empty(), Optional.empty());
  }

  private List<Path> files(Synthetic.Data data) throws IOException {
    var files = new ArrayList<Path>();
    for (int i = 0; i < data.tables().size(); i++) {
      Path file = folder.resolve("file%d.csv".formatted(i));
      data.tables().get(i).write(file);
      files.add(file);
    }
    return files;
  }

  private void reaches(Synthetic.Data data, double bar) throws IOException {
    FileLinkage.Report report =
        link(files(data), data.oneToOne(), 2, Optional.empty(), Optional.empty());
    var figures = Synthetic.figures(data.truth(), report.outcome().pairs());
    System.out.printf(
        "%s: seed %d, %s, pair completeness estimated %.3f%n",
        data.name(), SEED, figures, report.outcome().completeness());
    assertThat(figures.get("F1")).as("%s with -Dseed=%d", data.name(), SEED).isGreaterThan(bar);
  }

  @Test
  void personsOfTwoCleanFilesAreFound() throws IOException {
    reaches(new Synthetic(SEED).twoFiles(2000), 0.99);
  }

  @Test
  void namesAndBirthDatesAreEnough() throws IOException {
    reaches(new Synthetic(SEED).births(5000), 0.94);
  }

  @Test
  void missingFieldsAndHeavyTyposAreBorne() throws IOException {
    reaches(new Synthetic(SEED).dirty(250, 0.22, 0.3), 0.90);
  }

  @Test
  void publicationsOfTwoCataloguesAreFound() throws IOException {
    reaches(new Synthetic(SEED).publications(700), 0.985);
  }

  @Test
  void companiesOfACrmAndARegisterAreFound() throws IOException {
    reaches(new Synthetic(SEED).companies(1200), 0.97);
  }

  @Test
  void aCrmARegisterAndAWatchListArePutTogether() throws IOException {
    reaches(new Synthetic(SEED).piles(1500), 0.97);
  }

  @Test
  void theSameInputTwiceGivesTheSameBytesWhateverTheThreadsAndTheOrder() throws IOException {
    Synthetic.Data data = new Synthetic(SEED).births(3000);
    Path file = files(data).getFirst();
    link(List.of(file), false, 2, Optional.empty(), Optional.empty());
    byte[] first = Files.readAllBytes(folder.resolve("pairs.csv"));
    link(List.of(file), false, 1, Optional.empty(), Optional.empty());
    assertThat(Files.readAllBytes(folder.resolve("pairs.csv"))).isEqualTo(first);
    Path spec = folder.resolve("kept.ttl");
    Files.copy(folder.resolve("pairs-spec.ttl"), spec);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String header = lines.removeFirst();
    Collections.shuffle(lines, new Random(SEED));
    lines.addFirst(header);
    Files.write(file, lines);
    link(List.of(file), false, 2, Optional.of(spec), Optional.empty());
    assertThat(Files.readAllBytes(folder.resolve("pairs.csv"))).isEqualTo(first);
  }

  @Test
  void oneToOneGivesEachRecordOnePartner() throws IOException {
    Synthetic.Data data = new Synthetic(SEED).publications(400);
    List<LinkedPair> pairs =
        link(files(data), true, 2, Optional.empty(), Optional.empty()).outcome().pairs();
    assertThat(pairs.stream().map(LinkedPair::left)).doesNotHaveDuplicates();
    assertThat(pairs.stream().map(LinkedPair::right)).doesNotHaveDuplicates();
  }

  @Test
  void pairsOfOneFileAreOrderedAndWholeGroups() throws IOException {
    Synthetic.Data data = new Synthetic(SEED).dirty(120, 0.1, 0.2);
    List<LinkedPair> pairs =
        link(files(data), false, 2, Optional.empty(), Optional.empty()).outcome().pairs();
    var keys = new HashSet<String>();
    for (LinkedPair pair : pairs) {
      assertThat(Identifiers.compare(pair.left(), pair.right())).isNegative();
      keys.add(pair.left() + " " + pair.right());
    }
    for (LinkedPair a : pairs) {
      for (LinkedPair b : pairs) {
        if (a.right().equals(b.left())) {
          assertThat(keys).contains(a.left() + " " + b.right());
        }
      }
    }
  }

  @Test
  void aValueThatEverybodySharesDoesNotExplode() throws IOException {
    var out = new StringBuilder("id,name,phone,city\n");
    for (int i = 0; i < 100_000; i++) {
      out.append(
          "%d,person number%s,+49 30 1234567,Berlin\n"
              .formatted(i, Integer.toString(i * 7919, 36)));
    }
    Path file = folder.resolve("switchboard.csv");
    Files.writeString(file, out);
    FileLinkage.Report report = link(file);
    assertThat(report.spec().notes()).anyMatch(n -> n.contains("\"phone\" has one value only"));
    assertThat(report.outcome().compared()).isLessThan(20_000_000);
  }

  @Test
  void emptyAndConstantColumnsAreLeftOutWithANote() throws IOException {
    Path file =
        write(
            "people.csv",
            "id,name,nothing,country\n1,Anna Smith,,DE\n2,Ana Smith,,DE\n3,Bob Jones,,DE\n");
    FileLinkage.Report report = link(file);
    assertThat(report.spec().notes()).anyMatch(n -> n.contains("\"nothing\" has no values"));
    assertThat(report.spec().notes()).anyMatch(n -> n.contains("\"country\" has one value only"));
  }

  @Test
  void nothingToCompareIsAnError() throws IOException {
    Path file = write("empty-columns.csv", "id,a,b\n1,,\n2,,\n");
    assertThatThrownBy(() -> link(file))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no column")
        .hasMessageContaining("has no values");
  }

  @Test
  void oneRecordHasNoPair() throws IOException {
    Path file = write("one.csv", "id,name,city\n1,Anna Smith,Berlin\n");
    assertThat(link(file).outcome().pairs()).isEmpty();
    assertThat(Files.readString(folder.resolve("pairs.csv"))).isEqualTo("left,right,score\n");
  }

  @Test
  void aByteOrderMarkAndSemicolonsAreUnderstood() throws IOException {
    Path file =
        write(
            "mark.csv",
            "\uFEFFid;name;city\n1;\"Smith; Anna\";Berlin\n2;Anna Smith;Berlin\n3;Bob;Rom\n");
    CsvFile csv = CsvFile.open(file);
    assertThat(csv.header()).containsExactly("id", "name", "city");
    var rows = new ArrayList<String>();
    csv.rows((fields, line) -> rows.add(fields[1]));
    assertThat(rows).containsExactly("Smith; Anna", "Anna Smith", "Bob");
  }

  @Test
  void windowsTextIsReadWithANote() throws IOException {
    Path file = folder.resolve("western.csv");
    Files.write(file, "id,name\n1,Müller\n2,Muller\n".getBytes(Charset.forName("windows-1252")));
    CsvFile csv = CsvFile.open(file);
    assertThat(csv.encodingNote()).hasValueSatisfying(n -> assertThat(n).contains("windows-1252"));
    var rows = new ArrayList<String>();
    csv.rows((fields, line) -> rows.add(fields[1]));
    assertThat(rows.getFirst()).isEqualTo("Müller");
  }

  @Test
  void brokenFilesAreErrorsThatNameFileAndLine() throws IOException {
    assertThatThrownBy(() -> link(write("a.csv", ""))).hasMessageContaining("a.csv: is empty");
    assertThatThrownBy(() -> link(write("b.csv", "id,name\n"))).hasMessageContaining("no records");
    assertThatThrownBy(() -> link(write("c.csv", "id^name\n1^x\n")))
        .hasMessageContaining("one column")
        .hasMessageContaining("comma, semicolon, tab, bar");
    assertThatThrownBy(() -> link(write("d.csv", "id,name\n1,Anna\n1,Bob\n")))
        .hasMessageContaining("\"1\" stands twice");
    assertThatThrownBy(() -> link(write("e.csv", "id,name\n1,Anna,x\n")))
        .hasMessageContaining("line 2 has 3 fields");
    assertThatThrownBy(() -> link(write("f.csv", "id,name\n1,\"Anna\n2,Bob\n")))
        .hasMessageContaining("line 2: a quote is opened");
    assertThatThrownBy(() -> link(write("g.csv", "id,name\n1," + "x".repeat(1_000_002) + "\n")))
        .hasMessageContaining("more than 1,000,000 characters");
    assertThatThrownBy(() -> link(write("h.csv", "id,name\n,Anna\n")))
        .hasMessageContaining("no identifier");
    assertThatThrownBy(() -> link(folder.resolve("gone.csv"))).hasMessageContaining("no such file");
  }

  @Test
  void oneToOneNeedsTwoFiles() throws IOException {
    Path file = write("people.csv", "id,name\n1,Anna\n2,Bob\n");
    assertThatThrownBy(() -> link(List.of(file), true, 1, Optional.empty(), Optional.empty()))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void aSpecificationWithAMissingColumnSaysWhatThereIs() throws IOException {
    Path file = write("people.csv", "id,name\n1,Anna\n2,Bob\n");
    Path spec =
        write(
            "spec.ttl",
            """
            @prefix link: <https://w3id.org/crm-ekg/ns/link/> .
            [] a link:Specification ; link:everyPair true ;
              link:fields ( [ link:name "city" ; link:kind link:Word ] ) .
            """);
    assertThatThrownBy(() -> link(List.of(file), false, 1, Optional.of(spec), Optional.empty()))
        .hasMessageContaining("no column \"city\"")
        .hasMessageContaining("[id, name]");
  }

  @Test
  void chosenPairsAreAllScoredAndSameNamesScoreHigher() throws IOException {
    Path left =
        write(
            "left.csv",
            "id,name\n1,Владимир Путин\n2,Gesellschaft Müller mit beschränkter Haftung\n3,Muhammad Al-Hassan\n4,Deutsche Bank AG\n5,OOO Rosneft\n6,William Smith\n7,Siemens AG\n8,John Brown\n");
    Path right =
        write(
            "right.csv",
            "id,name\n1,Vladimir PUTIN\n2,Mueller Gesellschaft GmbH\n3,Mohammed al Hasan\n4,Deutsche Bank Aktiengesellschaft\n5,Rosneft LLC\n6,Bill Smith\n7,Samsung Electronics Co Ltd\n8,Mary Brown\n");
    Path candidates = write("chosen.csv", "left,right\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n7,7\n8,8\n");
    List<LinkedPair> pairs =
        link(List.of(left, right), false, 1, Optional.empty(), Optional.of(candidates))
            .outcome()
            .pairs();
    assertThat(pairs).hasSize(8);
    double leastTrue =
        pairs.subList(0, 6).stream().mapToDouble(LinkedPair::score).min().orElseThrow();
    double mostFalse =
        pairs.subList(6, 8).stream().mapToDouble(LinkedPair::score).max().orElseThrow();
    assertThat(leastTrue).as("%s", pairs).isGreaterThan(mostFalse);
  }

  @Test
  void threeFilesAreOnePileWithTheirOwnColumns() throws IOException {
    Path crm =
        write(
            "crm.csv",
            """
            id,name,born,email,city
            1,Anna Petrova,1980-02-03,a.petrova@mail.example,Berlin
            2,Petrova Anna,1980-02-03,,Berlin
            3,George Papadopoulos,1971-11-30,gp@firm.example,Athens
            4,Maria Gonzalez,1990-05-06,maria@firm.example,Madrid
            5,John Smith,1965-07-08,js@firm.example,London
            """);
    Path register =
        write(
            "register.csv",
            """
            number,name,dob,town
            1,PETROVA Anna,03.02.1980,Berlin
            2,Georgios Papadopoulos,30.11.1971,Athens
            3,Peter Miller,01.01.1970,London
            """);
    Path list =
        write(
            "list.csv",
            """
            ref,name,born,note
            1,Анна Петрова,1980-02-03,x
            2,Juan Gonzalez,1988-03-04,y
            3,Smith John,1965-07-08,x
            """);
    FileLinkage.Report report =
        link(List.of(crm, register, list), false, 1, Optional.empty(), Optional.empty());
    List<String> found =
        report.outcome().pairs().stream()
            .map(p -> p.leftSource() + p.left() + " " + p.rightSource() + p.right())
            .toList();
    assertThat(found)
        .contains(
            "crm.csv1 crm.csv2",
            "crm.csv1 register.csv1",
            "crm.csv1 list.csv1",
            "register.csv1 list.csv1",
            "crm.csv3 register.csv2",
            "crm.csv5 list.csv3")
        .doesNotContain("crm.csv4 list.csv2");
    assertThat(Files.readString(folder.resolve("pairs.csv")))
        .startsWith("left,right,score,left_source,right_source\n");
    assertThatThrownBy(
            () -> link(List.of(crm, register, list), false, 1, Optional.empty(), Optional.of(crm)))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void monthsComeFirstWhereTheColumnShowsIt() throws IOException {
    Path american =
        write("us.csv", "id,name,dob\n1,Anna Smith,03/04/2001\n2,Bob Jones,12/31/1999\n");
    Path european =
        write("eu.csv", "id,name,dob\n1,Anna Smith,04.03.2001\n2,Bob Jones,31.12.1999\n");
    FileLinkage.Report report = link(american, european);
    assertThat(report.spec().notes()).anyMatch(n -> n.contains("us.csv") && n.contains("month"));
    assertThat(Files.readString(report.specFile())).contains("link:monthFirst \"us.csv\"");
    assertThat(Files.readString(folder.resolve("why.jsonl")))
        .contains("\"left\":\"2001-03-04\"")
        .doesNotContain("swapped");
  }

  @Test
  void namesOfManyScriptsAreComparedAsPeopleReadThem() {
    var same =
        List.of(
            "Евгений Щербаков = Evgeny Shcherbakov",
            "Γιώργος Παπαδόπουλος = George Papadopoulos",
            "محمد الحسن = Mohammed Al-Hassan",
            "فاطمة يوسف = Fatima Yusuf",
            "王小明 = Xiaoming Wang",
            "김민수 = Kim Min-su",
            "タナカ ヒロシ = Hiroshi Tanaka",
            "Abd al-Rahman Khalid = Abdulrahman Khalid",
            "Jürgen Müller = MUELLER Juergen",
            "William Thompson = Bill Thompson");
    var other =
        List.of(
            "John Smith = Jane Smith",
            "J. Smith = K. Smith",
            "Ali Hussein = Ali Hassan Omar",
            "Sergei Ivanov = Andrei Ivanov");
    var sameCompanies =
        List.of(
            "北京华信科技有限公司 = Beijing Huaxin Technology Co., Ltd.",
            "株式会社 サクラ システム = Sakura System K.K.",
            "ООО «Ромашка» = Romashka LLC",
            "Schmidt & Söhne GmbH & Co. KG = Schmidt und Söhne GmbH und Co KG",
            "International Business Machines Corp = IBM");
    var otherCompanies =
        List.of(
            "Phoenix Capital 1 LP = Phoenix Capital 2 LP",
            "Northern Oil JSC = Southern Oil JSC",
            "First National Bank of Springfield = Second National Bank of Springfield");
    same.forEach(
        pair -> assertThat(alike(FieldKind.PERSON_NAME, pair)).as(pair).isGreaterThan(0.8));
    other.forEach(pair -> assertThat(alike(FieldKind.PERSON_NAME, pair)).as(pair).isLessThan(0.8));
    sameCompanies.forEach(
        pair -> assertThat(alike(FieldKind.ORGANIZATION_NAME, pair)).as(pair).isGreaterThan(0.8));
    otherCompanies.forEach(
        pair -> assertThat(alike(FieldKind.ORGANIZATION_NAME, pair)).as(pair).isLessThan(0.8));
  }

  private static double alike(FieldKind kind, String pair) {
    var vocabulary = new Vocabulary(kind);
    String[] names = pair.split(" = ");
    Value left = java.util.Objects.requireNonNull(Preparation.value(kind, names[0], vocabulary));
    Value right = java.util.Objects.requireNonNull(Preparation.value(kind, names[1], vocabulary));
    vocabulary.use(new Frequencies("name", 2, List.of(), Map.of(), 1, Map.of(), Map.of(), 1));
    return ValueComparison.similarity(kind, left, right, vocabulary);
  }

  @Test
  void aGuessedSpecificationReadsBackTheSame() throws IOException {
    FileLinkage.Report report =
        link(
            files(new Synthetic(SEED).companies(300)),
            false,
            1,
            Optional.empty(),
            Optional.empty());
    String written = Files.readString(report.specFile());
    LinkageSpec read = SpecReader.read(report.specFile());
    assertThat(written).endsWith(SpecWriter.turtle(read).replaceFirst("(?s)^.*?\\[] a", "[] a"));
  }

  @Test
  void aWrongSpecificationSaysWhatWouldBeRight() {
    String prefix =
        "@prefix link: <https://w3id.org/crm-ekg/ns/link/> .\n[] a link:Specification ; ";
    assertThatThrownBy(() -> SpecReader.read(prefix + "link:field \"x\" .", "s.ttl"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("s.ttl");
    assertThatThrownBy(
            () ->
                SpecReader.read(
                    prefix
                        + "link:everyPair true ; link:fields ( [ link:name \"a\" ; link:kind link:Nmae ] ) .",
                    "s.ttl"))
        .hasMessageContaining("link:Name");
    assertThatThrownBy(() -> SpecReader.read(prefix + "link:treshold 3 .", "s.ttl"))
        .hasMessageContaining("no term link:treshold");
  }

  @Test
  void evaluationCountsAndDrawsTheCurve() throws IOException {
    Path pairs = write("found.csv", "left,right,score\n1,2,9.5\n3,4,2\n5,6,1\n");
    Path truth = write("truth.csv", "left,right\n2,1\n3,4\n7,8\n");
    PairEvaluation.Result result =
        PairEvaluation.evaluate(pairs, truth, OptionalDouble.empty(), Optional.of(truth));
    assertThat(result.accepted().precision()).isEqualTo(2 / 3.0);
    assertThat(result.accepted().recall()).isEqualTo(2 / 3.0);
    assertThat(result.curve()).hasSize(3);
    assertThat(result.completeness()).hasValue(1.0);
    assertThat(PairEvaluation.svg(result.curve())).startsWith("<svg").contains("polyline");
    assertThat(
            PairEvaluation.evaluate(pairs, truth, OptionalDouble.of(2), Optional.empty())
                .accepted()
                .found())
        .isEqualTo(2);
  }

  @Test
  void everyLinkIsExplainedByTheValuesThatMatched() throws IOException {
    link(
        files(new Synthetic(SEED).dirty(60, 0.1, 0.2)),
        false,
        1,
        Optional.empty(),
        Optional.empty());
    List<String> why = Files.readAllLines(folder.resolve("why.jsonl"));
    assertThat(why).hasSize(Files.readAllLines(folder.resolve("pairs.csv")).size() - 1);
    assertThat(why.getFirst()).contains("\"priorBits\"", "\"level\"", "\"bits\"", "\"left\"");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
