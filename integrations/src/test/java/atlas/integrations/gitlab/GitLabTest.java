package atlas.integrations.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.FakeFaults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GitLabTest {
  private static final Cancellation NEVER = Cancellation.never();
  private static final Http.Limits STUBBORN =
      new Http.Limits(
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofSeconds(30),
          1024 * 1024,
          new Http.Patience(4, Duration.ofMillis(2), Duration.ofMillis(20), 0.3));

  private final FakeGitLab fake = new FakeGitLab();
  private final GitLab gitLab = fake.gitLab();

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void thePersonIsKnownByTheirConfirmedAddresses() {
    GitLabUser me = gitLab.me(NEVER);
    assertThat(me.id()).isEqualTo(FakeGitLab.ME);
    assertThat(me.username()).isEqualTo("ann");
    assertThat(me.emails()).containsExactly("ann@example.com", "ann@home.example");
    assertThat(me.created()).isEqualTo("2020-01-02T03:04:05Z");
  }

  @Test
  void aListIsReadToItsEndByTheLinksThatItGives() {
    fake.mostOnAPage(7);
    for (int i = 0; i < 30; i++) fake.merge(1, FakeGitLab.ME, "b" + i, "Merge " + i);
    fake.merge(1, FakeGitLab.BO, "c", "Another's");
    List<GitLabMerge> found = all(GitLabList.mergesBy(gitLab.me(NEVER), null));
    assertThat(found).hasSize(30).extracting(GitLabMerge::iid).doesNotHaveDuplicates();
    GitLabMerge first = found.get(0);
    assertThat(first.title()).isEqualTo("Merge 0");
    assertThat(first.branch()).isEqualTo("b0");
    assertThat(first.reference()).isEqualTo("harbour/p1!" + first.iid());
    assertThat(first.url()).endsWith("/merge_requests/" + first.iid());
    assertThat(first.authorId()).isEqualTo(FakeGitLab.ME);
    assertThat(first.merged()).isNull();
    fake.mergeNow(first.iid());
    assertThat(gitLab.merge(1, first.iid(), NEVER).orElseThrow().merged()).isNotNull();
  }

  @Test
  void whatIsEditedMeanwhileKeepsItsPlaceInTheList() {
    fake.mostOnAPage(5);
    var iids = new ArrayList<Long>();
    for (int i = 0; i < 20; i++) iids.add(fake.merge(1, FakeGitLab.ME, "b", "Merge " + i));
    var list = GitLabList.mergesBy(gitLab.me(NEVER), Instant.EPOCH);
    var found = new ArrayList<GitLabMerge>();
    GitLabPage<GitLabMerge> page = gitLab.page(list, null, NEVER);
    found.addAll(page.items());
    fake.mergeNow(iids.get(2));
    while (page.nextCursor() != null) {
      page = gitLab.page(list, page.nextCursor(), NEVER);
      found.addAll(page.items());
    }
    assertThat(found).extracting(GitLabMerge::iid).containsExactlyElementsOf(iids);
  }

  @Test
  void withoutHeadersAFullPageHasANext() {
    for (int i = 0; i < 205; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    fake.loseHeaders();
    assertThat(all(GitLabList.mergesBy(gitLab.me(NEVER), null))).hasSize(205);
    assertThat(fake.requests(".*/merge_requests")).isEqualTo(3);
  }

  @Test
  void aListThatGoesOnAtAnotherHostIsNotFollowedAndTheTokenStays() {
    fake.mostOnAPage(2);
    for (int i = 0; i < 5; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    fake.leadElsewhere(true);
    RemoteFailure no = failure(() -> all(GitLabList.mergesBy(gitLab.me(NEVER), null)));
    assertThat(no.kind()).isEqualTo(Kind.BROKEN);
    assertThat(no.sentence()).contains("another address", "GITLAB_URL").doesNotContain("127.0.0.1");
    assertThat(fake.shownElsewhere()).isEmpty();
  }

  @Test
  void aLinkIsFollowedToTheSameListAtTheSamePlaceAlone() {
    var base = java.net.URI.create("https://git.example.com/gitlab");
    String path = "api/v4/events";
    String own = "https://git.example.com/gitlab/api/v4/events?page=2&sort=asc";
    assertThat(NextPage.query(own, base, path)).contains("page=2&sort=asc");
    assertThat(NextPage.query("?page=3", base, path)).contains("page=3");
    for (String other :
        List.of(
            "http://git.example.com/gitlab/api/v4/events?page=2",
            "https://git.example.com:8443/gitlab/api/v4/events?page=2",
            "https://git.example.com.evil.example/gitlab/api/v4/events?page=2",
            "https://ann:pw@git.example.com/gitlab/api/v4/events?page=2",
            "https://git.example.com/gitlab/api/v4/user?page=2",
            "//evil.example/gitlab/api/v4/events?page=2",
            "javascript:alert(1)")) {
      assertThat(NextPage.query(other, base, path)).as(other).isEmpty();
    }
    assertThat(NextPage.link("<https://x/1>; rel=\"first\", <https://x/2>; rel=\"next\"; a=b"))
        .contains("https://x/2");
    assertThat(NextPage.link("<https://x/1>; rel=\"nextish\"")).isEmpty();
    assertThat(NextPage.link(null)).isEmpty();
  }

  @Test
  void aReviewIsWhatWasWrittenBelowTheMergeRequest() {
    long iid = fake.merge(1, FakeGitLab.BO, "b", "Another's");
    fake.askForReview(iid);
    fake.comment(iid, FakeGitLab.BO, "Please look.");
    fake.comment(iid, FakeGitLab.ME, "Why so?");
    fake.approve(iid, FakeGitLab.ME);
    assertThat(all(GitLabList.mergesToReview(gitLab.me(NEVER), null))).hasSize(1);
    List<GitLabNote> notes = gitLab.notes(1, iid, NEVER);
    assertThat(notes).extracting(GitLabNote::authorId).containsExactly(7L, 42L, 42L);
    assertThat(notes.get(2).system()).isTrue();
    assertThat(notes.get(2).body()).isEqualTo("approved this merge request");
  }

  @Test
  void eventsAreAskedForByWholeDaysAndTellWhatTheyAreAbout() {
    fake.setClock(Instant.parse("2026-11-18T23:30:00Z"));
    long early = fake.merge(1, FakeGitLab.BO, "b", "Of the day before");
    fake.approve(early, FakeGitLab.ME);
    fake.setClock(Instant.parse("2026-11-19T23:30:00Z"));
    long iid = fake.merge(1, FakeGitLab.BO, "b", "Another's");
    fake.comment(iid, FakeGitLab.ME, "Why so?");
    fake.commit(2, "ann@example.com", "HBR-1 Mend it", fake.now());
    fake.setClock(Instant.parse("2026-11-20T00:00:01Z"));
    fake.approve(iid, FakeGitLab.ME);
    LocalDate day = LocalDate.parse("2026-11-19");
    List<GitLabEvent> events = all(GitLabList.events(day, day));
    assertThat(events).extracting(GitLabEvent::action).containsExactly("commented on", "pushed to");
    assertThat(events.get(0).mergeIid()).isEqualTo(iid);
    assertThat(events.get(1).isPush()).isTrue();
    assertThat(events.get(1).mergeIid()).isNull();
    assertThat(all(GitLabList.events(day, day.plusDays(1)))).hasSize(3);
  }

  @Test
  void commitsAreTheAuthorsAndAPlusIsAPlus() {
    Instant made = fake.now();
    fake.commit(2, "ann+work@example.com", "One", made);
    fake.commit(2, "bo@example.com", "Two", made);
    List<GitLabCommit> found =
        all(GitLabList.commits(2, "ann+work@example.com", made.minusSeconds(60)));
    assertThat(found).singleElement().extracting(GitLabCommit::title).isEqualTo("One");
    assertThat(found.get(0).authored()).isEqualTo(made);
    assertThat(found.get(0).merge()).isFalse();
  }

  @Test
  void aProjectThatIsNotShownHasNothing() {
    fake.commit(2, "ann@example.com", "One", fake.now());
    long iid = fake.merge(2, FakeGitLab.ME, "b", "x");
    fake.hide(2);
    assertThat(all(GitLabList.commits(2, "ann@example.com", Instant.EPOCH))).isEmpty();
    assertThat(gitLab.merge(2, iid, NEVER)).isEmpty();
    assertThat(gitLab.notes(2, iid, NEVER)).isEmpty();
  }

  @Test
  void aFaultThatPassesIsOvercome() {
    GitLab stubborn = fake.gitLab(STUBBORN);
    fake.merge(1, FakeGitLab.ME, "b", "Mine");
    GitLabUser me = stubborn.me(NEVER);
    for (Fault fault : Fault.values()) {
      fake.faults().waits(0, Duration.ofSeconds(1)).next(fault, "GET .*/merge_requests");
      if (fault == Fault.PAGE || fault == Fault.BROKEN) {
        Kind kind = failure(() -> stubborn.page(GitLabList.mergesBy(me, null), null, NEVER)).kind();
        assertThat(kind).as(fault.name()).isIn(Kind.BROKEN, Kind.UNREACHABLE);
      }
      assertThat(stubborn.page(GitLabList.mergesBy(me, null), null, NEVER).items())
          .as(fault.name())
          .hasSize(1);
    }
  }

  @Test
  void throughEveryKindOfTroubleNothingIsLostAndNothingDoubled() {
    for (int i = 0; i < 200; i++) fake.merge(1, FakeGitLab.ME, "b", "Merge " + i);
    fake.mostOnAPage(5);
    GitLab stubborn = fake.gitLab(STUBBORN);
    var list = GitLabList.mergesBy(stubborn.me(NEVER), null);
    fake.faults().waits(0, Duration.ofMillis(500)).plan(3, 30);
    var found = new HashSet<Long>();
    String cursor = null;
    boolean over = false;
    int resumed = 0;
    while (!over) {
      try {
        GitLabPage<GitLabMerge> page = stubborn.page(list, cursor, NEVER);
        for (GitLabMerge merge : page.items()) assertThat(found.add(merge.iid())).isTrue();
        cursor = page.nextCursor();
        over = cursor == null;
      } catch (RemoteFailure failure) {
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE, Kind.LIMITED, Kind.BROKEN);
        assertThat(resumed++).isLessThan(100);
      }
    }
    assertThat(found).hasSize(200);
    assertThat(Set.copyOf(fake.faults().seen())).hasSizeGreaterThan(4);
  }

  @Test
  void aRefusalSaysWhatToDoAndNoSecret() {
    fake.refuseTokens(true);
    RemoteFailure token = failure(() -> gitLab.me(NEVER));
    assertThat(token.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(token.sentence()).contains("read_api", "set GITLAB_TOKEN.");
    fake.refuseTokens(false);
    fake.scopes("read_user");
    GitLabUser me = gitLab.me(NEVER);
    RemoteFailure scope = failure(() -> gitLab.page(GitLabList.mergesBy(me, null), null, NEVER));
    assertThat(scope.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(scope.sentence()).contains("read_api");
    var file = GitLabAccount.of(fake.uri().toString(), "wrong", "bo");
    assertThat(failure(() -> new GitLab(file).me(NEVER)).sentence())
        .contains("atlas account add gitlab --user bo");
    var nowhere = GitLabAccount.of("http://127.0.0.1:" + fake.uri().getPort(), "wrong", null);
    assertThat(failure(() -> new GitLab(nowhere).me(NEVER)).sentence())
        .doesNotContain("127.0.0.1", "wrong");
  }

  @Test
  void anAccountIsCheckedBeforeAnythingIsAsked() {
    assertThat(address("gitlab.com")).isEqualTo("https://gitlab.com");
    assertThat(address("https://Git.Example.com:8443/gitlab/api/v4/"))
        .isEqualTo("https://git.example.com:8443/gitlab");
    assertThat(address("127.0.0.1:8080")).isEqualTo("http://127.0.0.1:8080");
    for (String wrong : List.of("http://git.example.com", "https://a:b@git.example.com", "::")) {
      assertThatThrownBy(() -> address(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("GITLAB_URL")
          .hasMessageNotContaining("glpat");
    }
    for (String wrong : List.of("", "two words", "line\nfeed")) {
      assertThatThrownBy(() -> GitLabAccount.of("gitlab.com", wrong, null))
          .hasMessageContaining("read_api");
    }
    assertThat(fake.account().toString()).doesNotContain(FakeGitLab.TOKEN);
  }

  private static String address(String written) {
    return GitLabAccount.of(written, "glpat-x", null).base().toString();
  }

  private <T> List<T> all(GitLabList<T> list) {
    var found = new ArrayList<T>();
    @Nullable String cursor = null;
    do {
      GitLabPage<T> page = gitLab.page(list, cursor, NEVER);
      found.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  private static RemoteFailure failure(ThrowingCallable call) {
    RemoteFailure failure = catchThrowableOfType(RemoteFailure.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }
}
