package atlas.storage.jobs;

import atlas.model.Caller;
import java.util.List;
import java.util.UUID;

/**
 * One time that a job is done.
 *
 * @param caller whose job it is, or nobody; its call is cancelled when the process ends
 * @param instance tells this piece of work from others of the same job
 * @param ids what it is about
 * @param attempt 1 at first, one more after each failure
 * @param last whether a failure now would be the last
 */
public record Run(Caller caller, String instance, List<UUID> ids, int attempt, boolean last) {}
