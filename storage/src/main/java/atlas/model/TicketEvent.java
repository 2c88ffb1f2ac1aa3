package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to a ticket, and to what is written to Jira about it. */
public sealed interface TicketEvent extends Event {
  /** A run that copied the assigned tickets changed something here. */
  record TicketsSynced(UUID entityId, int fetched, int created, int updated, int deactivated)
      implements TicketEvent {
    @Override
    public String type() {
      return "tickets.synced";
    }

    @Override
    public String line() {
      return "%s fetched from Jira: %d new, %d changed, %d no longer active"
          .formatted(Counted.of(fetched, "ticket"), created, updated, deactivated);
    }
  }

  /** Tickets came out of a file. */
  record TicketsImported(UUID entityId, int created) implements TicketEvent {
    @Override
    public String type() {
      return "tickets.imported";
    }

    @Override
    public String line() {
      return Counted.of(created, "ticket") + " imported from a file";
    }
  }

  /** The user's Jira has another address; the tickets of the old one were left if it is another. */
  record SiteChanged(UUID entityId, int left) implements TicketEvent {
    @Override
    public String type() {
      return "site.changed";
    }

    @Override
    public String line() {
      return left == 0
          ? "The same Jira is found at another address"
          : "Another Jira takes the place of the one before; its %s stay, inactive"
              .formatted(Counted.of(left, "ticket"));
    }
  }

  /** One ticket was read from Jira and differs from the copy. */
  record TicketFetched(UUID entityId, String ticketKey, String status) implements TicketEvent {
    @Override
    public String type() {
      return "ticket.fetched";
    }

    @Override
    public String line() {
      return ticketKey + " read from Jira, status " + status;
    }
  }

  /** A ticket has another key: it was moved to another project. */
  record TicketMoved(UUID entityId, String oldKey, String ticketKey) implements TicketEvent {
    @Override
    public String type() {
      return "ticket.moved";
    }

    @Override
    public String line() {
      return oldKey + " is " + ticketKey + " now";
    }
  }

  /** An issue is gone from Jira. */
  record TicketDeleted(UUID entityId, String ticketKey) implements TicketEvent {
    @Override
    public String type() {
      return "ticket.deleted";
    }

    @Override
    public String line() {
      return ticketKey + " was deleted in Jira";
    }
  }

  /** The user noted something about a ticket. */
  record TicketNoted(
      UUID entityId, String ticketKey, @Nullable String note, @Nullable Integer difficulty)
      implements TicketEvent {
    @Override
    public String type() {
      return "ticket.noted";
    }

    @Override
    public String line() {
      return "Noted about "
          + ticketKey
          + (difficulty == null ? "" : ", difficulty " + difficulty + " of 5")
          + (note == null ? "" : ": " + note);
    }
  }

  /** Something is to be written to Jira. */
  record IssueWriteRequested(
      UUID entityId,
      RemoteWrite.Kind kind,
      @Nullable String ticketKey,
      @Nullable UUID sessionId,
      String what)
      implements TicketEvent {
    @Override
    public String type() {
      return "issue.write_requested";
    }

    @Override
    public String line() {
      return what + (ticketKey == null ? "" : " for " + ticketKey) + " goes to Jira";
    }
  }

  /** Something was written to Jira. */
  record IssueWritten(
      UUID entityId,
      RemoteWrite.Kind kind,
      @Nullable String ticketKey,
      @Nullable UUID sessionId,
      String what,
      @Nullable String remoteId)
      implements TicketEvent {
    @Override
    public String type() {
      return "issue.written";
    }

    @Override
    public String line() {
      return what + (ticketKey == null ? "" : " for " + ticketKey) + " is in Jira";
    }
  }

  /** Something could not be written to Jira and was given up. */
  record IssueWriteFailed(
      UUID entityId,
      RemoteWrite.Kind kind,
      @Nullable String ticketKey,
      @Nullable UUID sessionId,
      String what,
      String reason)
      implements TicketEvent {
    @Override
    public String type() {
      return "issue.write_failed";
    }

    @Override
    public String line() {
      return what + (ticketKey == null ? "" : " for " + ticketKey) + " is not in Jira: " + reason;
    }
  }

  /** A bug was reported; its key is known when Jira has it. */
  record BugReported(
      UUID entityId, @Nullable String ticketKey, @Nullable UUID sessionId, String summary)
      implements TicketEvent {
    @Override
    public String type() {
      return "bug.reported";
    }

    @Override
    public String line() {
      return "Bug reported" + (ticketKey == null ? "" : " on " + ticketKey) + ": " + summary;
    }
  }

  /** Jira may tell what happens there, under that name. */
  record WebhookAdded(UUID entityId, String name) implements TicketEvent {
    @Override
    public String type() {
      return "webhook.added";
    }

    @Override
    public String line() {
      return "Webhook " + name + " added";
    }
  }

  /** What Jira tells under that name is not listened to any more. */
  record WebhookRemoved(UUID entityId, String name) implements TicketEvent {
    @Override
    public String type() {
      return "webhook.removed";
    }

    @Override
    public String line() {
      return "Webhook " + name + " removed";
    }
  }
}
