package atlas.storage;

import atlas.model.DashboardSummary;
import atlas.model.DayActivity;
import atlas.model.Effectiveness;
import atlas.model.RecentTicket;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** How a person's work stands, one statement for each part of it. */
public interface DashboardTable {
  /**
   * The figures.
   *
   * @param projects of Jira whose tickets are shown; all when there is none
   * @param testing the names of statuses that mean that a ticket is being tested, in small letters
   */
  @SqlQuery(
      """
      select d.today, t.active_tickets, t.in_testing, d.due_today + t.due_today as due_today,
        d.overdue + t.overdue as overdue, d.streak, d.xp, d.sessions_today, d.tickets_today,
        d.completed_today, d.sessions, d.bugs, d.tasks
      from dashboard_summary d
      cross join lateral (
        select count(*) as active_tickets,
          count(*) filter (where lower(status) = any (:testing)) as in_testing,
          count(*) filter (where status_category <> 'done' and due = d.today) as due_today,
          count(*) filter (where status_category <> 'done' and due < d.today) as overdue
        from tickets
        where active and (cardinality(:projects) = 0 or project_key = any (:projects))
      ) t
      where d.user_id = atlas_user_id()
      """)
  Optional<DashboardSummary> summary(String[] projects, String[] testing);

  /** The last thirty days, the latest first. */
  @SqlQuery(
      """
      select day, sessions, minutes, scenarios, bugs, tasks, xp from daily_activity
      where user_id = atlas_user_id()
      order by day desc
      """)
  List<DayActivity> activity();

  /** The tickets to which something happened last. */
  @SqlQuery(
      """
      select ticket_key, summary, status, priority, due, sessions, tested_at, at
      from recent_tickets
      where user_id = atlas_user_id()
        and (cardinality(:projects) = 0 or project_key = any (:projects))
      order by at desc nulls last, ticket_key limit :limit
      """)
  List<RecentTicket> recent(String[] projects, int limit);

  /** What testing came to on all tickets together; nothing before a session was completed. */
  @SqlQuery(
      """
      select sum(sessions)::integer as sessions, sum(bugs)::integer as bugs,
        sum(bugs)::float8 / sum(sessions) as bugs_per_session,
        sum(mean_seconds * sessions) / sum(sessions) as mean_seconds,
        avg(mean_accuracy) as mean_accuracy, sum(xp)::integer as xp
      from testing_effectiveness
      where user_id = atlas_user_id()
      having count(*) > 0
      """)
  Optional<Effectiveness> effectiveness();
}
