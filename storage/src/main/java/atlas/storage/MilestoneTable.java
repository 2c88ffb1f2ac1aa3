package atlas.storage;

import atlas.model.Achievement;
import atlas.model.Challenge;
import atlas.model.CoachLine;
import atlas.model.Tally;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Achievements, challenges and what the coach said; and what they are counted from. */
public interface MilestoneTable {
  /**
   * How much of something there is, or as much of it as was asked for.
   *
   * @param place of what was asked, from 1
   */
  record Count(int place, long count) {}

  /**
   * What somebody usually does of something.
   *
   * @param pace the median of the days on which they did any of it
   * @param days how many these are
   */
  record Pace(Tally tally, double pace, int days) {}

  /**
   * How the challenges of some days went.
   *
   * @param first day that ever had one
   * @param lastType of the last of these days
   */
  record Went(int assigned, int completed, @Nullable LocalDate first, @Nullable String lastType) {}

  /**
   * Counts deeds from some time on, each kind no further than so many rows: what is left of it
   * takes nothing.
   */
  @SqlQuery(
      """
      select w.place, n.count
      from unnest(:tallies::text[], :since::text[]::date[], :most::int[])
        with ordinality as w (tally, since, most, place)
      cross join lateral (
        select coalesce(sum(f.counts), 0) as count
        from (
          select d.counts from deeds d
          where d.user_id = atlas_user_id() and d.tally = w.tally and d.day >= w.since
          limit w.most
        ) as f
      ) as n
      """)
  List<Count> count(String[] tallies, String[] since, Integer[] most);

  /** What the user did on their days from one to before another. */
  @SqlQuery(
      """
      select tally, percentile_cont(0.5) within group (order by done) as pace,
        count(*)::integer as days
      from (
        select tally, day, sum(counts) as done from deeds
        where tally = any(:tallies::text[]) and day >= :since and day < :until
        group by tally, day
      ) as days
      where done > 0
      group by tally
      """)
  List<Pace> paces(String[] tallies, LocalDate since, LocalDate until);

  /** Those that the user has, the latest first. */
  @SqlQuery(
      """
      select id, slug, name, description, category, rarity, xp_reward, badge_icon, unlocked_at
      from achievements order by unlocked_at desc, slug
      """)
  List<Achievement> unlocked();

  @SqlQuery(
      """
      select id, slug, name, description, category, rarity, xp_reward, badge_icon, unlocked_at
      from achievements where id = :id
      """)
  Optional<Achievement> unlocked(UUID id);

  /** Keeps one that the user has not yet; another transaction may have been first. */
  @SqlUpdate(
      """
      insert into achievements (user_id, id, slug, name, description, category, rarity, xp_reward,
        badge_icon, unlocked_at)
      values (atlas_user_id(), :id, :slug, :name, :description, :category, :rarity, :xpReward,
        :badgeIcon, :unlockedAt)
      on conflict (user_id, slug) do nothing
      """)
  boolean unlock(@BindMethods Achievement achievement);

  /** Keeps the challenge of a day that has none yet. */
  @SqlUpdate(
      """
      insert into challenges (user_id, id, day, type, name, description, category, difficulty,
        tally, target, xp_reward, assigned_at)
      values (atlas_user_id(), :id, :day, :type, :name, :description, :category, :difficulty,
        :tally, :target, :xpReward, :assignedAt)
      on conflict (user_id, day) do nothing
      """)
  boolean assign(@BindMethods Challenge challenge);

  @SqlQuery(
      """
      select id, day, type, name, description, category, difficulty, tally, target, xp_reward,
        assigned_at, completed_at
      from challenges where day = :day
      """)
  Optional<Challenge> challenge(LocalDate day);

  /** It is done; false where another transaction was first. */
  @SqlUpdate(
      "update challenges set completed_at = :completedAt where id = :id and completed_at is null")
  boolean complete(@BindMethods Challenge challenge);

  /** How those of the days from one to before another went. */
  @SqlQuery(
      """
      select count(*)::integer as assigned, count(completed_at)::integer as completed,
        (select min(day) from challenges) as first,
        (array_agg(type order by day desc))[1] as last_type
      from challenges where day >= :since and day < :until
      """)
  Went went(LocalDate since, LocalDate until);

  /** Keeps what the coach says; not that a streak is at risk a second time of a day. */
  @SqlUpdate(
      """
      insert into coach_lines (user_id, id, number, trigger, voice, text, day, said_at)
      values (atlas_user_id(), :id, :number, :trigger, :voice, :text, :day, :saidAt)
      on conflict do nothing
      """)
  boolean say(@BindMethods CoachLine line);

  /**
   * Whether the coach has said on that day that a streak is at risk; if that was dismissed, only
   * where what was removed is shown.
   */
  @SqlQuery(
      "select exists (select from coach_lines where day = :day and trigger = 'streak_at_risk')")
  boolean warned(LocalDate day);

  /** Whether a habit was logged on that day by that. */
  @SqlQuery(
      """
      select exists (select from habit_logs
        where habit_id = :habitId and day = :day and related_id = :relatedId)
      """)
  boolean logged(UUID habitId, LocalDate day, UUID relatedId);

  /** What the coach said last, unless that was dismissed. */
  @SqlQuery(
      """
      select id, number, trigger, voice, text, day, said_at
      from coach_lines order by number desc limit :limit
      """)
  List<CoachLine> latest(int limit);
}
