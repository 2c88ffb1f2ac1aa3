package atlas.core.memory;

import atlas.model.Dependency;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Task;
import atlas.model.TaskStatus;
import atlas.storage.Tx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which task waits for which, and never for itself. */
final class Dependencies {
  private Dependencies() {}

  /** The ids of the tasks that are named, each once. */
  static List<UUID> find(Tx tx, List<String> named) {
    var ids = new LinkedHashSet<UUID>();
    for (String name : named) {
      Ref ref = Ref.parse(Ref.Kind.TASK, name);
      ids.add(tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing).id());
    }
    return List.copyOf(ids);
  }

  /** What the task waits for is this and nothing else; a circle is refused by its name. */
  static void set(Tx tx, Task task, List<UUID> dependsOn) {
    tx.tasks().lockDependencies(tx.caller().userId().toString());
    var next = new HashMap<UUID, List<Dependency>>();
    for (Dependency edge : tx.tasks().reach(dependsOn.toArray(UUID[]::new))) {
      next.computeIfAbsent(edge.taskId(), id -> new ArrayList<>()).add(edge);
    }
    for (UUID id : dependsOn) refuseCircle(next, task, id);
    tx.tasks().clearDependencies(task.id());
    if (!dependsOn.isEmpty()) tx.tasks().addDependencies(task.id(), dependsOn.toArray(UUID[]::new));
  }

  /** What the task waits for and is not done. */
  static List<String> undone(Tx tx, Task task) {
    return tx.tasks().dependencies(task.id()).stream()
        .filter(edge -> edge.dependsOnStatus() != TaskStatus.done)
        .map(edge -> Ref.Kind.TASK.shortId(edge.dependsOnNumber()))
        .toList();
  }

  /** Says of the tasks that waited for that one alone that they wait no longer. */
  static List<String> freed(Tx tx, UUID task) {
    return freed(tx, tx.tasks().waitingFor(task));
  }

  /** The same of those with these numbers. */
  static List<String> freed(Tx tx, Collection<Integer> numbers) {
    var freed = new ArrayList<String>();
    for (int number : numbers) {
      Task waiting = tx.tasks().find(null, number).orElseThrow();
      if (undone(tx, waiting).isEmpty()) freed.add(waiting.shortId() + " waits no longer");
    }
    return freed;
  }

  private static void refuseCircle(Map<UUID, List<Dependency>> next, Task task, UUID dependsOn) {
    if (dependsOn.equals(task.id())) {
      throw Refusal.invalid(task.shortId() + " can't depend on itself.");
    }
    var cameBy = new HashMap<UUID, Dependency>();
    var todo = new ArrayDeque<UUID>(List.of(dependsOn));
    while (!todo.isEmpty() && !cameBy.containsKey(task.id())) {
      for (Dependency edge : next.getOrDefault(todo.remove(), List.of())) {
        if (cameBy.putIfAbsent(edge.dependsOnId(), edge) == null) todo.add(edge.dependsOnId());
      }
    }
    Dependency last = cameBy.get(task.id());
    if (last == null) return;
    throw Refusal.conflict(
        "That would make a circle: "
            + circle(cameBy, last, dependsOn, task)
            + "; take one of these dependencies away first.");
  }

  /** T-1 → T-2 → T-3 → T-1, where an arrow is "waits for". */
  private static String circle(
      Map<UUID, Dependency> cameBy, Dependency last, UUID from, Task task) {
    var names = new ArrayList<String>(List.of(task.shortId()));
    Dependency edge = last;
    while (edge != null) {
      names.add(0, Ref.Kind.TASK.shortId(edge.number()));
      edge = edge.taskId().equals(from) ? null : cameBy.get(edge.taskId());
    }
    names.add(0, task.shortId());
    return String.join(" → ", names);
  }
}
