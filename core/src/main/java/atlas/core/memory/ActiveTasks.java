package atlas.core.memory;

import atlas.model.Project;
import atlas.model.Refusal;
import atlas.storage.Tx;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many tasks of a project may be in progress at once. */
final class ActiveTasks {
  private ActiveTasks() {}

  /**
   * Whether one more may be in progress. Where there is a limit, whoever asks waits for the others
   * that ask.
   *
   * @param without a task that isn't counted: the one that it is about, if it is there already
   */
  static boolean admits(Tx tx, Project project, @Nullable UUID without) {
    if (project.maxActiveTasks() == null) return true;
    Integer most = tx.projects().lock(project.id()).orElseThrow().maxActiveTasks();
    return most == null || tx.tasks().countActive(project.id(), without) < most;
  }

  /** Refuses where no more may be in progress. */
  static void admit(Tx tx, Project project, @Nullable UUID without) {
    if (!admits(tx, project, without)) throw full(project);
  }

  /** The refusal that says so. */
  static Refusal full(Project project) {
    return Refusal.conflict(
        "At most %d tasks of %s may be in progress (max_active_tasks); complete or release one."
            .formatted(project.maxActiveTasks(), project.name()));
  }
}
