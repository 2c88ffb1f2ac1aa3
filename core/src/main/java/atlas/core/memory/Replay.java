package atlas.core.memory;

import static atlas.storage.ReadModelTable.Model.ACHIEVEMENTS;
import static atlas.storage.ReadModelTable.Model.ACTIONS;
import static atlas.storage.ReadModelTable.Model.ARTIFACTS;
import static atlas.storage.ReadModelTable.Model.CALENDAR_EVENTS;
import static atlas.storage.ReadModelTable.Model.CHALLENGES;
import static atlas.storage.ReadModelTable.Model.CHECKPOINTS;
import static atlas.storage.ReadModelTable.Model.COACH_LINES;
import static atlas.storage.ReadModelTable.Model.COUNTDOWNS;
import static atlas.storage.ReadModelTable.Model.DECISIONS;
import static atlas.storage.ReadModelTable.Model.EVIDENCE;
import static atlas.storage.ReadModelTable.Model.EVIDENCE_ANALYSES;
import static atlas.storage.ReadModelTable.Model.EVIDENCE_FILES;
import static atlas.storage.ReadModelTable.Model.FOCUS_LOGS;
import static atlas.storage.ReadModelTable.Model.FOCUS_LOG_EVIDENCE;
import static atlas.storage.ReadModelTable.Model.HABITS;
import static atlas.storage.ReadModelTable.Model.HABIT_FREEZES;
import static atlas.storage.ReadModelTable.Model.HABIT_LOGS;
import static atlas.storage.ReadModelTable.Model.INSIGHTS;
import static atlas.storage.ReadModelTable.Model.INSIGHT_EVIDENCE;
import static atlas.storage.ReadModelTable.Model.JOURNAL_ENTRIES;
import static atlas.storage.ReadModelTable.Model.MEMORIES;
import static atlas.storage.ReadModelTable.Model.MOOD_LOGS;
import static atlas.storage.ReadModelTable.Model.PERSONAL_TASKS;
import static atlas.storage.ReadModelTable.Model.PROJECTS;
import static atlas.storage.ReadModelTable.Model.SPACES;
import static atlas.storage.ReadModelTable.Model.TASKS;
import static atlas.storage.ReadModelTable.Model.TASK_CONSTRAINTS;
import static atlas.storage.ReadModelTable.Model.TASK_CRITERIA;
import static atlas.storage.ReadModelTable.Model.TASK_DEPENDENCIES;
import static atlas.storage.ReadModelTable.Model.THEATERS;
import static atlas.storage.ReadModelTable.Model.XP_LEDGER;

import atlas.model.DecisionStatus;
import atlas.model.Json;
import atlas.model.LoggedEvent;
import atlas.model.Project;
import atlas.model.Refusal;
import atlas.model.TaskStatus;
import atlas.storage.ReadModelTable.Model;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the rows of work memory, evidence and insights from the events that tell how they came to
 * be, in the order in which they happened. It says for each type and version what it meant when it
 * was written; what a core method does to a row today must be what its event does here, which
 * RebuildTest holds.
 */
final class Replay extends ReplayedRows {
  /** The words before the point of the types that are replayed. */
  static final String[] AREAS = {
    "project",
    "task",
    "artifact",
    "checkpoint",
    "decision",
    "memory",
    "evidence",
    "insight",
    "theater",
    "action",
    "activity",
    "mood",
    "journal",
    "space",
    "personal_task",
    "calendar_event",
    "countdown",
    "habit",
    "xp",
    "achievement",
    "challenge",
    "coach",
    "item"
  };

  private static final Set<String> SECOND_VERSION =
      Set.of(
          "project.created",
          "project.removed",
          "project.restored",
          "checkpoint.created",
          "decision.recorded",
          "item.removed",
          "item.restored");

  /** What goes when its project is removed. */
  private static final List<Model> WITH_PROJECT =
      List.of(PROJECTS, TASKS, ARTIFACTS, CHECKPOINTS, DECISIONS, MEMORIES, EVIDENCE);

  /** What happened next. */
  void apply(LoggedEvent event) {
    if (event.version() > (SECOND_VERSION.contains(event.type()) ? 2 : 1)) throw unknown(event);
    switch (event.type()) {
      case "project.created", "project.changed" -> project(event);
      case "project.removed" -> removeProject(event);
      case "project.restored" -> restoreProject(event);
      case "task.created", "task.changed", "task.completed" -> task(event);
      case "task.claimed" -> claimed(event);
      case "task.renewed" -> renewed(event);
      case "task.released" -> released(event);
      case "artifact.added" -> whole(ARTIFACTS, event, part(event, "artifact"));
      case "checkpoint.created" -> checkpoint(event);
      case "decision.recorded", "decision.changed" ->
          touched(whole(DECISIONS, event, part(event, "decision")), event);
      case "decision.superseded" ->
          touched(row(DECISIONS, event), event).put("status", DecisionStatus.superseded.name());
      case "memory.saved" -> touched(whole(MEMORIES, event, part(event, "memory")), event);
      case "evidence.added", "evidence.changed" ->
          touched(whole(EVIDENCE, event, part(event, "evidence")), event);
      case "evidence.files_added" -> files(event);
      case "evidence.analysed" -> {
        ObjectNode analysis = copy(part(event, "analysis"));
        parts(EVIDENCE_ANALYSES, event).put(analysis.path("model").asString(), analysis);
      }
      case "insight.saved", "insight.changed", "insight.reviewed" -> insight(event);
      case "insight.shown" -> touched(row(INSIGHTS, event), event);
      case "theater.created", "theater.changed" ->
          touched(whole(THEATERS, event, part(event, "theater")), event);
      case "action.created", "action.changed" ->
          touched(whole(ACTIONS, event, part(event, "action")), event);
      case "activity.logged", "activity.corrected" -> activity(event);
      case "mood.logged" -> whole(MOOD_LOGS, event, part(event, "log"));
      case "journal.written" -> touched(whole(JOURNAL_ENTRIES, event, part(event, "entry")), event);
      case "space.created", "space.changed" ->
          touched(whole(SPACES, event, part(event, "space")), event);
      case "personal_task.created",
          "personal_task.changed",
          "personal_task.completed",
          "personal_task.reminded" ->
          touched(whole(PERSONAL_TASKS, event, part(event, "task")), event);
      case "calendar_event.created", "calendar_event.changed", "calendar_event.reminded" ->
          touched(whole(CALENDAR_EVENTS, event, part(event, "event")), event);
      case "countdown.created", "countdown.changed" ->
          touched(whole(COUNTDOWNS, event, part(event, "countdown")), event);
      case "habit.created", "habit.changed" ->
          touched(whole(HABITS, event, part(event, "habit")), event);
      case "habit.logged" -> day(HABIT_LOGS, part(event, "log"));
      case "habit.frozen" -> frozen(event);
      case "xp.earned" -> earned(event);
      case "achievement.unlocked" -> own(ACHIEVEMENTS, part(event, "achievement"));
      case "challenge.assigned", "challenge.completed" -> own(CHALLENGES, part(event, "challenge"));
      case "coach.spoke" -> own(COACH_LINES, part(event, "said"));
      case "item.removed" -> archived(event, event.at().toString());
      case "item.restored" -> archived(event, null);
      default -> throw unknown(event);
    }
  }

  private void project(LoggedEvent event) {
    ObjectNode project = touched(whole(PROJECTS, event, part(event, "project")), event);
    if (event.version() == 1 && event.type().equals("project.created")) {
      // Before there were rules, and when a project's first event was the time of its making.
      project.put("created_at", event.at().toString());
      project.put("require_evidence_for_done", false);
      project.put("lease_minutes", Project.LEASE_MINUTES);
      project.putObject("rules");
    }
  }

  /** All that belongs to the project goes with it; what was removed before stays so for itself. */
  private void removeProject(LoggedEvent event) {
    for (Model model : WITH_PROJECT) {
      for (ObjectNode row : of(model).values()) {
        if (isOf(event, model, row) && !row.hasNonNull(ARCHIVED)) {
          row.put(ARCHIVED, event.at().toString());
          touchedOnce(model, row, event);
        }
      }
    }
  }

  /** What went with the project comes back with it, but for a memory whose key is taken. */
  private void restoreProject(LoggedEvent event) {
    JsonNode since = row(PROJECTS, event).get(ARCHIVED);
    for (Model model : WITH_PROJECT) {
      for (ObjectNode row : of(model).values()) {
        if (!isOf(event, model, row) || !Objects.equals(row.get(ARCHIVED), since)) continue;
        if (model == MEMORIES && isTaken(row)) continue;
        row.remove(ARCHIVED);
        touchedOnce(model, row, event);
      }
    }
  }

  private boolean isTaken(ObjectNode memory) {
    return of(MEMORIES).values().stream()
        .filter(other -> !other.hasNonNull(ARCHIVED))
        .anyMatch(
            other ->
                Objects.equals(other.get("type"), memory.get("type"))
                    && Objects.equals(other.get("key"), memory.get("key")));
  }

  private boolean isOf(LoggedEvent event, Model model, ObjectNode row) {
    ObjectNode owner = row;
    if (model == ARTIFACTS) owner = of(TASKS).get(row.path("task_id").asString());
    if (model == EVIDENCE) owner = shown(row);
    String id = model == PROJECTS ? "id" : "project_id";
    return owner != null && owner.path(id).asString().equals(event.entityId().toString());
  }

  /** The task or decision that evidence is of, if it is. */
  private @Nullable ObjectNode shown(ObjectNode evidence) {
    String id = evidence.path("source_id").asString();
    return switch (evidence.path("source").asString()) {
      case "task" -> of(TASKS).get(id);
      case "decision" -> of(DECISIONS).get(id);
      default -> null;
    };
  }

  private void task(LoggedEvent event) {
    JsonNode state = part(event, "state");
    ObjectNode task = touched(whole(TASKS, event, state.path("task")), event);
    String id = task.path("id").asString();
    Map<String, ObjectNode> criteria = parts(TASK_CRITERIA, id);
    for (ObjectNode criterion : criteria.values()) {
      // Unless it is named again, it was dropped.
      if (!criterion.hasNonNull(ARCHIVED)) criterion.put(ARCHIVED, event.at().toString());
    }
    for (JsonNode criterion : state.path("criteria").values()) {
      criteria.put(criterion.path("id").asString(), copy(criterion));
    }
    Map<String, ObjectNode> constraints = parts(TASK_CONSTRAINTS, id);
    constraints.clear();
    for (JsonNode text : state.path("constraints").values()) {
      int position = constraints.size() + 1;
      ObjectNode row = Json.MAPPER.createObjectNode().put("task_id", id).put("position", position);
      row.set("text", text);
      constraints.put(Integer.toString(position), row);
    }
    Map<String, ObjectNode> dependencies = parts(TASK_DEPENDENCIES, id);
    dependencies.clear();
    for (JsonNode other : state.path("depends_on").values()) {
      ObjectNode row = Json.MAPPER.createObjectNode().put("task_id", id);
      row.set("depends_on_id", other);
      dependencies.put(other.asString(), row);
    }
  }

  private void claimed(LoggedEvent event) {
    JsonNode lease = event.payload();
    ObjectNode task = touched(row(TASKS, event), event);
    task.put("status", TaskStatus.in_progress.name());
    task.set("holder", lease.path("holder"));
    task.set("leased_at", lease.path("since"));
    task.set("leased_until", lease.path("until"));
    for (String lost : new String[] {"lost_by", "lost_since", "lost_until"}) {
      if (lease.hasNonNull(lost)) task.set(lost, lease.path(lost));
      else task.remove(lost);
    }
  }

  private void renewed(LoggedEvent event) {
    touched(row(TASKS, event), event).set("leased_until", event.payload().path("until"));
  }

  private void released(LoggedEvent event) {
    ObjectNode task = touched(row(TASKS, event), event);
    task.put("status", TaskStatus.todo.name());
    for (String gone : new String[] {"holder", "leased_at", "leased_until"}) task.remove(gone);
  }

  private void files(LoggedEvent event) {
    for (JsonNode file : part(event, "files").values()) {
      ObjectNode row = copy(file).put("created_at", event.at().toString());
      parts(EVIDENCE_FILES, event).put(row.path("position").asString(), row);
    }
  }

  private void insight(LoggedEvent event) {
    ObjectNode insight = touched(whole(INSIGHTS, event, part(event, "insight")), event);
    Map<String, ObjectNode> cited = parts(INSIGHT_EVIDENCE, event);
    cited.clear();
    for (JsonNode evidence : insight.path("evidence").values()) {
      ObjectNode row = Json.MAPPER.createObjectNode().put("position", cited.size() + 1);
      row.put("insight_id", event.entityId().toString()).set("evidence_id", evidence);
      cited.put(evidence.asString(), row);
    }
  }

  private void activity(LoggedEvent event) {
    String id = touched(whole(FOCUS_LOGS, event, part(event, "log")), event).path("id").asString();
    Map<String, ObjectNode> evidence = parts(FOCUS_LOG_EVIDENCE, id);
    evidence.clear();
    for (JsonNode shown : part(event, "evidence").values()) {
      ObjectNode row = Json.MAPPER.createObjectNode().put("log_id", id);
      row.set("evidence_id", shown);
      evidence.put(shown.asString(), row);
    }
  }

  private void day(Model model, JsonNode row) {
    String key = row.path("habit_id").asString() + " " + row.path("day").asString();
    of(model).put(key, copy(row));
  }

  private void frozen(LoggedEvent event) {
    ObjectNode row = Json.MAPPER.createObjectNode();
    for (String column : HABIT_FREEZES.columns().split(", ")) {
      row.set(column, part(event, column));
    }
    day(HABIT_FREEZES, row);
  }

  private void earned(LoggedEvent event) {
    for (JsonNode entry : part(event, "entries").values()) {
      var key = new StringBuilder();
      for (String column : XP_LEDGER.key()) key.append(entry.path(column).asString()).append(' ');
      of(XP_LEDGER).put(key.toString(), copy(entry));
    }
  }

  /** A row by its own id, of an event that names the person. */
  private void own(Model model, JsonNode row) {
    of(model).put(row.path("id").asString(), copy(row));
  }

  private void checkpoint(LoggedEvent event) {
    ObjectNode checkpoint = whole(CHECKPOINTS, event, part(event, "checkpoint"));
    if (event.version() > 1) return;
    // What the caller gave and what ATLAS saw stood in one.
    var seen = (ObjectNode) checkpoint.path("snapshot").deepCopy();
    JsonNode given = seen.remove("given");
    JsonNode position = seen.remove("event_position");
    checkpoint.set("captured", seen);
    checkpoint.put("event_position", position == null ? 0 : position.asLong());
    if (given == null) checkpoint.remove("snapshot");
    else checkpoint.set("snapshot", given);
  }

  private void archived(LoggedEvent event, @Nullable String since) {
    @Nullable Model model =
        switch (event.payload().path("kind").asString()) {
          case "TASK" -> TASKS;
          case "ARTIFACT" -> ARTIFACTS;
          case "CHECKPOINT" -> CHECKPOINTS;
          case "DECISION" -> DECISIONS;
          case "MEMORY" -> MEMORIES;
          case "THEATER" -> THEATERS;
          case "ACTION" -> ACTIONS;
          case "FOCUS_LOG" -> FOCUS_LOGS;
          case "MOOD" -> MOOD_LOGS;
          case "JOURNAL_ENTRY" -> JOURNAL_ENTRIES;
          case "PERSONAL_TASK" -> PERSONAL_TASKS;
          case "CALENDAR_EVENT" -> CALENDAR_EVENTS;
          case "COUNTDOWN" -> COUNTDOWNS;
          case "HABIT" -> HABITS;
          case "COACH_LINE" -> COACH_LINES;
          case "EVIDENCE" -> EVIDENCE;
          case "INSIGHT" -> INSIGHTS;
          // Sessions, what belongs to them and libraries are not made again.
          case "SESSION", "SCENARIO", "PREDICTION", "LIBRARY_SCENARIO" -> null;
          default -> throw unknown(event);
        };
    if (model == null) return;
    ObjectNode row = row(model, event);
    if (since == null) row.remove(ARCHIVED);
    else row.put(ARCHIVED, since);
    touchedOnce(model, row, event);
  }

  private static Refusal unknown(LoggedEvent event) {
    return Refusal.unavailable(
        "The log has an event of type %s, version %d, which this build can't replay: upgrade ATLAS."
            .formatted(event.type(), event.version()));
  }
}
