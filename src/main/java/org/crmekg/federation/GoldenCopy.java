package org.crmekg.federation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.vocabulary.RDF;
import org.crmekg.Deadline;
import org.crmekg.Visibility;
import org.crmekg.identity.IdentityIndex;
import org.crmekg.identity.IdentityLens;
import org.crmekg.member.Descriptor;
import org.crmekg.member.Member;
import org.crmekg.member.StoreMember;
import org.crmekg.rdf.Ekg;
import org.crmekg.store.GraphStore;
import org.crmekg.store.LoadRequest;
import org.crmekg.store.Progress;
import org.crmekg.store.StagedQuads;
import org.crmekg.store.StoreReader;
import org.crmekg.store.StoredGraph;
import org.crmekg.store.StoredVersion;
import org.jspecify.annotations.Nullable;

/**
 * What the golden view has of loaded sources and of shared graphs, as one graph in the store, so
 * that patterns which nothing else can match are joined there, as fast as the store is.
 *
 * <p>It is made from one snapshot and one version of the links, and says which: {@link #isCurrent}
 * is true only for these. As long as it is not, questions are planned over the members.
 */
public final class GoldenCopy {
  static final Node GRAPH = NodeFactory.createURI("urn:x-crm-ekg:golden-copy");

  private static final String OWNER = "golden copy";
  private static final String OF = "of";

  private final GraphStore store;
  private final List<Member> sources;
  private final List<Member> shared;
  private final Set<Node> lensClasses;
  private final StoreMember member;
  private volatile @Nullable Known known;

  /** Whether the copy was current, of a state of the store and of the links. */
  private record Known(long generation, IdentityIndex index, boolean current) {}

  GoldenCopy(GraphStore store, List<Member> sources, List<Member> shared, Set<Node> lensClasses) {
    this.store = store;
    this.sources = sources.stream().filter(StoreMember.class::isInstance).toList();
    this.shared = shared.stream().filter(StoreMember.class::isInstance).toList();
    this.lensClasses = Set.copyOf(lensClasses);
    this.member = new StoreMember(OWNER, Descriptor.open(GRAPH), store);
  }

  /** Returns whether a member's statements are in it. */
  boolean holds(Member member) {
    return sources.contains(member) || shared.contains(member);
  }

  /** Returns whether all of these sources are in it. */
  boolean holdsAll(List<Member> all) {
    return sources.size() == all.size();
  }

  /** Returns what answers from it. */
  Member member() {
    return member;
  }

  /** Returns whether it is of what a reader sees, by these links. */
  boolean isCurrent(StoreReader reader, IdentityIndex index) {
    if (sources.isEmpty()) {
      return false;
    }
    Known last = known;
    if (last != null && last.generation() == reader.generation() && last.index().equals(index)) {
      return last.current();
    }
    boolean current =
        reader
            .graph(GRAPH)
            .map(g -> g.attributes().get(OF))
            .filter(of -> of.equals(state(reader, index)))
            .isPresent();
    known = new Known(reader.generation(), index, current);
    return current;
  }

  private String state(StoreReader reader, IdentityIndex index) {
    String classes =
        lensClasses.stream().map(Node::getURI).sorted().collect(Collectors.joining(" "));
    return String.join(
        "\n",
        versions(reader, sources),
        versions(reader, shared),
        classes,
        index.lens(new Visibility.AllSources()).fingerprint());
  }

  private static String versions(StoreReader reader, List<Member> members) {
    return graphs(reader, members).stream()
        .map(g -> g.name().getURI() + "@" + g.version())
        .collect(Collectors.joining(" "));
  }

  private static List<StoredGraph> graphs(StoreReader reader, List<Member> members) {
    Set<String> owners = members.stream().map(Member::id).collect(Collectors.toSet());
    return reader.graphs().stream().filter(g -> owners.contains(g.owner())).toList();
  }

  /**
   * Makes it again, unless it is current.
   *
   * @param index the version of the links that it is made by
   * @return whether it was made
   */
  public boolean refresh(IdentityIndex index, Deadline deadline) {
    StagedQuads copied;
    String state;
    try (StoreReader reader = store.reader()) {
      if (graphs(reader, sources).isEmpty()) {
        if (reader.graph(GRAPH).isPresent()) {
          store.drop(OWNER);
        }
        return false;
      }
      if (isCurrent(reader, index)) {
        return false;
      }
      state = state(reader, index);
      copied = copied(reader, index, deadline);
    }
    try (StagedQuads staged = copied) {
      StoredVersion unused =
          store.load(
              OWNER,
              staged,
              new LoadRequest(Set.of(GRAPH), true, Map.of(OF, state)),
              Progress.NONE,
              deadline);
    }
    return true;
  }

  private StagedQuads copied(StoreReader reader, IdentityIndex index, Deadline deadline) {
    IdentityLens lens = index.lens(new Visibility.AllSources());
    try (StagedQuads.Writer writer = store.stage(OWNER)) {
      for (StoredGraph graph : graphs(reader, shared)) {
        add(reader, graph, deadline, t -> writer.add(Quad.create(GRAPH, t)));
      }
      for (StoredGraph graph : graphs(reader, sources)) {
        add(
            reader,
            graph,
            deadline,
            t -> {
              writer.add(Quad.create(GRAPH, GoldenView.canonical(lens, t)));
              if (t.getPredicate().equals(RDF.Nodes.type)
                  && lensClasses.contains(t.getObject())
                  && t.getSubject().isURI()) {
                writer.add(
                    new Quad(
                        GRAPH, lens.canonical(t.getSubject()), Ekg.SOURCE_IRI, t.getSubject()));
              }
            });
      }
      return writer.finish();
    }
  }

  private static void add(
      StoreReader reader, StoredGraph graph, Deadline deadline, Consumer<Triple> out) {
    Iterator<Quad> quads = reader.find(graph.name(), Node.ANY, Node.ANY, Node.ANY);
    int steps = 0;
    while (quads.hasNext()) {
      if ((++steps & 1023) == 0) {
        deadline.check();
      }
      out.accept(quads.next().asTriple());
    }
  }
}
