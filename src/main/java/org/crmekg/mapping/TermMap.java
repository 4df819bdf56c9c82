package org.crmekg.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.graph.Node;

/** A function from a row to an RDF term (R2RML §7). */
public sealed interface TermMap {

  /** The same term for every row (R2RML §7.1). */
  record ConstantTermMap(Node value) implements TermMap {
    @Override
    public TermType termType() {
      return value.isURI()
          ? TermType.IRI
          : value.isLiteral() ? TermType.LITERAL : TermType.BLANK_NODE;
    }

    @Override
    public Set<SqlIdentifier> columns() {
      return Set.of();
    }
  }

  /** The value of a column (R2RML §7.2). */
  record ColumnTermMap(
      SqlIdentifier column,
      TermType termType,
      Optional<String> language,
      Optional<RDFDatatype> datatype)
      implements TermMap {
    @Override
    public Set<SqlIdentifier> columns() {
      return Set.of(column);
    }
  }

  /** A text with the values of columns in it (R2RML §7.3). */
  record TemplateTermMap(
      Template template,
      TermType termType,
      Optional<String> language,
      Optional<RDFDatatype> datatype)
      implements TermMap {
    @Override
    public Set<SqlIdentifier> columns() {
      return new LinkedHashSet<>(template.columns().stream().map(SqlIdentifier::parse).toList());
    }
  }

  /** Returns what kind of term it makes. */
  TermType termType();

  /** Returns the columns that it reads. */
  Set<SqlIdentifier> columns();

  /** Returns the columns of several term maps. */
  static Set<SqlIdentifier> columns(List<TermMap> maps) {
    var columns = new LinkedHashSet<SqlIdentifier>();
    maps.forEach(m -> columns.addAll(m.columns()));
    return columns;
  }
}
