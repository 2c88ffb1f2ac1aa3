package atlas.integrations.jira;

import java.util.List;
import java.util.Set;

/**
 * What single looks at issues showed. What is in neither is there, and not for us to see: outside
 * of the projects, or without the permission.
 *
 * @param issues those that are there
 * @param gone the ids of those that Jira says it does not have
 */
public record JiraLook(List<JiraIssue> issues, Set<String> gone) {
  public JiraLook {
    issues = List.copyOf(issues);
    gone = Set.copyOf(gone);
  }
}
