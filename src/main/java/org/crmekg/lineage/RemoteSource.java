package org.crmekg.lineage;

import org.crmekg.member.Member;

/**
 * A source whose rows are somebody else's: only what it states can be named.
 *
 * @param member what the federation asks for it
 * @param owner who answers for it
 * @param address where it is
 * @param materialized whether the federation reads a loaded copy
 */
public record RemoteSource(Member member, String owner, String address, boolean materialized) {}
