-- What a person earned: one row for each source and reason, for good. worth is what it would have
-- been without the cap of that day of theirs, amount what it is. Totals and levels are counted.
create table xp_ledger (
  user_id      uuid not null references users on delete cascade,
  source_type  text not null check (length(source_type) between 1 and 40),
  source_id    uuid not null,
  reason       text not null check (length(reason) between 1 and 100),
  category     text not null
                 check (category in ('work', 'personal', 'habit', 'challenge', 'achievement')),
  what         text not null check (length(what) between 1 and 200),
  worth        integer not null check (worth between 0 and 1000000),
  amount       integer not null check (amount between 0 and worth),
  day          date not null,
  earned_at    timestamptz not null,
  primary key (user_id, source_type, source_id, reason)
);
create index xp_ledger_by_day on xp_ledger (user_id, day desc, category) include (amount);
create index xp_ledger_latest on xp_ledger (user_id, earned_at desc);

-- What was earned stays as it was: nobody may change it, and only who takes users away deletes.
create function refuse_ledger_change() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger refuse_ledger_change before update or truncate on xp_ledger
  for each statement execute function refuse_ledger_change();

-- Something that a person wants to do again and again: H-1. Of a weekly one target_days are the days
-- of a week on which it is to be done, of a custom one how many days there may be from one time to
-- the next. The testing one is logged by sessions that end; its streak is the person's.
create table habits (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  name         text not null check (length(name) between 1 and 100),
  description  text check (length(description) <= 2000),
  frequency    text not null check (frequency in ('daily', 'weekly', 'custom')),
  target_days  smallint check (target_days between 1 and 366),
  category     text not null check (category in ('work', 'personal', 'health', 'learning')),
  testing      boolean not null,
  active       boolean not null,
  space        text check (length(space) between 1 and 100),
  version      integer not null check (version > 0),
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, number),
  check ((frequency = 'daily') = (target_days is null)),
  check (frequency <> 'weekly' or target_days <= 7)
);
create unique index habits_testing on habits (user_id) where testing;

-- A day on which a habit was done, once however often it was; and by what it was logged.
create table habit_logs (
  user_id       uuid not null,
  habit_id      uuid not null,
  day           date not null,
  triggered_by  text not null
                  check (triggered_by in ('testing_session', 'manual', 'task_completion')),
  related_id    uuid,
  logged_at     timestamptz not null,
  primary key (user_id, habit_id, day),
  foreign key (user_id, habit_id) references habits on delete cascade
);

-- A day on which a habit rests: it breaks no streak, and makes none longer.
create table habit_freezes (
  user_id    uuid not null,
  habit_id   uuid not null,
  day        date not null,
  frozen_at  timestamptz not null,
  primary key (user_id, habit_id, day),
  foreign key (user_id, habit_id) references habits on delete cascade
);

-- What a user earned in all, and in each category.
create view xp_totals with (security_invoker = true) as
select
  u.id as user_id,
  coalesce(l.total, 0) as total,
  coalesce(l.work, 0) as work,
  coalesce(l.personal, 0) as personal,
  coalesce(l.habit, 0) as habit,
  coalesce(l.challenge, 0) as challenge,
  coalesce(l.achievement, 0) as achievement
from users u
cross join lateral (
  select
    sum(amount)::integer as total,
    (sum(amount) filter (where category = 'work'))::integer as work,
    (sum(amount) filter (where category = 'personal'))::integer as personal,
    (sum(amount) filter (where category = 'habit'))::integer as habit,
    (sum(amount) filter (where category = 'challenge'))::integer as challenge,
    (sum(amount) filter (where category = 'achievement'))::integer as achievement
  from xp_ledger x where x.user_id = u.id
) l;

-- How each habit stands on the user's day. Days, or of a weekly habit weeks, are places in a row; a
-- place counts where the habit was done often enough there, and one that freezes make up for is left
-- out of the row. A streak goes on where the next place is no further than the habit allows.
create view habit_states with (security_invoker = true) as
select
  h.user_id, h.id as habit_id, h.number, h.name, h.frequency, h.target_days, h.category,
  h.testing, h.active, h.space, h.version,
  k.current_streak, k.longest_streak, l.total_completions, l.done_today, l.last_day
from habits h
join users u on u.id = h.user_id
cross join lateral (
  select
    (atlas_now() at time zone u.time_zone - u.day_start::interval)::date as today,
    case when h.frequency = 'custom' then h.target_days else 1 end as reach,
    case when h.frequency = 'weekly' then h.target_days else 1 end as target,
    case when h.frequency = 'weekly' then 7 else 1 end as span
) a
cross join lateral (
  with days as (
    select g.day, 1 as done
    from habit_logs g
    where g.user_id = h.user_id and g.habit_id = h.id and g.day <= a.today
    union all
    select f.day, 0
    from habit_freezes f
    where f.user_id = h.user_id and f.habit_id = h.id and f.day <= a.today
      and not exists (
        select from habit_logs g
        where g.user_id = f.user_id and g.habit_id = f.habit_id and g.day = f.day)
  ),
  places as (
    -- The 5th of January 1970 was a Monday.
    select
      (day - date '1970-01-05') / a.span as place,
      sum(done) >= a.target as met,
      sum(done) < a.target and count(*) >= a.target as frozen
    from days
    group by 1
  ),
  thawed as (
    select met, place - count(*) filter (where frozen) over (order by place) as place from places
  ),
  steps as (
    select place, place - lag(place) over (order by place) as step from thawed where met
  ),
  numbered as (
    select place, count(*) filter (where step > a.reach) over (order by place) as streak from steps
  ),
  streaks as (
    select count(*)::integer as length, max(place) as last from numbered group by streak
  )
  select
    coalesce(max(length), 0) as longest_streak,
    coalesce(max(length) filter (where last + a.reach >= (a.today - date '1970-01-05') / a.span
      - (select count(*) from places where frozen)), 0) as current_streak
  from streaks
) k
cross join lateral (
  select
    count(*)::integer as total_completions,
    coalesce(bool_or(g.day = a.today), false) as done_today,
    max(g.day) as last_day
  from habit_logs g where g.user_id = h.user_id and g.habit_id = h.id
) l
where h.archived_at is null;

create trigger touch_updated_at before update on habits
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

-- The ledger may be read and added to, by its user; there is no policy and no grant for more.
alter table xp_ledger enable row level security;
alter table xp_ledger force row level security;
create policy own on xp_ledger for select to atlas_app using (user_id = atlas_user_id());
create policy add on xp_ledger for insert to atlas_app with check (user_id = atlas_user_id());
grant select, insert on xp_ledger to atlas_app;

alter table habits enable row level security;
alter table habits force row level security;
create policy own on habits to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update, delete on habits to atlas_app;

alter table habit_logs enable row level security;
alter table habit_logs force row level security;
create policy own on habit_logs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on habit_logs to atlas_app;

alter table habit_freezes enable row level security;
alter table habit_freezes force row level security;
create policy own on habit_freezes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on habit_freezes to atlas_app;

grant select on xp_totals, habit_states to atlas_app;
