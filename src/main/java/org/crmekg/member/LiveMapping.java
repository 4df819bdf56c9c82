package org.crmekg.member;

import org.crmekg.Deadline;
import org.crmekg.SourceException;
import org.crmekg.virtual.CompiledMapping;

/** The mapping of a source as it fits the source's tables now. Safe for use by several threads. */
public interface LiveMapping {

  /** Returns a mapping whose source stays as it is. */
  static LiveMapping fixed(CompiledMapping mapping) {
    return new LiveMapping() {
      @Override
      public CompiledMapping current(Deadline deadline) {
        return mapping;
      }

      @Override
      public SourceException changed(SourceException sign, Deadline deadline) {
        return sign;
      }
    };
  }

  /**
   * Returns the mapping, compiled when it is first needed.
   *
   * @throws SourceException while the source is down
   * @throws org.crmekg.ConfigException if the mapping does not fit the source
   */
  CompiledMapping current(Deadline deadline);

  /**
   * Reads the source's tables again, since an answer showed that they are not what they were.
   *
   * @param sign what showed it
   * @return the error of the request that met it, which says what to do
   */
  SourceException changed(SourceException sign, Deadline deadline);
}
