-- An area of a person's work. All of theirs have 100 of energy together. What was said of its status
-- and progress goes before what theater_states counts; version is raised by each change.
create table theaters (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  name         text not null check (length(name) between 1 and 50),
  status       text check (status in ('active', 'warm', 'idle', 'blocked')),
  progress     smallint check (progress between 0 and 100),
  energy       smallint not null check (energy between 0 and 100),
  version      integer not null check (version > 0),
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  primary key (user_id, id)
);
-- The name of one that was removed is free again.
create unique index theaters_by_name on theaters (user_id, lower(name)) where archived_at is null;

-- Whoever changes a share of the energy leaves all of it to the theaters together.
create function check_energy() returns trigger
  language plpgsql
  as $$
begin
  if (select sum(energy) from theaters where user_id = coalesce(new.user_id, old.user_id)) <> 100
  then
    raise exception 'the energy of theaters is 100 together' using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger check_energy after insert or update or delete on theaters
  deferrable initially deferred for each row execute function check_energy();

-- Something that could be done next in a theater: A-2. The selected one is what the person is at
-- there; pinned, no other takes its place. moved_at is when something about it was done last.
create table actions (
  user_id         uuid not null references users on delete cascade,
  id              uuid not null,
  number          integer not null,
  theater_id      uuid not null,
  title           text not null check (length(title) between 1 and 200),
  description     text check (length(description) <= 4000),
  status          text not null check (status in ('open', 'blocked', 'done', 'dropped')),
  gap             smallint not null check (gap between 0 and 5),
  early_progress  boolean not null,
  due             date,
  minutes         integer check (minutes between 1 and 10080),
  selected        boolean not null,
  pinned          boolean not null,
  ticket_key      text check (length(ticket_key) between 3 and 64),
  task_id         uuid,
  decision_id     uuid,
  moved_at        timestamptz not null,
  finished_at     timestamptz,
  version         integer not null check (version > 0),
  archived_at     timestamptz,
  created_at      timestamptz not null default atlas_now(),
  updated_at      timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, theater_id) references theaters,
  foreign key (user_id, task_id) references tasks,
  foreign key (user_id, decision_id) references decisions,
  check (selected or not pinned),
  check (not selected or finished_at is null and archived_at is null),
  check ((status in ('done', 'dropped')) = (finished_at is not null))
);
-- At most one is current in a theater, whoever selects at the same time.
create unique index actions_selected on actions (user_id, theater_id) where selected;
create index actions_by_theater on actions (user_id, theater_id, number desc);

-- What a person did (execution) or what they saw of it (reflection), with what shows it: F-3.
create table focus_logs (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  kind         text not null check (kind in ('execution', 'reflection')),
  theater_id   uuid not null,
  action_id    uuid,
  text         text not null check (length(text) between 1 and 2000),
  details      text check (length(details) <= 8000),
  minutes      integer check (minutes between 0 and 1440),
  actor        text not null,
  logged_at    timestamptz not null,
  version      integer not null check (version > 0),
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, theater_id) references theaters,
  foreign key (user_id, action_id) references actions,
  check (minutes is null or kind = 'execution')
);
create index focus_logs_by_time on focus_logs (user_id, logged_at desc);
create index focus_logs_by_theater on focus_logs (user_id, theater_id, logged_at desc);
create index focus_logs_by_action on focus_logs (user_id, action_id, logged_at desc)
  where action_id is not null;

-- A piece of evidence that shows what a log says.
create table focus_log_evidence (
  user_id      uuid not null,
  log_id       uuid not null,
  evidence_id  uuid not null,
  primary key (user_id, log_id, evidence_id),
  foreign key (user_id, log_id) references focus_logs on delete cascade,
  foreign key (user_id, evidence_id) references evidence on delete cascade
);
create index focus_log_evidence_backwards on focus_log_evidence (user_id, evidence_id);

-- A change that a client made while it was offline, under its own name for it, and what came of it;
-- attempts are those that were not repeats of one that was applied.
create table offline_changes (
  user_id       uuid not null references users on delete cascade,
  operation_id  text not null check (length(operation_id) between 1 and 100),
  fingerprint   text not null check (length(fingerprint) = 64),
  result        text not null check (result in ('applied', 'conflict', 'refused')),
  entity_id     uuid,
  reason        text check (length(reason) <= 1000),
  attempts      integer not null check (attempts > 0),
  tried_at      timestamptz not null,
  created_at    timestamptz not null default atlas_now(),
  primary key (user_id, operation_id),
  check ((result = 'applied') = (entity_id is not null)),
  check ((result = 'applied') = (reason is null))
);

-- How each theater stands: what was said of it, and else what its actions and logs come to. It is
-- active for two days after something happened in it and warm for two weeks, then idle; blocked
-- where each of its open actions is.
create view theater_states with (security_invoker = true) as
select
  t.user_id, t.id as theater_id, t.name, t.energy, t.version,
  coalesce(t.status, case
    when a.open > 0 and a.open = a.blocked then 'blocked'
    when greatest(a.moved_at, l.logged_at) > atlas_now() - interval '2 days' then 'active'
    when greatest(a.moved_at, l.logged_at) > atlas_now() - interval '14 days' then 'warm'
    else 'idle' end) as status,
  t.status is not null as status_said,
  coalesce(t.progress, round(100.0 * a.done / nullif(a.done + a.open, 0), 2), 0) as progress,
  t.progress is not null as progress_said,
  greatest(a.moved_at, l.logged_at) as last_activity,
  a.open, a.blocked, a.done, a.planned_minutes, coalesce(l.minutes, 0) as logged_minutes
from theaters t
join users u on u.id = t.user_id
cross join lateral (
  select
    (count(*) filter (where a.status in ('open', 'blocked')))::integer as open,
    (count(*) filter (where a.status = 'blocked'))::integer as blocked,
    (count(*) filter (where a.status = 'done'))::integer as done,
    (coalesce(sum(a.minutes) filter (
      where a.finished_at is null and (a.selected
        or a.due <= (atlas_now() at time zone u.time_zone - u.day_start::interval)::date)),
      0))::integer as planned_minutes,
    max(a.moved_at) as moved_at
  from actions a
  where a.user_id = t.user_id and a.theater_id = t.id and a.archived_at is null
) a
cross join lateral (
  select
    max(g.logged_at) as logged_at,
    (sum(g.minutes) filter (where g.logged_at > atlas_now() - interval '7 days'))::integer
      as minutes
  from focus_logs g
  where g.user_id = t.user_id and g.theater_id = t.id and g.archived_at is null
) l
where t.archived_at is null;

-- What a user's theaters come to together: how far they are on average, and the minutes of the last
-- seven days, logged, tested in sessions that ended, and planned: of what is selected, or due by the
-- user's today. What of a week's capacity that is, is the risk of an overload.
create view focus_metrics with (security_invoker = true) as
select
  u.id as user_id,
  coalesce(t.progress, 0) as combined_progress,
  coalesce(t.energy, 0) as energy,
  coalesce(t.logged_minutes, 0) as logged_minutes,
  coalesce(s.minutes, 0) as tested_minutes,
  coalesce(t.planned_minutes, 0) as planned_minutes,
  u.weekly_capacity_minutes,
  least(100, round(100.0
    * (coalesce(t.logged_minutes, 0) + coalesce(s.minutes, 0) + coalesce(t.planned_minutes, 0))
    / u.weekly_capacity_minutes, 2)) as overload_risk
from users u
cross join lateral (
  select
    round(avg(progress), 2) as progress, sum(energy)::integer as energy,
    sum(logged_minutes)::integer as logged_minutes,
    sum(planned_minutes)::integer as planned_minutes
  from theater_states t where t.user_id = u.id
) t
cross join lateral (
  select (sum(active_seconds) / 60)::integer as minutes
  from sessions s
  where s.user_id = u.id and s.started_at > atlas_now() - interval '30 days'
    and s.ended_at > atlas_now() - interval '7 days' and s.archived_at is null
) s;

create trigger touch_updated_at before update on theaters
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on actions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on focus_logs
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

alter table theaters enable row level security;
alter table theaters force row level security;
create policy own on theaters to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on theaters to atlas_app;

alter table actions enable row level security;
alter table actions force row level security;
create policy own on actions to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on actions to atlas_app;

alter table focus_logs enable row level security;
alter table focus_logs force row level security;
create policy own on focus_logs to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on focus_logs to atlas_app;

alter table focus_log_evidence enable row level security;
alter table focus_log_evidence force row level security;
create policy own on focus_log_evidence to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on focus_log_evidence to atlas_app;

alter table offline_changes enable row level security;
alter table offline_changes force row level security;
create policy own on offline_changes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on offline_changes to atlas_app;

grant select on theater_states, focus_metrics to atlas_app;
