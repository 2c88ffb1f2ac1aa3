package atlas.storage;

import atlas.model.FailedJob;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The user's work that waits, and what was given up. */
public interface JobTable {
  /** How many jobs of the user's wait or are being done. */
  @SqlQuery("select count(*) from scheduled_tasks")
  int waiting();

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
