package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.FakeFaults.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JiraFaultsTest {
  private static final Cancellation NEVER = Cancellation.never();
  private static final Http.Limits STUBBORN =
      new Http.Limits(
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofSeconds(30),
          1024 * 1024,
          new Http.Patience(4, Duration.ofMillis(2), Duration.ofMillis(20), 0.3));
  private final List<FakeJira> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(FakeJira::close);
  }

  @ParameterizedTest
  @EnumSource
  void aReadIsTriedAgainAfterAFaultThatPasses(Deployment deployment) {
    for (Fault fault : Fault.values()) {
      FakeJira fake = fake(deployment);
      fake.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen");
      Jira jira = fake.jira(STUBBORN);
      jira.issue("HBR-1", false, NEVER);
      fake.faults().waits(0, Duration.ofSeconds(1)).next(fault, "POST .*/search.*");
      Supplier<AssignedIssues> ask = () -> jira.assigned(10, NEVER);
      // A page in place of the data, or a 500, is no passing trouble: it is told.
      if (fault == Fault.PAGE || fault == Fault.BROKEN) {
        assertThat(failure(ask::get).kind()).as(fault.name()).isIn(Kind.BROKEN, Kind.UNREACHABLE);
      }
      assertThat(ask.get().issues()).as(fault.name()).hasSize(1);
    }
  }

  @Test
  void throughEveryKindOfTroubleNothingIsLostAndNothingDoubled() {
    for (long seed = 1; seed <= 2; seed++) {
      FakeJira fake = fake(seed % 2 == 0 ? Deployment.CLOUD : Deployment.DATA_CENTER);
      fake.fill("HBR", 300);
      fake.mostOnAPage(5);
      fake.faults().waits(0, Duration.ofMillis(500)).plan(seed, 30);
      Jira jira = fake.jira(STUBBORN);
      var found = new LinkedHashSet<String>();
      var cursors = new ArrayDeque<String>();
      boolean over = false;
      int resumed = 0;
      while (!over) {
        try {
          JiraPage page =
              jira.search(Jql.assignedToMe().oldestFirst(), cursors.peekLast(), 100, false, NEVER);
          for (IssueRef ref : page.found())
            assertThat(found.add(ref.key())).as("seed " + seed).isTrue();
          over = page.nextCursor() == null;
          if (page.nextCursor() != null) cursors.add(page.nextCursor());
        } catch (RemoteFailure failure) {
          assertThat(failure.kind())
              .as("seed " + seed)
              .isIn(Kind.UNREACHABLE, Kind.LIMITED, Kind.BROKEN);
          assertThat(resumed++).as("seed " + seed).isLessThan(100);
        }
      }
      assertThat(cursors).as("seed " + seed).hasSize(59).doesNotHaveDuplicates();
      assertThat(found).as("seed " + seed).hasSize(300);
      assertThat(Set.copyOf(fake.faults().seen())).as("seed " + seed).hasSizeGreaterThan(4);
    }
  }

  @Test
  void aChangeIsMadeOnceThroughEveryKindOfTrouble() {
    for (long seed = 1; seed <= 2; seed++) {
      FakeJira fake = fake(seed % 2 == 0 ? Deployment.CLOUD : Deployment.DATA_CENTER);
      FakeIssue issue = fake.put("HBR-1");
      fake.faults().waits(0, Duration.ofMillis(500)).plan(seed, 40);
      Jira jira = fake.jira(STUBBORN);
      for (int i = 0; i < 12; i++) deliver(jira, "m" + i);
      assertThat(issue.comments()).as("seed " + seed).hasSize(12);
    }
  }

  // As the job does it that delivers: look before sending again what may have arrived.
  private static void deliver(Jira jira, String marker) {
    boolean look = false;
    for (int i = 0; i < 100; i++) {
      try {
        if (look && jira.findComment("HBR-1", marker, NEVER).isPresent()) return;
        look = false;
        jira.addComment("HBR-1", "Tested.", marker, NEVER);
        return;
      } catch (RemoteFailure failure) {
        look = look || failure.outcomeUnknown();
      }
    }
    throw new AssertionError("not delivered: " + marker);
  }

  @Test
  void aHostThatKeepsFailingIsLeftAloneByEverybodyOfTheAccount() {
    FakeJira fake = fake(Deployment.CLOUD);
    Jira jira = fake.jira(Http.Limits.standard());
    jira.myself(NEVER);
    for (int i = 0; i < 6; i++) {
      fake.faults().next(Fault.BROKEN, "GET .*/myself");
      failure(() -> jira.myself(NEVER));
    }
    int before = fake.requests().size();
    Jira other = jira.within(Set.of("HBR")).within(Http.Limits.standard());
    RemoteFailure failure = failure(() -> other.myself(NEVER));
    assertThat(fake.requests()).hasSize(before);
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.sentence()).contains("several times");
  }

  @Test
  void aCancelledChangeEndsAtOnce() {
    FakeJira fake = fake(Deployment.CLOUD);
    fake.put("HBR-1");
    Jira jira = fake.jira();
    jira.myself(NEVER);
    Cancellation already =
        action -> {
          action.run();
          return () -> {};
        };
    assertThat(
            catchThrowableOfType(
                CancellationException.class, () -> jira.addLabel("HBR-1", "x", already)))
        .isNotNull();
    assertThat(fake.requests("PUT .*")).isZero();
  }

  private static RemoteFailure failure(ThrowingCallable call) {
    RemoteFailure failure = catchThrowableOfType(RemoteFailure.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  private FakeJira fake(@Nullable Deployment deployment) {
    FakeJira fake = deployment == Deployment.DATA_CENTER ? FakeJira.dataCenter() : FakeJira.cloud();
    started.add(fake);
    return fake;
  }
}
