package atlas.core.memory;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Task;
import atlas.model.TaskEvent;
import atlas.model.TaskStatus;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who works on which task, so that no two do the same. */
public final class Claims {
  /** What can be done about who works on a task. */
  public enum Action {
    claim,
    next,
    renew,
    release
  }

  /** A lease that ran out before this one, without a word: what it did may be half done. */
  public record Lost(String who, Instant since, Instant until) {}

  /** Who works on a task from when until when. */
  public record Lease(String who, Instant since, Instant until, @Nullable Lost lostBefore) {
    /** The same, with names that can be shown. */
    public Lease shown() {
      Lost lost = lostBefore;
      return new Lease(
          name(who),
          since,
          until,
          lost == null ? null : new Lost(name(lost.who()), lost.since(), lost.until()));
    }
  }

  /** The task after it; without a lease when it was released. */
  public record Claimed(
      String task,
      String title,
      TaskStatus status,
      String project,
      @Nullable Lease lease,
      List<String> effects) {}

  private final Database database;
  private final Projects projects;

  public Claims(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /**
   * Does it.
   *
   * @param named the task; only next needs none
   * @param project where next looks
   */
  public Claimed act(
      Caller caller, Action action, @Nullable String named, @Nullable String project) {
    if (action == Action.next) {
      return database.write(caller, Claimed.class, tx -> next(tx, project));
    }
    if (named == null) throw Refusal.invalid("Say which task to " + action + ", e.g. T-4.");
    Ref ref = Ref.parse(Ref.Kind.TASK, named);
    return database.write(
        caller,
        Claimed.class,
        tx -> {
          Task task = tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return switch (action) {
            case renew -> renew(tx, task);
            case release -> release(tx, task);
            default -> claim(tx, task);
          };
        });
  }

  private static Claimed claim(Tx tx, Task task) {
    Project project = tx.projects().byId(task.projectId()).orElseThrow();
    if (task.status() == TaskStatus.todo) ActiveTasks.admit(tx, project, task.id());
    if (tx.leases().claim(task.id(), tx.caller().actor(), tx.at()).isEmpty()) {
      throw taken(tx, tx.tasks().find(task.id(), null).orElseThrow());
    }
    return begun(tx, task.id());
  }

  private Claimed next(Tx tx, @Nullable String named) {
    Project project = projects.require(tx, named);
    boolean mayBegin = ActiveTasks.admits(tx, project, null);
    var claimed = tx.leases().claimNext(project.id(), mayBegin, tx.caller().actor(), tx.at());
    if (claimed.isPresent()) return begun(tx, claimed.get());
    if (!mayBegin) throw ActiveTasks.full(project);
    throw Refusal.notFound(
        "No task of "
            + project.name()
            + " is ready: each is claimed, blocked, done or waits for another; list_tasks shows"
            + " them.");
  }

  private static Claimed begun(Tx tx, UUID id) {
    Task task = tx.tasks().find(id, null).orElseThrow();
    Lease lease = Objects.requireNonNull(lease(task));
    Lost lost = lease.lostBefore();
    tx.append(
        new TaskEvent.TaskClaimed(
            task.id(),
            task.shortId(),
            task.projectId(),
            task.ticketKey(),
            lease.who(),
            lease.since(),
            lease.until(),
            task.lostBy(),
            task.lostSince(),
            task.lostUntil()));
    return claimed(
        task,
        lost == null
            ? List.of()
            : List.of(
                "The lease of %s had run out at %s: look at what is half done"
                    .formatted(name(lost.who()), lost.until())));
  }

  private static Claimed renew(Tx tx, Task task) {
    String holder = tx.caller().actor();
    if (tx.leases().renew(task.id(), holder, tx.at()).isEmpty()) {
      Task now = tx.tasks().find(task.id(), null).orElseThrow();
      throw Refusal.conflict(
          now.holder() == null
              ? now.shortId() + " is not claimed; claim it."
              : "%s is claimed by %s until %s, not by you."
                  .formatted(now.shortId(), now.holder(), now.leasedUntil()));
    }
    Task kept = tx.tasks().find(task.id(), null).orElseThrow();
    tx.append(
        new TaskEvent.TaskRenewed(
            kept.id(),
            kept.shortId(),
            kept.projectId(),
            kept.ticketKey(),
            holder,
            Objects.requireNonNull(kept.leasedUntil())));
    return claimed(kept, List.of());
  }

  private static Claimed release(Tx tx, Task seen) {
    Task task = tx.tasks().lock(seen.id(), null).orElseThrow();
    String holder = task.holder();
    if (holder == null) {
      throw Refusal.conflict(task.shortId() + " is not claimed, so there is nothing to release.");
    }
    if (tx.leases().release(task.id(), tx.caller().actor(), People.acts(tx)).isEmpty()) {
      throw Refusal.conflict(
          "%s is claimed by %s until %s; only who holds it or the person releases it."
              .formatted(task.shortId(), holder, task.leasedUntil()));
    }
    tx.append(
        new TaskEvent.TaskReleased(
            task.id(), task.shortId(), task.projectId(), task.ticketKey(), holder));
    Task free = tx.tasks().find(task.id(), null).orElseThrow();
    return claimed(free, List.of(free.shortId() + " is to be done again"));
  }

  /** Why the task could not be claimed. */
  private static Refusal taken(Tx tx, Task task) {
    if (task.leased(tx.at())) {
      boolean own = tx.caller().actor().equals(task.holder());
      return Refusal.conflict(
              "%s is claimed by %s until %s; %s."
                  .formatted(
                      task.shortId(),
                      task.holder(),
                      task.leasedUntil(),
                      own
                          ? "renew keeps it if that is you, and next gives another"
                          : "next gives another"))
          .with("holder", String.valueOf(task.holder()))
          .with("until", String.valueOf(task.leasedUntil()));
    }
    if (!task.status().next().contains(TaskStatus.in_progress)
        && task.status() != TaskStatus.in_progress) {
      return Tasks.illegal(task, TaskStatus.in_progress);
    }
    if (task.status() == TaskStatus.blocked) {
      return Refusal.conflict(
          task.shortId() + " is blocked; save_task makes it todo when it is not any more.");
    }
    List<String> undone = Dependencies.undone(tx, task);
    if (undone.isEmpty()) return Refusal.conflict("Another came between; claim it again.");
    return Refusal.conflict(
        task.shortId() + " waits for " + String.join(", ", undone) + ", to be done first.");
  }

  /** Who holds a task, as it can be shown. */
  static String name(String holder) {
    return Outside.line(holder, 100);
  }

  /** What is told where that ends. */
  static String ended(String holder) {
    return "The lease of " + name(holder) + " has ended";
  }

  private static Claimed claimed(Task task, List<String> effects) {
    return new Claimed(
        task.shortId(), task.title(), task.status(), task.projectName(), lease(task), effects);
  }

  /** Who holds the task, or held it last if nobody came since. */
  static @Nullable Lease lease(Task task) {
    if (task.holder() == null || task.leasedAt() == null || task.leasedUntil() == null) return null;
    Lost lost =
        task.lostBy() == null || task.lostSince() == null || task.lostUntil() == null
            ? null
            : new Lost(task.lostBy(), task.lostSince(), task.lostUntil());
    return new Lease(task.holder(), task.leasedAt(), task.leasedUntil(), lost);
  }
}
