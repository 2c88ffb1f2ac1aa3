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
