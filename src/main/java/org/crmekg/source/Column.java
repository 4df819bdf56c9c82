package org.crmekg.source;

/**
 * A column of a relation.
 *
 * @param name its name as the database spells it
 * @param type its type as far as terms made from it are concerned
 * @param typeName the database's own name of the type, for messages
 * @param length number of characters of a fixed-length text, 0 for other types
 * @param notNull whether the database promises a value in every row
 */
public record Column(String name, SqlType type, String typeName, int length, boolean notNull) {
  Column named(String other) {
    return new Column(other, type, typeName, length, notNull);
  }
}
