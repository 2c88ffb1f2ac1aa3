package atlas.core.prediction;

import atlas.core.testing.Ending;
import atlas.core.tickets.Remote;
import atlas.integrations.flownexus.FlowNexus;
import atlas.model.Caller;
import atlas.model.Counted;
import atlas.model.Job;
import atlas.model.Json;
import atlas.model.LearningEvent;
import atlas.model.TrainingRow;
import atlas.storage.Database;
import atlas.storage.TrainingTable.Reached;
import atlas.storage.Tx;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Handler;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a neural backend may learn from: exported as lines of JSON, and sent to it when enough is
 * new, where that is configured.
 */
public final class Training implements Handler {
  /** Sends what is new; each row has an id, since after a failure it may be sent twice. */
  public static final Job JOB =
      new Job("neural.train", 8, Duration.ofMinutes(1), Duration.ofHours(6));

  private static final int PAGE = 500;
  private static final int MOST_SENT = 500;

  /**
   * Where it is sent.
   *
   * @param path below the backend's address
   * @param after so many new rows
   */
  public record Plan(FlowNexus backend, String path, int after) {}

  private final Database database;
  private final @Nullable Plan plan;

  /**
   * @param plan null where nothing is sent
   */
  public Training(Database database, @Nullable Plan plan) {
    this.database = database;
    this.plan = plan;
  }

  /** Gives each row as a line of JSON, in the order in which they came to be; says how many. */
  public int export(Caller caller, Consumer<String> lines) {
    int count = 0;
    Instant after = null;
    UUID afterId = null;
    while (true) {
      Instant from = after;
      UUID fromId = afterId;
      List<TrainingRow> rows = database.read(caller, tx -> tx.trainings().rows(from, fromId, PAGE));
      for (TrainingRow row : rows) lines.accept(json(row).toString());
      count += rows.size();
      if (rows.size() < PAGE) return count;
      after = rows.get(rows.size() - 1).at();
      afterId = rows.get(rows.size() - 1).id();
    }
  }

  /** Has what is new sent, when a session ends and it is enough. */
  public Ending sending() {
    return (caller, end) -> (tx, session) -> schedule(tx);
  }

  private List<String> schedule(Tx tx) {
    if (plan == null) return List.of();
    Reached last = tx.trainings().reached().orElse(null);
    int fresh =
        tx.trainings().count(last == null ? null : last.at(), last == null ? null : last.id());
    if (fresh < plan.after() || !tx.schedule(JOB, "train", List.of(), tx.at())) return List.of();
    return List.of(Counted.of(fresh, "scenario") + " will be sent to Flow-Nexus to learn from");
  }

  /** The job, where it is configured. */
  public List<Duty> duties() {
    return plan == null ? List.of() : List.of(Duty.once(JOB, this));
  }

  @Override
  public Outcome run(Run run) {
    if (plan == null || database.readOnly()) return Outcome.ELSEWHERE;
    List<TrainingRow> rows = database.read(run.caller(), Training::fresh);
    if (rows.isEmpty()) return Outcome.DONE;
    ArrayNode sent = Json.MAPPER.createArrayNode();
    rows.forEach(row -> sent.add(json(row)));
    plan.backend().train(plan.path(), sent, Remote.cancellation(run.caller()));
    TrainingRow last = rows.get(rows.size() - 1);
    String model = plan.backend().model();
    return database.write(
        run.caller(),
        tx -> {
          UUID id = tx.newId();
          tx.trainings().insert(id, model, rows.size(), last.at(), last.id(), tx.at());
          tx.append(new LearningEvent.BackendTrained(id, model, rows.size()));
          return rows.size() < MOST_SENT ? Outcome.DONE : Outcome.later(tx.at());
        });
  }

  private static List<TrainingRow> fresh(Tx tx) {
    Reached last = tx.trainings().reached().orElse(null);
    return tx.trainings()
        .rows(last == null ? null : last.at(), last == null ? null : last.id(), MOST_SENT);
  }

  private static ObjectNode json(TrainingRow row) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("id", row.id().toString()).put("at", row.at().toString());
    node.set(
        "features",
        FlowNexus.features(
            Neural.features(
                row.summary(),
                row.description(),
                row.components(),
                row.issueType(),
                row.priorityRank())));
    node.put("scenario", row.scenario());
    ObjectNode outcome = node.putObject("outcome").put("tried", row.tried());
    if (row.result() != null) outcome.put("result", row.result().name());
    outcome.put("found_bug", row.foundBug());
    if (row.minutes() != null) outcome.put("minutes", row.minutes());
    if (row.source() != null) {
      ObjectNode prediction = node.putObject("prediction").put("source", row.source().name());
      prediction.put("confidence", row.confidence());
      if (row.feedback() != null) prediction.put("feedback", row.feedback().name());
      if (row.rating() != null) prediction.put("rating", row.rating());
    }
    return node;
  }
}
