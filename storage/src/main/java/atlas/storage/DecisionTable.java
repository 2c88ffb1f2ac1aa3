package atlas.storage;

import atlas.model.Decision;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What was decided. */
public interface DecisionTable {
  @SqlUpdate(
      """
      insert into decisions (user_id, id, number, project_id, title, options, choice, rationale,
        status, supersedes, review_at, created_at)
      values (atlas_user_id(), :id, :number, :projectId, :title, :options, :choice, :rationale,
        :status, :supersedes, :reviewAt, :createdAt)
      """)
  void insert(@BindMethods Decision decision);

  @SqlQuery(
      """
      select * from decisions
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      """)
  Optional<Decision> find(@Nullable UUID id, @Nullable Integer number);

  /** The decision that took the place of this one. */
  @SqlQuery("select * from decisions where supersedes = :id order by number limit 1")
  Optional<Decision> successor(UUID id);

  /** Short ids that begin so, the latest first. */
  @SqlQuery(
      """
      select 'D-' || number from decisions where starts_with('D-' || number, upper(:prefix))
      order by number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);

  /** The decision, which nobody else may change until this transaction ends. */
  @SqlQuery(
      """
      select * from decisions
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      for update
      """)
  Optional<Decision> lock(@Nullable UUID id, @Nullable Integer number);

  @SqlUpdate("update decisions set status = 'superseded' where id = :id")
  void supersede(UUID id);
}
