package atlas.storage;

import atlas.model.FocusMetrics;
import atlas.model.Theater;
import atlas.model.TheaterState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The areas of a person's work, and what they come to. */
public interface TheaterTable {
  String SELECT = "select id, name, status, progress, energy, version, created_at from theaters ";

  @SqlUpdate(
      """
      insert into theaters (user_id, id, name, status, progress, energy, version, created_at)
      values (atlas_user_id(), :id, :name, :status, :progress, :energy, :version, :createdAt)
      """)
  void insert(@BindMethods Theater theater);

  @SqlUpdate(
      """
      update theaters set name = :name, status = :status, progress = :progress, energy = :energy,
        version = :version
      where id = :id
      """)
  void update(@BindMethods Theater theater);

  /** Every theater, by name. */
  @SqlQuery(SELECT + "order by lower(name)")
  List<Theater> all();

  /** The same in any order, and nobody else changes them or selects in them meanwhile. */
  @SqlQuery(SELECT + "order by id for no key update")
  List<Theater> lockAll();

  /** The theater, in which nobody else selects an action until this transaction ends. */
  @SqlQuery(SELECT + "where id = :id for no key update")
  Optional<Theater> lock(UUID id);

  /** The last theater of that name that was removed. */
  @SqlQuery(
      SELECT
          + """
          where lower(name) = lower(:name) and archived_at is not null
          order by archived_at desc limit 1
          for no key update
          """)
  Optional<Theater> removed(String name);

  @SqlUpdate("update theaters set archived_at = :at where id = :id")
  void archive(UUID id, @Nullable Instant at);

  /** How each theater stands, or that one. */
  @SqlQuery(
      """
      select theater_id, name, status, status_said, progress, progress_said, energy, version,
        last_activity, open, blocked, done, planned_minutes, logged_minutes
      from theater_states
      where :id::uuid is null or theater_id = :id
      order by lower(name)
      """)
  List<TheaterState> states(@Nullable UUID id);

  /** What all come to together. */
  @SqlQuery(
      """
      select combined_progress, energy, logged_minutes, tested_minutes, planned_minutes,
        weekly_capacity_minutes, overload_risk
      from focus_metrics
      """)
  FocusMetrics metrics();
}
