package atlas.tools.resources;

import atlas.core.memory.Checkpoints;
import atlas.model.Checkpoint;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import java.util.ArrayList;
import java.util.List;

/** The resource atlas://checkpoint/{id}. */
public final class CheckpointResource {
  private static final int LONGEST = 8_000;
  private static final int LONGEST_SNAPSHOT = 16 * 1024;

  private CheckpointResource() {}

  public static ResourceKind kind(Checkpoints checkpoints) {
    return new ResourceKind(
        Toolset.memory,
        "checkpoint",
        "id",
        "A checkpoint",
        "Where the work stopped and how to take it up again, e.g. C-7.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(page(checkpoints.get(caller, id))),
        (caller, prefix, limit) -> checkpoints.ids(caller, prefix, limit));
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
        .list("Open sessions", open(checkpoint))
        .block("Given", source, given(checkpoint), LONGEST_SNAPSHOT)
        .toString();
  }

  private static List<String> open(Checkpoint checkpoint) {
    var lines = new ArrayList<String>();
    for (var session : checkpoint.captured().path("open_sessions")) {
      lines.add(
          "%s on %s, %s: %s"
              .formatted(
                  session.path("session").asString(""),
                  session.path("ticket_key").asString(""),
                  session.path("status").asString(""),
                  session.path("charter").asString("")));
    }
    return lines;
  }

  private static String given(Checkpoint checkpoint) {
    var given = checkpoint.snapshot();
    return given == null ? "" : given.toPrettyString();
  }
}
