package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A webhook as it was received, and what became of it.
 *
 * @param account under whose name it came
 * @param identifier the same for each time that Jira sends it
 * @param event what happened, in Jira's word
 * @param jiraId of the issue it is about, where it says
 * @param headers those that are needed, without the signature
 * @param body exactly as received: outside text; empty where the event was ignored
 * @param error why it could not be applied
 */
public record WebhookEvent(
    UUID id,
    String account,
    String identifier,
    @Nullable String event,
    @Nullable String jiraId,
    JsonNode headers,
    String body,
    Status status,
    int attempts,
    @Nullable String error,
    Instant receivedAt,
    @Nullable Instant settledAt) {

  /** What became of it. */
  public enum Status {
    received,
    applied,
    ignored,
    failed
  }
}
