-- Runs after every migration: lets the owner see every row, in a backup and nowhere else, also of
-- the tables that the migration has just made.
do $$
declare
  missing regclass;
begin
  -- Two servers that start at once must not both make the same one.
  perform pg_advisory_xact_lock(hashtext('atlas.backup_policies'));
  for missing in
    select c.oid from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and c.relforcerowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'backup')
  loop
    execute format(
      'create policy backup on %s for select to current_user '
      || 'using (current_setting(''atlas.backup'', true) = ''on'')', missing);
  end loop;
end
$$;
