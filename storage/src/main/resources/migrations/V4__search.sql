-- Words are found by an index, one user's at a time. What each thing is stands in schema.sql.

-- Row-level security looks at rows before @@ may, since @@ isn't leakproof, so that no index finds
-- words for atlas_app. The owner therefore has a policy which is the search itself: it shows the
-- rows of the user that have what is asked for, user and words in one condition, which an index
-- may answer. A function that runs as the owner hands on which rows these are.

create function indexed_words(words tsvector, user_id uuid) returns tsvector
  language plpgsql immutable strict parallel safe
  as $$
begin
  return words || array_to_tsvector(
    array(select '=' || word from unnest(tsvector_to_array(ts_filter(words, '{a}'))) as word)
    || user_id::text);
end
$$;

create function titled(question tsquery) returns tsquery
  language sql immutable strict parallel safe
  return regexp_replace(
    regexp_replace(querytree(question), '<(-|[0-9]+)>', '&', 'g'),
    '''([^'']+)''', '''=\1''', 'g')::tsquery && question;

create function atlas_question() returns tsquery
  language sql stable
  return (
    select case asked when '''*''' then mine else mine && asked::tsquery end
    from (
      select
        nullif(current_setting('atlas.question', true), '') as asked,
        quote_literal(atlas_user_id())::tsquery as mine
    ) as setting
  );

create index tickets_words on tickets using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index ticket_notes_words on ticket_notes using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index sessions_words on sessions using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index session_notes_words on session_notes using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index scenarios_words on scenarios using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index tasks_words on tasks using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index artifacts_words on artifacts using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index checkpoints_words on checkpoints using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index decisions_words on decisions using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index memories_words on memories using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);

-- "is true" keeps other indexes out: they would find the user's rows and read the words of all.
create policy search on tickets for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on ticket_notes for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on sessions for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on session_notes for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on scenarios for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on tasks for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on artifacts for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on checkpoints for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on decisions for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
create policy search on memories for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());

create view things with (security_invoker = true) as
select user_id, 'ticket' as kind, id, null::uuid as parent_id,
  coalesce(jira_updated_at, synced_at) as at, words, project_key, status, issue_type,
  deleted as aside
from tickets
union all
select user_id, 'ticket_note', ticket_id, ticket_id, updated_at, words, null, null, null, false
from ticket_notes where note is not null
union all
select user_id, 'session', id, ticket_id, started_at, words, null, null, null, false
from sessions where archived_at is null or atlas_sees_archived()
union all
select user_id, 'session_note', id, session_id, noted_at, words, null, null, null, false
from session_notes
union all
select user_id, 'scenario', id, session_id, logged_at, words, null, null, null, false
from scenarios where archived_at is null or atlas_sees_archived()
union all
select user_id, 'task', id, project_id, updated_at, words, null, null, null, false
from tasks where archived_at is null or atlas_sees_archived()
union all
select user_id, 'artifact', id, task_id, created_at, words, null, null, null, false
from artifacts where archived_at is null or atlas_sees_archived()
union all
select user_id, 'checkpoint', id, project_id, created_at, words, null, null, null, false
from checkpoints where archived_at is null or atlas_sees_archived()
union all
select user_id, 'decision', id, project_id, created_at, words, null, null, null,
  status = 'superseded'
from decisions where archived_at is null or atlas_sees_archived()
union all
-- A memory of no project belongs to the user alone.
select user_id, 'memory', id, coalesce(project_id, user_id), updated_at, words, null, null, null,
  false
from memories
where (expires_at is null or expires_at > atlas_now())
  and (archived_at is null or atlas_sees_archived());
grant select on things to atlas_app;

create function asked_things(
  wanted text, within uuid[] default null, without uuid[] default '{}', scope text[] default '{}',
  project text default null, in_status text default null, of_type text default null,
  with_aside boolean default false, since timestamptz default null,
  until timestamptz default null, guarded boolean default true)
  returns setof things
  language sql stable
  as $$
    select * from things t
    where t.kind = wanted
      and (within is null or t.parent_id in (select unnest(within)))
      and (cardinality(without) = 0 or t.id <> all (without))
      and (cardinality(scope) = 0 or t.project_key is null or t.project_key = any (scope))
      and (project is null or t.project_key = project)
      and (in_status is null or lower(t.status) = lower(in_status))
      and (of_type is null or lower(t.issue_type) = lower(of_type))
      and (with_aside or not t.aside)
      and (since is null or t.at >= since)
      and (until is null or t.at < until)
      and (guarded
        or t.user_id = atlas_user_id() and indexed_words(t.words, t.user_id) @@ atlas_question())
  $$;

create function rarest_words(wanted text, words text[], most integer) returns tsquery
  language plpgsql
  security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  guarded boolean := row_security_active('tickets');
  rare text[] := words;
  counts integer[] := '{}';
  seen integer;
  word text;
begin
  if cardinality(words) > 20 then
    -- What a tenth of some rows have is in too many, and to count those takes the longest.
    perform set_config('atlas.question', '''*''', true);
    rare := array(
      select w from unnest(words) as w
      where ltrim(w, '=') not in (
        select lexeme
        from (select t.words from asked_things(wanted, guarded => guarded) t limit 100) as sample
        cross join lateral unnest(tsvector_to_array(sample.words)) as lexeme
        group by lexeme having count(*) > 10));
  end if;
  foreach word in array rare loop
    perform set_config('atlas.question', quote_literal(word), true);
    select count(*) into seen
    from (select from asked_things(wanted, guarded => guarded) limit most + 1) as counted;
    counts := counts || seen;
  end loop;
  perform set_config('atlas.question', '', true);
  return (
    select string_agg(quote_literal(w), ' | ')::tsquery
    from (
      select w, sum(n) over rarest as together, row_number() over rarest as place
      from unnest(rare, counts) as counted(w, n) where n > 0
      window rarest as (order by n, w)
    ) as ranked
    where together <= most or place = 1);
end
$$;

create function find_words(
  wanted text, question tsquery, rank_by tsquery default null, any_word boolean default false,
  most integer default 1000, within uuid[] default null, without uuid[] default '{}',
  scope text[] default '{}', project text default null, in_status text default null,
  of_type text default null, with_aside boolean default false, since timestamptz default null,
  until timestamptz default null)
  returns table (id uuid, at timestamptz, rank real, matching bigint)
  language plpgsql
  rows 20
  security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  -- Not where the owner is a superuser, whom no policy binds; then nothing may be left to them.
  guarded boolean := row_security_active('tickets');
  bound constant integer := 500;
  everything constant tsquery := $all$'*'$all$;
  sought tsquery := question;
  seen integer;
begin
  if coalesce(numnode(question), 0) = 0 then
    return;
  end if;
  perform set_config('atlas.question', sought::text, true);
  if any_word and bound < (
    select count(*) from (
      select from asked_things(wanted, within, without, scope, project, in_status, of_type,
        with_aside, since, until, guarded)
      limit bound + 1) as counted)
  then
    sought := rarest_words(
      wanted, tsvector_to_array(to_tsvector('simple', querytree(question))), bound);
    perform set_config('atlas.question', sought::text, true);
  end if;
  return query
    select n.id, n.at,
      case when row_number() over () <= bound and question <> everything
        then ts_rank(n.words, coalesce(rank_by, question)) end,
      n.matching
    from (
      select t.id, t.at, t.words, count(*) over () as matching
      from asked_things(wanted, within, without, scope, project, in_status, of_type, with_aside,
        since, until, guarded) as t
      order by t.at desc, t.id
      limit most) as n;
  get diagnostics seen = row_count;
  if seen >= least(most, bound) then
    perform set_config('atlas.question', titled(sought)::text, true);
    return query
      select n.id, n.at, ts_rank(n.words, coalesce(rank_by, question)), null::bigint
      from (
        select t.id, t.at, t.words
        from asked_things(wanted, within, without, scope, project, in_status, of_type,
          with_aside, since, until, guarded) as t
        order by t.at desc, t.id
        limit least(most, bound)) as n;
  end if;
  perform set_config('atlas.question', '', true);
end
$$;

create function find_events(
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
      order by l.at desc, l.seq desc limit 10000
    ) e
    where question = '''*''' or e.words @@ question
    order by rank desc, e.at desc, e.seq desc
    limit most;
end
$$;

revoke all on function rarest_words, find_words from public;
grant execute on function rarest_words, find_words to atlas_app;
