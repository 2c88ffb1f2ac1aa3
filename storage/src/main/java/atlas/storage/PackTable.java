package atlas.storage;

import atlas.model.EvidenceSource;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What a review of some time counts and measures, over all that the user has written down. */
public interface PackTable {
  /**
   * Something that was seen.
   *
   * @param ref by which it can be looked up: S-12, HBR-7
   */
  record Seen(Instant at, double value, String ref) {}

  /**
   * How much of something there was.
   *
   * @param refs some of what was counted
   */
  record Counted(String name, double value, List<String> refs) {}

  /**
   * What a ticket says by which work belongs together.
   *
   * @param own whether it is assigned to the user's own account
   * @param done whether it is, whether or not Jira told since when
   */
  record About(
      String ticketKey,
      String summary,
      @Nullable String projectName,
      List<String> components,
      boolean own,
      boolean done,
      @Nullable Instant resolvedAt) {}

  /**
   * A piece of evidence without what it says in full.
   *
   * @param reopened whether it is of a task that is not done any more
   * @param matching how many there are of that time, this one included
   */
  record Work(
      UUID id,
      int number,
      EvidenceSource source,
      String title,
      @Nullable String summary,
      @Nullable String sourceUrl,
      Instant happenedAt,
      @Nullable String ticketKey,
      String category,
      boolean categorySuggested,
      List<String> tags,
      List<String> suggestedTags,
      boolean reopened,
      int matching) {}

  /** When whatever evidence tells of in that time was done. */
  @SqlQuery("select happened_at from evidence where happened_at >= :from and happened_at < :until")
  List<Instant> times(Instant from, Instant until);

  /** What was done in that time, the latest first. */
  @SqlQuery(
      """
      select e.id, e.number, e.source, e.title, e.summary, e.source_url, e.happened_at,
        e.ticket_key, e.category, e.category_suggested, e.tags, e.suggested_tags,
        t.status is not null and t.status <> 'done' as reopened, count(*) over () as matching
      from evidence e
      left join tasks t
        on e.source = 'task' and t.user_id = e.user_id and t.id::text = e.source_id
      where e.happened_at >= :from and e.happened_at < :until
      order by e.happened_at desc, e.number desc limit :limit
      """)
  List<Work> work(Instant from, Instant until, int limit);

  /** How many pieces of work that was: what belongs to one ticket is one. */
  @SqlQuery(
      """
      select count(distinct coalesce(ticket_key, id::text)) from evidence
      where happened_at >= :from and happened_at < :until
      """)
  int countPieces(Instant from, Instant until);

  /** Those tickets that are copied. */
  @SqlQuery(
      """
      select ticket_key, summary, project_name, components, jira_resolved_at as resolved_at,
        status_category = 'done' as done,
        exists (select from jira_sites j
          where j.user_id = t.user_id and j.account_id = t.assignee_id) as own
      from tickets t where ticket_key = any (:keys)
      """)
  List<About> about(String[] keys);

  /** The days on which anything was done, in a time zone and from a time of day on. */
  @SqlQuery(
      """
      select distinct ((at at time zone :zone) - :dayStart::time)::date as day
      from (
        select happened_at as at from evidence where happened_at >= :from and happened_at < :until
        union all
        select started_at from sessions where started_at >= :from and started_at < :until
        union all
        select finished_at from tasks where finished_at >= :from and finished_at < :until
        union all
        select created_at from decisions where created_at >= :from and created_at < :until
        union all
        select created_at from checkpoints where created_at >= :from and created_at < :until
      ) as done
      order by day
      """)
  List<LocalDate> days(Instant from, Instant until, String zone, String dayStart);

  /** How much was tested, found, done and decided. */
  @SqlQuery(
      """
      with tested as (
        select s.*, n.scenarios from sessions s
        join session_totals n on n.user_id = s.user_id and n.session_id = s.id
        where s.status = 'completed' and s.ended_at >= :from and s.ended_at < :until
      ), found as (
        select f.found_at, coalesce(f.bug_key, 'S-' || s.number) as ref
        from found_bugs f join sessions s on s.user_id = f.user_id and s.id = f.session_id
        where f.found_at >= :from and f.found_at < :until
      ), done as (
        select number from tasks
        where status = 'done' and finished_at >= :from and finished_at < :until
      ), decided as (
        select number from decisions
        where status in ('accepted', 'superseded')
          and created_at >= :from and created_at < :until
      )
      select 'sessions' as name, count(*)::float8 as value,
        array(select 'S-' || number from tested order by number limit 12) as refs
      from tested
      union all
      select 'hours', coalesce(sum(active_seconds), 0) / 3600.0, '{}' from tested
      union all
      select 'scenarios', coalesce(sum(scenarios), 0), '{}' from tested
      union all
      select 'bugs', count(*),
        array(select ref from found group by ref order by min(found_at), ref limit 12)
      from found
      union all
      select 'tasks', count(*), array(select 'T-' || number from done order by number limit 12)
      from done
      union all
      select 'decisions', count(*),
        array(select 'D-' || number from decided order by number limit 12)
      from decided
      """)
  List<Counted> counts(Instant from, Instant until);

  /** How many bugs each session found. */
  @SqlQuery(
      """
      select s.ended_at as at, n.bugs as value, 'S-' || s.number as ref
      from sessions s
      join session_totals n on n.user_id = s.user_id and n.session_id = s.id
      where s.status = 'completed' and s.ended_at >= :from and s.ended_at < :until
      order by s.ended_at desc limit :limit
      """)
  List<Seen> bugsPerSession(Instant from, Instant until, int limit);

  /** Each bug that escaped, once, when that came to light. */
  @SqlQuery(
      """
      select min(e.escaped_at) as at, 1 as value, e.bug_key as ref
      from escapes e join sessions s on s.user_id = e.user_id and s.id = e.session_id
      where e.escaped_at >= :from and e.escaped_at < :until
      group by e.bug_key
      order by 1 desc limit :limit
      """)
  List<Seen> escapedDefects(Instant from, Instant until, int limit);

  /** How far off each prediction was of which is known what came of it, squared. */
  @SqlQuery(
      """
      select settled_at as at, power(confidence - found_bug::integer, 2) as value,
        'P-' || number as ref
      from predictions
      where settled_at >= :from and settled_at < :until and (tried or feedback = 'rejected')
      order by settled_at desc limit :limit
      """)
  List<Seen> predictionErrors(Instant from, Instant until, int limit);

  /** How many days each issue of the user's took from its creation to its end. */
  @SqlQuery(
      """
      select t.jira_resolved_at as at,
        extract(epoch from t.jira_resolved_at - t.jira_created_at) / 86400 as value,
        t.ticket_key as ref
      from tickets t
      join jira_sites j on j.user_id = t.user_id and j.account_id = t.assignee_id
      where t.jira_resolved_at >= :from and t.jira_resolved_at < :until and not t.deleted
        and t.jira_created_at <= t.jira_resolved_at
      order by at desc limit :limit
      """)
  List<Seen> cycleTimes(Instant from, Instant until, int limit);

  /** The reviews of others' work. */
  @SqlQuery(
      """
      select happened_at as at, 1 as value, 'E-' || number as ref from evidence
      where category = 'review' and happened_at >= :from and happened_at < :until
      order by happened_at desc limit :limit
      """)
  List<Seen> reviews(Instant from, Instant until, int limit);
}
