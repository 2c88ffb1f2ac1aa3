package atlas.storage;

import atlas.model.Hit;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** Everything that has words, over all the tables. */
public interface RecallTable {
  /**
   * What a search looks for; null is anything.
   *
   * @param words plain words, "phrases", or, and -without, as people type them; null is the newest
   * @param keys of issues that are named beside the words, in capitals
   * @param names short ids that are named beside the words, in capitals
   * @param any whether one of the words is enough, where phrases, or and -without mean nothing
   * @param scope the Jira projects that are copied; all when there is none
   * @param ofProject whether one project alone is wanted: projectId, jiraProject or both
   */
  record Search(
      @Nullable String words,
      String[] keys,
      String[] names,
      boolean any,
      Hit.@Nullable Kind kind,
      String[] scope,
      boolean ofProject,
      @Nullable UUID projectId,
      @Nullable String jiraProject,
      @Nullable Instant since,
      @Nullable Instant until,
      int offset,
      int limit) {}

  /** What a person types, in :words and :any, as PostgreSQL searches for it. */
  String QUERY =
      """
      case when :any
        then nullif(
          replace(plainto_tsquery('english', searchable(:words))::text, '&', '|'), '')::tsquery
        -- Only before a word a hyphen means without; within one it is what the index has not.
        else websearch_to_tsquery('english',
          regexp_replace(
            regexp_replace(:words, '[^[:alnum:]"-]+', ' ', 'g'),
            '([[:alnum:]])-+|-+(?![[:alnum:]"])', '\\1 ', 'g'))
      end as query
      """;

  String TICKETS =
      """
      select 'ticket' as kind, t.ticket_key as name, t.summary as title, t.description as body,
        t.words, coalesce(t.jira_updated_at, t.synced_at) as at, t.project_key as project,
        t.id = any (n.ids) as named
      from tickets t cross join named n
      where (:kind::text is null or :kind = 'ticket') and not t.deleted
        and (cardinality(:scope) = 0 or t.project_key = any (:scope))
        and (not :ofProject or t.project_key = :jiraProject)
      union all
      select 'note', t.ticket_key, 'Note on ' || t.ticket_key, o.note, o.words, o.updated_at,
        t.project_key, t.ticket_key = any (:keys)
      from ticket_notes o join tickets t on t.user_id = o.user_id and t.id = o.ticket_id
      where (:kind::text is null or :kind = 'note') and o.note is not null and not t.deleted
        and (cardinality(:scope) = 0 or t.project_key = any (:scope))
        and (not :ofProject or t.project_key = :jiraProject)
      """;

  String SESSIONS =
      """
      union all
      select 'session', 'S-' || s.number, s.charter,
        concat_ws(' ', s.summary, s.obstacles, s.outlook), s.words, s.started_at, t.project_key,
        'S-' || s.number = any (:names) or t.ticket_key = any (:keys)
      from sessions s join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      where (:kind::text is null or :kind = 'session')
        and (not :ofProject or t.project_key = :jiraProject)
      union all
      select 'note', 'S-' || s.number, 'Note in S-' || s.number, o.text, o.words, o.noted_at,
        t.project_key, false
      from session_notes o
      join sessions s on s.user_id = o.user_id and s.id = o.session_id
      join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      where (:kind::text is null or :kind = 'note')
        and (not :ofProject or t.project_key = :jiraProject)
      union all
      select 'scenario', 'S-' || s.number || '.' || c.number, c.name, c.notes, c.words,
        c.logged_at, t.project_key, 'S-' || s.number || '.' || c.number = any (:names)
      from scenarios c
      join sessions s on s.user_id = c.user_id and s.id = c.session_id
      join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      where (:kind::text is null or :kind = 'scenario') and c.archived_at is null
        and (not :ofProject or t.project_key = :jiraProject)
      """;

  String WORK =
      """
      union all
      select 'task', 'T-' || t.number, t.title, concat_ws(' ', t.description, t.result), t.words,
        t.updated_at, p.name,
        'T-' || t.number = any (:names) or coalesce(t.ticket_key, '') = any (:keys)
      from tasks t join projects p on p.user_id = t.user_id and p.id = t.project_id
      where (:kind::text is null or :kind = 'task')
        and (not :ofProject or t.project_id = :projectId)
      union all
      select 'artifact', 'R-' || a.number, coalesce(a.summary, a.ref), a.ref, a.words, a.created_at,
        p.name, 'R-' || a.number = any (:names)
      from artifacts a
      join tasks t on t.user_id = a.user_id and t.id = a.task_id
      join projects p on p.user_id = t.user_id and p.id = t.project_id
      where (:kind::text is null or :kind = 'artifact')
        and (not :ofProject or t.project_id = :projectId)
      union all
      select 'checkpoint', 'C-' || c.number, c.label, c.summary || ' ' || c.resume_instructions,
        c.words, c.created_at, p.name, 'C-' || c.number = any (:names)
      from checkpoints c join projects p on p.user_id = c.user_id and p.id = c.project_id
      where (:kind::text is null or :kind = 'checkpoint')
        and (not :ofProject or c.project_id = :projectId)
      union all
      select 'decision', 'D-' || d.number, d.title,
        concat_ws('. ', d.choice, d.rationale, d.outcome), d.words, d.created_at, p.name,
        'D-' || d.number = any (:names)
      from decisions d join projects p on p.user_id = d.user_id and p.id = d.project_id
      where (:kind::text is null or :kind = 'decision')
        and (d.status <> 'superseded' or 'D-' || d.number = any (:names))
        and (not :ofProject or d.project_id = :projectId)
      """;

  String REST =
      """
      union all
      select 'memory', 'M-' || m.number, m.key, m.value, m.words, m.updated_at, p.name,
        'M-' || m.number = any (:names)
      from memories m left join projects p on p.user_id = m.user_id and p.id = m.project_id
      where (:kind::text is null or :kind = 'memory')
        and (m.expires_at is null or m.expires_at > atlas_now())
        and (m.project_id is null or p.id is not null)
        and (not :ofProject or m.project_id = :projectId)
      union all
      select 'event', coalesce(e.short_id, e.ticket_key, e.entity_id::text), e.type, e.summary,
        e.words, e.at, p.name, false
      from (
        -- The log has no end; what is older is told by what it changed.
        select * from events
        where (:kind::text is null or :kind = 'event')
          and (not :ofProject or project_id = :projectId
            or starts_with(ticket_key, :jiraProject::text || '-'))
        order by at desc, seq desc limit 10000
      ) e
      left join projects p on p.user_id = e.user_id and p.id = e.project_id
      """;

  /** What is named and what holds the words, the best first; without words, the newest. */
  @SqlQuery(
      "with question as (select "
          + QUERY
          + """
          ), named as (
            select array(
              select id from tickets where ticket_key = any (:keys)
              union select ticket_id from ticket_keys where old_key = any (:keys)) as ids
          ), things as (
          """
          + TICKETS
          + SESSIONS
          + WORK
          + REST
          + """
          ), found as (
            select t.kind, t.name, t.title, t.body, t.at, t.project, t.named, q.query,
              case when t.named then 1 else coalesce(ts_rank(t.words, q.query, 32), 0) end as rank,
              count(*) over () as matching
            from things t cross join question q
            where (:words::text is null or t.named
                or (numnode(q.query) > 0 and t.words @@ q.query))
              and (:since::timestamptz is null or t.at >= :since)
              and (:until::timestamptz is null or t.at < :until)
            order by rank desc, t.at desc, t.kind, t.name
            offset :offset limit :limit
          )
          select kind, name, at, project, named, rank, matching,
            coalesce(
              ts_headline('english', left(title, 1000), query,
                'HighlightAll=true, StartSel=\uE000, StopSel=\uE001'),
              left(title, 1000)) as title,
            coalesce(
              ts_headline('english', left(body, 8000), query,
                case when length(body) <= 200 then 'HighlightAll=true, '
                else 'MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … ", ' end
                || 'StartSel=\uE000, StopSel=\uE001'),
              left(body, 1000), '') as text
          from found
          order by rank desc, at desc, kind, name
          """)
  List<Hit> search(@BindMethods Search search);

  /** Whether the user has tickets of that Jira project. */
  @SqlQuery(
      """
      select exists (
        select from tickets where project_key = :key and not deleted
          and (cardinality(:scope) = 0 or project_key = any (:scope)))
      """)
  boolean hasJiraProject(String key, String[] scope);
}
