package atlas.storage;

import java.util.List;
import java.util.Locale;
import org.jdbi.v3.sqlobject.customizer.Define;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import tools.jackson.databind.JsonNode;

/**
 * The tables of work memory that the log makes again: their rows as JSON, those that are there and
 * those that should be. Rows are the calling user's, what was removed included once it is shown.
 */
public interface ReadModelTable {
  /** The tables, in the order of their references, with the columns that the log knows. */
  enum Model {
    PROJECTS(
        "id",
        "name, description, rules, require_evidence_for_done, max_active_tasks, lease_minutes,"
            + " created_at, updated_at, archived_at"),
    TASKS(
        "id",
        "number, project_id, title, description, status, priority, ticket_key, session_id, holder,"
            + " leased_at, leased_until, lost_by, lost_since, lost_until, result, finished_at,"
            + " created_at, updated_at, archived_at"),
    ARTIFACTS("id", "number, task_id, type, ref, summary, actor, created_at, archived_at"),
    TASK_CRITERIA(
        "id",
        "task_id, number, position, text, state, artifact_id, session_id, evidence, waiver,"
            + " settled_at, settled_by, archived_at"),
    TASK_CONSTRAINTS("task_id, position", "text"),
    TASK_DEPENDENCIES("task_id, depends_on_id", ""),
    CHECKPOINTS(
        "id",
        "number, project_id, label, summary, resume_instructions, repo_ref, snapshot, captured,"
            + " event_position, created_at, archived_at"),
    DECISIONS(
        "id",
        "number, project_id, title, options, choice, rationale, status, supersedes, review_at,"
            + " outcome, created_at, updated_at, archived_at"),
    MEMORIES(
        "id",
        "number, project_id, type, key, value, actor, expires_at, created_at, updated_at,"
            + " archived_at"),
    THEATERS("id", "name, status, progress, energy, version, created_at, updated_at, archived_at"),
    ACTIONS(
        "id",
        "number, theater_id, title, description, status, gap, early_progress, due, minutes,"
            + " selected, pinned, ticket_key, task_id, decision_id, moved_at, finished_at, version,"
            + " created_at, updated_at, archived_at"),
    FOCUS_LOGS(
        "id",
        "number, kind, theater_id, action_id, text, details, minutes, actor, logged_at, version,"
            + " created_at, updated_at, archived_at"),
    FOCUS_LOG_EVIDENCE("log_id, evidence_id", ""),
    MOOD_LOGS(
        "id",
        "number, mood, score, context, session_id, task_id, note, day, actor, logged_at,"
            + " created_at, archived_at"),
    JOURNAL_ENTRIES(
        "id",
        "number, day, title, content, tags, mood, actor, version, created_at, updated_at,"
            + " archived_at"),
    SPACES("id", "name, colour, icon, version, created_at, updated_at"),
    PERSONAL_TASKS(
        "id",
        "number, space_id, title, description, priority, due, due_time, remind_at, reminded_at,"
            + " tags, ticket_key, bug_id, auto_created, completed_at, version, created_at,"
            + " updated_at, archived_at"),
    CALENDAR_EVENTS(
        "id",
        "number, type, title, description, all_day, first_day, last_day, starts_at, ends_at,"
            + " remind_at, reminded_at, ticket_key, version, created_at, updated_at, archived_at"),
    COUNTDOWNS(
        "id",
        "number, title, day, category, colour, icon, ticket_key, active, version, created_at,"
            + " updated_at, archived_at"),
    HABITS(
        "id",
        "number, name, description, frequency, target_days, category, testing, active, space,"
            + " version, created_at, updated_at, archived_at"),
    HABIT_LOGS("habit_id, day", "triggered_by, related_id, logged_at"),
    HABIT_FREEZES("habit_id, day", "frozen_at"),
    XP_LEDGER("source_type, source_id, reason", "category, what, worth, amount, day, earned_at");

    private final List<String> key;
    private final String columns;

    Model(String key, String others) {
      this.key = List.of(key.split(", "));
      this.columns = others.isEmpty() ? key : key + ", " + others;
    }

    /** Whether its rows stay as they are: what is missing can be added, and nothing else. */
    public boolean appendOnly() {
      return this == XP_LEDGER;
    }

    /** The table's name. */
    public String table() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What tells one row of a user's from the others. */
    public List<String> key() {
      return key;
    }

    /** Every column but user_id and those that PostgreSQL makes. */
    public String columns() {
      return columns;
    }
  }

  /** The rows that are there. */
  @SqlQuery("select to_jsonb(r) from (select <columns> from <table>) as r")
  List<JsonNode> there(@Define("table") String table, @Define("columns") String columns);

  /** Those rows as PostgreSQL would keep and show them. */
  @SqlQuery(
      """
      select to_jsonb(r)
      from (select <columns> from jsonb_populate_recordset(null::<table>, :rows::jsonb)) as r
      """)
  List<JsonNode> kept(
      @Define("table") String table, @Define("columns") String columns, String rows);

  @SqlUpdate("delete from <table> where user_id = atlas_user_id()")
  void clear(@Define("table") String table);

  @SqlUpdate(
      """
      insert into <table> (user_id, <columns>)
      select atlas_user_id(), <columns>
      from jsonb_populate_recordset(null::<table>, :rows::jsonb)
      """)
  void insert(@Define("table") String table, @Define("columns") String columns, String rows);

  /** Adds those of which there is none with that key. */
  @SqlUpdate(
      """
      insert into <table> (user_id, <columns>)
      select atlas_user_id(), <columns>
      from jsonb_populate_recordset(null::<table>, :rows::jsonb)
      on conflict do nothing
      """)
  void addMissing(@Define("table") String table, @Define("columns") String columns, String rows);
}
