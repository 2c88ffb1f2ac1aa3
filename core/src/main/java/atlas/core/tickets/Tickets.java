package atlas.core.tickets;

import atlas.core.SourceReport;
import atlas.core.sync.Remote;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.AssignedIssues;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.model.AssignedTicket;
import atlas.model.Caller;
import atlas.model.Cursor;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.TicketTable.Changes;
import atlas.storage.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A user's Jira issues: read from Jira, kept here, and still there when Jira is not. */
public final class Tickets {
  private static final Duration FRESH = Duration.ofMinutes(15);
  private static final int MOST_ASSIGNED = 1_000;

  /** What is said to a user without an account. */
  public static final String NO_ACCOUNT =
      "No Jira account is configured for you: set JIRA_HOST, JIRA_EMAIL and JIRA_API_TOKEN, or "
          + "JIRA_PAT for Data Center, and start ATLAS again; at a server that you share with "
          + "others, have it added with atlas account add.";

  private static final String READ_ONLY_COPY =
      "This server is read-only: this is the issue as it was last copied.";

  /** Where a list is to come from. */
  public enum Source {
    auto,
    live,
    cached
  }

  /** Which assigned tickets are asked for. */
  public record Query(
      @Nullable String status,
      @Nullable String project,
      Source source,
      int limit,
      @Nullable String cursor) {}

  /**
   * A page of assigned tickets.
   *
   * @param omitted how many fit and are not on this page or an earlier one
   * @param dataSource live or cached
   * @param degraded why the list is older than was asked, if it is
   * @param statuses that assigned tickets have, told when a status filter found nothing
   */
  public record Assigned(
      List<AssignedTicket> tickets,
      int omitted,
      String dataSource,
      @Nullable Instant lastSync,
      @Nullable String nextCursor,
      @Nullable String degraded,
      List<SourceReport> sources,
      List<String> statuses) {}

  /**
   * What Jira said of an issue.
   *
   * @param leftOut whether nothing of it may be shown, the copy neither
   */
  private record Fetch(@Nullable JiraIssue issue, @Nullable Refusal failure, boolean leftOut) {
    Fetch orLeftOut() {
      if (leftOut && failure != null) throw failure;
      return this;
    }
  }

  private final Database database;
  private final Accounts accounts;
  private final TicketKeys keys;
  private final InstantSource clock;

  public Tickets(Database database, Accounts accounts, TicketKeys keys, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.keys = keys;
    this.clock = clock;
  }

  /** What is assigned to the caller: highest priority first, then most recently updated. */
  public Assigned assigned(Caller caller, Query query) {
    long begun = clock.millis();
    Refusal failure = null;
    boolean live = false;
    // A page after the first goes on in the same copy.
    if (query.cursor() == null && query.source() != Source.cached) {
      Optional<Instant> lastSync = lastSync(caller);
      boolean stale = lastSync.isEmpty() || lastSync.get().plus(FRESH).isBefore(clock.instant());
      if (query.source() == Source.live || stale) {
        failure = refresh(caller);
        live = failure == null;
        boolean helpless =
            lastSync.isEmpty() && database.read(caller, tx -> Copies.incomplete(tx) == null);
        if (failure != null && (query.source() == Source.live || helpless)) throw failure;
      }
    }
    String status = live ? "answered" : failure != null ? "failed" : "cached";
    var report = new SourceReport(Sync.JIRA, status, clock.millis() - begun);
    return list(caller, query, live, failure == null ? null : failure.sentence(), report);
  }

  /** The only projects whose issues are shown to the caller; all when there is none. */
  public String[] projects(Caller caller) {
    return accounts.projects(caller.userId());
  }

  /** One ticket, from Jira where it can be, else the copy. */
  public KnownTicket get(Caller caller, String writtenKey, boolean withComments) {
    String key = keys.parse(writtenKey);
    kept(caller, key);
    Fetch fetch = fetch(caller, key, withComments).orLeftOut();
    JiraIssue issue = fetch.issue();
    // Where nothing may be kept, the copy is all there is to show; comments are never kept.
    boolean unkept = issue != null && database.readOnly();
    if (issue != null && !unkept) store(caller, issue);
    Refusal failure = unkept ? notKept(key) : fetch.failure();
    KnownTicket.Kept kept =
        database.read(
            caller,
            tx ->
                KnownTicket.Kept.of(
                    tx,
                    find(tx, key, issue)
                        .orElseThrow(() -> failure == null ? unseen(key) : failure)));
    return kept.known(
        key,
        failure == null ? "live" : "cached",
        unkept ? READ_ONLY_COPY : failure == null ? null : failure.sentence(),
        issue == null ? List.of() : issue.comments());
  }

  /** Jira knows old keys from before there was a copy; then what it sent says whose key it was. */
  private static Optional<Ticket> find(Tx tx, String key, @Nullable JiraIssue issue) {
    return issue == null ? tx.tickets().find(key) : tx.tickets().findByJiraId(issue.id());
  }

  /** The ticket of that key as it is kept here, read from Jira if it isn't kept yet. */
  public Ticket require(Caller caller, String writtenKey) {
    String key = keys.parse(writtenKey);
    Optional<Ticket> kept = kept(caller, key);
    if (kept.isPresent()) return kept.get();
    Fetch fetch = fetch(caller, key, false).orLeftOut();
    if (fetch.issue() == null) {
      throw fetch.failure() == null ? unseen(key) : fetch.failure();
    }
    return store(caller, fetch.issue());
  }

  /** What is kept under that key; refuses what may not be shown, by the key that it has now. */
  private Optional<Ticket> kept(Caller caller, String key) {
    Optional<Ticket> kept = database.read(caller, tx -> tx.tickets().find(key));
    accounts.checkScope(caller.userId(), kept.map(Ticket::ticketKey).orElse(key));
    return kept;
  }

  /** Reads a ticket from Jira again, when Jira answers; the copy after that is what Jira has. */
  public void reread(Caller caller, String key) {
    JiraIssue issue = fetch(caller, key, false).issue();
    if (issue != null) store(caller, issue);
  }

  /** Whether the caller's Jira answers; the display name of the account. */
  public Optional<String> account(Caller caller) {
    return accounts
        .jira(caller.userId())
        .map(
            jira -> {
              try {
                return jira.myself(Remote.cancellation(caller)).displayName();
              } catch (RemoteFailure failure) {
                throw Remote.refusal(failure);
              }
            });
  }

  /** When the copy was last made. */
  public Optional<Instant> lastSync(Caller caller) {
    return database.read(caller, tx -> tx.syncJobs().lastSync(Sync.JIRA));
  }

  private Assigned list(
      Caller caller, Query query, boolean live, @Nullable String degraded, SourceReport report) {
    List<String> after = Cursor.parts(query.cursor(), 3);
    Integer afterRank = null;
    Instant afterUpdated = null;
    String afterKey = null;
    if (!after.isEmpty()) {
      try {
        afterRank = Integer.valueOf(after.get(0));
        afterUpdated = Instant.parse(after.get(1));
        afterKey = after.get(2);
      } catch (RuntimeException unreadable) {
        throw Cursor.bad();
      }
    }
    Integer rank = afterRank;
    Instant updated = afterUpdated;
    String key = afterKey;
    String[] projects = accounts.projects(caller.userId());
    return database.read(
        caller,
        tx -> {
          List<AssignedTicket> found =
              tx.tickets()
                  .assigned(
                      projects, query.status(), query.project(), rank, updated, key, query.limit());
          int omitted = found.isEmpty() ? 0 : found.get(0).matching() - found.size();
          String next = omitted > 0 ? cursor(found.get(found.size() - 1)) : null;
          return new Assigned(
              found,
              omitted,
              live ? "live" : "cached",
              tx.syncJobs().lastSync(Sync.JIRA).orElse(null),
              next,
              joined(degraded, Copies.incomplete(tx)),
              List.of(report),
              found.isEmpty() && query.status() != null
                  ? tx.tickets().statuses(projects)
                  : List.of());
        });
  }

  private static @Nullable String joined(@Nullable String one, @Nullable String other) {
    return one == null || other == null ? (one == null ? other : one) : one + " " + other;
  }

  private static String cursor(AssignedTicket last) {
    Instant updated = last.jiraUpdatedAt() == null ? Instant.EPOCH : last.jiraUpdatedAt();
    return Cursor.of(Integer.toString(last.priorityRank()), updated.toString(), last.ticketKey());
  }

  /** Copies what is assigned now; what went wrong, or null. */
  private @Nullable Refusal refresh(Caller caller) {
    if (database.readOnly()) {
      return Refusal.forbidden(
          "This server is read-only and can't refresh its copy of Jira; "
              + "ask with source cached, or start it without --read-only.");
    }
    AssignedIssues fetched;
    Instant startedAt = clock.instant();
    try {
      Jira jira = jira(caller);
      Sites.check(database, caller, jira);
      fetched = jira.assigned(MOST_ASSIGNED, Remote.cancellation(caller));
    } catch (RemoteFailure failure) {
      return Remote.refusal(failure);
    } catch (Refusal unusable) {
      return unusable;
    }
    boolean isAll = fetched.complete() || fetched.issues().size() >= MOST_ASSIGNED;
    database.write(
        caller,
        tx -> {
          Changes changes = Copies.store(tx, fetched.issues(), issue -> true);
          // What Jira did not send for want of room may still be assigned.
          int gone =
              fetched.complete()
                  ? tx.tickets()
                      .deactivateAllBut(
                          fetched.issues().stream().map(JiraIssue::id).toArray(String[]::new))
                  : 0;
          var job =
              new SyncJob(
                  tx.newId(),
                  Sync.JIRA,
                  SyncJob.Kind.full,
                  "manual",
                  fetched.complete() ? "completed" : "partial",
                  fetched.issues().size(),
                  changes.created(),
                  changes.updated(),
                  gone,
                  null,
                  // A list that broke off is no copy: what is missing may be anything.
                  isAll ? null : startedAt,
                  null,
                  null,
                  startedAt,
                  null,
                  tx.at());
          tx.syncJobs().insert(job);
          if (changes.created() + changes.updated() + gone > 0) {
            tx.append(
                new TicketEvent.TicketsSynced(
                    job.id(), job.fetched(), job.created(), job.updated(), job.deactivated()));
          }
          return job;
        });
    return null;
  }

  private Fetch fetch(Caller caller, String key, boolean withComments) {
    try {
      Jira jira = jira(caller);
      Sites.check(database, caller, jira);
      return new Fetch(jira.issue(key, withComments, Remote.cancellation(caller)), null, false);
    } catch (RemoteFailure failure) {
      boolean leftOut = failure.kind() == RemoteFailure.Kind.LEFT_OUT;
      return new Fetch(null, Remote.refusal(failure), leftOut);
    } catch (Refusal unusable) {
      return new Fetch(null, unusable, false);
    }
  }

  /** The caller's account; refuses where there is none that can be used. */
  private Jira jira(Caller caller) {
    return accounts.require(caller.userId());
  }

  private Ticket store(Caller caller, JiraIssue issue) {
    return database.write(
        caller,
        tx -> {
          Changes changes = Copies.store(tx, List.of(issue), Copies.active(tx));
          Ticket ticket = tx.tickets().find(issue.key()).orElseThrow(() -> unseen(issue.key()));
          if (changes.created() + changes.updated() > 0) {
            tx.append(
                new TicketEvent.TicketFetched(ticket.id(), ticket.ticketKey(), ticket.status()));
          }
          return ticket;
        });
  }

  private static Refusal notKept(String key) {
    return Refusal.forbidden(
        "This server is read-only and has no copy of "
            + key
            + "; start it once without --read-only to get one.");
  }

  private static Refusal unseen(String key) {
    return Refusal.notFound("There is no issue " + key + " that you may see.");
  }
}
