package atlas.model;

import org.jspecify.annotations.Nullable;

/** What a user noted about a ticket; difficulty is 1 easy to 5 hard. */
public record TicketNote(@Nullable String note, @Nullable Integer difficulty) {}
