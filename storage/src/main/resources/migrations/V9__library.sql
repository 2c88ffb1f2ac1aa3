-- A scenario that a team has written down elsewhere and is imported here: L-12. A key of a source is
-- one scenario; one that was removed keeps it.
create table library_scenarios (
  user_id       uuid not null references users on delete cascade,
  id            uuid not null,
  number        integer not null,
  source        text not null check (source in ('zephyr', 'testrail', 'csv', 'jsonl')),
  source_key    text not null check (length(source_key) between 1 and 200),
  name          text not null check (length(name) between 1 and 500),
  scenario_key  text not null,
  folder        text not null check (length(folder) <= 1000),
  components    text[] not null check (cardinality(components) <= 100),
  labels        text[] not null check (cardinality(labels) <= 100),
  priority      text check (length(priority) <= 100),
  objective     text not null check (length(objective) <= 20000),
  precondition  text not null check (length(precondition) <= 20000),
  -- Each has step, data and expected.
  steps         jsonb not null check (jsonb_typeof(steps) = 'array'),
  minutes       integer check (minutes between 1 and 1440),
  -- Of the tickets that it is a test of, as the source says.
  ticket_keys   text[] not null check (cardinality(ticket_keys) <= 200),
  archived_at   timestamptz,
  created_at    timestamptz not null default atlas_now(),
  updated_at    timestamptz not null default atlas_now(),
  words         tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(name)), 'A')
    || setweight(to_tsvector('english', searchable(folder)), 'B')
    || setweight(to_tsvector('english', searchable(components)), 'B')
    || setweight(to_tsvector('english', searchable(objective)), 'D')
    || setweight(to_tsvector('english', searchable(precondition)), 'D')
    || setweight(jsonb_to_tsvector('english', steps, '["string"]'), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  unique (user_id, source, source_key)
);
create index library_scenarios_words on library_scenarios
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);

create trigger touch_updated_at before update on library_scenarios
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

alter table library_scenarios enable row level security;
alter table library_scenarios force row level security;
create policy own on library_scenarios to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on library_scenarios for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on library_scenarios to atlas_app;

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
from library_scenarios where archived_at is null or atlas_sees_archived();
