package atlas.integrations.gitlab;

import atlas.integrations.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what GitLab's JSON tells; an element that can't be told from others is left out. */
final class Reader {
  private static final int LONGEST_TITLE = 500;
  private static final int LONGEST_TEXT = 20_000;
  private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern URL = Pattern.compile("https?://[\\x21-\\x7e]{1,1900}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s<>]{1,200}@[^\\s<>]{1,200}");

  private Reader() {}

  static Optional<GitLabUser> user(JsonNode user, JsonNode moreEmails) {
    Long id = Nodes.whole(user.path("id"));
    String username = Nodes.name(user.path("username"));
    if (id == null || username == null) return Optional.empty();
    var emails = new LinkedHashSet<String>();
    for (String field : List.of("email", "commit_email", "public_email")) {
      address(user.path(field), emails);
    }
    for (JsonNode more : moreEmails.values()) {
      // Anybody may add an address; it is theirs once they have answered there.
      if (more.path("confirmed_at").isString()) address(more.path("email"), emails);
    }
    return Optional.of(
        new GitLabUser(
            id,
            username,
            Nodes.name(user.path("name"), username),
            List.copyOf(emails),
            Nodes.instant(user.path("created_at"))));
  }

  private static void address(JsonNode node, LinkedHashSet<String> emails) {
    String email = Nodes.word(node, "").toLowerCase(Locale.ROOT);
    if (EMAIL.matcher(email).matches()) emails.add(email);
  }

  static Optional<GitLabMerge> merge(JsonNode merge) {
    Long project = Nodes.whole(merge.path("project_id"));
    Long iid = Nodes.whole(merge.path("iid"));
    if (project == null || iid == null) return Optional.empty();
    return Optional.of(
        new GitLabMerge(
            project,
            iid,
            Nodes.name(merge.path("references").path("full"), "!" + iid),
            title(merge.path("title")),
            text(merge.path("description")),
            Nodes.name(merge.path("state"), ""),
            Nodes.name(merge.path("source_branch"), ""),
            id(merge.path("author")),
            url(merge.path("web_url")),
            Nodes.instant(merge.path("created_at")),
            Nodes.instant(merge.path("merged_at")),
            Nodes.instant(merge.path("closed_at"))));
  }

  static Optional<GitLabIssue> issue(JsonNode issue) {
    Long project = Nodes.whole(issue.path("project_id"));
    Long iid = Nodes.whole(issue.path("iid"));
    if (project == null || iid == null) return Optional.empty();
    var assignees = new ArrayList<Long>();
    for (JsonNode assignee : issue.path("assignees").values()) assignees.add(id(assignee));
    return Optional.of(
        new GitLabIssue(
            project,
            iid,
            Nodes.name(issue.path("references").path("full"), "#" + iid),
            title(issue.path("title")),
            text(issue.path("description")),
            Nodes.name(issue.path("state"), ""),
            id(issue.path("author")),
            assignees,
            url(issue.path("web_url")),
            Nodes.instant(issue.path("created_at")),
            Nodes.instant(issue.path("closed_at"))));
  }

  static Optional<GitLabCommit> commit(JsonNode commit) {
    String sha = Nodes.word(commit.path("id"), "");
    if (!SHA.matcher(sha).matches()) return Optional.empty();
    String message = text(commit.path("message"));
    return Optional.of(
        new GitLabCommit(
            sha,
            title(commit.path("title")),
            message,
            Nodes.name(commit.path("author_email"), "").toLowerCase(Locale.ROOT),
            Nodes.instant(commit.path("authored_date")),
            commit.path("parent_ids").size() > 1,
            url(commit.path("web_url"))));
  }

  static Optional<GitLabEvent> event(JsonNode event) {
    Long id = Nodes.whole(event.path("id"));
    Long project = Nodes.whole(event.path("project_id"));
    // What is in no project, such as the user's own joining, is no work.
    if (id == null || project == null) return Optional.empty();
    return Optional.of(
        new GitLabEvent(
            id,
            project,
            Nodes.name(event.path("action_name"), ""),
            Nodes.name(event.path("target_type")),
            Nodes.whole(event.path("target_iid")),
            title(event.path("target_title")),
            note(event.path("note")).orElse(null),
            Nodes.instant(event.path("created_at"))));
  }

  static Optional<GitLabNote> note(JsonNode note) {
    Long id = Nodes.whole(note.path("id"));
    if (id == null) return Optional.empty();
    return Optional.of(
        new GitLabNote(
            id,
            id(note.path("author")),
            note.path("system").asBoolean(false),
            Nodes.name(note.path("noteable_type")),
            Nodes.whole(note.path("noteable_iid")),
            text(note.path("body")),
            Nodes.instant(note.path("created_at"))));
  }

  private static long id(JsonNode person) {
    Long id = Nodes.whole(person.path("id"));
    return id == null ? -1 : id;
  }

  private static String title(JsonNode node) {
    return Nodes.cut(Nodes.word(node, ""), LONGEST_TITLE);
  }

  private static String text(JsonNode node) {
    return Nodes.cut(Nodes.word(node, ""), LONGEST_TEXT);
  }

  private static @Nullable String url(JsonNode node) {
    String url = Nodes.word(node);
    return url != null && URL.matcher(url).matches() ? url : null;
  }
}
