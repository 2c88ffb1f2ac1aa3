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

  /** The predictions that a session answers for and that are not settled yet. */
  @SqlQuery(
      """
      select p.* from predictions p
      join prediction_batches b on b.user_id = p.user_id and b.id = p.batch_id
      where b.session_id = :sessionId and p.settled_at is null order by p.number
      """)
  List<Prediction> unsettled(UUID sessionId);

  /** Settles predictions, and says which of them were tried and which found a bug. */
  @SqlUpdate(
      """
      update predictions set settled_at = :at, tried = id = any (:tried),
        found_bug = id = any (:foundBug)
      where id = any (:ids)
      """)
  void settle(UUID[] ids, UUID[] tried, UUID[] foundBug, Instant at);

  /**
   * Changes whenever somebody says, or a session shows, what predictions for a ticket were worth.
   */
  @SqlQuery(
      """
      select count(p.feedback) || ' ' || count(p.settled_at) || ' '
        || coalesce(max(p.updated_at)::text, '') || ' '
        || coalesce((select max(sent_at)::text from trainings), '')
      from prediction_batches b
      join predictions p on p.user_id = b.user_id and p.batch_id = b.id
        and (p.feedback is not null or p.settled_at is not null)
      where b.ticket_id = :ticketId
      """)
  String feedbackOn(@Nullable UUID ticketId);
}
