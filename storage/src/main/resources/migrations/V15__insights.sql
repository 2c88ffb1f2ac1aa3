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

create trigger touch_updated_at before update on insights
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

alter table insights enable row level security;
alter table insights force row level security;
create policy own on insights to atlas_app
  using (user_id = atlas_user_id() and (archived_at is null or atlas_sees_archived()))
  with check (user_id = atlas_user_id());
grant select, insert, update on insights to atlas_app;

alter table insight_evidence enable row level security;
alter table insight_evidence force row level security;
create policy own on insight_evidence to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, delete on insight_evidence to atlas_app;
