-- Who takes the next task looks for it in this order; without it each claim sorted all that is open.
drop index tasks_open;
create index tasks_open on tasks (user_id, project_id, priority_rank, status, number)
  where status in ('todo', 'in_progress', 'blocked');

-- A project, a task and a session are one user's. Unless PostgreSQL knows, it takes a user's part of
-- a project for a thousandth of it, and sorts all of a project's year for a page of its timeline.
create or replace function guard_event_partition(partition regclass) returns void
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

do $$
declare
  partition regclass;
  key text;
begin
  for partition in select inhrelid from pg_inherits where inhparent = 'events'::regclass loop
    foreach key in array array['project_id', 'task_id', 'session_id'] loop
      execute format(
        'create statistics public.%I (dependencies) on user_id, %I from %s',
        (select relname from pg_class where oid = partition) || '_' || key, key, partition);
    end loop;
  end loop;
end
$$;

-- What was removed and is restored is as it was, with its time.
create or replace trigger touch_updated_at before update on sessions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create or replace trigger touch_updated_at before update on predictions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create or replace trigger touch_updated_at before update on projects
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create or replace trigger touch_updated_at before update on decisions
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create or replace trigger touch_updated_at before update on tasks
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();
create or replace trigger touch_updated_at before update on memories
  for each row when (old.archived_at is not distinct from new.archived_at)
  execute function touch_updated_at();

-- No statement asks for the tasks of a session, and none deletes one.
drop index tasks_by_session;
