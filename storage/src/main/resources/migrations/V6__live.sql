-- Clients that hear of changes: who listens, and the triggers that ring.

-- A process that wants to hear at once of what happens to a user, for as long as it says so.
create table listeners (
  user_id  uuid not null references users on delete cascade,
  process  uuid not null,
  until    timestamptz not null,
  primary key (user_id, process)
);

alter table listeners enable row level security;
alter table listeners force row level security;
create policy own on listeners to atlas_app
  using (user_id = atlas_user_id()) with check (user_id = atlas_user_id());
grant select, insert, update, delete on listeners to atlas_app;

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

create trigger ring after insert on events for each statement execute function ring();
-- A copy of Jira is one event for many tickets, and that at its end.
create trigger ring after insert or update on tickets for each statement execute function ring();
