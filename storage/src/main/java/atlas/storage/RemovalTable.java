package atlas.storage;

import atlas.model.Ref;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What can be removed and restored, over all the tables that hide it. */
public interface RemovalTable {
  /**
   * Something that can be removed, or was.
   *
   * @param open whether it is a session that goes on, or in one
   * @param holder who has a lease on it now
   * @param gone the name of its project, if that was removed
   */
  record Item(
      UUID id,
      String title,
      @Nullable UUID projectId,
      boolean open,
      @Nullable String holder,
      @Nullable String gone,
      @Nullable Instant archivedAt) {}

  /** A task that somebody has a lease on. */
  record Leased(int number, String holder) {}

  /** How much went with a project, or came back with it. */
  record WithProject(
      int tasks, int artifacts, int checkpoints, int decisions, int memories, int evidence) {}

  /** From here on this transaction sees what was removed. */
  @SqlQuery("select set_config('atlas.archived', 'on', true)")
  String showRemoved();

  /** From here on it does not any more. */
  @SqlQuery("select set_config('atlas.archived', '', true)")
  String hideRemoved();

  /** Something that is there, as T-4; and whether it was removed, once what was is shown. */
  record Known(UUID id, String name) {}

  /** Which of these ids tasks, checkpoints and decisions have. */
  @SqlQuery(
      """
      select id,
        name || case when archived_at is null then '' else ', which was removed' end as name
      from (
        select id, 'T-' || number as name, archived_at from tasks where id = any (:ids)
        union all
        select id, 'C-' || number, archived_at from checkpoints where id = any (:ids)
        union all
        select id, 'D-' || number, archived_at from decisions where id = any (:ids)) as there
      """)
  List<Known> known(UUID[] ids);

  /** The item of that number, removed or not; nobody else changes it meanwhile. */
  default Optional<Item> lock(Ref.Kind kind, int number) {
    return switch (kind) {
      case SESSION -> session(number);
      case TASK -> task(number);
      case ARTIFACT -> artifact(number);
      case CHECKPOINT -> checkpoint(number);
      case DECISION -> decision(number);
      case MEMORY -> memory(number);
      case PREDICTION -> prediction(number);
      case LIBRARY_SCENARIO -> libraryScenario(number);
      case EVIDENCE -> evidence(number);
      case INSIGHT -> insight(number);
      case ACTION -> action(number);
      case HABIT -> habit(number);
      case COACH_LINE -> coachLine(number);
      case FOCUS_LOG -> focusLog(number);
      case MOOD -> mood(number);
      case JOURNAL_ENTRY -> journalEntry(number);
      case PERSONAL_TASK -> personalTask(number);
      case CALENDAR_EVENT -> calendarEvent(number);
      case COUNTDOWN -> countdown(number);
      // One of these is named by two numbers, one by its name, and one is retired.
      case SCENARIO, THEATER, PATTERN -> Optional.empty();
    };
  }

  @SqlQuery(
      """
      select id, name as title, null::uuid as project_id, false as open, null as holder,
        null as gone, archived_at
      from library_scenarios where number = :number for update
      """)
  Optional<Item> libraryScenario(int number);

  @SqlQuery(
      """
      select id, title, null::uuid as project_id, false as open, null as holder, null as gone,
        archived_at
      from evidence where number = :number for update
      """)
  Optional<Item> evidence(int number);

  @SqlQuery(
      """
      select id, title, null::uuid as project_id, false as open, null as holder, null as gone,
        archived_at
      from insights where number = :number for update
      """)
  Optional<Item> insight(int number);

  @SqlQuery(
      """
      select id, title, null::uuid as project_id, false as open, null as holder,
        (select t.name from theaters t
          where t.user_id = a.user_id and t.id = a.theater_id
            and t.archived_at is not null) as gone,
        archived_at
      from actions a where number = :number for update
      """)
  Optional<Item> action(int number);

  @SqlQuery(
      """
      select id, text as title, null::uuid as project_id, false as open, null as holder,
        (select t.name from theaters t
          where t.user_id = g.user_id and t.id = g.theater_id
            and t.archived_at is not null) as gone,
        archived_at
      from focus_logs g where number = :number for update
      """)
  Optional<Item> focusLog(int number);

  @SqlQuery(
      """
      select id, mood as title, null::uuid as project_id, false as open, null as holder,
        null as gone, archived_at
      from mood_logs where number = :number for update
      """)
  Optional<Item> mood(int number);

  @SqlQuery(
      """
      select id, 'Journal of ' || day as title, null::uuid as project_id, false as open,
        null as holder, null as gone, archived_at
      from journal_entries where number = :number for update
      """)
  Optional<Item> journalEntry(int number);

  @SqlQuery(
      """
      select id, name as title, null::uuid as project_id, false as open, null as holder,
        null as gone, archived_at
      from habits where number = :number for update
      """)
  Optional<Item> habit(int number);

  @SqlQuery(
      """
      select id, text as title, null::uuid as project_id, false as open, null as holder,
        null as gone, archived_at
      from coach_lines where number = :number for update
      """)
  Optional<Item> coachLine(int number);

  @SqlQuery(
      """
      select id, title, null::uuid as project_id, false as open, null as holder, null as gone,
        archived_at
      from personal_tasks where number = :number for update
      """)
  Optional<Item> personalTask(int number);

  @SqlQuery(
      """
      select id, title, null::uuid as project_id, false as open, null as holder, null as gone,
        archived_at
      from calendar_events where number = :number for update
      """)
  Optional<Item> calendarEvent(int number);

  @SqlQuery(
      """
      select id, title, null::uuid as project_id, false as open, null as holder, null as gone,
        archived_at
      from countdowns where number = :number for update
      """)
  Optional<Item> countdown(int number);

  @SqlQuery(
      """
      select id, charter as title, null::uuid as project_id, ended_at is null as open,
        null as holder, null as gone, archived_at
      from sessions where number = :number for update
      """)
  Optional<Item> session(int number);

  @SqlQuery(
      """
      select id, title, project_id, false as open,
        case when leased_until > atlas_now() then holder end as holder,
        (select p.name from projects p
          where p.user_id = t.user_id and p.id = t.project_id
            and p.archived_at is not null) as gone,
        archived_at
      from tasks t where number = :number for update
      """)
  Optional<Item> task(int number);

  @SqlQuery(
      """
      select a.id, coalesce(a.summary, a.ref) as title, t.project_id, false as open,
        null as holder, (select p.name from projects p
          where p.user_id = t.user_id and p.id = t.project_id
            and p.archived_at is not null) as gone,
        a.archived_at
      from artifacts a join tasks t on t.user_id = a.user_id and t.id = a.task_id
      where a.number = :number for update of a
      """)
  Optional<Item> artifact(int number);

  @SqlQuery(
      """
      select id, label as title, project_id, false as open, null as holder,
        (select p.name from projects p
          where p.user_id = t.user_id and p.id = t.project_id
            and p.archived_at is not null) as gone,
        archived_at
      from checkpoints t where number = :number for update
      """)
  Optional<Item> checkpoint(int number);

  @SqlQuery(
      """
      select id, title, project_id, false as open, null as holder,
        (select p.name from projects p
          where p.user_id = t.user_id and p.id = t.project_id
            and p.archived_at is not null) as gone,
        archived_at
      from decisions t where number = :number for update
      """)
  Optional<Item> decision(int number);

  @SqlQuery(
      """
      select id, key as title, project_id, false as open, null as holder,
        (select p.name from projects p
          where p.user_id = t.user_id and p.id = t.project_id
            and p.archived_at is not null) as gone,
        archived_at
      from memories t where number = :number for update
      """)
  Optional<Item> memory(int number);

  @SqlQuery(
      """
      select id, scenario as title, null::uuid as project_id, false as open, null as holder,
        null as gone, archived_at
      from predictions where number = :number for update
      """)
  Optional<Item> prediction(int number);

  /** The number of the memory that has the key of this one now. */
  @SqlQuery(
      """
      select o.number from memories m
      join memories o on o.user_id = m.user_id and o.type = m.type and o.key = m.key
      where m.id = :id and o.id <> m.id and o.archived_at is null
      """)
  Optional<Integer> keyTaken(UUID id);

  /** That scenario of that session, removed or not, whose session is not removed. */
  @SqlQuery(
      """
      select c.id, c.name as title, null::uuid as project_id, s.ended_at is null as open,
        null as holder, null as gone, c.archived_at
      from scenarios c join sessions s on s.user_id = c.user_id and s.id = c.session_id
      where s.number = :session and c.number = :number and s.archived_at is null
      for update of c
      """)
  Optional<Item> scenario(int session, int number);

  /** The project of that name that is there, or else the last one that was removed. */
  @SqlQuery(
      """
      select id, name as title, id as project_id, false as open, null as holder, null as gone,
        archived_at
      from projects where name = :name
      order by archived_at is not null, archived_at desc limit 1
      for update
      """)
  Optional<Item> project(String name);

  /** The last project of that name that was removed. */
  @SqlQuery(
      """
      select id, name as title, id as project_id, false as open, null as holder, null as gone,
        archived_at
      from projects where name = :name and archived_at is not null
      order by archived_at desc limit 1
      for update
      """)
  Optional<Item> removedProject(String name);

  /** A task of the project that somebody else has a lease on. */
  @SqlQuery(
      """
      select number, holder from tasks
      where project_id = :projectId and archived_at is null and leased_until > atlas_now()
        and holder <> :actor
      order by number limit 1
      """)
  Optional<Leased> leased(UUID projectId, String actor);

  /** Hides a project and all that belongs to it and was not removed before. */
  @SqlQuery(
      """
      with p as (update projects set archived_at = :at where id = :id),
        t as (update tasks set archived_at = :at
          where project_id = :id and archived_at is null returning 1),
        a as (update artifacts a set archived_at = :at from tasks o
          where o.user_id = a.user_id and o.id = a.task_id and o.project_id = :id
            and a.archived_at is null returning 1),
        c as (update checkpoints set archived_at = :at
          where project_id = :id and archived_at is null returning 1),
        d as (update decisions set archived_at = :at
          where project_id = :id and archived_at is null returning 1),
        m as (update memories set archived_at = :at
          where project_id = :id and archived_at is null returning 1),
        e as (update evidence set archived_at = :at
          where source in ('task', 'decision') and archived_at is null and source_id in (
            select id::text from tasks where project_id = :id
            union all select id::text from decisions where project_id = :id) returning 1)
      select (select count(*) from t) as tasks, (select count(*) from a) as artifacts,
        (select count(*) from c) as checkpoints, (select count(*) from d) as decisions,
        (select count(*) from m) as memories, (select count(*) from e) as evidence
      """)
  WithProject archiveProject(UUID id, Instant at);

  /** Shows a project again, with what went with it; a memory whose key is taken stays away. */
  @SqlQuery(
      """
      with p as (update projects set archived_at = null where id = :id),
        t as (update tasks set archived_at = null
          where project_id = :id and archived_at = :since returning 1),
        a as (update artifacts a set archived_at = null from tasks o
          where o.user_id = a.user_id and o.id = a.task_id and o.project_id = :id
            and a.archived_at = :since returning 1),
        c as (update checkpoints set archived_at = null
          where project_id = :id and archived_at = :since returning 1),
        d as (update decisions set archived_at = null
          where project_id = :id and archived_at = :since returning 1),
        m as (update memories m set archived_at = null
          where project_id = :id and archived_at = :since and not exists (
            select from memories o
            where o.user_id = m.user_id and o.type = m.type and o.key = m.key
              and o.archived_at is null) returning 1),
        e as (update evidence set archived_at = null
          where source in ('task', 'decision') and archived_at = :since and source_id in (
            select id::text from tasks where project_id = :id
            union all select id::text from decisions where project_id = :id) returning 1)
      select (select count(*) from t) as tasks, (select count(*) from a) as artifacts,
        (select count(*) from c) as checkpoints, (select count(*) from d) as decisions,
        (select count(*) from m) as memories, (select count(*) from e) as evidence
      """)
  WithProject restoreProject(UUID id, Instant since);

  /** Hides the item with that id from that instant on, or shows it again; says how many. */
  @SqlQuery(
      """
      with s as (update sessions set archived_at = :at where id = :id returning 1),
        t as (update tasks set archived_at = :at where id = :id returning 1),
        a as (update artifacts set archived_at = :at where id = :id returning 1),
        c as (update checkpoints set archived_at = :at where id = :id returning 1),
        d as (update decisions set archived_at = :at where id = :id returning 1),
        m as (update memories set archived_at = :at where id = :id returning 1),
        p as (update predictions set archived_at = :at where id = :id returning 1),
        n as (update scenarios set archived_at = :at where id = :id returning 1),
        l as (update library_scenarios set archived_at = :at where id = :id returning 1),
        e as (update evidence set archived_at = :at where id = :id returning 1),
        i as (update insights set archived_at = :at where id = :id returning 1),
        x as (update actions set archived_at = :at where id = :id returning 1),
        f as (update focus_logs set archived_at = :at where id = :id returning 1),
        o as (update mood_logs set archived_at = :at where id = :id returning 1),
        j as (update journal_entries set archived_at = :at where id = :id returning 1),
        h as (update habits set archived_at = :at where id = :id returning 1),
        g as (update coach_lines set archived_at = :at where id = :id returning 1),
        u as (update personal_tasks set archived_at = :at where id = :id returning 1),
        v as (update calendar_events set archived_at = :at where id = :id returning 1),
        w as (update countdowns set archived_at = :at where id = :id returning 1)
      select (select count(*) from s) + (select count(*) from t) + (select count(*) from a)
        + (select count(*) from c) + (select count(*) from d) + (select count(*) from m)
        + (select count(*) from p) + (select count(*) from n) + (select count(*) from l)
        + (select count(*) from e) + (select count(*) from i) + (select count(*) from x)
        + (select count(*) from f) + (select count(*) from o) + (select count(*) from j)
        + (select count(*) from h) + (select count(*) from g) + (select count(*) from u)
        + (select count(*) from v) + (select count(*) from w)
      """)
  int archive(UUID id, @Nullable Instant at);
}
