-- ATLAS: the whole database, read top-down.
--
-- Ids are UUIDv7 and made by the server; times are timestamptz and come from the server's clock.
-- user_id leads every key, so that the tables could be distributed by it. Every table that holds a
-- user's rows has row-level security, forced; the role that serves, atlas_app, owns nothing.
-- Whoever runs this file owns the database; the migrations build exactly the same (a test compares).

-- ---------------------------------------------------------------------------------------------
-- Roles and the questions that every policy asks
-- ---------------------------------------------------------------------------------------------

-- What a request runs as: every serving login is a member of it. Roles belong to the cluster, so
-- another database may have made it already.
do $$
begin
  if not exists (select from pg_roles where rolname = 'atlas_app') then
    create role atlas_app nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

-- The user whose rows the transaction may see; null when nobody was named, and then none are.
create function atlas_user_id() returns uuid
  language sql stable
  return nullif(current_setting('atlas.user_id', true), '')::uuid;

-- The instant of the transaction, by the server's clock when it said one.
create function atlas_now() returns timestamptz
  language sql stable
  return coalesce(nullif(current_setting('atlas.now', true), '')::timestamptz, clock_timestamp());

-- What the transaction looks for, and that it is the user's: what the policies called search show.
-- '*' is everything; nothing asked, or nobody named, is null, and then no row is shown.
create function atlas_question() returns tsquery
  language sql stable
  return (
    select case asked when '''*''' then mine else mine && asked::tsquery end
    from (
      select
        nullif(current_setting('atlas.question', true), '') as asked,
        quote_literal(atlas_user_id())::tsquery as mine
    ) as setting
  );

-- Whether the transaction sees what was removed as well: to restore it, or to go over everything.
create function atlas_sees_archived() returns boolean
  language sql stable
  return coalesce(current_setting('atlas.archived', true), '') = 'on';

-- The one trigger behind every updated_at.
create function touch_updated_at() returns trigger
  language plpgsql
  as $$
begin
  new.updated_at := atlas_now();
  return new;
end
$$;

-- The same of what a ticket is compared with others by.
create function touch_profile_at() returns trigger
  language plpgsql
  as $$
begin
  new.profile_at := atlas_now();
  return new;
end
$$;

-- What stands guard over the event log. Who is gone is taken out of it, too: by the role that takes
-- users away, which may only make an event say nothing (a policy at the end of this file).
create function refuse_change() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'UPDATE' and current_user = 'atlas_purge' then
    return null;
  end if;
  raise exception 'events are append-only' using errcode = 'insufficient_privilege';
end
$$;

-- Text as the full-text parser should see it: without issue keys, with punctuation as space, and
-- with the words inside camelCase identifiers spelled out beside them.
create function searchable(text) returns text
  language sql immutable parallel safe
  return (
    select
      plain || ' ' || coalesce(
        (
          select string_agg(
            regexp_replace(
              regexp_replace(found[1], '([a-z0-9])([A-Z])', '\1 \2', 'g'),
              '([A-Z])([A-Z][a-z])', '\1 \2', 'g'),
            ' ')
          from regexp_matches(
            plain,
            '([A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*|[A-Z]+[A-Z][a-z][A-Za-z0-9]*)', 'g') as found
        ),
        '')
    from (
      select regexp_replace(
        regexp_replace($1, '\m[A-Z][A-Z0-9_]+-[0-9]+\M', ' ', 'g'),
        '[^[:alnum:]]+', ' ', 'g') as plain
    ) as stripped
  );

-- The same for a list of texts.
create function searchable(text[]) returns text
  language sql immutable parallel safe
  return searchable(array_to_string($1, ' '));

-- What an index of words has of a row: its words, those of its title once more behind a sign, and
-- whose it is. No word of a text has a hyphen, as an id does, or that sign.
create function indexed_words(words tsvector, user_id uuid) returns tsvector
  language plpgsql immutable strict parallel safe
  as $$
begin
  return words || array_to_tsvector(
    array(select '=' || word from unnest(tsvector_to_array(ts_filter(words, '{a}'))) as word)
    || user_id::text);
end
$$;

-- The same question of titles alone.
create function titled(question tsquery) returns tsquery
  language sql immutable strict parallel safe
  return regexp_replace(
    regexp_replace(querytree(question), '<(-|[0-9]+)>', '&', 'g'),
    '''([^'']+)''', '''=\1''', 'g')::tsquery && question;

-- ---------------------------------------------------------------------------------------------
-- Users and how they prove who they are
-- ---------------------------------------------------------------------------------------------

-- A person, who they are to those who read of them, and how they want it; agents act for one. A
-- manager may be given others' review packs to read, and sees nothing of them else.
create table users (
  id                uuid primary key,
  name              text not null unique check (name ~ '^[A-Za-z0-9._@-]{1,64}$'),
  created_at        timestamptz not null default atlas_now(),
  updated_at        timestamptz not null default atlas_now(),
  full_name         text check (length(full_name) between 1 and 200),
  avatar_url        text check (length(avatar_url) <= 2000 and avatar_url ~ '^https?://'),
  gitlab_username   text check (gitlab_username ~ '^[A-Za-z0-9_.-]{1,255}$'),
  role              text not null default 'individual' check (role in ('individual', 'manager')),
  time_zone         text not null default 'UTC' check (length(time_zone) between 1 and 64),
  day_start         time not null default '00:00',
  weekly_capacity_minutes  integer not null default 2400
                      check (weekly_capacity_minutes between 1 and 10080),
  default_space     text check (length(default_space) between 1 and 100),
  coach_voice       text not null default 'encouraging'
                      check (coach_voice in (
                        'encouraging', 'motivating', 'casual', 'professional', 'coach', 'analyst',
                        'hype_man', 'drill_sergeant', 'silent')),
  theme             text not null default 'light' check (theme in ('light', 'dark', 'system')),
  notifications     boolean not null default true,
  -- Whether agents may read moods and the journal; the person alone says so.
  wellbeing_visible boolean not null default false
);

-- Whether what is private is seen: by a transaction that writes, rebuilds or exports it and says
-- so, and by every other where the person allowed it.
create function atlas_sees_private() returns boolean
  language sql stable
  as $$
    select coalesce(current_setting('atlas.private', true), '') = 'on'
      or coalesce((select wellbeing_visible from users where id = atlas_user_id()), false)
  $$;

-- A bearer token of a user: its SHA-256, never the token.
create table api_tokens (
  user_id     uuid not null references users on delete cascade,
  id          uuid not null,
  hash        bytea not null unique check (octet_length(hash) = 32),
  label       text not null check (length(label) between 1 and 100),
  scopes      text[] not null check (scopes <@ array['read', 'write'] and cardinality(scopes) > 0),
  created_at  timestamptz not null default atlas_now(),
  expires_at  timestamptz not null check (expires_at > created_at),
  revoked_at  timestamptz,
  primary key (user_id, id)
);

-- The last short id given out, per user and kind: S-12 is session number 12.
create table counters (
  user_id  uuid not null references users on delete cascade,
  kind     text not null,
  last     integer not null check (last > 0),
  primary key (user_id, kind)
);

-- The answer to a call that had an idempotency key: the same key gets it again.
create table idempotency_keys (
  user_id      uuid not null references users on delete cascade,
  key          text not null check (length(key) between 1 and 200),
  fingerprint  text not null,
  answer       jsonb,
  created_at   timestamptz not null default atlas_now(),
  primary key (user_id, key)
);
create index idempotency_keys_by_age on idempotency_keys (user_id, created_at);

-- A process that wants to hear at once of what happens to a user, for as long as it says so.
create table listeners (
  user_id  uuid not null references users on delete cascade,
  process  uuid not null,
  until    timestamptz not null,
  primary key (user_id, process)
);

-- Rings for who listens to the user; what happened stands in the log. It rings for nobody where
-- nobody listens: transactions that notify commit one after the other, and wait for the disk alone.
create function ring() returns trigger
  language plpgsql
  as $$
begin
  if exists (select from listeners where user_id = atlas_user_id() and until > atlas_now()) then
    perform pg_notify('atlas_events', atlas_user_id()::text);
  end if;
  return null;
end
$$;

-- ---------------------------------------------------------------------------------------------
-- Tickets
-- ---------------------------------------------------------------------------------------------

-- A Jira issue as one user sees it, known by its numeric id since keys change when issues move;
-- active while it is open and assigned to them.
create table tickets (
  user_id           uuid not null references users on delete cascade,
  id                uuid not null,
  ticket_key        text not null check (length(ticket_key) between 3 and 64),
  jira_id           text not null,
  project_key       text not null,
  project_name      text,
  parent_key        text,
  summary           text not null,
  description       text not null default '',
  issue_type        text not null,
  status            text not null,
  status_category   text not null,
  priority          text,
  priority_rank     smallint not null check (priority_rank between 1 and 5),
  assignee          text,
  reporter          text,
  components        text[] not null default '{}',
  labels            text[] not null default '{}',
  due               date,
  jira_created_at   timestamptz,
  jira_updated_at   timestamptz,
  jira_resolved_at  timestamptz,
  active            boolean not null,
  raw               jsonb not null,
  synced_at         timestamptz not null,
  created_at        timestamptz not null default atlas_now(),
  updated_at        timestamptz not null default atlas_now(),
  words             tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(summary)), 'A')
    || setweight(to_tsvector('english', searchable(left(description, 8000))), 'D')) stored,
  assignee_id       text,
  reporter_id       text,
  sprint            text,
  story_points      numeric check (story_points >= 0),
  original_estimate_seconds   integer check (original_estimate_seconds >= 0),
  remaining_estimate_seconds  integer check (remaining_estimate_seconds >= 0),
  spent_seconds     integer check (spent_seconds >= 0),
  deleted           boolean not null default false,
  -- When anything changed by which it is compared with others.
  profile_at        timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, jira_id),
  -- A key that one issue leaves and another takes in one statement is free at its end.
  unique (user_id, ticket_key) deferrable,
  check (not (active and deleted))
);
create index tickets_words on tickets using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
-- Sorted and filtered in memory: at most 1,000 are active, and each sync writes them all.
create index tickets_active on tickets (user_id) where active;
-- A copy of Jira that says the same leaves it alone, so that the index isn't written for it.
create index tickets_by_profile on tickets (user_id, profile_at);
-- A copy of Jira is one event for many tickets, and that at its end.
create trigger ring after insert or update on tickets for each statement execute function ring();

-- A key that a ticket had before it was moved.
create table ticket_keys (
  user_id    uuid not null,
  old_key    text not null check (length(old_key) between 3 and 64),
  ticket_id  uuid not null,
  moved_at   timestamptz not null default atlas_now(),
  primary key (user_id, old_key),
  foreign key (user_id, ticket_id) references tickets on delete cascade
);
create index ticket_keys_by_ticket on ticket_keys (user_id, ticket_id, moved_at desc);

-- What a user noted about a ticket, and how hard it is to test: 1 easy to 5 hard.
create table ticket_notes (
  user_id     uuid not null,
  ticket_id   uuid not null,
  note        text check (length(note) <= 4000),
  difficulty  smallint check (difficulty between 1 and 5),
  created_at  timestamptz not null default atlas_now(),
  updated_at  timestamptz not null default atlas_now(),
  words       tsvector not null
                generated always as (to_tsvector('english', searchable(coalesce(note, '')))) stored,
  primary key (user_id, ticket_id),
  foreign key (user_id, ticket_id) references tickets on delete cascade
);
create index ticket_notes_words on ticket_notes using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);

-- What was found out about a user's Jira, so that it need not be asked each time; no secret.
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
  -- Two Jiras count alike. What was gathered from one the user has left keeps its ids.
  number           integer not null default 1 check (number > 0),
  primary key (user_id)
);

-- One run that copied from another system: what it found and what it changed here.
create table sync_jobs (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  source       text not null check (source in ('jira', 'jira_activity', 'gitlab')),
  trigger      text not null check (trigger in ('background', 'webhook', 'manual')),
  status       text not null
                 check (status in ('pending', 'running', 'completed', 'partial', 'failed')),
  fetched      integer not null default 0,
  created      integer not null default 0,
  updated      integer not null default 0,
  deactivated  integer not null default 0,
  started_at   timestamptz not null,
  finished_at  timestamptz,
  kind         text not null default 'full' check (kind in ('full', 'incremental')),
  window_from  timestamptz,
  window_until timestamptz,
  cursor       jsonb,
  error        text check (length(error) <= 1000),
  heartbeat_at timestamptz,
  primary key (user_id, id),
  check (window_from <= window_until)
);
create index sync_jobs_latest on sync_jobs (user_id, source, started_at desc);
create index sync_jobs_unfinished on sync_jobs (user_id, source, started_at)
  where status in ('pending', 'running');

-- Who copies from a user's source now: nobody else does before it ends or expires. A row and not an
-- advisory lock, because behind PgBouncer a session outlives nothing but its transaction.
create table sync_leases (
  user_id     uuid not null references users on delete cascade,
  source      text not null check (source in ('jira', 'jira_activity', 'gitlab')),
  holder      uuid not null,
  expires_at  timestamptz not null,
  primary key (user_id, source)
);

-- A file of an issue; by its hash it is found among the cached files once it was fetched.
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

-- Under which name a user's Jira reports its webhooks; the secret that signs them is in a file.
create table webhook_accounts (
  user_id     uuid not null references users on delete cascade,
  name        text not null unique check (name ~ '^[A-Za-z0-9._-]{1,64}$'),
  created_at  timestamptz not null default atlas_now(),
  primary key (user_id, name)
);

-- A webhook as it was received, once however often Jira sent it, and what became of it.
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
-- Testing
-- ---------------------------------------------------------------------------------------------

-- A testing session on one ticket, in session-based test management's sense. A charter that was
-- offered is ours, not the tester's; environment holds pairs of name=value.
create table sessions (
  user_id          uuid not null references users on delete cascade,
  id               uuid not null,
  number           integer not null,
  ticket_id        uuid not null,
  charter          text not null check (length(charter) between 1 and 1000),
  timebox_minutes  smallint check (timebox_minutes between 5 and 480),
  status           text not null check (status in ('active', 'paused', 'completed', 'abandoned')),
  outcome          text check (outcome in ('passed', 'failed', 'blocked')),
  tester           text not null,
  summary          text,
  obstacles        text,
  outlook          text,
  feelings         text,
  started_at       timestamptz not null,
  ended_at         timestamptz,
  active_seconds   integer check (active_seconds >= 0),
  created_at       timestamptz not null default atlas_now(),
  updated_at       timestamptz not null default atlas_now(),
  archived_at      timestamptz,
  words            tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(charter)), 'A')
    || setweight(to_tsvector('english', searchable(
      coalesce(summary, '') || ' ' || coalesce(obstacles, '') || ' ' || coalesce(outlook, ''))),
      'D')) stored,
  charter_offered  boolean not null default false,
  environment      text[] not null default '{}' check (cardinality(environment) <= 20),
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, ticket_id) references tickets,
  check ((status = 'completed') = (outcome is not null)),
  check ((status in ('completed', 'abandoned')) = (ended_at is not null and active_seconds is not null)),
  check (archived_at is null or ended_at is not null)
);
create index sessions_words on sessions using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
-- Starting twice gives the same session back; two agents at once get one.
create unique index sessions_open on sessions (user_id, ticket_id)
  where status in ('active', 'paused');
create index sessions_by_ticket on sessions (user_id, ticket_id, started_at desc);
create index sessions_by_start on sessions (user_id, started_at desc);

-- A break in a session; the open one has no end.
create table pauses (
  user_id     uuid not null,
  session_id  uuid not null,
  started_at  timestamptz not null,
  ended_at    timestamptz check (ended_at >= started_at),
  primary key (user_id, session_id, started_at),
  foreign key (user_id, session_id) references sessions on delete cascade
);
create unique index pauses_open on pauses (user_id, session_id) where ended_at is null;

-- Something the tester wrote down during a session.
create table session_notes (
  user_id     uuid not null,
  session_id  uuid not null,
  id          uuid not null,
  text        text not null check (length(text) between 1 and 4000),
  noted_at    timestamptz not null,
  words       tsvector not null
                generated always as (to_tsvector('english', searchable(text))) stored,
  primary key (user_id, session_id, id),
  foreign key (user_id, session_id) references sessions on delete cascade
);
create index session_notes_words on session_notes using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);

-- One asking for scenarios, with the sources that answered.
create table prediction_batches (
  user_id     uuid not null references users on delete cascade,
  id          uuid not null,
  ticket_id   uuid,
  session_id  uuid,
  sources     jsonb not null,
  created_at  timestamptz not null default atlas_now(),
  primary key (user_id, id),
  foreign key (user_id, ticket_id) references tickets,
  foreign key (user_id, session_id) references sessions
);
create index prediction_batches_by_ticket
  on prediction_batches (user_id, ticket_id, created_at desc);
create index prediction_batches_by_session on prediction_batches (user_id, session_id);

-- A scenario that was predicted, and what became of it. Confidence is 0 to 1.
create table predictions (
  user_id            uuid not null references users on delete cascade,
  id                 uuid not null,
  number             integer not null,
  batch_id           uuid not null,
  scenario           text not null,
  scenario_key       text not null,
  confidence         real not null check (confidence between 0 and 1),
  source             text not null
                       check (source in ('neural', 'similarity', 'pattern', 'template', 'hybrid')),
  steps              text[] not null default '{}',
  estimated_minutes  integer not null check (estimated_minutes > 0),
  because            text not null,
  feedback           text check (feedback in ('accepted', 'rejected', 'modified')),
  rating             smallint check (rating between 1 and 5),
  comment            text check (length(comment) <= 2000),
  actual_minutes     integer check (actual_minutes between 0 and 1440),
  settled_at         timestamptz,
  tried              boolean,
  found_bug          boolean,
  created_at         timestamptz not null default atlas_now(),
  updated_at         timestamptz not null default atlas_now(),
  archived_at        timestamptz,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, batch_id) references prediction_batches on delete cascade,
  check ((settled_at is null) = (tried is null) and (settled_at is null) = (found_bug is null))
);
create index predictions_by_batch on predictions (user_id, batch_id, confidence desc);
-- By what was settled last, skill is measured.
create index predictions_settled on predictions (user_id, settled_at desc)
  where settled_at is not null;

-- What one source said of a scenario that was predicted, before the blend; its place is that among
-- all that the source proposed, the surest first.
create table proposals (
  user_id        uuid not null,
  prediction_id  uuid not null,
  source         text not null check (source in ('neural', 'similarity', 'pattern', 'template')),
  confidence     real not null check (confidence between 0 and 1),
  place          smallint not null check (place > 0),
  primary key (user_id, prediction_id, source),
  foreign key (user_id, prediction_id) references predictions on delete cascade
);

-- What a slow source answered, for whoever asks the same within the hour; any process may.
create table source_answers (
  user_id     uuid not null references users on delete cascade,
  source      text not null,
  question    text not null check (length(question) = 64),
  candidates  jsonb not null,
  made_at     timestamptz not null,
  primary key (user_id, source, question)
);
create index source_answers_by_age on source_answers (user_id, made_at);

-- What was tried in a session and how it went: S-12.3 is the third of session 12.
-- An opportunity is what was tried beside the charter.
create table scenarios (
  user_id        uuid not null,
  id             uuid not null,
  session_id     uuid not null,
  number         integer not null,
  name           text not null check (length(name) between 1 and 500),
  scenario_key   text not null,
  result         text not null
                   check (result in ('passed', 'failed', 'blocked', 'skipped', 'cannot_reproduce')),
  activity       text not null check (activity in ('test', 'bug', 'setup')),
  notes          text check (length(notes) <= 4000),
  minutes        integer check (minutes between 0 and 1440),
  prediction_id  uuid,
  bug_key        text check (length(bug_key) <= 64),
  actor          text not null,
  logged_at      timestamptz not null,
  archived_at    timestamptz,
  words          tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(name)), 'A')
    || setweight(to_tsvector('english', searchable(coalesce(notes, ''))), 'D')) stored,
  opportunity    boolean not null default false,
  primary key (user_id, id),
  unique (user_id, session_id, number),
  foreign key (user_id, session_id) references sessions on delete cascade,
  foreign key (user_id, prediction_id) references predictions
);
create index scenarios_words on scenarios using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
-- Which bugs were found, without reading every scenario.
create index scenarios_by_bug on scenarios (user_id, bug_key) where bug_key is not null;

-- A scenario that a team has written down elsewhere and is imported here: L-12. A key of a source is
-- one scenario; one that was removed keeps it.
create table library_scenarios (
  user_id       uuid not null references users on delete cascade,
  id            uuid not null,
  number        integer not null,
  source        text not null check (source in ('zephyr', 'testrail', 'csv', 'jsonl')),
  source_key    text not null check (length(source_key) between 1 and 200),
  name          text not null check (length(name) between 1 and 500),
  scenario_key  text not null,
  folder        text not null check (length(folder) <= 1000),
  components    text[] not null check (cardinality(components) <= 100),
  labels        text[] not null check (cardinality(labels) <= 100),
  priority      text check (length(priority) <= 100),
  objective     text not null check (length(objective) <= 20000),
  precondition  text not null check (length(precondition) <= 20000),
  -- Each has step, data and expected.
  steps         jsonb not null check (jsonb_typeof(steps) = 'array'),
  minutes       integer check (minutes between 1 and 1440),
  -- Of the tickets that it is a test of, as the source says.
  ticket_keys   text[] not null check (cardinality(ticket_keys) <= 200),
  archived_at   timestamptz,
  created_at    timestamptz not null default atlas_now(),
  updated_at    timestamptz not null default atlas_now(),
  words         tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(name)), 'A')
    || setweight(to_tsvector('english', searchable(folder)), 'B')
    || setweight(to_tsvector('english', searchable(components)), 'B')
    || setweight(to_tsvector('english', searchable(objective)), 'D')
    || setweight(to_tsvector('english', searchable(precondition)), 'D')
    || setweight(jsonb_to_tsvector('english', steps, '["string"]'), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  unique (user_id, source, source_key)
);
create index library_scenarios_words on library_scenarios
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);
-- A scenario as it went over all sessions on tickets of a component (null: of none) and type: what
-- was learned. Confidence is the lower bound of what it is worth; retired when not active.
create table patterns (
  user_id          uuid not null references users on delete cascade,
  id               uuid not null,
  number           integer not null,
  name             text not null check (length(name) between 1 and 500),
  type             text not null
                     check (type in ('effective_scenario', 'bug_pattern', 'time_optimization')),
  component        text,
  issue_type       text not null,
  steps            text[] not null default '{}',
  tickets          integer not null check (tickets >= 0),
  tried            integer not null check (tried >= 0),
  found            integer not null check (found between 0 and tried),
  escaped          integer not null check (escaped between 0 and tried),
  average_minutes  integer check (average_minutes > 0),
  confidence       real not null check (confidence between 0 and 1),
  active           boolean not null default true,
  last_used_at     timestamptz not null,
  created_at       timestamptz not null default atlas_now(),
  updated_at       timestamptz not null default atlas_now(),
  primary key (user_id, id),
  unique (user_id, number)
);
create index patterns_by_component on patterns (user_id, component, confidence desc);

-- A scenario that was tried and counts for a pattern.
create table pattern_runs (
  user_id      uuid not null,
  pattern_id   uuid not null,
  scenario_id  uuid not null,
  primary key (user_id, pattern_id, scenario_id),
  foreign key (user_id, pattern_id) references patterns on delete cascade,
  foreign key (user_id, scenario_id) references scenarios on delete cascade
);
create index pattern_runs_by_scenario on pattern_runs (user_id, scenario_id);

-- A bug that came to light on a ticket after a session on it had passed: it escaped that session.
create table escapes (
  user_id     uuid not null,
  session_id  uuid not null,
  bug_key     text not null check (length(bug_key) between 3 and 64),
  escaped_at  timestamptz not null,
  primary key (user_id, session_id, bug_key),
  foreign key (user_id, session_id) references sessions on delete cascade
);

-- One time that a neural backend was sent what it may learn from, up to that row.
create table trainings (
  user_id    uuid not null references users on delete cascade,
  id         uuid not null,
  model      text not null,
  scenarios  integer not null check (scenarios > 0),
  until_at   timestamptz not null,
  until_id   uuid not null,
  sent_at    timestamptz not null,
  primary key (user_id, id)
);
create index trainings_latest on trainings (user_id, sent_at desc);

-- ---------------------------------------------------------------------------------------------
-- What is written to Jira
-- ---------------------------------------------------------------------------------------------

-- What is to be written to Jira, and how far that is. The marker goes with it, so that after a
-- timeout it can be looked for; after_id names the one that must be delivered before it.
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

-- A bug that was reported; it has a key once Jira has it.
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
create index bugs_by_key on bugs (user_id, bug_key) where bug_key is not null;

-- ---------------------------------------------------------------------------------------------
-- Memory
-- ---------------------------------------------------------------------------------------------

-- A piece of work that tasks, checkpoints and decisions belong to, with the rules that are enforced
-- and, in rules, those that are only kept; by default the working directory's.
create table projects (
  user_id        uuid not null references users on delete cascade,
  id             uuid not null,
  name           text not null check (length(name) between 1 and 100),
  description    text,
  rules          jsonb not null default '{}',
  created_at     timestamptz not null default atlas_now(),
  updated_at     timestamptz not null default atlas_now(),
  require_evidence_for_done  boolean not null default false,
  max_active_tasks  smallint check (max_active_tasks between 1 and 1000),
  lease_minutes  smallint not null default 60 check (lease_minutes between 1 and 1440),
  archived_at    timestamptz,
  primary key (user_id, id)
);
-- The name of a project that was removed is free again.
create unique index projects_by_name on projects (user_id, name) where archived_at is null;

-- Something to be done, who works on it until when (holder, leased_at, leased_until), and whose
-- lease ran out before that without a word (lost_by, lost_since, lost_until).
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
create index tasks_words on tasks using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index tasks_open on tasks (user_id, project_id, priority_rank, status, number)
  where status in ('todo', 'in_progress', 'blocked');
create index tasks_by_project on tasks (user_id, project_id, number desc);
create index tasks_next on tasks (user_id, priority_rank, number)
  where status in ('todo', 'in_progress');
create index tasks_by_ticket on tasks (user_id, ticket_key) where ticket_key is not null;

-- What came of a task: a reference to it, not the thing itself.
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
create index artifacts_words on artifacts using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index artifacts_by_task on artifacts (user_id, task_id, number desc);

-- What has to be true for a task to be done, and what showed that it is: T-4.2 is the second of
-- task 4, wherever it stands among the others. One that was dropped is archived and not counted.
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

-- What whoever does a task must keep to.
create table task_constraints (
  user_id   uuid not null,
  task_id   uuid not null,
  position  smallint not null check (position > 0),
  text      text not null check (length(text) between 1 and 1000),
  primary key (user_id, task_id, position),
  foreign key (user_id, task_id) references tasks on delete cascade
);

-- A task that can't begin before another is done; core refuses circles.
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

-- Where the work stopped, and how to take it up again: in snapshot what the caller gave, in captured
-- what ATLAS itself saw, and how far the log was.
create table checkpoints (
  user_id              uuid not null references users on delete cascade,
  id                   uuid not null,
  number               integer not null,
  project_id           uuid not null,
  label                text not null check (length(label) between 1 and 200),
  summary              text not null check (length(summary) between 1 and 8000),
  resume_instructions  text not null check (length(resume_instructions) between 1 and 8000),
  repo_ref             text check (length(repo_ref) <= 500),
  snapshot             jsonb,
  created_at           timestamptz not null default atlas_now(),
  captured             jsonb not null,
  event_position       bigint not null,
  archived_at          timestamptz,
  words                tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(label)), 'A')
    || setweight(to_tsvector('english', searchable(summary || ' ' || resume_instructions)), 'D'))
    stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, project_id) references projects
);
create index checkpoints_words on checkpoints using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index checkpoints_by_project on checkpoints (user_id, project_id, created_at desc);

-- What was chosen, from what, and why; later, what came of it.
create table decisions (
  user_id     uuid not null references users on delete cascade,
  id          uuid not null,
  number      integer not null,
  project_id  uuid not null,
  title       text not null check (length(title) between 1 and 200),
  options     text[] not null check (cardinality(options) > 0),
  choice      text not null check (choice = any (options)),
  rationale   text not null check (length(rationale) between 1 and 8000),
  status      text not null check (status in ('proposed', 'accepted', 'superseded', 'rejected')),
  supersedes  uuid,
  review_at   date,
  created_at  timestamptz not null default atlas_now(),
  updated_at  timestamptz not null default atlas_now(),
  outcome     text check (length(outcome) between 1 and 8000),
  archived_at timestamptz,
  words       tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(choice)), 'B')
    || setweight(to_tsvector('english', searchable(options)), 'D')
    || setweight(to_tsvector('english', searchable(
      rationale || ' ' || coalesce(outcome, ''))), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  foreign key (user_id, project_id) references projects,
  foreign key (user_id, supersedes) references decisions
);
create index decisions_words on decisions using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
create index decisions_by_project on decisions (user_id, project_id, created_at desc);
create index decisions_to_review on decisions (user_id, project_id, review_at)
  where review_at is not null;

-- Something that an agent or person wants to be known tomorrow, found again by its type and key.
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
create index memories_words on memories using gin (indexed_words(words, user_id))
  with (gin_pending_list_limit = 256);
-- One that was removed leaves its key to another.
create unique index memories_by_key on memories (user_id, type, key) where archived_at is null;

-- ---------------------------------------------------------------------------------------------
-- Evidence
-- ---------------------------------------------------------------------------------------------

-- What a person did, as proof of it: E-5. What a source calls by one id is one piece of evidence;
-- one that was removed keeps it.
create table evidence (
  user_id             uuid not null references users on delete cascade,
  id                  uuid not null,
  number              integer not null,
  source              text not null
                        check (source in (
                          'manual', 'jira', 'gitlab', 'upload', 'session', 'task', 'decision')),
  source_id           text not null check (length(source_id) between 1 and 200),
  title               text not null check (length(title) between 1 and 500),
  summary             text check (length(summary) <= 2000),
  content             text not null check (length(content) <= 20000),
  source_url          text check (length(source_url) <= 2000),
  -- When the work was done, whenever it was written down.
  happened_at         timestamptz not null,
  ticket_key          text check (length(ticket_key) between 3 and 64),
  category            text not null check (length(category) between 1 and 50),
  -- Nobody has said so but a source or a model.
  category_suggested  boolean not null,
  tags                text[] not null check (cardinality(tags) <= 20),
  suggested_tags      text[] not null check (cardinality(suggested_tags) <= 20),
  archived_at         timestamptz,
  created_at          timestamptz not null default atlas_now(),
  updated_at          timestamptz not null default atlas_now(),
  words               tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(category)), 'B')
    || setweight(to_tsvector('english', searchable(tags)), 'B')
    || setweight(to_tsvector('english', searchable(coalesce(summary, ''))), 'C')
    || setweight(to_tsvector('english', searchable(left(content, 8000))), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  unique (user_id, source, source_id)
);
create index evidence_words on evidence
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);
create index evidence_by_time on evidence (user_id, happened_at desc);
create index evidence_by_ticket on evidence (user_id, ticket_key) where ticket_key is not null;

-- A file that belongs to a piece of evidence, E-5.2; it lies under its hash, beside the database.
create table evidence_files (
  user_id      uuid not null,
  evidence_id  uuid not null,
  position     smallint not null check (position between 1 and 20),
  filename     text not null check (length(filename) between 1 and 200),
  mime_type    text not null check (length(mime_type) between 1 and 100),
  size         integer not null check (size between 1 and 10485760),
  sha256       text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  created_at   timestamptz not null default atlas_now(),
  primary key (user_id, evidence_id, position),
  unique (user_id, evidence_id, sha256),
  foreign key (user_id, evidence_id) references evidence on delete cascade
);

-- What a model said of a piece of evidence; its last word.
create table evidence_analyses (
  user_id      uuid not null,
  evidence_id  uuid not null,
  -- Its name and version.
  model        text not null check (length(model) between 1 and 200),
  category     text check (length(category) between 1 and 50),
  tags         text[] not null check (cardinality(tags) <= 20),
  -- From -1, bad, to 1, good.
  sentiment    float8 check (sentiment between -1 and 1),
  key_phrases  text[] not null check (cardinality(key_phrases) <= 20),
  analysed_at  timestamptz not null,
  primary key (user_id, evidence_id, model),
  foreign key (user_id, evidence_id) references evidence on delete cascade
);

-- Something that evidence shows of a person's work, as somebody wrote it or, where it has a measure,
-- as ATLAS computed it: I-4. Its verdict is the person's; a token lets them say it for a while.
create table insights (
  user_id      uuid not null references users on delete cascade,
  id           uuid not null,
  number       integer not null,
  type         text not null check (type in ('strength', 'improvement', 'achievement', 'trend')),
  title        text not null check (length(title) between 1 and 200),
  content      text not null check (length(content) between 1 and 8000),
  confidence   float8 not null check (confidence between 0 and 1),
  actor        text not null,
  measure      text check (measure in (
    'bugs_per_session', 'escaped_defects', 'prediction_quality', 'cycle_time', 'review_load')),
  figures      jsonb,
  from_day     date,
  to_day       date check (to_day >= from_day),
  verdict      text check (verdict in ('validated', 'rejected')),
  feedback     text check (length(feedback) between 1 and 2000),
  reviewed_by  text,
  reviewed_at  timestamptz,
  token_hash   bytea check (octet_length(token_hash) = 32),
  token_until  timestamptz,
  archived_at  timestamptz,
  created_at   timestamptz not null default atlas_now(),
  updated_at   timestamptz not null default atlas_now(),
  words        tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(content)), 'D')) stored,
  primary key (user_id, id),
  unique (user_id, number),
  check (measure is null or type = 'trend'),
  check ((measure is null) = (figures is null) and (measure is null) = (from_day is null)
    and (measure is null) = (to_day is null)),
  check ((verdict is null) = (reviewed_at is null) and (verdict is null) = (reviewed_by is null)),
  check (feedback is null or verdict is not null),
  check ((token_hash is null) = (token_until is null))
);
create index insights_waiting on insights (user_id, created_at desc) where verdict is null;
create index insights_words on insights
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);

-- A piece of evidence that an insight cites.
create table insight_evidence (
  user_id      uuid not null,
  insight_id   uuid not null,
  evidence_id  uuid not null,
  position     smallint not null check (position > 0),
  primary key (user_id, insight_id, evidence_id),
  unique (user_id, insight_id, position),
  foreign key (user_id, insight_id) references insights on delete cascade,
  foreign key (user_id, evidence_id) references evidence on delete cascade
);
create index insight_evidence_backwards on insight_evidence (user_id, evidence_id);

-- ---------------------------------------------------------------------------------------------
-- Focus
-- ---------------------------------------------------------------------------------------------

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
  words           tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(title)), 'A')
    || setweight(to_tsvector('english', searchable(coalesce(description, ''))), 'D')) stored,
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
create index actions_words on actions
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);

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
  words        tsvector not null generated always as (
    setweight(to_tsvector('english', searchable(text)), 'A')
    || setweight(to_tsvector('english', searchable(coalesce(details, ''))), 'D')) stored,
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
create index focus_logs_words on focus_logs
  using gin (indexed_words(words, user_id)) with (gin_pending_list_limit = 256);

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

-- ---------------------------------------------------------------------------------------------
-- Progress
-- ---------------------------------------------------------------------------------------------

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

-- ---------------------------------------------------------------------------------------------
-- Planner
-- ---------------------------------------------------------------------------------------------

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

-- ---------------------------------------------------------------------------------------------
-- What others are given to read
-- ---------------------------------------------------------------------------------------------

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

-- ---------------------------------------------------------------------------------------------
-- Meaning
-- ---------------------------------------------------------------------------------------------

-- What a text of something means to a model: a float that scales, little endian, and after it a
-- signed byte for each number. Of a ticket part 0 is the summary and part 1 what it says in all.
-- item_at is the item's own time when its text was read. It is made again from the text, so that
-- no event tells of it.
create table vectors (
  user_id    uuid not null references users on delete cascade,
  kind       text not null check (kind in ('ticket', 'scenario', 'memory', 'evidence', 'library')),
  item_id    uuid not null,
  part       smallint not null check (part between 0 and 9),
  model      text not null check (length(model) between 1 and 200),
  dimension  integer not null check (dimension between 1 and 8192),
  text_hash  bytea not null check (octet_length(text_hash) = 32),
  item_at    timestamptz not null,
  vector     bytea not null check (octet_length(vector) = dimension + 4),
  made_at    timestamptz not null,
  primary key (user_id, kind, item_id, part)
);
create index vectors_by_age on vectors (user_id, kind, made_at);

-- How far a user's texts have become vectors, and what keeps the rest from it.
create table embedding_states (
  user_id     uuid not null references users on delete cascade,
  model       text not null check (length(model) between 1 and 200),
  dimension   integer not null check (dimension between 1 and 8192),
  waiting     integer not null check (waiting >= 0),
  looked_at   timestamptz not null,
  problem     text check (length(problem) <= 1000),
  problem_at  timestamptz,
  primary key (user_id)
);

-- ---------------------------------------------------------------------------------------------
-- Jobs
-- ---------------------------------------------------------------------------------------------

-- Work that waits for its time or is being done, in db-scheduler's form; ids only. It is a user's,
-- or nobody's when it recurs for all. Its key is db-scheduler's, which leads with no user.
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

-- Work that was given up after the last attempt, and why.
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
-- The event log: the story of everything above
-- ---------------------------------------------------------------------------------------------

create sequence event_seq;

-- Something that happened, written in the transaction that made it so, and never changed.
create table events (
  user_id     uuid not null,
  at          timestamptz not null,
  seq         bigint not null default nextval('event_seq'),
  actor       text not null,
  type        text not null,
  version     smallint not null,
  entity_id   uuid not null,
  short_id    text,
  ticket_key  text,
  session_id  uuid,
  project_id  uuid,
  summary     text not null,
  payload     jsonb not null,
  task_id     uuid,
  words       tsvector not null
                generated always as (to_tsvector('english', searchable(summary))) stored,
  primary key (user_id, at, seq)
) partition by range (at);
create index events_by_ticket on events (user_id, ticket_key, at desc, seq desc)
  where ticket_key is not null;
create index events_by_session on events (user_id, session_id, at desc, seq desc)
  where session_id is not null;
create index events_by_project on events (user_id, project_id, at desc, seq desc)
  where project_id is not null;
create index events_by_task on events (user_id, task_id, at desc, seq desc)
  where task_id is not null;
create index events_by_type on events (user_id, type, at desc, seq desc);

-- Triggers on the parent don't guard a partition that is named itself, and security neither. That a
-- project, a task and a session are one user's is told PostgreSQL for each, too: it would else take a
-- user's part of a project for a fraction of it, and sort a year of events for a page of them.
create function guard_event_partition(partition regclass) returns void
  language plpgsql
  set search_path = pg_catalog, public, pg_temp
  as $$
declare
  name text := (select relname from pg_class where oid = partition);
  key text;
begin
  execute format('alter table %s enable row level security', partition);
  execute format('alter table %s force row level security', partition);
  execute format(
    'create trigger refuse_change before update or delete or truncate on %s '
    || 'for each statement execute function refuse_change()', partition);
  foreach key in array array['project_id', 'task_id', 'session_id'] loop
    execute format(
      'create statistics public.%I (dependencies) on user_id, %I from %s',
      name || '_' || key, key, partition);
  end loop;
end
$$;

-- Makes the monthly partitions from a day's month on; months are UTC's.
create function make_event_partitions(from_day date, months integer) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
declare
  month date;
  partition text;
begin
  -- Two servers that start at once must not both make the same one.
  perform pg_advisory_xact_lock(hashtext('atlas.make_event_partitions'));
  for ahead in 0 .. least(months, 36) - 1 loop
    month := (date_trunc('month', from_day) + ahead * interval '1 month')::date;
    partition := format('events_%s', to_char(month, 'YYYY_MM'));
    continue when to_regclass('public.' || partition) is not null;
    begin
      execute format(
        'create table public.%I partition of public.events for values from (%L) to (%L)',
        partition,
        to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
        to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
      perform guard_event_partition(('public.' || partition)::regclass);
    exception
      -- Events of that month came before their partition did; the default one keeps them.
      when check_violation then null;
    end;
  end loop;
end
$$;

-- Where an event goes for which no month was made: nothing is lost, whatever the clock says.
create table events_default partition of events default;
do $$ begin perform guard_event_partition('events_default'); end $$;
create trigger refuse_change before update or delete or truncate on events
  for each statement execute function refuse_change();
create trigger ring after insert on events for each statement execute function ring();

-- Puts events that came when there was no month for them into months; nothing about them changes.
create function settle_event_months() returns void
  language plpgsql
  set search_path = pg_catalog, public, pg_temp
  as $$
declare
  month date;
  partition text;
  kept text;
begin
  perform pg_advisory_xact_lock(hashtext('atlas.make_event_partitions'));
  lock table events, events_default in access exclusive mode;
  select string_agg(quote_ident(attname), ', ' order by attnum) into kept
  from pg_attribute
  where attrelid = 'public.events'::regclass and attnum > 0 and not attisdropped
    and attgenerated = '';
  alter table events_default disable trigger refuse_change;
  alter table events_default no force row level security;
  for month in
    select distinct date_trunc('month', at at time zone 'UTC')::date from events_default order by 1
  loop
    partition := format('events_%s', to_char(month, 'YYYY_MM'));
    -- A month that was taken out and is kept has that name.
    continue when to_regclass('public.' || partition) is not null;
    execute format('create table public.%I (like public.events including all)', partition);
    execute format(
      'with gone as (delete from public.events_default '
      || 'where at >= %L and at < %L returning %s) '
      || 'insert into public.%I (%s) select * from gone',
      to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00',
      kept, partition, kept);
    perform guard_event_partition(('public.' || partition)::regclass);
    execute format(
      'alter table public.events attach partition public.%I for values from (%L) to (%L)',
      partition,
      to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
  end loop;
  alter table events_default force row level security;
  alter table events_default enable trigger refuse_change;
end
$$;

-- A month of which a user's events were written to a file and taken out of the log, and how many.
create table exported_months (
  user_id      uuid not null references users on delete cascade,
  month        date not null check (extract(day from month) = 1),
  events       bigint not null check (events > 0),
  exported_at  timestamptz not null,
  primary key (user_id, month)
);

-- ---------------------------------------------------------------------------------------------
-- Views
-- ---------------------------------------------------------------------------------------------

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
create view session_totals with (security_invoker = true) as
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

-- What came of the scenarios that were predicted for each session, each once: useful is what was
-- tried and found a bug, or was rated as accepted or modified.
create view session_predictions with (security_invoker = true) as
select
  o.user_id,
  o.session_id,
  count(*)::integer as made,
  (count(*) filter (where o.tried))::integer as tried,
  (count(*) filter (where o.found_bug))::integer as found_bug,
  (count(*) filter (where o.useful))::integer as useful
from (
  select
    b.user_id, b.session_id, p.scenario_key,
    bool_or(p.tried) as tried,
    bool_or(p.found_bug) as found_bug,
    bool_or(p.tried and (p.found_bug or p.feedback in ('accepted', 'modified'))) as useful
  from prediction_batches b
  join predictions p on p.user_id = b.user_id and p.batch_id = b.id
  where b.session_id is not null
  group by b.user_id, b.session_id, p.scenario_key
) o
group by o.user_id, o.session_id;

-- What testing came to on each ticket: its completed sessions, their bugs, how long they took, which
-- share of what was predicted for them was useful, and what they and their bugs earned.
create view testing_effectiveness with (security_invoker = true) as
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

-- The tasks that somebody is at or that are stuck, and whether they are leased now.
create view active_tasks with (security_invoker = true) as
select
  t.user_id, t.id, t.number, t.project_id, p.name as project_name, t.title, t.status, t.priority,
  t.priority_rank, t.ticket_key, t.session_id, t.holder, t.leased_at, t.leased_until,
  t.leased_until is not null and t.leased_until > atlas_now() as is_leased,
  t.created_at, t.updated_at
from tasks t
join projects p on p.user_id = t.user_id and p.id = t.project_id
where t.status in ('in_progress', 'blocked');

-- How far each task is: its criteria, artifacts and dependencies, counted.
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

-- The event log with the names of its projects and tasks.
create view recent_events with (security_invoker = true) as
select e.*, p.name as project_name, t.number as task_number, t.title as task_title
from events e
left join projects p on p.user_id = e.user_id and p.id = e.project_id
left join tasks t on t.user_id = e.user_id and t.id = e.task_id;

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
  coalesce(g.minutes, 0) as logged_minutes,
  coalesce(s.minutes, 0) as tested_minutes,
  coalesce(t.planned_minutes, 0) as planned_minutes,
  u.weekly_capacity_minutes,
  least(100, round(100.0
    * (coalesce(g.minutes, 0) + coalesce(s.minutes, 0) + coalesce(t.planned_minutes, 0))
    / u.weekly_capacity_minutes, 2)) as overload_risk
from users u
cross join lateral (
  select
    round(avg(progress), 2) as progress, sum(energy)::integer as energy,
    sum(planned_minutes)::integer as planned_minutes
  from theater_states t where t.user_id = u.id
) t
-- What was done in a theater that is removed now was done.
cross join lateral (
  select sum(g.minutes)::integer as minutes
  from focus_logs g
  where g.user_id = u.id and g.logged_at > atlas_now() - interval '7 days'
    and g.archived_at is null
) g
cross join lateral (
  select (sum(active_seconds) / 60)::integer as minutes
  from sessions s
  where s.user_id = u.id and s.started_at > atlas_now() - interval '30 days'
    and s.ended_at > atlas_now() - interval '7 days' and s.archived_at is null
) s;

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

-- Everything that has words but the log, and what it belongs to. What is aside is not looked for
-- unless it is named: it is gone from Jira, another decision took its place, or it is evidence of
-- something that is here itself, and evidence alone was not asked for.
create view things with (security_invoker = true) as
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
-- What belongs to no project belongs to the user alone. What the person rejected is set aside.
select user_id, 'insight', id, user_id, created_at, words, null, null, null,
  verdict is not distinct from 'rejected'
from insights where archived_at is null or atlas_sees_archived()
union all
select user_id, 'action', id, user_id, updated_at, words, null, null, null, false
from actions where archived_at is null or atlas_sees_archived()
union all
select user_id, 'focus_log', id, user_id, logged_at, words, null, null, null, false
from focus_logs where archived_at is null or atlas_sees_archived()
union all
select user_id, 'personal_task', id, user_id, updated_at, words, null, null, null, false
from personal_tasks where archived_at is null or atlas_sees_archived();

-- Of those, what may be found: of a kind, within what it belongs to, and of a time.
create function asked_things(
  wanted text, within uuid[] default null, without uuid[] default '{}', scope text[] default '{}',
  project text default null, in_status text default null, of_type text default null,
  with_aside boolean default false, since timestamptz default null,
  until timestamptz default null, guarded boolean default true)
  returns setof things
  language sql stable
  as $$
    select * from things t
    where t.kind = wanted
      and (within is null or t.parent_id in (select unnest(within)))
      and (cardinality(without) = 0 or t.id <> all (without))
      and (cardinality(scope) = 0 or t.project_key is null or t.project_key = any (scope))
      and (project is null or t.project_key = project)
      and (in_status is null or lower(t.status) = lower(in_status))
      and (of_type is null or lower(t.issue_type) = lower(of_type))
      and (with_aside or not t.aside)
      and (since is null or t.at >= since)
      and (until is null or t.at < until)
      and (guarded
        or t.user_id = atlas_user_id() and indexed_words(t.words, t.user_id) @@ atlas_question())
  $$;

-- ---------------------------------------------------------------------------------------------
-- Triggers that keep updated_at, but when something is removed or restored
-- ---------------------------------------------------------------------------------------------

create trigger touch_updated_at before update on users
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on tickets
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on ticket_notes
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on sessions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on predictions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on projects
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on decisions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on tasks
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on memories
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on library_scenarios
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on evidence
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on insights
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on theaters
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on actions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on focus_logs
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on journal_entries
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create trigger touch_updated_at before update on habits
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
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
create trigger touch_updated_at before update on jira_sites
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on attachments
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on remote_writes
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on bugs
  for each row execute function touch_updated_at();
create trigger touch_updated_at before update on patterns
  for each row execute function touch_updated_at();

-- Two, since a copy that says the same names neither text, and they take the longest to compare.
create trigger touch_profile_at before update on tickets
  for each row
  when ((old.project_key, old.components, old.deleted, old.jira_created_at)
    is distinct from (new.project_key, new.components, new.deleted, new.jira_created_at))
  execute function touch_profile_at();
create trigger touch_profile_at_for_texts before update of summary, description on tickets
  for each row
  when ((old.summary, old.description) is distinct from (new.summary, new.description))
  execute function touch_profile_at();

-- ---------------------------------------------------------------------------------------------
-- Who may see and do what
-- ---------------------------------------------------------------------------------------------

alter table users enable row level security;
alter table users force row level security;
create policy own on users for select to atlas_app using (id = atlas_user_id());
-- The functions below run as the owner, whom forced security binds too.
create policy owner on users to current_user using (true) with check (true);
grant select on users to atlas_app;
create policy own_profile on users for update to atlas_app
  using (id = atlas_user_id()) with check (id = atlas_user_id());
grant update (
    full_name, avatar_url, gitlab_username, role, time_zone, day_start, weekly_capacity_minutes,
    default_space, coach_voice, theme, notifications, wellbeing_visible)
  on users to atlas_app;

alter table api_tokens enable row level security;
alter table api_tokens force row level security;
create policy owner on api_tokens to current_user using (true) with check (true);

alter table counters enable row level security;
alter table counters force row level security;
create policy own on counters to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on counters to atlas_app;

alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy own on idempotency_keys to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on idempotency_keys to atlas_app;

alter table listeners enable row level security;
alter table listeners force row level security;
create policy own on listeners to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on listeners to atlas_app;

alter table tickets enable row level security;
alter table tickets force row level security;
create policy own on tickets to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy search on tickets for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on tickets to atlas_app;

alter table ticket_notes enable row level security;
alter table ticket_notes force row level security;
create policy own on ticket_notes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy search on ticket_notes for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on ticket_notes to atlas_app;

alter table sync_jobs enable row level security;
alter table sync_jobs force row level security;
create policy own on sync_jobs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on sync_jobs to atlas_app;

-- What was removed is hidden by the policies, so that no statement can forget to. The scenarios of
-- a session and the criteria of a task are numbered by counting, which must count those, too.
alter table sessions enable row level security;
alter table sessions force row level security;
create policy own on sessions to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on sessions for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on sessions to atlas_app;

alter table pauses enable row level security;
alter table pauses force row level security;
create policy own on pauses to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on pauses to atlas_app;

alter table session_notes enable row level security;
alter table session_notes force row level security;
create policy own on session_notes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy search on session_notes for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert on session_notes to atlas_app;

alter table prediction_batches enable row level security;
alter table prediction_batches force row level security;
create policy own on prediction_batches to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on prediction_batches to atlas_app;

alter table predictions enable row level security;
alter table predictions force row level security;
create policy own on predictions to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update on predictions to atlas_app;

alter table scenarios enable row level security;
alter table scenarios force row level security;
create policy own on scenarios to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy search on scenarios for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on scenarios to atlas_app;

alter table library_scenarios enable row level security;
alter table library_scenarios force row level security;
create policy own on library_scenarios to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on library_scenarios for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on library_scenarios to atlas_app;
alter table proposals enable row level security;
alter table proposals force row level security;
create policy own on proposals to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on proposals to atlas_app;

alter table source_answers enable row level security;
alter table source_answers force row level security;
create policy own on source_answers to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on source_answers to atlas_app;

alter table patterns enable row level security;
alter table patterns force row level security;
create policy own on patterns to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on patterns to atlas_app;

alter table pattern_runs enable row level security;
alter table pattern_runs force row level security;
create policy own on pattern_runs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on pattern_runs to atlas_app;

alter table escapes enable row level security;
alter table escapes force row level security;
create policy own on escapes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on escapes to atlas_app;

alter table trainings enable row level security;
alter table trainings force row level security;
create policy own on trainings to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on trainings to atlas_app;

alter table projects enable row level security;
alter table projects force row level security;
create policy own on projects to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
-- To rebuild the read models from the log, a user's rows are taken away and made again.
grant select, insert, update, delete on projects to atlas_app;

alter table tasks enable row level security;
alter table tasks force row level security;
create policy own on tasks to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on tasks for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
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
create policy search on artifacts for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on artifacts to atlas_app;

alter table memories enable row level security;
alter table memories force row level security;
create policy own on memories to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on memories for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on memories to atlas_app;

alter table checkpoints enable row level security;
alter table checkpoints force row level security;
create policy own on checkpoints to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on checkpoints for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on checkpoints to atlas_app;

alter table decisions enable row level security;
alter table decisions force row level security;
create policy own on decisions to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on decisions for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on decisions to atlas_app;

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

alter table evidence enable row level security;
alter table evidence force row level security;
create policy own on evidence to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on evidence for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on evidence to atlas_app;

alter table evidence_files enable row level security;
alter table evidence_files force row level security;
create policy own on evidence_files to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on evidence_files to atlas_app;

alter table evidence_analyses enable row level security;
alter table evidence_analyses force row level security;
create policy own on evidence_analyses to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on evidence_analyses to atlas_app;

alter table insights enable row level security;
alter table insights force row level security;
create policy own on insights to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on insights for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on insights to atlas_app;

alter table insight_evidence enable row level security;
alter table insight_evidence force row level security;
create policy own on insight_evidence to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on insight_evidence to atlas_app;

alter table shared_packs enable row level security;
alter table shared_packs force row level security;
create policy own on shared_packs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
create policy reader on shared_packs for select to atlas_app using (reader_id = atlas_user_id());
grant select, insert, delete on shared_packs to atlas_app;

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
create policy search on actions for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update, delete on actions to atlas_app;

alter table focus_logs enable row level security;
alter table focus_logs force row level security;
create policy own on focus_logs to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on focus_logs for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
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

alter table vectors enable row level security;
alter table vectors force row level security;
create policy own on vectors to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on vectors to atlas_app;

alter table embedding_states enable row level security;
alter table embedding_states force row level security;
create policy own on embedding_states to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on embedding_states to atlas_app;

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

-- The log may be read and added to, by its user; there is no policy and no grant for more.
alter table events enable row level security;
alter table events force row level security;
-- What is private is known by its short id; that it was removed is an event of it, too.
create policy own on events for select to atlas_app
  using (user_id = atlas_user_id()
    and (short_id is null or left(short_id, 2) not in ('O-', 'J-')
      or (select atlas_sees_private())));
create policy add on events for insert to atlas_app with check (user_id = atlas_user_id());
grant select, insert on events to atlas_app;
grant usage on sequence event_seq to atlas_app;
-- The function that counts what lies outside of every month runs as the owner.
create policy owner on events_default for select to current_user using (true);

alter table exported_months enable row level security;
alter table exported_months force row level security;
create policy own on exported_months for select to atlas_app using (user_id = atlas_user_id());
-- Months are taken out and brought back by the owner's login alone.
create policy owner on exported_months to current_user using (true) with check (true);
grant select on exported_months to atlas_app;

grant select on
  things, named_bugs, found_bugs, session_totals, session_predictions, testing_effectiveness,
  active_tasks, task_progress, recent_events, theater_states, focus_metrics, xp_totals,
  habit_states, deeds, calendar, countdown_days, user_days, dashboard_summary, daily_activity, recent_tickets
  to atlas_app;

-- ---------------------------------------------------------------------------------------------
-- What the serving role may do only through these functions, which run as the owner
-- ---------------------------------------------------------------------------------------------

-- The user of that name, made if there is none.
create function ensure_user(new_id uuid, user_name text) returns uuid
  language plpgsql
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
declare
  found_id uuid;
begin
  select id into found_id from users where name = user_name;
  if found_id is null then
    insert into users (id, name) values (new_id, user_name) on conflict (name) do nothing;
    select id into found_id from users where name = user_name;
  end if;
  return found_id;
end
$$;

-- The user of that name, or null.
create function find_user(user_name text) returns uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select id from users where name = user_name $$;

-- The user of that name who may be given somebody else's pack to read, or null.
create function find_manager(user_name text) returns uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select id from users where name = user_name and role = 'manager' $$;

-- Everybody's ids, for what is done for each user without being asked.
create function all_users() returns setof uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select id from users order by id $$;

-- Keeps the hash of a new token of the calling user.
create function issue_token(
  token_id uuid, token_hash bytea, token_label text, token_scopes text[], token_expires timestamptz)
  returns void
  language sql
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
    insert into api_tokens (user_id, id, hash, label, scopes, expires_at)
    values (atlas_user_id(), token_id, token_hash, token_label, token_scopes, token_expires)
  $$;

-- Whose token has that hash, if it is good at that time.
create function find_token(token_hash bytea, at timestamptz)
  returns table (user_id uuid, user_name text, scopes text[])
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
    select t.user_id, u.name, t.scopes
    from api_tokens t join users u on u.id = t.user_id
    where t.hash = token_hash and t.revoked_at is null and t.expires_at > at
  $$;

-- The calling user's tokens, without their hashes.
create function list_tokens()
  returns table (
    id uuid, label text, scopes text[],
    created_at timestamptz, expires_at timestamptz, revoked_at timestamptz)
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
    select id, label, scopes, created_at, expires_at, revoked_at
    from api_tokens where user_id = atlas_user_id() order by created_at
  $$;

-- Ends a token of the calling user; false if there is no such token in force.
create function revoke_token(token_id uuid) returns boolean
  language sql
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
    with ended as (
      update api_tokens set revoked_at = atlas_now()
      where user_id = atlas_user_id() and id = token_id and revoked_at is null
      returning 1
    )
    select exists (select from ended)
  $$;

-- Whose webhooks come under that name, or null.
create function find_webhook_account(account_name text) returns uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select user_id from webhook_accounts where name = account_name $$;

-- Those of the words that the fewest things have, as many as they are together in so many things,
-- and at least one; null where nothing has any.
create function rarest_words(wanted text, words text[], most integer) returns tsquery
  language plpgsql
  security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  guarded boolean := row_security_active('tickets');
  rare text[] := words;
  counts integer[] := '{}';
  seen integer;
  word text;
begin
  if cardinality(words) > 20 then
    -- What a tenth of some rows have is in too many, and to count those takes the longest.
    perform set_config('atlas.question', '''*''', true);
    rare := array(
      select w from unnest(words) as w
      where ltrim(w, '=') not in (
        select lexeme
        from (select t.words from asked_things(wanted, guarded => guarded) t limit 100) as sample
        cross join lateral unnest(tsvector_to_array(sample.words)) as lexeme
        group by lexeme having count(*) > 10));
  end if;
  foreach word in array rare loop
    perform set_config('atlas.question', quote_literal(word), true);
    select count(*) into seen
    from (select from asked_things(wanted, guarded => guarded) limit most + 1) as counted;
    counts := counts || seen;
  end loop;
  perform set_config('atlas.question', '', true);
  return (
    select string_agg(quote_literal(w), ' | ')::tsquery
    from (
      select w, sum(n) over rarest as together, row_number() over rarest as place
      from unnest(rare, counts) as counted(w, n) where n > 0
      window rarest as (order by n, w)
    ) as ranked
    where together <= most or place = 1);
end
$$;

-- The things of the calling user that hold what is asked for: the newest of them, and those that
-- have it in their title, ranked by what is asked for or by rank_by. Where any word is enough and
-- too many things have one, the rarest words are looked for. Row-level security looks at a row
-- before @@ may, as @@ isn't leakproof, so that no index finds words for atlas_app. This function
-- runs as the owner, whose policies show what is asked for and nothing else: there the user and
-- the words are one condition, which the index answers.
create function find_words(
  wanted text, question tsquery, rank_by tsquery default null, any_word boolean default false,
  most integer default 1000, within uuid[] default null, without uuid[] default '{}',
  scope text[] default '{}', project text default null, in_status text default null,
  of_type text default null, with_aside boolean default false, since timestamptz default null,
  until timestamptz default null)
  returns table (id uuid, at timestamptz, rank real, matching bigint)
  language plpgsql
  rows 20
  security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  -- Not where the owner is a superuser, whom no policy binds; then nothing may be left to them.
  guarded boolean := row_security_active('tickets');
  bound constant integer := 500;
  everything constant tsquery := $all$'*'$all$;
  sought tsquery := question;
  seen integer;
begin
  if coalesce(numnode(question), 0) = 0 then
    return;
  end if;
  perform set_config('atlas.question', sought::text, true);
  if any_word and bound < (
    select count(*) from (
      select from asked_things(wanted, within, without, scope, project, in_status, of_type,
        with_aside, since, until, guarded)
      limit bound + 1) as counted)
  then
    sought := rarest_words(
      wanted, tsvector_to_array(to_tsvector('simple', querytree(question))), bound);
    perform set_config('atlas.question', sought::text, true);
  end if;
  return query
    select n.id, n.at,
      case when row_number() over () <= bound and question <> everything
        then ts_rank(n.words, coalesce(rank_by, question)) end,
      n.matching
    from (
      select t.id, t.at, t.words, count(*) over () as matching
      from asked_things(wanted, within, without, scope, project, in_status, of_type, with_aside,
        since, until, guarded) as t
      order by t.at desc, t.id
      limit most) as n;
  get diagnostics seen = row_count;
  if seen >= least(most, bound) then
    perform set_config('atlas.question', titled(sought)::text, true);
    return query
      select n.id, n.at, ts_rank(n.words, coalesce(rank_by, question)), null::bigint
      from (
        select t.id, t.at, t.words
        from asked_things(wanted, within, without, scope, project, in_status, of_type,
          with_aside, since, until, guarded) as t
        order by t.at desc, t.id
        limit least(most, bound)) as n;
  end if;
  perform set_config('atlas.question', '', true);
end
$$;

-- The same of the log, which has no end: of the latest events, under the caller's own policy. What
-- is older is told by what it changed.
create function find_events(
  question tsquery, project uuid, jira_project text, since timestamptz, until timestamptz,
  most integer)
  returns table (at timestamptz, seq bigint, rank real, matching bigint)
  language plpgsql stable
  rows 20
  set search_path = pg_catalog, public, pg_temp
  set plan_cache_mode = force_custom_plan
  as $$
begin
  return query
    select e.at, e.seq, ts_rank(e.words, question) as rank, count(*) over () as matching
    from (
      select l.at, l.seq, l.words from events l
      where (project is null and jira_project is null or l.project_id = project
          or starts_with(l.ticket_key, jira_project || '-'))
        and (since is null or l.at >= since) and (until is null or l.at < until)
      order by l.at desc, l.seq desc limit 5000
    ) e
    where question = '''*''' or e.words @@ question
    order by rank desc, e.at desc, e.seq desc
    limit most;
end
$$;

-- How many events lie outside of every month, by the month that they are of.
create function events_outside_months() returns table (month date, events bigint)
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
    select date_trunc('month', at at time zone 'UTC')::date, count(*)
    from events_default group by 1 order by 1
  $$;

-- The newest migration that succeeded; null where none ran.
create function schema_version() returns integer
  language plpgsql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
declare
  newest integer;
begin
  if to_regclass('public.flyway_schema_history') is not null then
    execute 'select max(version::integer) from public.flyway_schema_history where success'
      into newest;
  end if;
  return newest;
end
$$;

revoke all on function
  ensure_user, find_user, find_manager, all_users, issue_token, find_token, list_tokens,
  revoke_token, find_webhook_account, rarest_words, find_words, schema_version, make_event_partitions,
  guard_event_partition, events_outside_months, settle_event_months
  from public;
grant execute on function
  ensure_user, find_user, find_manager, all_users, issue_token, find_token, list_tokens,
  revoke_token, find_webhook_account, rarest_words, find_words, schema_version, make_event_partitions,
  events_outside_months
  to atlas_app;

-- ---------------------------------------------------------------------------------------------
-- What a backup sees
-- ---------------------------------------------------------------------------------------------

-- Everything. The owner's login becomes this role to make one, and has none of its rights otherwise.
-- Said after every migration, for each table that there is.
do $$
declare
  unread record;
begin
  if not exists (select from pg_roles where rolname = 'atlas_backup') then
    return;
  end if;
  for unread in
    select c.oid::regclass as name, c.relkind as kind
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and (c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity
        or c.relkind = 'S')
  loop
    execute format('grant select on %s to atlas_backup', unread.name);
    if unread.kind <> 'S' then
      execute format(
        'create policy backup on %s for select to atlas_backup using (true)', unread.name);
    end if;
  end loop;
end
$$;

-- ---------------------------------------------------------------------------------------------
-- Who takes a user away
-- ---------------------------------------------------------------------------------------------

-- The role that takes a user away: it sees and deletes the rows of the user whom the transaction
-- names, and in the log it may make that user's events say nothing once the user is gone.
do $$
declare
  held record;
begin
  if not exists (select from pg_roles where rolname = 'atlas_purge') then
    return;
  end if;
  for held in
    select c.oid::regclass as name, c.relname = 'users' as people,
      c.relname ~ '^events(_[0-9]{4}_[0-9]{2})?$' as log
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity
  loop
    execute format(
      'create policy purge on %s %s to atlas_purge using (%s = atlas_user_id())',
      held.name, case when held.log then 'for select' else '' end,
      case when held.people then 'id' else 'user_id' end);
    execute format('grant select on %s to atlas_purge', held.name);
    if not held.log then
      execute format('grant delete on %s to atlas_purge', held.name);
      continue;
    end if;
    execute format(
      'create policy redact on %s for update to atlas_purge '
      || 'using (user_id = atlas_user_id() '
      || 'and not exists (select from users u where u.id = atlas_user_id())) '
      || 'with check (user_id = atlas_user_id() and actor = ''redacted'' '
      || 'and short_id is null and ticket_key is null and summary = ''redacted'' '
      || 'and payload = ''{}'')', held.name);
    execute format(
      'grant update (actor, short_id, ticket_key, summary, payload) on %s to atlas_purge',
      held.name);
    execute format(
      'create policy purged on %s for insert to atlas_purge '
      || 'with check (user_id = atlas_user_id() and type = ''user.purged'')', held.name);
    execute format('grant insert on %s to atlas_purge', held.name);
    grant usage on sequence event_seq to atlas_purge;
  end loop;
end
$$;
