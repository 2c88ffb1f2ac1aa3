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
