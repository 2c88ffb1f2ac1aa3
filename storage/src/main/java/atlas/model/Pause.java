package atlas.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A break in a session; the open one has no end. */
public record Pause(Instant startedAt, @Nullable Instant endedAt) {}
