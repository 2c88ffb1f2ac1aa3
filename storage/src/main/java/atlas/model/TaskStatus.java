package atlas.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Where a task is; todo, in_progress and blocked are open. */
public enum TaskStatus {
  todo,
  in_progress,
  blocked,
  done,
  cancelled;

  /** What may come next. Done and cancelled are reopened as todo. */
  public Set<TaskStatus> next() {
    return switch (this) {
      case todo -> EnumSet.of(in_progress, blocked, done, cancelled);
      case in_progress -> EnumSet.of(todo, blocked, done, cancelled);
      case blocked -> EnumSet.of(todo, in_progress, cancelled);
      case done, cancelled -> EnumSet.of(todo);
    };
  }

  /** Whether it is still to be done. */
  public boolean open() {
    return this == todo || this == in_progress || this == blocked;
  }

  /** The names of those that are open. */
  public static String[] openNames() {
    return Arrays.stream(values())
        .filter(TaskStatus::open)
        .map(TaskStatus::name)
        .toArray(String[]::new);
  }
}
