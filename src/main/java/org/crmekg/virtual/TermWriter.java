package org.crmekg.virtual;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.rdf.Iris;
import org.crmekg.source.SqlType;
import org.crmekg.virtual.ByteOutput.Form;
import org.crmekg.virtual.TermSpec.Constant;
import org.crmekg.virtual.TermSpec.FromColumn;
import org.crmekg.virtual.TermSpec.FromTemplate;

/**
 * A term specification compiled to write bytes.
 *
 * <p>The common cases go from the driver's value to N-Quads without an object in between. Whatever
 * needs a decision that {@link TermSpec#make} takes (is this an absolute IRI, is this text valid
 * under that datatype, what is its normal form, which error is it) is left to it: a writer may only
 * shorten its way, never decide otherwise.
 */
abstract sealed class TermWriter {

  private static final Pattern NO_SCHEME =
      Pattern.compile("[^A-Za-z]|[A-Za-z][A-Za-z0-9+.-]*[^A-Za-z0-9+.:-]");

  /** Appends the term of the row; false, and an output that may hold half of it, if it has none. */
  abstract boolean append(CurrentRow row, ByteOutput out);

  static TermWriter of(TermSpec spec, RowValues values, Map<ColumnRef, Integer> positions) {
    return switch (spec) {
      case Constant constant -> new Fixed(NodeBytes.of(constant.node()));
      case FromColumn column -> {
        int position = position(positions, column.column());
        yield switch (column.termType()) {
          case LITERAL -> columnLiteral(column, position, values);
          case IRI -> new ByNode(spec, values);
          case BLANK_NODE ->
              new Parts(
                  spec,
                  values,
                  new int[] {position},
                  Form.LABEL,
                  blankNode("", column.context()),
                  new byte[0]);
        };
      }
      case FromTemplate template -> template(template, values, positions);
    };
  }

  private static int position(Map<ColumnRef, Integer> positions, ColumnRef column) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new IllegalArgumentException("column " + column + " was not selected");
    }
    return position;
  }

  private static TermWriter columnLiteral(FromColumn spec, int position, RowValues values) {
    SqlType sql = spec.column().column().type();
    RDFDatatype natural = SqlValues.naturalDatatype(sql);
    RDFDatatype type = spec.datatype().orElse(natural);
    byte[] end = literalEnd(spec.language(), type, spec.context());
    boolean normalized = spec.context().normalized();
    Check check;
    if (spec.language().isPresent()
        || type.equals(XSDDatatype.XSDstring)
        || !(type instanceof XSDDatatype)) {
      check = Check.NONE;
    } else if (!type.equals(natural)) {
      return new ByNode(spec, values);
    } else {
      check =
          switch (sql) {
            case INTEGER -> Check.INTEGER;
            case DATE -> Check.DATE;
            case BOOLEAN, BINARY -> Check.NONE;
            case DECIMAL -> normalized ? Check.NEVER : Check.DECIMAL;
            case FLOAT, DOUBLE -> normalized ? Check.NEVER : Check.NONE;
            case TIMESTAMP -> normalized ? Check.NEVER : Check.YEAR;
            case TIME -> normalized ? Check.NEVER : Check.TIME;
            case TEXT, CHAR, OTHER, TIME_WITH_ZONE, TIMESTAMP_WITH_ZONE -> Check.NEVER;
          };
    }
    return check == Check.NEVER
        ? new ByNode(spec, values)
        : new ColumnLiteral(spec, values, position, check, end);
  }

  private static byte[] literalEnd(
      Optional<String> language, RDFDatatype type, TermSpec.TermContext context) {
    Node sample =
        language.isPresent()
            ? NodeFactory.createLiteralLang("", context.language(language.get()))
            : NodeFactory.createLiteralDT("", type);
    return NodeBytes.literalEnd(sample);
  }

  private static byte[] blankNode(String text, TermSpec.TermContext context) {
    return NodeBytes.of(context.blankNode(text));
  }

  private static TermWriter template(
      FromTemplate spec, RowValues values, Map<ColumnRef, Integer> positions) {
    int[] holes = spec.holes().stream().mapToInt(h -> position(positions, h)).toArray();
    List<String> texts = spec.template().texts();
    byte[][] parts = new byte[texts.size()][];
    return switch (spec.termType()) {
      case IRI -> {
        Optional<String> start = startOfIri(spec);
        if (start.isEmpty()) {
          yield new ByNode(spec, values);
        }
        for (int i = 0; i < parts.length; i++) {
          parts[i] =
              ((i == 0 ? "<" + start.get() : "")
                      + texts.get(i)
                      + (i == parts.length - 1 ? ">" : ""))
                  .getBytes(StandardCharsets.UTF_8);
        }
        yield new Parts(spec, values, holes, Form.IRI_SAFE, parts);
      }
      case BLANK_NODE -> {
        for (int i = 0; i < parts.length; i++) {
          parts[i] =
              i == 0 ? blankNode(texts.get(0), spec.context()) : formed(texts.get(i), Form.LABEL);
        }
        yield new Parts(spec, values, holes, Form.LABEL, parts);
      }
      case LITERAL -> {
        RDFDatatype type = spec.datatype().orElse(XSDDatatype.XSDstring);
        if (spec.language().isEmpty()
            && type instanceof XSDDatatype
            && !type.equals(XSDDatatype.XSDstring)) {
          yield new ByNode(spec, values);
        }
        byte[] end = literalEnd(spec.language(), type, spec.context());
        for (int i = 0; i < parts.length; i++) {
          var part = new ByteOutput(32);
          part.append(i == 0 ? new byte[] {'"'} : new byte[0]);
          part.append(texts.get(i), Form.LITERAL);
          part.append(i == parts.length - 1 ? end : new byte[0]);
          parts[i] = Arrays.copyOf(part.array(), part.size());
        }
        yield new Parts(spec, values, holes, Form.LITERAL, parts);
      }
    };
  }

  private static byte[] formed(String text, Form form) {
    var out = new ByteOutput(32);
    out.append(text, form);
    return Arrays.copyOf(out.array(), out.size());
  }

  /**
   * Returns what stands in front of an IRI template for every row, or empty if that depends on the
   * row: nothing where its fixed start has a scheme, the base where it can never have one. A hole
   * never gives a colon, so without a colon before the first character that no scheme has, there is
   * no scheme.
   */
  private static Optional<String> startOfIri(FromTemplate spec) {
    List<String> texts = spec.template().texts();
    String first = texts.getFirst();
    if (Iris.isAbsolute(first + (texts.size() > 1 ? "x" : ""))) {
      return Optional.of("");
    }
    boolean hasColon = texts.stream().anyMatch(t -> t.indexOf(':') >= 0);
    String base = spec.context().base();
    return (!hasColon || NO_SCHEME.matcher(first).lookingAt()) && Iris.isAbsolute(base + "x")
        ? Optional.of(base)
        : Optional.empty();
  }

  /** Appends a value in a form; false if it is NULL. */
  private static boolean appendCell(CurrentRow row, int position, Form form, ByteOutput out) {
    Object cell = row.cell(position);
    switch (cell) {
      case null -> {
        return false;
      }
      case byte[] utf8 -> out.appendUtf8(utf8, form);
      case String text -> out.append(text, form);
      case SourceException e -> throw e;
      default -> {
        long value = row.longAt(position);
        if (form == Form.LABEL) {
          out.append(Long.toString(value), form);
        } else {
          out.appendLong(value);
        }
      }
    }
    return true;
  }

  /** The same bytes for every row. */
  static final class Fixed extends TermWriter {
    private final byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    boolean append(CurrentRow row, ByteOutput out) {
      out.append(bytes);
      return true;
    }
  }

  /** Made by its specification. */
  static final class ByNode extends TermWriter {
    private final TermSpec spec;
    private final RowValues values;

    ByNode(TermSpec spec, RowValues values) {
      this.spec = spec;
      this.values = values;
    }

    @Override
    boolean append(CurrentRow row, ByteOutput out) {
      return appendMade(spec, values, out);
    }
  }

  private static boolean appendMade(TermSpec spec, RowValues values, ByteOutput out) {
    Node node = spec.make(values);
    if (node == null) {
      return false;
    }
    try {
      NodeBytes.append(node, out);
    } catch (IllegalArgumentException e) {
      throw new SourceException(
          Problem.DATA_ERROR,
          "columns %s hold text that UTF-8 cannot hold: %s"
              .formatted(
                  spec.columns().stream().map(c -> c.column().name()).toList(), e.getMessage()),
          e);
    }
    return true;
  }

  /** Fixed parts with values in between. */
  static final class Parts extends TermWriter {
    private final TermSpec spec;
    private final RowValues values;
    private final int[] positions;
    private final Form form;
    private final byte[][] parts;

    Parts(TermSpec spec, RowValues values, int[] positions, Form form, byte[]... parts) {
      this.spec = spec;
      this.values = values;
      this.positions = positions;
      this.form = form;
      this.parts = parts;
    }

    @Override
    boolean append(CurrentRow row, ByteOutput out) {
      int start = out.size();
      try {
        out.append(parts[0]);
        for (int i = 0; i < positions.length; i++) {
          if (!appendCell(row, positions[i], form, out)) {
            return false;
          }
          out.append(parts[i + 1]);
        }
        return true;
      } catch (IllegalArgumentException e) {
        out.truncate(start);
        return appendMade(spec, values, out);
      }
    }
  }

  /** What a lexical form must look like to be written without a second look. */
  enum Check {
    NONE,
    INTEGER,
    DECIMAL,
    DATE,
    YEAR,
    TIME,
    NEVER;

    boolean passes(String text) {
      return switch (this) {
        case NONE -> true;
        case INTEGER -> digits(text, false);
        case DECIMAL -> digits(text, true);
        case DATE -> LexicalForms.isIsoDate(text);
        case YEAR -> text.length() >= 19 && LexicalForms.isIsoDate(text.substring(0, 10));
        // The end of a day, 24:00:00, is not the same to everybody.
        case TIME -> !text.startsWith("24");
        case NEVER -> false;
      };
    }

    private static boolean digits(String text, boolean point) {
      int first = text.startsWith("-") ? 1 : 0;
      int length = text.length();
      if (length == first || (text.charAt(first) == '0' && !point && length > 1)) {
        return false;
      }
      for (int i = first; i < length; i++) {
        char c = text.charAt(i);
        if ((c < '0' || c > '9') && !(point && c == '.' && i > first && i < length - 1)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The value of a column between quotes. */
  static final class ColumnLiteral extends TermWriter {
    private static final byte[] QUOTE = {'"'};
    private final TermSpec spec;
    private final RowValues values;
    private final int position;
    private final Check check;
    private final byte[] end;

    ColumnLiteral(TermSpec spec, RowValues values, int position, Check check, byte[] end) {
      this.spec = spec;
      this.values = values;
      this.position = position;
      this.check = check;
      this.end = end;
    }

    @Override
    boolean append(CurrentRow row, ByteOutput out) {
      Object cell = row.cell(position);
      if (cell instanceof String text && !check.passes(text)) {
        return appendMade(spec, values, out);
      }
      int start = out.size();
      try {
        out.append(QUOTE);
        if (!appendCell(row, position, Form.LITERAL, out)) {
          return false;
        }
        out.append(end);
        return true;
      } catch (IllegalArgumentException e) {
        out.truncate(start);
        return appendMade(spec, values, out);
      }
    }
  }

  /** Remembers the term of a row for the quad maps that share it. */
  static final class Shared extends TermWriter {
    private final TermWriter writer;
    private final ByteOutput bytes = new ByteOutput(64);
    private long id = -1;
    private boolean present;

    Shared(TermWriter writer) {
      this.writer = writer;
    }

    /** Returns whether the row has the term. */
    boolean make(CurrentRow row) {
      if (id != row.id()) {
        bytes.truncate(0);
        present = writer.append(row, bytes);
        id = row.id();
      }
      return present;
    }

    @Override
    boolean append(CurrentRow row, ByteOutput out) {
      if (make(row)) {
        out.append(bytes);
        return true;
      }
      return false;
    }
  }
}
