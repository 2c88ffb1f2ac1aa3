package atlas.storage;

import atlas.model.Project;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Pieces of work and their rules. */
public interface ProjectTable {
  /**
   * How much is open in a project.
   *
   * @param openTasks to do, in progress or blocked
   */
  record Line(String name, @Nullable String description, int openTasks, int activeTasks) {}

  String SELECT =
      """
      select id, name, description, require_evidence_for_done, max_active_tasks, lease_minutes,
        rules, created_at
      from projects
      """;

  /** Makes the project unless there is one of that name; says how many were made: 1 or 0. */
  @SqlUpdate(
      """
      insert into projects (user_id, id, name, description, require_evidence_for_done,
        max_active_tasks, lease_minutes, rules, created_at)
      values (atlas_user_id(), :id, :name, :description, :requireEvidenceForDone,
        :maxActiveTasks, :leaseMinutes, :rules::jsonb, :createdAt)
      on conflict (user_id, name) where archived_at is null do nothing
      """)
  int insert(@BindMethods Project project);

  @SqlUpdate(
      """
      update projects set description = :description,
        require_evidence_for_done = :requireEvidenceForDone, max_active_tasks = :maxActiveTasks,
        lease_minutes = :leaseMinutes, rules = :rules::jsonb
      where id = :id
      """)
  void update(@BindMethods Project project);

  @SqlQuery(SELECT + "where name = :name")
  Optional<Project> find(String name);

  @SqlQuery(SELECT + "where id = :id")
  Optional<Project> byId(UUID id);

  /**
   * The project, which nobody else may change, nor what it limits, until this transaction ends;
   * what is added to it does not wait.
   */
  @SqlQuery(SELECT + "where id = :id for no key update")
  Optional<Project> lock(UUID id);

  @SqlQuery("select name from projects where id = :id")
  Optional<String> name(UUID id);

  /** Names that begin so, those that were worked on last first. */
  @SqlQuery(
      """
      select name from projects where starts_with(lower(name), lower(:prefix))
      order by updated_at desc, name limit :limit
      """)
  List<String> names(String prefix, int limit);

  /** Every project with how much is open in it, the busiest first. */
  @SqlQuery(
      """
      select p.name, p.description,
        count(t.id)::int as open_tasks,
        (count(t.id) filter (where t.status = 'in_progress'))::int as active_tasks
      from projects p
      left join tasks t on t.user_id = p.user_id and t.project_id = p.id
        and t.status in ('todo', 'in_progress', 'blocked')
      group by p.user_id, p.id
      order by active_tasks desc, open_tasks desc, p.updated_at desc, p.name
      limit :limit
      """)
  List<Line> lines(int limit);

  @SqlQuery("select count(*) from projects")
  int count();
}
