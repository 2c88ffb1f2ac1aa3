package atlas.integrations.gitlab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A merge request.
 *
 * @param iid its number in its project
 * @param reference as people write it: {@code harbour/web!12}
 * @param state {@code opened}, {@code merged}, {@code closed} or {@code locked}
 * @param description Markdown; empty when there is none
 */
public record GitLabMerge(
    long projectId,
    long iid,
    String reference,
    String title,
    String description,
    String state,
    String branch,
    long authorId,
    @Nullable String url,
    @Nullable Instant created,
    @Nullable Instant merged,
    @Nullable Instant closed) {}
