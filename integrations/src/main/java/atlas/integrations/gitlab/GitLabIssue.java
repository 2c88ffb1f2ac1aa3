package atlas.integrations.gitlab;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An issue of GitLab's own.
 *
 * @param iid its number in its project
 * @param reference as people write it: {@code harbour/web#12}
 * @param state {@code opened} or {@code closed}
 * @param description Markdown; empty when there is none
 */
public record GitLabIssue(
    long projectId,
    long iid,
    String reference,
    String title,
    String description,
    String state,
    long authorId,
    List<Long> assigneeIds,
    @Nullable String url,
    @Nullable Instant created,
    @Nullable Instant closed) {
  public GitLabIssue {
    assigneeIds = List.copyOf(assigneeIds);
  }
}
