package atlas.core.tickets;

import atlas.core.FileCache;
import atlas.core.sync.Remote;
import atlas.core.sync.Runs;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.IssueRef;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraLook;
import atlas.integrations.jira.Jql;
import atlas.model.Caller;
import atlas.model.Job;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.model.SyncJob;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.model.WebhookEvent;
import atlas.model.WebhookEvent.Status;
import atlas.storage.Database;
import atlas.storage.TicketTable.Changes;
import atlas.storage.Tx;
import atlas.storage.WebhookTable.Told;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Handler;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Jira tells by itself. A webhook is kept as it came and means that its issue is to be read:
 * webhooks overtake each other and show a part of an issue only, so that nothing of theirs but the
 * issue's number gets into the copy.
 */
public final class Webhooks {
  /** Reads what a webhook is about; one for each, since one that comes meanwhile must count. */
  public static final Job APPLY =
      new Job("jira.webhook", 8, Duration.ofSeconds(5), Duration.ofMinutes(10));

  /** Forgets old ones. */
  public static final Job FORGET =
      new Job("jira.webhook.forget", 3, Duration.ofMinutes(1), Duration.ofHours(1));

  private static final Duration KEPT = Duration.ofDays(14);
  private static final int AT_ONCE = 50;

  // Far more than come while Jira or this server is down for a while and both are up again.
  static final int MOST_WAITING = 1_000;

  // What webhooks bring is told in sync_jobs, a row for a quarter of an hour: one for each would
  // bury the runs, and a day has 96.
  private static final Duration TOLD_TOGETHER = Duration.ofMinutes(15);

  private final Database database;
  private final Accounts accounts;
  private final InstantSource clock;

  /**
   * One that came.
   *
   * @param account under whose name
   * @param identifier the same each time that Jira sends it
   * @param headers those worth keeping
   */
  public record Delivery(
      String account, String identifier, Map<String, String> headers, String body) {}

  /** What was read from Jira, and which of it is to be copied. */
  private record Read(
      Collection<JiraIssue> copied, Set<String> others, Set<String> gone, String me, Instant at) {}

  public Webhooks(Database database, Accounts accounts, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** What is to be done in the background. */
  public List<Duty> duties() {
    var reading =
        new Handler() {
          @Override
          public Outcome run(Run run) {
            return apply(run.caller(), run.ids().get(0)) ? Outcome.DONE : Outcome.ELSEWHERE;
          }

          @Override
          public void givenUp(Run run, String reason) {
            giveUp(run.caller(), run.ids().get(0));
          }
        };
    Handler forgetting =
        run -> {
          forget(run.caller());
          return Outcome.DONE;
        };
    return List.of(
        Duty.once(APPLY, reading),
        Duty.everyFor(accounts::users, Duration.ofDays(1), FORGET, forgetting));
  }

  /** Lets webhooks come in under that name, which no other user may have. */
  public void add(Caller caller, String name) {
    database.write(
        caller,
        tx -> {
          if (tx.webhooks().names().contains(name)) return name;
          tx.webhooks().add(name);
          tx.append(new TicketEvent.WebhookAdded(caller.userId(), name));
          return name;
        });
  }

  /** Forgets the name and what came under it; whether there was one. */
  public boolean remove(Caller caller, String name) {
    return database.write(
        caller,
        tx -> {
          if (!tx.webhooks().remove(name)) return false;
          tx.append(new TicketEvent.WebhookRemoved(caller.userId(), name));
          return true;
        });
  }

  /**
   * Keeps what came, and has its issue read soon; false where it came before, be it under another
   * identifier: what is signed is the body alone. Of what is ignored no body is kept.
   *
   * @throws Refusal UNAVAILABLE when too many wait
   * @throws Refusal INVALID when it is no webhook of Jira, NOT_FOUND when the name is not the
   *     caller's
   */
  public boolean keep(Caller caller, Delivery delivery) {
    WebhookBody body = WebhookBody.parse(delivery.body());
    boolean history = body.jiraId() != null && accounts.history(caller.userId()).isPresent();
    return database.write(
        caller,
        tx -> {
          if (!tx.webhooks().names().contains(delivery.account())) {
            throw Refusal.notFound("There is no webhook of that name.");
          }
          Status status = concerns(tx, body, history) ? Status.received : Status.ignored;
          var event =
              new WebhookEvent(
                  id(delivery),
                  delivery.account(),
                  delivery.identifier(),
                  body.event(),
                  body.jiraId(),
                  Json.MAPPER.valueToTree(delivery.headers()),
                  status == Status.received ? delivery.body() : "",
                  status,
                  0,
                  null,
                  tx.at(),
                  status == Status.received ? null : tx.at());
          boolean isNew = tx.webhooks().keep(event);
          if (isNew && status == Status.received) {
            if (tx.webhooks().waiting(delivery.account(), MOST_WAITING + 1) > MOST_WAITING) {
              throw Refusal.unavailable(
                  "Too many webhooks of that name wait; send it again later.");
            }
            tx.schedule(APPLY, event.id().toString(), List.of(event.id()), tx.at());
          }
          return isNew;
        });
  }

  /**
   * Reads the issue that a webhook is about, with others that wait, and copies what is the user's.
   * Doing it again does no harm.
   *
   * @return false where the user has no account here: another process may know it
   * @throws Refusal when Jira does not answer as it should; try again later
   */
  public boolean apply(Caller caller, UUID eventId) {
    List<Told> told = database.read(caller, tx -> told(tx, eventId));
    if (told.isEmpty()) return true;
    Optional<Jira> jira = accounts.jira(caller.userId());
    if (jira.isEmpty()) return false;
    try {
      Sites.check(database, caller, jira.get());
      Read read = read(caller, jira.get().patient(), told);
      database.write(caller, tx -> store(tx, read));
      return true;
    } catch (RemoteFailure failure) {
      Refusal refusal = Remote.refusal(failure);
      database.write(
          caller,
          tx -> {
            tx.webhooks().tried(eventId, refusal.sentence());
            return refusal;
          });
      throw refusal;
    }
  }

  /** It was tried for the last time; the next sync brings what it was about. */
  public void giveUp(Caller caller, UUID eventId) {
    database.write(caller, tx -> tx.webhooks().settle(eventId, Status.failed, tx.at()));
  }

  /** Forgets what came more than 14 days ago; says how many. */
  public int forget(Caller caller) {
    return database.write(caller, tx -> tx.webhooks().forgetBefore(tx.at().minus(KEPT)));
  }

  /**
   * Whether its issue must be read. A site's webhook tells of everybody's issues: one that is not
   * known here, not the user's and no history is left alone, if that can be seen without asking.
   */
  private static boolean concerns(Tx tx, WebhookBody body, boolean history) {
    String jiraId = body.jiraId();
    if (jiraId == null) return false;
    if (history || !body.saysAssignee() || tx.tickets().findByJiraId(jiraId).isPresent()) {
      return true;
    }
    return tx.jiraSites()
        .find()
        .map(site -> body.assignees().contains(site.accountId()))
        .orElse(true);
  }

  /** By what was sent, so that the table takes the same once. */
  private static UUID id(Delivery delivery) {
    String sent = delivery.account() + "\n" + delivery.body();
    String hash = FileCache.name(sent.getBytes(StandardCharsets.UTF_8));
    return new UUID(
        Long.parseUnsignedLong(hash, 0, 16, 16), Long.parseUnsignedLong(hash, 16, 32, 16));
  }

  private static List<Told> told(Tx tx, UUID eventId) {
    String jiraId =
        tx.webhooks()
            .find(eventId)
            .filter(event -> event.status() == Status.received)
            .map(WebhookEvent::jiraId)
            .orElse(null);
    return jiraId == null ? List.of() : tx.webhooks().told(jiraId, AT_ONCE);
  }

  private Read read(Caller caller, Jira jira, List<Told> told) {
    Cancellation cancellation = Remote.cancellation(caller);
    // What comes from now on may be newer than what is read.
    Instant at = clock.instant();
    String me =
        database
            .read(caller, tx -> tx.jiraSites().find())
            .map(site -> site.accountId())
            .orElseGet(() -> jira.myself(cancellation).id());
    List<String> ids = told.stream().map(Told::jiraId).toList();
    var found = new ArrayList<>(jira.issues(ids, cancellation));
    var missing = new LinkedHashSet<>(ids);
    for (JiraIssue issue : found) missing.remove(issue.id());
    // Only what Jira said is deleted is worth asking for by itself.
    missing.retainAll(told.stream().filter(Told::deleted).map(Told::jiraId).toList());
    JiraLook look = jira.look(missing, cancellation);
    found.addAll(look.issues());
    Set<String> copied = copied(caller, jira, found, me);
    var others = new LinkedHashSet<>(ids);
    others.removeAll(copied);
    others.removeAll(look.gone());
    found.removeIf(issue -> !copied.contains(issue.id()));
    return new Read(found, others, look.gone(), me, at);
  }

  /** Which issues belong in the user's copy: those that are in it, theirs, and the history. */
  private Set<String> copied(Caller caller, Jira jira, List<JiraIssue> found, String me) {
    String[] ids = found.stream().map(JiraIssue::id).toArray(String[]::new);
    Set<String> copied =
        database.read(caller, tx -> tx.tickets().allByJiraId(ids)).stream()
            .map(Ticket::jiraId)
            .collect(Collectors.toCollection(HashSet::new));
    var strangers = new ArrayList<String>();
    for (JiraIssue issue : found) {
      if (me.equals(issue.assigneeId())) copied.add(issue.id());
      else if (!copied.contains(issue.id())) strangers.add(issue.id());
    }
    Optional<Jql> history = accounts.history(caller.userId());
    if (history.isPresent() && !strangers.isEmpty()) {
      // An index that is behind leaves one out, which the next sync brings.
      Jql which = Jql.ids(strangers).and(history.get()).byKey();
      jira.search(which, null, AT_ONCE, true, Remote.cancellation(caller)).found().stream()
          .map(IssueRef::id)
          .forEach(copied::add);
    }
    return copied;
  }

  private static Changes store(Tx tx, Read read) {
    String[] ids = read.copied().stream().map(JiraIssue::id).toArray(String[]::new);
    Map<String, Ticket> before = new HashMap<>();
    for (Ticket ticket : tx.tickets().allByJiraId(ids)) before.put(ticket.jiraId(), ticket);
    Changes changes =
        Copies.store(tx, read.copied(), read.gone(), issue -> Copies.isActive(issue, read.me()));
    for (Ticket ticket : tx.tickets().allByJiraId(ids)) {
      if (differs(before.get(ticket.jiraId()), ticket)) {
        tx.append(new TicketEvent.TicketFetched(ticket.id(), ticket.ticketKey(), ticket.status()));
      }
    }
    settle(tx, read.others(), Status.ignored, read.at());
    settle(tx, List.of(ids), Status.applied, read.at());
    settle(tx, read.gone(), Status.applied, read.at());
    tell(tx, read.copied().size(), changes);
    return changes;
  }

  private static boolean differs(@Nullable Ticket was, Ticket now) {
    return was == null
        || !Objects.equals(was.jiraUpdatedAt(), now.jiraUpdatedAt())
        || !was.status().equals(now.status())
        || was.active() != now.active();
  }

  private static void settle(Tx tx, Collection<String> ids, Status status, Instant readAt) {
    if (ids.isEmpty()) return;
    tx.webhooks().settleAllOf(ids.toArray(String[]::new), status, readAt, tx.at());
  }

  private static void tell(Tx tx, int fetched, Changes changes) {
    int created = changes.created();
    int updated = changes.updated();
    int deactivated = changes.deactivated();
    if (created + updated + deactivated == 0) return;
    Instant since = tx.at().minus(TOLD_TOGETHER);
    if (tx.syncJobs().addToWebhooks(Sync.JIRA, since, fetched, created, updated, deactivated)) {
      return;
    }
    tx.syncJobs()
        .insert(
            new SyncJob(
                tx.newId(),
                Sync.JIRA,
                SyncJob.Kind.incremental,
                Runs.Trigger.webhook.name(),
                "completed",
                fetched,
                created,
                updated,
                deactivated,
                null,
                null,
                null,
                null,
                tx.at(),
                null,
                tx.at()));
  }
}
