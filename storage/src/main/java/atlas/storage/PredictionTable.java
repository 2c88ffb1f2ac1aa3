package atlas.storage;

import atlas.model.Prediction;
import atlas.model.PredictionBatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Predicted scenarios and what became of them. */
public interface PredictionTable {
  /** How the predictions of a session came out. */
  record Settled(int settled, int tried, int foundBug) {}

  /** A prediction that a scenario names, and where it belongs: its ticket, and its session. */
  record Named(
      UUID id, int number, UUID batchId, @Nullable UUID ticketId, @Nullable UUID sessionId) {}

  @SqlUpdate(
      """
      insert into prediction_batches (user_id, id, ticket_id, session_id, sources)
      values (atlas_user_id(), :id, :ticketId, :sessionId, :sources::jsonb)
      """)
  void insertBatch(@BindMethods PredictionBatch batch);

  @SqlUpdate(
      """
      insert into predictions (user_id, id, number, batch_id, scenario, scenario_key, confidence,
        source, steps, estimated_minutes, because)
      values (atlas_user_id(), :id, :number, :batchId, :scenario, :scenarioKey, :confidence,
        :source, :steps, :estimatedMinutes, :because)
      """)
  void insert(@BindMethods Prediction prediction);

  /** The latest predictions for a ticket, best first. */
  @SqlQuery(
      """
      select p.* from predictions p
      where p.batch_id = (
        select b.id from prediction_batches b
        where b.ticket_id = :ticketId order by b.created_at desc, b.id desc limit 1)
      order by p.confidence desc, p.number
      """)
  List<Prediction> latestFor(UUID ticketId);

  /**
   * Gives the latest batch of a ticket to a session, unless another session has it that was not
   * abandoned.
   */
  @SqlUpdate(
      """
      update prediction_batches set session_id = :sessionId
      where (session_id is null
          or session_id in (select s.id from sessions s where s.status = 'abandoned'))
        and id = (
          select b.id from prediction_batches b
          where b.ticket_id = :ticketId order by b.created_at desc, b.id desc limit 1)
      """)
  int attachLatest(UUID ticketId, UUID sessionId);

  /** The prediction of that name, with where it belongs; an abandoned session lets go of it. */
  @SqlQuery(
      """
      select p.id, p.number, p.batch_id, b.ticket_id,
        case when s.status = 'abandoned' then null else b.session_id end as session_id
      from predictions p
      join prediction_batches b on b.user_id = p.user_id and b.id = p.batch_id
      left join sessions s on s.user_id = b.user_id and s.id = b.session_id
      where (:id::uuid is null or p.id = :id) and (:number::int is null or p.number = :number)
        and (:id::uuid is not null or :number::int is not null)
      """)
  Optional<Named> named(@Nullable UUID id, @Nullable Integer number);

  /** Gives a batch to a session. */
  @SqlUpdate("update prediction_batches set session_id = :sessionId where id = :batchId")
  void attach(UUID batchId, UUID sessionId);

  /** The predictions that a session answers for. */
  @SqlQuery(
      """
      select p.* from predictions p
      join prediction_batches b on b.user_id = p.user_id and b.id = p.batch_id
      where b.session_id = :sessionId order by p.number
      """)
  List<Prediction> ofSession(UUID sessionId);

  @SqlQuery(
      """
      select * from predictions
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      """)
  Optional<Prediction> find(@Nullable UUID id, @Nullable Integer number);

  @SqlQuery(
      """
      select t.ticket_key from prediction_batches b
      join tickets t on t.user_id = b.user_id and t.id = b.ticket_id
      where b.id = :batchId
      """)
  Optional<String> ticketKey(UUID batchId);

  @SqlUpdate(
      """
      update predictions set feedback = :feedback, rating = coalesce(:rating, rating),
        comment = coalesce(:comment, comment),
        actual_minutes = coalesce(:actualMinutes, actual_minutes)
      where id = :id
      """)
  void rate(
      UUID id,
      String feedback,
      @Nullable Integer rating,
      @Nullable String comment,
      @Nullable Integer actualMinutes);

  /**
   * Says of every prediction of a session whether it was tried and whether that found a bug: by the
   * prediction that a scenario names, else by the scenario's own words.
   */
  @SqlQuery(
      """
      with outcomes as (
        select p.user_id, p.id,
          count(c.id) filter (where c.result <> 'skipped') > 0 as tried,
          coalesce(bool_or(c.result = 'failed' or c.bug_key is not null), false) as found_bug
        from predictions p
        join prediction_batches b on b.user_id = p.user_id and b.id = p.batch_id
        left join scenarios c on c.user_id = p.user_id and c.session_id = :sessionId
          and c.archived_at is null and (c.prediction_id = p.id
            or (c.prediction_id is null and c.scenario_key = p.scenario_key))
        where b.session_id = :sessionId and p.settled_at is null
        group by p.user_id, p.id
      ), settled as (
        update predictions p
        set settled_at = :at, tried = o.tried, found_bug = o.found_bug
        from outcomes o where p.user_id = o.user_id and p.id = o.id
        returning p.tried, p.found_bug
      )
      select count(*) as settled, count(*) filter (where tried) as tried,
        count(*) filter (where found_bug) as found_bug
      from settled
      """)
  Settled settle(UUID sessionId, Instant at);
}
