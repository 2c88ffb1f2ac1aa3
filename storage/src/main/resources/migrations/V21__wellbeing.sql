-- Moods and the journal are the person's alone until they let their agents read them: they are in
-- nothing that is read for an agent, the log included.
alter table users add column wellbeing_visible boolean not null default false;
grant update (wellbeing_visible) on users to atlas_app;

-- Whether what is private is seen: by a transaction that writes, rebuilds or exports it and says
-- so, and by every other where the person allowed it.
create function atlas_sees_private() returns boolean
  language sql stable
  as $$
    select coalesce(current_setting('atlas.private', true), '') = 'on'
      or coalesce((select wellbeing_visible from users where id = atlas_user_id()), false)
  $$;

-- How a person felt, and what of: O-4. What brought it is a session, a task that was done, or
-- neither.
create table mood_logs (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  mood         text not null
                 check (mood in ('great', 'good', 'neutral', 'frustrated', 'tired', 'stressed')),
  score        numeric(2, 1) not null check (score between 1 and 5),
  context      text not null check (context in ('work', 'personal', 'general')),
  session_id   uuid,
  task_id      uuid,
  trigger      text not null generated always as (
    case when session_id is not null then 'testing_session'
      when task_id is not null then 'task_completion' else 'manual' end) stored,
  note         text check (length(note) between 1 and 2000),
  -- The user's day that it was felt on, whenever it was logged.
  day          date not null,
  actor        text not null,
  logged_at    timestamptz not null,
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  words        tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(mood)), 'A')
    || setweight(to_tsvector('english', searchable(coalesce(note, ''))), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, session_id) references sessions,
  foreign key (user_id, task_id) references tasks,
  check (session_id is null or task_id is null)
);
create index mood_logs_by_day on mood_logs (user_id, day desc);

-- What a person wrote down of a day of theirs: J-3. What they write later is added to it.
create table journal_entries (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  day          date not null,
  title        text check (length(title) between 1 and 200),
  content      text not null check (length(content) between 1 and 20000),
  tags         text[] not null check (cardinality(tags) <= 20),
  mood         text
                 check (mood in ('great', 'good', 'neutral', 'frustrated', 'tired', 'stressed')),
  actor        text not null,
  version      integer not null check (version > 0),
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  words        tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(coalesce(title, ''))), 'A')
    || setweight(to_tsvector('english', searchable(tags)), 'B')
    || setweight(to_tsvector('english', searchable(left(content, 8000))), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number)
);
-- The day of one that was removed is free again.
create unique index journal_entries_of_day on journal_entries (user_id, day)
  where archived_at is null;

create trigger touch_updated_at before update on journal_entries
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

alter table mood_logs enable row level security;
alter table mood_logs force row level security;
create policy own on mood_logs to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived())
    and (select atlas_sees_private()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on mood_logs to atlas_app;

alter table journal_entries enable row level security;
alter table journal_entries force row level security;
create policy own on journal_entries to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived())
    and (select atlas_sees_private()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on journal_entries to atlas_app;

-- An event of one is known by its short id; that it was removed is one, too.
alter policy own on events
  using (user_id = atlas_user_id()
    and (short_id is null or left(short_id, 2) not in ('O-', 'J-')
      or (select atlas_sees_private())));

-- What testing came to on each ticket: its completed sessions, their bugs, how long they took, which
-- share of what was predicted for them was useful, and what they and their bugs earned.
create or replace view testing_effectiveness with (security_invoker = true) as
select
  s.user_id,
  s.ticket_id,
  t.ticket_key,
  count(*)::integer as sessions,
  sum(n.bugs)::integer as bugs,
  avg(n.bugs)::double precision as bugs_per_session,
  avg(s.active_seconds)::double precision as mean_seconds,
  avg(p.useful::double precision / p.made) as mean_accuracy,
  (sum(x.earned) + coalesce(sum(b.earned), 0))::integer as xp
from sessions s
join tickets t on t.user_id = s.user_id and t.id = s.ticket_id
join session_totals n on n.user_id = s.user_id and n.session_id = s.id
left join session_predictions p on p.user_id = s.user_id and p.session_id = s.id
cross join lateral (
  select coalesce(sum(l.amount), 0) as earned from xp_ledger l
  where l.user_id = s.user_id and l.source_type = 'session' and l.source_id = s.id
) x
-- The ledger says of a bug which session found it: HBR-77 of S-12.
left join (
  select l.user_id, split_part(l.what, ' of ', 2) as session, sum(l.amount) as earned
  from xp_ledger l where l.source_type = 'bug' group by l.user_id, session
) b on b.user_id = s.user_id and b.session = 'S-' || s.number
where s.status = 'completed'
group by s.user_id, s.ticket_id, t.ticket_key;

create index bugs_by_key on bugs (user_id, bug_key) where bug_key is not null;

-- Each bug that a session names or reported, whether Jira has it by now or not: none that Jira refused,
-- and none that it had before the session began.
create view named_bugs with (security_invoker = true) as
select c.user_id, c.session_id, c.bug_key as bug, c.bug_key, c.logged_at as at
from scenarios c
join sessions s on s.user_id = c.user_id and s.id = c.session_id
left join tickets t on t.user_id = c.user_id and t.ticket_key = c.bug_key
where c.bug_key is not null and c.archived_at is null and s.archived_at is null
  and coalesce(t.jira_created_at >= s.started_at, true)
union all
select b.user_id, b.session_id, coalesce(b.bug_key, b.id::text), b.bug_key, b.reported_at
from bugs b
join sessions s on s.user_id = b.user_id and s.id = b.session_id
join remote_writes w on w.user_id = b.user_id and w.id = b.write_id
where s.archived_at is null and w.status <> 'failed';

-- The bugs that were found: each once, by the session that named it first.
create view found_bugs with (security_invoker = true) as
select n.user_id, n.session_id, n.bug, n.bug_key, min(n.at) as found_at
from named_bugs n
where not exists (
  select from named_bugs o
  where o.user_id = n.user_id and o.bug_key = n.bug_key and o.session_id <> n.session_id
    and (o.at, o.session_id) < (n.at, n.session_id)
)
group by n.user_id, n.session_id, n.bug, n.bug_key;

-- What a session amounts to so far: its scenarios by result, the bugs that it found, and the seconds of
-- its ended pauses.
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
  select count(*)::integer as bugs from found_bugs f
  where f.user_id = s.user_id and f.session_id = s.id
) g on true
left join lateral (
  select
    coalesce(sum(extract(epoch from ended_at - started_at)), 0)::integer as seconds,
    max(started_at) filter (where ended_at is null) as open_since
  from pauses b
  where b.user_id = s.user_id and b.session_id = s.id
) p on true;

-- When the day of each user is, by their clock, and when it began.
create view user_days with (security_invoker = true) as
select
  u.id as user_id, u.time_zone, u.day_start, d.today,
  (d.today + u.day_start) at time zone u.time_zone as began_at
from users u
cross join lateral (
  select (atlas_now() at time zone u.time_zone - u.day_start::interval)::date as today
) d;

-- A user's day and all of them: which tasks of their own are due, what was tested and finished on it,
-- and ever. A session is of the day on which it began; one that was abandoned is of none.
create view dashboard_summary with (security_invoker = true) as
select
  d.user_id, d.today,
  p.due_today, p.overdue,
  coalesce((
    select h.current_streak from habit_states h where h.user_id = d.user_id and h.testing), 0)
    as streak,
  coalesce((select x.total from xp_totals x where x.user_id = d.user_id), 0) as xp,
  s.sessions_today, s.tickets_today,
  p.completed_today + t.completed_today as completed_today,
  s.sessions, b.bugs, p.completed + t.completed as tasks
from user_days d
cross join lateral (
  select
    (count(*) filter (where completed_at is null and due = d.today))::integer as due_today,
    (count(*) filter (where completed_at is null and due < d.today))::integer as overdue,
    (count(*) filter (where completed_at >= d.began_at))::integer as completed_today,
    (count(*) filter (where completed_at is not null))::integer as completed
  from personal_tasks p
  where p.user_id = d.user_id and p.archived_at is null
) p
cross join lateral (
  select
    (count(*) filter (where finished_at >= d.began_at))::integer as completed_today,
    count(*)::integer as completed
  from tasks t
  where t.user_id = d.user_id and t.status = 'done' and t.archived_at is null
) t
cross join lateral (
  select
    (count(*) filter (where started_at >= d.began_at and status <> 'abandoned'))::integer
      as sessions_today,
    (count(distinct ticket_id) filter (where started_at >= d.began_at and status <> 'abandoned'))
      ::integer as tickets_today,
    (count(*) filter (where status = 'completed'))::integer as sessions
  from sessions s
  where s.user_id = d.user_id and s.archived_at is null
) s
cross join lateral (
  select count(*)::integer as bugs from found_bugs f where f.user_id = d.user_id
) b;

-- Each of a user's last thirty days: what was tested, finished and
-- earned on it.
create view daily_activity with (security_invoker = true) as
with tested as (
  select
    s.user_id,
    (s.started_at at time zone d.time_zone - d.day_start::interval)::date as day,
    count(*)::integer as sessions,
    (coalesce(sum(s.active_seconds), 0) / 60)::integer as minutes,
    sum(n.scenarios)::integer as scenarios
  from sessions s
  join user_days d on d.user_id = s.user_id
  join session_totals n on n.user_id = s.user_id and n.session_id = s.id
  where s.status <> 'abandoned' and s.archived_at is null
    and s.started_at > atlas_now() - interval '32 days'
  group by 1, 2
),
found as (
  select b.user_id, (b.found_at at time zone d.time_zone - d.day_start::interval)::date as day,
    count(*)::integer as bugs
  from found_bugs b join user_days d on d.user_id = b.user_id
  where b.found_at > atlas_now() - interval '32 days'
  group by 1, 2
),
finished as (
  select f.user_id, (f.at at time zone d.time_zone - d.day_start::interval)::date as day,
    count(*)::integer as tasks
  from (
    select user_id, finished_at as at from tasks where status = 'done' and archived_at is null
    union all
    select user_id, completed_at from personal_tasks where archived_at is null
  ) f
  join user_days d on d.user_id = f.user_id
  where f.at > atlas_now() - interval '32 days'
  group by 1, 2
),
earned as (
  select x.user_id, x.day, sum(x.amount)::integer as xp
  from xp_ledger x join user_days d on d.user_id = x.user_id
  where x.day > d.today - 30
  group by 1, 2
)
select
  d.user_id, days.day,
  coalesce(t.sessions, 0) as sessions, coalesce(t.minutes, 0) as minutes,
  coalesce(t.scenarios, 0) as scenarios, coalesce(b.bugs, 0) as bugs,
  coalesce(f.tasks, 0) as tasks, coalesce(e.xp, 0) as xp
from user_days d
cross join lateral (select d.today - back as day from generate_series(0, 29) as back) days
left join tested t on t.user_id = d.user_id and t.day = days.day
left join found b on b.user_id = d.user_id and b.day = days.day
left join finished f on f.user_id = d.user_id and f.day = days.day
left join earned e on e.user_id = d.user_id and e.day = days.day;

-- The tickets that a user has or tested, and when something happened to each last, here or in Jira.
create view recent_tickets with (security_invoker = true) as
select
  t.user_id, t.id as ticket_id, t.ticket_key, t.summary, t.status, t.priority, t.due, t.project_key,
  coalesce(s.sessions, 0) as sessions, s.tested_at,
  greatest(s.tested_at, t.jira_updated_at) as at
from tickets t
left join (
  select user_id, ticket_id, count(*)::integer as sessions, max(started_at) as tested_at
  from sessions where status <> 'abandoned' and archived_at is null
  group by user_id, ticket_id
) s on s.user_id = t.user_id and s.ticket_id = t.id
where not t.deleted and (t.active or s.tested_at is not null);

grant select on
  named_bugs, found_bugs, user_days, dashboard_summary, daily_activity, recent_tickets
  to atlas_app;
