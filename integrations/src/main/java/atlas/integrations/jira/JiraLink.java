package atlas.integrations.jira;

/**
 * What an issue has to do with another.
 *
 * @param type the name of the kind of link: Duplicate
 * @param direction how it reads from this issue: is duplicated by
 */
public record JiraLink(String type, String direction, String otherKey) {}
