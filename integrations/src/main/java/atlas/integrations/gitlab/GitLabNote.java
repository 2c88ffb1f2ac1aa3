package atlas.integrations.gitlab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wrote below something, or what GitLab wrote there of what they did.
 *
 * @param system whether GitLab wrote it: "approved this merge request"
 * @param on what it is below: {@code MergeRequest}, {@code Issue}, {@code Commit}
 * @param iid the number of that in its project; null for a commit
 * @param body Markdown
 */
public record GitLabNote(
    long id,
    long authorId,
    boolean system,
    @Nullable String on,
    @Nullable Long iid,
    String body,
    @Nullable Instant at) {}
