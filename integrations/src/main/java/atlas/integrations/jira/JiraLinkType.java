package atlas.integrations.jira;

/**
 * A kind of link that this Jira knows. A link from A outward to B reads: A {@code outward} B, and B
 * {@code inward} A.
 */
public record JiraLinkType(String name, String inward, String outward) {}
