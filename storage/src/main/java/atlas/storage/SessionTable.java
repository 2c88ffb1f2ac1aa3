package atlas.storage;

import atlas.model.Effectiveness;
import atlas.model.Note;
import atlas.model.Pause;
import atlas.model.Session;
import atlas.model.SessionTotals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Testing sessions with their pauses and notes. */
public interface SessionTable {
  String SELECT =
      """
      select s.*, t.ticket_key
      from sessions s join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      """;

  String LATEST = "order by s.started_at desc, s.number desc ";

  /** Starts a session; the ticket must be locked and have no other that is open. */
  @SqlUpdate(
      """
      insert into sessions (user_id, id, number, ticket_id, charter, charter_offered,
        timebox_minutes, environment, status, tester, started_at)
      values (atlas_user_id(), :id, :number, :ticketId, :charter, :charterOffered,
        :timeboxMinutes, :environment, :status, :tester, :startedAt)
      """)
  void start(@BindMethods Session session);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or s.id = :id) and (:number::int is null or s.number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Session> find(@Nullable UUID id, @Nullable Integer number);

  /** The same, and nobody else may change the session until this transaction ends. */
  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or s.id = :id) and (:number::int is null or s.number = :number)
            and (:id::uuid is not null or :number::int is not null)
          for update of s
          """)
  Optional<Session> lock(@Nullable UUID id, @Nullable Integer number);

  @SqlQuery(SELECT + "where s.ticket_id = :ticketId and s.status in ('active', 'paused')")
  Optional<Session> openOn(UUID ticketId);

  /** Open sessions, latest first. */
  @SqlQuery(SELECT + "where s.status in ('active', 'paused') " + LATEST + "limit 20")
  List<Session> open();

  @SqlQuery("select count(*) from sessions where status in ('active', 'paused')")
  int countOpen();

  /** The one that was started last. */
  @SqlQuery(SELECT + LATEST + "limit 1")
  Optional<Session> latest();

  /** The sessions of a ticket, latest first. */
  @SqlQuery(SELECT + "where s.ticket_id = :ticketId " + LATEST + "limit :limit")
  List<Session> ofTicket(UUID ticketId, int limit);

  /** Short ids that begin so, or whose tickets' keys do, the latest first. */
  @SqlQuery(
      """
      select 'S-' || s.number from sessions s
      join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      where starts_with('S-' || s.number, upper(:prefix))
        or starts_with(t.ticket_key, upper(:prefix))
      order by s.number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);

  @SqlQuery(
      """
      select scenarios, failed, bugs, paused_seconds, paused_since
      from session_totals where session_id = :sessionId
      """)
  SessionTotals totals(UUID sessionId);

  @SqlUpdate("update sessions set status = :status where id = :sessionId")
  void setStatus(UUID sessionId, String status);

  /** What its tester says of an open session anew: charter, time box, environment. */
  @SqlUpdate(
      """
      update sessions set charter = :charter, charter_offered = :charterOffered,
        timebox_minutes = :timeboxMinutes, environment = :environment
      where id = :id
      """)
  void change(@BindMethods Session session);

  /** When something happened in a session last: its row changed, or something was logged in it. */
  @SqlQuery(
      """
      select greatest(s.updated_at,
        (select max(c.logged_at) from scenarios c
          where c.user_id = s.user_id and c.session_id = s.id),
        (select max(n.noted_at) from session_notes n
          where n.user_id = s.user_id and n.session_id = s.id))
      from sessions s where s.id = :sessionId
      """)
  Instant lastActivity(UUID sessionId);

  /** The breaks of a session, the first first; the open one has no end. */
  @SqlQuery(
      """
      select started_at, ended_at from pauses where session_id = :sessionId
      order by started_at limit 1000
      """)
  List<Pause> pauses(UUID sessionId);

  /** What testing came to on a ticket; nothing before a session on it was completed. */
  @SqlQuery(
      """
      select sessions, bugs, bugs_per_session, mean_seconds, mean_accuracy, xp
      from testing_effectiveness where ticket_id = :ticketId
      """)
  Optional<Effectiveness> effectiveness(UUID ticketId);

  /** How many sessions a ticket has. */
  @SqlQuery("select count(*) from sessions where ticket_id = :ticketId")
  int countOf(UUID ticketId);

  /** Completes or abandons a session. */
  @SqlUpdate(
      """
      update sessions set status = :status, outcome = :outcome, summary = :summary,
        obstacles = :obstacles, outlook = :outlook, feelings = :feelings, ended_at = :endedAt,
        active_seconds = :activeSeconds
      where id = :id
      """)
  void end(@BindMethods Session session);

  @SqlUpdate(
      """
      insert into pauses (user_id, session_id, started_at)
      values (atlas_user_id(), :sessionId, :at)
      """)
  void pause(UUID sessionId, Instant at);

  @SqlUpdate(
      """
      update pauses set ended_at = greatest(:at, started_at)
      where session_id = :sessionId and ended_at is null
      """)
  void resume(UUID sessionId, Instant at);

  @SqlUpdate(
      """
      insert into session_notes (user_id, session_id, id, text, noted_at)
      values (atlas_user_id(), :sessionId, :id, :text, :notedAt)
      """)
  void note(@BindMethods Note note);

  @SqlQuery(
      """
      select * from session_notes where session_id = :sessionId order by noted_at, id limit 200
      """)
  List<Note> notes(UUID sessionId);
}
