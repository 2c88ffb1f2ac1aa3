package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One run that copied from another system: what it found and what it changed here.
 *
 * @param windowFrom what was changed from then on was asked for; null is from the beginning
 * @param cursor how far it came, for who resumes it; may hold a page token of Jira's: never log it
 * @param error a sentence that says what stopped it and what to do
 * @param heartbeatAt when it last said that it goes on
 */
public record SyncJob(
    UUID id,
    String source,
    Kind kind,
    String trigger,
    String status,
    int fetched,
    int created,
    int updated,
    int deactivated,
    @Nullable Instant windowFrom,
    @Nullable Instant windowUntil,
    @Nullable JsonNode cursor,
    @Nullable String error,
    Instant startedAt,
    @Nullable Instant heartbeatAt,
    @Nullable Instant finishedAt) {

  /** What a run looks for. */
  public enum Kind {
    /** Everything there is. */
    full,
    /** What changed in a window of time. */
    incremental
  }

  /** The same run with more done. */
  public SyncJob plus(int moreFetched, int moreCreated, int moreUpdated, int moreDeactivated) {
    return new SyncJob(
        id,
        source,
        kind,
        trigger,
        status,
        fetched + moreFetched,
        created + moreCreated,
        updated + moreUpdated,
        deactivated + moreDeactivated,
        windowFrom,
        windowUntil,
        cursor,
        error,
        startedAt,
        heartbeatAt,
        finishedAt);
  }

  /** The same run, going on from there. */
  public SyncJob at(JsonNode place, Instant now) {
    return with("running", place, null, now, null);
  }

  /** The same run while it waits for a process that goes on with it, and what keeps it. */
  public SyncJob waiting(@Nullable String why) {
    return with("pending", cursor, why, heartbeatAt, null);
  }

  /** The same run at its end, wherever that is. */
  public SyncJob ended(String how, @Nullable String why, Instant now) {
    return with(how, cursor, why, now, now);
  }

  private SyncJob with(
      String newStatus,
      @Nullable JsonNode place,
      @Nullable String why,
      @Nullable Instant heartbeat,
      @Nullable Instant end) {
    return new SyncJob(
        id,
        source,
        kind,
        trigger,
        newStatus,
        fetched,
        created,
        updated,
        deactivated,
        windowFrom,
        windowUntil,
        place,
        why,
        startedAt,
        heartbeat,
        end);
  }
}
