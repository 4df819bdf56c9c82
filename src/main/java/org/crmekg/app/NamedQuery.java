package org.crmekg.app;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.Problem;
import org.crmekg.UsageException;
import org.crmekg.rdf.Iris;
import org.crmekg.rdf.Literals;
import org.crmekg.rdf.Prefixes;
import org.crmekg.rdf.Suggestions;

/**
 * A query that is kept, with what it needs and gives.
 *
 * @param name its short name, the end of its IRI
 * @param label its title
 * @param comment what it answers, in words
 * @param personas who asks it: steward, compliance, sales or engineer
 * @param competencyQuestions the questions of the ontologies that it answers
 * @param parameters what is put in before it runs, in the order of their names
 * @param columns what it gives, in the order of its SELECT clause
 * @param keyColumns columns that identify a row; possibly none
 * @param text the SPARQL text; parameters are variables in it
 * @param story why it is kept; none for queries that nobody has told one of
 */
public record NamedQuery(
    String name,
    String label,
    String comment,
    List<String> personas,
    List<String> competencyQuestions,
    List<Parameter> parameters,
    List<Column> columns,
    List<String> keyColumns,
    String text,
    Optional<Story> story) {

  public NamedQuery {
    personas = List.copyOf(personas);
    competencyQuestions = List.copyOf(competencyQuestions);
    parameters = List.copyOf(parameters);
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
  }

  NamedQuery with(Story told) {
    return new NamedQuery(
        name,
        label,
        comment,
        personas,
        competencyQuestions,
        parameters,
        columns,
        keyColumns,
        text,
        Optional.of(told));
  }

  /** What a parameter is where nobody gives it. */
  public sealed interface Default {
    /** It has to be given. */
    record Required() implements Default {}

    /** The variable stays unbound. */
    record Unbound() implements Default {}

    /** This term. */
    record Value(Node term) implements Default {}

    /** The day that the data speak of. */
    record AsOf() implements Default {}
  }

  /**
   * A variable that is replaced by a term before the query runs.
   *
   * @param datatype the datatype's IRI; empty if it is an IRI
   */
  public record Parameter(
      String name, Optional<String> datatype, String description, Default byDefault) {

    /** Returns what people are told that it takes: {@code date}, {@code string}, {@code IRI}. */
    public String kind() {
      return datatype.map(d -> d.substring(d.lastIndexOf('#') + 1)).orElse("IRI");
    }

    /** Tells whether it has to be given. */
    public boolean isRequired() {
      return byDefault instanceof Default.Required;
    }

    Node read(String value) {
      if (datatype.isEmpty()) {
        return iri(value);
      }
      RDFDatatype type = TypeMapper.getInstance().getSafeTypeByName(datatype.get());
      String text = type.equals(XSDDatatype.XSDstring) ? value : value.strip();
      if (!type.isValid(text)) {
        throw new UsageException(
            Problem.USAGE,
            "the parameter %s takes a value of type %s; \"%s\" is none"
                .formatted(name, kind(), value));
      }
      return Literals.normal(NodeFactory.createLiteralDT(text, type));
    }

    private Node iri(String value) {
      String bare =
          value.startsWith("<") && value.endsWith(">")
              ? value.substring(1, value.length() - 1)
              : Prefixes.expand(value).orElse(value);
      if (!Iris.isAbsolute(bare)) {
        throw new UsageException(
            Problem.USAGE,
            "the parameter %s takes an IRI, whole or as prefix:name with one of %s; \"%s\" is none"
                .formatted(name, Prefixes.standard().keySet(), value));
      }
      return NodeFactory.createURI(bare);
    }
  }

  /**
   * A column of the answer.
   *
   * @param datatype the datatype's IRI; empty if it is an IRI, or differs from row to row
   */
  public record Column(String name, Optional<String> datatype, String description) {}

  /**
   * Puts values into the query.
   *
   * @param values texts by name of parameter
   * @param asOf the day that the data speak of
   * @throws UsageException naming the parameter, if one is missing, not known, or not of its type
   */
  public QueryRequest bind(Map<String, String> values, LocalDate asOf) {
    Map<String, Node> bindings = new LinkedHashMap<>();
    var missing = new ArrayList<Parameter>();
    for (Parameter parameter : parameters) {
      String value = values.get(parameter.name());
      if (value != null) {
        bindings.put(parameter.name(), parameter.read(value));
        continue;
      }
      switch (parameter.byDefault()) {
        case Default.Required r -> missing.add(parameter);
        case Default.Unbound u -> {}
        case Default.Value v -> bindings.put(parameter.name(), v.term());
        case Default.AsOf a ->
            bindings.put(
                parameter.name(),
                NodeFactory.createLiteralDT(asOf.toString(), XSDDatatype.XSDdate));
      }
    }
    List<String> known = parameters.stream().map(Parameter::name).toList();
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new UsageException(
            Problem.USAGE,
            "the query %s has no parameter \"%s\"%s; it takes %s"
                .formatted(
                    this.name,
                    name,
                    Suggestions.didYouMean(name, known),
                    known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
    if (!missing.isEmpty()) {
      throw new UsageException(
          Problem.USAGE,
          "the query %s needs %s"
              .formatted(
                  this.name,
                  missing.stream()
                      .map(p -> "%s (%s: %s)".formatted(p.name(), p.kind(), p.description()))
                      .collect(Collectors.joining(", "))));
    }
    return new QueryRequest(text, List.of(), List.of(), bindings);
  }
}
