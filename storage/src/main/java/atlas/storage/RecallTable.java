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
   * @param byWords whether what has the words is looked for, and not only what means them
   * @param keys of issues that are named beside the words, in capitals
   * @param names short ids that are named beside the words, in capitals
   * @param any whether one of the words is enough, where phrases, or and -without mean nothing
   * @param kinds the kinds of things that are looked for; a note is one of a ticket or a session
   * @param scope the Jira projects that are copied; all when there is none
   * @param source of evidence, as its category and a tag of it
   * @param ofProject whether one project alone is wanted: projectId, jiraProject or both
   */
  record Search(
      @Nullable String words,
      boolean byWords,
      String[] keys,
      String[] names,
      boolean any,
      String[] kinds,
      String[] scope,
      boolean ofProject,
      @Nullable UUID projectId,
      @Nullable String jiraProject,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String source,
      @Nullable String category,
      @Nullable String tag,
      int offset,
      int limit) {}

  /** What is asked for, and what it may belong to. */
  String ASKED =
      "with typed as (select "
          + FindingTable.QUERY
          + """
          ), question as (
            select query, case when :words::text is null then $$'*'$$::tsquery else query end
              as asked
            from typed
          ), places as (
            select
              case when :ofProject then coalesce(:jiraProject, '') end as jira,
              case when :ofProject
                then array(select id from tickets where project_key = :jiraProject) end as tickets,
              case when 'ticket_note' = any (:kinds)
                then array(
                  select t.id from ticket_notes o
                  join tickets t on t.user_id = o.user_id and t.id = o.ticket_id
                  where not t.deleted
                    and (cardinality(:scope) = 0 or t.project_key = any (:scope))
                    and (not :ofProject or t.project_key = :jiraProject)) end as noted,
              case when array['scenario', 'session_note'] && :kinds::text[]
                then case when :ofProject
                  then array(
                    select s.id from sessions s
                    join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
                    where t.project_key = :jiraProject)
                  else array(select id from sessions) end end as sessions,
              case when 'artifact' = any (:kinds)
                then array(
                  select t.id from tasks t
                  join projects p on p.user_id = t.user_id and p.id = t.project_id
                  where (not :ofProject or p.id = :projectId)
                    and exists (
                      select from artifacts a where a.user_id = t.user_id and a.task_id = t.id))
                end as tasks,
              case when :tag::text is not null
                then array(
                  select id from evidence where :tag = any (tags || suggested_tags)) end as tagged,
              case when :ofProject then array[:projectId::uuid]
                else array(select id from projects) || atlas_user_id() end as projects
          ), kinds as (
            select k.kind,
              case
                when k.kind = 'ticket_note' then p.noted
                when k.kind = 'session' then p.tickets
                when k.kind in ('scenario', 'session_note') then p.sessions
                when k.kind = 'artifact' then p.tasks
                when k.kind = 'evidence' then p.tagged
                when k.kind = 'library' then case when :ofProject then array[]::uuid[] end
                when k.kind <> 'ticket' then p.projects
              end as within,
              case when k.kind in ('ticket', 'evidence') then p.jira end as project,
              k.kind in ('evidence', 'insight') and cardinality(:kinds::text[]) = 1 as aside,
              case when k.kind = 'evidence' then :category::text end as status,
              case when k.kind = 'evidence' then :source::text end as type
            from places p cross join unnest(:kinds::text[]) as k(kind)
            where k.kind <> 'event'
          """;

  /** What is named by its short id, or by the ticket that it belongs to. */
  String NAMED =
      """
      ), numbers as (
        select left(name, 1) as letter, split_part(substr(name, 3), '.', 1)::int as number,
          nullif(split_part(name, '.', 2), '')::int as part
        from unnest(:names::text[]) as name
      ), keyed as (
        select id, ticket_key from tickets where ticket_key = any (:keys)
        union select t.id, t.ticket_key
        from ticket_keys o join tickets t on t.user_id = o.user_id and t.id = o.ticket_id
        where o.old_key = any (:keys)
      ), ids as (
        select 'ticket' as kind, id from keyed
        union select 'ticket_note', id from keyed
        union select 'session', s.id from keyed k join sessions s on s.ticket_id = k.id
        union select 'task', id from tasks
        where ticket_key = any (:keys || array(select ticket_key from keyed))
        union select 'personal_task', id from personal_tasks
        where ticket_key = any (:keys || array(select ticket_key from keyed))
        union select 'evidence', id from evidence
        where ticket_key = any (:keys || array(select ticket_key from keyed))
          and (cardinality(:kinds::text[]) = 1 or source not in ('session', 'task', 'decision'))
        union select 'action', id from actions
        where ticket_key = any (:keys || array(select ticket_key from keyed))
        union select 'session', s.id from numbers n join sessions s on s.number = n.number
        where n.letter = 'S' and n.part is null
        union select 'scenario', c.id from numbers n join sessions s on s.number = n.number
        join scenarios c on c.user_id = s.user_id and c.session_id = s.id and c.number = n.part
        where n.letter = 'S'
        union select 'task', t.id from numbers n join tasks t on t.number = n.number
        where n.letter = 'T' and n.part is null
        union select 'artifact', a.id from numbers n join artifacts a on a.number = n.number
        where n.letter = 'R'
        union select 'checkpoint', c.id from numbers n join checkpoints c on c.number = n.number
        where n.letter = 'C'
        union select 'decision', d.id from numbers n join decisions d on d.number = n.number
        where n.letter = 'D'
        union select 'memory', m.id from numbers n join memories m on m.number = n.number
        where n.letter = 'M'
        union select 'library', l.id from numbers n
        join library_scenarios l on l.number = n.number
        where n.letter = 'L'
        union select 'personal_task', p.id from numbers n
        join personal_tasks p on p.number = n.number
        where n.letter = 'U' and n.part is null
        union select 'evidence', e.id from numbers n join evidence e on e.number = n.number
        where n.letter = 'E' and n.part is null
        union select 'insight', i.id from numbers n join insights i on i.number = n.number
        where n.letter = 'I'
        union select 'action', a.id from numbers n join actions a on a.number = n.number
        where n.letter = 'A'
        union select 'focus_log', f.id from numbers n join focus_logs f on f.number = n.number
        where n.letter = 'F'
      ), named as (
        select t.kind, t.id, t.at
        from ids i join kinds k on k.kind = i.kind
        cross join lateral asked_things(i.kind, within => k.within, scope => :scope,
          project => k.project, in_status => k.status, of_type => k.type,
          with_aside => i.kind in ('decision', 'evidence', 'insight'), since => :since,
          until => :until) t
        where t.id = i.id
      """;

  /** What holds the words, of every kind and of the log; all there is where no words are given. */
  String HOLDING =
      """
      ), holding as (
        select k.kind, f.id, f.at, max(f.rank) as rank, max(f.matching) as matching
        from kinds k cross join question q
        cross join lateral find_words(
          k.kind, q.asked, any_word => :any, within => k.within,
          without => array(select n.id from named n where n.kind = k.kind), scope => :scope,
          project => k.project, in_status => k.status, of_type => k.type,
          with_aside => k.aside, since => :since, until => :until) f
        where :byWords
        group by k.kind, f.id, f.at
        union all
        -- Few, and seen by whom their policy lets see them: they take no index.
        select w.kind, w.id, w.at, ts_rank(w.words, q.asked), count(*) over (partition by w.kind)
        from question q
        cross join lateral (
          select 'journal_entry' as kind, id, updated_at as at, words from journal_entries
          union all
          select 'mood', id, logged_at, words from mood_logs
        ) w
        where w.kind = any (:kinds) and :byWords and not :ofProject
          and (:since::timestamptz is null or w.at >= :since)
          and (:until::timestamptz is null or w.at < :until)
          and (q.asked = $$'*'$$::tsquery or w.words @@ q.asked)
      ), logged as (
        select e.*
        from question q
        cross join lateral find_events(q.asked, :projectId::uuid, :jiraProject::text, :since,
          :until, :offset + :limit) e
        where 'event' = any (:kinds) and :byWords
      ), meant as (
        select m.kind, t.id, t.at, m.strength
        from unnest(:meantKinds::text[], :meant::uuid[], :strengths::float8[])
          as m(kind, id, strength)
        join kinds k on k.kind = m.kind
        cross join lateral asked_things(m.kind, within => k.within,
          without => array(select n.id from named n where n.kind = m.kind), scope => :scope,
          project => k.project, in_status => k.status, of_type => k.type,
          with_aside => k.aside, since => :since, until => :until) t
        where t.id = m.id
      ), joined as (
        select coalesce(h.kind, m.kind) as kind, coalesce(h.id, m.id) as id,
          coalesce(h.at, m.at) as at,
          coalesce(h.rank / (h.rank + 1), 0) + coalesce(m.strength, 0) / 2 as rank,
          h.id is null as meant
        from holding h full join meant m on m.kind = h.kind and m.id = h.id
      ), page as (
        select h.*,
          (select count(*) from named) + coalesce((select max(matching) from logged), 0)
            + (select count(*) from joined j where j.meant)
            + (select coalesce(sum(most), 0) from (
                select max(matching) as most from holding group by kind) as each_kind) as matching
        from (
          select kind, id, null::bigint as seq, at, 10 as rank, true as named, false as meant
          from named
          union all
          select kind, id, null, at, rank, false, meant from joined
          union all
          select 'event', null, seq, at, coalesce(rank / (rank + 1), 0), false, false from logged
        ) h
        order by h.rank desc, h.at desc, h.kind, h.id, h.seq
        offset :offset limit :limit
      """;

  /** What is shown of what is on the page. */
  String TESTED =
      """
      ), things as (
        select p.*, t.ticket_key as name, t.summary as title, t.description as body,
          t.project_key as project
        from page p join tickets t on t.id = p.id where p.kind = 'ticket'
        union all
        select p.*, t.ticket_key, 'Note on ' || t.ticket_key, o.note, t.project_key
        from page p join ticket_notes o on o.ticket_id = p.id
        join tickets t on t.user_id = o.user_id and t.id = o.ticket_id
        where p.kind = 'ticket_note'
        union all
        select p.*, 'S-' || s.number, s.charter, concat_ws(' ', s.summary, s.obstacles, s.outlook),
          t.project_key
        from page p join sessions s on s.id = p.id
        join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
        where p.kind = 'session'
        union all
        select p.*, 'S-' || s.number, 'Note in S-' || s.number, o.text, t.project_key
        from page p join session_notes o on o.id = p.id
        join sessions s on s.user_id = o.user_id and s.id = o.session_id
        join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
        where p.kind = 'session_note'
        union all
        select p.*, 'S-' || s.number || '.' || c.number, c.name, c.notes, t.project_key
        from page p join scenarios c on c.id = p.id
        join sessions s on s.user_id = c.user_id and s.id = c.session_id
        join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
        where p.kind = 'scenario'
      """;

  /** The same, of work and of the log. */
  String WORKED =
      """
        union all
        select p.*, 'T-' || t.number, t.title, concat_ws(' ', t.description, t.result), r.name
        from page p join tasks t on t.id = p.id
        join projects r on r.user_id = t.user_id and r.id = t.project_id
        where p.kind = 'task'
        union all
        select p.*, 'R-' || a.number, coalesce(a.summary, a.ref), a.ref, r.name
        from page p join artifacts a on a.id = p.id
        join tasks t on t.user_id = a.user_id and t.id = a.task_id
        join projects r on r.user_id = t.user_id and r.id = t.project_id
        where p.kind = 'artifact'
        union all
        select p.*, 'C-' || c.number, c.label, c.summary || ' ' || c.resume_instructions, r.name
        from page p join checkpoints c on c.id = p.id
        join projects r on r.user_id = c.user_id and r.id = c.project_id
        where p.kind = 'checkpoint'
        union all
        select p.*, 'D-' || d.number, d.title, concat_ws('. ', d.choice, d.rationale, d.outcome),
          r.name
        from page p join decisions d on d.id = p.id
        join projects r on r.user_id = d.user_id and r.id = d.project_id
        where p.kind = 'decision'
        union all
        select p.*, 'M-' || m.number, m.key, m.value, r.name
        from page p join memories m on m.id = p.id
        left join projects r on r.user_id = m.user_id and r.id = m.project_id
        where p.kind = 'memory'
        union all
        select p.*, 'L-' || l.number, l.name,
          concat_ws('. ', l.source_key, nullif(l.folder, ''), nullif(l.objective, ''),
            nullif(l.precondition, ''), (
              select string_agg(concat_ws(' ', step ->> 'step', step ->> 'expected'), ' ')
              from jsonb_array_elements(l.steps) as step)),
          null
        from page p join library_scenarios l on l.id = p.id where p.kind = 'library'
        union all
        select p.*, 'U-' || t.number, t.title, t.description, null
        from page p join personal_tasks t on t.id = p.id where p.kind = 'personal_task'
        union all
        select p.*, 'E-' || e.number, e.title, concat_ws('. ', e.summary, e.content),
          split_part(e.ticket_key, '-', 1)
        from page p join evidence e on e.id = p.id where p.kind = 'evidence'
        union all
        select p.*, 'J-' || j.number, coalesce(j.title, 'Journal of ' || j.day), j.content, null
        from page p join journal_entries j on j.id = p.id where p.kind = 'journal_entry'
        union all
        select p.*, 'O-' || m.number, 'Mood of ' || m.day || ': ' || m.mood, m.note, null
        from page p join mood_logs m on m.id = p.id where p.kind = 'mood'
        union all
        select p.*, 'I-' || i.number, i.title, coalesce(i.verdict, 'waiting') || '. ' || i.content,
          null
        from page p join insights i on i.id = p.id where p.kind = 'insight'
        union all
        select p.*, 'A-' || a.number, a.title, concat_ws('. ', t.name, a.status, a.description),
          null
        from page p join actions a on a.id = p.id
        join theaters t on t.user_id = a.user_id and t.id = a.theater_id
        where p.kind = 'action'
        union all
        select p.*, 'F-' || f.number, f.text, concat_ws('. ', t.name, f.kind, f.details), null
        from page p join focus_logs f on f.id = p.id
        join theaters t on t.user_id = f.user_id and t.id = f.theater_id
        where p.kind = 'focus_log'
        union all
        select p.*, coalesce(e.short_id, e.ticket_key, e.entity_id::text), e.type, e.summary, r.name
        from page p join events e on e.at = p.at and e.seq = p.seq
        left join projects r on r.user_id = e.user_id and r.id = e.project_id
        where p.kind = 'event'
      """;

  /**
   * Things that mean about what is asked for.
   *
   * @param meantKinds of each: ticket, scenario, memory or evidence
   * @param strengths how much each does, 0 to 1
   */
  record Meant(String[] meantKinds, UUID[] meant, Double[] strengths) {
    /** None. */
    public static final Meant NOTHING = new Meant(new String[0], new UUID[0], new Double[0]);
  }

  /** What is named and what holds the words, the best first; without words, the newest. */
  default List<Hit> search(Search search) {
    return search(search, Meant.NOTHING);
  }

  /** The same with what means it. */
  default List<Hit> search(Search search, Meant meant) {
    planOnce();
    return found(search, meant);
  }

  /** It takes longer to plan a search over all the tables than to search them for a rare word. */
  @SqlQuery("select set_config('plan_cache_mode', 'force_generic_plan', true)")
  String planOnce();

  @SqlQuery(
      ASKED
          + NAMED
          + HOLDING
          + TESTED
          + WORKED
          + """
          )
          select case when t.kind in ('ticket_note', 'session_note') then 'note'
              when t.kind in ('journal_entry', 'mood') then 'wellbeing' else t.kind end as kind,
            t.name, t.at, t.project, t.named, t.meant, t.rank, t.matching,
            coalesce(
              ts_headline('english', left(t.title, 1000), q.query,
                'HighlightAll=true, StartSel=\uE000, StopSel=\uE001'),
              left(t.title, 1000)) as title,
            coalesce(
              ts_headline('english', left(t.body, 8000), q.query,
                case when length(t.body) <= 200 then 'HighlightAll=true, '
                else 'MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … ", ' end
                || 'StartSel=\uE000, StopSel=\uE001'),
              left(t.body, 1000), '') as text
          from things t cross join question q
          order by t.rank desc, t.at desc, t.kind, t.id, t.seq
          """)
  List<Hit> found(@BindMethods Search search, @BindMethods Meant meant);

  /** Whether the user has tickets of that Jira project. */
  @SqlQuery(
      """
      select exists (
        select from tickets where project_key = :key and not deleted
          and (cardinality(:scope) = 0 or project_key = any (:scope)))
      """)
  boolean hasJiraProject(String key, String[] scope);

  /** The Jira projects of which the user has tickets, twenty at most. */
  @SqlQuery(
      """
      select distinct project_key from tickets
      where not deleted and (cardinality(:scope) = 0 or project_key = any (:scope))
      order by project_key limit 20
      """)
  List<String> jiraProjects(String[] scope);
}
