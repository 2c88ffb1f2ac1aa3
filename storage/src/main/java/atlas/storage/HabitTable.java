package atlas.storage;

import atlas.model.Habit;
import atlas.model.HabitLog;
import atlas.model.HabitState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What people do again and again. */
public interface HabitTable {
  String SELECT =
      "select id, number, name, description, frequency, target_days, category, testing, active,"
          + " space, version, created_at from habits ";

  /** Adds it; false where it is a second testing habit. */
  @SqlUpdate(
      """
      insert into habits (user_id, id, number, name, description, frequency, target_days,
        category, testing, active, space, version, created_at)
      values (atlas_user_id(), :id, :number, :name, :description, :frequency, :targetDays,
        :category, :testing, :active, :space, :version, :createdAt)
      on conflict (user_id) where testing do nothing
      """)
  boolean insert(@BindMethods Habit habit);

  @SqlUpdate(
      """
      update habits set name = :name, description = :description, frequency = :frequency,
        target_days = :targetDays, category = :category, active = :active, space = :space,
        version = :version
      where id = :id
      """)
  void update(@BindMethods Habit habit);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Habit> find(@Nullable UUID id, @Nullable Integer number);

  /** The habit, which nobody else may change until this transaction ends. */
  @SqlQuery(SELECT + "where id = :id for no key update")
  Optional<Habit> lock(UUID id);

  /** The one that sessions log. */
  @SqlQuery(SELECT + "where testing")
  Optional<Habit> testing();

  /** Logs that it was done on that day; false where that was known. */
  @SqlUpdate(
      """
      insert into habit_logs (user_id, habit_id, day, triggered_by, related_id, logged_at)
      values (atlas_user_id(), :habitId, :day, :triggeredBy, :relatedId, :loggedAt)
      on conflict do nothing
      """)
  boolean log(@BindMethods HabitLog log);

  /** Has it rest on that day; false where it did already. */
  @SqlUpdate(
      """
      insert into habit_freezes (user_id, habit_id, day, frozen_at)
      values (atlas_user_id(), :habitId, :day, :at)
      on conflict do nothing
      """)
  boolean freeze(UUID habitId, LocalDate day, Instant at);

  /** On how many of these days it rests. */
  @SqlQuery(
      """
      select count(*) from habit_freezes
      where habit_id = :habitId and day between :from and :until
      """)
  int frozen(UUID habitId, LocalDate from, LocalDate until);

  /** On how many days in a row of so many, that day among them, it rests at most. */
  @SqlQuery(
      """
      select coalesce(max(f.rests), 0)
      from generate_series(:day::date - :days + 1, :day::date, interval '1 day') as w (begins)
      cross join lateral (
        select count(*) as rests from habit_freezes
        where habit_id = :habitId and day >= w.begins::date and day < w.begins::date + :days
      ) f
      """)
  int mostFrozen(UUID habitId, LocalDate day, int days);

  /** How each habit stands, the testing one first; or that one. */
  @SqlQuery(
      """
      select habit_id, number, name, frequency, target_days, category, testing, active, space,
        version, current_streak, longest_streak, total_completions, done_today, last_day
      from habit_states
      where :id::uuid is null or habit_id = :id
      order by testing desc, active desc, number limit :limit
      """)
  List<HabitState> states(@Nullable UUID id, int limit);
}
