package atlas.storage;

import atlas.model.Escape;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** Bugs that sessions did not find. */
public interface EscapeTable {
  /** A bug that Jira links to a tested ticket, and that is not in the copy. */
  record Stranger(String jiraId, String bugKey) {}

  /**
   * Which bugs these issues are linked to of which nothing is known, for those of which a session
   * passed; what a link tells of the other issue is not when it was created.
   */
  @SqlQuery(
      """
      with tested as materialized (
        select t.user_id, t.jira_id, t.raw from tickets t
        where t.jira_id = any (:jiraIds)
          and exists (
            select from sessions s
            where s.user_id = t.user_id and s.ticket_id = t.id and s.outcome = 'passed')
      )
      select distinct t.jira_id, o.issue ->> 'key' as bug_key
      from tested t
      cross join lateral jsonb_array_elements(
        case jsonb_typeof(t.raw #> '{fields,issuelinks}')
          when 'array' then t.raw #> '{fields,issuelinks}' else '[]' end) as l (link)
      cross join lateral (
        values (l.link -> 'inwardIssue'), (l.link -> 'outwardIssue')) as o (issue)
      where o.issue #>> '{fields,issuetype,name}' ~* '(^|[^a-z])(bug|defect|fault|incident)'
        and not exists (
          select from tickets k
          where k.user_id = t.user_id and k.ticket_key = o.issue ->> 'key')
      order by bug_key limit :limit
      """)
  List<Stranger> strangers(String[] jiraIds, int limit);

  /**
   * Notes the bugs among these issues that are linked to a ticket of which a session passed before
   * they were created: by a link of either side in Jira, as its parent, or because they were
   * reported from here. What is noted already is left out.
   */
  @SqlQuery(
      """
      with came as (
        select * from tickets where jira_id = any (:jiraIds)
          and exists (select from sessions where outcome = 'passed')
      ), links as (
        select c.id, c.ticket_key, l.link -> side.name ->> 'key' as other
        from came c
        cross join lateral jsonb_array_elements(
          case jsonb_typeof(c.raw #> '{fields,issuelinks}')
            when 'array' then c.raw #> '{fields,issuelinks}' else '[]' end) as l (link)
        cross join (values ('inwardIssue'), ('outwardIssue')) as side (name)
      ), pairs as (
        select ticket_key as bug_key, other as tested from links
        union select other, ticket_key from links
        union select ticket_key, parent_key from came
        union
        select b.bug_key, t.ticket_key from bugs b
        join tickets t on t.user_id = b.user_id and t.id = b.ticket_id
        join came c on c.ticket_key = b.bug_key
      ), escaped as (
        insert into escapes (user_id, session_id, bug_key, escaped_at)
        select s.user_id, s.id, b.ticket_key, :at
        from pairs p
        join tickets b on b.user_id = atlas_user_id() and b.ticket_key = p.bug_key
        join tickets t on t.user_id = b.user_id and t.ticket_key = p.tested
        join sessions s on s.user_id = t.user_id and s.ticket_id = t.id
        where b.issue_type ~* '(^|[^a-z])(bug|defect|fault|incident)' and s.outcome = 'passed'
          and s.ended_at < b.jira_created_at
          and not exists (
            select from scenarios c where c.user_id = s.user_id and c.session_id = s.id
              and c.bug_key = b.ticket_key)
        on conflict do nothing
        returning user_id, session_id, bug_key
      )
      select e.session_id, s.number, t.ticket_key, e.bug_key
      from escaped e
      join sessions s on s.user_id = e.user_id and s.id = e.session_id
      join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      order by s.number, e.bug_key
      """)
  List<Escape> linked(String[] jiraIds, Instant at);

  /**
   * Notes the bugs that a session names, for earlier sessions of the same ticket that had passed;
   * not those that are known to be older.
   */
  @SqlQuery(
      """
      with escaped as (
        insert into escapes (user_id, session_id, bug_key, escaped_at)
        select distinct s.user_id, s.id, c.bug_key, :at::timestamptz
        from scenarios c
        join sessions l on l.user_id = c.user_id and l.id = c.session_id
        join sessions s on s.user_id = l.user_id and s.ticket_id = l.ticket_id
          and s.ended_at < l.started_at and s.outcome = 'passed'
        left join tickets b on b.user_id = c.user_id and b.ticket_key = c.bug_key
        where c.session_id = :sessionId and c.archived_at is null and c.bug_key is not null
          and (b.jira_created_at is null or b.jira_created_at > s.ended_at)
          and not exists (
            select from scenarios o
            join sessions before on before.user_id = o.user_id and before.id = o.session_id
            where o.user_id = s.user_id and o.bug_key = c.bug_key
              and before.started_at <= s.started_at)
        on conflict do nothing
        returning user_id, session_id, bug_key
      )
      select e.session_id, s.number, t.ticket_key, e.bug_key
      from escaped e
      join sessions s on s.user_id = e.user_id and s.id = e.session_id
      join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
      order by s.number, e.bug_key
      """)
  List<Escape> named(UUID sessionId, Instant at);

  /** The bugs that escaped a session. */
  @SqlQuery(
      "select bug_key from escapes where session_id = :sessionId order by escaped_at, bug_key")
  List<String> of(UUID sessionId);

  @SqlQuery("select count(distinct session_id) from escapes where escaped_at >= :since")
  int sessions(Instant since);
}
