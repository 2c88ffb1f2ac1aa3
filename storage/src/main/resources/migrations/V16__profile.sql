-- Who a person is to those who read of them, and how they want it: their day, their week, the tone.
alter table users add column full_name text check (length(full_name) between 1 and 200);
alter table users add column avatar_url text
  check (length(avatar_url) <= 2000 and avatar_url ~ '^https?://');
alter table users add column gitlab_username text
  check (gitlab_username ~ '^[A-Za-z0-9_.-]{1,255}$');
alter table users add column role text not null default 'individual'
  check (role in ('individual', 'manager'));
alter table users add column time_zone text not null default 'UTC'
  check (length(time_zone) between 1 and 64);
alter table users add column day_start time not null default '00:00';
alter table users add column weekly_capacity_minutes integer not null default 2400
  check (weekly_capacity_minutes between 1 and 10080);
alter table users add column default_space text check (length(default_space) between 1 and 100);
alter table users add column coach_voice text not null default 'encouraging'
  check (coach_voice in (
    'encouraging', 'motivating', 'casual', 'professional', 'coach', 'analyst', 'hype_man',
    'drill_sergeant', 'silent'));
alter table users add column theme text not null default 'light'
  check (theme in ('light', 'dark', 'system'));
alter table users add column notifications boolean not null default true;

create policy own_profile on users for update to atlas_app
  using (id = atlas_user_id()) with check (id = atlas_user_id());
grant update (
    full_name, avatar_url, gitlab_username, role, time_zone, day_start, weekly_capacity_minutes,
    default_space, coach_voice, theme, notifications)
  on users to atlas_app;

-- A review pack as its owner gave it to somebody to read: a copy of its own, which stays as it was
-- until it is taken back.
create table shared_packs (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  reader_id    uuid not null references users on delete cascade,
  owner_name   text not null check (length(owner_name) between 1 and 64),
  reader_name  text not null check (length(reader_name) between 1 and 64),
  title        text not null check (length(title) between 1 and 200),
  content      text not null check (length(content) between 1 and 1000000),
  shared_at    timestamptz not null,
  primary key (user_id, id)
);
create index shared_packs_by_reader on shared_packs (reader_id, shared_at desc);
alter table shared_packs enable row level security;
alter table shared_packs force row level security;
create policy own on shared_packs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy reader on shared_packs for select to atlas_app using (reader_id = atlas_user_id());
grant select, insert, delete on shared_packs to atlas_app;

-- The user of that name who may be given somebody else's pack to read, or null.
create function find_manager(user_name text) returns uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select id from users where name = user_name and role = 'manager' $$;
revoke all on function find_manager from public;
grant execute on function find_manager to atlas_app;

-- Who is gone is taken out of the log, too: by the role that takes users away, which may only make
-- an event say nothing (a policy of afterMigrate.sql), and only of a user who is not there any more.
create or replace function refuse_change() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'UPDATE' and current_user = 'atlas_purge' then
    return null;
  end if;
  raise exception 'events are append-only' using errcode = 'insufficient_privilege';
end
$$;
