package atlas.integrations.gitlab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that the person did, as GitLab tells it.
 *
 * @param action in GitLab's words: {@code approved}, {@code commented on}, {@code pushed to}
 * @param target {@code MergeRequest}, {@code Issue}, a kind of note; null for a push
 * @param targetIid the number of the target in its project
 * @param title of the target; empty where there is none
 * @param note what was written, for a comment
 */
public record GitLabEvent(
    long id,
    long projectId,
    String action,
    @Nullable String target,
    @Nullable Long targetIid,
    String title,
    @Nullable GitLabNote note,
    @Nullable Instant at) {
  /** Whether commits were pushed. */
  public boolean isPush() {
    return action.startsWith("pushed");
  }

  /** The number of the merge request that it is about; null when it is about none. */
  public @Nullable Long mergeIid() {
    if ("MergeRequest".equals(target)) return targetIid;
    return note != null && "MergeRequest".equals(note.on()) ? note.iid() : null;
  }
}
