package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that is to be written to Jira, and how far that is.
 *
 * @param afterId the write that must be delivered before this one
 * @param marker goes with it to Jira, where it is looked for before it is sent again
 * @param nextAt when it is tried again
 * @param remoteId what Jira calls the result: a comment's id, an issue's key
 * @param error a sentence that says why it was not delivered and what to do
 */
public record RemoteWrite(
    UUID id,
    Kind kind,
    @Nullable UUID ticketId,
    @Nullable String ticketKey,
    @Nullable UUID sessionId,
    @Nullable UUID afterId,
    JsonNode payload,
    String marker,
    Status status,
    int attempts,
    @Nullable Instant nextAt,
    @Nullable String remoteId,
    @Nullable String error,
    String actor,
    Instant requestedAt,
    @Nullable Instant deliveredAt) {

  /** What is written; a session's sheet is one comment, which later ones replace. */
  public enum Kind {
    comment,
    sheet_comment,
    transition,
    worklog,
    bug,
    link,
    label
  }

  /** How far it is. */
  public enum Status {
    pending,
    delivering,
    delivered,
    failed
  }
}
