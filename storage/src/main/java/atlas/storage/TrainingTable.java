package atlas.storage;

import atlas.model.TrainingRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What a neural backend may learn from, and what it was sent of it. */
public interface TrainingTable {
  /** A row that was sent. */
  record Reached(Instant at, UUID id) {}

  String ROWS =
      """
      with rows as (
        select c.id, s.ended_at as at, s.ticket_id, c.name as scenario,
          c.result <> 'skipped' as tried, c.result,
          c.result = 'failed' or c.bug_key is not null as found_bug,
          coalesce(p.actual_minutes, c.minutes) as minutes, p.source, p.confidence, p.feedback,
          p.rating
        from scenarios c
        join sessions s on s.user_id = c.user_id and s.id = c.session_id
        left join predictions p on p.user_id = c.user_id and p.id = c.prediction_id
        where s.status = 'completed' and c.archived_at is null and c.activity = 'test'
        union all
        select p.id, p.updated_at, b.ticket_id, p.scenario, false, null, false, p.actual_minutes,
          p.source, p.confidence, p.feedback, p.rating
        from predictions p
        join prediction_batches b on b.user_id = p.user_id and b.id = p.batch_id
        where p.feedback = 'rejected' and p.tried is false and b.ticket_id is not null
      )
      """;

  /** Rows after that one, in the order in which they came to be. */
  @SqlQuery(
      ROWS
          + """
          select r.id, r.at, t.summary, t.description, t.components, t.issue_type, t.priority_rank,
            r.scenario, r.tried, r.result, r.found_bug, r.minutes, r.source, r.confidence,
            r.feedback, r.rating
          from rows r join tickets t on t.user_id = atlas_user_id() and t.id = r.ticket_id
          where (:after::timestamptz is null or (r.at, r.id) > (:after, :afterId::uuid))
          order by r.at, r.id limit :limit
          """)
  List<TrainingRow> rows(@Nullable Instant after, @Nullable UUID afterId, int limit);

  /** How many rows there are after that one. */
  @SqlQuery(
      ROWS
          + """
          select count(*) from rows r
          where :after::timestamptz is null or (r.at, r.id) > (:after, :afterId::uuid)
          """)
  int count(@Nullable Instant after, @Nullable UUID afterId);

  /** The last row that was sent; none before the first training. */
  @SqlQuery(
      """
      select until_at as at, until_id as id from trainings
      order by until_at desc, until_id desc limit 1
      """)
  Optional<Reached> reached();

  @SqlUpdate(
      """
      insert into trainings (user_id, id, model, scenarios, until_at, until_id, sent_at)
      values (atlas_user_id(), :id, :model, :scenarios, :untilAt, :untilId, :sentAt)
      """)
  void insert(UUID id, String model, int scenarios, Instant untilAt, UUID untilId, Instant sentAt);
}
