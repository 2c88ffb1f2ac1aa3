package atlas.storage;

import atlas.model.Candidate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** All that could be done next, whatever area it is of. */
public interface CandidateTable {
  /**
   * For whom candidates are looked for.
   *
   * @param projects of Jira whose tickets are shown; all when there is none
   * @param theater only actions of that one; null for everything
   * @param most of each kind
   */
  record Filter(
      Instant at,
      LocalDate today,
      String actor,
      String[] projects,
      @Nullable String theater,
      int most) {}

  /**
   * Actions; sessions that are open; tasks that are ready, or somebody's; decisions to be reviewed;
   * what the person themself has to do; assigned tickets. What an action stands for is not named
   * twice, nor a ticket that a session or a task is on: the action has its day, and is as fresh.
   * The important ones first, where there are more of a kind than are looked at.
   */
  @SqlQuery(
      """
      with wanted_actions as (
        select a.*, t.name as theater, t.energy
        from actions a join theaters t on t.user_id = a.user_id and t.id = a.theater_id
        where a.finished_at is null and (:theater::text is null or lower(t.name) = lower(:theater))
        order by a.selected desc, a.gap desc, a.due, a.number limit :most
      ), open_sessions as (
        select s.*, i.ticket_key, i.priority_rank, i.due
        from sessions s join tickets i on i.user_id = s.user_id and i.id = s.ticket_id
        where s.status in ('active', 'paused') and :theater::text is null
        order by s.started_at desc limit :most
      ), open_tasks as (
        select k.*,
          case when k.leased_until > :at and k.holder <> :actor then k.holder end as other
        from tasks k
        where k.status in ('todo', 'in_progress') and :theater::text is null
          and not exists (
            select from task_dependencies d
            join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
            where d.user_id = k.user_id and d.task_id = k.id and o.status <> 'done')
          and not exists (
            select from actions a
            where a.user_id = k.user_id and a.task_id = k.id and a.finished_at is null)
        order by k.priority_rank, k.number limit :most
      ), due_reviews as (
        select d.* from decisions d
        where d.status in ('proposed', 'accepted') and d.review_at <= :today
          and :theater::text is null
          and not exists (
            select from actions a
            where a.user_id = d.user_id and a.decision_id = d.id and a.finished_at is null)
        order by d.review_at limit :most
      ), own_tasks as (
        select p.* from personal_tasks p
        where p.completed_at is null and p.archived_at is null and :theater::text is null
        order by array_position(array['critical', 'high', 'medium', 'low'], p.priority), p.due,
          p.number
        limit :most
      ), my_tickets as (
        select i.* from tickets i
        where i.active and :theater::text is null
          and (cardinality(:projects::text[]) = 0 or i.project_key = any (:projects))
          and not exists (
            select from sessions s
            where s.user_id = i.user_id and s.ticket_id = i.id and s.status in ('active', 'paused'))
          and not exists (
            select from tasks k
            where k.user_id = i.user_id and k.ticket_key = i.ticket_key
              and k.status in ('todo', 'in_progress', 'blocked'))
          and not exists (
            select from actions a
            where a.user_id = i.user_id and a.ticket_key = i.ticket_key and a.finished_at is null)
        order by i.priority_rank, i.due, i.ticket_key limit :most
      )
      select 'action' as kind, 'A-' || a.number as id, a.title, a.theater, a.energy,
        a.gap::double precision as gap, coalesce(a.due, i.due, d.review_at) as due,
        greatest(a.moved_at, k.updated_at, d.updated_at,
          (select max(g.logged_at) from focus_logs g
            where g.user_id = a.user_id and g.action_id = a.id),
          (select max(coalesce(s.ended_at, s.started_at)) from sessions s
            where s.user_id = i.user_id and s.ticket_id = i.id)) as moved_at,
        a.early_progress as begun,
        a.status = 'blocked' or coalesce(k.status = 'blocked', false) or exists (
          select from task_dependencies d
          join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
          where d.user_id = a.user_id and d.task_id = a.task_id and o.status <> 'done') as blocked,
        a.selected, a.pinned, a.ticket_key,
        case when k.leased_until > :at and k.holder <> :actor then k.holder end as holder,
        k.leased_until as held_until
      from wanted_actions a
      left join tasks k on k.user_id = a.user_id and k.id = a.task_id
      left join tickets i on i.user_id = a.user_id and i.ticket_key = a.ticket_key and not i.deleted
      left join decisions d on d.user_id = a.user_id and d.id = a.decision_id
        and d.status in ('proposed', 'accepted')
      union all
      select 'session', 'S-' || s.number, s.charter, null, 0,
        (5 - s.priority_rank) * 1.25, s.due,
        greatest(s.updated_at, (select max(c.logged_at) from scenarios c
          where c.user_id = s.user_id and c.session_id = s.id)),
        true, false, false, false, s.ticket_key, null, null
      from open_sessions s
      union all
      select 'task', 'T-' || k.number, k.title, null, 0, (5 - k.priority_rank) * 1.25, i.due,
        k.updated_at,
        k.status = 'in_progress' or exists (
          select from task_criteria c
          where c.user_id = k.user_id and c.task_id = k.id and c.archived_at is null
            and c.state <> 'open'),
        false, false, false, k.ticket_key, k.other, case when k.other <> '' then k.leased_until end
      from open_tasks k
      left join tickets i on i.user_id = k.user_id and i.ticket_key = k.ticket_key and not i.deleted
      union all
      select 'review', 'D-' || d.number, d.title, null, 0, 0, d.review_at, d.updated_at, false,
        false, false, false, null, null, null
      from due_reviews d
      union all
      select 'personal_task', 'U-' || p.number, p.title, null, 0,
        (4 - array_position(array['critical', 'high', 'medium', 'low'], p.priority)) * 5 / 3.0,
        p.due, p.updated_at, false, false, false, false, p.ticket_key, null, null
      from own_tasks p
      union all
      select 'ticket', i.ticket_key, i.summary, null, 0, (5 - i.priority_rank) * 1.25, i.due,
        greatest(coalesce(i.jira_updated_at, i.created_at), (
          select max(coalesce(s.ended_at, s.started_at)) from sessions s
          where s.user_id = i.user_id and s.ticket_id = i.id)),
        i.status_category = 'indeterminate', lower(i.status) like '%blocked%', false, false,
        i.ticket_key, null, null
      from my_tickets i
      """)
  List<Candidate> find(@BindMethods Filter filter);
}
