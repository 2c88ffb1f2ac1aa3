package atlas.core.memory;

import static atlas.storage.ReadModelTable.Model.EVIDENCE_ANALYSES;
import static atlas.storage.ReadModelTable.Model.EVIDENCE_FILES;
import static atlas.storage.ReadModelTable.Model.FOCUS_LOG_EVIDENCE;
import static atlas.storage.ReadModelTable.Model.INSIGHT_EVIDENCE;
import static atlas.storage.ReadModelTable.Model.TASK_CONSTRAINTS;
import static atlas.storage.ReadModelTable.Model.TASK_CRITERIA;
import static atlas.storage.ReadModelTable.Model.TASK_DEPENDENCIES;

import atlas.model.LoggedEvent;
import atlas.model.Refusal;
import atlas.storage.ReadModelTable.Model;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rows that a replay has made so far, by table and id. */
abstract class ReplayedRows {
  static final String ARCHIVED = "archived_at";

  /** What belongs to something else and is told with it. */
  private static final Set<Model> PARTS =
      EnumSet.of(
          TASK_CRITERIA,
          TASK_CONSTRAINTS,
          TASK_DEPENDENCIES,
          EVIDENCE_FILES,
          EVIDENCE_ANALYSES,
          INSIGHT_EVIDENCE,
          FOCUS_LOG_EVIDENCE);

  private final Map<Model, Map<String, ObjectNode>> rows = new EnumMap<>(Model.class);
  // By the id of what they belong to first: each event of it has them all.
  private final Map<Model, Map<String, Map<String, ObjectNode>>> parts = new EnumMap<>(Model.class);

  ReplayedRows() {
    for (Model model : Model.values()) {
      rows.put(model, new LinkedHashMap<>());
      parts.put(model, new LinkedHashMap<>());
    }
  }

  /** The rows of a table as the log says that they are, the eldest first. */
  List<ObjectNode> rows(Model model) {
    if (!PARTS.contains(model)) return List.copyOf(of(model).values());
    return Objects.requireNonNull(parts.get(model)).values().stream()
        .flatMap(ofOne -> ofOne.values().stream())
        .toList();
  }

  /** The row as the event has it; whether it was removed is not the event's to say. */
  ObjectNode whole(Model model, LoggedEvent event, JsonNode now) {
    ObjectNode row = copy(now);
    ObjectNode before = of(model).put(event.entityId().toString(), row);
    if (before != null && before.hasNonNull(ARCHIVED)) {
      row.set(ARCHIVED, before.get(ARCHIVED));
    }
    return row;
  }

  ObjectNode row(Model model, LoggedEvent event) {
    ObjectNode row = of(model).get(event.entityId().toString());
    if (row != null) return row;
    throw Refusal.conflict(
        "The log is incomplete: event %d, %s of %s, is about something that it does not know."
            .formatted(event.seq(), event.type(), event.at()));
  }

  static ObjectNode touched(ObjectNode row, LoggedEvent event) {
    return row.put("updated_at", event.at().toString());
  }

  /** Before there was a second version, whatever was removed or restored was changed by that. */
  static void touchedOnce(Model model, ObjectNode row, LoggedEvent event) {
    if (event.version() == 1 && model.columns().contains("updated_at")) touched(row, event);
  }

  static JsonNode part(LoggedEvent event, String name) {
    return event.payload().path(name);
  }

  static ObjectNode copy(JsonNode whole) {
    return (ObjectNode) whole.deepCopy();
  }

  Map<String, ObjectNode> parts(Model model, LoggedEvent event) {
    return parts(model, event.entityId().toString());
  }

  Map<String, ObjectNode> parts(Model model, String of) {
    return Objects.requireNonNull(parts.get(model))
        .computeIfAbsent(of, id -> new LinkedHashMap<>());
  }

  Map<String, ObjectNode> of(Model model) {
    return Objects.requireNonNull(rows.get(model));
  }
}
