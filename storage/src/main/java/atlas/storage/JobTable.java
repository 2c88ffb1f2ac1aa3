package atlas.storage;

import atlas.model.FailedJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The user's work that waits, and what was given up. */
public interface JobTable {
  /** How many jobs of the user's wait or are being done. */
  @SqlQuery("select count(*) from scheduled_tasks")
  int waiting();

  /** How a job that recurs has fared; on behalf of nobody, for one that is nobody's. */
  record State(@Nullable Instant lastFailure, int consecutiveFailures) {}

  @SqlQuery(
      """
      select last_failure, coalesce(consecutive_failures, 0) as consecutive_failures
      from scheduled_tasks where task_name = :name and user_id is null
      """)
  Optional<State> state(String name);

  @SqlUpdate(
      """
      insert into failed_jobs (user_id, id, job, instance, attempts, reason, failed_at)
      values (atlas_user_id(), :id, :job, :instance, :attempts, left(:reason, 1000), :failedAt)
      """)
  void insert(@BindMethods FailedJob job);

  /** What was given up, latest first. */
  @SqlQuery("select * from failed_jobs order by failed_at desc, id desc limit :limit")
  List<FailedJob> latest(int limit);

  @SqlUpdate("delete from failed_jobs where failed_at < :before")
  void forgetBefore(Instant before);
}
