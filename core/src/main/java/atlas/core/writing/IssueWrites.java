package atlas.core.writing;

import atlas.core.Outside;
import atlas.core.sync.Remote;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Sites;
import atlas.core.tickets.Tickets;
import atlas.core.writing.Outbox.Wanted;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraTransition;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.RemoteWrite.Kind;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes of an issue: what goes to Jira, and what the user notes here. */
public final class IssueWrites {
  /** The most minutes that are booked at once: a day. */
  public static final int MOST_MINUTES = 1_440;

  private static final int LONGEST_COMMENT = 30_000;

  // A wrong name should be told at once, but nobody waits for that longer than for the change.
  static final Http.Limits QUICK =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          4L * 1024 * 1024);

  /**
   * What is to change; what is null stays.
   *
   * @param comment Markdown
   * @param transitionTo a status, the name of a step, or done, in progress, to do
   * @param note stays here, as difficulty does
   */
  public record Update(
      String ticketKey,
      @Nullable String comment,
      @Nullable String transitionTo,
      @Nullable Integer logMinutes,
      @Nullable String note,
      @Nullable Integer difficulty) {
    boolean asksJira() {
      return comment != null || transitionTo != null || logMinutes != null;
    }
  }

  /** The issue that was changed, and how far each part is. */
  public record Updated(String ticketKey, List<String> effects) {}

  /** What is kept of the call, so that a repeat records nothing again. */
  record Recorded(String ticketKey, List<UUID> writes, List<String> effects) {}

  /** What of an update is text, and where that stands. */
  private record Part(Kind kind, @Nullable UUID afterId, String field, String text) {}

  /** Where a step leads, as far as Jira could be asked. */
  private record Target(@Nullable String status, boolean there) {}

  private final Database database;
  private final Tickets tickets;
  private final Accounts accounts;
  private final Outbox outbox;

  public IssueWrites(Database database, Tickets tickets, Accounts accounts, Outbox outbox) {
    this.database = database;
    this.tickets = tickets;
    this.accounts = accounts;
    this.outbox = outbox;
  }

  /** Records all that is asked for, or nothing, and tries at once what is for Jira. */
  public Updated update(Caller caller, Update update) {
    check(update);
    if (database.readOnly()) throw readOnly();
    String asked = update.asksJira() ? asked(caller) : "";
    Ticket ticket = tickets.require(caller, update.ticketKey());
    Target target =
        database.isRepeat(caller) ? new Target(null, false) : target(caller, update, ticket);
    Recorded recorded =
        database.write(caller, Recorded.class, tx -> record(tx, update, ticket, target, asked));
    var effects = new ArrayList<>(recorded.effects());
    effects.addAll(outbox.send(caller, recorded.writes()));
    return new Updated(recorded.ticketKey(), effects);
  }

  private String asked(Caller caller) {
    return Sites.asked(accounts.require(caller.userId()));
  }

  static Refusal readOnly() {
    return Refusal.forbidden("This server is read-only; start it without --read-only to write.");
  }

  private static void check(Update update) {
    boolean notes = update.note() != null || update.difficulty() != null;
    if (!update.asksJira() && !notes) {
      throw Refusal.invalid(
          "Say what to change: comment, transition_to, log_minutes, note or difficulty.");
    }
    text(update.comment(), "comment", LONGEST_COMMENT);
    text(update.transitionTo(), "transition_to", 100);
    text(update.note(), "note", 4_000);
    number(update.logMinutes(), "log_minutes", MOST_MINUTES);
    number(update.difficulty(), "difficulty", 5);
  }

  private static void text(@Nullable String text, String name, int most) {
    if (text == null || (!text.isBlank() && text.length() <= most)) return;
    throw Refusal.invalid(name + " must be text of at most " + most + " characters.");
  }

  private static void number(@Nullable Integer number, String name, int most) {
    if (number == null || (number >= 1 && number <= most)) return;
    throw Refusal.invalid(name + " must be 1 to " + most + ".");
  }

  /** Refuses a step that Jira does not offer, if it can be asked in time. */
  private Target target(Caller caller, Update update, Ticket ticket) {
    String wanted = update.transitionTo();
    if (wanted == null) return new Target(null, false);
    Jira jira = accounts.jira(caller.userId()).orElseThrow().within(QUICK);
    try {
      JiraIssue issue = jira.issue(ticket.jiraId(), false, Remote.cancellation(caller));
      Optional<JiraTransition> step =
          Steps.towards(
              wanted, issue, () -> jira.transitions(ticket.jiraId(), Remote.cancellation(caller)));
      return step.map(to -> new Target(to.toStatus(), false))
          .orElseGet(() -> new Target(issue.status(), true));
    } catch (RemoteFailure failure) {
      return switch (failure.kind()) {
        case REFUSED -> throw Refusal.invalid(failure.sentence());
        case FORBIDDEN, NOT_FOUND, LEFT_OUT -> throw Remote.refusal(failure);
        case UNAUTHORIZED, LIMITED, UNREACHABLE, BROKEN, EXPIRED -> new Target(null, false);
      };
    }
  }

  private static Recorded record(Tx tx, Update update, Ticket ticket, Target target, String asked) {
    var effects = new ArrayList<String>();
    var writes = new ArrayList<UUID>();
    if (update.note() != null || update.difficulty() != null) {
      tx.tickets().note(ticket.id(), update.note(), update.difficulty());
      tx.append(
          new TicketEvent.TicketNoted(
              ticket.id(), ticket.ticketKey(), update.note(), update.difficulty()));
      effects.add("Noted here; it does not go to Jira");
    }
    UUID comment = null;
    if (update.comment() != null) {
      comment = add(tx, asked, ticket, new Part(Kind.comment, null, "text", update.comment()));
      writes.add(comment);
    }
    if (update.logMinutes() != null) {
      int minutes = update.logMinutes();
      var payload =
          SessionWrites.worklog(
              tx.at().minus(Duration.ofMinutes(minutes)), minutes, "Logged with ATLAS.");
      writes.add(
          Outbox.add(
              tx,
              asked,
              new Wanted(Kind.worklog, ticket.id(), ticket.ticketKey(), null, null, payload)));
    }
    if (update.transitionTo() != null && target.there()) {
      effects.add(ticket.ticketKey() + " is " + status(target) + " already");
    } else if (update.transitionTo() != null) {
      // A closed issue takes no comment in some workflows.
      UUID id =
          add(
              tx,
              asked,
              ticket,
              new Part(Kind.transition, comment, "to", update.transitionTo().strip()));
      if (target.status() != null) {
        tx.remoteWrites().learned(id, Outbox.payload().put("status", target.status()));
      }
      writes.add(id);
    }
    return new Recorded(ticket.ticketKey(), writes, effects);
  }

  private static String status(Target target) {
    return Outside.line(String.valueOf(target.status()), 60);
  }

  private static UUID add(Tx tx, String asked, Ticket ticket, Part part) {
    var payload = Outbox.payload().put(part.field(), part.text());
    return Outbox.add(
        tx,
        asked,
        new Wanted(part.kind(), ticket.id(), ticket.ticketKey(), null, part.afterId(), payload));
  }
}
