/**
 * Countries, subdivisions, regions, currencies, groupings, jurisdictions, listings and legal forms:
 * where they come from, and how they are written.
 *
 * <p>Entry types are {@link org.crmekg.reference.ReferenceGenerator}, which makes the files of
 * {@code ontology/ref/data} and {@code ontology/party/data} from ICU4J, the Java platform and small
 * tables, and {@link org.crmekg.reference.ReferenceFiles}, which finds those files again. {@link
 * org.crmekg.reference.VocabularyCheck} tells other teams how their terms stand beside ours.
 *
 * <p>Deliberately absent: the store, which loads the files, and the search for names.
 */
@NullMarked
package org.crmekg.reference;

import org.jspecify.annotations.NullMarked;
