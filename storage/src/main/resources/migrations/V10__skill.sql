-- How well each source predicts, what was learned of scenarios, and bugs that testing missed.

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
alter table proposals enable row level security;
alter table proposals force row level security;
create policy own on proposals to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on proposals to atlas_app;

-- By what was settled last, skill is measured.
create index predictions_settled on predictions (user_id, settled_at desc)
  where settled_at is not null;

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
alter table source_answers enable row level security;
alter table source_answers force row level security;
create policy own on source_answers to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on source_answers to atlas_app;

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
create trigger touch_updated_at before update on patterns
  for each row execute function touch_updated_at();
alter table patterns enable row level security;
alter table patterns force row level security;
create policy own on patterns to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update on patterns to atlas_app;

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
alter table pattern_runs enable row level security;
alter table pattern_runs force row level security;
create policy own on pattern_runs to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on pattern_runs to atlas_app;

-- A bug that came to light on a ticket after a session on it had passed: it escaped that session.
create table escapes (
  user_id     uuid not null,
  session_id  uuid not null,
  bug_key     text not null check (length(bug_key) between 3 and 64),
  escaped_at  timestamptz not null,
  primary key (user_id, session_id, bug_key),
  foreign key (user_id, session_id) references sessions on delete cascade
);
alter table escapes enable row level security;
alter table escapes force row level security;
create policy own on escapes to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on escapes to atlas_app;

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
alter table trainings enable row level security;
alter table trainings force row level security;
create policy own on trainings to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert on trainings to atlas_app;
