package atlas.core.activity;

import atlas.core.evidence.NewEvidence;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraComment;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraWork;
import atlas.integrations.jira.JiraWorklog;
import atlas.integrations.jira.Myself;
import atlas.model.EvidenceSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user did in Jira, as evidence. */
final class JiraWords {
  // GitLab's own hand in Jira writes in the name of whoever set it up, of what GitLab tells itself.
  private static final Pattern GITLABS =
      Pattern.compile(
          "(?is).{0,300}\\bmentioned this issue in\\s*\\[?(a|an|another)\\s(commit|merge request"
              + "|branch|pipeline)\\b.*");

  private static final String ISSUE = "issue/";

  private final Jira jira;
  private final Myself me;
  private final String site;

  /**
   * @param number which of the user's Jiras it is: two count alike
   */
  JiraWords(Jira jira, Myself me, int number) {
    this.jira = jira;
    this.me = me;
    this.site = number == 1 ? "" : number + "/";
  }

  /**
   * An issue that they saw to until it was done.
   *
   * @param first when that was said first: what Jira does not tell, no later change may move
   */
  NewEvidence resolved(JiraIssue issue, @Nullable Instant first, Instant otherwise) {
    String line = issue.type() + " " + issue.key() + ", " + issue.status() + ".";
    String description = issue.description() == null ? "" : "\n\n" + issue.description();
    Instant at = issue.resolved() == null ? first : issue.resolved();
    if (at == null) at = issue.updated();
    return item(
        ISSUE + issue.id(),
        issue.key() + " " + issue.summary(),
        line + description,
        issue.key(),
        at == null ? otherwise : at,
        "delivery",
        List.of("issue", "resolved"));
  }

  /** What that is called among evidence. */
  String sourceId(JiraIssue issue) {
    return site + ISSUE + issue.id();
  }

  /**
   * What they wrote below the issue and booked on it since then.
   *
   * @param elsewhere ids of what ATLAS wrote there for a session, which tells it itself
   */
  List<NewEvidence> written(JiraWork issue, Instant since, Set<String> elsewhere) {
    var items = new ArrayList<NewEvidence>();
    for (JiraComment comment : issue.comments()) {
      if (!elsewhere.contains(comment.id())) comment(issue, comment, since).ifPresent(items::add);
    }
    for (JiraWorklog worklog : issue.worklogs()) {
      if (!elsewhere.contains(worklog.id())) booked(issue, worklog, since).ifPresent(items::add);
    }
    return items;
  }

  private Optional<NewEvidence> comment(JiraWork issue, JiraComment comment, Instant since) {
    Instant at = comment.at();
    boolean mine = me.id().equals(comment.authorId()) && !comment.id().isEmpty();
    String text = comment.markdown().strip();
    if (!mine || at == null || at.isBefore(since) || text.isEmpty()) return Optional.empty();
    if (GITLABS.matcher(text).matches()) return Optional.empty();
    return Optional.of(
        item(
            "comment/" + comment.id(),
            "Comment on " + issue.key() + ": " + issue.summary(),
            text,
            issue.key(),
            at,
            "collaboration",
            List.of("comment")));
  }

  private Optional<NewEvidence> booked(JiraWork issue, JiraWorklog worklog, Instant since) {
    Instant at = worklog.started();
    boolean mine = me.id().equals(worklog.authorId()) && !worklog.id().isEmpty();
    if (!mine || at == null || at.isBefore(since)) return Optional.empty();
    long minutes = Math.round(worklog.seconds() / 60.0);
    String text = worklog.markdown().isBlank() ? "" : "\n\n" + worklog.markdown().strip();
    return Optional.of(
        item(
            "worklog/" + worklog.id(),
            minutes + " min on " + issue.key() + ": " + issue.summary(),
            minutes + " minutes were booked." + text,
            issue.key(),
            at,
            "time",
            List.of("worklog")));
  }

  private NewEvidence item(
      String id,
      String title,
      String content,
      String key,
      Instant at,
      String category,
      List<String> tags) {
    return new NewEvidence(
        EvidenceSource.jira,
        site + id,
        title,
        null,
        content,
        jira.browse(key).toString(),
        at,
        key,
        category,
        tags);
  }
}
