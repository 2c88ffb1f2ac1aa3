package atlas.storage;

import atlas.model.Decision;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What was decided. */
public interface DecisionTable {
  String SELECT =
      """
      select id, number, project_id, title, options, choice, rationale, status, supersedes,
        review_at, outcome, created_at
      from decisions
      """;

  @SqlUpdate(
      """
      insert into decisions (user_id, id, number, project_id, title, options, choice, rationale,
        status, supersedes, review_at, outcome, created_at)
      values (atlas_user_id(), :id, :number, :projectId, :title, :options, :choice, :rationale,
        :status, :supersedes, :reviewAt, :outcome, :createdAt)
      """)
  void insert(@BindMethods Decision decision);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Decision> find(@Nullable UUID id, @Nullable Integer number);

  /** The decision that took the place of this one. */
  @SqlQuery(
      SELECT
          + """
          where supersedes = :id and status in ('accepted', 'superseded')
          order by number limit 1
          """)
  Optional<Decision> successor(UUID id);

  /** Short ids that begin so, or whose titles do, the latest first. */
  @SqlQuery(
      """
      select 'D-' || number from decisions
      where starts_with('D-' || number, upper(:prefix))
        or starts_with(lower(title), lower(:prefix))
      order by number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);

  /** The decision, which nobody else may change until this transaction ends. */
  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          for update
          """)
  Optional<Decision> lock(@Nullable UUID id, @Nullable Integer number);

  /** Its status, when it is looked at again, and what came of it. */
  @SqlUpdate(
      """
      update decisions set status = :status, review_at = :reviewAt, outcome = :outcome
      where id = :id
      """)
  void update(@BindMethods Decision decision);

  /** The latest of a project that hold or are proposed. */
  @SqlQuery(
      SELECT
          + """
          where project_id = :projectId and status in ('proposed', 'accepted')
          order by created_at desc, number desc limit :limit
          """)
  List<Decision> latest(UUID projectId, int limit);

  /** How many of a project hold or are proposed, a thousand at most. */
  @SqlQuery(
      """
      select count(*) from (
        select from decisions
        where project_id = :projectId and status in ('proposed', 'accepted') limit 1000) as counted
      """)
  int count(UUID projectId);

  /** How many of those are to be looked at again by that day. */
  @SqlQuery(
      """
      select count(*) from (
        select from decisions
        where project_id = :projectId and status in ('proposed', 'accepted')
          and review_at <= :today
        limit 1000) as counted
      """)
  int countDue(UUID projectId, LocalDate today);

  /** Those of a project that hold or are proposed and whose day to be looked at again has come. */
  @SqlQuery(
      SELECT
          + """
          where project_id = :projectId and status in ('proposed', 'accepted')
            and review_at <= :today
          order by review_at, number limit :limit
          """)
  List<Decision> due(UUID projectId, LocalDate today, int limit);

  /** The same of every project. */
  @SqlQuery(
      SELECT
          + """
          where status in ('proposed', 'accepted') and review_at <= :today
          order by review_at, number limit :limit
          """)
  List<Decision> dueAnywhere(LocalDate today, int limit);

  @SqlUpdate("update decisions set status = 'superseded' where id = :id")
  void supersede(UUID id);
}
