package atlas.storage;

import atlas.model.Checkpoint;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Where the work stopped. */
public interface CheckpointTable {
  @SqlUpdate(
      """
      insert into checkpoints (user_id, id, number, project_id, label, summary,
        resume_instructions, repo_ref, snapshot, created_at)
      values (atlas_user_id(), :id, :number, :projectId, :label, :summary,
        :resumeInstructions, :repoRef, :snapshot::jsonb, :createdAt)
      """)
  void insert(@BindMethods Checkpoint checkpoint);
}
