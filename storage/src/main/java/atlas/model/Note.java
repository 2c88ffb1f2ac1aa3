package atlas.model;

import java.time.Instant;
import java.util.UUID;

/** Something the tester wrote down during a session. */
public record Note(UUID id, UUID sessionId, String text, Instant notedAt) {}
