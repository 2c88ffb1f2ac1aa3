package atlas.storage;

import atlas.model.Memory;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What is remembered. */
public interface MemoryTable {
  /** Adds it, unless something is remembered under that type and key; says how many. */
  @SqlUpdate(
      """
      insert into memories (user_id, id, number, project_id, type, key, value, actor, expires_at,
        created_at)
      values (atlas_user_id(), :id, :number, :projectId, :type, :key, :value, :actor, :expiresAt,
        :createdAt)
      on conflict (user_id, type, key) where archived_at is null do nothing
      """)
  int insert(@BindMethods Memory memory);

  /** What is remembered under that key, expired or not; nobody else changes it meanwhile. */
  @SqlQuery(
      """
      select id, number, project_id, type, key, value, actor, expires_at, created_at
      from memories where type = :type and key = :key
      for update
      """)
  Optional<Memory> lock(Memory.Type type, String key);

  @SqlUpdate(
      """
      update memories
      set project_id = :projectId, value = :value, actor = :actor, expires_at = :expiresAt
      where id = :id
      """)
  void update(@BindMethods Memory memory);
}
