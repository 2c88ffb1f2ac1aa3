-- The log: which of its months were written to files and taken out, and what lies outside of every
-- month. What each part is stands in schema.sql.

create table exported_months (
  user_id      uuid not null references users on delete cascade,
  month        date not null check (extract(day from month) = 1),
  events       bigint not null check (events > 0),
  exported_at  timestamptz not null,
  primary key (user_id, month)
);
alter table exported_months enable row level security;
alter table exported_months force row level security;
create policy own on exported_months for select to atlas_app using (user_id = atlas_user_id());
create policy owner on exported_months to current_user using (true) with check (true);
grant select on exported_months to atlas_app;

create policy owner on events_default for select to current_user using (true);

create function events_outside_months() returns table (month date, events bigint)
  language sql stable
  security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
    select date_trunc('month', at at time zone 'UTC')::date, count(*)
    from events_default group by 1 order by 1
  $$;

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

revoke all on function events_outside_months, settle_event_months from public;
grant execute on function events_outside_months to atlas_app;
