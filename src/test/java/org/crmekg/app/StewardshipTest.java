package org.crmekg.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmekg.app.LinkedParties.node;
import static org.crmekg.app.LinkedParties.pair;
import static org.crmekg.app.LinkedParties.record;
import static org.crmekg.app.LinkedParties.result;
import static org.crmekg.app.TestGraphs.select;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.crmekg.RequestContext;
import org.crmekg.UsageException;
import org.crmekg.Visibility;
import org.crmekg.app.DecisionView.Outcome;
import org.crmekg.federation.FederatedDataset;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.identity.RecordPair;
import org.crmekg.identity.ScoredPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StewardshipTest {
  private static final RequestContext ALL = RequestContext.local();
  private static final RequestContext SELLER =
      RequestContext.local().restrictedTo("seller", Set.of("crm", "vendor"));
  private static final String CRM1 = record("crm", 1);
  private static final String KYC1 = record("kyc", 1);
  private static final String VENDOR1 = record("vendor", 1);
  private static final String NAMES = "SELECT ?p ?n { ?p party:name ?n }";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private LinkedParties parties;
  private KnowledgeGraph graph;

  @BeforeEach
  void open() throws Exception {
    parties = new LinkedParties(folder);
    graph = parties.open();
  }

  @AfterEach
  void close() {
    graph.close();
  }

  private void reopen() throws Exception {
    graph.close();
    graph = parties.open();
  }

  private Outcome decide(Verdict verdict, String one, String other) {
    return graph
        .stewardship()
        .decide(
            verdict,
            NodeFactory.createURI(one),
            NodeFactory.createURI(other),
            "ana",
            "looked",
            false);
  }

  private String party(String record) {
    return graph
        .identity()
        .lens(new Visibility.AllSources())
        .canonical(NodeFactory.createURI(record))
        .getURI();
  }

  private List<String> namesOf(String iri) {
    return select(graph, "SELECT ?n { <%s> party:name ?n }".formatted(iri), ALL);
  }

  // ---- Links that count

  @Test
  void aResultCountsAtOnceAndQueriesUnderWayKeepTheirs() {
    List<String> apart = select(graph, NAMES, ALL);
    FederatedDataset before = graph.dataset(ALL);
    graph.publishLinks(result(pair(CRM1, KYC1, 12)));
    assertThat(party(CRM1)).isEqualTo(party(KYC1)).startsWith(LinkedParties.BASE + "party/");
    assertThat(namesOf(CRM1)).hasSize(2);
    assertThat(namesOf(party(CRM1))).hasSize(2);
    assertThat(TestGraphs.over(graph.environment(), before, NAMES, ALL)).isEqualTo(apart);
    assertThat(select(graph, NAMES, ALL)).isNotEqualTo(apart);
  }

  @Test
  void linksAndIdsSurviveARestart() throws Exception {
    graph.publishLinks(result(pair(CRM1, KYC1, 12), pair(KYC1, VENDOR1, 1)));
    decide(Verdict.SAME, KYC1, VENDOR1);
    String id = party(CRM1);
    List<String> names = select(graph, NAMES, ALL);
    reopen();
    assertThat(party(VENDOR1)).isEqualTo(id);
    assertThat(select(graph, NAMES, ALL)).isEqualTo(names);
  }

  @Test
  void aMergeThatIsUndoneGivesIdsAndAnswersBack() {
    graph.publishLinks(
        result(pair(CRM1, KYC1, 12), pair(VENDOR1, record("crm", 2), 12), pair(KYC1, VENDOR1, 2)));
    String first = party(CRM1);
    String second = party(VENDOR1);
    List<String> before = select(graph, NAMES, ALL);
    String saved = "SELECT ?n { <%s> party:name ?n }".formatted(second);
    assertThat(select(graph, saved, ALL)).hasSize(2);

    Outcome merged = decide(Verdict.SAME, KYC1, VENDOR1);
    assertThat(merged.after()).hasSize(1);
    String id = party(VENDOR1);
    assertThat(id).isIn(first, second).isEqualTo(party(CRM1));
    assertThat(merged.after().getFirst().iri()).isEqualTo(id);
    // A saved query asks for an id that is another's now.
    assertThat(select(graph, saved, ALL)).hasSize(4);
    assertThat(namesOf(first)).hasSize(4);

    graph.stewardship().undo(1, "bo", "", false);
    assertThat(party(CRM1)).isEqualTo(first);
    assertThat(party(VENDOR1)).isEqualTo(second);
    assertThat(select(graph, NAMES, ALL)).isEqualTo(before);
    assertThat(select(graph, saved, ALL)).hasSize(2);
  }

  @Test
  void anIdMeansItsRecordAgainWhenNothingIsLinkedAnyMore() {
    graph.publishLinks(result(pair(CRM1, KYC1, 12)));
    String id = party(CRM1);
    decide(Verdict.DIFFERENT, CRM1, KYC1);
    assertThat(party(CRM1)).isEqualTo(CRM1);
    assertThat(namesOf(id)).hasSize(1);
  }

  @Test
  void decisionsWinOverTheNextRun() {
    graph.publishLinks(result(pair(CRM1, KYC1, 12)));
    decide(Verdict.DIFFERENT, CRM1, KYC1);
    decide(Verdict.SAME, CRM1, VENDOR1);
    graph.publishLinks(result(pair(CRM1, KYC1, 30), pair(CRM1, VENDOR1, -30)));
    assertThat(party(CRM1)).isEqualTo(party(VENDOR1)).isNotEqualTo(party(KYC1));
  }

  @Test
  void aLinkFileCountsUntilAPersonOverrulesIt() throws Exception {
    Files.writeString(
        parties.links(),
        """
        @prefix gov: <https://w3id.org/crm-ekg/ns/gov/> .
        [] a gov:IdentityLink ; gov:left <%s> ; gov:right <%s> ; gov:linkKind gov:same .
        """
            .formatted(KYC1, CRM1));
    graph.reloadLinks();
    assertThat(party(CRM1)).isEqualTo(party(KYC1));
    Outcome overruled = decide(Verdict.DIFFERENT, CRM1, KYC1);
    assertThat(overruled.notes()).anyMatch(n -> n.contains("links.ttl"));
    assertThat(party(CRM1)).isNotEqualTo(party(KYC1));
    Outcome undone = graph.stewardship().undo(1, "ana", "", false);
    assertThat(undone.after()).hasSize(1);
    assertThat(party(CRM1)).isEqualTo(party(KYC1));
  }

  @Test
  void contradictionsAreSaidAndFuseNobody() {
    decide(Verdict.SAME, CRM1, KYC1);
    decide(Verdict.SAME, KYC1, VENDOR1);
    Outcome third = decide(Verdict.DIFFERENT, CRM1, VENDOR1);
    assertThat(third.notes()).anyMatch(n -> n.contains("contradict"));
    assertThat(Set.of(party(CRM1), party(KYC1), party(VENDOR1))).hasSize(3);
    assertThat(graph.stewardship().stats(ALL).contradictions()).isEqualTo(1);
    assertThat(graph.stewardship().review(10, ALL).getFirst().kind()).isEqualTo("contradiction");
    assertThat(graph.stewardship().decisions(ALL))
        .extracting(DecisionView::state)
        .containsExactly("contradicted", "contradicted", "counts");
  }

  // ---- Decisions

  @Test
  void aPreviewSaysWhatADecisionDoesAndWritesNothing() {
    graph.publishLinks(result(pair(CRM1, KYC1, 12)));
    Outcome preview =
        graph.stewardship().decide(Verdict.SAME, node("kyc", 1), node("vendor", 1), "", "", true);
    assertThat(preview.decision()).isNull();
    assertThat(preview.after().getFirst().records()).containsExactly(CRM1, KYC1, VENDOR1);
    assertThat(graph.stewardship().decisions(ALL)).isEmpty();
    Outcome real = decide(Verdict.SAME, KYC1, VENDOR1);
    assertThat(real.after()).isEqualTo(preview.after());
    assertThat(graph.stewardship().undo(1, "", "", true).after()).isEqualTo(preview.before());
    assertThat(graph.stewardship().undo(1, "bo", "", false).after()).isEqualTo(preview.before());
  }

  @Test
  void ofTwoWhoDecideAtOnceTheLaterSeesTheEarlier() throws Exception {
    var tasks = new ArrayList<Callable<Outcome>>();
    for (String author : List.of("ana", "bo")) {
      tasks.add(
          () ->
              graph
                  .stewardship()
                  .decide(
                      author.equals("ana") ? Verdict.SAME : Verdict.DIFFERENT,
                      node("crm", 1),
                      node("kyc", 1),
                      author,
                      "mine",
                      false));
    }
    var outcomes = new ArrayList<Outcome>();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (Future<Outcome> done : threads.invokeAll(tasks)) {
        outcomes.add(done.get());
      }
    }
    List<DecisionView> log = graph.stewardship().decisions(ALL);
    assertThat(log).extracting(DecisionView::state).containsExactly("overruled", "counts");
    assertThat(outcomes)
        .filteredOn(o -> o.decision() != null && o.decision().number() == 2)
        .singleElement()
        .satisfies(o -> assertThat(o.notes()).anyMatch(n -> n.contains(log.getFirst().author())));
    assertThat(party(CRM1).equals(party(KYC1))).isEqualTo(log.getLast().decision().equals("same"));
  }

  @Test
  void aDecisionOnARecordThatIsGoneWaitsForIt() throws Exception {
    decide(Verdict.SAME, CRM1, KYC1);
    parties.execute("kyc", "DELETE FROM PERSON WHERE ID = '1'");
    graph.publishLinks(result(pair(record("crm", 2), record("kyc", 2), 12)));
    assertThat(party(CRM1)).isEqualTo(CRM1);
    assertThat(graph.stewardship().decisions(ALL).getFirst().state()).isEqualTo("waiting");
    reopen();
    assertThat(party(CRM1)).isEqualTo(CRM1);
    parties.execute("kyc", "INSERT INTO PERSON VALUES ('1', 'again')");
    graph.publishLinks(result());
    assertThat(party(CRM1)).isEqualTo(party(KYC1));
  }

  @Test
  void aSourceThatFailsDoesNotMakeItsRecordsGone() throws Exception {
    decide(Verdict.SAME, CRM1, KYC1);
    parties.execute("kyc", "ALTER TABLE PERSON RENAME TO ELSEWHERE");
    graph.publishLinks(result(pair(record("crm", 2), record("vendor", 2), 12)));
    assertThat(party(CRM1)).isEqualTo(party(KYC1));
  }

  @Test
  void whatIsNoRecordIsRefused() {
    graph.publishLinks(result(pair(CRM1, KYC1, 12)));
    assertThatThrownBy(() -> decide(Verdict.SAME, CRM1, record("kyc", 99)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no source has a record " + record("kyc", 99));
    assertThatThrownBy(() -> decide(Verdict.SAME, CRM1, "http://elsewhere/1"))
        .hasMessageContaining("no configured source makes such IRIs");
    assertThatThrownBy(() -> decide(Verdict.SAME, party(CRM1), VENDOR1))
        .hasMessageContaining("name the one that is meant")
        .hasMessageContaining(KYC1);
    assertThatThrownBy(() -> decide(Verdict.SAME, CRM1, CRM1)).hasMessageContaining("named twice");
    assertThatThrownBy(
            () ->
                graph
                    .stewardship()
                    .decide(Verdict.SAME, node("crm", 1), node("vendor", 1), " ", "", false))
        .hasMessageContaining("who decides");
    assertThat(graph.stewardship().decisions(ALL)).isEmpty();
  }

  // ---- Explanations

  @Test
  void howNamesWhatHoldsAPartyTogetherAndWhatWithdrawingWouldChange() {
    graph.publishLinks(
        result(pair(CRM1, KYC1, 12), pair(KYC1, VENDOR1, 9), pair(CRM1, record("crm", 2), 1)));
    HowView how = graph.stewardship().how(node("vendor", 1), ALL);
    assertThat(how.members())
        .extracting(HowView.MemberView::record)
        .containsExactly(CRM1, KYC1, VENDOR1);
    assertThat(how.links()).extracting(HowView.LinkView::state).containsOnly("linked");
    HowView.LinkView surest = how.links().getFirst();
    assertThat(surest.bits()).isEqualTo(12);
    assertThat(surest.odds()).isEqualTo("4,096 to 1 for it");
    assertThat(surest.evidence().getFirst().leftValue()).isEqualTo("secret of " + CRM1);
    assertThat(surest.ifWithdrawn())
        .extracting(DecisionView.PartyView::records)
        .containsExactlyInAnyOrder(List.of(CRM1), List.of(KYC1, VENDOR1));
    assertThat(how.open()).extracting(HowView.LinkView::state).containsExactly("review");
    assertThat(graph.stewardship().how(NodeFactory.createURI(how.iri()), ALL)).isEqualTo(how);
    assertThat(graph.stewardship().how(node("crm", 3), ALL).links()).isEmpty();
    assertThatThrownBy(
            () -> graph.stewardship().how(NodeFactory.createURI("http://elsewhere/1"), ALL))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void graphIdentityTellsLinksCandidatesAndRejectedOnesApart() {
    graph.publishLinks(
        result(pair(CRM1, KYC1, 12), pair(CRM1, VENDOR1, 1), pair(record("crm", 2), KYC1, -20)));
    decide(Verdict.DIFFERENT, record("crm", 3), record("kyc", 3));
    assertThat(
            select(
                graph,
                """
                SELECT ?a ?b ?k ?s { GRAPH graph:identity {
                  ?l a gov:IdentityLink ; gov:left ?a ; gov:right ?b ; gov:linkKind ?k ; gov:linkState ?s } }
                """
                    .replace("graph:identity", "<" + LinkedParties.BASE + "graph/identity>"),
                ALL))
        .hasSize(3)
        .anyMatch(r -> r.contains("crm/1") && r.contains("kyc/1") && r.contains("linked"))
        .anyMatch(r -> r.contains("vendor/1") && r.contains("possiblySame") && r.contains("review"))
        .anyMatch(r -> r.contains("kyc/3") && r.contains("different"));
    assertThat(
            select(
                graph,
                """
                SELECT ?on ?x ?y ?bits ?m { GRAPH <%sgraph/identity> {
                  ?l gov:left <%s> ; gov:right <%s> ; gov:linkMethod ?m ; gov:linkBits ?bits ;
                    gov:linkEvidence [ gov:comparedOn ?on ; gov:comparedLeftValue ?x ; gov:comparedRightValue ?y ] } }
                """
                    .formatted(LinkedParties.BASE, CRM1, KYC1),
                ALL))
        .singleElement()
        .asString()
        .contains("passport", "secret of " + CRM1, "secret of " + KYC1, "12", "person m1");
    assertThat(
            select(
                graph,
                "SELECT ?who ?why { GRAPH <%sgraph/identity> { ?l gov:linkKind gov:different ; gov:linkAuthor ?who ; gov:linkReason ?why } }"
                    .formatted(LinkedParties.BASE),
                ALL))
        .singleElement()
        .asString()
        .contains("ana", "looked");
  }

  // ---- Rights

  @Test
  void whoDoesNotSeeASourceLearnsNothingOfItsRecords() throws Exception {
    ScoredPair[] visible = {pair(CRM1, VENDOR1, 1), pair(record("crm", 2), record("vendor", 2), 8)};
    graph.publishLinks(result(visible));
    String everything = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }";
    List<String> identity =
        select(
            graph, everything.replace("?g", "<" + LinkedParties.BASE + "graph/identity>"), SELLER);
    String answers = answers();
    List<String> names = select(graph, NAMES, SELLER);

    // A hidden record that would join what is apart, and one that votes what is linked apart.
    graph.publishLinks(
        result(
            visible[0],
            visible[1],
            pair(CRM1, KYC1, 20),
            pair(KYC1, VENDOR1, 20),
            pair(record("crm", 2), record("kyc", 2), 30),
            pair(record("kyc", 2), record("vendor", 2), -30)));
    decide(Verdict.SAME, record("kyc", 3), record("crm", 3));
    decide(Verdict.SAME, record("kyc", 3), record("vendor", 3));
    parties.execute("kyc", "INSERT INTO PERSON VALUES ('4', 'crm 1'), ('5', 'vendor 1')");
    parties.execute("kyc", "UPDATE PERSON SET NAME = 'another name' WHERE ID = '1'");
    assertThat(party(CRM1)).isEqualTo(party(VENDOR1));
    assertThat(answers()).isEqualTo(answers);
    assertThat(select(graph, NAMES, SELLER)).isEqualTo(names);
    assertThat(
            select(
                graph,
                everything.replace("?g", "<" + LinkedParties.BASE + "graph/identity>"),
                SELLER))
        .isEqualTo(identity);
    assertThat(answers).doesNotContain("kyc");
    assertThatThrownBy(() -> graph.stewardship().how(node("kyc", 1), SELLER))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> graph.stewardship().how(NodeFactory.createURI(party(KYC1)), SELLER))
        .isInstanceOf(UsageException.class);
  }

  /** Everything that a seller can be told. */
  private String answers() throws Exception {
    Stewardship desk = graph.stewardship();
    var all = new ArrayList<Object>();
    all.add(desk.stats(SELLER));
    all.add(desk.review(100, SELLER));
    all.add(desk.decisions(SELLER));
    for (Node node : List.of(node("crm", 1), node("vendor", 1), node("crm", 2), node("crm", 3))) {
      all.add(desk.how(node, SELLER));
    }
    return JSON.writeValueAsString(all);
  }

  // ---- Golden record

  private HowView.PropertyView name(HowView how) {
    return how.golden().properties().stream()
        .filter(p -> p.property().endsWith("party/name"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theGoldenRecordHasAllValuesTheFirstByTheDeclaredRule() throws Exception {
    graph.publishLinks(result(pair(CRM1, KYC1, 12), pair(KYC1, VENDOR1, 12)));
    HowView.PropertyView name = name(graph.stewardship().how(node("crm", 1), ALL));
    assertThat(name.values())
        .extracting(HowView.ValueView::value)
        .containsExactly("kyc 1", "crm 1", "vendor 1");
    assertThat(name.rule()).isEqualTo("MostTrusted");
    assertThat(name.why()).isEqualTo("kyc is trusted before crm");
    assertThat(name.conflict()).isTrue();
    assertThat(name.values().getFirst().stated())
        .containsExactly(new HowView.StatedView(KYC1, "kyc", null, ""));
    parties.execute("kyc", "UPDATE PERSON SET NAME = 'CRM 1' WHERE ID = '1'");
    assertThat(name(graph.stewardship().how(node("crm", 1), ALL)).values().getFirst().value())
        .as("live")
        .isEqualTo("CRM 1");
  }

  @Test
  void whoSeesLessGetsTheGoldenRecordOfWhatTheySee() {
    graph.publishLinks(
        result(pair(CRM1, KYC1, 12), pair(KYC1, VENDOR1, 12), pair(CRM1, VENDOR1, 12)));
    HowView.PropertyView name = name(graph.stewardship().how(node("crm", 1), SELLER));
    assertThat(name.values())
        .extracting(HowView.ValueView::value)
        .containsExactly("crm 1", "vendor 1");
    assertThat(name.why()).doesNotContain("kyc");
    RequestContext masked = ALL.masking(Set.of("https://w3id.org/crm-ekg/ns/party/name"));
    assertThat(graph.stewardship().how(node("crm", 1), masked).golden().properties()).isEmpty();
  }

  // ---- Clusters

  private List<String> heldBack() throws Exception {
    var records = new ArrayList<String>();
    var pairs = new ArrayList<ScoredPair>();
    for (int i = 10; i < 61; i++) {
      parties.execute("crm", "INSERT INTO PERSON VALUES ('%d', 'many %d')".formatted(i, i));
      for (String other : records) {
        pairs.add(pair(other, record("crm", i), 10));
      }
      records.add(record("crm", i));
    }
    graph.publishLinks(result(pairs.toArray(ScoredPair[]::new)));
    return records;
  }

  @Test
  void aClusterThatIsHeldBackIsConfirmedAtOnceButForSomeAndTakenBackAtOnce() throws Exception {
    List<String> records = heldBack();
    Stewardship desk = graph.stewardship();
    assertThat(desk.review(1, ALL).getFirst().kind()).isEqualTo("quarantine");
    assertThat(desk.cluster(node("crm", 10), ALL).members()).hasSize(51);
    List<Node> split = List.of(node("crm", 20), node("crm", 30));

    Outcome preview = desk.confirm(node("crm", 40), split, "ana", "", true);
    assertThat(preview.after().getFirst().records()).hasSize(49);
    assertThat(desk.decisions(ALL)).isEmpty();

    Outcome made = desk.confirm(node("crm", 40), split, "ana", "one group", false);
    assertThat(made.decision()).isNotNull();
    assertThat(desk.decisions(ALL))
        .singleElement()
        .matches(d -> d.decision().equals("confirmed") && d.state().equals("counts"))
        .matches(d -> d.records().size() == 49 && d.apart().size() == 2);
    assertThat(party(records.getFirst())).isEqualTo(party(records.getLast()));
    assertThat(party(record("crm", 20))).isNotEqualTo(party(records.getFirst()));
    assertThat(desk.review(10, ALL)).noneMatch(q -> q.kind().equals("quarantine"));
    reopen();
    assertThat(party(records.getFirst())).isEqualTo(party(records.getLast()));

    // One record that goes takes no others with it.
    parties.execute("crm", "DELETE FROM PERSON WHERE ID = '10'");
    graph.publishLinks(result(pair(record("crm", 11), record("crm", 12), 10)));
    assertThat(party(record("crm", 11))).isEqualTo(party(record("crm", 60)));

    graph.stewardship().undo(1, "bo", "", false);
    assertThat(party(record("crm", 13))).isNotEqualTo(party(record("crm", 60)));
    assertThat(graph.stewardship().decisions(ALL)).hasSize(2);
  }

  @Test
  void aConfirmationNamesRecordsOfOneClusterAndLeavesSome() throws Exception {
    heldBack();
    Stewardship desk = graph.stewardship();
    assertThatThrownBy(() -> desk.confirm(node("vendor", 1), List.of(), "ana", "", false))
        .hasMessageContaining("no cluster to confirm");
    assertThatThrownBy(
            () -> desk.confirm(node("crm", 40), List.of(node("vendor", 1)), "ana", "", false))
        .hasMessageContaining("none of the cluster");
    desk.confirm(node("crm", 40), List.of(node("crm", 20)), "ana", "", false);
    // Somebody brings back what was split off, against what was confirmed of the others.
    Outcome back = decide(Verdict.SAME, record("crm", 10), record("crm", 20));
    assertThat(back.notes())
        .anyMatch(n -> n.contains("decided different"))
        .anyMatch(n -> n.contains("contradict"));
    assertThat(desk.decisions(ALL)).extracting(DecisionView::state).contains("contradicted");
    graph.stewardship().undo(2, "ana", "", false);
    assertThat(party(record("crm", 10))).isEqualTo(party(record("crm", 11)));
  }

  @Test
  void whoDoesNotSeeAllPropertiesSeesNoScores() {
    graph.publishLinks(result(pair(CRM1, KYC1, 12)));
    RequestContext masked = ALL.masking(Set.of("https://w3id.org/crm-ekg/ns/party/name"));
    HowView.LinkView link = graph.stewardship().how(node("crm", 1), masked).links().getFirst();
    assertThat(link.bits()).isNull();
    assertThat(link.evidence()).isEmpty();
    assertThat(
            select(
                graph,
                "SELECT ?p ?o { GRAPH <%sgraph/identity> { ?l ?p ?o } }"
                    .formatted(LinkedParties.BASE),
                masked))
        .noneMatch(r -> r.contains("secret") || r.contains("linkBits"));
  }

  /** Of two who decide at once, one is later and sees the other; nothing is lost between them. */
  @Test
  void peopleWhoDecideAtOnceAllCount() throws Exception {
    List<RecordPair> pairs = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      for (String source : List.of("kyc", "vendor")) {
        pairs.add(RecordPair.of(record("crm", i), record(source, i)));
      }
    }
    try (var people = Executors.newFixedThreadPool(3)) {
      var answers = new ArrayList<Future<Outcome>>();
      for (RecordPair pair : pairs) {
        answers.add(people.submit(() -> decide(Verdict.SAME, pair.left(), pair.right())));
      }
      for (Future<Outcome> answer : answers) {
        assertThat(answer.get().decision()).isNotNull();
      }
    }
    assertThat(graph.decisions().inForce().keySet()).containsExactlyInAnyOrderElementsOf(pairs);
    Map<Node, Set<Node>> linked = linked();
    assertThat(linked.values()).hasSize(3).allMatch(records -> records.size() == 3);
    graph.reloadLinks();
    assertThat(linked()).isEqualTo(linked);
  }

  private Map<Node, Set<Node>> linked() {
    var linked = new HashMap<Node, Set<Node>>();
    graph.identity().lens(RequestContext.local().visible()).forEachLinked(linked::put);
    return linked;
  }
}
