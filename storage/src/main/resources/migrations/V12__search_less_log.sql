-- Half as much of the log as before: reading it took most of a search's time.
-- The same of the log, which has no end: of the latest events, under the caller's own policy. What
-- is older is told by what it changed.
create or replace function find_events(
  question tsquery, project uuid, jira_project text, since timestamptz, until timestamptz,
  most integer)
  returns table (at timestamptz, seq bigint, rank real, matching bigint)
  language plpgsql stable
  rows 20
  set search_path = pg_catalog, public, pg_temp
  set plan_cache_mode = force_custom_plan
  as $$
begin
  return query
    select e.at, e.seq, ts_rank(e.words, question) as rank, count(*) over () as matching
    from (
      select l.at, l.seq, l.words from events l
      where (project is null and jira_project is null or l.project_id = project
          or starts_with(l.ticket_key, jira_project || '-'))
        and (since is null or l.at >= since) and (until is null or l.at < until)
      order by l.at desc, l.seq desc limit 5000
    ) e
    where question = '''*''' or e.words @@ question
    order by rank desc, e.at desc, e.seq desc
    limit most;
end
$$;
