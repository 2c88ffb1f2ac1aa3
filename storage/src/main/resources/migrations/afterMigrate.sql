-- Runs after every migration, and before a backup: lets the role of backups read every table, those
-- that the migration has just made too. Harmless to repeat.
do $$
declare
  unread record;
begin
  -- An administrator makes it (atlas db init); without it there are no backups.
  if not exists (select from pg_roles where rolname = 'atlas_backup') then
    return;
  end if;
  -- Two servers that start at once must not both make the same policy.
  perform pg_advisory_xact_lock(hashtext('atlas.backup_policies'));
  for unread in
    select c.oid::regclass as name, c.relkind as kind
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and (c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'backup')
        or c.relkind = 'S' and not has_sequence_privilege('atlas_backup', c.oid, 'select'))
  loop
    execute format('grant select on %s to atlas_backup', unread.name);
    if unread.kind <> 'S' then
      execute format(
        'create policy backup on %s for select to atlas_backup using (true)', unread.name);
    end if;
  end loop;
end
$$;

-- The role that takes a user away: it sees and deletes the rows of the user whom the transaction
-- names, and in the log it may make that user's events say nothing once the user is gone.
do $$
declare
  held record;
begin
  -- An administrator makes it (atlas db init); without it nobody is taken away.
  if not exists (select from pg_roles where rolname = 'atlas_purge') then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('atlas.purge_policies'));
  for held in
    select c.oid::regclass as name, c.relname = 'users' as people,
      c.relname ~ '^events(_[0-9]{4}_[0-9]{2})?$' as log
    from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'purge')
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
