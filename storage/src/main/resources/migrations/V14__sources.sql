-- What a user did at a system is gathered from there by runs of its own: it may fail without making
-- the copy of issues a part, and the other way round.
alter table sync_jobs drop constraint sync_jobs_source_check;
alter table sync_jobs add check (source in ('jira', 'jira_activity', 'gitlab'));
alter table sync_leases drop constraint sync_leases_source_check;
alter table sync_leases add check (source in ('jira', 'jira_activity', 'gitlab'));

-- Two Jiras count alike. What was gathered from one the user has left keeps its ids.
alter table jira_sites add column number integer not null default 1 check (number > 0);
