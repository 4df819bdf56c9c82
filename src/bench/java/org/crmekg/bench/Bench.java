package org.crmekg.bench;

import java.util.Arrays;
import org.crmekg.demo.EnterpriseBench;

/** {@code ekg bench NAME}: runs a benchmark. */
final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("mapping")) {
      MappingBench.run(Arrays.asList(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals("enterprise")) {
      EnterpriseBench.run(Arrays.asList(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals("federation")) {
      FederationBench.run(Arrays.asList(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals("faults")) {
      FaultBench.run(Arrays.asList(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals("identity")) {
      IdentityBench.run(Arrays.asList(args).subList(1, args.length));
      return;
    }
    System.err.println("usage: ekg bench mapping --scale S|M|L [--rounds N] [--no-peers] [--no-compare] [--write]\n       ekg bench enterprise [--scale N]\n       ekg bench federation [--scale S|M|L] [--runs N] [--part PART] [--only q01,q03] [--http CRM-URL,KYC-URL,VENDOR-URL [--peer NAME=COMMAND]] [--write]\n       ekg bench faults [--rounds N]\n       ekg bench identity [--records 10000,100000,1000000] [--write]");
    System.exit(2);
  }
}
