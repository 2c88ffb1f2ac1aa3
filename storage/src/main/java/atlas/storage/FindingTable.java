package atlas.storage;

import atlas.model.FoundTicket;
import atlas.model.SimilarTicket;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** Tickets by their words. */
public interface FindingTable {
  /**
   * What a search looks for; null is anything.
   *
   * @param words plain words, "phrases", or, and -without, as people type them; may be empty
   * @param keys of issues that are named beside the words, in capitals
   * @param any whether one of the words is enough, where phrases, or and -without mean nothing
   */
  record Search(
      String words,
      String[] keys,
      boolean any,
      String[] projects,
      @Nullable String project,
      @Nullable String status,
      @Nullable String type,
      int offset,
      int limit) {}

  /** What a person types, in :words and :any, as PostgreSQL searches for it. */
  String QUERY =
      """
      case when :any
        then nullif(
          replace(plainto_tsquery('english', searchable(:words))::text, '&', '|'), '')::tsquery
        -- Only before a word a hyphen means without; within one it is what the index has not.
        else websearch_to_tsquery('english',
          regexp_replace(
            regexp_replace(:words, '[^[:alnum:]"-]+', ' ', 'g'),
            '([[:alnum:]])-+|-+(?![[:alnum:]"])', '\\1 ', 'g'))
      end as query
      """;

  /** The same without those that mean it. */
  default List<FoundTicket> search(Search search) {
    return search(search, new UUID[0], new Double[0]);
  }

  /**
   * Tickets that are named, by an old key too, those that hold the words and those that mean the
   * same; the best first. Where too many hold the words, the newest and those with them in their
   * title are the best, and the rest follows by its age.
   *
   * @param meant tickets that mean about what is asked for
   * @param strengths how much each does, 0 to 1
   */
  @SqlQuery(
      "with question as (select "
          + QUERY
          + """
      ), named as (
        select array(
          select id from tickets where ticket_key = any (:keys)
          union select ticket_id from ticket_keys where old_key = any (:keys)) as ids
      ), found as (
        select f.id, f.at, coalesce(max(f.rank / (f.rank + 1)), 0) as rank,
          max(f.matching) as matching
        from question q cross join named n
        cross join lateral find_words('ticket', q.query, any_word => :any,
          most => greatest(:offset + :limit, 1000), without => n.ids, scope => :projects,
          project => upper(:project), in_status => :status, of_type => :type) f
        group by f.id, f.at
      ), first as (
        select t.id, t.at, 1 as rank
        from named n
        cross join lateral asked_things('ticket', scope => :projects, project => upper(:project),
          in_status => :status, of_type => :type) t
        where t.id = any (n.ids)
      ), meant as (
        select t.id, t.at, m.strength
        from named n cross join unnest(:meant::uuid[], :strengths::float8[]) as m(id, strength)
        cross join lateral asked_things('ticket', without => n.ids, scope => :projects,
          project => upper(:project), in_status => :status, of_type => :type) t
        where t.id = m.id
      ), joined as (
        -- Of more than a thousand with the words not all are here to be told from the others.
        select coalesce(f.id, m.id) as id, coalesce(f.at, m.at) as at,
          coalesce(f.rank, 0) + coalesce(m.strength, 0) / 2 as rank,
          concat_ws(' and ', case when f.id is not null then 'words' end,
            case when m.id is not null then 'meaning' end) as why
        from found f full join meant m on m.id = f.id
        where f.id is not null or (select coalesce(max(matching), 0) from found) <= 1000
      ), page as (
        select f.*, (select count(*) from first)
          + coalesce((select max(matching) from found), 0)
          + (select count(*) from joined where why = 'meaning') as matching
        from (
          select id, at, 10 as rank, 'named' as why from first
          union all select id, at, rank, why from joined) f
        order by f.rank desc, f.at desc, f.id
        offset :offset limit :limit
      )
      select t.ticket_key, t.summary, t.issue_type, t.status, t.priority, t.assignee,
        t.jira_updated_at, t.active, n.difficulty, p.rank, p.matching, p.why
      from page p
      join tickets t on t.id = p.id
      left join ticket_notes n on n.user_id = t.user_id and n.ticket_id = t.id
      order by p.rank desc, p.at desc, p.id
      """)
  List<FoundTicket> search(@BindMethods Search search, UUID[] meant, Double[] strengths);

  /**
   * Tickets whose words are like those asked for, most alike first. Similarity is ts_rank over the
   * rank of a perfect match, times 1.15 for a shared component and 1.05 for the same type. It is
   * looked for among those that share the rarest of the words, in their titles or anywhere.
   *
   * @param withDeleted whether tickets count that Jira does not have any more
   */
  @SqlQuery(
      """
      with asked as (
        select to_tsvector('english', searchable(:summary)) as title,
          setweight(to_tsvector('english', searchable(:summary)), 'A')
            || setweight(to_tsvector('english', searchable(left(:description, 2000))), 'D')
            as words
      ), question as (
        select words,
          (select string_agg(quote_literal(w), ' | ') from unnest(tsvector_to_array(words)) as w)
            ::tsquery as query,
          array(select '=' || w from unnest(tsvector_to_array(title)) as w) as titles
        from asked
      ), sought as (
        select rarest_words('ticket', titles, 150) as query from question
        union all
        select rarest_words('ticket', tsvector_to_array(words), 150) from question
      ), found as (
        select f.id, max(f.rank) as rank
        from question q cross join sought s
        cross join lateral find_words('ticket', s.query, rank_by => q.query, most => 150,
          scope => :projects, with_aside => :withDeleted) f
        group by f.id
      ), ranked as (
        select t.*,
          least(1.0,
            f.rank / nullif(ts_rank(q.words, q.query), 0)
            * case when t.components && :components::text[] then 1.15 else 1 end
            * case when t.issue_type = :issueType then 1.05 else 1 end) as similarity
        from found f join tickets t on t.id = f.id cross join question q
        where t.ticket_key <> :exceptKey
      )
      select r.id, r.ticket_key, r.summary, r.issue_type, r.status, r.priority, r.similarity,
        (select count(*) from sessions s
          where s.user_id = r.user_id and s.ticket_id = r.id and s.status = 'completed')
          as sessions
      from ranked r
      where r.similarity >= 0.05
      order by r.similarity desc, r.ticket_key
      limit :limit
      """)
  List<SimilarTicket> similar(
      String[] projects,
      String exceptKey,
      String summary,
      String description,
      String[] components,
      String issueType,
      boolean withDeleted,
      int limit);

  /**
   * Tickets that were found to be like another, in that order.
   *
   * @param likeness of each, 0 to 1
   * @param withDeleted whether tickets count that Jira does not have any more
   */
  @SqlQuery(
      """
      select t.id, t.ticket_key, t.summary, t.issue_type, t.status, t.priority,
        l.likeness as similarity,
        (select count(*) from sessions s
          where s.user_id = t.user_id and s.ticket_id = t.id and s.status = 'completed')
          as sessions
      from unnest(:ids::uuid[], :likeness::float8[]) with ordinality as l(id, likeness, place)
      join tickets t on t.id = l.id
      where (:withDeleted or not t.deleted)
        and (cardinality(:projects) = 0 or t.project_key = any (:projects))
      order by l.place
      limit :limit
      """)
  List<SimilarTicket> alike(
      String[] projects, UUID[] ids, Double[] likeness, boolean withDeleted, int limit);
}
