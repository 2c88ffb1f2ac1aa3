package atlas.integrations.jira;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads what Jira sends of its own accord, or sent long ago, as the client reads its answers. */
public final class JiraPayload {
  private JiraPayload() {}

  /**
   * The issue, or nothing when it has neither id nor key.
   *
   * @param fields Jira's list of all fields, by which sprint and points are found; a missing node
   *     when there is none
   */
  public static Optional<JiraIssue> issue(Deployment deployment, JsonNode issue, JsonNode fields) {
    return new IssueReader(dialect(deployment), CustomFields.of(fields), Map.of()).read(issue);
  }

  /** The comment. */
  public static JiraComment comment(Deployment deployment, JsonNode comment) {
    return IssueReader.plain(dialect(deployment)).comment(comment);
  }

  /** The booking. */
  public static JiraWorklog worklog(Deployment deployment, JsonNode worklog) {
    return IssueReader.plain(dialect(deployment)).worklog(worklog);
  }

  private static Dialect dialect(Deployment deployment) {
    return deployment == Deployment.CLOUD ? Dialect.CLOUD : Dialect.DATA_CENTER;
  }
}
