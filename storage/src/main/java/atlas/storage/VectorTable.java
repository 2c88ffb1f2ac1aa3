package atlas.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What texts mean to a model, and which texts it has not read yet. */
public interface VectorTable {
  /** What a text belongs to. */
  enum Kind {
    ticket,
    scenario,
    memory,
    library,
    evidence
  }

  /**
   * Something whose text has no vector, or had another one then.
   *
   * @param itemAt its own time, by which a later change is known
   */
  record Unread(UUID id, Instant itemAt, String title, String body) {}

  /** Which text a vector was made of. */
  record Made(UUID itemId, int part, byte[] textHash) {}

  /** A vector to keep, packed. */
  record Kept(Kind kind, UUID itemId, int part, byte[] textHash, Instant itemAt, byte[] vector) {}

  /**
   * A vector that is kept.
   *
   * @param own whether it is of own evidence; what was removed is not known to be
   */
  record Vector(UUID itemId, int part, byte[] vector, boolean own) {}

  /** What a {@link Vector} has. */
  String VECTOR =
      """
      select v.item_id, v.part, v.vector,
        v.kind = 'evidence' and exists (
          select from evidence e where e.user_id = v.user_id and e.id = v.item_id
            and e.source in ('session', 'task', 'decision')) as own
      from vectors v
      """;

  /** That something changed: what it is compared by (null), or a vector of that kind. */
  record Changed(@Nullable Kind kind, UUID itemId, Instant at) {}

  /**
   * What tells, without reading it, whether the same has changed since an instant as before.
   *
   * @param count how much has
   * @param seconds from that instant to each change, together
   */
  record Changes(long count, double seconds) {}

  /** What of a ticket is compared with others, but for what it means. */
  record Text(
      UUID id,
      String projectKey,
      boolean deleted,
      String summary,
      String description,
      List<String> components,
      @Nullable Instant jiraCreatedAt,
      Instant profileAt) {}

  /** How far a user's texts have become vectors. */
  record State(
      String model,
      int dimension,
      int waiting,
      Instant lookedAt,
      @Nullable String problem,
      @Nullable Instant problemAt) {}

  /** Whether the user has any vector of that model. */
  @SqlQuery("select exists (select from vectors where model = :model and dimension = :dimension)")
  boolean any(String model, int dimension);

  /** How many of the user's texts of each kind have no vector of that model. */
  @SqlQuery(
      """
      select
        (select count(*) from tickets t where not t.deleted and not exists (
          select from vectors v where v.user_id = t.user_id and v.kind = 'ticket'
            and v.item_id = t.id and v.part = 1 and v.item_at = t.profile_at
            and v.model = :model and v.dimension = :dimension))
        + (select count(*) from scenarios c where not exists (
          select from vectors v where v.user_id = c.user_id and v.kind = 'scenario'
            and v.item_id = c.id and v.part = 0
            and v.model = :model and v.dimension = :dimension))
        + (select count(*) from memories m where not exists (
          select from vectors v where v.user_id = m.user_id and v.kind = 'memory'
            and v.item_id = m.id and v.part = 0 and v.item_at = m.updated_at
            and v.model = :model and v.dimension = :dimension))
        + (select count(*) from library_scenarios l where not exists (
          select from vectors v where v.user_id = l.user_id and v.kind = 'library'
            and v.item_id = l.id and v.part = 0 and v.item_at = l.updated_at
            and v.model = :model and v.dimension = :dimension))
        + (select count(*) from evidence e where not exists (
          select from vectors v where v.user_id = e.user_id and v.kind = 'evidence'
            and v.item_id = e.id and v.part = 0 and v.item_at = e.updated_at
            and v.model = :model and v.dimension = :dimension))
      """)
  int unread(String model, int dimension);

  /** Tickets without, what is open and the user's first, then the latest. */
  @SqlQuery(
      """
      select t.id, t.profile_at as item_at, t.summary as title,
        left(t.description, 2000) as body
      from (
        select t.id from tickets t
        where not t.deleted and not exists (
          select from vectors v where v.user_id = t.user_id and v.kind = 'ticket'
            and v.item_id = t.id and v.part = 1 and v.item_at = t.profile_at
            and v.model = :model and v.dimension = :dimension)
        order by t.active desc, t.profile_at desc, t.id
        limit :limit) as next
      join tickets t on t.id = next.id
      """)
  List<Unread> unreadTickets(String model, int dimension, int limit);

  /** Scenarios without, the latest first; a name never changes. */
  @SqlQuery(
      """
      select c.id, c.logged_at as item_at, c.name as title, '' as body
      from scenarios c
      where not exists (
        select from vectors v where v.user_id = c.user_id and v.kind = 'scenario'
          and v.item_id = c.id and v.part = 0
          and v.model = :model and v.dimension = :dimension)
      order by c.logged_at desc, c.id
      limit :limit
      """)
  List<Unread> unreadScenarios(String model, int dimension, int limit);

  /** Memories without, the latest first. */
  @SqlQuery(
      """
      select m.id, m.updated_at as item_at, m.key as title, left(m.value, 2000) as body
      from memories m
      where not exists (
        select from vectors v where v.user_id = m.user_id and v.kind = 'memory'
          and v.item_id = m.id and v.part = 0 and v.item_at = m.updated_at
          and v.model = :model and v.dimension = :dimension)
      order by m.updated_at desc, m.id
      limit :limit
      """)
  List<Unread> unreadMemories(String model, int dimension, int limit);

  /** Evidence without, the latest first. */
  @SqlQuery(
      """
      select e.id, e.updated_at as item_at, e.title,
        left(concat_ws(' ', e.summary, e.content), 2000) as body
      from evidence e
      where not exists (
        select from vectors v where v.user_id = e.user_id and v.kind = 'evidence'
          and v.item_id = e.id and v.part = 0 and v.item_at = e.updated_at
          and v.model = :model and v.dimension = :dimension)
      order by e.happened_at desc, e.id
      limit :limit
      """)
  List<Unread> unreadEvidence(String model, int dimension, int limit);

  /** How many scenarios of the library have no vector of that model, or one of what they said. */
  @SqlQuery(
      """
      select count(*) from library_scenarios l where not exists (
        select from vectors v where v.user_id = l.user_id and v.kind = 'library'
          and v.item_id = l.id and v.part = 0 and v.item_at = l.updated_at
          and v.model = :model and v.dimension = :dimension)
      """)
  int unreadLibrary(String model, int dimension);

  /** Scenarios of the library without, what they say as JSON, in the order of their numbers. */
  @SqlQuery(
      """
      select l.id, l.updated_at as item_at, l.name as title,
        jsonb_build_object('folder', l.folder, 'objective', l.objective,
          'precondition', l.precondition, 'steps', l.steps)::text as body
      from library_scenarios l
      where not exists (
        select from vectors v where v.user_id = l.user_id and v.kind = 'library'
          and v.item_id = l.id and v.part = 0 and v.item_at = l.updated_at
          and v.model = :model and v.dimension = :dimension)
      order by l.number
      limit :limit
      """)
  List<Unread> unreadLibrary(String model, int dimension, int limit);

  /** Which texts the vectors of those things were made of. */
  @SqlQuery(
      """
      select item_id, part, text_hash from vectors
      where kind = :kind and item_id = any (:ids) and model = :model and dimension = :dimension
      """)
  List<Made> made(Kind kind, UUID[] ids, String model, int dimension);

  /** Keeps vectors; what was there before, of whatever model, is gone. */
  @SqlBatch(
      """
      insert into vectors (user_id, kind, item_id, part, model, dimension, text_hash, item_at,
        vector, made_at)
      values (atlas_user_id(), :kind, :itemId, :part, :model, :dimension, :textHash, :itemAt,
        :vector, atlas_now())
      on conflict (user_id, kind, item_id, part) do update set
        model = excluded.model, dimension = excluded.dimension, text_hash = excluded.text_hash,
        item_at = excluded.item_at, vector = excluded.vector, made_at = excluded.made_at
      """)
  void keep(@BindMethods List<Kept> vectors, String model, int dimension);

  /** The thing changed, and its text says the same. */
  @SqlUpdate(
      "update vectors set item_at = :itemAt"
          + " where kind = :kind and item_id = :itemId and item_at <> :itemAt")
  int still(Kind kind, UUID itemId, Instant itemAt);

  /** The thing says less by now, in so many parts. */
  @SqlUpdate("delete from vectors where kind = :kind and item_id = :itemId and part >= :parts")
  int trim(Kind kind, UUID itemId, int parts);

  /** The vectors of one thing, by their parts. */
  @SqlQuery(
      """
      select item_id, part, text_hash, vector from vectors
      where kind = :kind and item_id = :itemId and model = :model and dimension = :dimension
      order by part
      """)
  List<Hashed> of(Kind kind, UUID itemId, String model, int dimension);

  /** A vector, and of which text it is. */
  record Hashed(UUID itemId, int part, byte[] textHash, byte[] vector) {}

  /** Vectors of things of that kind, in the order of their ids. */
  @SqlQuery(
      VECTOR
          + """
      where v.kind = :kind and v.item_id > :after and v.model = :model
        and v.dimension = :dimension
      order by v.item_id, v.part
      limit :limit
      """)
  List<Vector> page(Kind kind, UUID after, String model, int dimension, int limit);

  /** Vectors of those things. */
  @SqlQuery(
      VECTOR
          + """
      where v.kind = :kind and v.item_id = any (:ids) and v.model = :model
        and v.dimension = :dimension
      """)
  List<Vector> some(Kind kind, UUID[] ids, String model, int dimension);

  /** How many tickets the user has, and how many other things have a vector. */
  @SqlQuery(
      """
      select (select count(*) from tickets) as tickets,
        (select count(*) from vectors where kind in ('scenario', 'memory', 'evidence')) as others
      """)
  Size size();

  /** How much there is to compare with. */
  record Size(int tickets, int others) {}

  /** What tickets are compared by, in the order of their ids. */
  @SqlQuery(
      """
      select id, project_key, deleted, summary, left(description, 8000) as description,
        components, jira_created_at, profile_at
      from tickets where id > :after order by id limit :limit
      """)
  List<Text> texts(UUID after, int limit);

  /** What those tickets are compared by. */
  @SqlQuery(
      """
      select id, project_key, deleted, summary, left(description, 8000) as description,
        components, jira_created_at, profile_at
      from tickets where id = any (:ids)
      """)
  List<Text> someTexts(UUID[] ids);

  /** How much changed at that instant or later. */
  @SqlQuery(
      """
      select count(*) as count, coalesce(sum(date_part('epoch', at - :since)), 0) as seconds
      from (
        select profile_at as at from tickets where profile_at >= :since
        union all
        select made_at from vectors
        where kind in ('ticket', 'scenario', 'memory', 'evidence') and made_at >= :since
      ) as changed
      """)
  Changes changes(Instant since);

  /** What changed at that instant or later. */
  @SqlQuery(
      """
      select null as kind, id as item_id, profile_at as at from tickets
      where profile_at >= :since
      union all
      select kind, item_id, max(made_at) from vectors
      where kind in ('ticket', 'scenario', 'memory', 'evidence') and made_at >= :since
      group by kind, item_id
      """)
  List<Changed> changed(Instant since);

  /** How far it is, if it was ever begun. */
  @SqlQuery(
      """
      select model, dimension, waiting, looked_at, problem, problem_at from embedding_states
      """)
  Optional<State> state();

  /** Keeps how far it is. */
  @SqlUpdate(
      """
      insert into embedding_states (user_id, model, dimension, waiting, looked_at, problem,
        problem_at)
      values (atlas_user_id(), :model, :dimension, :waiting, :lookedAt, :problem, :problemAt)
      on conflict (user_id) do update set
        model = excluded.model, dimension = excluded.dimension, waiting = excluded.waiting,
        looked_at = excluded.looked_at, problem = excluded.problem,
        problem_at = excluded.problem_at
      """)
  void state(@BindMethods State state);

  /** Whether anything happened to the user at that instant or later. */
  @SqlQuery("select exists (select from events where at >= :since)")
  boolean happened(Instant since);
}
