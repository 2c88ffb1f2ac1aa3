package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a task. What changes its definition carries the whole of it afterwards, so that
 * the log alone is enough to make it again.
 */
public sealed interface TaskEvent extends Event {
  @Override
  UUID taskId();

  @Override
  default UUID entityId() {
    return taskId();
  }

  /** Those that carry the whole task. */
  sealed interface Whole extends TaskEvent {
    TaskState state();

    @Override
    default UUID taskId() {
      return state().task().id();
    }

    @Override
    default String shortId() {
      return state().task().shortId();
    }

    @Override
    default UUID projectId() {
      return state().task().projectId();
    }

    @Override
    default @Nullable UUID sessionId() {
      return state().task().sessionId();
    }

    @Override
    default @Nullable String ticketKey() {
      return state().task().ticketKey();
    }
  }

  /** A task came to be. */
  record TaskCreated(TaskState state) implements Whole {
    @Override
    public String type() {
      return "task.created";
    }

    @Override
    public String line() {
      return "Task " + shortId() + ": " + state.task().title();
    }
  }

  /** A task is another, in what is named. */
  record TaskChanged(TaskState state, List<String> changed) implements Whole {
    @Override
    public String type() {
      return "task.changed";
    }

    @Override
    public String line() {
      String what =
          changed.contains("status")
              ? "is " + state.task().status()
              : "has another " + String.join(", ", changed);
      return "Task " + shortId() + " " + what;
    }
  }

  /** A task is done. */
  record TaskCompleted(TaskState state) implements Whole {
    @Override
    public String type() {
      return "task.completed";
    }

    @Override
    public String line() {
      String result = state.task().result();
      return "Task " + shortId() + " done" + (result == null ? "" : ": " + result);
    }
  }

  /**
   * Somebody works on a task now.
   *
   * @param lostBy whose lease had run out
   */
  record TaskClaimed(
      UUID taskId,
      String shortId,
      UUID projectId,
      @Nullable String ticketKey,
      String holder,
      Instant since,
      Instant until,
      @Nullable String lostBy,
      @Nullable Instant lostSince,
      @Nullable Instant lostUntil)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.claimed";
    }

    @Override
    public String line() {
      return "Task "
          + shortId
          + " claimed by "
          + holder
          + " until "
          + until
          + (lostUntil == null ? "" : "; " + lostBy + " had lost it at " + lostUntil);
    }
  }

  /** Somebody goes on working on a task. */
  record TaskRenewed(
      UUID taskId,
      String shortId,
      UUID projectId,
      @Nullable String ticketKey,
      String holder,
      Instant until)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.renewed";
    }

    @Override
    public String line() {
      return "Task " + shortId + " kept by " + holder + " until " + until;
    }
  }

  /** Somebody no longer works on a task, which is to be done again. */
  record TaskReleased(
      UUID taskId, String shortId, UUID projectId, @Nullable String ticketKey, String holder)
      implements TaskEvent {
    @Override
    public String type() {
      return "task.released";
    }

    @Override
    public String line() {
      return "Task " + shortId + " released, which " + holder + " had claimed";
    }
  }

  /** Something came of a task. */
  record ArtifactAdded(Artifact artifact, UUID projectId, @Nullable String ticketKey)
      implements TaskEvent {
    @Override
    public String type() {
      return "artifact.added";
    }

    @Override
    public UUID taskId() {
      return artifact.taskId();
    }

    @Override
    public UUID entityId() {
      return artifact.id();
    }

    @Override
    public String shortId() {
      return artifact.shortId();
    }

    @Override
    public String line() {
      return "Artifact " + shortId() + ", " + artifact.type() + ": " + artifact.ref();
    }
  }
}
