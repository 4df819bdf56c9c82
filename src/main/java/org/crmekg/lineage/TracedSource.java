package org.crmekg.lineage;

import java.util.function.Supplier;
import org.crmekg.member.Member;
import org.crmekg.source.JdbcSource;
import org.crmekg.virtual.CompiledMapping;

/**
 * A source whose mapping can be run backwards.
 *
 * @param member what the federation asks for it
 * @param owner who answers for it
 * @param materialized whether the federation reads a loaded copy
 * @param source the source itself
 * @param mapping gives its compiled mapping; may throw a SourceException while the source is down
 */
public record TracedSource(
    Member member,
    String owner,
    boolean materialized,
    JdbcSource source,
    Supplier<CompiledMapping> mapping) {}
