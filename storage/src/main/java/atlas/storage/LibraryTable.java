package atlas.storage;

import atlas.model.LibraryScenario;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The scenarios that a user's teams have written down elsewhere. */
public interface LibraryTable {
  /** A scenario that is there, removed or not. */
  record Known(String sourceKey, UUID id, int number, boolean removed) {}

  /** How often the library changed, and what is known of tests with it. */
  record Version(int library, int tested) {}

  /**
   * A ticket that was tested with a scenario of the library.
   *
   * @param tried how often, in sessions that ended; 0 where the source alone says so
   */
  record TestedWith(
      UUID ticketId,
      String ticketKey,
      String summary,
      UUID scenarioId,
      int tried,
      int found,
      @Nullable Double minutes) {}

  /** Which of those keys are there, once what was removed is shown. */
  @SqlQuery(
      """
      select source_key, id, number, archived_at is not null as removed from library_scenarios
      where source = :source and source_key = any (:keys)
      """)
  List<Known> known(LibraryScenario.Source source, String[] keys);

  /** Adds scenarios, or changes those with the same key that say something else; 0 where not. */
  @SqlBatch(
      """
      insert into library_scenarios as l (user_id, id, number, source, source_key, name,
        scenario_key, folder, components, labels, priority, objective, precondition, steps,
        minutes, ticket_keys)
      values (atlas_user_id(), :id, :number, :source, :sourceKey, :name, :scenarioKey, :folder,
        :components, :labels, :priority, :objective, :precondition, :steps::jsonb, :minutes,
        :ticketKeys)
      on conflict (user_id, source, source_key) do update set
        name = excluded.name, scenario_key = excluded.scenario_key, folder = excluded.folder,
        components = excluded.components, labels = excluded.labels, priority = excluded.priority,
        objective = excluded.objective, precondition = excluded.precondition,
        steps = excluded.steps, minutes = excluded.minutes, ticket_keys = excluded.ticket_keys
      where (l.name, l.folder, l.components, l.labels, l.priority, l.objective, l.precondition,
          l.steps, l.minutes, l.ticket_keys)
        is distinct from (excluded.name, excluded.folder, excluded.components, excluded.labels,
          excluded.priority, excluded.objective, excluded.precondition, excluded.steps,
          excluded.minutes, excluded.ticket_keys)
      """)
  int[] store(@BindMethods List<LibraryScenario> scenarios);

  /** The library is another from this transaction on. */
  @SqlUpdate(
      """
      insert into counters (user_id, kind, last) values (atlas_user_id(), 'library version', 1)
      on conflict (user_id, kind) do update set last = counters.last + 1
      """)
  void changed();

  /** So is what is known of tests with it, if there is one. */
  @SqlUpdate(
      """
      insert into counters (user_id, kind, last)
      select atlas_user_id(), 'library tests', 1
      where exists (select from counters where kind = 'library version')
      on conflict (user_id, kind) do update set last = counters.last + 1
      """)
  void testedWith();

  /** Which of all there ever were it is; both 0 where there is no library. */
  @SqlQuery(
      """
      select coalesce(max(last) filter (where kind = 'library version'), 0) as library,
        coalesce(max(last) filter (where kind = 'library tests'), 0) as tested
      from counters where kind in ('library version', 'library tests')
      """)
  Version version();

  /** How many there are. */
  @SqlQuery("select count(*) from library_scenarios")
  int count();

  /** Scenarios in the order of their numbers. */
  @SqlQuery("select * from library_scenarios where number > :after order by number limit :limit")
  List<LibraryScenario> page(int after, int limit);

  /** Those with these ids. */
  @SqlQuery("select * from library_scenarios where id = any (:ids)")
  List<LibraryScenario> some(UUID[] ids);

  /** The tickets that were tested with a scenario of the library, the latest first. */
  @SqlQuery(
      """
      select t.id as ticket_id, t.ticket_key, t.summary, u.scenario_id,
        sum(u.tried)::int as tried, sum(u.found)::int as found, max(u.minutes) as minutes
      from (
        select s.ticket_id, l.id as scenario_id, count(*) as tried,
          count(*) filter (where c.result = 'failed' or c.bug_key is not null) as found,
          avg(c.minutes)::float8 as minutes
        from library_scenarios l
        join scenarios c on c.user_id = l.user_id and c.scenario_key = l.scenario_key
        join sessions s on s.user_id = c.user_id and s.id = c.session_id
        where s.status = 'completed' and c.archived_at is null
          and c.result in ('passed', 'failed', 'cannot_reproduce') and c.activity = 'test'
        group by s.ticket_id, l.id
        union all
        select t.id, l.id, 0, 0, null
        from library_scenarios l cross join unnest(l.ticket_keys) as k(ticket_key)
        join tickets t on t.user_id = l.user_id and t.ticket_key = k.ticket_key
      ) u
      join tickets t on t.id = u.ticket_id
      group by t.id, t.ticket_key, t.summary, t.jira_created_at, t.synced_at, u.scenario_id
      order by coalesce(t.jira_created_at, t.synced_at) desc, t.id, u.scenario_id
      limit :limit
      """)
  List<TestedWith> testedWith(int limit);

  /** When a vector of that kind and model was last made; null where there is none. */
  @SqlQuery(
      """
      select (extract(epoch from max(made_at)) * 1000000)::bigint from vectors
      where kind = :kind and model = :model and dimension = :dimension
      """)
  @Nullable Long vectorsMadeAt(VectorTable.Kind kind, String model, int dimension);
}
