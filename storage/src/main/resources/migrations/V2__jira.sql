-- Jira for real: issues by their numeric id, resumable syncs, webhooks, what is written to Jira,
-- and the jobs that do it. What each table is stands in schema.sql.

-- ---------------------------------------------------------------------------------------------
-- Tickets
-- ---------------------------------------------------------------------------------------------

alter table tickets
  add column assignee_id text,
  add column reporter_id text,
  add column sprint text,
  add column story_points numeric check (story_points >= 0),
  add column original_estimate_seconds integer check (original_estimate_seconds >= 0),
  add column remaining_estimate_seconds integer check (remaining_estimate_seconds >= 0),
  add column spent_seconds integer check (spent_seconds >= 0),
  add column deleted boolean not null default false,
  add check (not (active and deleted));

create table ticket_keys (
  user_id    uuid not null,
  old_key    text not null check (length(old_key) between 3 and 64),
  ticket_id  uuid not null,
  moved_at   timestamptz not null default atlas_now(),
  primary key (user_id, old_key),
  foreign key (user_id, ticket_id) references tickets on delete cascade
);
create index ticket_keys_by_ticket on ticket_keys (user_id, ticket_id, moved_at desc);

-- Version 1 knew issues by their keys, so that one which was moved has a row for each key it had.
-- The latest becomes the issue, takes over what belongs to the others, and answers to their keys.
-- Forced security binds the owner too, who must see the rows for once.
alter table tickets no force row level security;
alter table ticket_notes no force row level security;
alter table sessions no force row level security;
alter table prediction_batches no force row level security;

create temporary table copies on commit drop as
  select user_id, id, ticket_key, latest
  from (
    select user_id, id, ticket_key,
      first_value(id) over (
        partition by user_id, jira_id
        order by jira_updated_at desc nulls last, synced_at desc, id desc) as latest
    from tickets
  ) as ranked
  where id <> latest;

-- Two open sessions must not end up on one ticket: there the copy stays, under an id of its own.
delete from copies c
  where exists (
    select from sessions s
    where s.user_id = c.user_id and s.ticket_id = c.id and s.status in ('active', 'paused'));
update tickets t set jira_id = t.jira_id || '~' || t.ticket_key, active = false
  where exists (
      select from tickets o
      where o.user_id = t.user_id and o.jira_id = t.jira_id
        and (coalesce(o.jira_updated_at, '-infinity'), o.synced_at, o.id)
          > (coalesce(t.jira_updated_at, '-infinity'), t.synced_at, t.id))
    and not exists (select from copies c where c.user_id = t.user_id and c.id = t.id);

update sessions s set ticket_id = c.latest
  from copies c where c.user_id = s.user_id and c.id = s.ticket_id;
update prediction_batches b set ticket_id = c.latest
  from copies c where c.user_id = b.user_id and c.id = b.ticket_id;
insert into ticket_notes (user_id, ticket_id, note, difficulty, created_at, updated_at)
  select distinct on (c.user_id, c.latest)
    c.user_id, c.latest, n.note, n.difficulty, n.created_at, n.updated_at
  from copies c join ticket_notes n on n.user_id = c.user_id and n.ticket_id = c.id
  order by c.user_id, c.latest, n.updated_at desc
  on conflict (user_id, ticket_id) do nothing;
insert into ticket_keys (user_id, old_key, ticket_id)
  select user_id, ticket_key, latest from copies;
delete from tickets t using copies c where c.user_id = t.user_id and c.id = t.id;

alter table tickets force row level security;
alter table ticket_notes force row level security;
alter table sessions force row level security;
alter table prediction_batches force row level security;

-- A key that one issue leaves and another takes in one statement is free at its end.
alter table tickets drop constraint tickets_user_id_ticket_key_key;
alter table tickets add unique (user_id, ticket_key) deferrable;
alter table tickets add unique (user_id, jira_id);

create table jira_sites (
  user_id          uuid not null references users on delete cascade,
  kind             text not null check (kind in ('cloud', 'data_center')),
  site             text not null check (length(site) between 1 and 255),
  account_id       text not null,
  account_name     text,
  time_zone        text,
  swept_at         timestamptz,
  checked_at       timestamptz not null,
  created_at       timestamptz not null default atlas_now(),
  updated_at       timestamptz not null default atlas_now(),
  primary key (user_id)
);

alter table sync_jobs
  add column kind text not null default 'full' check (kind in ('full', 'incremental')),
  add column window_from timestamptz,
  add column window_until timestamptz,
  add column cursor jsonb,
  add column error text check (length(error) <= 1000),
  add column heartbeat_at timestamptz,
  add check (window_from <= window_until);
create index sync_jobs_unfinished on sync_jobs (user_id, source, started_at)
  where status in ('pending', 'running');

create table sync_leases (
  user_id     uuid not null references users on delete cascade,
  source      text not null check (source in ('jira')),
  holder      uuid not null,
  expires_at  timestamptz not null,
  primary key (user_id, source)
);

create table attachments (
  user_id        uuid not null,
  id             uuid not null,
  ticket_id      uuid not null,
  attachment_id  text not null check (length(attachment_id) between 1 and 64),
  filename       text not null,
  mime_type      text,
  size           bigint not null check (size >= 0),
  author         text,
  attached_at    timestamptz,
  sha256         text check (sha256 ~ '^[0-9a-f]{64}$'),
  fetched_at     timestamptz,
  created_at     timestamptz not null default atlas_now(),
  updated_at     timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, attachment_id),
  foreign key (user_id, ticket_id) references tickets on delete cascade,
  check ((sha256 is null) = (fetched_at is null))
);
create index attachments_by_ticket on attachments (user_id, ticket_id, attached_at desc);

-- ---------------------------------------------------------------------------------------------
-- Webhooks
-- ---------------------------------------------------------------------------------------------

create table webhook_accounts (
  user_id     uuid not null references users on delete cascade,
  name        text not null unique check (name ~ '^[A-Za-z0-9._-]{1,64}$'),
  created_at  timestamptz not null default atlas_now(),
  primary key (user_id, name)
);

create table webhook_events (
  user_id      uuid not null,
  id           uuid not null,
  account      text not null,
  identifier   text not null check (length(identifier) between 1 and 200),
  event        text check (length(event) <= 100),
  jira_id      text check (length(jira_id) <= 64),
  headers      jsonb not null,
  body         text not null check (length(body) <= 4194304),
  status       text not null check (status in ('received', 'applied', 'ignored', 'failed')),
  attempts     integer not null default 0 check (attempts >= 0),
  error        text check (length(error) <= 1000),
  received_at  timestamptz not null,
  settled_at   timestamptz,
  primary key (user_id, id),
  unique (user_id, account, identifier),
  foreign key (user_id, account) references webhook_accounts on delete cascade,
  check ((status = 'received') = (settled_at is null))
);
create index webhook_events_waiting on webhook_events (user_id, received_at)
  where status = 'received';
create index webhook_events_by_age on webhook_events (user_id, received_at);

-- ---------------------------------------------------------------------------------------------
-- What is written to Jira
-- ---------------------------------------------------------------------------------------------

create table remote_writes (
  user_id       uuid not null references users on delete cascade,
  id            uuid not null,
  kind          text not null
                  check (kind in (
                    'comment', 'sheet_comment', 'transition', 'worklog', 'bug', 'link', 'label')),
  ticket_id     uuid,
  session_id    uuid,
  after_id      uuid,
  payload       jsonb not null,
  marker        text not null check (length(marker) between 1 and 100),
  status        text not null
                  check (status in ('pending', 'delivering', 'delivered', 'failed')),
  attempts      integer not null default 0 check (attempts >= 0),
  next_at       timestamptz,
  remote_id     text check (length(remote_id) <= 200),
  error         text check (length(error) <= 1000),
  actor         text not null,
  requested_at  timestamptz not null,
  delivered_at  timestamptz,
  created_at    timestamptz not null default atlas_now(),
  updated_at    timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, marker),
  foreign key (user_id, ticket_id) references tickets,
  foreign key (user_id, session_id) references sessions,
  foreign key (user_id, after_id) references remote_writes,
  check ((status = 'delivered') = (delivered_at is not null)),
  check (status <> 'failed' or error is not null)
);
create index remote_writes_by_ticket on remote_writes (user_id, ticket_id, requested_at desc);
create index remote_writes_by_session on remote_writes (user_id, session_id, requested_at desc);
create index remote_writes_open on remote_writes (user_id, status, next_at)
  where status <> 'delivered';

create table bugs (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  ticket_id    uuid,
  session_id   uuid,
  summary      text not null check (length(summary) between 1 and 255),
  description  text not null check (length(description) <= 32000),
  priority     text,
  write_id     uuid not null,
  bug_key      text check (length(bug_key) <= 64),
  reported_at  timestamptz not null,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, write_id),
  foreign key (user_id, ticket_id) references tickets,
  foreign key (user_id, session_id) references sessions,
  foreign key (user_id, write_id) references remote_writes
);
create index bugs_by_ticket on bugs (user_id, ticket_id, reported_at desc);
create index bugs_by_session on bugs (user_id, session_id, reported_at desc);

-- ---------------------------------------------------------------------------------------------
-- Jobs
-- ---------------------------------------------------------------------------------------------

create table scheduled_tasks (
  user_id               uuid default atlas_user_id() references users on delete cascade,
  task_name             text not null,
  task_instance         text not null,
  task_data             bytea check (octet_length(task_data) <= 2000),
  execution_time        timestamptz not null,
  picked                boolean not null,
  picked_by             text,
  last_success          timestamptz,
  last_failure          timestamptz,
  consecutive_failures  integer,
  last_heartbeat        timestamptz,
  version               bigint not null,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_running on scheduled_tasks (last_heartbeat) where picked;
create index scheduled_tasks_by_user on scheduled_tasks (user_id);

create table failed_jobs (
  user_id    uuid not null references users on delete cascade,
  id         uuid not null,
  job        text not null,
  instance   text not null,
  attempts   integer not null check (attempts > 0),
  reason     text not null check (length(reason) <= 1000),
  failed_at  timestamptz not null,
  primary key (user_id, id)
);
create index failed_jobs_latest on failed_jobs (user_id, failed_at desc);

-- ---------------------------------------------------------------------------------------------
-- Triggers that keep updated_at
-- ---------------------------------------------------------------------------------------------

create trigger touch_updated_at before update on jira_sites
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on attachments
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on remote_writes
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on bugs
  for each row execute function touch_updated_at();

-- ---------------------------------------------------------------------------------------------
-- Who may see and do what
-- ---------------------------------------------------------------------------------------------

alter table ticket_keys enable row level security;
alter table ticket_keys force row level security;
create policy own on ticket_keys to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on ticket_keys to atlas_app;

alter table jira_sites enable row level security;
alter table jira_sites force row level security;
create policy own on jira_sites to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on jira_sites to atlas_app;

alter table sync_leases enable row level security;
alter table sync_leases force row level security;
create policy own on sync_leases to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on sync_leases to atlas_app;

alter table attachments enable row level security;
alter table attachments force row level security;
create policy own on attachments to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on attachments to atlas_app;

alter table webhook_accounts enable row level security;
alter table webhook_accounts force row level security;
create policy own on webhook_accounts to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
-- Whose account it is is asked before the user is known, by a function that runs as the owner.
create policy owner on webhook_accounts for select to current_user using (true);
grant select, insert, delete on webhook_accounts to atlas_app;

alter table webhook_events enable row level security;
alter table webhook_events force row level security;
create policy own on webhook_events to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on webhook_events to atlas_app;

alter table remote_writes enable row level security;
alter table remote_writes force row level security;
create policy own on remote_writes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on remote_writes to atlas_app;

alter table bugs enable row level security;
alter table bugs force row level security;
create policy own on bugs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on bugs to atlas_app;

-- A user's transaction sees and adds jobs of its own; the scheduler acts for nobody and sees all,
-- which hold ids and times. Both are the serving login: a role more would have to be granted by
-- hand to every login that serves already.
alter table scheduled_tasks enable row level security;
alter table scheduled_tasks force row level security;
create policy own on scheduled_tasks to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy scheduler on scheduled_tasks to atlas_app
  using (atlas_user_id() is null) with check (atlas_user_id() is null);
grant select, insert, update, delete on scheduled_tasks to atlas_app;

alter table failed_jobs enable row level security;
alter table failed_jobs force row level security;
create policy own on failed_jobs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on failed_jobs to atlas_app;

-- Whose webhooks come under that name, or null.
create function find_webhook_account(account_name text) returns uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select user_id from webhook_accounts where name = account_name $$;

revoke all on function find_webhook_account from public;
grant execute on function find_webhook_account to atlas_app;
