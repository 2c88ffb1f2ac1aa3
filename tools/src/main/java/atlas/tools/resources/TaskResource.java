package atlas.tools.resources;

import atlas.core.Outside;
import atlas.core.live.Subjects;
import atlas.core.memory.Claims;
import atlas.core.memory.TaskSheet;
import atlas.core.memory.Tasks;
import atlas.model.Ref;
import atlas.model.Task;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import org.jspecify.annotations.Nullable;

/** The resource atlas://task/{id}. */
public final class TaskResource {
  private static final int LONGEST = 8_000;

  private TaskResource() {}

  public static ResourceKind kind(TaskSheet sheet, Tasks tasks, Subjects subjects) {
    return new ResourceKind(
        Toolset.memory,
        "task",
        "id",
        "A task",
        "What is to be done, who works on it, what it needs to be done and what came of it, e.g."
            + " T-4.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(page(sheet.get(caller, id))),
        (caller, prefix, limit) -> tasks.ids(caller, prefix, limit),
        subjects::task);
  }

  private static String page(TaskSheet.Whole whole) {
    Task task = whole.task();
    String source = "task " + task.shortId();
    return new Page(task.shortId() + ": " + task.title())
        .fact("Status", task.status())
        .fact("Priority", task.priority())
        .fact("Project", task.projectName())
        .fact("Issue", task.ticketKey())
        .fact("Session", whole.session())
        .fact("Claimed", lease(whole.lease()))
        .fact("Finished", task.finishedAt())
        .block("What is to be done", source, orEmpty(task.description()), LONGEST)
        .list(
            "Acceptance criteria",
            whole.criteria().stream()
                .map(c -> c.criterion() + " " + c.state() + ": " + c.text() + shown(c))
                .toList())
        .list("Constraints", whole.constraints())
        .list(
            "Waits for",
            whole.dependsOn().stream()
                .map(e -> Ref.Kind.TASK.shortId(e.dependsOnNumber()) + ", " + e.dependsOnStatus())
                .toList())
        .list("Waiting for it", whole.waiting())
        .list(
            "Artifacts",
            whole.artifacts().stream()
                .map(a -> "%s, %s: %s".formatted(a.shortId(), a.type(), a.ref()))
                .toList())
        .block("What came of it", source, orEmpty(task.result()), LONGEST)
        .list(
            "History",
            whole.history().stream()
                .map(e -> e.at() + " " + Outside.line(e.actor(), 100) + ": " + e.summary())
                .toList())
        .toString();
  }

  private static String shown(TaskSheet.Line criterion) {
    return criterion.shownBy() == null ? "" : " (" + criterion.shownBy() + ")";
  }

  private static @Nullable String lease(Claims.@Nullable Lease lease) {
    return lease == null ? null : "by " + lease.who() + " until " + lease.until();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
