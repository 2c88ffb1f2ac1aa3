package atlas.core.focus;

import atlas.core.memory.Removal;
import atlas.core.planner.Planner;
import atlas.model.Action;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.FocusLog;
import atlas.model.Json;
import atlas.model.OfflineChange;
import atlas.model.OfflineChange.Result;
import atlas.model.PersonalTask;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Theater;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Applies what a client changed while it was offline, each change once and in a transaction of its
 * own, by the same steps as if it had been online.
 */
public final class OfflineChanges {
  private static final String BY_OPERATION = "op:";
  private static final int LONGEST_REASON = 1_000;

  /**
   * What came of a change.
   *
   * @param line the first is 1
   * @param operationId null where the line has none
   * @param id what it changed, or would have
   * @param version which version of that there is now
   * @param reason why it was not applied, or what of it was not
   * @param yours of a conflict, what the client wanted, as JSON
   * @param current of a conflict, what there is instead, as JSON
   * @param attempts how often it was tried
   */
  public record Outcome(
      int line,
      @Nullable String operationId,
      Result result,
      @Nullable String id,
      @Nullable Integer version,
      @Nullable String reason,
      @Nullable String yours,
      @Nullable String current,
      int attempts) {}

  /**
   * What came of all.
   *
   * @param counts how many there are of each result
   */
  public record Report(List<Outcome> outcomes, Map<String, Integer> counts) {}

  /**
   * Something as it is now: its id, the name by which it is known, and its version.
   *
   * @param leftOut what of a change was not applied to it
   */
  private record There(UUID id, String name, int version, Object row, @Nullable String leftOut) {
    There without(String what) {
      return new There(id, name, version, row, what);
    }
  }

  /** What came of a change, and what it did. */
  private record Step(Outcome outcome, List<Event> events) {}

  private final Database database;
  private final Actions actions;
  private final Planner planner;

  public OfflineChanges(Database database, Actions actions, Planner planner) {
    this.database = database;
    this.actions = actions;
    this.planner = planner;
  }

  /**
   * Applies the lines in their order, each a JSON object. What was refused or is in conflict
   * changes nothing, and the rest goes on; what was applied is not applied by the same lines again.
   */
  public Report apply(Caller caller, List<String> lines) {
    Optional<Report> before = database.answered(caller, Report.class);
    if (before.isPresent()) return before.get();
    var outcomes = new ArrayList<Outcome>();
    var counts = new TreeMap<String, Integer>();
    var run = new OfflineRun();
    int number = 0;
    for (String line : lines) {
      number++;
      if (line.isBlank()) continue;
      Outcome outcome = apply(caller, run, number, line);
      outcomes.add(outcome);
      counts.merge(outcome.result().name(), 1, Integer::sum);
      caller.call().progress().at(number, (double) lines.size(), number + " changes looked at");
    }
    var report = new Report(outcomes, counts);
    if (caller.call().once() == null) return report;
    return database.write(caller, Report.class, tx -> report);
  }

  private Outcome apply(Caller caller, OfflineRun run, int number, String line) {
    try {
      OfflineLine change = OfflineLine.read(line);
      Step step =
          database.write(caller, tx -> new Step(apply(tx, run, number, change), tx.appended()));
      run.note(step.events());
      return step.outcome();
    } catch (Refusal no) {
      // That is no word about the change: whoever has it keeps it.
      if (no.kind() == Refusal.Kind.UNAVAILABLE || no.kind() == Refusal.Kind.FORBIDDEN) throw no;
      return refused(caller, number, line, no.sentence());
    }
  }

  private Outcome apply(Tx tx, OfflineRun run, int number, OfflineLine change) {
    int unused = tx.offlineChanges().lock(change.operationId());
    OfflineChange known = tx.offlineChanges().find(change.operationId()).orElse(null);
    if (known != null && known.result() == Result.applied)
      return repeated(tx, number, change, known);
    int attempts = known == null ? 1 : known.attempts() + 1;
    There there = change.id() == null ? null : there(tx, change);
    if (there != null
        && !run.fits(there.id(), there.version(), Objects.requireNonNull(change.baseVersion()))) {
      String reason =
          "%s is at version %d, and the change is of version %d: settle it and send it with that."
              .formatted(there.name(), there.version(), change.baseVersion());
      keep(tx, change.operationId(), change.fingerprint(), Result.conflict, null, reason, attempts);
      return new Outcome(
          number,
          change.operationId(),
          Result.conflict,
          there.name(),
          there.version(),
          reason,
          String.valueOf(change.values()),
          Json.MAPPER.writeValueAsString(there.row()),
          attempts);
    }
    There now = change(tx, change, there);
    if (there != null && now.version() > there.version() + 1) {
      throw Refusal.conflict("Another change came between; send it again.");
    }
    keep(tx, change.operationId(), change.fingerprint(), Result.applied, now.id(), null, attempts);
    String leftOut = now.leftOut();
    return outcome(number, change.operationId(), Result.applied, now, leftOut, attempts);
  }

  /** Whoever did not hear what came of a change is told now. */
  private static Outcome repeated(Tx tx, int number, OfflineLine change, OfflineChange known) {
    boolean same = known.fingerprint().equals(change.fingerprint());
    UUID id = Objects.requireNonNull(known.entityId());
    return outcome(
        number,
        change.operationId(),
        same ? Result.duplicate : Result.refused,
        same ? made(tx, change.entity(), id) : null,
        same ? null : "Another change was applied by that operation_id; give this one its own.",
        known.attempts());
  }

  private static @Nullable There made(Tx tx, OfflineLine.Entity entity, UUID id) {
    return switch (entity) {
      case theater -> tx.theaters().lock(id).map(OfflineChanges::there).orElse(null);
      case action -> tx.actions().find(id, null).map(OfflineChanges::there).orElse(null);
      case focus_log -> tx.focusLogs().lock(id, null).map(OfflineChanges::there).orElse(null);
      case personal_task ->
          tx.personalTasks().find(id, null).map(OfflineChanges::there).orElse(null);
    };
  }

  private Outcome refused(Caller caller, int number, String line, String reason) {
    String id = OfflineLine.operationId(line);
    String kept = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    if (id == null) return outcome(number, null, Result.refused, null, kept, 1);
    int attempts =
        database.write(
            caller,
            tx -> {
              int unused = tx.offlineChanges().lock(id);
              OfflineChange known = tx.offlineChanges().find(id).orElse(null);
              // What was applied under that name stays so.
              if (known != null && known.result() == Result.applied) return known.attempts();
              int tried = known == null ? 1 : known.attempts() + 1;
              keep(tx, id, "0".repeat(64), Result.refused, null, kept, tried);
              return tried;
            });
    return outcome(number, id, Result.refused, null, kept, attempts);
  }

  private static Outcome outcome(
      int number,
      @Nullable String operationId,
      Result result,
      @Nullable There now,
      @Nullable String reason,
      int attempts) {
    return new Outcome(
        number,
        operationId,
        result,
        now == null ? null : now.name(),
        now == null ? null : now.version(),
        reason,
        null,
        null,
        attempts);
  }

  private static void keep(
      Tx tx,
      String operationId,
      String fingerprint,
      Result result,
      @Nullable UUID id,
      @Nullable String reason,
      int attempts) {
    tx.offlineChanges()
        .keep(new OfflineChange(operationId, fingerprint, result, id, reason, attempts), tx.at());
  }

  private There change(Tx tx, OfflineLine change, @Nullable There there) {
    if (change.operation() == OfflineLine.Operation.delete) {
      return remove(tx, change, Objects.requireNonNull(there));
    }
    return switch (change.entity()) {
      case theater -> theater(tx, change.values(OfflineLine.TheaterValues.class), there);
      case action -> action(tx, change.values(OfflineLine.ActionValues.class), there);
      case focus_log -> log(tx, change.values(OfflineLine.LogValues.class), there);
      case personal_task -> task(tx, change.values(OfflineLine.TaskValues.class), there);
    };
  }

  private static There remove(Tx tx, OfflineLine change, There there) {
    switch (change.entity()) {
      case theater -> Removal.removeTheater(tx, there.name());
      case action -> Removal.remove(tx, Ref.parse(Ref.Kind.ACTION, there.name()));
      case focus_log -> Removal.remove(tx, Ref.parse(Ref.Kind.FOCUS_LOG, there.name()));
      case personal_task -> Removal.remove(tx, Ref.parse(Ref.Kind.PERSONAL_TASK, there.name()));
    }
    return there;
  }

  private static There theater(Tx tx, OfflineLine.TheaterValues values, @Nullable There there) {
    Theaters.Save save = values.save(there == null ? null : there.name());
    if (there == null && Theaters.find(tx, save.theater()).isPresent()) {
      throw Refusal.conflict("There is a theater " + save.theater() + " already; update that one.");
    }
    Theaters.Saved saved = Theaters.save(tx, save);
    return there(Theaters.find(tx, saved.theater()).orElseThrow());
  }

  private There action(Tx tx, OfflineLine.ActionValues values, @Nullable There there) {
    Actions.Saved saved =
        actions.save(
            tx,
            new Actions.Save(
                there == null ? null : there.name(),
                values.theater(),
                values.title(),
                values.description(),
                values.status(),
                values.gap(),
                values.earlyProgress(),
                values.due(),
                values.minutes(),
                values.select(),
                values.pin(),
                values.ticketKey(),
                values.task(),
                values.decision(),
                values.clear()));
    Ref ref = Ref.parse(Ref.Kind.ACTION, saved.action());
    return there(tx.actions().find(null, ref.number()).orElseThrow());
  }

  private static There log(Tx tx, OfflineLine.LogValues values, @Nullable There there) {
    FocusLogs.Logged logged =
        FocusLogs.log(
            tx,
            new FocusLogs.Entry(
                there == null ? null : there.name(),
                values.kind(),
                values.theater(),
                values.action() == null ? null : id(tx, values.action()),
                values.text(),
                values.details(),
                values.minutes(),
                values.evidence(),
                values.at()));
    Ref ref = Ref.parse(Ref.Kind.FOCUS_LOG, logged.log());
    return there(tx.focusLogs().lock(null, ref.number()).orElseThrow());
  }

  private There task(Tx tx, OfflineLine.TaskValues values, @Nullable There there) {
    String item = there == null ? null : there.name();
    Planner.Saved saved = planner.save(tx, values.save(item, tx.at()));
    Ref ref = Ref.parse(Ref.Kind.PERSONAL_TASK, saved.item());
    PersonalTask task = tx.personalTasks().find(null, ref.number()).orElseThrow();
    boolean left = values.late(tx.at()) && !Objects.equals(values.remindAt(), task.remindAt());
    return left ? there(task).without("Its remind_at has passed and was left out.") : there(task);
  }

  /** What the change is about, as it is now. */
  private static There there(Tx tx, OfflineLine change) {
    String named = Objects.requireNonNull(change.id());
    boolean made = named.startsWith(BY_OPERATION);
    String id = id(tx, named);
    if (change.entity() == OfflineLine.Entity.theater) {
      return there(
          tx.theaters().all().stream()
              .filter(t -> made ? t.id().toString().equals(id) : t.name().equalsIgnoreCase(id))
              .findFirst()
              .orElseThrow(() -> Theaters.missing(tx.theaters().all(), named)));
    }
    if (change.entity() == OfflineLine.Entity.personal_task) {
      Ref task = Ref.parse(Ref.Kind.PERSONAL_TASK, id);
      return there(tx.personalTasks().lock(task.id(), task.number()).orElseThrow(task::missing));
    }
    boolean action = change.entity() == OfflineLine.Entity.action;
    Ref ref = Ref.parse(action ? Ref.Kind.ACTION : Ref.Kind.FOCUS_LOG, id);
    return action
        ? there(tx.actions().find(ref.id(), ref.number()).orElseThrow(ref::missing))
        : there(tx.focusLogs().lock(ref.id(), ref.number()).orElseThrow(ref::missing));
  }

  /** What a client can't know yet is named by the operation that made it. */
  private static String id(Tx tx, String named) {
    if (!named.startsWith(BY_OPERATION)) return named;
    UUID made =
        tx.offlineChanges()
            .find(named.substring(BY_OPERATION.length()))
            .map(OfflineChange::entityId)
            .orElse(null);
    if (made == null) {
      throw Refusal.notFound("Nothing was made by the operation that it names; send that first.");
    }
    return made.toString();
  }

  private static There there(Theater theater) {
    return new There(theater.id(), theater.name(), theater.version(), theater, null);
  }

  private static There there(Action action) {
    return new There(action.id(), action.shortId(), action.version(), action, null);
  }

  private static There there(PersonalTask task) {
    return new There(task.id(), task.shortId(), task.version(), task, null);
  }

  private static There there(FocusLog log) {
    return new There(log.id(), log.shortId(), log.version(), log, null);
  }
}
