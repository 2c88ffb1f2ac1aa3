package atlas.tools.evidence;

import atlas.model.SyncJob;
import atlas.tools.Doc;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run that copied from another system, as a client sees it. */
record SyncLine(
    @Doc("full, or incremental: what changed since the last one.") String kind,
    @Doc("Why it ran: background, webhook or manual.") String trigger,
    @Doc("pending, running, completed, partial or failed.") String status,
    int fetched,
    int created,
    int updated,
    @Doc("No longer yours, done or deleted.") int deactivated,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Long seconds,
    @Doc("What stopped it and what to do.") @Nullable String problem) {

  static SyncLine of(SyncJob job) {
    Instant end = job.finishedAt();
    return new SyncLine(
        job.kind().name(),
        job.trigger(),
        job.status(),
        job.fetched(),
        job.created(),
        job.updated(),
        job.deactivated(),
        job.startedAt(),
        end,
        end == null ? null : Duration.between(job.startedAt(), end).toSeconds(),
        job.error());
  }
}
