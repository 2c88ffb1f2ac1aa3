package atlas.model;

import java.util.List;
import java.util.UUID;

/** A task with all that belongs to its definition, as it stands in the log. */
public record TaskState(
    Task task, List<Criterion> criteria, List<String> constraints, List<UUID> dependsOn) {}
