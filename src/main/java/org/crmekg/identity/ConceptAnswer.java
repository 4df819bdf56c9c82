package org.crmekg.identity;

import java.util.List;

/** What a value stands for, as far as can be said: one thing, one of several, or nothing known. */
public sealed interface ConceptAnswer {
  /** Returns the things that it may stand for, the likeliest first. */
  List<ConceptCandidate> candidates();

  /** Returns what people should know of the answer, in plain words. */
  String remark();

  /** It stands for one thing; others are much less likely. */
  record Found(ConceptCandidate best, List<ConceptCandidate> others) implements ConceptAnswer {
    public Found {
      others = List.copyOf(others);
    }

    @Override
    public List<ConceptCandidate> candidates() {
      var all = new java.util.ArrayList<ConceptCandidate>();
      all.add(best);
      all.addAll(others);
      return List.copyOf(all);
    }

    @Override
    public String remark() {
      return best.why();
    }
  }

  /** It may stand for any of these, and nothing in it says which. */
  record Ambiguous(List<ConceptCandidate> candidates, String remark) implements ConceptAnswer {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }

  /** It stands for nothing that is known; what is near it is only a suggestion. */
  record Unknown(List<ConceptCandidate> candidates, String remark) implements ConceptAnswer {
    public Unknown {
      candidates = List.copyOf(candidates);
    }
  }
}
