package atlas.storage;

import atlas.model.CalendarEntry;
import atlas.model.CountdownDay;
import atlas.model.Reminder;
import atlas.model.Todo;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** What some days hold for a person. */
public interface AgendaTable {
  /**
   * Which days.
   *
   * @param begin when the first begins, and end when the last is over, by the person's clock
   * @param today which may be among them
   * @param projects of Jira whose issues are shown; all when there is none
   * @param most of each kind
   */
  record Asked(
      LocalDate from,
      LocalDate to,
      LocalDate today,
      Instant begin,
      Instant end,
      String zone,
      String[] projects,
      int most) {}

  /** What has to be done by the last day, and what has no day where today is among them. */
  @SqlQuery(
      """
      select 'U-' || x.number as item, x.title, s.name as space, x.priority, x.due,
        to_char(x.due_time, 'HH24:MI') as due_time, x.tags, x.auto_created,
        (select b.bug_key from bugs b where b.user_id = x.user_id and b.id = x.bug_id) as bug_key,
        x.ticket_key, count(*) over () as matching
      from personal_tasks x join spaces s on s.user_id = x.user_id and s.id = x.space_id
      where x.completed_at is null and x.archived_at is null
        and (x.due <= :to and (x.due >= :from or :today::date between :from and :to)
          or x.due is null and :today::date between :from and :to)
      order by x.due, x.due_time,
        array_position(array['critical', 'high', 'medium', 'low'], x.priority), x.number
      limit :most
      """)
  List<Todo> todos(@BindMethods Asked asked);

  /** What the calendar has on those days, but for personal tasks, which are to be done. */
  @SqlQuery(
      """
      select x.uid, x.type, x.item, x.title, x.description, x.all_day, x.first_day, x.last_day,
        x.starts_at, x.ends_at, x.remind_at, x.done, x.updated_at, x.ticket_key,
        count(*) over () as matching
      from calendar x
      where (x.type <> 'personal_task' or x.item like 'V-%')
        and (x.type <> 'jira_deadline' or x.item like 'V-%'
          or cardinality(:projects::text[]) = 0
          or regexp_replace(x.ticket_key, '-[0-9]+$', '') = any (:projects))
        and (x.first_day <= :to and x.last_day >= :from
          or x.starts_at >= :begin::timestamptz - interval '31 days' and x.starts_at < :end
            and (x.starts_at >= :begin or x.ends_at > :begin))
      order by coalesce(x.starts_at, x.first_day::timestamp at time zone :zone),
        x.all_day desc, x.uid
      limit :most
      """)
  List<CalendarEntry> entries(@BindMethods Asked asked);

  /** The whole calendar from that day on, for another to take; the latest of it. */
  @SqlQuery(
      """
      select latest.*
      from (
        select x.uid, x.type, x.item, x.title, x.description, x.all_day, x.first_day, x.last_day,
          x.starts_at, x.ends_at, x.remind_at, x.done, x.updated_at, x.ticket_key,
          count(*) over () as matching,
          coalesce(x.starts_at, x.first_day::timestamp at time zone :zone) as begins
        from calendar x
        where (x.type <> 'jira_deadline' or x.item like 'V-%'
            or cardinality(:projects::text[]) = 0
            or regexp_replace(x.ticket_key, '-[0-9]+$', '') = any (:projects))
          and (x.last_day >= :from or x.starts_at >= :begin or x.ends_at > :begin)
        order by begins desc, x.uid limit :most
      ) latest
      order by latest.begins, latest.uid
      """)
  List<CalendarEntry> calendar(@BindMethods Asked asked);

  /** The next days that are counted down to, from the first one on. */
  @SqlQuery(
      """
      select x.item, x.title, x.day, x.category, x.colour, x.icon, x.auto_created,
        x.ticket_key, count(*) over () as matching
      from countdown_days x
      where x.day >= :from
        and (not x.auto_created or x.day > :to)
        and (not x.auto_created or x.item like 'U-%' or cardinality(:projects::text[]) = 0
          or regexp_replace(x.ticket_key, '-[0-9]+$', '') = any (:projects))
      order by x.day, x.auto_created, x.item
      limit :most
      """)
  List<CountdownDay> countdowns(@BindMethods Asked asked);

  /** What was to be thought of by now and is not done, or will be on those days. */
  @SqlQuery(
      """
      select x.*, count(*) over () as matching
      from (
        select 'U-' || number as item, title, remind_at, reminded_at is not null as told
        from personal_tasks
        where remind_at < :end and completed_at is null and archived_at is null
          and (remind_at >= :begin or :today::date between :from and :to)
        union all
        select 'V-' || number, title, remind_at, reminded_at is not null
        from calendar_events
        where remind_at >= :begin and remind_at < :end and archived_at is null
      ) x
      order by x.remind_at, x.item
      limit :most
      """)
  List<Reminder> reminders(@BindMethods Asked asked);
}
