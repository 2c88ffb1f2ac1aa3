-- Who takes the next task looks for it in this order; without it each claim sorted all that is open.
drop index tasks_open;
create index tasks_open on tasks (user_id, project_id, priority_rank, status, number)
  where status in ('todo', 'in_progress', 'blocked');
