-- An achievement that a user has, as the data told it when it was unlocked. How far they are with the
-- others is counted.
create table achievements (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  slug         text not null check (slug ~ '^[a-z][a-z0-9-]{0,49}$'),
  name         text not null check (length(name) between 1 and 80),
  description  text not null check (length(description) between 1 and 200),
  category     text not null check (length(category) between 1 and 40),
  rarity       text not null check (rarity in ('common', 'rare', 'epic', 'legendary')),
  xp_reward    integer not null check (xp_reward between 0 and 10000),
  badge_icon   text check (length(badge_icon) between 1 and 200),
  unlocked_at  timestamptz not null,
  primary key (user_id, id),
  unique (user_id, slug)
);

-- What a user is to do on one of their days, of one kind and so often; how far they are is counted.
create table challenges (
  user_id       uuid not null references users on delete cascade,
  id            uuid not null,
  day           date not null,
  type          text not null check (type ~ '^[a-z][a-z0-9-]{0,49}$'),
  name          text not null check (length(name) between 1 and 80),
  description   text not null check (length(description) between 1 and 200),
  category      text not null check (category in ('work', 'personal', 'unified')),
  difficulty    text not null check (difficulty in ('easy', 'medium', 'hard')),
  tally         text not null check (length(tally) between 1 and 40),
  target        integer not null check (target between 1 and 10000),
  xp_reward     integer not null check (xp_reward between 0 and 10000),
  assigned_at   timestamptz not null,
  completed_at  timestamptz check (completed_at >= assigned_at),
  primary key (user_id, id),
  unique (user_id, day)
);

-- What the coach said, why, and in which voice: G-3. Who has read it dismisses it by removing it.
create table coach_lines (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  trigger      text not null
                 check (trigger in (
                   'session_ended', 'level_up', 'achievement', 'challenge_done',
                   'streak_milestone', 'streak_at_risk')),
  voice        text not null
                 check (voice in (
                   'encouraging', 'motivating', 'casual', 'professional', 'coach', 'analyst',
                   'hype_man', 'drill_sergeant')),
  text         text not null check (length(text) between 1 and 500),
  day          date not null,
  said_at      timestamptz not null,
  archived_at  timestamptz,
  primary key (user_id, id),
  unique (user_id, number)
);
-- A streak is said to be at risk once a day, whichever process looks.
create unique index coach_lines_at_risk on coach_lines (user_id, day)
  where trigger = 'streak_at_risk';

create index sessions_by_end on sessions (user_id, ended_at desc) where status = 'completed';
create index scenarios_by_bug on scenarios (user_id, bug_key) where bug_key is not null;
create index tasks_finished on tasks (user_id, finished_at desc) where status = 'done';
create index predictions_found_bug on predictions (user_id, settled_at) where found_bug;

-- What counts for achievements and challenges, how much each, and when it did. What was tried counts
-- once its session has ended, a bug once it has a key, and what is of a day from its beginning.
create view deeds with (security_invoker = true) as
select s.user_id, 'session_count' as tally, s.ended_at as at, 1 as counts
from sessions s
where s.status = 'completed' and exists (
  select from scenarios c
  where c.user_id = s.user_id and c.session_id = s.id and c.result <> 'skipped')
union all
select s.user_id, 'ticket_count', max(s.ended_at), 1
from sessions s
where s.status = 'completed' and exists (
  select from scenarios c
  where c.user_id = s.user_id and c.session_id = s.id and c.result <> 'skipped')
group by s.user_id, s.ticket_id
union all
select s.user_id, 'scenario_count', s.ended_at, 1
from sessions s
join scenarios c on c.user_id = s.user_id and c.session_id = s.id
where s.status = 'completed' and c.result <> 'skipped'
union all
select b.user_id, 'bug_count', min(b.at), 1
from (
  select f.user_id, f.bug_key, f.reported_at as at from bugs f where f.bug_key is not null
  union all
  select c.user_id, c.bug_key, s.ended_at
  from scenarios c
  join sessions s on s.user_id = c.user_id and s.id = c.session_id
  where c.bug_key is not null and s.status = 'completed'
) b
group by b.user_id, b.bug_key
union all
select p.user_id, 'prediction_count', min(p.settled_at), 1
from predictions p
join prediction_batches b on b.user_id = p.user_id and b.id = p.batch_id
where p.found_bug
group by p.user_id, b.session_id, p.scenario_key
union all
select t.user_id, 'task_count', t.finished_at, 1 from tasks t where t.status = 'done'
union all
select d.user_id, 'decision_count', d.created_at, 1 from decisions d where d.status = 'accepted'
union all
select e.user_id, 'evidence_count', e.created_at, 1
from evidence e where e.source in ('manual', 'jira', 'gitlab', 'upload')
union all
select l.user_id, 'habit_count', (l.day + u.day_start) at time zone u.time_zone, 1
from habit_logs l join users u on u.id = l.user_id
union all
select h.user_id, 'challenge_count', h.completed_at, 1
from challenges h where h.completed_at is not null
union all
select x.user_id, 'personal_task_count', x.earned_at, 1
from xp_ledger x where x.source_type = 'personal_task'
union all
select x.user_id, 'xp', (x.day + u.day_start) at time zone u.time_zone, x.amount
from xp_ledger x join users u on u.id = x.user_id
where x.category in ('work', 'personal', 'habit');

alter table achievements enable row level security;
alter table achievements force row level security;
create policy own on achievements to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on achievements to atlas_app;

alter table challenges enable row level security;
alter table challenges force row level security;
create policy own on challenges to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on challenges to atlas_app;

alter table coach_lines enable row level security;
alter table coach_lines force row level security;
create policy own on coach_lines to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on coach_lines to atlas_app;

grant select on deeds to atlas_app;
