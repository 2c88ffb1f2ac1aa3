package atlas.storage;

import atlas.model.Criterion;
import atlas.model.Dependency;
import atlas.model.Task;
import atlas.model.TaskLine;
import atlas.model.TaskState;
import atlas.model.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Tasks with their criteria, constraints and dependencies; the leases are in LeaseTable. */
public interface TaskTable {
  /**
   * Which tasks; null is any.
   *
   * @param ready only those that somebody could begin at that time
   * @param worker whose tasks come first, and then what others are at
   */
  record Filter(
      @Nullable UUID projectId,
      String @Nullable [] statuses,
      boolean ready,
      @Nullable String ticketKey,
      Instant at,
      @Nullable Integer afterRank,
      @Nullable Integer afterNumber,
      @Nullable String worker,
      int limit) {
    /** The tasks of a project that are still to be done, with what is being worked on first. */
    public static Filter open(UUID projectId, Instant at, String worker, int limit) {
      return new Filter(
          projectId, TaskStatus.openNames(), false, null, at, null, null, worker, limit);
    }
  }

  String SELECT =
      """
      select t.id, t.number, t.project_id, p.name as project_name, t.title, t.description, t.status,
        t.priority, t.ticket_key, t.session_id, t.holder, t.leased_at, t.leased_until, t.lost_by,
        t.lost_since, t.lost_until, t.result, t.finished_at, t.created_at
      from tasks t join projects p on p.user_id = t.user_id and p.id = t.project_id
      """;

  /** What a task that is not done still waits for. */
  String UNDONE =
      """
      from task_dependencies d
        join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
        where d.user_id = t.user_id and d.task_id = t.id and o.status <> 'done'
      """;

  @SqlUpdate(
      """
      insert into tasks (user_id, id, number, project_id, title, description, status, priority,
        ticket_key, session_id, result, finished_at, created_at)
      values (atlas_user_id(), :id, :number, :projectId, :title, :description, :status, :priority,
        :ticketKey, :sessionId, :result, :finishedAt, :createdAt)
      """)
  void insert(@BindMethods Task task);

  /** Everything but who made it, when and where. */
  @SqlUpdate(
      """
      update tasks set title = :title, description = :description, status = :status,
        priority = :priority, ticket_key = :ticketKey, session_id = :sessionId, holder = :holder,
        leased_at = :leasedAt, leased_until = :leasedUntil, result = :result,
        finished_at = :finishedAt
      where id = :id
      """)
  void update(@BindMethods Task task);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or t.id = :id) and (:number::int is null or t.number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Task> find(@Nullable UUID id, @Nullable Integer number);

  /**
   * The same, and nobody else may change the task until this transaction ends; others may come to
   * wait for it.
   */
  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or t.id = :id) and (:number::int is null or t.number = :number)
            and (:id::uuid is not null or :number::int is not null)
          for no key update of t
          """)
  Optional<Task> lock(@Nullable UUID id, @Nullable Integer number);

  /**
   * Tasks that fit, the most important first; what is told of each is looked up for the page alone.
   */
  @SqlQuery(
      """
      select t.number, p.name as project_name, t.title, t.status, t.priority, t.priority_rank,
        t.ticket_key, s.number as session_number, t.holder, t.leased_until,
        (select count(*)::int from task_criteria c
          where c.user_id = t.user_id and c.task_id = t.id and c.archived_at is null) as criteria,
        (select count(*)::int from task_criteria c
          where c.user_id = t.user_id and c.task_id = t.id and c.archived_at is null
            and c.state <> 'open') as settled,
        array(select o.number
      """
          + UNDONE
          + """
          order by o.number) as waits_for, page.matching
          from (
            select t.id, count(*) over ()::int as matching,
              case when :worker::text is null then 0 when t.holder = :worker then 1
                when t.status = 'in_progress' then 2 else 3 end as place
            from tasks t
            where (:projectId::uuid is null or t.project_id = :projectId)
              and (:statuses::text[] is null or t.status = any (:statuses))
              and (:ticketKey::text is null or t.ticket_key = :ticketKey)
              and (not :ready or (
                t.status in ('todo', 'in_progress')
                and (t.leased_until is null or t.leased_until <= :at)
                and not exists (select
          """
          + UNDONE
          + """
              )))
              and (:afterRank::int is null
                or (t.priority_rank, t.number) > (:afterRank, :afterNumber))
            order by place, t.priority_rank, t.number
            limit :limit
          ) as page
          join tasks t on t.id = page.id
          join projects p on p.user_id = t.user_id and p.id = t.project_id
          left join sessions s on s.user_id = t.user_id and s.id = t.session_id
          order by page.place, t.priority_rank, t.number
          """)
  List<TaskLine> list(@BindMethods Filter filter);

  /** How many of a project's tasks are in progress, without that one. */
  @SqlQuery(
      """
      select count(*) from tasks
      where project_id = :projectId and status = 'in_progress'
        and (:without::uuid is null or id <> :without)
      """)
  int countActive(UUID projectId, @Nullable UUID without);

  /** The numbers of the tasks that wait for this one and are open, at most 20. */
  @SqlQuery(
      """
      select t.number from task_dependencies d
      join tasks t on t.user_id = d.user_id and t.id = d.task_id
      where d.depends_on_id = :id and t.status in ('todo', 'in_progress', 'blocked')
      order by t.number limit 20
      """)
  List<Integer> waitingFor(UUID id);

  /** A task that waits for another. */
  record Waiting(int number, int waitsFor) {}

  /** What open tasks of other projects wait for in this one, removed or not, at most 20 of it. */
  @SqlQuery(
      """
      select t.number, o.number as waits_for
      from tasks o
      join task_dependencies d on d.user_id = o.user_id and d.depends_on_id = o.id
      join tasks t on t.user_id = d.user_id and t.id = d.task_id
      where o.project_id = :projectId and o.status <> 'done' and o.archived_at is null
        and t.project_id <> :projectId and t.status in ('todo', 'in_progress', 'blocked')
        and t.archived_at is null
      order by t.number, o.number limit 20
      """)
  List<Waiting> waitingFromOutside(UUID projectId);

  /** Short ids that begin so, or whose titles do, the latest first. */
  @SqlQuery(
      """
      select 'T-' || number from tasks
      where starts_with('T-' || number, upper(:prefix))
        or starts_with(lower(title), lower(:prefix))
      order by number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);

  /** The criteria of a task, in order. */
  @SqlQuery(
      """
      select * from task_criteria where task_id = :taskId and archived_at is null
      order by position, number
      """)
  List<Criterion> criteria(UUID taskId);

  /** A criterion and what shows it, or why nothing has to: an artifact, a session, or in words. */
  record Shown(int number, String text, Criterion.State state, @Nullable String shownBy) {}

  /** The same with what shows each. */
  @SqlQuery(
      """
      select c.number, c.text, c.state,
        coalesce(c.waiver, 'R-' || a.number, 'S-' || s.number, c.evidence) as shown_by
      from task_criteria c
      left join artifacts a on a.user_id = c.user_id and a.id = c.artifact_id
      left join sessions s on s.user_id = c.user_id and s.id = c.session_id
      where c.task_id = :taskId and c.archived_at is null
      order by c.position, c.number
      """)
  List<Shown> shown(UUID taskId);

  /** The last number that a criterion of the task got, dropped ones counted; the task is locked. */
  @SqlQuery("select coalesce(max(number), 0) from task_criteria where task_id = :taskId")
  int lastCriterion(UUID taskId);

  @SqlUpdate(
      """
      insert into task_criteria (user_id, id, task_id, number, position, text, state, settled_at,
        settled_by)
      values (atlas_user_id(), :id, :taskId, :number, :position, :text, :state, :settledAt,
        :settledBy)
      """)
  void insert(@BindMethods Criterion criterion);

  /** Its place, and whether it is met or waived and by what. */
  @SqlUpdate(
      """
      update task_criteria set position = :position, state = :state, artifact_id = :artifactId,
        session_id = :sessionId, evidence = :evidence, waiver = :waiver, settled_at = :settledAt,
        settled_by = :settledBy
      where id = :id
      """)
  void update(@BindMethods Criterion criterion);

  /** It is no criterion of the task any more. */
  @SqlUpdate("update task_criteria set archived_at = :at where id = :id")
  void dropCriterion(UUID id, Instant at);

  @SqlQuery("select text from task_constraints where task_id = :taskId order by position")
  List<String> constraints(UUID taskId);

  @SqlUpdate("delete from task_constraints where task_id = :taskId")
  void clearConstraints(UUID taskId);

  @SqlUpdate(
      """
      insert into task_constraints (user_id, task_id, position, text)
      select atlas_user_id(), :taskId, position, text
      from unnest(:texts::text[]) with ordinality as given(text, position)
      """)
  void addConstraints(UUID taskId, String[] texts);

  /** The task with all that belongs to its definition. */
  default TaskState state(Task task) {
    return new TaskState(task, criteria(task.id()), constraints(task.id()), dependsOn(task.id()));
  }

  /** What the task waits for, done or not. */
  @SqlQuery(
      """
      select d.task_id, t.number, d.depends_on_id, o.number as depends_on_number,
        o.status as depends_on_status
      from task_dependencies d
      join tasks t on t.user_id = d.user_id and t.id = d.task_id
      join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
      where d.task_id = :taskId
      order by o.number
      """)
  List<Dependency> dependencies(UUID taskId);

  /** The same by its ids, with what was removed and is not seen. */
  @SqlQuery("select depends_on_id from task_dependencies where task_id = :taskId order by 1")
  List<UUID> dependsOn(UUID taskId);

  @SqlUpdate("delete from task_dependencies where task_id = :taskId")
  void clearDependencies(UUID taskId);

  @SqlUpdate(
      """
      insert into task_dependencies (user_id, task_id, depends_on_id)
      select atlas_user_id(), :taskId, id from unnest(:ids::uuid[]) as given(id)
      """)
  void addDependencies(UUID taskId, UUID[] ids);

  /** Whoever changes what depends on what waits here, so that two changes make no circle. */
  @SqlQuery(
      """
      select 1 from pg_advisory_xact_lock(hashtext('atlas.task_dependencies'), hashtext(:user))
      """)
  int lockDependencies(String user);

  /** All that these tasks wait for, and what those wait for, and so on. */
  @SqlQuery(
      """
      with recursive reached(id) as (
        select unnest(:taskIds::uuid[])
        union
        select d.depends_on_id from reached r join task_dependencies d on d.task_id = r.id
      )
      select d.task_id, t.number, d.depends_on_id, o.number as depends_on_number,
        o.status as depends_on_status
      from reached r
      join task_dependencies d on d.task_id = r.id
      join tasks t on t.user_id = d.user_id and t.id = d.task_id
      join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
      """)
  List<Dependency> reach(UUID[] taskIds);
}
