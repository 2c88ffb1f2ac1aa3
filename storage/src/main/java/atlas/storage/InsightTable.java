package atlas.storage;

import atlas.model.Cited;
import atlas.model.Insight;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What evidence shows of a person's work. */
public interface InsightTable {
  String SELECT =
      """
      select i.id, i.number, i.type, i.title, i.content, i.confidence,
        array(
          select c.evidence_id from insight_evidence c
          where c.user_id = i.user_id and c.insight_id = i.id order by c.position) as evidence,
        i.actor, i.measure, i.figures, i.from_day, i.to_day, i.verdict, i.feedback, i.reviewed_by,
        i.reviewed_at, i.created_at
      from insights i
      """;

  /** A token that lets the person review an insight. */
  record Token(byte[] hash, Instant until) {}

  @SqlUpdate(
      """
      insert into insights (user_id, id, number, type, title, content, confidence, actor, measure,
        figures, from_day, to_day, created_at)
      values (atlas_user_id(), :id, :number, :type, :title, :content, :confidence, :actor,
        :measure, :figures::jsonb, :fromDay, :toDay, :createdAt)
      """)
  void insert(@BindMethods Insight insight);

  /** All that its author says. What was reviewed was something else. */
  @SqlUpdate(
      """
      update insights set type = :type, title = :title, content = :content,
        confidence = :confidence, actor = :actor, verdict = null, feedback = null,
        reviewed_by = null, reviewed_at = null, token_hash = null, token_until = null
      where id = :id
      """)
  void update(@BindMethods Insight insight);

  /** What the person says. A token is good for one word. */
  @SqlUpdate(
      """
      update insights set verdict = :verdict, feedback = :feedback, reviewed_by = :reviewedBy,
        reviewed_at = :reviewedAt, token_hash = null, token_until = null
      where id = :id
      """)
  void review(@BindMethods Insight insight);

  @SqlUpdate("update insights set token_hash = :hash, token_until = :until where id = :id")
  void give(UUID id, byte[] hash, Instant until);

  @SqlQuery(
      """
      select token_hash as hash, token_until as until from insights
      where id = :id and token_hash is not null
      """)
  Optional<Token> token(UUID id);

  /** What it cites, in that order. */
  @SqlUpdate(
      """
      insert into insight_evidence (user_id, insight_id, evidence_id, position)
      select atlas_user_id(), :id, cited.evidence_id, cited.position
      from unnest(:evidence::uuid[]) with ordinality as cited(evidence_id, position)
      """)
  void cite(UUID id, UUID[] evidence);

  @SqlUpdate("delete from insight_evidence where insight_id = :id")
  void citeNothing(UUID id);

  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or i.id = :id) and (:number::int is null or i.number = :number)
            and (:id::uuid is not null or :number::int is not null)
          """)
  Optional<Insight> find(@Nullable UUID id, @Nullable Integer number);

  /** The same, which nobody else may change until this transaction ends. */
  @SqlQuery(
      SELECT
          + """
          where (:id::uuid is null or i.id = :id) and (:number::int is null or i.number = :number)
            and (:id::uuid is not null or :number::int is not null)
          for update of i
          """)
  Optional<Insight> lock(@Nullable UUID id, @Nullable Integer number);

  /**
   * Those that cite that evidence and of which the person said a word, or was given a token to;
   * nobody else may change them until this transaction ends.
   */
  @SqlQuery(
      SELECT
          + """
          where (i.verdict is not null or i.token_hash is not null)
            and exists (
              select from insight_evidence c
              where c.user_id = i.user_id and c.insight_id = i.id and c.evidence_id = :evidence)
          order by i.number
          for update of i
          """)
  List<Insight> lockSpokenOf(UUID evidence);

  /** Those of which the person has said nothing, the latest first. */
  @SqlQuery(
      SELECT + "where i.verdict is null order by i.created_at desc, i.number desc limit :limit")
  List<Insight> waiting(int limit);

  @SqlQuery("select count(*) from insights where verdict is null")
  int countWaiting();

  /**
   * Those of that time, the latest first: they cite something that happened then, are computed of
   * days of it, or were saved then and cite nothing that is still there.
   */
  @SqlQuery(
      SELECT
          + """
          where (i.from_day <= :to and i.to_day >= :from)
            or exists (
              select from insight_evidence c
              join evidence e on e.user_id = c.user_id and e.id = c.evidence_id
              where c.user_id = i.user_id and c.insight_id = i.id
                and e.happened_at >= :begin and e.happened_at < :end)
            or (i.measure is null and i.created_at >= :begin and i.created_at < :end
              and not exists (
                select from insight_evidence c
                join evidence e on e.user_id = c.user_id and e.id = c.evidence_id
                where c.user_id = i.user_id and c.insight_id = i.id))
          order by i.number desc limit :limit
          """)
  List<Insight> ofPeriod(LocalDate from, LocalDate to, Instant begin, Instant end, int limit);

  /** What these insights cite and is not removed, in their order. */
  @SqlQuery(
      """
      select c.insight_id, e.id, e.number, e.source, e.title, e.source_url, e.happened_at
      from insight_evidence c
      join evidence e on e.user_id = c.user_id and e.id = c.evidence_id
      where c.insight_id = any (:insights)
      order by c.insight_id, c.position
      """)
  List<Cited> cited(UUID[] insights);

  /** Short ids that begin so, or whose titles do, the latest first. */
  @SqlQuery(
      """
      select 'I-' || number from insights
      where starts_with('I-' || number, upper(:prefix))
        or starts_with(lower(title), lower(:prefix))
      order by number desc limit :limit
      """)
  List<String> ids(String prefix, int limit);
}
