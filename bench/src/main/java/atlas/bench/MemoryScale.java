package atlas.bench;

import atlas.storage.PostgresUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A work memory of many users, made by the owner in a few statements. One user, the bench's own,
 * has a tenth of all tasks and events, in ten projects; the others share the rest alike.
 *
 * @param users how many there are, the heavy one among them
 * @param tasks of all users
 * @param events of all users, spread over the last twelve months
 */
record MemoryScale(int users, int tasks, int events) {
  /** The projects of each user are called so, with a number from 0 on. */
  static final String PROJECT = "work-";

  static final int PROJECTS = 10;

  /** The project whose tasks are all ready, for those who race. */
  static final String RACE = "race";

  /** What the documents ask for. */
  static final MemoryScale WHOLE = new MemoryScale(1_000, 50_000, 1_000_000);

  MemoryScale tenth() {
    return new MemoryScale(users / 10, tasks / 10, events / 10);
  }

  /** The others' ids, from 1 on. */
  static UUID user(int number) {
    return UUID.fromString("00000000-0000-7000-8000-%012d".formatted(number));
  }

  /** Makes all of it, and lets PostgreSQL look at it once. */
  void fill(PostgresUrl owner, UUID heavy) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(owner.jdbc(), owner.user(), owner.password());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select make_event_partitions((now() - interval '12 months')::date, 14)");
      // Who has which share: the heavy user a tenth, everybody else the same.
      statement.execute(
          """
          create temporary table shares as
          select '%s'::uuid as user_id, %d as tasks, %d as events
          union all
          select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, %d, %d from generate_series(1, %d) n
          """
              .formatted(
                  heavy,
                  tasks / 10,
                  events / 10,
                  tasks * 9 / 10 / others(),
                  events * 9 / 10 / others(),
                  others()));
      // Policies hold the owner too, who fills the tables of all users this once.
      statement.execute(FORCE.formatted("relforcerowsecurity", "no force"));
      for (String part : PARTS) statement.execute(part.replace("HEAVY", heavy.toString()));
      // What is looked at as late as a commit is looked at now: then tables may change.
      statement.execute("set constraints all immediate");
      statement.execute(FORCE.formatted("relrowsecurity", "force"));
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("vacuum analyze");
    }
  }

  private int others() {
    return users - 1;
  }

  private static final String FORCE =
      """
      do $$
      declare found regclass;
      begin
        for found in select oid from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and %s
        loop
          execute format('alter table %%s %s row level security', found);
        end loop;
      end
      $$
      """;

  private static final String[] PARTS = {
    """
    insert into users (id, name)
    select user_id, 'user-' || user_id from shares on conflict do nothing
    """,
    """
    insert into projects (user_id, id, name, description)
    select user_id, md5(user_id || 'p' || n)::uuid, 'work-' || n,
      'Make the part of the shop that is number ' || n || ' ready for the next release'
    from shares, generate_series(0, 9) n
    """,
    """
    insert into projects (user_id, id, name)
    select user_id, md5(user_id || 'race')::uuid, 'race' from shares where user_id = 'HEAVY'
    """,
    // Of ten tasks six are done, one is blocked, three are to be done; every fifth waits for the
    // one
    // before it. Words repeat as they do in life: few of them often, most of them seldom.
    """
    insert into tasks (user_id, id, number, project_id, title, description, status, priority,
      finished_at, created_at, updated_at)
    select user_id, md5(user_id || 't' || n)::uuid, n, md5(user_id || 'p' || n % 10)::uuid,
      (array['Fix', 'Test', 'Measure', 'Describe', 'Remove'])[1 + n % 5] || ' the '
        || (array['checkout', 'basket', 'voucher', 'invoice', 'login', 'search', 'import'])[1 + n % 7]
        || ' case ' || n || ' of module' || (n * 7919 % 997),
      'What users see when order' || n || ' meets a gateway that answers late, with detail'
        || (n * 104729 % 4999) || ' and the retry that follows it.',
      case when n % 10 < 6 then 'done' when n % 10 = 6 then 'blocked' else 'todo' end,
      (array['highest', 'high', 'medium', 'medium', 'low'])[1 + n % 5],
      case when n % 10 < 6 then now() - n * interval '1 minute' end,
      now() - interval '300 days' * n / greatest(tasks, 1), now()
    from shares, generate_series(1, tasks) n
    """,
    """
    insert into tasks (user_id, id, number, project_id, title, status, priority)
    select user_id, md5(user_id || 'r' || n)::uuid, 1000000 + n, md5(user_id || 'race')::uuid,
      'Ready task ' || n, 'todo', 'medium'
    from shares, generate_series(1, 20000) n where user_id = 'HEAVY'
    """,
    """
    insert into task_criteria (user_id, id, task_id, number, position, text, state, evidence,
      settled_at, settled_by)
    select user_id, md5(user_id || 'c' || n || '.' || c)::uuid, md5(user_id || 't' || n)::uuid, c, c,
      'It holds for case ' || c || ' of ' || n,
      case when n % 10 < 6 then 'met' else 'open' end,
      case when n % 10 < 6 then 'seen' end,
      case when n % 10 < 6 then now() end, case when n % 10 < 6 then 'bench' end
    from shares, generate_series(1, tasks) n, generate_series(1, 3) c
    """,
    """
    insert into task_dependencies (user_id, task_id, depends_on_id)
    select user_id, md5(user_id || 't' || n)::uuid, md5(user_id || 't' || n - 1)::uuid
    from shares, generate_series(5, tasks, 5) n
    """,
    """
    insert into artifacts (user_id, id, number, task_id, type, ref, summary, actor)
    select user_id, md5(user_id || 'a' || n)::uuid, n, md5(user_id || 't' || n)::uuid, 'pr',
      'https://example.org/pull/' || n, 'Makes case ' || n || ' pass', 'bench'
    from shares, generate_series(1, tasks, 2) n
    """,
    """
    insert into decisions (user_id, id, number, project_id, title, options, choice, rationale,
      status, review_at)
    select user_id, md5(user_id || 'd' || n)::uuid, n, md5(user_id || 'p' || n % 10)::uuid,
      'What to do when gateway' || n || ' is away', array['Retry', 'Give up'], 'Retry',
      'It answers again within seconds in nine of ten cases.', 'accepted',
      case when n % 20 = 0 then current_date - 1 end
    from shares, generate_series(1, greatest(tasks / 10, 10)) n
    """,
    """
    insert into checkpoints (user_id, id, number, project_id, label, summary, resume_instructions,
      captured, event_position)
    select user_id, md5(user_id || 'k' || n)::uuid, n, md5(user_id || 'p' || n % 10)::uuid,
      'evening ' || n, 'The retry is in and tested by hand, case ' || n,
      'Run the whole suite, then look at order' || n, '{}', n
    from shares, generate_series(1, greatest(tasks / 10, 10)) n
    """,
    """
    insert into memories (user_id, id, number, type, key, value, actor)
    select user_id, md5(user_id || 'm' || n)::uuid, n, 'pattern', 'fact-' || n,
      'Vouchers of kind' || n || ' are refused by the gateway on Sundays', 'bench'
    from shares, generate_series(1, greatest(tasks / 20, 5)) n
    """,
    // The heavy user came with theirs.
    """
    delete from theaters where user_id = 'HEAVY'
    """,
    """
    insert into theaters (user_id, id, name, energy, version)
    select user_id, md5(user_id || 'h' || n)::uuid, (array['ibm', 'cs'])[n], 50, 1
    from shares, generate_series(1, 2) n
    """,
    // Of ten actions six are done, one is blocked, three are open; a third stands for a task.
    """
    insert into actions (user_id, id, number, theater_id, title, status, gap, early_progress, due,
      minutes, selected, pinned, task_id, moved_at, finished_at, version)
    select user_id, md5(user_id || 'n' || n)::uuid, n, md5(user_id || 'h' || 1 + n % 2)::uuid,
      'Bring case ' || n || ' to its end',
      case when n % 10 < 6 then 'done' when n % 10 = 6 then 'blocked' else 'open' end,
      n % 6, n % 4 = 0, case when n % 3 = 0 then current_date + n % 30 - 10 end, 30,
      n in (7, 8), false, case when n % 3 = 0 then md5(user_id || 't' || n)::uuid end,
      now() - n % 40 * interval '1 day', case when n % 10 < 6 then now() end, 1
    from shares, generate_series(1, greatest(tasks / 10, 10)) n
    """,
    """
    insert into focus_logs (user_id, id, number, kind, theater_id, action_id, text, minutes, actor,
      logged_at, version)
    select user_id, md5(user_id || 'f' || n)::uuid, n, 'execution',
      md5(user_id || 'h' || 1 + n % 2)::uuid,
      md5(user_id || 'n' || 1 + n % greatest(tasks / 10, 10))::uuid,
      'Looked at order' || n || ' again', 20, 'bench', now() - n * interval '1 hour', 1
    from shares, generate_series(1, greatest(tasks / 2, 20)) n
    """,
    """
    insert into counters (user_id, kind, last)
    select user_id, kind, 2000000
    from shares, unnest(array['task', 'decision', 'checkpoint', 'artifact', 'memory', 'action',
      'focus log']) kind
    on conflict do nothing
    """,
    """
    insert into events (user_id, at, actor, type, version, entity_id, short_id, project_id, task_id,
      summary, payload)
    select user_id, now() - interval '364 days' * n / greatest(events, 1),
      (array['claude-code', 'claude-ai', 'person'])[1 + n % 3],
      (array['task.created', 'task.changed', 'task.claimed', 'task.completed', 'artifact.added'])
        [1 + n % 5],
      1, md5(user_id || 't' || 1 + n % greatest(tasks, 1))::uuid,
      'T-' || 1 + n % greatest(tasks, 1),
      md5(user_id || 'p' || (1 + n % greatest(tasks, 1)) % 10)::uuid,
      md5(user_id || 't' || 1 + n % greatest(tasks, 1))::uuid,
      'Task T-' || 1 + n % greatest(tasks, 1) || ' is about the '
        || (array['checkout', 'basket', 'voucher', 'invoice', 'login'])[1 + n % 5]
        || ' of order' || n,
      jsonb_build_object('task', 'T-' || n, 'text', repeat('what was done and seen ', 8))
    from shares, generate_series(1, events) n
    """,
    // A year of testing: a session for each second task, five scenarios in each, a bug in each
    // third.
    """
    insert into tickets (user_id, id, ticket_key, jira_id, project_key, summary, issue_type, status,
      status_category, priority_rank, due, jira_updated_at, active, raw, synced_at)
    select user_id, md5(user_id || 'i' || n)::uuid, 'SHOP-' || n, n::text, 'SHOP',
      'The checkout of order' || n || ' is late', 'Bug',
      case when n % 4 = 0 then 'In Test' else 'Open' end, 'new', 1 + n % 5,
      case when n % 5 = 0 then current_date + n % 20 - 5 end, now() - n * interval '1 hour',
      n <= 1000, '{}', now()
    from shares, generate_series(1, greatest(tasks / 5, 20)) n
    """,
    """
    insert into sessions (user_id, id, number, ticket_id, charter, status, outcome, tester,
      started_at, ended_at, active_seconds)
    select user_id, md5(user_id || 's' || n)::uuid, n,
      md5(user_id || 'i' || 1 + n % greatest(tasks / 5, 20))::uuid, 'Explore case ' || n,
      'completed', 'passed', 'bench', now() - n * interval '3 hours',
      now() - n * interval '3 hours' + interval '40 minutes', 2400
    from shares, generate_series(1, greatest(tasks / 2, 50)) n
    """,
    """
    insert into scenarios (user_id, id, session_id, number, name, scenario_key, result, activity,
      bug_key, actor, logged_at)
    select user_id, md5(user_id || 'o' || n || '.' || c)::uuid, md5(user_id || 's' || n)::uuid, c,
      'Pay case ' || c || ' twice', 'pay case ' || c, 'passed', 'test',
      case when c = 1 and n % 3 = 0 then 'SHOP-' || 100000 + n end, 'bench',
      now() - n * interval '3 hours'
    from shares, generate_series(1, greatest(tasks / 2, 50)) n, generate_series(1, 5) c
    """,
    """
    insert into xp_ledger (user_id, source_type, source_id, reason, category, what, worth, amount,
      day, earned_at)
    select user_id, 'session', md5(user_id || 's' || n)::uuid, 'ended', 'work', 'S-' || n, 17, 17,
      (now() - n * interval '3 hours')::date, now() - n * interval '3 hours'
    from shares, generate_series(1, greatest(tasks / 2, 50)) n
    """,
    """
    insert into habits (user_id, id, number, name, frequency, category, testing, active, version)
    select user_id, md5(user_id || 'y')::uuid, 1, 'Testing', 'daily', 'work', true, true, 1
    from shares on conflict do nothing
    """,
    """
    insert into habit_logs (user_id, habit_id, day, triggered_by, logged_at)
    select user_id, id, current_date - n, 'testing_session', now()
    from habits, generate_series(0, 364) n where n % 11 <> 3
    """,
    """
    insert into spaces (user_id, id, name, colour, icon, version)
    select user_id, md5(user_id || 'w')::uuid, 'work', '#336699', 'briefcase', 1
    from shares on conflict do nothing
    """,
    """
    insert into personal_tasks (user_id, id, number, space_id, title, priority, due, tags,
      auto_created, completed_at, version)
    select h.user_id, md5(h.user_id || 'u' || n)::uuid, n, p.id,
      'Call about order' || n, 'medium', current_date + n % 30 - 10, '{}', false,
      case when n % 10 < 7 then now() - n * interval '2 hours' end, 1
    from shares h
    join spaces p on p.user_id = h.user_id and p.name = 'work'
    cross join lateral generate_series(1, greatest(h.tasks / 10, 10)) n
    """
  };
}
