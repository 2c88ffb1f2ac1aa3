package atlas.core.tickets;

import atlas.core.learning.Escapes;
import atlas.integrations.jira.JiraAttachment;
import atlas.integrations.jira.JiraIssue;
import atlas.model.JiraSite;
import atlas.model.Json;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.model.TicketKey;
import atlas.storage.TicketTable.Changes;
import atlas.storage.Tx;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts issues that Jira sent into the user's copy: one way for every road on which they come. */
final class Copies {
  private static final String DONE = "done";

  private Copies() {}

  /**
   * Stores the issues, every field, and marks those that are gone; tells what was moved and what
   * was deleted. Once in a transaction.
   *
   * @param gone the Jira ids of what Jira has no more
   * @param active whether an issue is open and the user's
   */
  static Changes store(
      Tx tx, Collection<JiraIssue> issues, Collection<String> gone, Predicate<JiraIssue> active) {
    Changes stored = store(tx, issues, active);
    int deactivated = stored.deactivated();
    for (Ticket ticket : tx.tickets().delete(gone.toArray(String[]::new))) {
      if (ticket.active()) deactivated++;
      tx.append(new TicketEvent.TicketDeleted(ticket.id(), ticket.ticketKey()));
    }
    return new Changes(
        stored.created(), stored.updated(), stored.moved(), stored.older(), deactivated);
  }

  /** What to say while a copy was begun with and never came to its end. */
  static @Nullable String incomplete(Tx tx) {
    return tx.syncJobs().lastSync(Sync.JIRA).isEmpty() && tx.syncJobs().brought(Sync.JIRA)
        ? "The copy of Jira is incomplete: issues are missing until a run has come to its end;"
            + " get_sync_status says what stops it."
        : null;
  }

  /** Keeps the issues as Jira has them now, where nothing is gone. */
  static Changes store(Tx tx, Collection<JiraIssue> issues, Predicate<JiraIssue> active) {
    var latest = new LinkedHashMap<String, JiraIssue>();
    for (JiraIssue issue : issues) latest.put(issue.id(), issue);
    ArrayNode rows = Json.MAPPER.createArrayNode();
    for (JiraIssue issue : latest.values()) {
      ObjectNode row = Json.MAPPER.valueToTree(ticket(tx, issue, active.test(issue)));
      row.set("raw", Json.MAPPER.readTree(issue.raw()));
      rows.add(row);
    }
    Changes changes = tx.tickets().store(rows.toString());
    tx.attachments()
        .copy(latest.keySet().toArray(String[]::new), attachments(tx, latest.values()).toString());
    if (changes.moved() > 0) {
      for (TicketKey moved : tx.tickets().movedAt(tx.at())) {
        tx.append(new TicketEvent.TicketMoved(moved.ticketId(), moved.oldKey(), moved.ticketKey()));
      }
      MovedKeys.follow(tx, tx.at());
    }
    Escapes.among(tx, latest.keySet());
    LinkedBugs.of(tx, latest.keySet());
    NamedBugs.of(tx, latest.keySet());
    return changes;
  }

  /**
   * Whether an issue that was read for another reason than being assigned is open and the user's.
   * Until a sync has found out who the user is in Jira, what was is.
   */
  static Predicate<JiraIssue> active(Tx tx) {
    Optional<JiraSite> site = tx.jiraSites().find();
    return site.isPresent()
        ? issue -> isActive(issue, site.get().accountId())
        : issue ->
            isOpen(issue)
                && tx.tickets().findByJiraId(issue.id()).map(Ticket::active).orElse(false);
  }

  /** Whether the issue is open and assigned to that account. */
  static boolean isActive(JiraIssue issue, String accountId) {
    return isOpen(issue) && accountId.equals(issue.assigneeId());
  }

  private static boolean isOpen(JiraIssue issue) {
    return !issue.statusCategory().equals(DONE);
  }

  private static ArrayNode attachments(Tx tx, Collection<JiraIssue> issues) {
    ArrayNode rows = Json.MAPPER.createArrayNode();
    for (JiraIssue issue : issues) {
      for (JiraAttachment file : issue.attachments()) {
        rows.addObject()
            .put("jira_id", issue.id())
            .put("id", tx.newId().toString())
            .put("attachment_id", file.id())
            .put("filename", file.filename())
            .put("mime_type", file.mimeType())
            .put("size", Math.max(0, file.sizeBytes()))
            .put("author", file.author())
            .put("attached_at", file.created() == null ? null : file.created().toString());
      }
    }
    return rows;
  }

  private static Ticket ticket(Tx tx, JiraIssue issue, boolean active) {
    return new Ticket(
        tx.newId(),
        issue.key(),
        issue.id(),
        issue.projectKey(),
        issue.projectName(),
        issue.parentKey(),
        issue.summary(),
        issue.description() == null ? "" : issue.description(),
        issue.type(),
        issue.status(),
        issue.statusCategory(),
        issue.priority(),
        Priorities.rank(issue.priority()),
        issue.assigneeName(),
        issue.assigneeId(),
        issue.reporterName(),
        issue.reporterId(),
        issue.components(),
        issue.labels(),
        issue.due(),
        issue.sprint(),
        // What makes no sense is no reason to lose the rest of the issue.
        issue.storyPoints() == null || issue.storyPoints().signum() < 0
            ? null
            : issue.storyPoints(),
        seconds(issue.originalEstimateSeconds()),
        seconds(issue.remainingEstimateSeconds()),
        seconds(issue.spentSeconds()),
        issue.created(),
        issue.updated(),
        issue.resolved(),
        active,
        false,
        tx.at());
  }

  private static @Nullable Integer seconds(@Nullable Long seconds) {
    return seconds == null || seconds < 0 ? null : (int) Math.min(seconds, Integer.MAX_VALUE);
  }
}
