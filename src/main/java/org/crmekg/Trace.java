package org.crmekg;

/** Is told what a request asks of its sources. Used by one request, perhaps on several threads. */
public interface Trace {
  /** Ignores it. */
  Trace NONE =
      (source, statement) ->
          new Sent() {
            @Override
            public void row() {}

            @Override
            public void end() {}
          };

  /** Something that was sent. */
  interface Sent {
    /** Is told of each row that comes back. */
    void row();

    /** Is told how many bytes came, where that is known. */
    default void bytes(long count) {}

    /** Is told when nobody reads it any more. */
    void end();
  }

  /**
   * Is told before a statement is sent.
   *
   * @param source the source's id
   * @param statement its text, without the values that are bound
   */
  Sent sent(String source, String statement);
}
