package atlas.core.tickets;

import atlas.integrations.jira.JiraComment;
import atlas.model.Attachment;
import atlas.model.Prediction;
import atlas.model.RemoteWrite;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.model.TicketNote;
import atlas.storage.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket with what this user knows of it.
 *
 * @param movedFrom the key that was asked for, when the ticket has another by now
 * @param attachments as Jira listed them last, latest first
 * @param comments from Jira, oldest first; empty when Jira was not asked or did not answer
 * @param writes what was or is to be written to Jira from here, latest first
 */
public record KnownTicket(
    Ticket ticket,
    @Nullable String movedFrom,
    String dataSource,
    @Nullable String degraded,
    Analysis analysis,
    List<Session> sessions,
    List<Prediction> predictions,
    @Nullable TicketNote note,
    List<Attachment> attachments,
    List<JiraComment> comments,
    List<RemoteWrite> writes) {
  private static final int MOST_SESSIONS = 10;
  private static final int MOST_WRITES = 10;

  /** What is read of it in one transaction. */
  record Kept(
      Ticket ticket,
      List<String> components,
      List<Session> sessions,
      List<Prediction> predictions,
      @Nullable TicketNote note,
      List<Attachment> attachments,
      List<RemoteWrite> writes) {
    static Kept of(Tx tx, Ticket ticket) {
      return new Kept(
          ticket,
          tx.tickets().components(),
          tx.sessions().ofTicket(ticket.id(), MOST_SESSIONS),
          tx.predictions().latestFor(ticket.id()),
          tx.tickets().note(ticket.id()).orElse(null),
          tx.attachments().ofTicket(ticket.id()),
          tx.remoteWrites().ofTicket(ticket.id(), MOST_WRITES));
    }

    /** Outside of the transaction: the analysis needs no connection, and others do. */
    KnownTicket known(
        String askedKey, String dataSource, @Nullable String degraded, List<JiraComment> comments) {
      return new KnownTicket(
          ticket,
          ticket.ticketKey().equals(askedKey) ? null : askedKey,
          dataSource,
          degraded,
          Analysis.of(ticket, components),
          sessions,
          predictions,
          note,
          attachments,
          comments,
          writes);
    }
  }
}
