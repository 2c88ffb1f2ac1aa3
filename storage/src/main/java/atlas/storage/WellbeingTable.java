package atlas.storage;

import atlas.model.JournalEntry;
import atlas.model.MoodLog;
import atlas.model.WellbeingLine;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Moods and the journal, which a transaction sees that says so, or whose person allowed it. */
public interface WellbeingTable {
  /** From here on this transaction sees what is private. */
  @SqlQuery("select set_config('atlas.private', 'on', true)")
  String showPrivate();

  /** From here on it does not any more. */
  @SqlQuery("select set_config('atlas.private', '', true)")
  String hidePrivate();

  @SqlUpdate(
      """
      insert into mood_logs (user_id, id, number, mood, score, context, session_id, task_id, note,
        day, actor, logged_at, created_at)
      values (atlas_user_id(), :id, :number, :mood, :score, :context, :sessionId, :taskId, :note,
        :day, :actor, :loggedAt, :createdAt)
      """)
  void insert(@BindMethods MoodLog log);

  /** The journal of that day, which nobody else adds to until this transaction ends. */
  @SqlQuery(
      """
      select id, number, day, title, content, tags, mood, actor, version, created_at
      from journal_entries where day = :day and archived_at is null
      for no key update
      """)
  Optional<JournalEntry> lock(LocalDate day);

  /** Adds it, unless that day has one; says how many. */
  @SqlUpdate(
      """
      insert into journal_entries (user_id, id, number, day, title, content, tags, mood, actor,
        version, created_at)
      values (atlas_user_id(), :id, :number, :day, :title, :content, :tags, :mood, :actor,
        :version, :createdAt)
      on conflict (user_id, day) where archived_at is null do nothing
      """)
  int insert(@BindMethods JournalEntry entry);

  @SqlUpdate(
      """
      update journal_entries set title = :title, content = :content, tags = :tags, mood = :mood,
        actor = :actor, version = :version
      where id = :id
      """)
  void update(@BindMethods JournalEntry entry);

  /** The number of the journal that the day of this one has now. */
  @SqlQuery(
      """
      select o.number from journal_entries j
      join journal_entries o on o.user_id = j.user_id and o.day = j.day
      where j.id = :id and o.id <> j.id and o.archived_at is null
      """)
  Optional<Integer> dayTaken(UUID id);

  /** The latest days' journals and moods. */
  @SqlQuery(
      """
      select id, day, mood, score, title, text, tags
      from (
        (select 'J-' || number as id, day, mood, null::numeric as score, title, content as text,
          tags, created_at
        from journal_entries order by day desc limit :limit)
        union all
        (select 'O-' || number, day, mood, score, null, note, '{}'::text[], created_at
        from mood_logs order by day desc, number desc limit :limit)
      ) as both_kinds
      order by day desc, created_at desc limit :limit
      """)
  List<WellbeingLine> latest(int limit);
}
