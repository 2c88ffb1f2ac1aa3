package atlas.core.tickets;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.Deployment;
import atlas.integrations.jira.IssueRef;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraPage;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Myself;
import atlas.model.Caller;
import atlas.model.JiraSite;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run that goes on: each step asks Jira, and then writes what came and how far it is. */
final class SyncRun {
  private static final int PAGE = 100;
  private static final int PAGE_OF_IDS = 1_000;
  private static final int MOST_IDS = 200_000;
  private static final int MOST_LOOKED_AT = 2_000;
  private static final Changes NOTHING = new Changes(0, 0, 0, 0);
  private static final Duration SITE_HOLDS = Duration.ofDays(1);

  private final Database database;
  private final Caller caller;
  private final Jira jira;
  private final Optional<Jql> history;
  private final UUID holder;
  private final Cancellation cancellation;
  private final Set<String> pages = new HashSet<>();
  private SyncJob job;
  private SyncPlace place;
  private @Nullable JiraSite site;

  SyncRun(
      Database database,
      Caller caller,
      Jira jira,
      Optional<Jql> history,
      UUID holder,
      SyncJob job) {
    this.database = database;
    this.caller = caller;
    this.jira = jira;
    this.history = history;
    this.holder = holder;
    this.cancellation = Remote.cancellation(caller);
    this.job = job;
    this.place = SyncPlace.read(job.cursor());
  }

  SyncJob job() {
    return job;
  }

  boolean ended() {
    return place.step() == SyncPlace.Step.END;
  }

  /** Goes on by one page, or one comparison of ids. */
  void step() {
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
    // Where Jira does not tell: east of everybody, so that the window begins too early.
    return known.timeZone() == null ? ZoneOffset.ofHours(-12) : ZoneId.of(known.timeZone());
  }

  private void page(Jql jql, JiraSite known) {
    JiraPage page;
    try {
      page = jira.search(jql, place.page(), PAGE, false, cancellation);
    } catch (RemoteFailure failure) {
      if (failure.kind() != Kind.EXPIRED || place.page() == null) throw failure;
      write(place.again(), tx -> {});
      return;
    }
    String next = page.nextCursor();
    // A page that comes twice would lead in a circle.
    boolean circle = next != null && !pages.add(next);
    write(
        circle ? place.next() : place.after(next),
        tx -> store(tx, page.issues(), List.of(), known));
  }

  /** Stores what was found, marks what is missing, and counts both. */
  private void store(Tx tx, List<JiraIssue> found, Collection<String> missing, JiraSite known) {
    var active = new HashSet<>(tx.tickets().activeJiraIds());
    Changes changes = Copies.store(tx, found, active(known));
    for (Ticket gone : tx.tickets().delete(missing.toArray(String[]::new))) {
      tx.append(new TicketEvent.TicketDeleted(gone.id(), gone.ticketKey()));
    }
    tx.tickets().activeJiraIds().forEach(active::remove);
    count(found.size(), changes, active.size());
  }

  private static Predicate<JiraIssue> active(JiraSite known) {
    return issue -> Copies.isActive(issue, known.accountId());
  }

  private void skip() {
    write(place.next(), tx -> {});
  }

  /** Who is assigned changes without a trace in a search for what is assigned: ids tell. */
  private void compareAssigned(JiraSite known) {
    Set<String> now = ids(Jql.assignedToMe().and(Jql.notDone()).byKey());
    var before = new HashSet<>(database.read(caller, tx -> tx.tickets().activeJiraIds()));
    var differing = new LinkedHashSet<>(now);
    differing.removeAll(before);
    before.removeAll(now);
    differing.addAll(before);
    readAgain(differing, known);
    // What Jira says is not theirs is not, even where the reading of it came too late.
    write(
        place.next(),
        tx -> count(0, NOTHING, tx.tickets().deactivateAllBut(now.toArray(String[]::new))));
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
    Set<String> there = ids(Jql.assignedToMe().and(Jql.notDone()).byKey());
    history.ifPresent(jql -> there.addAll(ids(jql.byKey())));
    var unseen = new ArrayList<String>();
    String after = "";
    List<String> stored;
    do {
      String from = after;
      stored = database.read(caller, tx -> tx.tickets().jiraIds(null, from, PAGE_OF_IDS));
      for (String id : stored) if (!there.contains(id)) unseen.add(id);
      if (!stored.isEmpty()) after = stored.get(stored.size() - 1);
    } while (!stored.isEmpty());
    readAgain(unseen.subList(0, Math.min(unseen.size(), MOST_LOOKED_AT)), known);
    write(place.next(), tx -> tx.jiraSites().swept(tx.at()));
  }

  /** Reads these issues by their ids; what Jira does not give any more is deleted. */
  private void readAgain(Collection<String> ids, JiraSite known) {
    var all = new ArrayList<>(ids);
    for (int from = 0; from < all.size(); from += PAGE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + PAGE));
      List<JiraIssue> found = jira.issues(some, cancellation);
      var missing = new LinkedHashSet<>(some);
      for (JiraIssue issue : found) missing.remove(issue.id());
      write(place, tx -> store(tx, found, missing, known));
    }
  }

  private Set<String> ids(Jql jql) {
    var ids = new LinkedHashSet<String>();
    var seen = new HashSet<String>();
    String cursor = null;
    do {
      JiraPage page = jira.search(jql, cursor, PAGE_OF_IDS, true, cancellation);
      for (IssueRef issue : page.found()) ids.add(issue.id());
      cursor = page.nextCursor();
      if (ids.size() > MOST_IDS) {
        throw RemoteFailure.of(
            Kind.REFUSED,
            "Jira has more than "
                + MOST_IDS
                + " issues for you; narrow JIRA_HISTORY_PROJECTS or JIRA_HISTORY_JQL.");
      }
    } while (cursor != null && seen.add(cursor));
    return ids;
  }

  private void count(int fetched, Changes changes, int deactivated) {
    job = job.plus(fetched, changes.created(), changes.updated(), deactivated);
  }

  /** Writes what came with the place to go on from, so that neither is without the other. */
  private void write(SyncPlace next, Consumer<Tx> work) {
    SyncJob before = job;
    try {
      database.write(
          caller,
          tx -> {
            if (!tx.syncJobs().lease(Sync.JIRA, holder, tx.at().plus(Sync.LEASE))) {
              throw Refusal.conflict(
                  "This run was too slow, and another has taken over; get_sync_status says how"
                      + " far it is.");
            }
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
      String sentence = job.fetched() + " issues copied from Jira";
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
