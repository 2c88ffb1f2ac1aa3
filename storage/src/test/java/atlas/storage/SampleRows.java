package atlas.storage;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/** One row of a user's in every table that the serving login may add to. */
public final class SampleRows {
  private static final Map<String, String> INSERTS = inserts();

  private SampleRows() {}

  private static Map<String, String> inserts() {
    // In the order of their references.
    var inserts = new LinkedHashMap<String, String>();
    inserts.put("counters", "(user_id, kind, last) values (:user, :name, 1)");
    inserts.put(
        "idempotency_keys", "(user_id, key, fingerprint) values (:user, :name, 'fingerprint')");
    inserts.put("listeners", "(user_id, process, until) values (:user, :id, atlas_now())");
    inserts.put(
        "tickets",
        """
        (user_id, id, ticket_key, jira_id, project_key, summary, issue_type, status,
          status_category, priority_rank, active, raw, synced_at)
        values (:user, :id, :name, :name, 'HBR', 'Invoice', 'Bug', 'Open', 'new', 3, true, '{}',
          atlas_now())
        """);
    inserts.put("ticket_notes", "(user_id, ticket_id, note) values (:user, :id, 'secret')");
    inserts.put("ticket_keys", "(user_id, old_key, ticket_id) values (:user, :name, :id)");
    inserts.put(
        "jira_sites",
        """
        (user_id, kind, site, account_id, checked_at)
        values (:user, 'cloud', 'Harbour', 'a-1', atlas_now())
        """);
    inserts.put(
        "sync_jobs",
        """
        (user_id, id, source, trigger, status, started_at)
        values (:user, :id, 'jira', 'manual', 'completed', atlas_now())
        """);
    inserts.put(
        "sync_leases",
        """
        (user_id, source, holder, expires_at) values (:user, 'jira', :id, atlas_now())
        """);
    inserts.put(
        "attachments",
        """
        (user_id, id, ticket_id, attachment_id, filename, size)
        values (:user, :id, :id, :name, 'secret.png', 1)
        """);
    inserts.put("webhook_accounts", "(user_id, name) values (:user, 'w' || :id)");
    inserts.put(
        "webhook_events",
        """
        (user_id, id, account, identifier, headers, body, status, received_at)
        values (:user, :id, 'w' || :id, :name, '{}', 'secret', 'received', atlas_now())
        """);
    inserts.put(
        "sessions",
        """
        (user_id, id, number, ticket_id, charter, status, outcome, tester, started_at, ended_at,
          active_seconds)
        values (:user, :id, :number, :id, 'Explore', 'completed', 'passed', 'somebody',
          atlas_now(), atlas_now(), 60)
        """);
    inserts.put("pauses", "(user_id, session_id, started_at) values (:user, :id, atlas_now())");
    inserts.put(
        "session_notes",
        """
        (user_id, session_id, id, text, noted_at) values (:user, :id, :id, 'secret', atlas_now())
        """);
    inserts.put(
        "prediction_batches",
        """
        (user_id, id, ticket_id, session_id, sources) values (:user, :id, :id, :id, '[]')
        """);
    inserts.put(
        "predictions",
        """
        (user_id, id, number, batch_id, scenario, scenario_key, confidence, source,
          estimated_minutes, because)
        values (:user, :id, :number, :id, 'Try', 'try', 0.5, 'template', 5, 'usual')
        """);
    inserts.put(
        "scenarios",
        """
        (user_id, id, session_id, number, name, scenario_key, result, activity, actor, logged_at)
        values (:user, :id, :id, :number, 'Try', 'try', 'passed', 'test', 'somebody', atlas_now())
        """);
    inserts.put(
        "library_scenarios",
        """
        (user_id, id, number, source, source_key, name, scenario_key, folder, components, labels,
          objective, precondition, steps, ticket_keys)
        values (:user, :id, :number, 'csv', :name, 'Try', 'try', 'secret', '{}', '{}', '', '', '[]',
          '{}')
        """);
    inserts.put(
        "proposals",
        """
        (user_id, prediction_id, source, confidence, place) values (:user, :id, 'template', 0.5, 1)
        """);
    inserts.put(
        "source_answers",
        """
        (user_id, source, question, candidates, made_at)
        values (:user, 'neural', rpad(:name, 64), '["secret"]', atlas_now())
        """);
    inserts.put(
        "patterns",
        """
        (user_id, id, number, name, type, issue_type, tickets, tried, found, escaped, confidence,
          last_used_at)
        values (:user, :id, :number, 'secret', 'bug_pattern', 'Bug', 2, 2, 2, 0, 0.5, atlas_now())
        """);
    inserts.put("pattern_runs", "(user_id, pattern_id, scenario_id) values (:user, :id, :id)");
    inserts.put(
        "escapes",
        "(user_id, session_id, bug_key, escaped_at) values (:user, :id, :name, atlas_now())");
    inserts.put(
        "trainings",
        """
        (user_id, id, model, scenarios, until_at, until_id, sent_at)
        values (:user, :id, 'secret', 1, atlas_now(), :id, atlas_now())
        """);
    inserts.put(
        "remote_writes",
        """
        (user_id, id, kind, ticket_id, payload, marker, status, actor, requested_at)
        values (:user, :id, 'comment', :id, '{}', :name, 'pending', 'somebody', atlas_now())
        """);
    inserts.put(
        "bugs",
        """
        (user_id, id, ticket_id, session_id, summary, description, write_id, reported_at)
        values (:user, :id, :id, :id, 'It breaks', 'secret', :id, atlas_now())
        """);
    inserts.put(
        "scheduled_tasks",
        """
        (user_id, task_name, task_instance, execution_time, picked, version)
        values (:user, 'work', :id, atlas_now(), false, 1)
        """);
    inserts.put(
        "failed_jobs",
        """
        (user_id, id, job, instance, attempts, reason, failed_at)
        values (:user, :id, 'work', :name, 3, 'secret', atlas_now())
        """);
    inserts.put("projects", "(user_id, id, name) values (:user, :id, :name)");
    // Two, since no task depends on itself.
    inserts.put(
        "tasks",
        """
        (user_id, id, number, project_id, title, status, priority)
        values (:user, :id, :number, :id, 'Repair', 'blocked', 'high'),
          (:user, md5(:id::text)::uuid, :number + 1000, :id, 'secret', 'todo', 'low')
        """);
    inserts.put(
        "artifacts",
        """
        (user_id, id, number, task_id, type, ref, actor)
        values (:user, :id, :number, :id, 'pr', 'secret', 'somebody')
        """);
    inserts.put(
        "task_criteria",
        """
        (user_id, id, task_id, number, position, text, state)
        values (:user, :id, :id, :number, 1, 'secret', 'open')
        """);
    inserts.put(
        "task_constraints",
        "(user_id, task_id, position, text) values (:user, :id, :number, 'secret')");
    inserts.put(
        "task_dependencies",
        "(user_id, task_id, depends_on_id) values (:user, :id, md5(:id::text)::uuid)");
    inserts.put(
        "memories",
        """
        (user_id, id, number, type, key, value, actor)
        values (:user, :id, :number, 'pattern', :name, 'secret', 'somebody')
        """);
    inserts.put(
        "checkpoints",
        """
        (user_id, id, number, project_id, label, summary, resume_instructions, captured,
          event_position)
        values (:user, :id, :number, :id, 'Monday', 'Half done', 'Go on', '{}', 1)
        """);
    inserts.put(
        "decisions",
        """
        (user_id, id, number, project_id, title, options, choice, rationale, status)
        values (:user, :id, :number, :id, 'Colour', '{red,blue}', 'red', 'It is', 'accepted')
        """);
    inserts.put(
        "evidence",
        """
        (user_id, id, number, source, source_id, title, content, happened_at, category,
          category_suggested, tags, suggested_tags)
        values (:user, :id, :number, 'manual', :name, 'Mended', 'secret', atlas_now(), 'general',
          true, '{}', '{}')
        """);
    inserts.put(
        "evidence_files",
        """
        (user_id, evidence_id, position, filename, mime_type, size, sha256)
        values (:user, :id, :number, 'secret.png', 'image/png', 1, repeat('a', 64))
        """);
    inserts.put(
        "evidence_analyses",
        """
        (user_id, evidence_id, model, tags, key_phrases, analysed_at)
        values (:user, :id, 'a model', '{}', '{secret}', atlas_now())
        """);
    inserts.put(
        "insights",
        """
        (user_id, id, number, type, title, content, confidence, actor)
        values (:user, :id, :number, 'strength', 'secret', 'It shows', 0.8, 'somebody')
        """);
    inserts.put(
        "insight_evidence",
        """
        (user_id, insight_id, evidence_id, position) values (:user, :id, :id, 1)
        """);
    inserts.put(
        "theaters",
        """
        (user_id, id, name, energy, version)
        values (:user, :id, 'secret ' || :id,
          case when exists (select from theaters where user_id = :user) then 0 else 100 end, 1)
        """);
    inserts.put(
        "actions",
        """
        (user_id, id, number, theater_id, title, status, gap, early_progress, selected, pinned,
          moved_at, version)
        values (:user, :id, :number, :id, 'secret', 'open', 0, false, false, false, atlas_now(), 1)
        """);
    inserts.put(
        "focus_logs",
        """
        (user_id, id, number, kind, theater_id, text, actor, logged_at, version)
        values (:user, :id, :number, 'execution', :id, 'secret', 'somebody', atlas_now(), 1)
        """);
    inserts.put(
        "mood_logs",
        """
        (user_id, id, number, mood, score, context, note, day, actor, logged_at)
        values (:user, :id, :number, 'tired', 2.5, 'work', 'secret', '2026-01-15', 'somebody',
          atlas_now())
        """);
    inserts.put(
        "journal_entries",
        """
        (user_id, id, number, day, content, tags, actor, version)
        values (:user, :id, :number, date '2026-01-15' + :number, 'secret', '{}', 'somebody', 1)
        """);
    inserts.put("focus_log_evidence", "(user_id, log_id, evidence_id) values (:user, :id, :id)");
    inserts.put(
        "spaces",
        """
        (user_id, id, name, colour, icon, version)
        values (:user, :id,
          case when exists (select from spaces where user_id = :user) then 'work'
            else 'personal' end,
          '#000000', 'secret', 1)
        """);
    inserts.put(
        "personal_tasks",
        """
        (user_id, id, number, space_id, title, priority, tags, auto_created, version)
        values (:user, :id, :number, (select id from spaces where user_id = :user limit 1),
          'secret', 'low', '{}', false, 1)
        """);
    inserts.put(
        "calendar_events",
        """
        (user_id, id, number, type, title, all_day, first_day, last_day, version)
        values (:user, :id, :number, 'custom', 'secret', true, '2026-01-15', '2026-01-15', 1)
        """);
    inserts.put(
        "countdowns",
        """
        (user_id, id, number, title, day, category, active, version)
        values (:user, :id, :number, 'secret', '2026-01-15', 'work', true, 1)
        """);
    inserts.put(
        "offline_changes",
        """
        (user_id, operation_id, fingerprint, result, reason, attempts, tried_at)
        values (:user, :name, repeat('0', 64), 'refused', 'secret', 1, atlas_now())
        """);
    inserts.put(
        "xp_ledger",
        """
        (user_id, source_type, source_id, reason, category, what, worth, amount, day, earned_at)
        values (:user, 'session', :id, 'ended', 'work', 'secret', 25, 25, '2026-01-15',
          atlas_now())
        """);
    inserts.put(
        "habits",
        """
        (user_id, id, number, name, frequency, category, testing, active, version)
        values (:user, :id, :number, 'secret', 'daily', 'health', false, true, 1)
        """);
    inserts.put(
        "habit_logs",
        """
        (user_id, habit_id, day, triggered_by, logged_at)
        values (:user, :id, '2026-01-15', 'manual', atlas_now())
        """);
    inserts.put(
        "habit_freezes",
        """
        (user_id, habit_id, day, frozen_at) values (:user, :id, '2026-01-14', atlas_now())
        """);
    inserts.put(
        "achievements",
        """
        (user_id, id, slug, name, description, category, rarity, xp_reward, unlocked_at)
        values (:user, :id, 'a' || :id, 'secret', 'secret', 'testing', 'common', 50, atlas_now())
        """);
    inserts.put(
        "challenges",
        """
        (user_id, id, day, type, name, description, category, difficulty, tally, target, xp_reward,
          assigned_at)
        values (:user, :id, date '2026-01-01' + :number, 'first-steps', 'secret', 'secret', 'work',
          'easy', 'session_count', 1, 20, atlas_now())
        """);
    inserts.put(
        "coach_lines",
        """
        (user_id, id, number, trigger, voice, text, day, said_at)
        values (:user, :id, :number, 'level_up', 'coach', 'secret', date '2026-01-01', atlas_now())
        """);
    inserts.put(
        "shared_packs",
        """
        (user_id, id, reader_id, owner_name, reader_name, title, content, shared_at)
        values (:user, :id, :user, 'somebody', 'somebody', 'Spring', 'secret', atlas_now())
        """);
    inserts.put(
        "vectors",
        """
        (user_id, kind, item_id, part, model, dimension, text_hash, item_at, vector, made_at)
        values (:user, 'ticket', :id, 0, 'a model', 1, sha256('secret'), atlas_now(),
          '\\x0000000001', atlas_now())
        """);
    inserts.put(
        "embedding_states",
        """
        (user_id, model, dimension, waiting, looked_at)
        values (:user, 'a model', 1, 0, atlas_now())
        """);
    inserts.put(
        "events",
        """
        (user_id, at, actor, type, version, entity_id, summary, payload)
        values (:user, atlas_now(), 'somebody', 'user.added', 1, :id, 'secret', '{}')
        """);
    return inserts;
  }

  /** Adds one row to each table, in the name of that user; n tells several apart. */
  public static void addAll(Handle handle, UUID user, int n) {
    INSERTS.keySet().forEach(table -> add(handle, table, user, n));
  }

  /** Adds one row to that table. */
  static void add(Handle handle, String table, UUID user, int n) {
    handle
        .createUpdate("insert into " + table + " " + insert(table))
        .configure(SqlStatements.class, config -> config.setUnusedBindingAllowed(true))
        .bind("user", user)
        .bind("id", UUID.nameUUIDFromBytes((user + " " + n).getBytes(StandardCharsets.UTF_8)))
        .bind("number", n)
        .bind("name", "HBR-" + n)
        .execute();
  }

  private static String insert(String table) {
    String insert = INSERTS.get(table);
    if (insert == null) throw new AssertionError("Say in SampleRows what a row of it is: " + table);
    return insert;
  }
}
