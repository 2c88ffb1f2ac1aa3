package atlas.storage;

import atlas.model.FocusLog;
import atlas.model.FocusLogLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What was done in theaters, and seen of it. */
public interface FocusLogTable {
  @SqlUpdate(
      """
      insert into focus_logs (user_id, id, number, kind, theater_id, action_id, text, details,
        minutes, actor, logged_at, version, created_at)
      values (atlas_user_id(), :id, :number, :kind, :theaterId, :actionId, :text, :details,
        :minutes, :actor, :loggedAt, :version, :createdAt)
      """)
  void insert(@BindMethods FocusLog log);

  @SqlUpdate(
      """
      update focus_logs set theater_id = :theaterId, action_id = :actionId, text = :text,
        details = :details, minutes = :minutes, actor = :actor, logged_at = :loggedAt,
        version = :version
      where id = :id
      """)
  void update(@BindMethods FocusLog log);

  /** The log, which nobody else may change until this transaction ends. */
  @SqlQuery(
      """
      select id, number, kind, theater_id, action_id, text, details, minutes, actor, logged_at,
        version, created_at
      from focus_logs
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      for no key update
      """)
  Optional<FocusLog> lock(@Nullable UUID id, @Nullable Integer number);

  /** When something was logged for an action last. */
  @SqlQuery(
      """
      select logged_at from focus_logs where action_id = :actionId
      order by logged_at desc limit 1
      """)
  Optional<Instant> last(UUID actionId);

  /** The ids of what shows what a log says. */
  @SqlQuery("select evidence_id from focus_log_evidence where log_id = :id order by 1")
  List<UUID> evidence(UUID id);

  @SqlUpdate("delete from focus_log_evidence where log_id = :id")
  void clearEvidence(UUID id);

  @SqlUpdate(
      """
      insert into focus_log_evidence (user_id, log_id, evidence_id)
      select atlas_user_id(), :id, given from unnest(:evidence::uuid[]) as given
      """)
  void addEvidence(UUID id, UUID[] evidence);

  /** The latest of a theater, or of all that are not removed. */
  @SqlQuery(
      """
      select g.number, g.kind, g.theater, a.number as action, g.text, g.details, g.minutes,
        g.actor, g.logged_at, g.version,
        array(select 'E-' || e.number
          from focus_log_evidence l
          join evidence e on e.user_id = l.user_id and e.id = l.evidence_id
          where l.user_id = g.user_id and l.log_id = g.id order by e.number) as evidence
      from (
        select g.*, t.name as theater
        from focus_logs g
        join theaters t on t.user_id = g.user_id and t.id = g.theater_id
        where :theaterId::uuid is null or g.theater_id = :theaterId
        order by g.logged_at desc, g.number desc limit :limit
      ) as g
      left join actions a on a.user_id = g.user_id and a.id = g.action_id
      order by g.logged_at desc, g.number desc
      """)
  List<FocusLogLine> latest(@Nullable UUID theaterId, int limit);
}
