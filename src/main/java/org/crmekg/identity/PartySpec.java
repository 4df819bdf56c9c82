package org.crmekg.identity;

import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.crmekg.linkage.LinkageSpec;

/**
 * How the records of sources are linked: a specification of linkage, and where its fields stand in
 * the graphs of sources.
 *
 * @param name names its model and its links; small letters, digits and hyphens
 * @param origin the file, for messages
 * @param reject bits below which two records are surely not the same
 * @param needs comparisons of which one must be the same, or two clearly agree, or people decide;
 *     empty for none
 * @param besides comparisons that clearly agree beside one of {@code needs}, which is then enough
 * @param classes whose instances are records
 * @param values by field
 * @param survivorship by property, at most one each
 * @param digest of what decides who is who, so that a change is seen; survivorship is no part of it
 */
public record PartySpec(
    String name,
    String origin,
    LinkageSpec linkage,
    double reject,
    List<String> needs,
    List<String> besides,
    List<Node> classes,
    Map<String, List<ValuePath>> values,
    List<Survivorship> survivorship,
    String digest) {

  /** From so many bits on a comparison clearly agrees. */
  public static final double CLEARLY = 3;

  public PartySpec {
    needs = List.copyOf(needs);
    besides = List.copyOf(besides);
    classes = List.copyOf(classes);
    values = Map.copyOf(values);
    survivorship = List.copyOf(survivorship);
  }
}
