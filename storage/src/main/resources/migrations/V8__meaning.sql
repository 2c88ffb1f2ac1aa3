-- What texts mean, as vectors; which tickets have changed since somebody looked.

-- When anything changed by which the ticket is compared with others. A copy of Jira that says the
-- same leaves it alone, so that no index is written for it.
alter table tickets add column profile_at timestamptz not null default atlas_now();
create index tickets_by_profile on tickets (user_id, profile_at);

create function touch_profile_at() returns trigger
  language plpgsql
  as $$
begin
  new.profile_at := atlas_now();
  return new;
end
$$;

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

-- What a text of something means to a model: a float that scales, little endian, and after it a
-- signed byte for each number. It is made again from the text, so that no event tells of it.
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

-- Everybody's ids, for what is done for each user without being asked.
create function all_users() returns setof uuid
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$ select id from users order by id $$;

revoke all on function all_users from public;
grant execute on function all_users to atlas_app;
