package atlas.storage;

import atlas.model.Action;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What could be done next in theaters. */
public interface ActionTable {
  String SELECT =
      """
      select id, number, theater_id, title, description, status, gap, early_progress, due, minutes,
        selected, pinned, ticket_key, task_id, decision_id, moved_at, finished_at, version,
        created_at
      from actions
      """;

  @SqlUpdate(
      """
      insert into actions (user_id, id, number, theater_id, title, description, status, gap,
        early_progress, due, minutes, selected, pinned, ticket_key, task_id, decision_id, moved_at,
        finished_at, version, created_at)
      values (atlas_user_id(), :id, :number, :theaterId, :title, :description, :status, :gap,
        :earlyProgress, :due, :minutes, :selected, :pinned, :ticketKey, :taskId, :decisionId,
        :movedAt, :finishedAt, :version, :createdAt)
      """)
  void insert(@BindMethods Action action);

  /** Everything but who made it and when. */
  @SqlUpdate(
      """
      update actions set theater_id = :theaterId, title = :title, description = :description,
        status = :status, gap = :gap, early_progress = :earlyProgress, due = :due,
        minutes = :minutes, selected = :selected, pinned = :pinned, ticket_key = :ticketKey,
        task_id = :taskId, decision_id = :decisionId, moved_at = :movedAt,
        finished_at = :finishedAt, version = :version
      where id = :id
      """)
  void update(@BindMethods Action action);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Action> find(@Nullable UUID id, @Nullable Integer number);

  /** The same, which nobody else may change until this transaction ends. */
  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          for no key update
          """)
  Optional<Action> lock(@Nullable UUID id, @Nullable Integer number);

  /** What is selected in the theater, which must be locked. */
  @SqlQuery(SELECT + "where theater_id = :theaterId and selected for no key update")
  Optional<Action> selectedIn(UUID theaterId);

  /** The numbers of what is still to be done in a theater, at most 20. */
  @SqlQuery(
      """
      select number from actions where theater_id = :theaterId and finished_at is null
      order by number limit 20
      """)
  List<Integer> openIn(UUID theaterId);
}
