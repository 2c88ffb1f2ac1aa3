package atlas.integrations.gitlab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A commit.
 *
 * @param message all of it, the title included
 * @param authored when it was first made: a rebase keeps that, and gives another sha
 * @param merge whether it joins branches
 */
public record GitLabCommit(
    String sha,
    String title,
    String message,
    String authorEmail,
    @Nullable Instant authored,
    boolean merge,
    @Nullable String url) {}
