package atlas.core.memory;

import atlas.core.evidence.OwnEvidence;
import atlas.core.progress.Earning;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.Criterion;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Task;
import atlas.model.TaskEvent;
import atlas.model.TaskStatus;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came of a task, and that it is done: shown, or waived in writing. */
public final class Completion {
  // What was done must not be refused for the length of its answer.
  private static final int TEXT = 100;

  /**
   * How a task was completed.
   *
   * @param evidence what shows each criterion, as "2: R-5", "2: S-12" or "2: in words"; without a
   *     number, what shows all the others
   * @param waivers why nothing has to show a criterion, in the same form
   * @param summary what came of it
   */
  public record Complete(
      String task, List<String> evidence, List<String> waivers, @Nullable String summary) {}

  /** A task that is done, and each of its criteria with what became of it. */
  public record Completed(
      String task, TaskStatus status, List<TaskSheet.Line> criteria, List<String> effects) {}

  /** Something that came of a task. */
  public record Add(String task, Artifact.Type type, String ref, @Nullable String summary) {}

  /** An artifact that was added, as R-5. */
  public record Added(String artifact, String task, List<String> effects) {}

  private final Database database;
  private final Earning earning;

  public Completion(Database database, Earning earning) {
    this.database = database;
    this.earning = earning;
  }

  /** Adds what came of a task. */
  public Added add(Caller caller, Add add) {
    if (add.ref().isBlank()) throw Refusal.invalid("An artifact needs a ref: where it is.");
    Ref ref = Ref.parse(Ref.Kind.TASK, add.task());
    return database.write(
        caller,
        Added.class,
        tx -> {
          Task task = tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          var artifact =
              new Artifact(
                  tx.newId(),
                  tx.nextNumber(Ref.Kind.ARTIFACT),
                  task.id(),
                  add.type(),
                  add.ref().strip(),
                  add.summary(),
                  tx.caller().actor(),
                  tx.at());
          tx.artifacts().insert(artifact);
          tx.append(new TaskEvent.ArtifactAdded(artifact, task.projectId(), task.ticketKey()));
          return new Added(artifact.shortId(), task.shortId(), List.of());
        });
  }

  /** Completes a task; refuses where the project wants evidence and there is none. */
  public Completed complete(Caller caller, Complete complete) {
    Ref ref = Ref.parse(Ref.Kind.TASK, complete.task());
    return database.write(
        caller,
        Completed.class,
        tx -> {
          Task task = tx.tasks().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
          refuseUnfinished(tx, task);
          Project project = tx.projects().byId(task.projectId()).orElseThrow();
          List<Criterion> criteria = tx.tasks().criteria(task.id());
          var proof = new Proof(tx, task, criteria, complete.evidence(), complete.waivers());
          List<Criterion> settled = criteria.stream().map(proof::settle).toList();
          if (project.requireEvidenceForDone()) refuseUnproved(tx, project, task, settled, proof);
          var effects = new ArrayList<String>();
          for (Criterion criterion : settled) tx.tasks().update(criterion);
          String bare = unproved(task, settled);
          if (!bare.isEmpty()) effects.add("Taken as met without evidence: " + bare);
          Task done =
              finish(
                  tx, task, result(complete.summary(), settled.isEmpty() ? proof : null), effects);
          effects.addAll(OwnEvidence.task(tx, done, settled));
          if (proof.byEvidence() || counts(tx, done, settled)) {
            effects.addAll(earning.task(tx, done.id(), done.shortId()));
          }
          return new Completed(
              task.shortId(), TaskStatus.done, TaskSheet.lines(tx, task, TEXT), effects);
        });
  }

  /**
   * An agent's bare word earns nothing: something that is here shows it, or the person says so. An
   * artifact that is nothing in particular is a word, too.
   */
  private static boolean counts(Tx tx, Task task, List<Criterion> settled) {
    UUID[] shown =
        settled.stream().map(Criterion::artifactId).filter(Objects::nonNull).toArray(UUID[]::new);
    return settled.stream().anyMatch(criterion -> criterion.sessionId() != null)
        || tx.artifacts().show(task.id(), shown)
        || People.acts(tx);
  }

  private static Task finish(Tx tx, Task task, @Nullable String result, List<String> effects) {
    var done =
        new Task(
            task.id(),
            task.number(),
            task.projectId(),
            task.projectName(),
            task.title(),
            task.description(),
            TaskStatus.done,
            task.priority(),
            task.ticketKey(),
            task.sessionId(),
            null,
            null,
            null,
            task.lostBy(),
            task.lostSince(),
            task.lostUntil(),
            result,
            tx.at(),
            task.createdAt());
    tx.tasks().update(done);
    tx.append(new TaskEvent.TaskCompleted(tx.tasks().state(done)));
    if (task.holder() != null) effects.add(Claims.ended(task.holder()));
    effects.addAll(Dependencies.freed(tx, task.id()));
    return done;
  }

  private static @Nullable String result(@Nullable String summary, @Nullable Proof proof) {
    String shown = proof == null ? null : proof.rest();
    if (shown == null) return summary;
    return (summary == null ? "" : summary + "\n") + "Shown by: " + shown;
  }

  private static void refuseUnfinished(Tx tx, Task task) {
    if (!task.status().next().contains(TaskStatus.done)) {
      throw Tasks.illegal(task, TaskStatus.done);
    }
    String holder = task.holder();
    boolean others = holder != null && task.leased(tx.at()) && !holder.equals(tx.caller().actor());
    if (others && !People.acts(tx)) {
      throw Refusal.conflict(
          "%s is claimed by %s until %s; who holds it or the person completes it."
              .formatted(task.shortId(), holder, task.leasedUntil()));
    }
    List<String> undone = Dependencies.undone(tx, task);
    if (!undone.isEmpty()) {
      throw Refusal.conflict(
          task.shortId() + " waits for " + String.join(", ", undone) + ", to be done first.");
    }
  }

  private static void refuseUnproved(
      Tx tx, Project project, Task task, List<Criterion> settled, Proof proof) {
    String rule = " (" + project.name() + " has require_evidence_for_done): ";
    if (settled.isEmpty()) {
      boolean shown = proof.rest() != null || !tx.artifacts().ofTask(task.id(), 1).isEmpty();
      if (shown) return;
      throw Refusal.invalid(
          task.shortId()
              + " needs evidence"
              + rule
              + "an artifact (add_artifact), or evidence or a"
              + " waiver in words.");
    }
    String bare = unproved(task, settled);
    if (bare.isEmpty()) return;
    throw Refusal.invalid(
        "Each criterion needs evidence"
            + rule
            + "missing for "
            + bare
            + ". Give evidence as \"2: R-5\", \"2: S-12\" or \"2: what shows it\", or a waiver as"
            + " \"2: why not\".");
  }

  private static String unproved(Task task, List<Criterion> settled) {
    List<String> bare =
        settled.stream()
            .filter(
                c ->
                    c.waiver() == null
                        && c.evidence() == null
                        && c.artifactId() == null
                        && c.sessionId() == null)
            .map(c -> task.shortId() + "." + c.number())
            .toList();
    return String.join(", ", bare);
  }
}
