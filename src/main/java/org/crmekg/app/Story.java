package org.crmekg.app;

import java.util.List;

/**
 * Why a named query is kept: who needs its answer, for what.
 *
 * @param iri the story's IRI
 * @param sentence "As a …, I want to …, so that …"
 * @param persona who tells it, as {@link NamedQuery#personas()} names people
 * @param useCase the title of the use case that it belongs to
 * @param concepts IRIs of the concepts that the query rests on
 */
public record Story(
    String iri, String sentence, String persona, String useCase, List<String> concepts) {

  public Story {
    concepts = List.copyOf(concepts);
  }
}
