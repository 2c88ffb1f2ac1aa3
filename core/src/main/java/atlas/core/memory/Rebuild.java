package atlas.core.memory;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.MemoryEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.ReadModelTable.Model;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares a user's work memory with the log, and makes it again from there. */
public final class Rebuild {
  private static final int AT_ONCE = 500;
  private static final int TELL_EVERY = 10_000;
  private static final int SHOWN = 60;
  private static final String MISSING = "is missing";

  /** A row that is not as the log tells, and in what. */
  public record Difference(String row, String what) {}

  /**
   * What was found.
   *
   * @param events how many were replayed
   * @param rows how many rows they make
   */
  public record Report(long events, int rows, List<Difference> differences) {}

  private final Database database;

  public Rebuild(Database database) {
    this.database = database;
  }

  /** Compares, and changes nothing; whoever writes for the user meanwhile waits. */
  public Report check(Caller caller) {
    return database.readAlone(caller, tx -> compare(tx, replay(tx)));
  }

  /**
   * Makes the rows again from the log where they differ from it, all in one transaction; whoever
   * writes for the user meanwhile waits.
   */
  public Report rebuild(Caller caller) {
    return database.alone(
        caller,
        tx -> {
          Replayed replayed = replay(tx);
          Report report = compare(tx, replayed);
          if (report.differences().isEmpty()) return report;
          refuseUnmendable(report.differences());
          Model[] models = Model.values();
          for (int i = models.length - 1; i >= 0; i--) {
            if (!models[i].appendOnly()) tx.readModels().clear(models[i].table());
          }
          for (Model model : models) fill(tx, model, replayed.replay().rows(model));
          for (Model model : models) numbersUpTo(tx, model, replayed.replay().rows(model));
          tx.append(new MemoryEvent.MemoryRebuilt(caller.userId(), report.differences().size()));
          return report;
        });
  }

  private static void fill(Tx tx, Model model, List<ObjectNode> rows) {
    for (String batch : batches(rows)) {
      if (model.appendOnly()) {
        tx.readModels().addMissing(model.table(), model.columns(), batch);
      } else {
        tx.readModels().insert(model.table(), model.columns(), batch);
      }
    }
  }

  /** What nobody may change can't be put right, either; it was changed by the database's owner. */
  private static void refuseUnmendable(List<Difference> differences) {
    differences.stream()
        .filter(one -> one.row().startsWith(Model.XP_LEDGER.table()))
        .filter(one -> !one.what().equals(MISSING))
        .findFirst()
        .ifPresent(
            one -> {
              throw Refusal.conflict(
                  "The ledger only grows, so that this can't be made good: %s %s. Restore a backup."
                      .formatted(one.row(), one.what()));
            });
  }

  private record Replayed(Replay replay, long events) {}

  private static Replayed replay(Tx tx) {
    refuseExported(tx);
    tx.removals().showRemoved();
    tx.wellbeing().showPrivate();
    var replay = new Replay();
    double all = tx.events().countOf(Replay.AREAS);
    var events = new long[1];
    tx.events()
        .replay(
            Replay.AREAS,
            event -> {
              replay.apply(event);
              events[0]++;
              if (events[0] % TELL_EVERY == 0) {
                tx.caller().call().progress().at(events[0], all, events[0] + " events replayed");
              }
            });
    return new Replayed(replay, events[0]);
  }

  private static void refuseExported(Tx tx) {
    List<LocalDate> months = tx.events().exportedMonths();
    if (months.isEmpty()) return;
    String named =
        months.stream()
            .map(YearMonth::from)
            .map(YearMonth::toString)
            .collect(Collectors.joining(", "));
    throw Refusal.conflict(
        "Events of "
            + named
            + " were exported, and what the rest makes would not be the whole: bring them back with"
            + " atlas import events and the files, and then repeat this.");
  }

  private static Report compare(Tx tx, Replayed replayed) {
    var differences = new ArrayList<Difference>();
    int rows = 0;
    for (Model model : Model.values()) {
      var there = new LinkedHashMap<List<String>, JsonNode>();
      for (JsonNode row : tx.readModels().there(model.table(), model.columns())) {
        there.put(key(model, row), row);
      }
      for (String batch : batches(replayed.replay().rows(model))) {
        for (JsonNode row : tx.readModels().kept(model.table(), model.columns(), batch)) {
          rows++;
          JsonNode found = there.remove(key(model, row));
          if (found == null) differences.add(new Difference(name(model, row), MISSING));
          else if (!found.equals(row)) {
            differences.add(new Difference(name(model, row), columns(model, found, row)));
          }
        }
      }
      for (JsonNode row : there.values()) {
        differences.add(new Difference(name(model, row), "is in no event"));
      }
    }
    return new Report(replayed.events(), rows, differences);
  }

  private static String columns(Model model, JsonNode found, JsonNode told) {
    boolean isPrivate = model == Model.MOOD_LOGS || model == Model.JOURNAL_ENTRIES;
    return new TreeSet<>(told.propertyNames())
        .stream()
            .filter(column -> !Objects.equals(found.get(column), told.get(column)))
            .map(
                column ->
                    isPrivate
                        ? column + " is another by the log"
                        : column
                            + " is "
                            + shown(found.get(column))
                            + " and by the log "
                            + shown(told.get(column)))
            .collect(Collectors.joining("; "));
  }

  private static String shown(@Nullable JsonNode value) {
    return value == null || value.isNull() ? "nothing" : Outside.line(value.toString(), SHOWN);
  }

  private static List<String> key(Model model, JsonNode row) {
    return model.key().stream().map(column -> row.path(column).asString()).toList();
  }

  /** The row as a person knows it: T-4, a project's name; an id where it has no other. */
  private static String name(Model model, JsonNode row) {
    Ref.Kind kind = KINDS.get(model);
    if (kind != null) return kind.shortId(row.path("number").asInt());
    boolean named = NAMED.contains(model);
    String name = named ? row.path("name").asString() : null;
    return model.table() + " " + (name == null ? String.join(" ", key(model, row)) : name);
  }

  private static final Set<Model> NAMED = EnumSet.of(Model.PROJECTS, Model.THEATERS, Model.SPACES);
  private static final Map<Model, Ref.Kind> KINDS =
      Map.ofEntries(
          Map.entry(Model.TASKS, Ref.Kind.TASK),
          Map.entry(Model.ARTIFACTS, Ref.Kind.ARTIFACT),
          Map.entry(Model.CHECKPOINTS, Ref.Kind.CHECKPOINT),
          Map.entry(Model.DECISIONS, Ref.Kind.DECISION),
          Map.entry(Model.MEMORIES, Ref.Kind.MEMORY),
          Map.entry(Model.ACTIONS, Ref.Kind.ACTION),
          Map.entry(Model.FOCUS_LOGS, Ref.Kind.FOCUS_LOG),
          Map.entry(Model.PERSONAL_TASKS, Ref.Kind.PERSONAL_TASK),
          Map.entry(Model.CALENDAR_EVENTS, Ref.Kind.CALENDAR_EVENT),
          Map.entry(Model.COUNTDOWNS, Ref.Kind.COUNTDOWN),
          Map.entry(Model.MOOD_LOGS, Ref.Kind.MOOD),
          Map.entry(Model.JOURNAL_ENTRIES, Ref.Kind.JOURNAL_ENTRY),
          Map.entry(Model.HABITS, Ref.Kind.HABIT));

  private static void numbersUpTo(Tx tx, Model model, List<ObjectNode> rows) {
    Ref.Kind kind = KINDS.get(model);
    if (kind == null) return;
    rows.stream()
        .mapToInt(row -> row.path("number").asInt())
        .max()
        .ifPresent(last -> tx.numbersUpTo(kind, last));
  }

  /** The rows as JSON, some at a time. */
  private static List<String> batches(List<ObjectNode> rows) {
    var batches = new ArrayList<String>();
    for (int from = 0; from < rows.size(); from += AT_ONCE) {
      ArrayNode batch = Json.MAPPER.createArrayNode();
      rows.subList(from, Math.min(from + AT_ONCE, rows.size())).forEach(batch::add);
      batches.add(batch.toString());
    }
    return batches;
  }
}
