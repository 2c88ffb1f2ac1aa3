package atlas.storage;

import atlas.model.RemoteWrite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is to be written to Jira, and how far that is. */
public interface RemoteWriteTable {
  String SELECT =
      """
      select w.*, t.ticket_key
      from remote_writes w
      left join tickets t on t.user_id = w.user_id and t.id = w.ticket_id
      """;

  /** Whether it carries a bug, or its link, that the session reported again after it failed. */
  String REPLACED =
      """
      w.status = 'failed' and exists (
        select from bugs b
        join bugs n on n.user_id = b.user_id and n.session_id = b.session_id
          and lower(n.summary) = lower(b.summary)
          and (n.reported_at, n.id) > (b.reported_at, b.id)
        join remote_writes o on o.user_id = n.user_id and o.id = n.write_id
        where b.user_id = w.user_id and b.write_id in (w.id, w.after_id)
          and o.status <> 'failed')
      """;

  @SqlUpdate(
      """
      insert into remote_writes (user_id, id, kind, ticket_id, session_id, after_id, payload,
        marker, status, attempts, next_at, remote_id, error, actor, requested_at, delivered_at)
      values (atlas_user_id(), :id, :kind, :ticketId, :sessionId, :afterId, :payload::jsonb,
        :marker, :status, :attempts, :nextAt, :remoteId, :error, :actor, :requestedAt,
        :deliveredAt)
      """)
  void insert(@BindMethods RemoteWrite write);

  @SqlQuery(SELECT + "where w.id = :id")
  Optional<RemoteWrite> find(UUID id);

  /**
   * Takes it for delivery and counts the attempt, unless it is delivered or given up, another
   * process took it since the instant, or what must be delivered before it is not. Whoever gets an
   * attempt after the first looks for the marker in Jira before it sends anything.
   */
  @SqlUpdate(
      """
      update remote_writes w
      set status = 'delivering', attempts = attempts + 1, next_at = null
      where id = :id
        and (status = 'pending' or status = 'delivering' and updated_at < :takenBefore)
        and not exists (
          select from remote_writes b
          where b.user_id = w.user_id and b.id = w.after_id and b.status <> 'delivered')
      """)
  boolean take(UUID id, Instant takenBefore);

  /** Keeps with it what was found out on the way, for the next attempt. */
  @SqlUpdate(
      """
      update remote_writes set payload = payload || :more::jsonb
      where id = :id and status <> 'delivered'
      """)
  boolean learned(UUID id, JsonNode more);

  /** It is in Jira. */
  @SqlUpdate(
      """
      update remote_writes
      set status = 'delivered', remote_id = :remoteId, error = null, next_at = null,
        delivered_at = :at
      where id = :id and status <> 'delivered'
      """)
  boolean delivered(UUID id, @Nullable String remoteId, Instant at);

  /** It failed and is tried again. */
  @SqlUpdate(
      """
      update remote_writes set status = 'pending', error = :error, next_at = :nextAt
      where id = :id and status <> 'delivered'
      """)
  boolean postponed(UUID id, String error, Instant nextAt);

  /** Jira refused the token: nothing was sent, so that it was no attempt, and it is tried again. */
  @SqlUpdate(
      """
      update remote_writes
      set status = 'pending', attempts = greatest(attempts - 1, 0), error = :error,
        next_at = :nextAt
      where id = :id and status <> 'delivered'
      """)
  boolean refused(UUID id, String error, Instant nextAt);

  /** It is given up. */
  @SqlUpdate(
      """
      update remote_writes set status = 'failed', error = :error, next_at = null
      where id = :id and status <> 'delivered'
      """)
  boolean failed(UUID id, String error);

  /** What was or is to be written about a ticket, but for what was replaced, latest first. */
  @SqlQuery(
      SELECT
          + "where w.ticket_id = :ticketId and not ("
          + REPLACED
          + ") order by w.requested_at desc, w.id desc limit :limit")
  List<RemoteWrite> ofTicket(UUID ticketId, int limit);

  /** What was or is to be written for a session, latest first. */
  @SqlQuery(
      SELECT
          + "where w.session_id = :sessionId order by w.requested_at desc, w.id desc limit :limit")
  List<RemoteWrite> ofSession(UUID sessionId, int limit);

  /** What waits for that write, the oldest first. */
  @SqlQuery(
      SELECT
          + """
          where w.after_id = :id and w.status <> 'delivered'
          order by w.requested_at, w.id limit 20
          """)
  List<RemoteWrite> waitingFor(UUID id);

  /** The comment that holds a session's sheet, which a later sheet replaces. */
  @SqlQuery(
      """
      select remote_id from remote_writes
      where session_id = :sessionId and kind = 'sheet_comment' and remote_id is not null
      order by delivered_at desc, id desc limit 1
      """)
  Optional<String> sheetComment(UUID sessionId);

  /** Those of a session whose sheet is still to be delivered and has not been begun with. */
  @SqlQuery(
      """
      select exists(
        select from remote_writes
        where session_id = :sessionId and kind = 'sheet_comment' and status = 'pending')
      """)
  boolean sheetWaits(UUID sessionId);

  /** What keeps the oldest that waits from being in Jira, where that is known. */
  @SqlQuery(
      """
      select error from remote_writes
      where status in ('pending', 'delivering') and error is not null
      order by requested_at, id limit 1
      """)
  Optional<String> waitsFor();

  /** How many are not there yet and not given up. */
  @SqlQuery("select count(*) from remote_writes where status in ('pending', 'delivering')")
  int countWaiting();

  /** How many that were asked for since then are given up, and were not replaced. */
  @SqlQuery(
      "select count(*) from remote_writes w"
          + " where w.status = 'failed' and w.requested_at >= :since and not ("
          + REPLACED
          + ")")
  int countFailed(Instant since);
}
