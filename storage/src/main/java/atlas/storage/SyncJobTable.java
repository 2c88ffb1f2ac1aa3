package atlas.storage;

import atlas.model.SyncJob;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Runs that copied from other systems. */
public interface SyncJobTable {
  @SqlUpdate(
      """
      insert into sync_jobs (user_id, id, source, trigger, status, fetched, created, updated,
        deactivated, started_at, finished_at)
      values (atlas_user_id(), :id, :source, :trigger, :status, :fetched, :created, :updated,
        :deactivated, :startedAt, :finishedAt)
      """)
  void insert(@BindMethods SyncJob job);

  /** When the copy of that source was last made, whole or in part. */
  @SqlQuery(
      """
      select started_at from sync_jobs
      where source = :source and status in ('completed', 'partial')
      order by started_at desc limit 1
      """)
  Optional<Instant> lastSync(String source);
}
