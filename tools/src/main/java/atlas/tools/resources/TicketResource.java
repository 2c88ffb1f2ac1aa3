package atlas.tools.resources;

import atlas.core.Outside;
import atlas.core.live.Subjects;
import atlas.core.tickets.Finding;
import atlas.core.tickets.KnownTicket;
import atlas.core.tickets.Tickets;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;

/** The resource atlas://ticket/{key}. */
public final class TicketResource {
  private static final int LONGEST = 12_000;

  private TicketResource() {}

  public static ResourceKind kind(Tickets tickets, Finding finding, Subjects subjects) {
    return new ResourceKind(
        Toolset.tickets,
        "ticket",
        "key",
        "A Jira issue",
        "A Jira issue with its description, acceptance criteria, sessions and files, as get_issue"
            + " shows it.",
        ResourceKind.MARKDOWN,
        (caller, key) -> Content.page(page(tickets.get(caller, key, false))),
        (caller, prefix, limit) -> finding.keys(caller, prefix, limit),
        subjects::ticket);
  }

  /** The page of a ticket. */
  public static String page(KnownTicket known) {
    Ticket ticket = known.ticket();
    var note = known.note();
    return new Page(ticket.ticketKey() + ": " + ticket.summary())
        .fact("Moved", known.movedFrom() == null ? null : "it was " + known.movedFrom())
        .fact("Type", ticket.issueType())
        .fact("Status", ticket.status())
        .fact("Deleted", ticket.deleted() ? "it is gone from Jira" : null)
        .fact("Priority", ticket.priority())
        .fact("Due", ticket.due())
        .fact("Assignee", ticket.assignee())
        .fact("Reporter", ticket.reporter())
        .fact("Components", ticket.components())
        .fact("Labels", ticket.labels())
        .fact("Parent", ticket.parentKey())
        .fact("Sprint", ticket.sprint())
        .fact("Story points", ticket.storyPoints())
        .fact("Updated", ticket.jiraUpdatedAt())
        .fact("My note", note == null ? null : note.note())
        .fact("Difficulty", note == null ? null : note.difficulty())
        .fact("Source", known.dataSource())
        .fact("Degraded", known.degraded())
        .block("Description", "jira", ticket.description(), LONGEST)
        .block("Acceptance criteria", "jira", known.analysis().acceptanceCriteria(), LONGEST)
        .block("Out of scope", "jira", known.analysis().outOfScope(), LONGEST)
        .list("Sessions", known.sessions().stream().map(TicketResource::line).toList())
        .list(
            "Attachments",
            known.attachments().stream()
                .limit(50)
                .map(a -> "atlas://attachment/" + a.attachmentId() + " " + a.filename())
                .toList())
        .toString();
  }

  private static String line(Session session) {
    return "%s, %s: %s"
        .formatted(
            session.shortId(),
            session.outcome() == null ? session.status() : session.outcome(),
            Outside.line(session.charter()));
  }
}
