package org.crmekg.app;

public final class PartyLab {
  private PartyLab() {}

  public static void main(String[] args) throws Exception {
    for (long seed = Long.getLong("seed", 1);
        seed < Long.getLong("seed", 1) + Integer.getInteger("rounds", 1);
        seed++) {
      PartyLinkingTruthTest.lab(seed);
    }
  }
}
