package atlas.storage;

import atlas.model.Artifact;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What came of tasks. */
public interface ArtifactTable {
  String SELECT =
      "select id, number, task_id, type, ref, summary, actor, created_at from artifacts ";

  @SqlUpdate(
      """
      insert into artifacts (user_id, id, number, task_id, type, ref, summary, actor, created_at)
      values (atlas_user_id(), :id, :number, :taskId, :type, :ref, :summary, :actor, :createdAt)
      """)
  void insert(@BindMethods Artifact artifact);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Artifact> find(@Nullable UUID id, @Nullable Integer number);

  /** The artifacts of a task, latest first. */
  @SqlQuery(SELECT + "where task_id = :taskId order by number desc limit :limit")
  List<Artifact> ofTask(UUID taskId, int limit);

  /** Whether one of a task, or one of these, is anything in particular. */
  @SqlQuery(
      """
      select exists (
        select from artifacts where (task_id = :taskId or id = any (:ids)) and type <> 'other')
      """)
  boolean show(UUID taskId, UUID[] ids);
}
