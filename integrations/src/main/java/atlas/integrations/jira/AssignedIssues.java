package atlas.integrations.jira;

import java.util.List;

/**
 * What is open and assigned to the account's person, oldest first.
 *
 * @param complete false when Jira has more than was asked for, or stopped handing out pages
 */
public record AssignedIssues(List<JiraIssue> issues, boolean complete) {
  public AssignedIssues {
    issues = List.copyOf(issues);
  }
}
