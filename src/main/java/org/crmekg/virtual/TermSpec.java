package org.crmekg.virtual;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Problem;
import org.crmekg.SourceException;
import org.crmekg.mapping.Template;
import org.crmekg.mapping.TermType;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Literals;
import org.crmekg.source.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * A term map resolved against its relation: row to term, and term back to conditions on the row.
 */
public sealed interface TermSpec {

  /** What a concrete term asks of the row. */
  sealed interface Match {
    /** No row can give this term. */
    record Impossible() implements Match {}

    /** Rows that may give it; without conditions, any row may. */
    record Rows(List<Condition> conditions) implements Match {
      public Rows {
        conditions = List.copyOf(conditions);
      }
    }
  }

  /** A column that must equal a value. */
  record Condition(ColumnRef column, Object value) {}

  /** The same term for every row. */
  record Constant(Node node) implements TermSpec {
    @Override
    public Node make(RowValues row) {
      return node;
    }

    @Override
    public Match match(Node term) {
      return node.equals(term) ? new Match.Rows(List.of()) : new Match.Impossible();
    }

    @Override
    public Set<ColumnRef> columns() {
      return Set.of();
    }

    @Override
    public boolean isInjective() {
      return true;
    }

    @Override
    public boolean canBeResource() {
      return !node.isLiteral();
    }
  }

  /** The value of a column. */
  record FromColumn(
      ColumnRef column,
      TermType termType,
      Optional<String> language,
      Optional<RDFDatatype> datatype,
      TermContext context)
      implements TermSpec {

    @Override
    public @Nullable Node make(RowValues row) {
      String value = row.text(column);
      if (value == null) {
        return null;
      }
      return switch (termType) {
        case IRI -> context.iri(value, this);
        case BLANK_NODE -> context.blankNode(value, this);
        case LITERAL -> context.literal(value, language, type(), this);
      };
    }

    RDFDatatype type() {
      return datatype.orElseGet(() -> SqlValues.naturalDatatype(column.column().type()));
    }

    @Override
    public Match match(Node term) {
      switch (termType) {
        case IRI -> {
          return term.isURI() ? matchIri(term.getURI()) : new Match.Impossible();
        }
        case BLANK_NODE -> {
          return context
              .blankNodeValue(term)
              .map(v -> SqlValues.equal(column, v))
              .orElseGet(Match.Impossible::new);
        }
        case LITERAL -> {
          if (!term.isLiteral()) {
            return new Match.Impossible();
          }
          if (language.isPresent() || !term.getLiteralLanguage().isEmpty()) {
            return language.isPresent()
                    && context.language(language.get()).equals(term.getLiteralLanguage())
                ? SqlValues.equal(column, term.getLiteralLexicalForm())
                : new Match.Impossible();
          }
          if (!type().equals(term.getLiteralDatatype())) {
            return new Match.Impossible();
          }
          return isPushable()
              ? SqlValues.equalLiteral(column, term.getLiteralLexicalForm())
              : new Match.Rows(List.of());
        }
      }
      throw new IllegalStateException();
    }

    /** Text under a datatype with a normal form may be written in several ways in the column. */
    private boolean isPushable() {
      SqlType sql = column.column().type();
      return datatype.isEmpty()
          || datatype.get().equals(XSDDatatype.XSDstring)
          || datatype.get().equals(SqlValues.naturalDatatype(sql));
    }

    /** Returns whether equal terms are equal values of the column, and the other way round. */
    boolean comparesAsValue() {
      return switch (termType) {
        case IRI -> column.column().type() != SqlType.TEXT;
        case BLANK_NODE -> true;
        case LITERAL -> language.isPresent() || isPushable();
      };
    }

    private Match matchIri(String iri) {
      // A column-valued IRI may be written in full or relative to the base (R2RML §7.2, §11).
      if (column.column().type() != SqlType.TEXT || iri.startsWith(context.base())) {
        return new Match.Rows(List.of());
      }
      return SqlValues.equal(column, iri);
    }

    @Override
    public Set<ColumnRef> columns() {
      return Set.of(column);
    }

    /**
     * A relative and an absolute text may be one IRI, and a datatype that the mapping gives may
     * bring different values ("1" and "01") into one normal form.
     */
    @Override
    public boolean isInjective() {
      return isInjectiveValue(column)
          && switch (termType) {
            case IRI -> column.column().type() != SqlType.TEXT;
            case BLANK_NODE -> true;
            case LITERAL -> !context.normalized() || comparesAsValue();
          };
    }

    @Override
    public boolean canBeResource() {
      return termType != TermType.LITERAL;
    }
  }

  /**
   * A text with the values of columns in it.
   *
   * @param template as in the mapping
   * @param absolute the template with the base in front where its fixed part has no scheme
   * @param holes a column for each hole, in order
   */
  record FromTemplate(
      Template template,
      Template absolute,
      List<ColumnRef> holes,
      TermType termType,
      Optional<String> language,
      Optional<RDFDatatype> datatype,
      TermContext context)
      implements TermSpec {
    public FromTemplate {
      holes = List.copyOf(holes);
    }

    @Override
    public @Nullable Node make(RowValues row) {
      var out = new StringBuilder(template.texts().getFirst());
      for (int i = 0; i < holes.size(); i++) {
        String value = row.text(holes.get(i));
        if (value == null) {
          return null;
        }
        out.append(termType == TermType.IRI ? encoded(value, holes.get(i)) : value)
            .append(template.texts().get(i + 1));
      }
      String text = out.toString();
      return switch (termType) {
        // With a scheme in front, what the compiler let pass and IRI-safe values make an IRI.
        case IRI ->
            template.equals(absolute) ? NodeFactory.createURI(text) : context.iri(text, this);
        case BLANK_NODE -> context.blankNode(text, this);
        case LITERAL ->
            context.literal(text, language, datatype.orElse(XSDDatatype.XSDstring), this);
      };
    }

    private static String encoded(String value, ColumnRef column) {
      try {
        return Iris.encode(value);
      } catch (IllegalArgumentException e) {
        throw new SourceException(
            Problem.DATA_ERROR,
            "column \"%s\" holds text that no IRI can hold: %s"
                .formatted(column.column().name(), e.getMessage()),
            e);
      }
    }

    @Override
    public Match match(Node term) {
      switch (termType) {
        case IRI -> {
          return term.isURI() ? matchIri(term.getURI()) : new Match.Impossible();
        }
        case BLANK_NODE -> {
          return context.blankNodeValue(term).isPresent()
              ? new Match.Rows(List.of())
              : new Match.Impossible();
        }
        case LITERAL -> {
          if (!term.isLiteral()
              || !language.map(context::language).orElse("").equals(term.getLiteralLanguage())) {
            return new Match.Impossible();
          }
          return language.isPresent()
                  || datatype.orElse(XSDDatatype.XSDstring).equals(term.getLiteralDatatype())
              ? new Match.Rows(List.of())
              : new Match.Impossible();
        }
      }
      throw new IllegalStateException();
    }

    private Match matchIri(String iri) {
      if (!absolute.canMatch(iri)) {
        // A template that starts with a hole may also give absolute IRIs of its own.
        return template.texts().getFirst().isEmpty() && template.canMatch(iri)
            ? new Match.Rows(List.of())
            : new Match.Impossible();
      }
      if (!absolute.isInjective()) {
        return new Match.Rows(List.of());
      }
      Optional<Map<String, String>> values = absolute.invert(iri);
      if (values.isEmpty()) {
        return new Match.Impossible();
      }
      var conditions = new ArrayList<Condition>();
      var seen = new LinkedHashSet<ColumnRef>();
      for (int i = 0; i < holes.size(); i++) {
        if (!seen.add(holes.get(i))) {
          continue;
        }
        String value = values.get().get(template.columns().get(i));
        if (value == null) {
          continue;
        }
        Match match = SqlValues.equal(holes.get(i), value);
        if (!(match instanceof Match.Rows rows)) {
          return new Match.Impossible();
        }
        conditions.addAll(rows.conditions());
      }
      return new Match.Rows(conditions);
    }

    @Override
    public Set<ColumnRef> columns() {
      return new LinkedHashSet<>(holes);
    }

    @Override
    public boolean isInjective() {
      return holes.stream().allMatch(TermSpec::isInjectiveValue)
          && (termType == TermType.IRI
              ? template.isInjective()
              : holes.size() <= 1
                  && (datatype.isEmpty()
                      || datatype.get().equals(XSDDatatype.XSDstring)
                      || !context.normalized()));
    }

    @Override
    public boolean canBeResource() {
      return termType != TermType.LITERAL;
    }
  }

  /**
   * Makes the term of a row.
   *
   * @return the term, or null if a column that it needs is NULL
   * @throws SourceException with {@link Problem#DATA_ERROR} if the value cannot be such a term
   */
  @Nullable Node make(RowValues row);

  /** Returns which rows may give a term. */
  Match match(Node term);

  /** Returns the columns that it reads. */
  Set<ColumnRef> columns();

  /** Returns the columns in the order in which they stand in its terms, perhaps repeated. */
  default List<ColumnRef> places() {
    return this instanceof FromTemplate template ? template.holes() : List.copyOf(columns());
  }

  /** Returns true only if two specifications make the same term of the same values. */
  static boolean areAlike(TermSpec a, TermSpec b) {
    return switch (a) {
      case Constant s -> s.equals(b);
      case FromColumn s ->
          b instanceof FromColumn t
              && s.termType() == t.termType()
              && s.language().equals(t.language())
              && s.type().equals(t.type())
              && s.column().column().type() == t.column().column().type();
      case FromTemplate s ->
          b instanceof FromTemplate t
              && s.termType() == t.termType()
              && s.language().equals(t.language())
              && s.datatype().equals(t.datatype())
              && s.template().texts().equals(t.template().texts());
    };
  }

  /** Returns whether different values of its columns always give different terms. */
  boolean isInjective();

  /** In MariaDB a key of BOOLEAN (TINYINT(1)) may hold 1 and 2, which are both true. */
  private static boolean isInjectiveValue(ColumnRef column) {
    return column.column().type() != SqlType.BOOLEAN;
  }

  /** Returns whether it makes IRIs or blank nodes. */
  boolean canBeResource();

  /** Returns false only if two specifications surely never make the same term. */
  static boolean canBeEqual(TermSpec a, TermSpec b) {
    if (a instanceof Constant c) {
      return b.match(c.node()) instanceof Match.Rows;
    }
    if (b instanceof Constant c) {
      return a.match(c.node()) instanceof Match.Rows;
    }
    if (a.canBeResource() != b.canBeResource()) {
      return false;
    }
    if (a instanceof FromTemplate s
        && b instanceof FromTemplate t
        && s.termType() == TermType.IRI
        && t.termType() == TermType.IRI) {
      return s.absolute().canUnify(t.absolute());
    }
    return true;
  }

  /**
   * What terms of one mapping have in common.
   *
   * @param base what relative IRIs are appended to
   * @param scope prefix of blank node labels, so that sources keep theirs apart
   * @param normalized whether literals are brought into normal form
   * @param where the triples map, for messages
   */
  record TermContext(String base, String scope, boolean normalized, String where) {

    Node iri(String text, TermSpec spec) {
      if (Iris.isAbsolute(text)) {
        return NodeFactory.createURI(text);
      }
      String full = base + text;
      if (!Iris.isAbsolute(full)) {
        throw new SourceException(
            Problem.DATA_ERROR,
            "%s: column%s %s: \"%s\" is not an IRI, and neither is it after the base %s (R2RML §11)"
                .formatted(
                    where,
                    spec.columns().size() == 1 ? "" : "s",
                    spec.columns().stream().map(c -> c.column().name()).toList(),
                    shortened(text),
                    base));
      }
      return NodeFactory.createURI(full);
    }

    Node blankNode(String value) {
      return NodeFactory.createBlankNode(scope + ":" + value);
    }

    Node blankNode(String value, TermSpec spec) {
      return blankNode(text(value, spec));
    }

    /** Half a surrogate pair is no character, so no term can hold it. */
    private String text(String text, TermSpec spec) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean half =
            Character.isHighSurrogate(c)
                ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                : Character.isLowSurrogate(c)
                    && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
        if (half) {
          throw new SourceException(
              Problem.DATA_ERROR,
              "%s: column %s: character %d is U+%04X, half a surrogate pair, which no RDF term holds"
                  .formatted(
                      where,
                      spec.columns().stream().map(x -> x.column().name()).toList(),
                      i + 1,
                      (int) c));
        }
      }
      return text;
    }

    Optional<String> blankNodeValue(Node term) {
      return term.isBlank() && term.getBlankNodeLabel().startsWith(scope + ":")
          ? Optional.of(term.getBlankNodeLabel().substring(scope.length() + 1))
          : Optional.empty();
    }

    String language(String tag) {
      return normalized ? Literals.languageTag(tag) : tag;
    }

    Node literal(String value, Optional<String> language, RDFDatatype type, TermSpec spec) {
      String text = text(value, spec);
      if (language.isPresent()) {
        return NodeFactory.createLiteralLang(text, language(language.get()));
      }
      if (type.equals(XSDDatatype.XSDstring)) {
        return NodeFactory.createLiteralString(text);
      }
      if (type instanceof XSDDatatype && !type.isValid(text)) {
        throw new SourceException(
            Problem.DATA_ERROR,
            "%s: column %s: \"%s\" is not a valid %s (R2RML §10.3)"
                .formatted(
                    where,
                    spec.columns().stream().map(c -> c.column().name()).toList(),
                    shortened(text),
                    type.getURI()));
      }
      return NodeFactory.createLiteralDT(
          normalized ? Literals.normalLexical(text, type) : text, type);
    }

    private static String shortened(String text) {
      return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }
  }
}
