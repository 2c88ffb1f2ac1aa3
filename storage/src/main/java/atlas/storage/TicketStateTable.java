package atlas.storage;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** How tickets stand: whether a copy changed them, and which are due. */
public interface TicketStateTable {
  /**
   * A ticket as far as a copy changes it.
   *
   * @param state another text each time that Jira's part of it is another
   */
  record State(UUID id, String ticketKey, String state) {}

  /** How those tickets are now. */
  @SqlQuery(
      """
      select id, ticket_key,
        concat_ws(' ', ticket_key, jira_updated_at, status, active, deleted) as state
      from tickets where id = any (:ids)
      """)
  List<State> states(UUID[] ids);

  /** A ticket and the day until which it is to be done. */
  record Due(String ticketKey, String summary, LocalDate due) {}

  /** Assigned tickets of the projects, or of all, that are due by that day. */
  @SqlQuery(
      """
      select ticket_key, summary, due from tickets
      where active and due <= :until
        and (cardinality(:projects) = 0 or project_key = any (:projects))
      order by due, ticket_key limit :limit
      """)
  List<Due> due(String[] projects, LocalDate until, int limit);
}
