package atlas.integrations.jira;

import java.util.List;

/**
 * An issue with what people wrote below it and the time they booked on it.
 *
 * @param summary empty when Jira does not show it
 */
public record JiraWork(
    String id, String key, String summary, List<JiraComment> comments, List<JiraWorklog> worklogs) {
  public JiraWork {
    comments = List.copyOf(comments);
    worklogs = List.copyOf(worklogs);
  }
}
