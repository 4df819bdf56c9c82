/**
 * What the federation asks: members, each with a descriptor that says what it can answer.
 *
 * <p>Entry type is {@link org.crmekg.member.Member}. No member knows another, and none knows of
 * canonical IRIs: members speak of source IRIs only.
 */
@NullMarked
package org.crmekg.member;

import org.jspecify.annotations.NullMarked;
