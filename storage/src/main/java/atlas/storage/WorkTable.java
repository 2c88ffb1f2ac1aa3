package atlas.storage;

import atlas.model.Evidence;
import atlas.model.TicketKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What people did at other systems, and which issue it belongs to. */
public interface WorkTable {
  /** Keys that no ticket has any more, and those that tickets lost at that instant. */
  String MOVED =
      """
      select k.old_key, t.ticket_key
      from ticket_keys k join tickets t on t.user_id = k.user_id and t.id = k.ticket_id
      where t.ticket_key not like '%~%'
        and (k.moved_at = :lostAt::timestamptz
          or not exists (select from tickets now where now.ticket_key = k.old_key))
      """;

  /** Something that names a ticket by a key that it has no longer, and the one it has now. */
  record Follower(UUID id, String ticketKey) {}

  /** The keys of the projects that the user's tickets are in, or were before they moved. */
  @SqlQuery(
      """
      select project_key from tickets
      union select regexp_replace(old_key, '-[0-9]+$', '') from ticket_keys
      order by project_key limit 1000
      """)
  List<String> projects();

  /** Those of these keys that tickets had and have no longer, with the keys they have now. */
  @SqlQuery(
      """
      select k.ticket_id, k.old_key, t.ticket_key, k.moved_at
      from ticket_keys k join tickets t on t.user_id = k.user_id and t.id = k.ticket_id
      where k.old_key = any (:keys)
        and not exists (select from tickets now where now.ticket_key = k.old_key)
      """)
  List<TicketKey> moved(String[] keys);

  /** What GitLab told that belongs to no issue, from that number on. */
  @SqlQuery(
      EvidenceTable.SELECT
          + """
          where source = 'gitlab' and ticket_key is null and number > :after
          order by number limit :limit
          """)
  List<Evidence> unlinked(int after, int limit);

  /** Every key that the ticket of this one has or had and no other has now, with this one. */
  @SqlQuery(
      """
      with ticket as (
        select id, ticket_key from tickets
        where ticket_key = :key or id = (select ticket_id from ticket_keys where old_key = :key)
        order by ticket_key = :key desc limit 1
      )
      select ticket_key from ticket
      union
      select k.old_key from ticket_keys k join ticket t on t.id = k.ticket_id
      where not exists (select from tickets now where now.ticket_key = k.old_key)
      union
      select :key
      """)
  List<String> keys(String key);

  /** Tasks of tickets that were moved. */
  @SqlQuery(
      "select k.id, m.ticket_key from tasks k join ("
          + MOVED
          + ") m on m.old_key = k.ticket_key order by k.number")
  List<Follower> tasks(@Nullable Instant lostAt);

  /** Actions of tickets that were moved. */
  @SqlQuery(
      "select a.id, m.ticket_key from actions a join ("
          + MOVED
          + ") m on m.old_key = a.ticket_key order by a.number")
  List<Follower> actions(@Nullable Instant lostAt);

  /** Personal tasks of tickets that were moved. */
  @SqlQuery(
      "select p.id, m.ticket_key from personal_tasks p join ("
          + MOVED
          + ") m on m.old_key = p.ticket_key order by p.number")
  List<Follower> personalTasks(@Nullable Instant lostAt);

  /** What is in the calendar of tickets that were moved. */
  @SqlQuery(
      "select e.id, m.ticket_key from calendar_events e join ("
          + MOVED
          + ") m on m.old_key = e.ticket_key order by e.number")
  List<Follower> calendarEvents(@Nullable Instant lostAt);

  /** Countdowns of tickets that were moved. */
  @SqlQuery(
      "select c.id, m.ticket_key from countdowns c join ("
          + MOVED
          + ") m on m.old_key = c.ticket_key order by c.number")
  List<Follower> countdowns(@Nullable Instant lostAt);

  /** The same, of what GitLab calls so. */
  @SqlQuery(
      EvidenceTable.SELECT
          + """
          where source = 'gitlab' and source_id = any (:sourceIds) and ticket_key is null
          order by number
          """)
  List<Evidence> unlinkedOf(String[] sourceIds);

  /** Something that GitLab told, and the issue that it belongs to. */
  record Linked(String sourceId, String ticketKey) {}

  /** Which of what GitLab calls so belongs to an issue. */
  @SqlQuery(
      """
      select source_id, ticket_key from evidence
      where source = 'gitlab' and source_id = any (:sourceIds) and ticket_key is not null
      """)
  List<Linked> linked(String[] sourceIds);

  /** Which of these numbers of Jira's ATLAS wrote there for a session, which is told by itself. */
  @SqlQuery(
      """
      select distinct remote_id from remote_writes
      where remote_id = any (:remoteIds) and session_id is not null
        and kind in ('comment', 'sheet_comment', 'worklog')
      """)
  List<String> writtenForSessions(String[] remoteIds);

  /** Which of the Jiras that the user was at one after the other theirs is; 1 is the first. */
  @SqlQuery("select coalesce((select number from jira_sites), 1)")
  int jiraNumber();
}
