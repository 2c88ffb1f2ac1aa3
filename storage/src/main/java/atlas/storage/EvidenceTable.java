package atlas.storage;

import atlas.model.Evidence;
import atlas.model.EvidenceAnalysis;
import atlas.model.EvidenceFile;
import atlas.model.EvidenceSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What people did, and what shows it. */
public interface EvidenceTable {
  String SELECT =
      """
      select id, number, source, source_id, title, summary, content, source_url, happened_at,
        ticket_key, category, category_suggested, tags, suggested_tags, created_at
      from evidence
      """;

  /** Tells the log of each of what was written. */
  String TOLD =
      """
      ), told as (
        insert into events (user_id, at, actor, type, version, entity_id, short_id, ticket_key,
          summary, payload)
        select atlas_user_id(), :at, :actor, w.type, 1, w.id, 'E-' || w.number, w.ticket_key,
          w.line, jsonb_build_object('evidence', jsonb_strip_nulls(jsonb_build_object(
            'id', w.id, 'number', w.number, 'source', w.source, 'source_id', w.source_id,
            'title', w.title, 'summary', w.summary, 'content', w.content,
            'source_url', w.source_url, 'happened_at', w.happened_at, 'ticket_key', w.ticket_key,
            'category', w.category, 'category_suggested', w.category_suggested, 'tags', w.tags,
            'suggested_tags', w.suggested_tags, 'created_at', w.created_at)))
        from written w order by w.number
      )
      """;

  /**
   * A piece of evidence that is there, of those that were given.
   *
   * @param place of it among those
   * @param added whether it is new
   * @param changed whether it says something else than before, or is new
   */
  record Kept(int place, UUID id, int number, boolean added, boolean changed) {}

  /**
   * Keeps what sources say, by their own ids, and tells the log of each that is new or says
   * something else: all in one statement, since sessions, tasks and decisions end with it. What the
   * person called it stays; what was removed stays as it is, and is not given back.
   *
   * @param items a JSON array of evidence without number, each with its place, and each id of a
   *     source once
   */
  @SqlQuery(
      """
      with given as materialized (
        select * from jsonb_to_recordset(:items::jsonb) as i(
          place integer, id uuid, source text, source_id text, title text, summary text,
          content text, source_url text, happened_at timestamptz, ticket_key text, category text,
          category_suggested boolean, tags text[], suggested_tags text[])
      ), known as materialized (
        select i.place, e.id, e.number
        -- Each by its id, whatever PostgreSQL thinks that there are: all are never read.
        from given i cross join lateral (
          select e.id, e.number from evidence e
          where e.source = i.source and e.source_id = i.source_id
          limit 1) e
      ), fresh as materialized (
        select i.*, row_number() over (order by i.place) as nth, count(*) over () as many
        from given i where not exists (select from known k where k.place = i.place)
      ), numbers as (
        insert into counters (user_id, kind, last)
        select atlas_user_id(), 'evidence', count(*) from fresh having count(*) > 0
        on conflict (user_id, kind) do update set last = counters.last + excluded.last
        returning last
      ), added as (
        insert into evidence (user_id, id, number, source, source_id, title, summary, content,
          source_url, happened_at, ticket_key, category, category_suggested, tags, suggested_tags,
          created_at)
        select atlas_user_id(), f.id, n.last - f.many + f.nth, f.source, f.source_id, f.title,
          f.summary, f.content, f.source_url, f.happened_at, f.ticket_key, f.category,
          f.category_suggested, f.tags, f.suggested_tags, :at
        from fresh f cross join numbers n
        -- Somebody else was faster, or it was removed.
        on conflict (user_id, source, source_id) do nothing
        returning *
      ), changed as (
        update evidence e set title = i.title, summary = i.summary, content = i.content,
          source_url = i.source_url, happened_at = i.happened_at, ticket_key = i.ticket_key,
          category = case when e.category_suggested then i.category else e.category end,
          category_suggested = e.category_suggested and i.category_suggested,
          suggested_tags = i.suggested_tags
        from given i
        where e.id = any (array(select k.id from known k))
          and e.source = i.source and e.source_id = i.source_id
          and ((e.title, e.summary, e.content, e.source_url, e.happened_at, e.ticket_key,
                e.suggested_tags)
              is distinct from (i.title, i.summary, i.content, i.source_url, i.happened_at,
                i.ticket_key, i.suggested_tags)
            or e.category_suggested and e.category <> i.category)
        returning e.*
      ), written as (
        select a.*, 'evidence.added' as type,
          'Evidence E-' || a.number || ' from ' || a.source || ': ' || a.title as line
        from added a
        union all
        select c.*, 'evidence.changed', 'Evidence E-' || c.number || ' changed: ' || c.title
        from changed c
      """
          + TOLD
          + """
      select i.place, coalesce(a.id, k.id) as id, coalesce(a.number, k.number) as number,
        a.id is not null as added, a.id is not null or c.id is not null as changed
      from given i
      left join added a on a.source = i.source and a.source_id = i.source_id
      left join known k on k.place = i.place
      left join changed c on c.id = k.id
      where a.id is not null or k.id is not null
      order by i.place
      """)
  List<Kept> keep(String items, Instant at, String actor);

  /**
   * What belongs to an issue by a key that it has no longer belongs to it by the one that it has
   * now, whatever it comes from; says how much did so.
   */
  @SqlQuery(
      "with moved as materialized ("
          + WorkTable.MOVED
          + """
          ), changed as (
            update evidence e set ticket_key = m.ticket_key
            from moved m where e.ticket_key = m.old_key
            returning e.*
          ), written as (
            select c.*, 'evidence.changed' as type,
              'Evidence E-' || c.number || ' changed: ' || c.title as line
            from changed c
          """
          + TOLD
          + "select count(*)::int from changed")
  int follow(@Nullable Instant lostAt, Instant at, String actor);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Evidence> find(@Nullable UUID id, @Nullable Integer number);

  /** The same, which nobody else may change until this transaction ends. */
  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
            and (:id::uuid is not null or :number::int is not null)
          for no key update
          """)
  Optional<Evidence> lock(@Nullable UUID id, @Nullable Integer number);

  /** The number of what that source calls so, once what was removed is shown even of that. */
  @SqlQuery("select number from evidence where source = :source and source_id = :sourceId")
  Optional<Integer> numberOf(EvidenceSource source, String sourceId);

  /** When something was done that a source calls so. */
  record Dated(String sourceId, Instant happenedAt) {}

  @SqlQuery(
      """
      select source_id, happened_at from evidence
      where source = :source and source_id = any (:sourceIds)
      """)
  List<Dated> dated(EvidenceSource source, String[] sourceIds);

  /** What was done in that time, the first thing first. */
  @SqlQuery(
      SELECT
          + """
          where happened_at >= :from and happened_at < :until
          order by happened_at, number limit :limit
          """)
  List<Evidence> ofPeriod(Instant from, Instant until, int limit);

  /** Short ids that begin so, or whose titles do, the latest first. */
  @SqlQuery(
      """
      select 'E-' || number from evidence
      where starts_with('E-' || number, upper(:prefix))
        or starts_with(lower(title), lower(:prefix))
      order by number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);

  /** All but where it comes from. */
  @SqlUpdate(
      """
      update evidence set title = :title, summary = :summary, content = :content,
        source_url = :sourceUrl, happened_at = :happenedAt, ticket_key = :ticketKey,
        category = :category, category_suggested = :categorySuggested, tags = :tags,
        suggested_tags = :suggestedTags
      where id = :id
      """)
  void update(@BindMethods Evidence evidence);

  /** The files of a piece of evidence, in their order. */
  @SqlQuery(
      """
      select evidence_id, position, filename, mime_type, size, sha256
      from evidence_files where evidence_id = :id order by position
      """)
  List<EvidenceFile> files(UUID id);

  /** Files of a piece of evidence. */
  @SqlBatch(
      """
      insert into evidence_files (user_id, evidence_id, position, filename, mime_type, size, sha256)
      values (atlas_user_id(), :evidenceId, :position, :filename, :mimeType, :size, :sha256)
      """)
  void add(@BindMethods List<EvidenceFile> files);

  /** What models said of a piece of evidence, the latest first. */
  @SqlQuery(
      """
      select evidence_id, model, category, tags, sentiment, key_phrases, analysed_at
      from evidence_analyses where evidence_id = :id order by analysed_at desc, model limit 20
      """)
  List<EvidenceAnalysis> analyses(UUID id);

  /** What a model says of a piece of evidence, in the place of what it said before. */
  @SqlUpdate(
      """
      insert into evidence_analyses (user_id, evidence_id, model, category, tags, sentiment,
        key_phrases, analysed_at)
      values (atlas_user_id(), :evidenceId, :model, :category, :tags, :sentiment, :keyPhrases,
        :analysedAt)
      on conflict (user_id, evidence_id, model) do update set
        category = excluded.category, tags = excluded.tags, sentiment = excluded.sentiment,
        key_phrases = excluded.key_phrases, analysed_at = excluded.analysed_at
      """)
  void analysed(@BindMethods EvidenceAnalysis analysis);

  /** Evidence of something that ATLAS itself saw done. */
  record Own(UUID id, int number, String title) {}

  /** What is kept as evidence of something, as long as it is there, or was removed with it. */
  @SqlQuery(
      """
      select id, number, title from evidence
      where source = :source and source_id = :sourceId
        and archived_at is not distinct from :since
      for update
      """)
  Optional<Own> own(EvidenceSource source, String sourceId, @Nullable Instant since);
}
