package atlas.storage;

import atlas.model.Scenario;
import atlas.model.TriedScenario;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What was tried in sessions. */
public interface ScenarioTable {
  @SqlUpdate(
      """
      insert into scenarios (user_id, id, session_id, number, name, scenario_key, result, activity,
        opportunity, notes, minutes, prediction_id, bug_key, actor, logged_at)
      values (atlas_user_id(), :id, :sessionId, :number, :name, :scenarioKey, :result, :activity,
        :opportunity, :notes, :minutes, :predictionId, :bugKey, :actor, :loggedAt)
      """)
  void insert(@BindMethods Scenario scenario);

  /** The number for the session's next scenario; the session must be locked. */
  @SqlQuery("select coalesce(max(number), 0) + 1 from scenarios where session_id = :sessionId")
  int nextNumber(UUID sessionId);

  @SqlQuery(
      """
      select * from scenarios where session_id = :sessionId and archived_at is null
      order by number limit 1000
      """)
  List<Scenario> ofSession(UUID sessionId);

  /** What was tried in the completed sessions of those tickets, counted by scenario. */
  @SqlQuery(
      """
      select t.ticket_key, min(c.name) as name, c.scenario_key,
        count(*) as tried,
        count(*) filter (where c.result = 'failed' or c.bug_key is not null) as found,
        avg(c.minutes)::float8 as minutes
      from scenarios c
      join sessions s on s.user_id = c.user_id and s.id = c.session_id
      join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      where s.ticket_id = any (:ticketIds) and s.status = 'completed'
        and c.archived_at is null
        and c.result in ('passed', 'failed', 'cannot_reproduce') and c.activity = 'test'
      group by t.ticket_key, c.scenario_key
      order by found desc, tried desc, c.scenario_key
      limit 500
      """)
  List<TriedScenario> triedOn(UUID[] ticketIds);
}
