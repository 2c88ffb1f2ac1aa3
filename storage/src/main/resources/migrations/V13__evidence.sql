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

create trigger touch_updated_at before update on evidence
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

alter table evidence enable row level security;
alter table evidence force row level security;
create policy own on evidence to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
create policy search on evidence for select to current_user
  using ((user_id = (select atlas_user_id())) is true
    and indexed_words(words, user_id) @@ atlas_question());
grant select, insert, update on evidence to atlas_app;

alter table evidence_files enable row level security;
alter table evidence_files force row level security;
create policy own on evidence_files to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on evidence_files to atlas_app;

alter table evidence_analyses enable row level security;
alter table evidence_analyses force row level security;
create policy own on evidence_analyses to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on evidence_analyses to atlas_app;

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
from evidence where archived_at is null or atlas_sees_archived();
