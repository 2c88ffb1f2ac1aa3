package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A piece of work that checkpoints and decisions belong to. */
public record Project(UUID id, String name, @Nullable String description) {}
