package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A ticket to which something happened of late.
 *
 * @param sessions on it, but for abandoned ones
 * @param testedAt when the last of them began
 * @param at when something happened last, here or in Jira
 */
public record RecentTicket(
    String ticketKey,
    String summary,
    String status,
    @Nullable String priority,
    @Nullable LocalDate due,
    int sessions,
    @Nullable Instant testedAt,
    @Nullable Instant at) {}
