package atlas.integrations.jira;

/**
 * Which issue is meant.
 *
 * @param id Jira's number, which stays when the key changes
 */
public record IssueRef(String id, String key) {}
