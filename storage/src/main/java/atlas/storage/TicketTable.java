package atlas.storage;

import atlas.model.AssignedTicket;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
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
  /** How many of the stored tickets were new, and how many differed from the copy. */
  record Changes(int created, int updated) {}

  @SqlQuery("select * from tickets where ticket_key = :key")
  Optional<Ticket> find(String key);

  /** Nobody else may start a session on the ticket until this transaction ends. */
  @SqlQuery("select id from tickets where id = :id for update")
  UUID lock(UUID id);

  /**
   * Stores tickets as they came, every field.
   *
   * @param tickets a JSON array of tickets with their raw JSON
   */
  @SqlQuery(
      """
      with incoming as (
        select * from jsonb_to_recordset(:tickets::jsonb) as t(
          id uuid, ticket_key text, jira_id text, project_key text, project_name text,
          parent_key text, summary text, description text, issue_type text, status text,
          status_category text, priority text, priority_rank smallint, assignee text,
          reporter text, components text[], labels text[], due date,
          jira_created_at timestamptz, jira_updated_at timestamptz, jira_resolved_at timestamptz,
          active boolean, synced_at timestamptz, raw jsonb)
      ), before as (
        select ticket_key, jira_updated_at, status, active
        from tickets where ticket_key in (select ticket_key from incoming)
      ), written as (
        insert into tickets (
          user_id, id, ticket_key, jira_id, project_key, project_name, parent_key, summary,
          description, issue_type, status, status_category, priority, priority_rank, assignee,
          reporter, components, labels, due, jira_created_at, jira_updated_at, jira_resolved_at,
          active, synced_at, raw)
        select
          atlas_user_id(), id, ticket_key, jira_id, project_key, project_name, parent_key, summary,
          description, issue_type, status, status_category, priority, priority_rank, assignee,
          reporter, components, labels, due, jira_created_at, jira_updated_at, jira_resolved_at,
          active, synced_at, raw
        from incoming
        on conflict (user_id, ticket_key) do update set
          jira_id = excluded.jira_id, project_key = excluded.project_key,
          project_name = excluded.project_name, parent_key = excluded.parent_key,
          summary = excluded.summary, description = excluded.description,
          issue_type = excluded.issue_type, status = excluded.status,
          status_category = excluded.status_category, priority = excluded.priority,
          priority_rank = excluded.priority_rank, assignee = excluded.assignee,
          reporter = excluded.reporter, components = excluded.components,
          labels = excluded.labels, due = excluded.due,
          jira_created_at = excluded.jira_created_at, jira_updated_at = excluded.jira_updated_at,
          jira_resolved_at = excluded.jira_resolved_at, active = excluded.active,
          synced_at = excluded.synced_at, raw = excluded.raw
      )
      select
        count(*) filter (where b.ticket_key is null) as created,
        count(*) filter (where b.ticket_key is not null and (
          b.jira_updated_at is distinct from i.jira_updated_at
          or b.status is distinct from i.status
          or b.active is distinct from i.active)) as updated
      from incoming i left join before b using (ticket_key)
      """)
  Changes store(String tickets);

  /** Makes inactive what is active and not among the keys; says how many. */
  @SqlUpdate("update tickets set active = false where active and ticket_key <> all (:keys)")
  int deactivateAllBut(String[] keys);

  @SqlQuery("select count(*) from tickets where active")
  int countActive();

  /** Assigned tickets, highest priority first, then most recently updated. */
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
      @Nullable String status,
      @Nullable String project,
      @Nullable Integer afterRank,
      @Nullable Instant afterUpdated,
      @Nullable String afterKey,
      int limit);

  /** The statuses that assigned tickets have, for a refusal that names them. */
  @SqlQuery("select distinct status from tickets where active order by status limit 20")
  List<String> statuses();

  @SqlQuery("select note, difficulty from ticket_notes where ticket_id = :ticketId")
  Optional<TicketNote> note(UUID ticketId);

  /**
   * Tickets whose words are like those asked for, most alike first. Similarity is ts_rank over the
   * rank of a perfect match, times 1.15 for a shared component and 1.05 for the same type.
   */
  @SqlQuery(
      """
      with question as (
        select
          nullif(
            replace(
              plainto_tsquery('english', searchable(:summary || ' ' || left(:description, 2000)))
                ::text,
              '&', '|'),
            '')::tsquery as query,
          setweight(to_tsvector('english', searchable(:summary)), 'A')
            || setweight(to_tsvector('english', searchable(left(:description, 2000))), 'D') as words
      ), ranked as (
        select t.*,
          least(1.0,
            ts_rank(t.words, q.query) / nullif(ts_rank(q.words, q.query), 0)
            * case when t.components && :components::text[] then 1.15 else 1 end
            * case when t.issue_type = :issueType then 1.05 else 1 end) as similarity
        from tickets t cross join question q
        where t.words @@ q.query and t.ticket_key <> :exceptKey
      )
      select r.id, r.ticket_key, r.summary, r.issue_type, r.status, r.priority, r.similarity,
        (select count(*) from sessions s
          where s.user_id = r.user_id and s.ticket_id = r.id and s.status = 'completed')
          as sessions
      from ranked r
      where r.similarity >= 0.05
      order by r.similarity desc, r.ticket_key
      limit :limit
      """)
  List<SimilarTicket> similar(
      String exceptKey,
      String summary,
      String description,
      String[] components,
      String issueType,
      int limit);

  /** The components that the user's tickets have, most used first. */
  @SqlQuery(
      """
      select component from tickets, unnest(components) as component
      group by component order by count(*) desc, component limit 200
      """)
  List<String> components();
}
