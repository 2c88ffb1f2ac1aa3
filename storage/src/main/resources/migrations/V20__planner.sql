-- One of the two halves of a person's days, which personal tasks and habits belong to.
create table spaces (
  user_id     uuid not null references users on delete cascade,
  id          uuid not null,
  name        text not null check (name in ('personal', 'work')),
  colour      text not null check (colour ~ '^#[0-9a-f]{6}$'),
  icon        text not null check (length(icon) between 1 and 50),
  version     integer not null check (version > 0),
  created_at  timestamptz not null default atlas_now(),
  updated_at  timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, name)
);

-- Something that the person themself has to do: U-3. due_time is by their clock; what was made by
-- itself, as from a bug, is auto_created. reminded_at is when remind_at was told, if it was.
create table personal_tasks (
  user_id       uuid not null references users on delete cascade,
  id            uuid not null,
  number        integer not null,
  space_id      uuid not null,
  title         text not null check (length(title) between 1 and 200),
  description   text check (length(description) <= 4000),
  priority      text not null check (priority in ('critical', 'high', 'medium', 'low')),
  due           date,
  due_time      time,
  remind_at     timestamptz,
  reminded_at   timestamptz,
  tags          text[] not null check (cardinality(tags) <= 20),
  ticket_key    text check (length(ticket_key) between 3 and 64),
  bug_id        uuid,
  auto_created  boolean not null,
  completed_at  timestamptz,
  version       integer not null check (version > 0),
  archived_at   timestamptz,
  created_at    timestamptz not null default atlas_now(),
  updated_at    timestamptz not null default atlas_now(),
  words         tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(tags)), 'B')
    || setweight(to_tsvector('english', searchable(coalesce(description, ''))), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, space_id) references spaces,
  foreign key (user_id, bug_id) references bugs,
  check (due is not null or due_time is null)
);
create index personal_tasks_words on personal_tasks using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index personal_tasks_open on personal_tasks (user_id, due)
  where completed_at is null and archived_at is null;
create index personal_tasks_by_ticket on personal_tasks (user_id, ticket_key)
  where ticket_key is not null;

-- Something in the person's calendar that they put there: V-4. All-day it has days, else instants.
-- What is tested, due in Jira or a personal task is in calendar by itself.
create table calendar_events (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  type         text not null
                 check (type in (
                   'testing_session', 'personal_task', 'jira_deadline', 'reminder', 'custom')),
  title        text not null check (length(title) between 1 and 200),
  description  text check (length(description) <= 4000),
  all_day      boolean not null,
  first_day    date,
  last_day     date check (last_day >= first_day),
  starts_at    timestamptz,
  ends_at      timestamptz check (ends_at >= starts_at),
  remind_at    timestamptz,
  reminded_at  timestamptz,
  ticket_key   text check (length(ticket_key) between 3 and 64),
  version      integer not null check (version > 0),
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, number),
  check (all_day = (first_day is not null) and all_day = (last_day is not null)),
  check (all_day = (starts_at is null) and (starts_at is not null or ends_at is null))
);
create index calendar_events_by_start on calendar_events (user_id, starts_at)
  where archived_at is null;
create index calendar_events_by_day on calendar_events (user_id, first_day)
  where archived_at is null;

-- A day that somebody waits for: N-2.
create table countdowns (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  title        text not null check (length(title) between 1 and 200),
  day          date not null,
  category     text not null check (category in ('work', 'personal', 'life_event')),
  colour       text check (colour ~ '^#[0-9a-f]{6}$'),
  icon         text check (length(icon) between 1 and 50),
  ticket_key   text check (length(ticket_key) between 3 and 64),
  active       boolean not null,
  version      integer not null check (version > 0),
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, number)
);
create index countdowns_by_day on countdowns (user_id, day) where active and archived_at is null;

-- All that has a place in the person's calendar, what they did not put there included: sessions
-- that were, deadlines of Jira, personal tasks that are due. uid is what other calendars know it by.
create view calendar with (security_invoker = true) as
select e.user_id, 'event-' || e.id as uid, e.type, 'V-' || e.number as item, e.title,
  e.description, e.all_day, e.first_day, e.last_day, e.starts_at, e.ends_at, e.remind_at,
  e.ticket_key, false as done, e.updated_at
from calendar_events e
where e.archived_at is null
union all
select s.user_id, 'session-' || s.id, 'testing_session', 'S-' || s.number,
  t.ticket_key || ': ' || s.charter, s.summary, false, null, null, s.started_at, s.ended_at, null,
  t.ticket_key, s.ended_at is not null, s.updated_at
from sessions s join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
where s.archived_at is null
union all
select t.user_id, 'ticket-' || t.id, 'jira_deadline', t.ticket_key, t.ticket_key || ': ' || t.summary,
  null, true, t.due, t.due, null, null, null, t.ticket_key, t.status_category = 'done',
  t.updated_at
from tickets t
where t.active and t.due is not null
union all
select p.user_id, 'task-' || p.id, 'personal_task', 'U-' || p.number, p.title, p.description,
  p.due_time is null, case when p.due_time is null then p.due end,
  case when p.due_time is null then p.due end, (p.due + p.due_time) at time zone u.time_zone, null,
  p.remind_at, p.ticket_key, p.completed_at is not null, p.updated_at
from personal_tasks p join users u on u.id = p.user_id
where p.due is not null and p.archived_at is null;

-- Days that are counted down to: those that somebody wanted, and those on which something is due,
-- which are there by themselves.
create view countdown_days with (security_invoker = true) as
select user_id, 'N-' || number as item, title, day, category, colour, icon, ticket_key,
  false as auto_created
from countdowns
where active and archived_at is null
union all
select user_id, ticket_key, summary, due, 'work', null, null, ticket_key, true
from tickets
where active and due is not null and status_category <> 'done'
union all
select p.user_id, 'U-' || p.number, p.title, p.due, s.name, s.colour, s.icon, p.ticket_key, true
from personal_tasks p join spaces s on s.user_id = p.user_id and s.id = p.space_id
where p.due is not null and p.completed_at is null and p.archived_at is null;

create trigger touch_updated_at before update on spaces
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on personal_tasks
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on calendar_events
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on countdowns
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

alter table spaces enable row level security;
alter table spaces force row level security;
create policy own on spaces to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on spaces to atlas_app;

alter table personal_tasks enable row level security;
alter table personal_tasks force row level security;
create policy own on personal_tasks to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on personal_tasks for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on personal_tasks to atlas_app;

alter table calendar_events enable row level security;
alter table calendar_events force row level security;
create policy own on calendar_events to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on calendar_events to atlas_app;

alter table countdowns enable row level security;
alter table countdowns force row level security;
create policy own on countdowns to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on countdowns to atlas_app;

grant select on calendar, countdown_days to atlas_app;

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
-- A personal task belongs to the user alone.
select user_id, 'personal_task', id, user_id, updated_at, words, null, null, null, false
from personal_tasks where archived_at is null or atlas_sees_archived();
