package atlas.core.tickets;

import atlas.integrations.jira.Jira;
import java.util.Optional;
import java.util.UUID;

/** Which Jira account is whose. A user without one never gets another's. */
@FunctionalInterface
public interface Accounts {
  Optional<Jira> jira(UUID userId);
}
