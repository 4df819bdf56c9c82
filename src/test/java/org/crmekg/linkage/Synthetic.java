package org.crmekg.linkage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Records whose true pairs are known, by several models of how people and machines err. */
final class Synthetic {
  private static final String[] SURNAMES =
      ("smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts"
              + " green hall wood jackson clarke mueller schmidt schneider fischer weber meyer wagner becker schulz"
              + " hoffmann koch bauer richter klein wolf neumann schwarz zimmermann braun krueger martin bernard dubois"
              + " thomas robert petit durand leroy moreau simon laurent rossi russo ferrari esposito bianchi romano colombo"
              + " ricci marino greco garcia fernandez gonzalez rodriguez lopez martinez sanchez perez gomez ivanov smirnov"
              + " kuznetsov popov petrov sokolov lebedev kozlov nguyen tran kim lee park chen wang li zhang liu kumar"
              + " singh patel shah khan ahmed ali hussain silva santos oliveira kowalski nowak wisniewski meier maier"
              + " mayer schmitt schmid hofmann carter mitchell campbell stewart morris murphy kelly ryan oconnor byrne")
          .split(" ");
  private static final String[] GIVEN =
      ("james mary john patricia robert jennifer michael linda william elizabeth david barbara richard susan joseph"
              + " jessica thomas sarah charles karen christopher nancy daniel lisa matthew margaret anthony betty mark"
              + " sandra donald ashley steven kimberly paul emily andrew donna joshua michelle kenneth dorothy kevin carol"
              + " brian amanda george melissa edward deborah ronald stephanie timothy rebecca jason sharon jeffrey laura"
              + " ryan cynthia jacob kathleen gary amy nicholas shirley eric angela jonathan helen stephen anna larry"
              + " brenda justin pamela scott nicole brandon samantha benjamin katherine samuel emma gregory ruth frank"
              + " christine alexander catherine raymond debra patrick rachel jack carolyn dennis janet jerry maria tyler"
              + " olivia aaron heather jose hans peter klaus wolfgang juergen dieter uwe bernd ursula monika petra sabine"
              + " renate helga karin brigitte ingrid erika ivan sergei dmitri olga tatiana natalia mohammed fatima chloe"
              + " isabella ethan mia lachlan jasmine zac kayla joshua brooke riley georgia liam hugo noah sophie lara")
          .split(" ");
  private static final String[] CITIES =
      ("london birmingham leeds glasgow sheffield bradford liverpool edinburgh manchester bristol wakefield cardiff"
              + " dudley wigan coventry belfast leicester sunderland hull newcastle plymouth stoke derby southampton"
              + " portsmouth swansea aberdeen reading norwich luton")
          .split(" ");
  private static final String[] STREETS =
      "street road avenue place crescent close drive court circuit parade".split(" ");
  private static final String[] SYLLABLES =
      ("ba be bi bo bra bri car cor da del den dor fal fen gar gel gra hal ham hol jen ka kel kin kra la len lin lo"
              + " mar men mil mon na nel nor pa per pol ra ren rin ro sal sel shi sta stel ta tel tor tra va vel ver"
              + " wal wen win ya zan zel")
          .split(" ");
  private static final String[] KEYBOARD = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  private static final String[] OCR = {
    "o0", "l1", "s5", "b8", "g9", "z2", "i1", "e3", "a4", "t7", "mn", "nu", "ce", "vu"
  };
  private static final String[][] PHONETIC = {
    {"ph", "f"},
    {"ck", "k"},
    {"ie", "y"},
    {"ei", "ai"},
    {"c", "k"},
    {"z", "s"},
    {"th", "t"},
    {"ll", "l"},
    {"mm", "m"},
    {"nn", "n"},
    {"tt", "t"},
    {"ss", "s"},
    {"v", "f"},
    {"w", "v"},
    {"dt", "t"},
    {"e", "a"},
    {"y", "i"},
    {"ks", "x"}
  };

  private static final com.ibm.icu.text.Transliterator CYRILLIC =
      com.ibm.icu.text.Transliterator.getInstance("Latin-Russian/BGN");

  final Random random;
  private final String[] surnames;
  private final String[] words;

  /** A file of records: the first column is the identifier. */
  record Table(List<String> header, List<List<String>> rows) {
    void write(Path file) throws IOException {
      var out = new StringBuilder(String.join(",", header)).append('\n');
      for (List<String> row : rows) {
        for (int i = 0; i < row.size(); i++) {
          String cell = row.get(i);
          out.append(i == 0 ? "" : ",")
              .append(
                  cell.indexOf(',') < 0 && cell.indexOf('"') < 0
                      ? cell
                      : '"' + cell.replace("\"", "\"\"") + '"');
        }
        out.append('\n');
      }
      Files.writeString(file, out);
    }
  }

  /** One or two files, and which pairs are true. */
  record Data(
      String name,
      List<Table> tables,
      Set<String> truth,
      boolean oneToOne,
      List<String[]> candidates) {}

  Synthetic(long seed) {
    random = new Random(seed);
    surnames = new String[3000];
    for (int i = 0; i < surnames.length; i++) {
      surnames[i] = i < SURNAMES.length ? SURNAMES[i] : made(2 + random.nextInt(2));
    }
    words = new String[2500];
    for (int i = 0; i < words.length; i++) {
      words[i] = made(2 + random.nextInt(2));
    }
  }

  private String made(int syllables) {
    var name = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      name.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return name.toString();
  }

  /** Few values are frequent, many are rare. */
  private String zipf(String[] from, double skew) {
    double u = random.nextDouble();
    int at = (int) (from.length * Math.pow(u, skew));
    return from[Math.min(at, from.length - 1)];
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }

  private boolean chance(double p) {
    return random.nextDouble() < p;
  }

  // ---- errors

  String typo(String text) {
    if (text.length() < 2) {
      return text;
    }
    int at = random.nextInt(text.length());
    char letter = (char) ('a' + random.nextInt(26));
    if (Character.isDigit(text.charAt(at))) {
      letter = (char) ('0' + random.nextInt(10));
    }
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + letter + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(at + 1);
      case 2 -> text.substring(0, at) + letter + text.substring(at + 1);
      default ->
          at + 1 < text.length()
              ? text.substring(0, at)
                  + text.charAt(at + 1)
                  + text.charAt(at)
                  + text.substring(at + 2)
              : text.substring(0, at);
    };
  }

  String keyboard(String text) {
    for (int tries = 0; tries < 5; tries++) {
      int at = random.nextInt(Math.max(1, text.length()));
      for (String line : KEYBOARD) {
        int key = text.isEmpty() ? -1 : line.indexOf(text.charAt(at));
        if (key >= 0) {
          int next = Math.clamp(key + (random.nextBoolean() ? 1 : -1), 0, line.length() - 1);
          return text.substring(0, at) + line.charAt(next) + text.substring(at + 1);
        }
      }
    }
    return typo(text);
  }

  String ocr(String text) {
    for (String pair : OCR) {
      int at = text.indexOf(pair.charAt(0));
      if (at >= 0 && chance(0.5)) {
        return text.substring(0, at) + pair.charAt(1) + text.substring(at + 1);
      }
    }
    return typo(text);
  }

  String phonetic(String text) {
    int start = random.nextInt(PHONETIC.length);
    for (int i = 0; i < PHONETIC.length; i++) {
      String[] rule = PHONETIC[(start + i) % PHONETIC.length];
      int side = random.nextInt(2);
      int at = text.indexOf(rule[side]);
      if (at >= 0) {
        return text.substring(0, at) + rule[1 - side] + text.substring(at + rule[side].length());
      }
    }
    return typo(text);
  }

  String spoilt(String text) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> typo(text);
      case 2 -> keyboard(text);
      case 3 -> ocr(text);
      default -> phonetic(text);
    };
  }

  private String nickname(String given) {
    int[] groups = WordLists.nameGroups(given);
    if (groups.length == 0) {
      return given;
    }
    List<String> others =
        Arrays.stream(GIVEN)
            .filter(g -> !g.equals(given) && Vocabulary.shareGroup(g, given))
            .toList();
    String[] shorts = {
      "bob", "bill", "liz", "mike", "dick", "peggy", "kate", "tony", "chris", "jim", "tom", "dan"
    };
    for (String name : shorts) {
      if (Vocabulary.shareGroup(name, given)) {
        return name;
      }
    }
    return others.isEmpty() ? given : others.get(random.nextInt(others.size()));
  }

  private String date(int from, int to) {
    return "%04d-%02d-%02d"
        .formatted(
            from + random.nextInt(to - from), 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  private static String pair(String a, String b) {
    return a + "\t" + b;
  }

  private static String ordered(String a, String b) {
    return Identifiers.compare(a, b) <= 0 ? pair(a, b) : pair(b, a);
  }

  // ---- persons of two clean files

  Data twoFiles(int size) {
    List<String> header =
        List.of(
            "rec_id",
            "given_name",
            "surname",
            "street_number",
            "address_1",
            "address_2",
            "suburb",
            "postcode",
            "state",
            "date_of_birth",
            "soc_sec_id");
    String[] states = {"nsw", "vic", "qld", "wa", "sa", "tas", "act", "nt"};
    var left = new ArrayList<List<String>>();
    var right = new ArrayList<List<String>>();
    var truth = new TreeSet<String>();
    for (int i = 0; i < size; i++) {
      var row = new ArrayList<String>();
      row.add("rec-%d-org".formatted(i));
      row.add(zipf(GIVEN, 1.5));
      row.add(zipf(surnames, 2));
      row.add(Integer.toString(1 + (int) (300 * Math.pow(random.nextDouble(), 2))));
      row.add(zipf(words, 1.2) + " " + pick(STREETS));
      row.add(
          chance(0.35)
              ? ""
              : zipf(words, 1.2) + (chance(0.4) ? " " + pick("village", "estate", "farm") : ""));
      row.add(zipf(words, 1.6));
      row.add(Integer.toString(2000 + random.nextInt(6000)));
      row.add(chance(0.02) ? "" : zipf(states, 1.5));
      row.add(chance(0.03) ? "" : date(1900, 2000).replace("-", ""));
      row.add(Integer.toString(1_000_000 + random.nextInt(9_000_000)));
      left.add(row);
      var copy = new ArrayList<>(row);
      copy.set(0, "rec-%d-dup-0".formatted(i));
      int errors = 1 + random.nextInt(3);
      for (int e = 0; e < errors; e++) {
        int field = 1 + random.nextInt(10);
        String value = copy.get(field);
        copy.set(
            field,
            chance(0.15)
                ? ""
                : value.isEmpty()
                    ? ""
                    : field == 9 || field == 10 || field == 7 ? typo(value) : spoilt(value));
      }
      if (chance(0.08)) {
        Collections.swap(copy, 1, 2);
      }
      if (chance(0.04)) {
        Collections.swap(copy, 4, 5);
      }
      right.add(copy);
      truth.add(pair(row.getFirst(), copy.getFirst()));
    }
    Collections.shuffle(right, random);
    return new Data(
        "two files, typos",
        List.of(new Table(header, left), new Table(header, right)),
        truth,
        false,
        List.of());
  }

  // ---- names and birth dates only

  Data births(int size) {
    List<String> header =
        List.of("id", "fname_c1", "fname_c2", "lname_c1", "lname_c2", "by", "bm", "bd");
    var rows = new ArrayList<List<String>>();
    var truth = new TreeSet<String>();
    int originals = size * 9 / 10;
    var base = new ArrayList<List<String>>();
    for (int i = 0; i < originals; i++) {
      base.add(
          new ArrayList<>(
              List.of(
                  "",
                  zipf(GIVEN, 2).toUpperCase(java.util.Locale.ROOT),
                  chance(0.02) ? pick(GIVEN).toUpperCase(java.util.Locale.ROOT) : "NA",
                  zipf(surnames, 3).toUpperCase(java.util.Locale.ROOT),
                  chance(0.01) ? pick(surnames).toUpperCase(java.util.Locale.ROOT) : "NA",
                  Integer.toString(1920 + random.nextInt(90)),
                  Integer.toString(1 + random.nextInt(12)),
                  Integer.toString(1 + random.nextInt(28)))));
    }
    rows.addAll(base);
    var order = new ArrayList<Integer>();
    for (int i = 0; i < originals; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    var twins = new HashMap<Integer, Integer>();
    for (int i = 0; i < size - originals; i++) {
      var copy = new ArrayList<>(base.get(order.get(i)));
      int field = pick("1", "3", "3", "5", "6", "7").charAt(0) - '0';
      if (field >= 5) {
        int value = Integer.parseInt(copy.get(field));
        copy.set(
            field,
            Integer.toString(
                field == 5
                    ? value + pick("-10", "10", "-1", "1", "3").transform(Integer::parseInt)
                    : 1 + random.nextInt(field == 6 ? 12 : 28)));
      } else {
        copy.set(
            field,
            spoilt(copy.get(field).toLowerCase(java.util.Locale.ROOT))
                .toUpperCase(java.util.Locale.ROOT));
      }
      twins.put(rows.size(), order.get(i));
      rows.add(copy);
    }
    var shuffled = new ArrayList<Integer>();
    for (int i = 0; i < rows.size(); i++) {
      shuffled.add(i + 1);
    }
    Collections.shuffle(shuffled, random);
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).set(0, Integer.toString(shuffled.get(i)));
    }
    twins.forEach((a, b) -> truth.add(ordered(rows.get(a).getFirst(), rows.get(b).getFirst())));
    rows.sort(java.util.Comparator.comparing(r -> Integer.parseInt(r.getFirst())));
    return new Data(
        "names and birth dates", List.of(new Table(header, rows)), truth, false, List.of());
  }

  // ---- many missing fields, heavy typos

  Data dirty(int entities, double missing, double error) {
    List<String> header = List.of("unique_id", "first_name", "surname", "dob", "city", "email");
    var rows = new ArrayList<List<String>>();
    var groups = new ArrayList<List<String>>();
    int id = 0;
    for (int e = 0; e < entities; e++) {
      String given = zipf(GIVEN, 1.3);
      String family = zipf(surnames, 2.5);
      String born = date(1935, 2015);
      String city = zipf(CITIES, 2.2);
      String email =
          (chance(0.5) ? given + "." + family : given.charAt(0) + family + random.nextInt(99))
              + "@"
              + zipf(surnames, 1.5)
              + pick(".com", ".net", ".org", ".info");
      int copies = 1 + Math.min(5, (int) (-Math.log(1 - random.nextDouble()) * 3));
      var group = new ArrayList<String>();
      for (int c = 0; c < copies; c++) {
        String[] fields = {given, family, born, city, email};
        for (int f = 0; f < fields.length; f++) {
          if (c > 0 || chance(0.2)) {
            if (chance(missing)) {
              fields[f] = "";
            } else if (chance(error)) {
              fields[f] =
                  f == 2
                      ? typo(fields[f])
                      : f == 0 && chance(0.3) ? nickname(fields[f]) : spoilt(fields[f]);
              if (chance(0.3)) {
                fields[f] =
                    f == 2
                        ? date(1935, 2015).substring(0, 5)
                            + fields[f].substring(Math.min(5, fields[f].length()))
                        : spoilt(fields[f]);
              }
            }
          }
        }
        if (chance(0.06)) {
          String swap = fields[0];
          fields[0] = fields[1];
          fields[1] = swap;
        }
        var row = new ArrayList<String>();
        row.add(Integer.toString(id++));
        row.addAll(List.of(fields));
        rows.add(row);
        group.add(row.getFirst());
      }
      groups.add(group);
    }
    var truth = new TreeSet<String>();
    for (List<String> group : groups) {
      for (int i = 0; i < group.size(); i++) {
        for (int j = i + 1; j < group.size(); j++) {
          truth.add(ordered(group.get(i), group.get(j)));
        }
      }
    }
    Collections.shuffle(rows, random);
    return new Data(
        "missing fields, heavy typos", List.of(new Table(header, rows)), truth, false, List.of());
  }

  // ---- people of the past, with names in full beside their parts

  Data historical(int entities) {
    List<String> header =
        List.of(
            "unique_id",
            "full_name",
            "first_and_surname",
            "first_name",
            "surname",
            "dob",
            "birth_place",
            "postcode_fake",
            "gender",
            "occupation");
    String[] jobs = new String[120];
    for (int i = 0; i < jobs.length; i++) {
      jobs[i] = made(3);
    }
    var rows = new ArrayList<List<String>>();
    var truth = new TreeSet<String>();
    int id = 0;
    for (int e = 0; e < entities; e++) {
      String given = zipf(GIVEN, 1.6);
      String middle = chance(0.4) ? pick(GIVEN) : "";
      String family = zipf(surnames, 2);
      String born = date(1600, 1950);
      String place = zipf(words, 3);
      String post =
          "%s%d %d%s"
              .formatted(
                  pick("ab", "bd", "cf", "dt", "ex", "gl", "hr"),
                  1 + random.nextInt(30),
                  random.nextInt(10),
                  pick("aa", "bb", "ty", "xq", "lm", "wd"));
      String gender = pick("male", "male", "female");
      String job = zipf(jobs, 3);
      int copies = 1 + random.nextInt(8);
      int first = id;
      for (int c = 0; c < copies; c++) {
        String g = c > 0 && chance(0.15) ? (chance(0.5) ? nickname(given) : spoilt(given)) : given;
        String s = c > 0 && chance(0.15) ? spoilt(family) : family;
        String d =
            c > 0 && chance(0.25)
                ? (chance(0.5) ? born.substring(0, 4) + "-01-01" : typo(born))
                : born;
        String p =
            c > 0 && chance(0.3)
                ? post.substring(0, post.indexOf(' ') + 2) + pick("ab", "cd", "ef")
                : post;
        rows.add(
            new ArrayList<>(
                List.of(
                    Integer.toString(id++),
                    (g + " " + middle + " " + s).replace("  ", " "),
                    g + " " + s,
                    g,
                    s,
                    chance(0.12) ? "" : d,
                    chance(0.15) ? "" : place,
                    chance(0.15) ? "" : p,
                    chance(0.3) ? "" : gender,
                    chance(0.35) ? "" : job)));
      }
      for (int i = first; i < id; i++) {
        for (int j = i + 1; j < id; j++) {
          truth.add(ordered(Integer.toString(i), Integer.toString(j)));
        }
      }
    }
    Collections.shuffle(rows, random);
    return new Data(
        "people of the past", List.of(new Table(header, rows)), truth, false, List.of());
  }

  // ---- publications of two catalogues

  Data publications(int size) {
    String[] common =
        ("the of a for and in on with using an to from by data query database systems efficient processing"
                + " distributed management information approach model mining xml parallel performance optimization web object"
                + " relational based analysis indexing views transaction time semantic storage dynamic large adaptive")
            .split(" ");
    String[][] venues = {
      {"VLDB", "Very Large Data Bases"},
      {"SIGMOD Conference", "International Conference on Management of Data"},
      {"SIGMOD Record", "ACM SIGMOD Record"},
      {"ACM Trans. Database Syst.", "ACM Transactions on Database Systems (TODS)"},
      {"VLDB J.", "The VLDB Journal &mdash; The International Journal on Very Large Data Bases"}
    };
    var left = new ArrayList<List<String>>();
    var right = new ArrayList<List<String>>();
    var truth = new TreeSet<String>();
    var titles = new ArrayList<String>();
    for (int i = 0; i < size; i++) {
      var title = new StringBuilder();
      int length = 4 + random.nextInt(8);
      for (int w = 0; w < length; w++) {
        title.append(w == 0 ? "" : " ").append(chance(0.55) ? zipf(common, 1.3) : zipf(words, 2));
      }
      String text = title.toString();
      if (chance(0.03)) {
        text =
            pick(
                "Editorial",
                "Guest Editorial",
                "Reminiscences on Influential Papers",
                "Book Review Column",
                "Chair's Message");
      } else if (chance(0.05) && !titles.isEmpty()) {
        text = titles.get(random.nextInt(titles.size()));
      }
      titles.add(text);
      int people = 1 + random.nextInt(4);
      var full = new ArrayList<String>();
      var short_ = new ArrayList<String>();
      for (int p = 0; p < people; p++) {
        String g = zipf(GIVEN, 1.2);
        String f = zipf(surnames, 1.6);
        String capital = g.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + g.substring(1);
        String name = f.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + f.substring(1);
        full.add(capital + (chance(0.2) ? " " + pick("A", "B", "J", "M") + "." : "") + " " + name);
        short_.add((chance(0.15) ? capital.charAt(0) + "." : capital) + " " + name);
      }
      String[] venue = venues[random.nextInt(venues.length)];
      String year = Integer.toString(1994 + random.nextInt(10));
      boolean both = chance(0.85);
      if (both || chance(0.5)) {
        left.add(
            List.of("journals/x/%d".formatted(i), text, String.join(", ", full), venue[0], year));
      }
      if (both
          || left.isEmpty()
          || !left.getLast().getFirst().equals("journals/x/%d".formatted(i))) {
        String other = chance(0.12) ? spoilt(text) : text;
        if (chance(0.04) && people > 2) {
          short_.removeLast();
        }
        right.add(
            List.of(
                Integer.toString(300000 + i),
                chance(0.03) ? other + " (extended abstract)" : other,
                chance(0.01) ? "" : String.join(", ", short_),
                venue[1],
                chance(0.01) ? Integer.toString(Integer.parseInt(year) + 1) : year));
        if (both) {
          truth.add(pair("journals/x/%d".formatted(i), Integer.toString(300000 + i)));
        }
      }
    }
    List<String> header = List.of("id", "title", "authors", "venue", "year");
    Collections.shuffle(right, random);
    return new Data(
        "publications",
        List.of(new Table(header, left), new Table(header, right)),
        truth,
        true,
        List.of());
  }

  // ---- names of companies, a CRM and a register

  Data companies(int size) {
    String[] business =
        "trading logistics consulting steel energy foods shipping pharma software systems engineering capital"
            .split(" ");
    String[][] forms = {
      {"GmbH", "Gesellschaft mit beschränkter Haftung"},
      {"AG", "Aktiengesellschaft"},
      {"Ltd", "Limited"},
      {"Inc.", "Incorporated"},
      {"S.A.", "Société Anonyme"},
      {"LLC", "L.L.C."},
      {"B.V.", "BV"}
    };
    String[] countries = {"DE", "CH", "GB", "US", "FR", "NL", "AT"};
    var left = new ArrayList<List<String>>();
    var right = new ArrayList<List<String>>();
    var truth = new TreeSet<String>();
    for (int i = 0; i < size; i++) {
      String word = zipf(words, 1.2);
      String second = chance(0.4) ? zipf(words, 1.1) : "";
      String trade = chance(0.7) ? zipf(business, 1.3) : "";
      int form = random.nextInt(forms.length);
      String name = "%s %s %s".formatted(word, second, trade).replaceAll(" +", " ").strip();
      String city = zipf(CITIES, 1.5);
      String street = zipf(words, 1.2) + " " + pick(STREETS) + " " + (1 + random.nextInt(120));
      String registration = "HRB" + (10000 + random.nextInt(900000));
      boolean both = chance(0.7);
      if (both || chance(0.5)) {
        left.add(
            List.of(
                "C" + i,
                name + " " + forms[form][0],
                countries[form],
                city,
                street,
                chance(0.6) ? "" : registration));
      }
      if (both || left.isEmpty() || !left.getLast().getFirst().equals("C" + i)) {
        String other = name;
        if (chance(0.2)) {
          other = spoilt(other);
        }
        if (chance(0.1) && !trade.isEmpty()) {
          other = other.replace(trade, "").strip();
        }
        if (chance(0.05) && !second.isEmpty()) {
          other = second + " " + word + " " + trade;
        }
        right.add(
            List.of(
                "R" + i,
                other.toUpperCase(java.util.Locale.ROOT)
                    + (chance(0.15) ? "" : " " + forms[form][1]),
                chance(0.05) ? "" : countries[form],
                chance(0.1) ? "" : chance(0.1) ? spoilt(city) : city,
                chance(0.2) ? "" : chance(0.2) ? spoilt(street) : street.replace("street", "st"),
                registration));
        if (both) {
          truth.add(pair("C" + i, "R" + i));
        }
      }
    }
    Collections.shuffle(right, random);
    return new Data(
        "companies",
        List.of(
            new Table(List.of("account", "name", "country", "city", "street", "reg_no"), left),
            new Table(
                List.of(
                    "number",
                    "legal_name",
                    "jurisdiction",
                    "city",
                    "address",
                    "registration_number"),
                right)),
        truth,
        false,
        List.of());
  }

  // ---- a CRM with duplicates, a register and a watch-list, each with its own habits

  Data piles(int entities) {
    var crm = new ArrayList<List<String>>();
    var register = new ArrayList<List<String>>();
    var list = new ArrayList<List<String>>();
    var truth = new TreeSet<String>();
    String[] countries = {"DE", "GB", "FR", "US", "IT", "ES", "PL", "RU"};
    for (int i = 0; i < entities; i++) {
      String given = zipf(GIVEN, 1.6);
      String second = chance(0.25) ? zipf(GIVEN, 1.2) : "";
      String family = zipf(surnames, 2);
      String born = date(1930, 2004);
      String street = zipf(words, 1.3) + " " + pick(STREETS) + " " + (1 + random.nextInt(150));
      String city = zipf(CITIES, 1.4);
      String country = zipf(countries, 1.3);
      String phone = "+49" + (100_000_000L + random.nextInt(900_000_000));
      String email =
          (chance(0.5) ? given.charAt(0) + "." : given)
              + family
              + random.nextInt(90)
              + "@mail.example";
      var mine = new ArrayList<String>();
      int records = 1 + (chance(0.2) ? 1 : 0) + (chance(0.04) ? 1 : 0);
      for (int r = 0; r < records; r++) {
        String id = "C" + i + "x" + r;
        mine.add(id);
        String name = (r > 0 && chance(0.4) ? nickname(given) : given) + " " + family;
        crm.add(
            List.of(
                id,
                capitals(chance(0.1) ? spoilt(name) : name),
                chance(0.35) ? "" : chance(0.05) ? typo(born) : born,
                chance(0.3) ? "" : chance(0.1) ? spoilt(street) : street,
                chance(0.15) ? "" : city,
                country,
                chance(0.4) ? "" : phone,
                chance(0.35) ? "" : email));
      }
      if (chance(0.5)) {
        mine.add("R" + i);
        String name = family.toUpperCase(java.util.Locale.ROOT) + ", " + capitals(given);
        register.add(
            List.of(
                "R" + i,
                second.isEmpty() ? name : name + " " + capitals(second),
                born.substring(8) + "." + born.substring(5, 7) + "." + born.substring(0, 4),
                chance(0.2) ? "" : street.replace("street", "st"),
                chance(0.1) ? "" : city,
                country));
      }
      if (chance(0.12)) {
        mine.add("W" + i);
        String name = capitals(given + " " + (second.isEmpty() ? "" : second + " ") + family);
        list.add(
            List.of(
                "W" + i,
                chance(0.15) ? CYRILLIC.transliterate(name) : name,
                chance(0.2) ? "" : chance(0.25) ? born.substring(0, 4) : born,
                chance(0.3) ? "" : country));
      }
      for (int a = 0; a < mine.size(); a++) {
        for (int b = a + 1; b < mine.size(); b++) {
          truth.add(pair(mine.get(a), mine.get(b)));
        }
      }
    }
    Collections.shuffle(crm, random);
    Collections.shuffle(register, random);
    return new Data(
        "CRM, register and watch-list",
        List.of(
            new Table(
                List.of("id", "name", "born", "address", "city", "country", "phone", "email"), crm),
            new Table(List.of("number", "full_name", "dob", "street", "town", "country"), register),
            new Table(List.of("ref", "name", "birth_date", "nationality"), list)),
        truth,
        false,
        List.of());
  }

  private static String capitals(String text) {
    var out = new StringBuilder();
    for (String word : text.split(" ")) {
      out.append(out.isEmpty() ? "" : " ")
          .append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(java.util.Locale.ROOT))
          .append(word.isEmpty() ? "" : word.substring(1));
    }
    return out.toString();
  }

  List<Data> all() {
    return List.of(
        twoFiles(5000),
        births(10_000),
        dirty(250, 0.22, 0.3),
        dirty(1500, 0.3, 0.35),
        historical(2500),
        publications(2500),
        companies(3000),
        piles(2500));
  }

  static Map<String, Double> figures(Set<String> truth, List<LinkedPair> found) {
    long right = found.stream().filter(p -> truth.contains(pair(p.left(), p.right()))).count();
    var figures = new LinkedHashMap<String, Double>();
    figures.put("P", found.isEmpty() ? 1 : (double) right / found.size());
    figures.put("R", truth.isEmpty() ? 1 : (double) right / truth.size());
    figures.put("F1", 2.0 * right / (found.size() + truth.size()));
    return figures;
  }
}
