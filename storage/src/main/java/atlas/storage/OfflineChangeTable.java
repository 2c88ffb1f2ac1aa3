package atlas.storage;

import atlas.model.OfflineChange;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What came of the changes that clients made while they were offline. */
public interface OfflineChangeTable {
  /** Whoever applies a change of that name waits here for others that do. */
  @SqlQuery(
      """
      select 1 from pg_advisory_xact_lock(
        hashtext('atlas.offline_changes'), hashtext(atlas_user_id()::text || :operationId))
      """)
  int lock(String operationId);

  @SqlQuery(
      """
      select operation_id, fingerprint, result, entity_id, reason, attempts
      from offline_changes where operation_id = :operationId
      """)
  Optional<OfflineChange> find(String operationId);

  /** What came of it now, in the place of what came of it before. */
  @SqlUpdate(
      """
      insert into offline_changes (user_id, operation_id, fingerprint, result, entity_id, reason,
        attempts, tried_at, created_at)
      values (atlas_user_id(), :operationId, :fingerprint, :result, :entityId, :reason, :attempts,
        :at, :at)
      on conflict (user_id, operation_id) do update set
        fingerprint = excluded.fingerprint, result = excluded.result,
        entity_id = excluded.entity_id, reason = excluded.reason,
        attempts = offline_changes.attempts + 1, tried_at = excluded.tried_at
      """)
  void keep(@BindMethods OfflineChange change, Instant at);
}
