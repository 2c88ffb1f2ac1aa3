package atlas.storage;

import atlas.model.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What was learned of scenarios. */
public interface PatternTable {
  /** How the runs of a pattern went. */
  record Counts(
      UUID id,
      int tickets,
      int tried,
      int found,
      int escaped,
      @Nullable Integer averageMinutes,
      Instant lastUsedAt) {}

  /**
   * Nobody else learns for this user until the transaction ends, so that nothing is learned twice.
   */
  @SqlQuery(
      """
      select count(pg_advisory_xact_lock(
        hashtext('atlas.patterns'), hashtext(atlas_user_id()::text)))
      """)
  int alone();

  /** The patterns of a component and type, retired ones too, the latest first. */
  @SqlQuery(
      """
      select * from patterns
      where component is not distinct from :component and issue_type = :issueType
      order by last_used_at desc, number limit :limit
      """)
  List<Pattern> of(@Nullable String component, String issueType, int limit);

  @SqlUpdate(
      """
      insert into patterns (user_id, id, number, name, type, component, issue_type, steps, tickets,
        tried, found, escaped, average_minutes, confidence, active, last_used_at)
      values (atlas_user_id(), :id, :number, :name, :type, :component, :issueType, :steps, :tickets,
        :tried, :found, :escaped, :averageMinutes, :confidence, :active, :lastUsedAt)
      """)
  void insert(@BindMethods Pattern pattern);

  /** Counts scenarios for patterns, one of each in each place of the lists. */
  @SqlUpdate(
      """
      insert into pattern_runs (user_id, pattern_id, scenario_id)
      select atlas_user_id(), run.* from unnest(:patterns::uuid[], :scenarios::uuid[]) as run
      on conflict do nothing
      """)
  int run(UUID[] patterns, UUID[] scenarios);

  /** How their runs went, without those of sessions that were removed. */
  @SqlQuery(
      """
      select r.pattern_id as id, count(distinct s.ticket_id) as tickets, count(*) as tried,
        count(*) filter (where c.result = 'failed' or c.bug_key is not null) as found,
        count(*) filter (where c.result <> 'failed' and c.bug_key is null and exists (
          select from escapes e where e.user_id = s.user_id and e.session_id = s.id)) as escaped,
        greatest(1, round(avg(nullif(c.minutes, 0)))::integer) as average_minutes,
        max(c.logged_at) as last_used_at
      from pattern_runs r
      join scenarios c on c.user_id = r.user_id and c.id = r.scenario_id
      join sessions s on s.user_id = c.user_id and s.id = c.session_id
      where r.pattern_id = any (:ids) and c.archived_at is null
      group by r.pattern_id
      """)
  List<Counts> counts(UUID[] ids);

  /**
   * Says of patterns what their runs come to.
   *
   * @param patterns a JSON array of what changed
   */
  @SqlUpdate(
      """
      update patterns p set type = n.type, tickets = n.tickets, tried = n.tried, found = n.found,
        escaped = n.escaped, average_minutes = n.average_minutes, confidence = n.confidence,
        last_used_at = n.last_used_at
      from jsonb_to_recordset(:patterns::jsonb) as n (
        id uuid, type text, tickets integer, tried integer, found integer, escaped integer,
        average_minutes integer, confidence real, last_used_at timestamptz)
      where p.id = n.id
      """)
  int update(String patterns);

  /** The patterns that a session's scenarios count for. */
  @SqlQuery(
      """
      select distinct r.pattern_id from pattern_runs r
      join scenarios c on c.user_id = r.user_id and c.id = r.scenario_id
      where c.session_id = :sessionId
      """)
  List<UUID> ofSession(UUID sessionId);

  /**
   * What was learned of these components, or of tickets of that type that have none: active, and
   * tried on several tickets, since what was tried on one is that ticket's.
   */
  @SqlQuery(
      """
      select * from patterns
      where active and tickets >= 2 and (component = any (:components)
        or (component is null and cardinality(:components) = 0 and issue_type = :issueType))
      order by confidence desc, number limit :limit
      """)
  List<Pattern> likely(String[] components, String issueType, int limit);

  @SqlQuery(
      """
      select * from patterns where (:all or active)
      order by confidence desc, number limit :limit
      """)
  List<Pattern> list(boolean all, int limit);

  @SqlQuery("select count(*) from patterns where :all or active")
  int count(boolean all);

  @SqlQuery(
      """
      select * from patterns
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      """)
  Optional<Pattern> find(@Nullable UUID id, @Nullable Integer number);

  /** It is not proposed any more; false where it was retired before. */
  @SqlUpdate("update patterns set active = false where id = :id and active")
  boolean retire(UUID id);
}
