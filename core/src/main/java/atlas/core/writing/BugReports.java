package atlas.core.writing;

import atlas.core.Words;
import atlas.core.evidence.OwnEvidence;
import atlas.core.meaning.Alike;
import atlas.core.memory.Removal;
import atlas.core.planner.PersonalTasks;
import atlas.core.sync.Remote;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sites;
import atlas.core.writing.Outbox.Wanted;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.CreateForm;
import atlas.integrations.jira.Jira;
import atlas.model.Bug;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.Session;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bugs that testing finds: likely duplicates first, then Jira. */
public final class BugReports {
  /**
   * A bug as the tester tells of it.
   *
   * @param session in which it was found; by default the only open one
   * @param description Markdown
   * @param force whether it is reported although others are like it
   * @param followUp what the person is to do about it, as a task of their own
   */
  public record Report(
      @Nullable String session,
      String summary,
      String description,
      @Nullable String priority,
      boolean force,
      @Nullable String followUp) {
    /** One that nothing is to be done about. */
    public Report(
        @Nullable String session,
        String summary,
        String description,
        @Nullable String priority,
        boolean force) {
      this(session, summary, description, priority, force, null);
    }
  }

  /**
   * A bug that may be the same.
   *
   * @param key null while Jira has not got it
   * @param likeness 0 to 1, by words and meaning, or by the words of the summaries
   */
  public record Duplicate(
      @Nullable String key, String summary, @Nullable String status, double likeness) {}

  /**
   * What became of it.
   *
   * @param created false when others are like it, or when Jira refused it at once
   * @param bugKey once Jira has it
   * @param duplicates because of which it was not reported
   */
  public record Reported(
      boolean created,
      @Nullable String bugKey,
      String session,
      String ticketKey,
      List<Duplicate> duplicates,
      List<String> effects) {}

  /**
   * What is kept of the call, so that a repeat reports nothing again.
   *
   * @param told the effect on what is evidence already
   */
  record Recorded(
      String session,
      String ticketKey,
      UUID bugWrite,
      List<UUID> writes,
      @Nullable String followUp,
      @Nullable String told) {}

  private record About(Session session, Ticket ticket, Instant at) {}

  private record Found(Session session, String project, List<Duplicate> duplicates) {}

  // Half of the words of both summaries, on average: what shares less is rarely the same bug, and
  // to be asked once too often costs a tester less than a duplicate does.
  private static final double LIKE = 0.5;
  private static final int MOST_DUPLICATES = 5;
  private static final int MOST_LOOKED_AT = 25;

  private final Database database;
  private final Accounts accounts;
  private final Outbox outbox;
  private final Alike alike;

  public BugReports(Database database, Accounts accounts, Outbox outbox, Alike alike) {
    this.database = database;
    this.accounts = accounts;
    this.outbox = outbox;
    this.alike = alike;
  }

  /** With duplicates by their words alone. */
  public BugReports(Database database, Accounts accounts, Outbox outbox) {
    this(database, accounts, outbox, Alike.byWords());
  }

  /** Reports the bug, unless others are like it and it was not forced. */
  public Reported report(Caller caller, Report report) {
    String summary = report.summary().replaceAll("\\s+", " ").strip();
    if (summary.isEmpty() || summary.length() > 255) {
      throw Refusal.invalid("summary must be a line of at most 255 characters.");
    }
    if (database.readOnly()) throw IssueWrites.readOnly();
    Jira jira = accounts.require(caller.userId());
    // Not in the transaction that keeps the answer: the same call may come again, with force.
    if (!database.isRepeat(caller)) {
      Found found = look(caller, report, summary, jira);
      if (!found.duplicates().isEmpty()) return notCreated(found);
      checkForm(caller, report, jira, found.project());
    }
    Recorded recorded =
        database.write(
            caller, Recorded.class, tx -> record(tx, report, summary, Sites.asked(jira)));
    List<String> effects = new ArrayList<>(outbox.send(caller, recorded.writes()));
    boolean refused = database.read(caller, tx -> isRefused(tx, recorded));
    if (recorded.followUp() != null) effects.add(followUp(caller, recorded.followUp(), refused));
    return database.read(caller, tx -> reported(tx, recorded, refused, effects));
  }

  private static boolean isRefused(Tx tx, Recorded recorded) {
    return tx.remoteWrites()
        .find(recorded.bugWrite())
        .filter(write -> write.status() == RemoteWrite.Status.failed)
        .isPresent();
  }

  /**
   * What became of the task that follows a bug: where there is none, there is nothing to follow.
   */
  private String followUp(Caller caller, String followUp, boolean refused) {
    if (!refused) return "Personal task " + followUp + " follows it";
    Ref ref = Ref.parse(Ref.Kind.PERSONAL_TASK, followUp);
    database.write(caller.in(Call.plain()), tx -> Removal.remove(tx, ref));
    return "Personal task " + followUp + " was to follow it, and is removed";
  }

  /** Refuses what the project would not take, if Jira can be asked in time. */
  private static void checkForm(Caller caller, Report report, Jira jira, String project) {
    CreateForm form;
    try {
      form =
          jira.within(IssueWrites.QUICK)
              .createForm(project, Sending.BUG, Remote.cancellation(caller));
    } catch (RemoteFailure failure) {
      // What Jira says to it for good is known before anything is recorded; the rest is tried.
      if (failure.kind() == RemoteFailure.Kind.REFUSED) throw Refusal.invalid(failure.sentence());
      if (failure.kind() == RemoteFailure.Kind.NOT_FOUND) throw Remote.refusal(failure);
      return;
    }
    BugForm.lacks(form, report.description(), report.priority())
        .ifPresent(
            sentence -> {
              throw Refusal.invalid(sentence);
            });
  }

  private static Ticket ticket(Tx tx, Session session) {
    return tx.tickets().find(session.ticketKey()).orElseThrow();
  }

  private static Reported reported(
      Tx tx, Recorded recorded, boolean refused, List<String> effects) {
    String key = tx.bugs().ofWrite(recorded.bugWrite()).map(Bug::bugKey).orElse(null);
    if (!refused) {
      effects.add(
          "The sheet of "
              + recorded.session()
              + (key == null ? " lists the bug once Jira has it" : " lists " + key));
    }
    if (recorded.told() != null && !refused) effects.add(recorded.told());
    return new Reported(
        !refused, key, recorded.session(), recorded.ticketKey(), List.of(), effects);
  }

  private static Reported notCreated(Found found) {
    return new Reported(
        false,
        null,
        found.session().shortId(),
        found.session().ticketKey(),
        found.duplicates(),
        List.of(
            "Nothing was reported: look at the duplicates, log the scenario with bug_key if it is"
                + " one of them, else report again with force"));
  }

  /** What it is about and, unless it is forced, what is like it. */
  private Found look(Caller caller, Report report, String summary, Jira jira) {
    About about =
        database.read(
            caller,
            tx -> {
              Session session = session(tx, report.session());
              return new About(session, ticket(tx, session), tx.at());
            });
    Session session = about.session();
    Ticket ticket = about.ticket();
    try {
      jira.checkScope(session.ticketKey());
    } catch (RemoteFailure leftOut) {
      throw Remote.refusal(leftOut);
    }
    if (report.force()) return new Found(session, ticket.projectKey(), List.of());
    Alike.Asked asked =
        alike.asked(
            caller,
            ticket,
            summary,
            report.description(),
            ticket.components(),
            Sending.BUG,
            about.at());
    String[] projects = jira.projects().toArray(String[]::new);
    List<Duplicate> duplicates =
        database.read(caller, tx -> duplicates(tx, projects, asked, summary));
    return new Found(session, ticket.projectKey(), duplicates);
  }

  private List<Duplicate> duplicates(Tx tx, String[] projects, Alike.Asked asked, String summary) {
    var duplicates = new ArrayList<Duplicate>();
    double same = alike.weighs() ? alike.same(asked) : Double.MAX_VALUE;
    for (SimilarTicket one : alike.similar(tx, projects, asked, false, MOST_LOOKED_AT)) {
      double words = likeness(summary, one.summary());
      double likeness = alike.weighs() ? Math.max(words, one.similarity()) : words;
      if (words >= LIKE || one.similarity() >= same) {
        duplicates.add(new Duplicate(one.ticketKey(), one.summary(), one.status(), likeness));
      }
    }
    for (Bug bug : tx.bugs().withoutKey()) {
      double likeness = likeness(summary, bug.summary());
      if (likeness >= LIKE) {
        duplicates.add(new Duplicate(null, bug.summary(), null, likeness));
      }
    }
    duplicates.sort(Comparator.comparingDouble(Duplicate::likeness).reversed());
    return List.copyOf(duplicates.subList(0, Math.min(MOST_DUPLICATES, duplicates.size())));
  }

  private static double likeness(String one, String other) {
    return (Words.covered(one, other) + Words.covered(other, one)) / 2;
  }

  /** The session that is meant; a bug may still be reported when it has ended. */
  private static Session session(Tx tx, @Nullable String named) {
    if (named != null) {
      Ref ref = Ref.parse(Ref.Kind.SESSION, named);
      return tx.sessions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
    }
    List<Session> open = tx.sessions().open();
    if (open.size() == 1) return open.get(0);
    if (open.isEmpty()) {
      throw Refusal.notFound(
          "No session is open; start_session opens one on a ticket, or name the session.");
    }
    throw Refusal.invalid(
        "Several sessions are open; say which: "
            + String.join(
                ", ", open.stream().map(s -> s.shortId() + " on " + s.ticketKey()).toList()));
  }

  private static Recorded record(Tx tx, Report report, String summary, String asked) {
    // Nobody ends it meanwhile, who would not count this bug.
    Session session = tx.sessions().lock(session(tx, report.session()).id(), null).orElseThrow();
    Ticket ticket = ticket(tx, session);
    var payload =
        Outbox.payload()
            .put("project", ticket.projectKey())
            .put("summary", summary)
            .put("description", report.description());
    if (report.priority() != null) payload.put("priority", report.priority());
    UUID write =
        Outbox.add(
            tx,
            asked,
            new Wanted(Kind.bug, ticket.id(), ticket.ticketKey(), session.id(), null, payload));
    var bug =
        new Bug(
            tx.newId(),
            ticket.id(),
            session.id(),
            summary,
            report.description(),
            report.priority(),
            write,
            null,
            tx.at());
    tx.bugs().insert(bug);
    tx.append(new TicketEvent.BugReported(bug.id(), ticket.ticketKey(), session.id(), summary));
    UUID link =
        Outbox.add(
            tx,
            asked,
            new Wanted(
                Kind.link, ticket.id(), ticket.ticketKey(), session.id(), write, Outbox.payload()));
    String followUp =
        report.followUp() == null
            ? null
            : PersonalTasks.followUp(tx, report.followUp(), ticket.ticketKey(), bug.id());
    String told = OwnEvidence.recounted(tx, session).stream().findFirst().orElse(null);
    return new Recorded(
        session.shortId(), ticket.ticketKey(), write, List.of(write, link), followUp, told);
  }
}
