package atlas.storage;

import atlas.model.Bug;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Bugs that were reported. */
public interface BugTable {
  /** One that Jira refused was not found, and is not there to be a duplicate of. */
  String GOING =
      """
      not exists (
        select from remote_writes w
        where w.user_id = bugs.user_id and w.id = bugs.write_id and w.status = 'failed')
      """;

  @SqlUpdate(
      """
      insert into bugs (user_id, id, ticket_id, session_id, summary, description, priority,
        write_id, bug_key, reported_at)
      values (atlas_user_id(), :id, :ticketId, :sessionId, :summary, :description, :priority,
        :writeId, :bugKey, :reportedAt)
      """)
  void insert(@BindMethods Bug bug);

  /** Jira has the bug that this write carries, under that key. */
  @SqlUpdate("update bugs set bug_key = :bugKey where write_id = :writeId")
  boolean created(UUID writeId, String bugKey);

  @SqlQuery("select * from bugs where write_id = :writeId")
  Optional<Bug> ofWrite(UUID writeId);

  /** The bugs of a session but for those that Jira refused, the first first. */
  @SqlQuery(
      "select * from bugs where session_id = :sessionId and "
          + GOING
          + " order by reported_at, id limit 200")
  List<Bug> ofSession(UUID sessionId);

  /** Bugs that Jira has not got yet, latest first: a duplicate may be among them. */
  @SqlQuery(
      "select * from bugs where bug_key is null and "
          + GOING
          + " order by reported_at desc, id desc limit 50")
  List<Bug> withoutKey();
}
