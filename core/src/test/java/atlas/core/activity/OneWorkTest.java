package atlas.core.activity;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.sync.Runs.Order;
import atlas.core.sync.Runs.Trigger;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sync;
import atlas.integrations.gitlab.FakeGitLab;
import atlas.integrations.gitlab.GitLab;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.model.Caller;
import atlas.model.Evidence;
import atlas.model.EvidenceSource;
import atlas.model.SyncJob;
import atlas.storage.TestDatabase;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same activity, seen through Jira and through GitLab. */
class OneWorkTest {
  // The clock stands still; who waits for longer than 20 s would have the patience of a job.
  private static final Duration ENOUGH = Duration.ofSeconds(15);
  private static final Order NOW = new Order(Trigger.manual, false, ENOUGH);
  private static final String ANN = "Ann Ottosen";

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final FakeJira fakeJira = FakeJira.cloud();
  private final FakeGitLab fakeGitLab = new FakeGitLab();
  private final Jira jira = fakeJira.jira();
  private final GitLab gitLab = fakeGitLab.gitLab();
  private final Accounts accounts = user -> Optional.of(jira);
  private final Sync issues = new Sync(db.database(), accounts, db.clock());
  private final SyncSources sources =
      new SyncSources(db.database(), issues, accounts, user -> Optional.of(gitLab), db.clock());

  @BeforeEach
  void sameTime() {
    Instant then = db.clock().instant().minus(Duration.ofDays(2));
    fakeJira.setClock(then);
    fakeGitLab.setClock(then);
  }

  @AfterEach
  void close() {
    fakeJira.close();
    fakeGitLab.close();
    db.close();
  }

  @Test
  void whatBelongsToAnIssueIsOnePieceOfWorkWhereverItWasSeen() {
    var issue = fakeJira.put("HBR-12").summary("Rounding of taxes").assignee(FakeJira.ME, ANN);
    issue.comment(FakeJira.ME, ANN, "Mended, see the merge request.");
    // GitLab's own hand in Jira, in the name of who set it up.
    issue.comment(
        FakeJira.ME, ANN, "Ann mentioned this issue in a merge request of harbour/web: Round");
    long iid = fakeGitLab.merge(1, FakeGitLab.ME, "hbr-12-rounding", "Round taxes half up");
    fakeGitLab.mergeNow(iid);
    fakeGitLab.commit(1, "ann@example.com", "HBR-12: round half up", fakeGitLab.now());
    fakeGitLab.commit(1, "ann@example.com", "Read files as UTF-8", fakeGitLab.now());
    issues.run(ann, Trigger.manual, false, ENOUGH);
    issue.status("Done", "done");
    gather();
    Map<String, List<String>> pieces = pieces();
    assertThat(pieces).containsOnlyKeys("HBR-12", "none: Read files as UTF-8");
    // What GitLab's own hand wrote in Jira is the merge request, and that is here.
    assertThat(pieces.get("HBR-12"))
        .containsExactlyInAnyOrder(
            "jira: HBR-12 Rounding of taxes",
            "jira: Comment on HBR-12: Rounding of taxes",
            "gitlab: Round taxes half up",
            "gitlab: HBR-12: round half up");
    db.clock().advance(Duration.ofMinutes(20));
    gather();
    assertThat(pieces()).isEqualTo(pieces);
  }

  @Test
  void whatWasGatheredBeforeItsProjectWasKnownIsLinkedOnceItIs() {
    fakeGitLab.merge(1, FakeGitLab.ME, "b", "HBR-12: round half up");
    fakeGitLab.merge(1, FakeGitLab.ME, "b", "LGT-3: turn the light off");
    sources.run(ann, SyncSources.Source.gitlab, NOW);
    assertThat(keys()).containsExactly("none", "none");
    fakeJira.put("HBR-12").assignee(FakeJira.ME, ANN);
    issues.run(ann, Trigger.manual, false, ENOUGH);
    db.clock().advance(Duration.ofDays(10));
    sources.run(ann, SyncSources.Source.gitlab, NOW);
    assertThat(keys()).containsExactlyInAnyOrder("HBR-12", "none");
  }

  @Test
  void aCommitBelongsToTheIssueOfTheMergeRequestThatBringsIt() {
    fakeJira.put("HBR-12").assignee(FakeJira.ME, ANN);
    fakeJira.put("HBR-13").assignee(FakeJira.ME, ANN);
    issues.run(ann, Trigger.manual, false, ENOUGH);
    long iid = fakeGitLab.merge(1, FakeGitLab.ME, "hbr-12-rounding", "Round taxes half up");
    long other = fakeGitLab.merge(1, FakeGitLab.ME, "b", "No issue's");
    for (String title : List.of("Round half up", "HBR-13: on the way", "Bo's")) {
      String email = title.equals("Bo's") ? "bo@example.com" : "ann@example.com";
      fakeGitLab.brings(iid, fakeGitLab.commit(1, email, title, fakeGitLab.now()));
    }
    fakeGitLab.brings(other, fakeGitLab.commit(1, "ann@example.com", "Tidy", fakeGitLab.now()));
    sources.run(ann, SyncSources.Source.gitlab, NOW);
    Map<String, List<String>> pieces = pieces();
    assertThat(pieces.get("HBR-12"))
        .containsExactlyInAnyOrder("gitlab: Round taxes half up", "gitlab: Round half up");
    assertThat(pieces.get("HBR-13")).containsExactly("gitlab: HBR-13: on the way");
    assertThat(pieces).containsKeys("none: Tidy", "none: No issue's");
    long events = events();
    sources.run(ann, SyncSources.Source.gitlab, new Order(Trigger.manual, true, ENOUGH));
    assertThat(pieces()).isEqualTo(pieces);
    assertThat(events()).as("but for that it ran").isLessThanOrEqualTo(events + 1);
  }

  private long events() {
    return db.database().read(ann, tx -> tx.events().count());
  }

  @Test
  void whatBelongsToAnIssueThatMovedFollowsIt() {
    fakeJira.put("HBR-12").assignee(FakeJira.ME, ANN);
    issues.run(ann, Trigger.manual, false, ENOUGH);
    fakeGitLab.merge(1, FakeGitLab.ME, "b", "HBR-12: round half up");
    sources.run(ann, SyncSources.Source.gitlab, NOW);
    assertThat(keys()).containsExactly("HBR-12");
    fakeJira.setClock(db.clock().instant());
    fakeJira.put("HBR-12").move("LGT-3");
    db.clock().advance(Duration.ofDays(10));
    issues.run(ann, Trigger.manual, false, ENOUGH);
    assertThat(keys()).containsExactly("LGT-3");
    sources.run(ann, SyncSources.Source.gitlab, NOW);
    assertThat(keys()).containsExactly("LGT-3");
    sources.run(ann, SyncSources.Source.gitlab, new Order(Trigger.manual, true, ENOUGH));
    assertThat(keys()).containsExactly("LGT-3");
  }

  @Test
  void eachSourceTellsHowItStands() {
    fakeGitLab.merge(1, FakeGitLab.ME, "b", "HBR-12: round half up");
    gather();
    List<SyncSources.State> states = sources.states(ann, 5).sources();
    assertThat(states)
        .extracting(SyncSources.State::source)
        .containsExactly("jira", "jira_activity", "gitlab");
    assertThat(states).extracting(state -> state.runs().size()).containsExactly(0, 1, 1);
    assertThat(states).allMatch(SyncSources.State::configured);
    assertThat(states.get(2).lastSync()).isNotNull();
    assertThat(sources.gitLabUser(ann).orElseThrow().username()).isEqualTo("ann");
    var copied = sources.run(ann, SyncSources.Source.jira, NOW);
    assertThat(copied.job().source()).isEqualTo("jira");
    assertThat(jobs()).containsExactly(ann.userId() + "/jira_activity");
  }

  @Test
  void everythingFromJiraIsWhatTheUserDidThereToo() {
    gather();
    db.clock().advance(Duration.ofMinutes(20));
    sources.run(ann, SyncSources.Source.jira, new Order(Trigger.manual, true, ENOUGH));
    String job = "jira_activity.full";
    assertThat(jobs()).containsExactly(ann.userId() + "/" + job);
    // While another process runs, it is not forgotten.
    UUID other = UUID.randomUUID();
    String source = JiraActivity.JIRA_ACTIVITY;
    db.database().write(ann, tx -> tx.syncJobs().lease(source, other, tx.at().plusSeconds(60)));
    assertThat(inBackground(job).kind()).isEqualTo(Outcome.Kind.LATER);
    db.database().write(ann, tx -> tx.syncJobs().release(source, other));
    assertThat(inBackground(job)).isEqualTo(Outcome.DONE);
    assertThat(runs().get(0).kind()).isEqualTo(SyncJob.Kind.full);
    assertThat(runs().get(0).status()).isEqualTo("completed");
    db.clock().advance(Duration.ofMinutes(20));
    assertThat(inBackground(source)).isEqualTo(Outcome.DONE);
    assertThat(runs().get(0).kind()).isEqualTo(SyncJob.Kind.incremental);
  }

  private Outcome inBackground(String instance) {
    Duty duty =
        sources.duties(Duration.ZERO).stream()
            .filter(one -> one.job().name().startsWith("jira_activity"))
            .findFirst()
            .orElseThrow();
    return duty.handler().run(new Run(ann, instance, List.of(), 1, false));
  }

  private List<SyncJob> runs() {
    return sources.states(ann, 5).sources().get(1).runs();
  }

  private List<String> jobs() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select task_instance from scheduled_tasks"
                            + " where task_name = 'jira_activity.sync.rest'")
                    .mapTo(String.class)
                    .list());
  }

  private void gather() {
    sources.activity(ann, NOW);
    sources.run(ann, SyncSources.Source.gitlab, NOW);
  }

  private List<String> keys() {
    return evidence().stream()
        .filter(evidence -> evidence.source() == EvidenceSource.gitlab)
        .map(Evidence::ticketKey)
        .map(key -> key == null ? "none" : key)
        .toList();
  }

  /** What was done, by the issue that it belongs to. */
  private Map<String, List<String>> pieces() {
    return evidence().stream()
        .collect(
            Collectors.groupingBy(
                one -> one.ticketKey() == null ? "none: " + one.title() : one.ticketKey(),
                Collectors.mapping(one -> one.source() + ": " + one.title(), Collectors.toList())));
  }

  private List<Evidence> evidence() {
    Instant end = db.clock().instant().plus(Duration.ofDays(1));
    return db.database().read(ann, tx -> tx.evidence().ofPeriod(Instant.EPOCH, end, 50));
  }
}
