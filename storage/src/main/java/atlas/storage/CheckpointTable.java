package atlas.storage;

import atlas.model.Checkpoint;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Where the work stopped. */
public interface CheckpointTable {
  String SELECT =
      """
      select id, number, project_id, label, summary, resume_instructions, repo_ref, snapshot,
        captured, event_position, created_at
      from checkpoints
      """;

  @SqlUpdate(
      """
      insert into checkpoints (user_id, id, number, project_id, label, summary,
        resume_instructions, repo_ref, snapshot, captured, event_position, created_at)
      values (atlas_user_id(), :id, :number, :projectId, :label, :summary,
        :resumeInstructions, :repoRef, :snapshot::jsonb, :captured::jsonb, :eventPosition,
        :createdAt)
      """)
  void insert(@BindMethods Checkpoint checkpoint);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Checkpoint> find(@Nullable UUID id, @Nullable Integer number);

  /** The latest of a project. */
  @SqlQuery(SELECT + "where project_id = :projectId order by created_at desc, number desc limit 1")
  Optional<Checkpoint> latest(UUID projectId);

  /** Short ids that begin so, or whose labels do, the latest first. */
  @SqlQuery(
      """
      select 'C-' || number from checkpoints
      where starts_with('C-' || number, upper(:prefix))
        or starts_with(lower(label), lower(:prefix))
      order by number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);
}
