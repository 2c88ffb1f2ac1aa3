package atlas.storage;

import atlas.model.Evidence;
import atlas.model.TicketKey;
import java.util.List;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** What people did at other systems, and which issue it belongs to. */
public interface WorkTable {
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

  /** What GitLab told that belongs to a ticket by a key that it has no longer. */
  @SqlQuery(
      EvidenceTable.SELECT
          + """
          where source = 'gitlab' and ticket_key in (
            select k.old_key from ticket_keys k
            where not exists (select from tickets now where now.ticket_key = k.old_key))
          order by number limit :limit
          """)
  List<Evidence> linkedToOldKeys(int limit);

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
