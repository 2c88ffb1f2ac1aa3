package atlas.tools.resources;

import atlas.core.live.Subjects;
import atlas.core.memory.Checkpoints;
import atlas.model.Checkpoint;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The resource atlas://checkpoint/{id}. */
public final class CheckpointResource {
  private static final int LONGEST = 8_000;
  private static final int LONGEST_SNAPSHOT = 16 * 1024;

  private CheckpointResource() {}

  public static ResourceKind kind(Checkpoints checkpoints, Subjects subjects) {
    return new ResourceKind(
        Toolset.memory,
        "checkpoint",
        "id",
        "A checkpoint",
        "Where the work stopped and how to take it up again, e.g. C-7.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(page(checkpoints.get(caller, id))),
        (caller, prefix, limit) -> checkpoints.ids(caller, prefix, limit),
        subjects::checkpoint);
  }

  private static String page(Checkpoints.Kept kept) {
    Checkpoint checkpoint = kept.checkpoint();
    String source = "checkpoint " + checkpoint.shortId();
    return new Page(checkpoint.shortId() + ": " + checkpoint.label())
        .fact("Project", kept.project())
        .fact("Saved", checkpoint.createdAt())
        .fact("Repository", checkpoint.repoRef())
        .block("Where it stands", source, checkpoint.summary(), LONGEST)
        .block("To go on", source, checkpoint.resumeInstructions(), LONGEST)
        .list("Open tasks", tasks(checkpoint))
        .list("Claimed", leases(checkpoint))
        .list("Open sessions", open(checkpoint))
        .list("Decided", decisions(checkpoint))
        .block("Given", source, given(checkpoint), LONGEST_SNAPSHOT)
        .toString();
  }

  private static List<String> tasks(Checkpoint checkpoint) {
    return lines(checkpoint, "open_tasks", "%s, %s, %s: %s", "task", "status", "priority", "title");
  }

  private static List<String> leases(Checkpoint checkpoint) {
    return lines(checkpoint, "leases", "%s by %s until %s", "task", "who", "until");
  }

  private static List<String> decisions(Checkpoint checkpoint) {
    return lines(
        checkpoint, "decisions", "%s, %s: %s: %s", "decision", "status", "title", "choice");
  }

  private static List<String> open(Checkpoint checkpoint) {
    return lines(
        checkpoint,
        "open_sessions",
        "%s on %s, %s: %s",
        "session",
        "ticket_key",
        "status",
        "charter");
  }

  /** What ATLAS saw of a kind, a line each. */
  private static List<String> lines(
      Checkpoint checkpoint, String kind, String form, String... names) {
    var lines = new ArrayList<String>();
    for (var seen : checkpoint.captured().path(kind)) {
      Object[] parts = Arrays.stream(names).map(name -> seen.path(name).asString("")).toArray();
      lines.add(form.formatted(parts));
    }
    return lines;
  }

  private static String given(Checkpoint checkpoint) {
    var given = checkpoint.snapshot();
    return given == null ? "" : given.toPrettyString();
  }
}
