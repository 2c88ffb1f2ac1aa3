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

create index scenarios_by_bug on scenarios (user_id, bug_key) where bug_key is not null;

-- What counts for achievements and challenges, how much each, and on which of the user's days. Work
-- and habits are what the ledger gave something for, so that nothing counts which earned nothing,
-- be it for the cap of its day; of a session no more than its first twenty scenarios do.
create view deeds with (security_invoker = true) as
select x.user_id, 'session_count' as tally, x.day, 1 as counts
from xp_ledger x where x.source_type = 'session' and x.amount > 0
union all
select x.user_id, 'bug_count', x.day, 1
from xp_ledger x where x.source_type = 'bug' and x.amount > 0
union all
select x.user_id, 'task_count', x.day, 1
from xp_ledger x where x.source_type = 'task' and x.amount > 0
union all
select x.user_id, 'personal_task_count', x.day, 1
from xp_ledger x where x.source_type = 'personal_task' and x.amount > 0
union all
select x.user_id, 'ticket_count', max(x.day), 1
from xp_ledger x join sessions s on s.user_id = x.user_id and s.id = x.source_id
where x.source_type = 'session' and x.amount > 0
group by x.user_id, s.ticket_id
union all
-- The same of each day, for who tests the same ones again.
select x.user_id, 'day_ticket_count', x.day, 1
from xp_ledger x join sessions s on s.user_id = x.user_id and s.id = x.source_id
where x.source_type = 'session' and x.amount > 0
group by x.user_id, s.ticket_id, x.day
union all
select x.user_id, 'scenario_count', x.day, 1
from xp_ledger x join scenarios c on c.user_id = x.user_id and c.session_id = x.source_id
where x.source_type = 'session' and x.amount > 0 and c.result <> 'skipped' and c.number <= 20
union all
select c.user_id, 'prediction_count', x.day, 1
from scenarios c
join xp_ledger x
  on x.user_id = c.user_id and x.source_type = 'bug' and x.source_id = md5(c.bug_key)::uuid
where c.bug_key is not null and c.prediction_id is not null and x.amount > 0
union all
select l.user_id, 'habit_count', l.day, 1
from habit_logs l
where l.triggered_by = 'testing_session' or exists (
  select from xp_ledger x
  where x.user_id = l.user_id and x.source_type = 'habit' and x.source_id = l.habit_id
    and x.reason = l.day::text and x.amount > 0)
union all
select h.user_id, 'challenge_count', h.day, 1 from challenges h where h.completed_at is not null
union all
select x.user_id, 'xp', x.day, x.amount
from xp_ledger x where x.category in ('work', 'personal', 'habit')
union all
select d.user_id, 'decision_count',
  (d.created_at at time zone u.time_zone - u.day_start::interval)::date, 1
from decisions d join users u on u.id = d.user_id
where d.status = 'accepted'
union all
select e.user_id, 'evidence_count',
  (e.created_at at time zone u.time_zone - u.day_start::interval)::date, 1
from evidence e join users u on u.id = e.user_id
where e.source in ('manual', 'jira', 'gitlab', 'upload');

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
