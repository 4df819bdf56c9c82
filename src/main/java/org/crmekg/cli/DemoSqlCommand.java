package org.crmekg.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ekg demo sql}: changes a source of the demo, as its own application would. */
@Command(
    name = "sql",
    header = "Change a database of the demo, while it is served or not.",
    footerHeading = "%nExamples:%n",
    footer = {"ekg demo sql crm \"UPDATE ACCOUNT SET CITY = 'Gent' WHERE ACCOUNT_ID = '1001'\"\n"},
    synopsisHeading = "%nUsage:%n  ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class DemoSqlCommand implements Callable<Integer> {
  private final EkgCommand root;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "a source of the demo, such as crm")
  String source = "";

  @Parameters(index = "1", paramLabel = "SQL", description = "the statement")
  String sql = "";

  DemoSqlCommand(EkgCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    try (Session session = Sessions.open(root, "demo sql")) {
      long rows = session.demoSql(source, sql);
      root.terminal().out().println(rows == 1 ? "1 row changed" : rows + " rows changed");
    }
    root.say("next: ekg query shows it at once where the source is virtual, after ekg load else");
    return ExitCode.FINE;
  }
}
