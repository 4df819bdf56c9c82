package org.crmekg.linkage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.crmekg.Problem;
import org.crmekg.SourceException;

/**
 * A text file of records (RFC 4180) as people have them: with a byte order mark or without, with
 * commas, semicolons, tabs or bars, in UTF-8, UTF-16 or Windows-1252.
 *
 * <p>Values are text, never numbers, so that identifiers keep their zeros. What does not fit is an
 * error with the line; nothing is skipped but empty lines.
 */
public final class CsvFile {
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};
  private static final int LONGEST_FIELD = 1_000_000;

  private final Path path;
  private final Charset charset;
  private final int markLength;
  private final char separator;
  private final List<String> header;

  /** Takes records one by one. */
  public interface RowTaker {
    /** Takes the fields of a record and the line it begins in; returns false to stop. */
    boolean take(String[] fields, long line);
  }

  private CsvFile(Path path, Charset charset, int markLength, char separator, List<String> header) {
    this.path = path;
    this.charset = charset;
    this.markLength = markLength;
    this.separator = separator;
    this.header = header;
  }

  /**
   * Looks at a file: its encoding, separator and header.
   *
   * @throws SourceException if it is missing, empty, or has no header
   */
  public static CsvFile open(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw broken(path, "is a folder; name a CSV file");
      }
      byte[] start;
      try (InputStream in = Files.newInputStream(path)) {
        start = in.readNBytes(4);
      }
      if (start.length == 0) {
        throw broken(path, "is empty; its first line must name the columns");
      }
      Charset charset = StandardCharsets.UTF_8;
      int mark = 0;
      if (start.length >= 3
          && (start[0] & 255) == 0xEF
          && (start[1] & 255) == 0xBB
          && (start[2] & 255) == 0xBF) {
        mark = 3;
      } else if (start.length >= 2 && (start[0] & 255) == 0xFF && (start[1] & 255) == 0xFE) {
        mark = 2;
        charset = StandardCharsets.UTF_16LE;
      } else if (start.length >= 2 && (start[0] & 255) == 0xFE && (start[1] & 255) == 0xFF) {
        mark = 2;
        charset = StandardCharsets.UTF_16BE;
      }
      if (charset.equals(StandardCharsets.UTF_8) && !isUtf8(path)) {
        charset = Charset.forName("windows-1252");
      }
      var unknown = new CsvFile(path, charset, mark, ',', List.of());
      char separator = unknown.separator();
      var names = new ArrayList<String>();
      var seen = new HashSet<String>();
      var headed = new CsvFile(path, charset, mark, separator, List.of());
      headed.read(
          () -> true,
          (fields, line) -> {
            for (String name : fields) {
              names.add(name.strip());
            }
            return false;
          });
      for (String name : names) {
        if (!name.isEmpty() && !seen.add(name)) {
          throw broken(path, "line 1: the column \"%s\" stands twice".formatted(name));
        }
      }
      if (names.stream().allMatch(String::isEmpty)) {
        throw broken(path, "line 1 names no column");
      }
      return new CsvFile(path, charset, mark, separator, List.copyOf(names));
    } catch (NoSuchFileException e) {
      throw new SourceException(
          Problem.LINKAGE_DATA, "%s: there is no such file".formatted(path), e);
    } catch (IOException e) {
      throw new SourceException(
          Problem.LINKAGE_DATA, "%s: cannot be read (%s)".formatted(path, e), e);
    }
  }

  private static SourceException broken(Path path, String what) {
    return new SourceException(Problem.LINKAGE_DATA, "%s: %s".formatted(path, what));
  }

  private static boolean isUtf8(Path path) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var chars = CharBuffer.allocate(1 << 16);
    var bytes = ByteBuffer.allocate(1 << 16);
    try (InputStream in = Files.newInputStream(path)) {
      while (true) {
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (read > 0) {
          bytes.position(bytes.position() + read);
        }
        bytes.flip();
        CoderResult result = decoder.decode(bytes, chars, read < 0);
        if (result.isError()) {
          return false;
        }
        bytes.compact();
        chars.clear();
        if (read < 0) {
          return true;
        }
      }
    }
  }

  /** The separator that the first line has most of, outside quotes. */
  private char separator() throws IOException {
    int[] counts = new int[SEPARATORS.length];
    boolean quoted = false;
    try (Reader in = reader()) {
      for (int c = in.read(); c != -1 && (quoted || (c != '\n' && c != '\r')); c = in.read()) {
        quoted ^= c == '"';
        for (int s = 0; s < SEPARATORS.length; s++) {
          counts[s] += !quoted && c == SEPARATORS[s] ? 1 : 0;
        }
      }
    }
    int best = 0;
    for (int s = 1; s < SEPARATORS.length; s++) {
      best = counts[s] > counts[best] ? s : best;
    }
    return SEPARATORS[best];
  }

  private Reader reader() throws IOException {
    InputStream in = Files.newInputStream(path);
    in.skipNBytes(markLength);
    return new BufferedReader(new InputStreamReader(in, charset), 1 << 16);
  }

  /** Returns the file. */
  public Path path() {
    return path;
  }

  /** Returns the names of the columns. */
  public List<String> header() {
    return header;
  }

  /** Returns what to say of the encoding, where it is not the usual one. */
  public Optional<String> encodingNote() {
    return charset.equals(StandardCharsets.UTF_8)
        ? Optional.empty()
        : Optional.of("%s is read as %s".formatted(path.getFileName(), charset.name()));
  }

  /**
   * Returns the number of a column.
   *
   * @throws SourceException listing the columns that there are
   */
  public int column(String name) {
    int at = header.indexOf(name);
    for (int i = 0; at < 0 && i < header.size(); i++) {
      at = header.get(i).equalsIgnoreCase(name) ? i : at;
    }
    if (at < 0) {
      throw broken(
          path,
          "has no column \"%s\"; it has %s%s"
              .formatted(
                  name,
                  header,
                  header.size() == 1
                      ? " (separators that are understood: comma, semicolon, tab, bar)"
                      : ""));
    }
    return at;
  }

  /**
   * Reads the records after the header.
   *
   * @throws SourceException naming the line that is broken
   */
  public void rows(RowTaker taker) {
    rows(record -> true, taker);
  }

  /**
   * Reads some of the records after the header. The others are checked, too, but their texts are
   * not made, which is most of the work.
   *
   * @param wanted whether to give the record of a number, from 1 on; asked before each record
   * @return how many records there are, or were until it was stopped
   * @throws SourceException naming the line that is broken
   */
  public long rows(LongPredicate wanted, RowTaker taker) {
    long[] records = {-1};
    boolean[] isWanted = {true};
    try {
      read(
          () -> {
            isWanted[0] = records[0] >= 0 && wanted.test(records[0] + 1);
            return isWanted[0];
          },
          (fields, line) -> {
            if (++records[0] == 0) {
              return true;
            }
            if (fields.length != header.size()) {
              throw broken(
                  path,
                  "line %d has %d fields, the header has %d (separator %s); is a quote missing?"
                      .formatted(
                          line,
                          fields.length,
                          header.size(),
                          separator == '\t' ? "tab" : "\"" + separator + "\""));
            }
            return !isWanted[0] || taker.take(fields, line);
          });
    } catch (IOException e) {
      throw new SourceException(
          Problem.LINKAGE_DATA, "%s: cannot be read (%s)".formatted(path, e), e);
    }
    return Math.max(0, records[0]);
  }

  /**
   * Reads all records.
   *
   * @param next asked before each record whether its texts are wanted; if not, they are empty
   */
  private void read(BooleanSupplier next, RowTaker taker) throws IOException {
    var fields = new ArrayList<String>();
    boolean isWanted = next.getAsBoolean();
    var field = new StringBuilder();
    long line = 1;
    long start = 1;
    boolean quoted = false;
    boolean wasQuoted = false;
    try (Reader in = reader()) {
      char[] buffer = new char[1 << 16];
      int skipFeed = 0;
      boolean pendingQuote = false;
      for (int n = in.read(buffer); n != -1; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          char c = buffer[i];
          if (skipFeed == 1) {
            skipFeed = 0;
            if (c == '\n') {
              continue;
            }
          }
          if (pendingQuote) {
            pendingQuote = false;
            if (c == '"') {
              field.append('"');
              continue;
            }
            quoted = false;
          }
          if (field.isEmpty() && !quoted && !wasQuoted) {
            int end = i;
            while (end < n && isPlain(buffer[end])) {
              end++;
            }
            if (end < n && buffer[end] == separator) {
              fields.add(isWanted ? new String(buffer, i, end - i) : "");
              i = end;
              continue;
            }
            if (end > i) {
              field.append(buffer, i, end - i);
              i = end - 1;
              continue;
            }
          }
          if (quoted) {
            if (c == '"') {
              pendingQuote = true;
            } else {
              line += c == '\n' ? 1 : 0;
              field.append(c);
              checkLength(field, start);
            }
          } else if (c == '"' && field.toString().isBlank() && !wasQuoted) {
            field.setLength(0);
            quoted = true;
            wasQuoted = true;
          } else if (c == separator) {
            fields.add(isWanted ? field.toString() : "");
            field.setLength(0);
            wasQuoted = false;
          } else if (c == '\n' || c == '\r') {
            boolean isBlank = fields.isEmpty() && field.toString().isBlank() && !wasQuoted;
            fields.add(field.toString());
            field.setLength(0);
            wasQuoted = false;
            skipFeed = c == '\r' ? 1 : 0;
            if (!isBlank && !taker.take(fields.toArray(String[]::new), start)) {
              return;
            }
            fields.clear();
            isWanted = next.getAsBoolean();
            line++;
            start = line;
          } else {
            field.append(c);
            checkLength(field, start);
          }
        }
      }
      if (quoted && !pendingQuote) {
        throw broken(path, "line %d: a quote is opened and never closed".formatted(start));
      }
      if (!fields.isEmpty() || !field.toString().isBlank() || wasQuoted) {
        fields.add(field.toString());
        taker.take(fields.toArray(String[]::new), start);
      }
    }
  }

  private boolean isPlain(char c) {
    return c != separator && c != '\n' && c != '\r' && c != '"';
  }

  private void checkLength(StringBuilder field, long start) {
    if (field.length() > LONGEST_FIELD) {
      throw broken(
          path,
          "line %d: a field has more than %,d characters; is a quote never closed?"
              .formatted(start, LONGEST_FIELD));
    }
  }
}
