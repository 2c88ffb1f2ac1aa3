package atlas.model;

import java.time.Instant;
import java.util.UUID;

/** A key that a ticket had before it was moved, and the one it has now. */
public record TicketKey(UUID ticketId, String oldKey, String ticketKey, Instant movedAt) {}
