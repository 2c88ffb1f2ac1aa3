package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as it is read again. */
public record TimelineEntry(
    long seq,
    Instant at,
    String actor,
    String type,
    UUID entityId,
    @Nullable String shortId,
    @Nullable String ticketKey,
    @Nullable String projectName,
    @Nullable Integer taskNumber,
    String summary,
    String payload,
    int matching) {}
