package atlas.storage;

import atlas.model.Earned;
import atlas.model.LedgerEntry;
import atlas.model.XpTotals;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What people earned. */
public interface LedgerTable {
  /**
   * Adds it, as far as the cap of its day and category leaves it; says how far. Nothing where it
   * was earned before. Whoever calls this for a user must be alone in it.
   */
  @SqlQuery(
      """
      insert into xp_ledger (user_id, source_type, source_id, reason, category, what, worth,
        amount, day, earned_at)
      select atlas_user_id(), :sourceType, :sourceId, :reason, :category, :what, :worth,
        case when :cap::integer is null then :worth else
          least(:worth, greatest(0, :cap::integer - coalesce((
            select sum(amount) from xp_ledger where day = :day and category = :category), 0)))
          end,
        :day, atlas_now()
      on conflict do nothing
      returning amount
      """)
  Optional<Integer> insert(@BindMethods Earned earned, @Nullable Integer cap);

  /** A bug that was found and is confirmed, of which nothing was earned yet. */
  record FoundBug(UUID sourceId, String bugKey, int session) {}

  /**
   * How many things were tried in a session that nobody had tried on its ticket in a session that
   * ended since then, each once.
   */
  @SqlQuery(
      """
      select count(distinct c.scenario_key) from scenarios c
      where c.session_id = :sessionId and c.archived_at is null and c.result <> 'skipped'
        and not exists (
          select from sessions s
          join scenarios o on o.user_id = s.user_id and o.session_id = s.id
          where s.user_id = c.user_id and s.ticket_id = :ticketId and s.id <> c.session_id
            and s.status = 'completed' and s.ended_at >= :since
            and o.scenario_key = c.scenario_key and o.result <> 'skipped')
      """)
  int tried(UUID sessionId, UUID ticketId, Instant since);

  /** Whether a bug was reported in a session that Jira has or is to get. */
  @SqlQuery(
      """
      select exists (
        select from bugs b
        join remote_writes w on w.user_id = b.user_id and w.id = b.write_id
        where b.session_id = :sessionId and w.status <> 'failed')
      """)
  boolean reported(UUID sessionId);

  /**
   * The bugs that completed sessions found since then, of which nothing was earned yet, so many of
   * a session at most. Confirmed is what Jira has: because it was reported from here, or because a
   * scenario names it and it was created there after its session began.
   */
  @SqlQuery(
      """
      with named as (
        select c.session_id, s.number, c.bug_key, min(c.logged_at) as at
        from sessions s
        join scenarios c on c.user_id = s.user_id and c.session_id = s.id
        join tickets b on b.user_id = c.user_id and b.ticket_key = c.bug_key
        where s.status = 'completed' and s.started_at >= :since and c.archived_at is null
          and b.issue_type ~* '(^|[^a-z])(bug|defect|fault|incident)'
          and b.jira_created_at >= s.started_at
        group by c.session_id, s.number, c.bug_key
        union all
        select s.id, s.number, b.bug_key, b.reported_at
        from sessions s
        join bugs b on b.user_id = s.user_id and b.session_id = s.id
        where s.status = 'completed' and s.started_at >= :since and b.bug_key is not null
      ), found as (
        select distinct on (bug_key) session_id, number, bug_key, at
        from named order by bug_key, at, session_id
      ), counted as (
        select f.*, l.source_id is not null as earned,
          count(l.source_id) over (partition by f.session_id) as before,
          row_number() over (
            partition by f.session_id, l.source_id is null order by f.at, f.bug_key) as place
        from found f
        left join xp_ledger l on l.source_type = 'bug' and l.source_id = md5(f.bug_key)::uuid
      )
      select md5(bug_key)::uuid as source_id, bug_key, number as session
      from counted where not earned and before + place <= :most
      order by at, bug_key limit 50
      """)
  List<FoundBug> foundBugs(Instant since, int most);

  /** Which bugs completed sessions named since then that are not in the copy, the latest first. */
  @SqlQuery(
      """
      select c.bug_key from scenarios c
      join sessions s on s.user_id = c.user_id and s.id = c.session_id
      where c.bug_key is not null and c.archived_at is null and s.status = 'completed'
        and s.started_at >= :since
        and not exists (
          select from tickets k where k.user_id = c.user_id and k.ticket_key = c.bug_key)
      group by c.bug_key order by max(c.logged_at) desc, c.bug_key limit :limit
      """)
  List<String> unknownBugs(Instant since, int limit);

  /**
   * Whether a session that ended and began since then found any of these, and nothing is earned.
   */
  @SqlQuery(
      """
      select exists (
        select from tickets b
        join scenarios c on c.user_id = b.user_id and c.bug_key = b.ticket_key
        join sessions s on s.user_id = c.user_id and s.id = c.session_id
        where b.jira_id = any (:jiraIds) and c.archived_at is null
          and s.status = 'completed' and s.started_at >= :since
          and b.issue_type ~* '(^|[^a-z])(bug|defect|fault|incident)'
          and b.jira_created_at >= s.started_at
          and not exists (
            select from xp_ledger l where l.user_id = b.user_id and l.source_type = 'bug'
              and l.source_id = md5(b.ticket_key)::uuid))
      """)
  boolean named(String[] jiraIds, Instant since);

  /** What the user earned in all. */
  @SqlQuery("select total, work, personal, habit, challenge, achievement from xp_totals")
  Optional<XpTotals> totals();

  /** What the user earned on a day. */
  @SqlQuery(
      """
      select coalesce(sum(amount), 0) as total,
        coalesce(sum(amount) filter (where category = 'work'), 0) as work,
        coalesce(sum(amount) filter (where category = 'personal'), 0) as personal,
        coalesce(sum(amount) filter (where category = 'habit'), 0) as habit,
        coalesce(sum(amount) filter (where category = 'challenge'), 0) as challenge,
        coalesce(sum(amount) filter (where category = 'achievement'), 0) as achievement
      from xp_ledger where day = :day
      """)
  XpTotals ofDay(LocalDate day);

  /** What was earned last. */
  @SqlQuery(
      """
      select source_type, source_id, reason, category, what, worth, amount, day, earned_at
      from xp_ledger order by earned_at desc, source_type, source_id, reason limit :limit
      """)
  List<LedgerEntry> latest(int limit);
}
