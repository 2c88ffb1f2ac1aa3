-- Work memory: tasks with criteria, dependencies and leases; what came of them; checkpoints that
-- capture by themselves; decisions that are reviewed; what agents remember; and things that are
-- removed without being gone. What each table is stands in schema.sql.

-- Whether the transaction sees what was removed as well: to restore it, or to go over everything.
create function atlas_sees_archived() returns boolean
  language sql stable
  return coalesce(current_setting('atlas.archived', true), '') = 'on';

-- The same for a list of texts.
create function searchable(text[]) returns text
  language sql immutable parallel safe
  return searchable(array_to_string($1, ' '));

-- ---------------------------------------------------------------------------------------------
-- Testing: what is searched, and what can be removed
-- ---------------------------------------------------------------------------------------------

alter table sessions
  add column archived_at timestamptz,
  add column words tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(charter)), 'A')
    || setweight(to_tsvector('english', searchable(
      coalesce(summary, '') || ' ' || coalesce(obstacles, '') || ' ' || coalesce(outlook, ''))),
      'D')) stored,
  add check (archived_at is null or ended_at is not null);

alter table predictions add column archived_at timestamptz;

alter table scenarios
  add column archived_at timestamptz,
  add column words tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(name)), 'A')
    || setweight(to_tsvector('english', searchable(coalesce(notes, ''))), 'D')) stored;

alter table session_notes
  add column words tsvector not null
    generated always as (to_tsvector('english', searchable(text))) stored;

alter table ticket_notes
  add column words tsvector not null
    generated always as (to_tsvector('english', searchable(coalesce(note, '')))) stored;

-- ---------------------------------------------------------------------------------------------
-- Projects and tasks
-- ---------------------------------------------------------------------------------------------

alter table projects
  add column require_evidence_for_done boolean not null default false,
  add column max_active_tasks smallint check (max_active_tasks between 1 and 1000),
  add column lease_minutes smallint not null default 60 check (lease_minutes between 1 and 1440),
  add column archived_at timestamptz;
-- The name of a project that was removed is free again.
alter table projects drop constraint projects_user_id_name_key;
create unique index projects_by_name on projects (user_id, name) where archived_at is null;

create table tasks (
  user_id        uuid not null references users on delete cascade,
  id             uuid not null,
  number         integer not null,
  project_id     uuid not null,
  title          text not null check (length(title) between 1 and 200),
  description    text check (length(description) <= 8000),
  status         text not null
                   check (status in ('todo', 'in_progress', 'blocked', 'done', 'cancelled')),
  priority       text not null
                   check (priority in ('highest', 'high', 'medium', 'low', 'lowest')),
  priority_rank  smallint not null generated always as (
    array_position(array['highest', 'high', 'medium', 'low', 'lowest'], priority)) stored,
  ticket_key     text check (length(ticket_key) between 3 and 64),
  session_id     uuid,
  holder         text check (length(holder) between 1 and 100),
  leased_at      timestamptz,
  leased_until   timestamptz check (leased_until > leased_at),
  lost_by        text,
  lost_since     timestamptz,
  lost_until     timestamptz,
  result         text check (length(result) <= 8000),
  finished_at    timestamptz,
  archived_at    timestamptz,
  created_at     timestamptz not null default atlas_now(),
  updated_at     timestamptz not null default atlas_now(),
  words          tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(
      coalesce(description, '') || ' ' || coalesce(result, ''))), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, project_id) references projects,
  foreign key (user_id, session_id) references sessions,
  check ((holder is null) = (leased_at is null) and (holder is null) = (leased_until is null)),
  check ((lost_by is null) = (lost_since is null) and (lost_by is null) = (lost_until is null)),
  check (holder is null or status = 'in_progress'),
  check ((status in ('done', 'cancelled')) = (finished_at is not null))
);
create index tasks_open on tasks (user_id, project_id, priority_rank, number)
  where status in ('todo', 'in_progress', 'blocked');
create index tasks_by_project on tasks (user_id, project_id, number desc);
create index tasks_by_ticket on tasks (user_id, ticket_key) where ticket_key is not null;
create index tasks_by_session on tasks (user_id, session_id) where session_id is not null;

create table artifacts (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  task_id      uuid not null,
  type         text not null check (type in ('diff', 'pr', 'test_report', 'document', 'other')),
  ref          text not null check (length(ref) between 1 and 2000),
  summary      text check (length(summary) <= 4000),
  actor        text not null,
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  words        tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(coalesce(summary, ''))), 'A')
    || setweight(to_tsvector('english', searchable(ref)), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, task_id) references tasks on delete cascade
);
create index artifacts_by_task on artifacts (user_id, task_id, number desc);

create table task_criteria (
  user_id      uuid not null,
  id           uuid not null,
  task_id      uuid not null,
  number       integer not null check (number > 0),
  position     smallint not null check (position > 0),
  text         text not null check (length(text) between 1 and 1000),
  state        text not null check (state in ('open', 'met', 'waived')),
  artifact_id  uuid,
  session_id   uuid,
  evidence     text check (length(evidence) between 1 and 2000),
  waiver       text check (length(waiver) between 1 and 2000),
  settled_at   timestamptz,
  settled_by   text,
  archived_at  timestamptz,
  primary key (user_id, id),
  unique (user_id, task_id, number),
  foreign key (user_id, task_id) references tasks on delete cascade,
  foreign key (user_id, artifact_id) references artifacts,
  foreign key (user_id, session_id) references sessions,
  check ((state = 'waived') = (waiver is not null)),
  check (state = 'met' or num_nonnulls(artifact_id, session_id, evidence) = 0),
  check (num_nonnulls(artifact_id, session_id, evidence) <= 1),
  check ((state = 'open') = (settled_at is null) and (state = 'open') = (settled_by is null))
);

create table task_constraints (
  user_id   uuid not null,
  task_id   uuid not null,
  position  smallint not null check (position > 0),
  text      text not null check (length(text) between 1 and 1000),
  primary key (user_id, task_id, position),
  foreign key (user_id, task_id) references tasks on delete cascade
);

create table task_dependencies (
  user_id        uuid not null,
  task_id        uuid not null,
  depends_on_id  uuid not null,
  primary key (user_id, task_id, depends_on_id),
  foreign key (user_id, task_id) references tasks on delete cascade,
  foreign key (user_id, depends_on_id) references tasks on delete cascade,
  check (task_id <> depends_on_id)
);
create index task_dependencies_backwards on task_dependencies (user_id, depends_on_id);

-- ---------------------------------------------------------------------------------------------
-- Checkpoints, decisions, memories
-- ---------------------------------------------------------------------------------------------

alter table checkpoints
  add column captured jsonb not null default '{}',
  add column event_position bigint not null default 0,
  add column archived_at timestamptz,
  add column words tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(label)), 'A')
    || setweight(to_tsvector('english', searchable(summary || ' ' || resume_instructions)), 'D'))
    stored,
  alter column snapshot drop not null;
-- What the caller gave and what ATLAS saw stood in one column. Forced security binds the owner too,
-- who must see the rows for once.
alter table checkpoints no force row level security;
update checkpoints set
  captured = snapshot - 'given' - 'event_position',
  event_position = coalesce((snapshot->>'event_position')::bigint, 0),
  snapshot = snapshot->'given';
alter table checkpoints force row level security;
alter table checkpoints
  alter column captured drop default,
  alter column event_position drop default;

alter table decisions
  add column outcome text check (length(outcome) between 1 and 8000),
  add column archived_at timestamptz,
  add column words tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(choice)), 'B')
    || setweight(to_tsvector('english', searchable(options)), 'D')
    || setweight(to_tsvector('english', searchable(
      rationale || ' ' || coalesce(outcome, ''))), 'D')) stored;
create index decisions_to_review on decisions (user_id, project_id, review_at)
  where review_at is not null;

create table memories (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  project_id   uuid,
  type         text not null check (type in ('pattern', 'context', 'preference', 'session')),
  key          text not null check (length(key) between 1 and 200),
  value        text not null check (length(value) between 1 and 8000),
  actor        text not null,
  expires_at   timestamptz,
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  words        tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(key)), 'A')
    || setweight(to_tsvector('english', searchable(value)), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, project_id) references projects
);
-- One that was removed leaves its key to another.
create unique index memories_by_key on memories (user_id, type, key) where archived_at is null;

-- ---------------------------------------------------------------------------------------------
-- The event log
-- ---------------------------------------------------------------------------------------------

alter table events
  add column task_id uuid,
  add column words tsvector not null
    generated always as (to_tsvector('english', searchable(summary))) stored;
create index events_by_task on events (user_id, task_id, at desc, seq desc)
  where task_id is not null;

-- ---------------------------------------------------------------------------------------------
-- Views
-- ---------------------------------------------------------------------------------------------

create or replace view session_totals with (security_invoker = true) as
select
  s.user_id,
  s.id as session_id,
  coalesce(r.scenarios, 0) as scenarios,
  coalesce(r.failed, 0) as failed,
  coalesce(r.bugs, 0) as bugs,
  coalesce(p.seconds, 0) as paused_seconds,
  p.open_since as paused_since
from sessions s
left join lateral (
  select
    count(*)::integer as scenarios,
    (count(*) filter (where result = 'failed'))::integer as failed,
    count(distinct bug_key)::integer as bugs
  from scenarios c
  where c.user_id = s.user_id and c.session_id = s.id and c.archived_at is null
) r on true
left join lateral (
  select
    coalesce(sum(extract(epoch from ended_at - started_at)), 0)::integer as seconds,
    max(started_at) filter (where ended_at is null) as open_since
  from pauses b
  where b.user_id = s.user_id and b.session_id = s.id
) p on true;

create view active_tasks with (security_invoker = true) as
select
  t.user_id, t.id, t.number, t.project_id, p.name as project_name, t.title, t.status, t.priority,
  t.priority_rank, t.ticket_key, t.session_id, t.holder, t.leased_at, t.leased_until,
  t.leased_until is not null and t.leased_until > atlas_now() as is_leased,
  t.created_at, t.updated_at
from tasks t
join projects p on p.user_id = t.user_id and p.id = t.project_id
where t.status in ('in_progress', 'blocked');

create view task_progress with (security_invoker = true) as
select
  t.user_id, t.id as task_id, t.project_id, t.title, t.status, t.priority,
  c.total as total_criteria, c.met as met_criteria, c.waived as waived_criteria,
  a.total as artifact_count,
  not exists (
    select from task_dependencies d
    join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
    where d.user_id = t.user_id and d.task_id = t.id and o.status <> 'done'
  ) as dependencies_done,
  t.holder, t.leased_until, t.created_at, t.updated_at
from tasks t
left join lateral (
  select
    count(*)::integer as total,
    (count(*) filter (where state = 'met'))::integer as met,
    (count(*) filter (where state = 'waived'))::integer as waived
  from task_criteria c
  where c.user_id = t.user_id and c.task_id = t.id and c.archived_at is null
) c on true
left join lateral (
  select count(*)::integer as total from artifacts a
  where a.user_id = t.user_id and a.task_id = t.id
) a on true;

drop view recent_events;
create view recent_events with (security_invoker = true) as
select e.*, p.name as project_name, t.number as task_number, t.title as task_title
from events e
left join projects p on p.user_id = e.user_id and p.id = e.project_id
left join tasks t on t.user_id = e.user_id and t.id = e.task_id;

-- ---------------------------------------------------------------------------------------------
-- Triggers that keep updated_at
-- ---------------------------------------------------------------------------------------------

create trigger touch_updated_at before update on tasks
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on memories
  for each row execute function touch_updated_at();

-- ---------------------------------------------------------------------------------------------
-- Who may see and do what
-- ---------------------------------------------------------------------------------------------

-- What was removed is hidden by the policies, so that no statement can forget to. The scenarios of
-- a session and the criteria of a task are numbered by counting, which must count those, too.
alter policy own on sessions
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()));
alter policy own on predictions
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()));
alter policy own on projects
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()));
alter policy own on checkpoints
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()));
alter policy own on decisions
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()));

alter table tasks enable row level security;
alter table tasks force row level security;
create policy own on tasks to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on tasks to atlas_app;

alter table task_criteria enable row level security;
alter table task_criteria force row level security;
create policy own on task_criteria to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on task_criteria to atlas_app;

alter table task_constraints enable row level security;
alter table task_constraints force row level security;
create policy own on task_constraints to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on task_constraints to atlas_app;

alter table task_dependencies enable row level security;
alter table task_dependencies force row level security;
create policy own on task_dependencies to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on task_dependencies to atlas_app;

alter table artifacts enable row level security;
alter table artifacts force row level security;
create policy own on artifacts to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on artifacts to atlas_app;

alter table memories enable row level security;
alter table memories force row level security;
create policy own on memories to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on memories to atlas_app;

-- To rebuild the read models from the log, a user's rows are taken away and made again.
grant delete on projects, decisions to atlas_app;
grant update, delete on checkpoints to atlas_app;
grant update on scenarios to atlas_app;
grant select on active_tasks, task_progress, recent_events to atlas_app;
