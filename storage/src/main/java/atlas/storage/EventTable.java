package atlas.storage;

import atlas.model.Event;
import atlas.model.LoggedEvent;
import atlas.model.TimelineEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.customizer.FetchSize;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The log; it can be added to and read. */
public interface EventTable {
  /**
   * What a reader of the log asks for; null is anything.
   *
   * @param ticketKeys those that one ticket has or had
   */
  record Filter(
      @Nullable UUID projectId,
      @Nullable UUID taskId,
      String @Nullable [] ticketKeys,
      @Nullable UUID sessionId,
      @Nullable String type,
      @Nullable String actor,
      @Nullable Instant since,
      @Nullable Instant beforeAt,
      @Nullable Long beforeSeq,
      int limit) {
    /**
     * What has to be true of an event. There are as many statements as kinds of question, each with
     * a plan of its own: with one for all, PostgreSQL settles after some calls on a plan that
     * serves every question, and reads the whole log for each.
     */
    public String wanted() {
      var conditions = new StringJoiner(" and ").setEmptyValue("true");
      if (projectId != null) conditions.add("project_id = :projectId");
      if (taskId != null) conditions.add("task_id = :taskId");
      if (ticketKeys != null) {
        // One is the rule, and then the index has them in order.
        boolean one = ticketKeys.length == 1;
        conditions.add("ticket_key = " + (one ? "(:ticketKeys::text[])[1]" : "any (:ticketKeys)"));
      }
      if (sessionId != null) conditions.add("session_id = :sessionId");
      if (type != null) conditions.add("type = :type");
      if (actor != null) conditions.add("actor = :actor");
      if (since != null) conditions.add("at >= :since");
      if (beforeAt != null) conditions.add("(at, seq) < (:beforeAt, :beforeSeq)");
      return conditions.toString();
    }

    /** The latest of a task. */
    public static Filter ofTask(UUID taskId, int limit) {
      return new Filter(null, taskId, null, null, null, null, null, null, null, limit);
    }

    /** The latest of a project. */
    public static Filter ofProject(UUID projectId, int limit) {
      return new Filter(projectId, null, null, null, null, null, null, null, null, limit);
    }
  }

  /** What an event is about, without what it says. */
  record Trace(
      long seq,
      Instant at,
      String type,
      UUID entityId,
      @Nullable String ticketKey,
      @Nullable UUID sessionId,
      @Nullable UUID projectId,
      @Nullable UUID taskId) {}

  @SqlUpdate(
      """
      insert into events (user_id, at, actor, type, version, entity_id, short_id, ticket_key,
        session_id, project_id, task_id, summary, payload)
      values (atlas_user_id(), :at, :actor, :type, :version, :entityId, :shortId, :ticketKey,
        :sessionId, :projectId, :taskId, :line, :payload::jsonb)
      """)
  void insert(Instant at, String actor, @BindMethods Event event, String payload);

  /**
   * Events that fit, latest first. How many there are besides is counted up to a thousand: counting
   * all of a year's would read them all for each page.
   */
  default List<TimelineEntry> timeline(Filter filter) {
    return timeline(filter, filter.wanted());
  }

  /** The same with {@link Filter#wanted}. */
  @SqlQuery(
      """
      select e.seq, e.at, e.actor, e.type, e.entity_id, e.short_id, e.ticket_key,
        p.name as project_name, t.number as task_number, e.summary, e.payload,
        (select count(*)
         from (
           select from events where <wanted> order by at desc, seq desc limit :limit + 1000
         ) as counted) as matching
      from (
        select user_id, seq, at, actor, type, entity_id, short_id, ticket_key, project_id,
          task_id, summary, payload
        from events
        where <wanted>
        order by at desc, seq desc
        limit :limit
      ) as e
      left join projects p on p.user_id = e.user_id and p.id = e.project_id
      left join tasks t on t.user_id = e.user_id and t.id = e.task_id
      order by e.at desc, e.seq desc
      """)
  List<TimelineEntry> timeline(@BindMethods Filter filter, @Define("wanted") String wanted);

  /** The types that there are, each found from the one before it: no event is read for its own. */
  @SqlQuery(
      """
      with recursive types as (
        (select type from events order by type limit 1)
        union all
        select (select e.type from events e where e.type > t.type order by e.type limit 1)
        from types t where t.type is not null
      )
      select type from types where type is not null
      """)
  List<String> types();

  /** What the events after that instant are about, the latest first. */
  @SqlQuery(
      """
      select seq, at, type, entity_id, ticket_key, session_id, project_id, task_id from events
      where at > :since order by at desc, seq desc limit :limit
      """)
  List<Trace> since(Instant since, int limit);

  /** How far the log had been written when this transaction's snapshot was taken. */
  @SqlQuery("select coalesce((select seq from events order by at desc, seq desc limit 1), 0)")
  long position();

  /** How many events these areas have. */
  @SqlQuery("select count(*) from events where split_part(type, '.', 1) = any (:areas)")
  long countOf(String[] areas);

  /** The events of some areas, the words before the point of a type, as they happened. */
  @SqlQuery(
      """
      select seq, at, type, version, entity_id, payload from events
      where split_part(type, '.', 1) = any (:areas)
      order by seq
      """)
  @FetchSize(500)
  void replay(String[] areas, Consumer<LoggedEvent> replaying);

  /** The months whose events of the user's were taken out of the log, the first one first. */
  @SqlQuery("select month from exported_months order by month")
  List<LocalDate> exportedMonths();

  /** Makes the monthly partitions from that day's month on that are not there. */
  @SqlQuery("select make_event_partitions(:from, :months)::text")
  String makeMonths(LocalDate from, int months);

  /** How many events lie outside of every month, everybody's together. */
  @SqlQuery("select coalesce(sum(events), 0) from events_outside_months()")
  long outsideMonths();

  @SqlQuery("select count(*) from events")
  long count();
}
