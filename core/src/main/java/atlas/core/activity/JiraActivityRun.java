package atlas.core.activity;

import atlas.core.evidence.NewEvidence;
import atlas.core.sync.Remote;
import atlas.core.sync.Runs;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.CursorTrail;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraPage;
import atlas.integrations.jira.JiraWork;
import atlas.integrations.jira.JiraWorkPage;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Myself;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.SyncJob;
import atlas.storage.Database;
import atlas.storage.EvidenceTable.Dated;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run that gathers from Jira: each step asks it, and then keeps what came and how far it is. */
final class JiraActivityRun implements Runs.Steps {
  private static final int PAGE = 100;
  private static final int MOST_RESTARTS = 2;

  /** What is gathered. */
  record What(Jira jira, Myself me, JiraWords words, String of) {}

  private final Database database;
  private final Caller caller;
  private final Jira jira;
  private final ZoneId zone;
  private final JiraWords words;
  private final Window window;
  private final Keeper keeper;
  private final Cancellation cancellation;
  private JiraPlace place;
  private CursorTrail trail = new CursorTrail();

  JiraActivityRun(Database database, Caller caller, What what, Runs.Going going) {
    this.database = database;
    this.caller = caller;
    this.jira = what.jira();
    // Where Jira does not tell: west of everybody, so that the window begins too early.
    this.zone = Objects.requireNonNullElse(what.me().timeZone(), ZoneOffset.ofHours(-12));
    this.words = what.words();
    this.window = Window.of(going.job());
    this.keeper = new Keeper(database, caller, JiraActivity.JIRA_ACTIVITY, going);
    this.cancellation = Remote.cancellation(caller);
    this.place = JiraPlace.read(going.job().cursor(), what.of());
  }

  @Override
  public SyncJob job() {
    return keeper.job();
  }

  @Override
  public boolean ended() {
    return place.step() == JiraPlace.Step.END;
  }

  @Override
  public void step() {
    if (place.page() == null) trail = new CursorTrail();
    try {
      switch (place.step()) {
        case RESOLVED -> resolved();
        case WRITTEN -> written(Jql.ofMine());
        case BOOKED -> booked();
        case END -> {}
      }
    } catch (RemoteFailure failure) {
      if (failure.kind() != Kind.EXPIRED || place.page() == null) throw failure;
      boolean enough = place.restarts() >= MOST_RESTARTS;
      keep(enough ? place.anew() : place.again(), 0, tx -> List.of());
      if (enough) throw failure;
    }
  }

  private void resolved() {
    Jql mine = Jql.assignedToMe().and(Jql.done());
    JiraPage page = jira.search(changed(mine), place.page(), PAGE, false, cancellation);
    go(page.nextCursor(), page.issues().size(), tx -> resolved(tx, page.issues()));
  }

  private List<NewEvidence> resolved(Tx tx, List<JiraIssue> issues) {
    String[] undated =
        issues.stream()
            .filter(issue -> issue.resolved() == null)
            .map(words::sourceId)
            .toArray(String[]::new);
    Map<String, Instant> first =
        tx.evidence().dated(EvidenceSource.jira, undated).stream()
            .collect(Collectors.toMap(Dated::sourceId, Dated::happenedAt));
    return issues.stream()
        .map(issue -> words.resolved(issue, first.get(words.sourceId(issue)), window.until()))
        .toList();
  }

  private void booked() {
    try {
      written(Jql.bookedByMe());
    } catch (RemoteFailure failure) {
      // A Jira that counts no time knows no such field.
      if (failure.kind() != Kind.REFUSED || place.page() != null) throw failure;
      keep(place.next(), 0, tx -> List.of());
    }
  }

  private void written(Jql jql) {
    JiraWorkPage page = jira.work(changed(jql), place.page(), cancellation);
    Set<String> elsewhere = ofSessions(page.issues());
    var items = new ArrayList<NewEvidence>();
    for (JiraWork issue : page.issues()) {
      items.addAll(words.written(issue, window.horizon(), elsewhere));
    }
    go(page.nextCursor(), page.issues().size(), tx -> items);
  }

  private Set<String> ofSessions(List<JiraWork> issues) {
    String[] ids =
        issues.stream()
            .flatMap(
                issue ->
                    Stream.concat(
                        issue.comments().stream().map(comment -> comment.id()),
                        issue.worklogs().stream().map(worklog -> worklog.id())))
            .toArray(String[]::new);
    if (ids.length == 0) return Set.of();
    return new HashSet<>(database.read(caller, tx -> tx.work().writtenForSessions(ids)));
  }

  private Jql changed(Jql jql) {
    return jql.and(Jql.updatedSince(window.from(), zone)).oldestFirst();
  }

  private void go(@Nullable String next, int seen, Function<Tx, List<NewEvidence>> items) {
    boolean circle = trail.leadsInACircle(next);
    // Whoever tries again begins before the circle.
    keep(circle ? place.anew() : place.after(next), seen, items);
    if (circle) {
      throw RemoteFailure.of(
          Kind.BROKEN,
          "Jira's pages lead in a circle, so that not all of them came; copy again later, and if"
              + " it stays so, report this.");
    }
  }

  private void keep(JiraPlace next, int seen, Function<Tx, List<NewEvidence>> items) {
    keeper.keep(next.json(), seen, items);
    place = next;
  }
}
