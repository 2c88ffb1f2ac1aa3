package atlas.storage;

import atlas.model.FoundBug;
import atlas.model.Proposed;
import atlas.model.SourceSaid;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What each source said of predictions, and what came of it. */
public interface SkillTable {
  /** Keeps what sources said of predictions, one in each place of the lists. */
  @SqlUpdate(
      """
      insert into proposals (user_id, prediction_id, source, confidence, place)
      select atlas_user_id(), said.* from unnest(
        :predictions::uuid[], :sources::text[], :confidences::real[], :places::smallint[]) as said
      """)
  void insert(UUID[] predictions, String[] sources, Double[] confidences, Integer[] places);

  /** Whether a settled prediction p was left out by whoever tried one that was shown below it. */
  String PASSED_OVER =
      """
      (not p.tried and p.feedback is null and exists (
        select from predictions o
        where o.user_id = p.user_id and o.batch_id = p.batch_id and o.tried
          and (o.confidence < p.confidence
            or (o.confidence = p.confidence and o.number > p.number))))
      """;

  /** Of the predictions that were settled last, what each source said. */
  @SqlQuery(
      """
      select p.id as prediction_id, p.batch_id, o.source, o.confidence, o.place, p.known, p.found,
        p.passed_over, p.settled_at
      from (
        select id, batch_id, settled_at, tried or feedback is not distinct from 'rejected' as known,
          found_bug as found,
      """
          + PASSED_OVER
          + """
           as passed_over
        from predictions p
        where settled_at is not null and settled_at >= :since
        order by settled_at desc limit :limit) as p
      join proposals o on o.user_id = atlas_user_id() and o.prediction_id = p.id
      order by p.settled_at, p.id, o.source
      """)
  List<SourceSaid> said(Instant since, int limit);

  /** Of those that were settled since then, what was shown, all sources together. */
  @SqlQuery(
      """
      select id as prediction_id, batch_id, null as source, confidence,
        row_number() over (partition by batch_id order by confidence desc, number) as place,
        tried or feedback is not distinct from 'rejected' as known, found_bug as found,
      """
          + PASSED_OVER
          + """
           as passed_over, settled_at
        from predictions p
        where settled_at is not null and settled_at >= :since
        order by settled_at desc, id limit :limit
      """)
  List<SourceSaid> shown(Instant since, int limit);

  /** Bugs that sessions found, or that escaped them, where something was predicted before. */
  @SqlQuery(
      """
      select * from (
        select c.session_id, c.name, c.prediction_id, c.logged_at as at
        from scenarios c
        where c.archived_at is null and (c.result = 'failed' or c.bug_key is not null)
          and c.logged_at >= :since
        union all
        select e.session_id, coalesce(t.summary, b.summary), null, e.escaped_at
        from escapes e
        left join tickets t on t.user_id = e.user_id and t.ticket_key = e.bug_key
        left join bugs b on b.user_id = e.user_id and b.bug_key = e.bug_key
        where e.escaped_at >= :since and coalesce(t.summary, b.summary) is not null
      ) as bug
      where exists (
        select from prediction_batches p
        join sessions s on s.user_id = p.user_id and s.id = p.session_id
        where p.session_id = bug.session_id and s.status = 'completed')
      order by at desc limit :limit
      """)
  List<FoundBug> bugs(Instant since, int limit);

  /** What was proposed for what those sessions tested. */
  @SqlQuery(
      """
      select b.session_id, p.id as prediction_id, p.scenario, o.source
      from prediction_batches b
      join predictions p on p.user_id = b.user_id and p.batch_id = b.id
      join proposals o on o.user_id = p.user_id and o.prediction_id = p.id
      where b.session_id = any (:sessions)
      """)
  List<Proposed> proposed(UUID[] sessions);
}
