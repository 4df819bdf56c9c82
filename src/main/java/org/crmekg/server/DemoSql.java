package org.crmekg.server;

/** Changes a demo source by SQL; a service of the process that holds it open. */
@FunctionalInterface
public interface DemoSql {
  /**
   * Runs the SQL statements.
   *
   * @param source id of a demo source
   * @return the number of rows that were changed
   * @throws org.crmekg.EkgException if it is no demo source, or the SQL is wrong
   */
  int run(String source, String sql);
}
