-- Insights, actions and focus logs have words, and are found with everything else.
alter table insights add column words tsvector not null generated always as (
  setweight(to_tsvector('english', searchable(title)), 'A')
  || setweight(to_tsvector('english', searchable(content)), 'D')) stored;
create index insights_words on insights
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);
create policy search on insights for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());

alter table actions add column words tsvector not null generated always as (
  setweight(to_tsvector('english', searchable(title)), 'A')
  || setweight(to_tsvector('english', searchable(coalesce(description, ''))), 'D')) stored;
create index actions_words on actions
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);
create policy search on actions for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());

alter table focus_logs add column words tsvector not null generated always as (
  setweight(to_tsvector('english', searchable(text)), 'A')
  || setweight(to_tsvector('english', searchable(coalesce(details, ''))), 'D')) stored;
create index focus_logs_words on focus_logs
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);
create policy search on focus_logs for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());

-- What could be begun next, the important first, without reading all that waits.
create index tasks_next on tasks (user_id, priority_rank, number)
  where status in ('todo', 'in_progress');

-- A rebuild takes rows away before it makes them again from the log.
grant delete on evidence, evidence_files, evidence_analyses, insights to atlas_app;

create or replace view things with (security_invoker = true) as
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
  and (archived_at is null or atlas_sees_archived())
union all
select user_id, 'library', id, null, updated_at, words, null, null, null, false
from library_scenarios where archived_at is null or atlas_sees_archived()
union all
-- Its status is its category, and its type the source. It belongs to itself: whose tag is wanted.
-- What ATLAS saw itself is found as what it is evidence of.
select user_id, 'evidence', id, id, happened_at, words, split_part(ticket_key, '-', 1), category,
  source, source in ('session', 'task', 'decision')
from evidence where archived_at is null or atlas_sees_archived()
union all
-- What belongs to no project belongs to the user alone. What the person rejected is set aside.
select user_id, 'insight', id, user_id, created_at, words, null, null, null,
  verdict is not distinct from 'rejected'
from insights where archived_at is null or atlas_sees_archived()
union all
select user_id, 'action', id, user_id, updated_at, words, null, null, null, false
from actions where archived_at is null or atlas_sees_archived()
union all
select user_id, 'focus_log', id, user_id, logged_at, words, null, null, null, false
from focus_logs where archived_at is null or atlas_sees_archived()
union all
select user_id, 'personal_task', id, user_id, updated_at, words, null, null, null, false
from personal_tasks where archived_at is null or atlas_sees_archived();

create or replace view focus_metrics with (security_invoker = true) as
select
  u.id as user_id,
  coalesce(t.progress, 0) as combined_progress,
  coalesce(t.energy, 0) as energy,
  coalesce(g.minutes, 0) as logged_minutes,
  coalesce(s.minutes, 0) as tested_minutes,
  coalesce(t.planned_minutes, 0) as planned_minutes,
  u.weekly_capacity_minutes,
  least(100, round(100.0
    * (coalesce(g.minutes, 0) + coalesce(s.minutes, 0) + coalesce(t.planned_minutes, 0))
    / u.weekly_capacity_minutes, 2)) as overload_risk
from users u
cross join lateral (
  select
    round(avg(progress), 2) as progress, sum(energy)::integer as energy,
    sum(planned_minutes)::integer as planned_minutes
  from theater_states t where t.user_id = u.id
) t
-- What was done in a theater that is removed now was done.
cross join lateral (
  select sum(g.minutes)::integer as minutes
  from focus_logs g
  where g.user_id = u.id and g.logged_at > atlas_now() - interval '7 days'
    and g.archived_at is null
) g
cross join lateral (
  select (sum(active_seconds) / 60)::integer as minutes
  from sessions s
  where s.user_id = u.id and s.started_at > atlas_now() - interval '30 days'
    and s.ended_at > atlas_now() - interval '7 days' and s.archived_at is null
) s;
