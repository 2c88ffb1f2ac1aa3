-- Whose words a charter is, where was tested, and what was tried beside the charter.
alter table sessions add column charter_offered boolean not null default false;
alter table sessions add column environment text[] not null default '{}'
  check (cardinality(environment) <= 20);
alter table scenarios add column opportunity boolean not null default false;

-- A bug counts once, however many scenarios met it, and before Jira has it, too.
create or replace view session_totals with (security_invoker = true) as
select
  s.user_id,
  s.id as session_id,
  coalesce(r.scenarios, 0) as scenarios,
  coalesce(r.failed, 0) as failed,
  coalesce(g.bugs, 0) as bugs,
  coalesce(p.seconds, 0) as paused_seconds,
  p.open_since as paused_since
from sessions s
left join lateral (
  select
    count(*)::integer as scenarios,
    (count(*) filter (where result = 'failed'))::integer as failed
  from scenarios c
  where c.user_id = s.user_id and c.session_id = s.id and c.archived_at is null
) r on true
left join lateral (
  select count(*)::integer as bugs
  from (
    select bug_key as bug from scenarios c
    where c.user_id = s.user_id and c.session_id = s.id and c.archived_at is null
      and bug_key is not null
    union
    select coalesce(bug_key, id::text) from bugs f
    where f.user_id = s.user_id and f.session_id = s.id
  ) found
) g on true
left join lateral (
  select
    coalesce(sum(extract(epoch from ended_at - started_at)), 0)::integer as seconds,
    max(started_at) filter (where ended_at is null) as open_since
  from pauses b
  where b.user_id = s.user_id and b.session_id = s.id
) p on true;

-- What came of the scenarios that were predicted for each session, each once: useful is what was
-- tried and found a bug, or was rated as accepted or modified.
create view session_predictions with (security_invoker = true) as
select
  o.user_id,
  o.session_id,
  count(*)::integer as made,
  (count(*) filter (where o.tried))::integer as tried,
  (count(*) filter (where o.found_bug))::integer as found_bug,
  (count(*) filter (where o.useful))::integer as useful
from (
  select
    b.user_id, b.session_id, p.scenario_key,
    bool_or(p.tried) as tried,
    bool_or(p.found_bug) as found_bug,
    bool_or(p.tried and (p.found_bug or p.feedback in ('accepted', 'modified'))) as useful
  from prediction_batches b
  join predictions p on p.user_id = b.user_id and p.batch_id = b.id
  where b.session_id is not null
  group by b.user_id, b.session_id, p.scenario_key
) o
group by o.user_id, o.session_id;

-- What testing came to on each ticket: its completed sessions, their bugs, how long they took, and
-- which share of what was predicted for them was useful. xp is 0 until there is a ledger of it.
create view testing_effectiveness with (security_invoker = true) as
select
  s.user_id,
  s.ticket_id,
  t.ticket_key,
  count(*)::integer as sessions,
  sum(n.bugs)::integer as bugs,
  avg(n.bugs)::double precision as bugs_per_session,
  avg(s.active_seconds)::double precision as mean_seconds,
  avg(p.useful::double precision / p.made) as mean_accuracy,
  0 as xp
from sessions s
join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
join session_totals n on n.user_id = s.user_id and n.session_id = s.id
left join session_predictions p on p.user_id = s.user_id and p.session_id = s.id
where s.status = 'completed'
group by s.user_id, s.ticket_id, t.ticket_key;
grant select on session_predictions, testing_effectiveness to atlas_app;

-- Sessions that are open since before there was anybody to close them: each is looked at in a day.
alter table sessions no force row level security;
alter table scheduled_tasks no force row level security;
insert into scheduled_tasks (user_id, task_name, task_instance, task_data, execution_time, picked,
  version)
select user_id, 'session.idle', user_id || '/' || id,
  convert_to(user_id || '/' || id || '/' || id, 'UTF8'), atlas_now() + interval '1 day', false, 1
from sessions where status in ('active', 'paused');
alter table sessions force row level security;
alter table scheduled_tasks force row level security;
