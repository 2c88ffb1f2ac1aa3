package atlas.integrations.jira;

/**
 * A step that may be taken with an issue from where it is.
 *
 * @param id differs from workflow to workflow
 * @param toStatus the status it leads to
 * @param toCategory {@code new}, {@code indeterminate}, {@code done} or {@code undefined}
 */
public record JiraTransition(String id, String name, String toStatus, String toCategory) {}
