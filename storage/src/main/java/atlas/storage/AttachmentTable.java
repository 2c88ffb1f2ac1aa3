package atlas.storage;

import atlas.model.Attachment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Files of issues; what was fetched lies in a cache of files under its hash, or did. */
public interface AttachmentTable {
  /**
   * Stores what Jira lists for issues, and forgets what they have no longer. What was fetched stays
   * fetched, since Jira never changes a file.
   *
   * @param jiraIds of all those issues, also of those that have no file
   * @param attachments a JSON array of attachments, each with the Jira id of its issue
   */
  @SqlUpdate(
      """
      with issues as (
        select id, jira_id from tickets where jira_id = any (:jiraIds)
      ), incoming as (
        select distinct on (a.attachment_id) a.*, i.id as ticket_id
        from jsonb_to_recordset(:attachments::jsonb) as a(
          jira_id text, id uuid, attachment_id text, filename text, mime_type text, size bigint,
          author text, attached_at timestamptz)
        join issues i using (jira_id)
      ), gone as (
        delete from attachments a using issues i
        where a.ticket_id = i.id
          and a.attachment_id not in (select attachment_id from incoming)
      )
      insert into attachments (user_id, id, ticket_id, attachment_id, filename, mime_type, size,
        author, attached_at)
      select atlas_user_id(), id, ticket_id, attachment_id, filename, mime_type, size, author,
        attached_at
      from incoming
      on conflict (user_id, attachment_id) do update set
        ticket_id = excluded.ticket_id, filename = excluded.filename,
        mime_type = excluded.mime_type, size = excluded.size, author = excluded.author,
        attached_at = excluded.attached_at
      """)
  void copy(String[] jiraIds, String attachments);

  /** The files of an issue, latest first. */
  @SqlQuery(
      """
      select * from attachments where ticket_id = :ticketId
      order by attached_at desc nulls last, attachment_id limit 200
      """)
  List<Attachment> ofTicket(UUID ticketId);

  @SqlQuery("select * from attachments where attachment_id = :attachmentId")
  Optional<Attachment> find(String attachmentId);

  /** It was fetched and lies in the cache of files, as long as there is room. */
  @SqlUpdate("update attachments set sha256 = :sha256, fetched_at = :at where id = :id")
  void fetched(UUID id, String sha256, Instant at);

  /**
   * Jira's ids that begin so, the latest first.
   *
   * @param projects of whose tickets; of all when there is none
   */
  @SqlQuery(
      """
      select a.attachment_id
      from attachments a join tickets t on t.user_id = a.user_id and t.id = a.ticket_id
      where starts_with(a.attachment_id, :prefix)
        and (cardinality(:projects) = 0 or t.project_key = any (:projects))
      order by a.attached_at desc nulls last, a.attachment_id limit :limit
      """)
  List<String> ids(String prefix, String[] projects, int limit);
}
