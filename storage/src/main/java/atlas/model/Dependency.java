package atlas.model;

import java.util.UUID;

/**
 * One task waits for another.
 *
 * @param number of the task that waits
 * @param dependsOnNumber of the one that it waits for
 */
public record Dependency(
    UUID taskId, int number, UUID dependsOnId, int dependsOnNumber, TaskStatus dependsOnStatus) {}
