package atlas.storage;

import atlas.model.SyncJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Runs that copied from other systems, and the leases of those that do now. */
public interface SyncJobTable {
  @SqlUpdate(
      """
      insert into sync_jobs (user_id, id, source, kind, trigger, status, fetched, created, updated,
        deactivated, window_from, window_until, cursor, error, started_at, heartbeat_at,
        finished_at)
      values (atlas_user_id(), :id, :source, :kind, :trigger, :status, :fetched, :created, :updated,
        :deactivated, :windowFrom, :windowUntil, :cursor::jsonb, :error, :startedAt, :heartbeatAt,
        :finishedAt)
      """)
  void insert(@BindMethods SyncJob job);

  /** Writes what a run says of itself: counts, cursor, status, error, heartbeat and end. */
  @SqlUpdate(
      """
      update sync_jobs set status = :status, fetched = :fetched, created = :created,
        updated = :updated, deactivated = :deactivated, window_from = :windowFrom,
        window_until = :windowUntil, cursor = :cursor::jsonb, error = :error,
        heartbeat_at = :heartbeatAt, finished_at = :finishedAt
      where id = :id
      """)
  void update(@BindMethods SyncJob job);

  /**
   * Adds to what webhooks brought since that instant; false where nothing did, and a row has to be
   * inserted. One row for each webhook would bury the runs among them.
   */
  @SqlUpdate(
      """
      update sync_jobs set fetched = fetched + :fetched, created = created + :created,
        updated = updated + :updated, deactivated = deactivated + :deactivated,
        finished_at = atlas_now()
      where id = (
        select id from sync_jobs
        where source = :source and trigger = 'webhook' and window_until is null
          and started_at > :since
        order by started_at desc limit 1)
      """)
  boolean addToWebhooks(
      String source, Instant since, int fetched, int created, int updated, int deactivated);

  /**
   * When the copy of that source was last made, by a run that came to its end, or by a look at what
   * is assigned that left out only what is more than can be taken; a webhook makes none.
   */
  @SqlQuery(
      """
      select started_at from sync_jobs
      where source = :source
        and (status = 'completed' or status = 'partial' and window_until is null)
        and not (trigger = 'webhook' and window_until is null)
      order by started_at desc limit 1
      """)
  Optional<Instant> lastSync(String source);

  /** Whether runs of that source brought something, be it the beginning. */
  @SqlQuery(
      """
      select exists (
        select from sync_jobs
        where source = :source and fetched > 0
          and not (trigger = 'webhook' and window_until is null))
      """)
  boolean brought(String source);

  /** The latest run of that source, whatever became of it; what webhooks brought is none. */
  @SqlQuery(
      """
      select * from sync_jobs
      where source = :source and not (trigger = 'webhook' and window_until is null)
      order by started_at desc limit 1
      """)
  Optional<SyncJob> latest(String source);

  /** The latest of those kinds that was completed: its window ends where the next one's begins. */
  @SqlQuery(
      """
      select * from sync_jobs
      where source = :source and status = 'completed' and kind = any (:kinds)
        and window_until is not null
      order by started_at desc limit 1
      """)
  Optional<SyncJob> latestCompleted(String source, String[] kinds);

  /**
   * The run that was begun first and has no end. Whoever holds the lease and finds one that is not
   * its own takes up what a dead process left.
   */
  @SqlQuery(
      """
      select * from sync_jobs
      where source = :source and status in ('pending', 'running')
      order by started_at limit 1
      """)
  Optional<SyncJob> unfinished(String source);

  /** Runs of that source, latest first, begun before the instant. */
  @SqlQuery(
      """
      select * from sync_jobs
      where source = :source and (:before::timestamptz is null or started_at < :before)
      order by started_at desc limit :limit
      """)
  List<SyncJob> history(String source, @Nullable Instant before, int limit);

  /**
   * Takes the lease of a source unless another holds it that has not expired; whether it did. By
   * compare-and-set in a row: an advisory lock belongs to a session, which PgBouncer in transaction
   * mode gives to somebody else, and a dead process's would last as long as its connection. Clocks
   * of several machines may differ by less than a lease lasts.
   */
  @SqlUpdate(
      """
      insert into sync_leases as l (user_id, source, holder, expires_at)
      values (atlas_user_id(), :source, :holder, :expiresAt)
      on conflict (user_id, source) do update set
        holder = excluded.holder, expires_at = excluded.expires_at
      where l.expires_at <= atlas_now()
      """)
  boolean lease(String source, UUID holder, Instant expiresAt);

  /**
   * Keeps the lease; false where another has had it since, who may have come to the end and given
   * it back.
   */
  @SqlUpdate(
      """
      update sync_leases set expires_at = :expiresAt
      where source = :source and holder = :holder
      """)
  boolean renew(String source, UUID holder, Instant expiresAt);

  /** Gives the lease back; nothing happens where another has it by now. */
  @SqlUpdate("delete from sync_leases where source = :source and holder = :holder")
  boolean release(String source, UUID holder);

  /** Whether anybody holds a lease that has not expired. */
  @SqlQuery(
      """
      select exists (
        select from sync_leases where source = :source and expires_at > atlas_now())
      """)
  boolean leased(String source);
}
