package atlas.storage;

import atlas.model.AssignedTicket;
import atlas.model.Ticket;
import atlas.model.TicketKey;
import atlas.model.TicketNote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Jira issues as the user sees them. */
public interface TicketTable {
  /**
   * What storing changed.
   *
   * @param created tickets that were new
   * @param updated tickets that differed from the copy
   * @param moved those of them whose key is another
   * @param older tickets that were left alone, because the copy is newer
   * @param deactivated tickets that were active and no longer are
   */
  record Changes(int created, int updated, int moved, int older, int deactivated) {}

  /** The ticket of that key; where none has it now, the one that had it before it was moved. */
  @SqlQuery(
      """
      select t.* from tickets t
      where t.ticket_key = :key
        or t.id = (select k.ticket_id from ticket_keys k where k.old_key = :key)
      order by t.ticket_key = :key desc
      limit 1
      """)
  Optional<Ticket> find(String key);

  /** Which of these keys and Jira ids tickets have or had. */
  @SqlQuery(
      """
      select ticket_key from tickets where ticket_key = any (:keys)
      union select old_key from ticket_keys where old_key = any (:keys)
      union select jira_id from tickets where jira_id = any (:jiraIds)
      """)
  List<String> known(String[] keys, String[] jiraIds);

  @SqlQuery("select ticket_key from tickets where id = :id")
  Optional<String> key(UUID id);

  @SqlQuery("select * from tickets where jira_id = :jiraId")
  Optional<Ticket> findByJiraId(String jiraId);

  /** The tickets with those Jira ids. */
  @SqlQuery("select * from tickets where jira_id = any (:jiraIds)")
  List<Ticket> allByJiraId(String[] jiraIds);

  /** Nobody else starts a session on the ticket until this transaction ends. */
  @SqlQuery("select id from tickets where id = :id for update")
  UUID lock(UUID id);

  /**
   * Stores tickets as they came, every field, by their Jira ids. Webhooks and syncs overtake each
   * other, so that what Jira changed earlier than the copy is left alone. A ticket that was moved
   * answers to its old key too; one that still has a key which another was given loses it.
   *
   * @param tickets a JSON array of tickets with their raw JSON, each Jira id once
   */
  @SqlQuery(
      """
      with incoming as (
        select * from jsonb_to_recordset(:tickets::jsonb) as t(
          id uuid, ticket_key text, jira_id text, project_key text, project_name text,
          parent_key text, summary text, description text, issue_type text, status text,
          status_category text, priority text, priority_rank smallint, assignee text,
          assignee_id text, reporter text, reporter_id text, components text[], labels text[],
          due date, sprint text, story_points numeric, original_estimate_seconds integer,
          remaining_estimate_seconds integer, spent_seconds integer, jira_created_at timestamptz,
          jira_updated_at timestamptz, jira_resolved_at timestamptz, active boolean,
          deleted boolean, synced_at timestamptz, raw jsonb)
      ), before as (
        select id, jira_id, ticket_key, jira_updated_at, status, active, deleted, summary,
          description
        from tickets where jira_id in (select jira_id from incoming)
      ), fresh as (
        select i.*, (i.summary, i.description) is not distinct from (b.summary, b.description)
          as says_the_same
        from incoming i left join before b using (jira_id)
        where b.jira_updated_at is null or i.jira_updated_at >= b.jira_updated_at
      ), robbed as (
        update tickets t
        set ticket_key = left(t.ticket_key || '~' || t.jira_id, 64), active = false
        from fresh f, tickets o
        where t.ticket_key = f.ticket_key and t.jira_id <> f.jira_id
          and o.user_id = t.user_id and o.id = t.id
          and not exists (select from fresh g where g.jira_id = t.jira_id)
        returning o.active
      ), moved as (
        insert into ticket_keys (user_id, old_key, ticket_id)
        select atlas_user_id(), b.ticket_key, b.id
        from fresh f join before b using (jira_id)
        where f.ticket_key <> b.ticket_key and b.ticket_key not like '%~%'
        on conflict (user_id, old_key) do update set
          ticket_id = excluded.ticket_id, moved_at = excluded.moved_at
      ), touched as (
        -- Where the words stay, neither they nor what the index has of them are made again.
        update tickets t set
          ticket_key = f.ticket_key, project_key = f.project_key, project_name = f.project_name,
          parent_key = f.parent_key, issue_type = f.issue_type, status = f.status,
          status_category = f.status_category, priority = f.priority,
          priority_rank = f.priority_rank, assignee = f.assignee, assignee_id = f.assignee_id,
          reporter = f.reporter, reporter_id = f.reporter_id, components = f.components,
          labels = f.labels, due = f.due, sprint = f.sprint, story_points = f.story_points,
          original_estimate_seconds = f.original_estimate_seconds,
          remaining_estimate_seconds = f.remaining_estimate_seconds,
          spent_seconds = f.spent_seconds, jira_created_at = f.jira_created_at,
          jira_updated_at = f.jira_updated_at, jira_resolved_at = f.jira_resolved_at,
          active = f.active, deleted = f.deleted, synced_at = f.synced_at, raw = f.raw
        from fresh f
        where f.says_the_same and t.jira_id = f.jira_id
          and (t.jira_updated_at is null or f.jira_updated_at >= t.jira_updated_at)
      ), written as (
        insert into tickets (
          user_id, id, ticket_key, jira_id, project_key, project_name, parent_key, summary,
          description, issue_type, status, status_category, priority, priority_rank, assignee,
          assignee_id, reporter, reporter_id, components, labels, due, sprint, story_points,
          original_estimate_seconds, remaining_estimate_seconds, spent_seconds, jira_created_at,
          jira_updated_at, jira_resolved_at, active, deleted, synced_at, raw)
        select
          atlas_user_id(), id, ticket_key, jira_id, project_key, project_name, parent_key, summary,
          description, issue_type, status, status_category, priority, priority_rank, assignee,
          assignee_id, reporter, reporter_id, components, labels, due, sprint, story_points,
          original_estimate_seconds, remaining_estimate_seconds, spent_seconds, jira_created_at,
          jira_updated_at, jira_resolved_at, active, deleted, synced_at, raw
        from fresh where not says_the_same
        on conflict (user_id, jira_id) do update set
          ticket_key = excluded.ticket_key, project_key = excluded.project_key,
          project_name = excluded.project_name, parent_key = excluded.parent_key,
          summary = excluded.summary, description = excluded.description,
          issue_type = excluded.issue_type, status = excluded.status,
          status_category = excluded.status_category, priority = excluded.priority,
          priority_rank = excluded.priority_rank, assignee = excluded.assignee,
          assignee_id = excluded.assignee_id, reporter = excluded.reporter,
          reporter_id = excluded.reporter_id, components = excluded.components,
          labels = excluded.labels, due = excluded.due, sprint = excluded.sprint,
          story_points = excluded.story_points,
          original_estimate_seconds = excluded.original_estimate_seconds,
          remaining_estimate_seconds = excluded.remaining_estimate_seconds,
          spent_seconds = excluded.spent_seconds, jira_created_at = excluded.jira_created_at,
          jira_updated_at = excluded.jira_updated_at,
          jira_resolved_at = excluded.jira_resolved_at, active = excluded.active,
          deleted = excluded.deleted, synced_at = excluded.synced_at, raw = excluded.raw
        where tickets.jira_updated_at is null
          or excluded.jira_updated_at >= tickets.jira_updated_at
      )
      select
        count(*) filter (where b.id is null) as created,
        count(*) filter (where b.id is not null and f.id is not null and (
          b.jira_updated_at is distinct from f.jira_updated_at
          or b.ticket_key <> f.ticket_key
          or b.status is distinct from f.status
          or b.active is distinct from f.active
          or b.deleted is distinct from f.deleted)) as updated,
        count(*) filter (where b.ticket_key <> f.ticket_key) as moved,
        count(*) filter (where f.id is null) as older,
        count(*) filter (where b.active and not f.active)
          + (select count(*) from robbed r where r.active) as deactivated
      from incoming i
      left join before b using (jira_id)
      left join fresh f using (jira_id)
      """)
  Changes store(String tickets);

  /** The keys that tickets lost at that instant, for the events that tell it. */
  @SqlQuery(
      """
      select k.ticket_id, k.old_key, t.ticket_key, k.moved_at
      from ticket_keys k join tickets t on t.user_id = k.user_id and t.id = k.ticket_id
      where k.moved_at = :at
      order by k.old_key
      """)
  List<TicketKey> movedAt(Instant at);

  /** Makes inactive what is active and not among those Jira ids; says how many. */
  @SqlUpdate("update tickets set active = false where active and jira_id <> all (:jiraIds)")
  int deactivateAllBut(String[] jiraIds);

  /**
   * Jira ids of tickets that are not known to be deleted, in order, for a sweep that looks which
   * are still there.
   *
   * @param projects whose tickets; all when there is none
   */
  @SqlQuery(
      """
      select jira_id from tickets
      where not deleted and jira_id > :after and jira_id not like '%~%'
        and (cardinality(:projects) = 0 or project_key = any (:projects))
      order by jira_id
      limit :limit
      """)
  List<String> jiraIds(String[] projects, String after, int limit);

  /** Some tickets that Jira is known to have, the latest first: whether it is still the same. */
  @SqlQuery(
      """
      select * from tickets where not deleted
      order by jira_updated_at desc nulls last, jira_id limit :limit
      """)
  List<Ticket> sample(int limit);

  /** For another Jira: they stay, inactive and under ids that no issue has. Says how many. */
  @SqlUpdate(
      """
      update tickets set active = false, deleted = true,
        jira_id = left(jira_id || '~' || id::text, 64)
      where jira_id not like '%~%'
      """)
  int leave();

  @SqlQuery("select jira_id from tickets where active")
  List<String> activeJiraIds();

  /** Marks as deleted, and inactive; the tickets that were not marked before, as they were. */
  @SqlQuery(
      """
      update tickets t set deleted = true, active = false
      from tickets before
      where t.jira_id = any (:jiraIds) and not t.deleted
        and before.user_id = t.user_id and before.id = t.id
      returning before.*
      """)
  List<Ticket> delete(String[] jiraIds);

  @SqlQuery("select count(*) from tickets where active")
  int countActive();

  /** Assigned tickets of the projects, or of all: highest priority first, then most recent. */
  @SqlQuery(
      """
      select t.ticket_key, t.summary, t.issue_type, t.status, t.priority, t.priority_rank, t.due,
        t.jira_updated_at, t.components, t.labels, n.note, n.difficulty,
        s.number as session_number, count(*) over () as matching
      from tickets t
      left join ticket_notes n on n.user_id = t.user_id and n.ticket_id = t.id
      left join sessions s on s.user_id = t.user_id and s.ticket_id = t.id
        and s.status in ('active', 'paused')
      where t.active
        and (cardinality(:projects) = 0 or t.project_key = any (:projects))
        and (:status::text is null or lower(t.status) = lower(:status))
        and (:project::text is null or t.project_key = upper(:project))
        and (:afterRank::int is null
          or (t.priority_rank, -extract(epoch from coalesce(t.jira_updated_at, 'epoch')),
              t.ticket_key)
            > (:afterRank, -extract(epoch from :afterUpdated::timestamptz), :afterKey))
      order by t.priority_rank, -extract(epoch from coalesce(t.jira_updated_at, 'epoch')),
        t.ticket_key
      limit :limit
      """)
  List<AssignedTicket> assigned(
      String[] projects,
      @Nullable String status,
      @Nullable String project,
      @Nullable Integer afterRank,
      @Nullable Instant afterUpdated,
      @Nullable String afterKey,
      int limit);

  /** The statuses that assigned tickets have. */
  @SqlQuery(
      "select distinct status from tickets where active"
          + " and (cardinality(:projects) = 0 or project_key = any (:projects))"
          + " order by status limit 20")
  List<String> statuses(String[] projects);

  @SqlQuery("select note, difficulty from ticket_notes where ticket_id = :ticketId")
  Optional<TicketNote> note(UUID ticketId);

  /** Notes about a ticket; what is null stays as it was. */
  @SqlUpdate(
      """
      insert into ticket_notes (user_id, ticket_id, note, difficulty)
      values (atlas_user_id(), :ticketId, :note, :difficulty)
      on conflict (user_id, ticket_id) do update set
        note = coalesce(excluded.note, ticket_notes.note),
        difficulty = coalesce(excluded.difficulty, ticket_notes.difficulty)
      """)
  void note(UUID ticketId, @Nullable String note, @Nullable Integer difficulty);

  /** What the tickets have of one kind, most used first, for an answer that found nothing. */
  @SqlQuery(
      """
      select value from (
        select case :kind
          when 'project' then project_key when 'status' then status else issue_type end as value
        from tickets
        where not deleted and (cardinality(:projects) = 0 or project_key = any (:projects))
      ) as had
      group by value order by count(*) desc, value limit 20
      """)
  List<String> had(String kind, String[] projects);

  /** Keys that begin so, of open tickets of the user's first, then the latest. */
  @SqlQuery(
      """
      select ticket_key from tickets
      where not deleted and starts_with(ticket_key, upper(:prefix))
        and (cardinality(:projects) = 0 or project_key = any (:projects))
      order by active desc, jira_updated_at desc nulls last, ticket_key
      limit :limit
      """)
  List<String> keys(String prefix, String[] projects, int limit);

  /**
   * The components that the user's tickets have, most used first; of many tickets those that
   * changed last are asked, since it is looked up for each prediction.
   */
  @SqlQuery(
      """
      select component
      from (select components from tickets order by profile_at desc limit 5000) as latest,
        unnest(latest.components) as component
      group by component order by count(*) desc, component limit 200
      """)
  List<String> components();

  /** Whether the user has tickets of that Jira project. */
  @SqlQuery(
      """
      select exists (
        select from tickets where project_key = :key and not deleted
          and (cardinality(:scope) = 0 or project_key = any (:scope)))
      """)
  boolean hasProject(String key, String[] scope);

  /** The Jira projects of which the user has tickets, twenty at most. */
  @SqlQuery(
      """
      select distinct project_key from tickets
      where not deleted and (cardinality(:scope) = 0 or project_key = any (:scope))
      order by project_key limit 20
      """)
  List<String> projects(String[] scope);
}
