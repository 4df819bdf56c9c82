package org.crmekg.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.crmekg.Problem;
import org.crmekg.ResourceException;
import org.crmekg.UsageException;
import org.crmekg.identity.LinkDecision.Verdict;
import org.crmekg.store.DecisionLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinkDecisionsTest {
  private static final String BASE = "http://e/";
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final RecordPair AB = RecordPair.of(BASE + "party/crm/a", BASE + "party/kyc/b");
  private static final RecordPair AC = RecordPair.of(BASE + "party/crm/a", "urn:elsewhere:party/c");

  @TempDir Path folder;
  private DecisionLog log;
  private LinkDecisions decisions;

  @BeforeEach
  void open() {
    log = DecisionLog.open(file());
    decisions = new LinkDecisions(log, BASE);
  }

  private Path file() {
    return folder.resolve("links.jsonl");
  }

  private LinkDecisions reopened() {
    log.close();
    open();
    return decisions;
  }

  private LinkDecision decide(Verdict verdict, RecordPair pair) {
    return decisions.decide(verdict, pair, "ana", THEN, "looked \"twice\"\n");
  }

  @Test
  void whatWasDecidedIsKeptWithAuthorTimeAndReason() {
    LinkDecision first = decide(Verdict.SAME, AB);
    LinkDecision second = decide(Verdict.UNSURE, AC);
    assertThat(reopened().inForce()).containsOnlyKeys(AB, AC).containsValues(first, second);
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.reason()).isEqualTo("looked \"twice\"\n");
  }

  @Test
  void recordsAreNamedWithoutTheBase() throws IOException {
    decide(Verdict.SAME, AB);
    assertThat(Files.readString(file())).contains("\"left\":\"party/crm/a\"").doesNotContain(BASE);
  }

  @Test
  void ofTwoDecisionsOnTheSameRecordsTheLaterCounts() {
    decide(Verdict.SAME, AB);
    LinkDecision later = decide(Verdict.DIFFERENT, AB);
    assertThat(decisions.inForce()).containsEntry(AB, later);
  }

  @Test
  void whatCameBeforeCountsAgainOnceTheLaterIsTakenBack() {
    LinkDecision first = decide(Verdict.SAME, AB);
    decide(Verdict.DIFFERENT, AB);
    assertThat(decisions.inForceWithout(2)).containsEntry(AB, first);
    decisions.withdraw(2, "bo", THEN, "");
    assertThat(reopened().inForce()).containsEntry(AB, first);
    decisions.withdraw(1, "bo", THEN, "");
    assertThat(reopened().inForce()).isEmpty();
  }

  @Test
  void anUndoCanBeUndone() {
    LinkDecision first = decide(Verdict.SAME, AB);
    decisions.withdraw(1, "bo", THEN, "");
    assertThatThrownBy(() -> decisions.withdraw(1, "bo", THEN, ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("taken back by 2");
    decisions.withdraw(2, "ana", THEN, "");
    assertThat(decisions.inForce()).containsEntry(AB, first);
    decisions.withdraw(3, "bo", THEN, "");
    assertThat(reopened().inForce()).isEmpty();
    assertThat(decisions.entries()).hasSize(4);
  }

  @Test
  void whatWasNeverDecidedCannotBeTakenBack() {
    assertThatThrownBy(() -> decisions.withdraw(1, "bo", THEN, ""))
        .hasMessageContaining("nothing was decided yet");
    decide(Verdict.SAME, AB);
    assertThatThrownBy(() -> decisions.withdraw(7, "bo", THEN, ""))
        .hasMessageContaining("the last is 1");
  }

  @Test
  void decisionsMadeAtOnceAreAllInTheLog() {
    try (var threads = Executors.newFixedThreadPool(4)) {
      IntStream.range(0, 40)
          .forEach(
              i ->
                  threads.execute(
                      () ->
                          decisions.decide(
                              i % 2 == 0 ? Verdict.SAME : Verdict.DIFFERENT,
                              AB,
                              "author" + i,
                              THEN,
                              "")));
    }
    var authors = new HashSet<String>();
    reopened().entries().forEach(e -> authors.add(e.author()));
    assertThat(authors).hasSize(40);
    assertThat(decisions.inForce().values())
        .extracting(LinkDecision::author)
        .containsExactly(decisions.entries().getLast().author());
  }

  @Test
  void aBrokenEntryIsNamedAndNeverSkipped() throws IOException {
    decide(Verdict.SAME, AB);
    log.close();
    Files.writeString(
        file(),
        """
        {"number":2,"decision":"perhaps","left":"a","right":"b","withdraws":0,"author":"x","at":"2026-01-02T03:04:05Z","reason":""}
        """,
        StandardOpenOption.APPEND);
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.DECISIONS_BROKEN))
        .hasMessageContaining("links.jsonl, line 2");
  }
}
