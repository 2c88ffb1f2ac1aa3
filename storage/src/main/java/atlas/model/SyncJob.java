package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run that copied from another system: what it found and what it changed here. */
public record SyncJob(
    UUID id,
    String source,
    String trigger,
    String status,
    int fetched,
    int created,
    int updated,
    int deactivated,
    Instant startedAt,
    @Nullable Instant finishedAt) {}
