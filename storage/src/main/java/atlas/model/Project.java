package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A piece of work that tasks, checkpoints and decisions belong to, and its rules.
 *
 * @param requireEvidenceForDone whether a task is done only with evidence or a waiver
 * @param maxActiveTasks how many tasks may be in progress at once
 * @param leaseMinutes how long a claim of a task lasts
 * @param rules the rules that are kept and shown, and enforced by nobody
 */
public record Project(
    UUID id,
    String name,
    @Nullable String description,
    boolean requireEvidenceForDone,
    @Nullable Integer maxActiveTasks,
    int leaseMinutes,
    JsonNode rules,
    Instant createdAt) {
  /** How long a claim lasts where the project says nothing. */
  public static final int LEASE_MINUTES = 60;

  /** One that has no rules of its own. */
  public static Project plain(UUID id, String name, Instant createdAt) {
    return new Project(
        id, name, null, false, null, LEASE_MINUTES, Json.MAPPER.createObjectNode(), createdAt);
  }
}
