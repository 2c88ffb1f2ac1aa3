package atlas.core.activity;

import atlas.core.evidence.NewEvidence;
import atlas.core.sync.Remote;
import atlas.core.sync.Runs;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.gitlab.GitLab;
import atlas.integrations.gitlab.GitLabCommit;
import atlas.integrations.gitlab.GitLabEvent;
import atlas.integrations.gitlab.GitLabIssue;
import atlas.integrations.gitlab.GitLabList;
import atlas.integrations.gitlab.GitLabMerge;
import atlas.integrations.gitlab.GitLabPage;
import atlas.integrations.gitlab.GitLabUser;
import atlas.integrations.jira.CursorTrail;
import atlas.model.Caller;
import atlas.model.Evidence;
import atlas.model.SyncJob;
import atlas.storage.Database;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run that gathers from GitLab: each step asks it, and then keeps what came and how far it is.
 */
final class GitLabRun implements Runs.Steps {
  // GitLab counts no further than 50,000 in one list; nobody does as much in a month.
  private static final int DAYS = 31;
  // What was committed long before it was pushed is still new.
  private static final Duration BEFORE_PUSH = Duration.ofDays(90);
  // Each is a request or two, and the lease must be kept meanwhile.
  private static final int READ_AT_ONCE = 10;
  private static final int LINKED_AT_ONCE = 200;

  /** What is gathered. */
  record What(GitLab gitLab, GitLabUser me, Links links, String of) {}

  private record Merge(long project, long iid) {}

  private final Database database;
  private final Caller caller;
  private final GitLab gitLab;
  private final GitLabUser me;
  private final Links links;
  private final GitLabWords words;
  private final Window window;
  private final Keeper keeper;
  private final BooleanSupplier timeIsUp;
  private final Cancellation cancellation;
  private GitLabPlace place;
  private CursorTrail trail = new CursorTrail();

  GitLabRun(Database database, Caller caller, What what, Runs.Going going) {
    this.database = database;
    this.caller = caller;
    this.gitLab = what.gitLab();
    this.me = what.me();
    this.links = what.links();
    this.words = new GitLabWords(me);
    this.window = Window.of(going.job());
    this.keeper = new Keeper(database, caller, GitLabSync.GITLAB, going);
    this.timeIsUp = going.timeIsUp();
    this.cancellation = Remote.cancellation(caller);
    this.place = GitLabPlace.read(going.job().cursor(), what.of());
  }

  @Override
  public SyncJob job() {
    return keeper.job();
  }

  @Override
  public boolean ended() {
    return place.step() == GitLabPlace.Step.END;
  }

  @Override
  public void step() {
    switch (place.step()) {
      case MERGES -> merges();
      case REVIEWS -> reviews();
      case WRITTEN -> issues(GitLabList.issuesBy(window.from()));
      case ASSIGNED -> issues(GitLabList.issuesFor(window.from()));
      case EVENTS -> events();
      case COMMITS -> commits();
      case BROUGHT -> brought();
      case LINKS -> link();
      case END -> {}
    }
  }

  private void merges() {
    GitLabPage<GitLabMerge> page = page(GitLabList.mergesBy(me, window.from()));
    List<NewEvidence> items =
        page.items().stream().map(merge -> words.merge(merge, window.until())).toList();
    keep(place.after(page.nextCursor()), page.items().size(), items);
  }

  private void issues(GitLabList<GitLabIssue> list) {
    GitLabPage<GitLabIssue> page = page(list);
    var items = new ArrayList<NewEvidence>();
    for (GitLabIssue issue : page.items()) {
      words.issue(issue, window.until()).ifPresent(items::add);
    }
    keep(place.after(page.nextCursor()), page.items().size(), items);
  }

  private void reviews() {
    GitLabPage<GitLabMerge> page = page(GitLabList.mergesToReview(me, window.from()));
    boolean whole = each(page.items(), Optional::of);
    if (whole) keep(place.after(page.nextCursor()), page.items().size(), List.of());
  }

  private void events() {
    LocalDate last = window.until().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
    // GitLab's days may be those of another zone.
    LocalDate first = window.from().atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
    LocalDate begin = place.day(first);
    LocalDate end = begin.plusDays(DAYS - 1).isBefore(last) ? begin.plusDays(DAYS - 1) : last;
    GitLabPage<GitLabEvent> page = page(GitLabList.events(begin, end));
    var items = new ArrayList<NewEvidence>();
    var reviewed = new LinkedHashSet<Merge>();
    var pushed = new LinkedHashSet<Long>();
    for (GitLabEvent event : page.items()) {
      // What was before the window was gathered when it happened.
      if (event.at() != null && event.at().isBefore(window.from())) continue;
      Long merge = event.mergeIid();
      if (merge != null) reviewed.add(new Merge(event.projectId(), merge));
      if (event.isPush()) pushed.add(event.projectId());
      words.comment(event).ifPresent(items::add);
    }
    boolean whole =
        each(
            List.copyOf(reviewed),
            merge -> gitLab.merge(merge.project(), merge.iid(), cancellation));
    if (!whole) return;
    GitLabPlace seen = place.pushedTo(pushed);
    boolean over = page.nextCursor() == null && !end.isBefore(last);
    GitLabPlace next =
        over ? seen.next() : seen.after(page.nextCursor(), end.plusDays(1).toString());
    keep(next, page.items().size(), items);
  }

  /** Keeps what the user did with each of these; false where the time was up before the last. */
  private <T> boolean each(List<T> some, Function<T, Optional<GitLabMerge>> read) {
    for (int from = 0; from < some.size(); from += READ_AT_ONCE) {
      if (from > 0 && timeIsUp.getAsBoolean()) return false;
      var items = new ArrayList<NewEvidence>();
      for (T one : some.subList(from, Math.min(some.size(), from + READ_AT_ONCE))) {
        read.apply(one).flatMap(this::review).ifPresent(items::add);
      }
      keep(place, 0, items);
    }
    return true;
  }

  private Optional<NewEvidence> review(GitLabMerge merge) {
    if (merge.authorId() == me.id()) return Optional.empty();
    return words.review(merge, gitLab.notes(merge.projectId(), merge.iid(), cancellation));
  }

  /** By project and address: each pair is a list of its own. */
  private void commits() {
    List<String> emails = me.emails();
    int number = place.number();
    if (emails.isEmpty() || number >= place.pushed().size() * emails.size()) {
      keep(place.next(), 0, List.of());
      return;
    }
    long project = place.pushed().get(number / emails.size());
    String email = emails.get(number % emails.size());
    GitLabPage<GitLabCommit> page =
        page(GitLabList.commits(project, email, window.from().minus(BEFORE_PUSH)));
    var items = new ArrayList<NewEvidence>();
    for (GitLabCommit commit : page.items()) words.commit(commit).ifPresent(items::add);
    String next = Integer.toString(number + 1);
    keep(place.after(page.nextCursor(), next), page.items().size(), items);
  }

  /** A commit that names no issue belongs to the one of the merge request that brings it. */
  private void brought() {
    // Without projects nothing is a key.
    if (links.projects().isEmpty()) {
      keep(place.next(), 0, List.of());
      return;
    }
    GitLabPage<GitLabMerge> page = page(GitLabList.mergesBy(me, window.from()));
    List<GitLabMerge> some = page.items().stream().filter(merge -> key(merge) != null).toList();
    for (int from = 0; from < some.size(); from += READ_AT_ONCE) {
      if (from > 0 && timeIsUp.getAsBoolean()) return;
      var items = new ArrayList<NewEvidence>();
      for (GitLabMerge merge : some.subList(from, Math.min(some.size(), from + READ_AT_ONCE))) {
        items.addAll(commitsOf(merge));
      }
      keep(place, 0, items);
    }
    keep(place.after(page.nextCursor()), 0, List.of());
  }

  private @Nullable String key(GitLabMerge merge) {
    NewEvidence item = words.merge(merge, window.until());
    return links.key(item.title(), item.content());
  }

  private List<NewEvidence> commitsOf(GitLabMerge merge) {
    String[] ids =
        gitLab.commits(merge.projectId(), merge.iid(), cancellation).stream()
            .filter(commit -> commit.authored() != null)
            .map(words::sourceId)
            .toArray(String[]::new);
    if (ids.length == 0) return List.of();
    String key = key(merge);
    return database.read(caller, tx -> tx.work().unlinkedOf(ids)).stream()
        .map(commit -> Links.with(again(commit), String.valueOf(key)))
        .toList();
  }

  /** Links what was gathered before its project was known. */
  private void link() {
    if (place.known().equals(links.projects())) {
      keep(place.next(), 0, List.of());
      return;
    }
    int after = place.number();
    List<Evidence> some = database.read(caller, tx -> tx.work().unlinked(after, LINKED_AT_ONCE));
    List<NewEvidence> found =
        some.stream()
            .filter(one -> links.key(one.title(), one.content()) != null)
            .map(GitLabRun::again)
            .toList();
    boolean over = some.size() < LINKED_AT_ONCE;
    String last = over ? "" : Integer.toString(some.get(some.size() - 1).number());
    GitLabPlace next = over ? place.knowing(links.projects()).next() : place.after(null, last);
    keep(next, 0, found);
  }

  private static NewEvidence again(Evidence one) {
    return new NewEvidence(
        one.source(),
        one.sourceId(),
        one.title(),
        one.summary(),
        one.content(),
        one.sourceUrl(),
        one.happenedAt(),
        one.ticketKey(),
        one.category(),
        one.suggestedTags());
  }

  private <T> GitLabPage<T> page(GitLabList<T> list) {
    @Nullable String cursor = place.page();
    if (cursor == null) trail = new CursorTrail();
    GitLabPage<T> page = gitLab.page(list, cursor, cancellation);
    if (trail.leadsInACircle(page.nextCursor())) {
      throw RemoteFailure.of(
          Kind.BROKEN,
          "GitLab's pages lead in a circle, so that not all of them came; copy again later, and if"
              + " it stays so, report this.");
    }
    return page;
  }

  private void keep(GitLabPlace next, int seen, List<NewEvidence> items) {
    keeper.keep(next.json(), seen, tx -> links.of(tx, items));
    place = next;
  }
}
