package atlas.core.tickets;

import atlas.core.sync.Remote;
import atlas.core.sync.Runs;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.CursorTrail;
import atlas.integrations.jira.Deployment;
import atlas.integrations.jira.IssueRef;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraLook;
import atlas.integrations.jira.JiraPage;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Myself;
import atlas.model.Caller;
import atlas.model.Counted;
import atlas.model.JiraSite;
import atlas.model.SyncJob;
import atlas.storage.Database;
import atlas.storage.TicketTable.Changes;
import atlas.storage.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run that goes on: each step asks Jira, and then writes what came and how far it is. */
final class SyncRun implements Runs.Steps {
  private static final int PAGE = 100;
  private static final int PAGE_OF_IDS = 1_000;
  private static final int MOST_IDS = 200_000;
  private static final int MOST_LOOKED_AT = 2_000;
  // Each is a request, and the lease must be kept meanwhile.
  private static final int LOOKED_AT_AT_ONCE = 20;
  private static final int MOST_RESTARTS = 2;
  // Cloud leaves out what one may not see after it has cut the pages.
  private static final int MOST_WITHOUT_NEWS = 20;
  private static final Duration SITE_HOLDS = Duration.ofDays(1);

  /**
   * What is copied.
   *
   * @param of tells it from what is copied with other settings
   */
  record What(Jira jira, Optional<Jql> history, String of) {}

  private final Database database;
  private final Caller caller;
  private final Jira jira;
  private final Optional<Jql> history;
  private final UUID holder;
  private final BooleanSupplier timeIsUp;
  private final Cancellation cancellation;
  private SyncJob job;
  private SyncPlace place;
  private CursorTrail trail = new CursorTrail();
  private @Nullable JiraSite site;

  SyncRun(Database database, Caller caller, What what, Runs.Going going) {
    this.database = database;
    this.caller = caller;
    this.jira = what.jira();
    this.history = what.history();
    this.timeIsUp = going.timeIsUp();
    this.holder = going.holder();
    this.cancellation = Remote.cancellation(caller);
    this.job = going.job();
    this.place = SyncPlace.read(job.cursor(), what.of());
  }

  @Override
  public SyncJob job() {
    return job;
  }

  @Override
  public boolean ended() {
    return place.step() == SyncPlace.Step.END;
  }

  /** Goes on by one page, or one comparison of ids. */
  @Override
  public void step() {
    JiraSite known = site();
    switch (place.step()) {
      case MINE -> page(mine(known), known);
      case HISTORY -> history.ifPresentOrElse(jql -> page(changed(jql, known), known), this::skip);
      case ASSIGNED -> compareAssigned(known);
      case GONE -> lookForGone(known);
      case END -> {}
    }
  }

  private Jql mine(JiraSite known) {
    // What was done meanwhile must be seen to be done; what was done before is of no use.
    return job.windowFrom() == null
        ? Jql.assignedToMe().and(Jql.notDone()).oldestFirst()
        : changed(Jql.assignedToMe(), known);
  }

  private Jql changed(Jql jql, JiraSite known) {
    Instant from = job.windowFrom();
    return (from == null ? jql : jql.and(Jql.updatedSince(from, zone(known)))).oldestFirst();
  }

  private static ZoneId zone(JiraSite known) {
    // Where Jira does not tell: west of everybody, so that the window begins too early.
    return known.timeZone() == null ? ZoneOffset.ofHours(-12) : ZoneId.of(known.timeZone());
  }

  private void page(Jql jql, JiraSite known) {
    // Each search has cursors of its own, and one that begins again may get the same ones again.
    if (place.page() == null) trail = new CursorTrail();
    JiraPage page;
    try {
      page = jira.search(jql, place.page(), PAGE, false, cancellation);
    } catch (RemoteFailure failure) {
      if (failure.kind() != Kind.EXPIRED || place.page() == null) throw failure;
      boolean enough = place.restarts() >= MOST_RESTARTS;
      write(enough ? place.anew() : place.again(), tx -> {});
      if (enough) throw expiring();
      return;
    }
    String next = page.nextCursor();
    boolean circle = trail.leadsInACircle(next);
    // Whoever tries again begins before the circle.
    write(
        circle ? place.anew() : place.after(next),
        tx -> store(tx, page.issues(), List.of(), known));
    if (circle) throw circle();
  }

  private void store(Tx tx, List<JiraIssue> found, Collection<String> gone, JiraSite known) {
    Changes changes = Copies.store(tx, found, gone, active(known));
    job = job.plus(found.size(), changes.created(), changes.updated(), changes.deactivated());
  }

  private static Predicate<JiraIssue> active(JiraSite known) {
    return issue -> Copies.isActive(issue, known.accountId());
  }

  private void skip() {
    write(place.next(), tx -> {});
  }

  /** Who is assigned changes without a trace in a search for what is assigned: ids tell. */
  private void compareAssigned(JiraSite known) {
    Optional<Set<String>> listed = ids(Jql.assignedToMe().and(Jql.notDone()).byKey());
    if (listed.isEmpty()) return;
    Set<String> now = listed.get();
    Set<String> before = activeInCopy();
    var differing = new LinkedHashSet<>(now);
    differing.removeAll(before);
    before.removeAll(now);
    differing.addAll(before);
    // What was read by itself is newer than the list.
    now.addAll(readAgain(differing, known));
    // What Jira says is not theirs is not, even where the reading of it came too late.
    write(
        place.next(),
        tx -> {
          int deactivated = tx.tickets().deactivateAllBut(now.toArray(String[]::new));
          job = job.plus(0, 0, 0, deactivated);
          // What was written under an old key while the issue was moved, or before that was told.
          MovedKeys.follow(tx, null);
        });
  }

  private Set<String> activeInCopy() {
    return new HashSet<>(database.read(caller, tx -> tx.tickets().activeJiraIds()));
  }

  private void lookForGone(JiraSite known) {
    boolean due =
        job.kind() == SyncJob.Kind.full
            || known.sweptAt() == null
            || known.sweptAt().plus(SITE_HOLDS).isBefore(job.startedAt());
    if (!due) {
      skip();
      return;
    }
    // What is assigned was compared a moment ago.
    Set<String> there = activeInCopy();
    if (history.isPresent()) {
      Optional<Set<String>> listed = ids(history.get().byKey());
      if (listed.isEmpty()) return;
      there.addAll(listed.get());
    }
    var unseen = new ArrayList<String>();
    // What nobody may look at can't be seen to be gone.
    String[] projects = jira.projects().toArray(String[]::new);
    String after = "";
    List<String> stored;
    do {
      String from = after;
      stored = database.read(caller, tx -> tx.tickets().jiraIds(projects, from, PAGE_OF_IDS));
      for (String id : stored) if (!there.contains(id)) unseen.add(id);
      if (!stored.isEmpty()) after = stored.get(stored.size() - 1);
    } while (!stored.isEmpty());
    readAgain(ofThisDay(unseen), known);
    write(place.next(), tx -> tx.jiraSites().swept(tx.at()));
  }

  /** As many as may be looked at in one run: each day others, so that all are in time. */
  private List<String> ofThisDay(List<String> unseen) {
    int parts = (unseen.size() + MOST_LOOKED_AT - 1) / MOST_LOOKED_AT;
    if (parts <= 1) return unseen;
    long day = job.startedAt().atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    int from = (int) Math.floorMod(day, (long) parts) * MOST_LOOKED_AT;
    return unseen.subList(from, Math.min(unseen.size(), from + MOST_LOOKED_AT));
  }

  /**
   * Reads these issues by their ids; what Jira does not have any more is deleted.
   *
   * @return the ids of those that are active
   */
  private Set<String> readAgain(Collection<String> ids, JiraSite known) {
    var active = new LinkedHashSet<String>();
    var all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += PAGE) {
      var some = all.subList(from, Math.min(all.size(), from + PAGE));
      List<JiraIssue> found = jira.issues(some, cancellation);
      var missing = new ArrayList<>(some);
      for (JiraIssue issue : found) missing.remove(issue.id());
      copy(found, Set.of(), known, active);
      for (int each = 0; each < missing.size(); each += LOOKED_AT_AT_ONCE) {
        int end = Math.min(missing.size(), each + LOOKED_AT_AT_ONCE);
        JiraLook look = jira.look(missing.subList(each, end), cancellation);
        copy(look.issues(), look.gone(), known, active);
      }
    }
    return active;
  }

  private void copy(
      List<JiraIssue> found, Set<String> gone, JiraSite known, Set<String> activeToo) {
    write(place, tx -> store(tx, found, gone, known));
    found.stream().filter(active(known)).map(JiraIssue::id).forEach(activeToo::add);
  }

  /** All ids; none where the time was up before, so that the step is to be done again. */
  private Optional<Set<String>> ids(Jql jql) {
    int withoutNews = 0;
    var ids = new LinkedHashSet<String>();
    var seen = new CursorTrail();
    String cursor = null;
    do {
      JiraPage page = jira.search(jql, cursor, PAGE_OF_IDS, true, cancellation);
      boolean news = false;
      for (IssueRef issue : page.found()) news |= ids.add(issue.id());
      withoutNews = news ? 0 : withoutNews + 1;
      cursor = page.nextCursor();
      // A part of the ids would make the rest of the issues seem to be gone.
      if (seen.leadsInACircle(cursor) || withoutNews > MOST_WITHOUT_NEWS) throw circle();
      if (ids.size() > MOST_IDS) {
        throw RemoteFailure.of(
            Kind.REFUSED,
            "Jira has more than "
                + MOST_IDS
                + " issues for you; narrow JIRA_HISTORY_PROJECTS or JIRA_HISTORY_JQL.");
      }
      if (cursor != null && timeIsUp.getAsBoolean()) return Optional.empty();
      // Says that it goes on, so that nobody takes over.
      if (cursor != null) write(place, tx -> {});
    } while (cursor != null);
    return Optional.of(ids);
  }

  private static RemoteFailure expiring() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira forgets the pages of a list before they are read, again and again; copy again later,"
            + " and if it stays so, report this.");
  }

  private static RemoteFailure circle() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira's pages lead in a circle, so that not all of them came; copy again later, and if it"
            + " stays so, report this.");
  }

  /** Writes what came with the place to go on from, so that neither is without the other. */
  private void write(SyncPlace next, Consumer<Tx> work) {
    SyncJob before = job;
    try {
      database.write(
          caller,
          tx -> {
            Runs.keep(tx, Sync.JIRA, holder);
            work.accept(tx);
            job = job.at(next.json(), tx.at());
            tx.syncJobs().update(job);
            return next;
          });
    } catch (RuntimeException undone) {
      job = before;
      throw undone;
    }
    place = next;
    if (job.fetched() > before.fetched()) {
      String sentence = Counted.of(job.fetched(), "issue") + " copied from Jira";
      caller.call().progress().at(job.fetched(), null, sentence);
    }
  }

  private JiraSite site() {
    JiraSite known = site;
    if (known != null) return known;
    Sites.check(database, caller, jira);
    known = database.read(caller, tx -> tx.jiraSites().find()).orElse(null);
    String address = jira.address(cancellation).toString();
    boolean holds =
        known != null
            && known.site().equals(address)
            && known.checkedAt().plus(SITE_HOLDS).isAfter(job.startedAt());
    if (known == null || !holds) {
      Deployment kind = jira.deployment(cancellation);
      Myself me = jira.myself(cancellation);
      var found =
          new JiraSite(
              kind == Deployment.CLOUD ? JiraSite.Kind.cloud : JiraSite.Kind.data_center,
              address,
              me.id(),
              me.displayName(),
              me.timeZone() == null ? null : me.timeZone().getId(),
              known == null ? null : known.sweptAt(),
              job.startedAt());
      write(place, tx -> tx.jiraSites().store(found));
      known = found;
    }
    site = known;
    return known;
  }
}
