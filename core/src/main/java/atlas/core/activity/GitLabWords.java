package atlas.core.activity;

import atlas.core.evidence.NewEvidence;
import atlas.integrations.gitlab.GitLabCommit;
import atlas.integrations.gitlab.GitLabEvent;
import atlas.integrations.gitlab.GitLabIssue;
import atlas.integrations.gitlab.GitLabMerge;
import atlas.integrations.gitlab.GitLabNote;
import atlas.integrations.gitlab.GitLabUser;
import atlas.model.EvidenceSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user did at GitLab, as evidence. Each thing has one id whichever list it comes from, so
 * that no list doubles what another told.
 */
final class GitLabWords {
  private static final List<String> REVIEWING =
      List.of("approved", "unapproved", "requested changes", "left review comments");

  private static final String COMMIT = "/commit/";

  private final GitLabUser me;
  private final String account;

  GitLabWords(GitLabUser me) {
    this.me = me;
    this.account = account(me);
  }

  /**
   * Tells the account from any other of any GitLab, under whatever address it is found: two of them
   * count alike.
   */
  static String account(GitLabUser user) {
    return hash("account " + user.id() + " " + user.created()).substring(0, 13);
  }

  /** A merge request of theirs. */
  NewEvidence merge(GitLabMerge merge, Instant otherwise) {
    Instant at = first(merge.merged(), merge.closed(), merge.created(), otherwise);
    String first =
        "Merge request %s, %s. Branch: %s."
            .formatted(merge.reference(), merge.state(), merge.branch());
    return item(
        "merge/" + merge.projectId() + "/" + merge.iid(),
        merge.title(),
        first + below(merge.description()),
        merge.url(),
        at,
        "delivery",
        List.of("merge request", merge.state()));
  }

  /** What they did with another's merge request; nothing where they did nothing. */
  Optional<NewEvidence> review(GitLabMerge merge, List<GitLabNote> notes) {
    if (merge.authorId() == me.id()) return Optional.empty();
    var said = new ArrayList<String>();
    Instant last = null;
    for (GitLabNote note : notes) {
      if (note.authorId() != me.id() || note.at() == null) continue;
      if (note.system() && !isReviewing(note)) continue;
      last = note.at();
      said.add(note.at().toString().substring(0, 10) + ": " + note.body().strip());
    }
    if (last == null) return Optional.empty();
    String first =
        "Review of merge request %s. Branch: %s.".formatted(merge.reference(), merge.branch());
    return Optional.of(
        item(
            "review/" + merge.projectId() + "/" + merge.iid(),
            "Review: " + merge.title(),
            first + "\n\n" + String.join("\n", said),
            merge.url(),
            last,
            "review",
            List.of("review")));
  }

  private static boolean isReviewing(GitLabNote note) {
    String body = note.body().toLowerCase(Locale.ROOT);
    return REVIEWING.stream().anyMatch(body::startsWith);
  }

  /** An issue that they wrote, or saw to until it was closed; nothing where it waits for them. */
  Optional<NewEvidence> issue(GitLabIssue issue, Instant otherwise) {
    boolean written = issue.authorId() == me.id();
    boolean done = issue.closed() != null && issue.assigneeIds().contains(me.id());
    if (!written && !done) return Optional.empty();
    Instant at = done ? first(issue.closed(), otherwise) : first(issue.created(), otherwise);
    String how = done ? "closed" : "written";
    return Optional.of(
        item(
            "issue/" + issue.projectId() + "/" + issue.iid(),
            issue.title(),
            "Issue %s, %s.".formatted(issue.reference(), how) + below(issue.description()),
            issue.url(),
            at,
            done ? "delivery" : "reporting",
            List.of("issue", how)));
  }

  /** A comment of theirs on what is no merge request: those are reviews. */
  Optional<NewEvidence> comment(GitLabEvent event) {
    GitLabNote note = event.note();
    if (note == null || note.system() || note.body().isBlank() || event.mergeIid() != null) {
      return Optional.empty();
    }
    Instant at = note.at() == null ? event.at() : note.at();
    if (at == null) return Optional.empty();
    String on = note.on() == null ? "something" : note.on().toLowerCase(Locale.ROOT);
    String number = note.iid() == null ? "" : " #" + note.iid();
    String title = event.title().isBlank() ? on + number : event.title();
    return Optional.of(
        item(
            "note/" + note.id(),
            "Comment: " + title,
            "Comment on " + on + number + ".\n\n" + note.body(),
            null,
            at,
            "collaboration",
            List.of("comment")));
  }

  /** A commit of theirs; nothing where it only joins branches, or is another's. */
  Optional<NewEvidence> commit(GitLabCommit commit) {
    Instant at = commit.authored();
    if (at == null || commit.merge() || !me.emails().contains(commit.authorEmail())) {
      return Optional.empty();
    }
    String sha = commit.sha().substring(0, 10);
    return Optional.of(
        item(
            id(commit),
            commit.title(),
            "Commit " + sha + "." + below(commit.message()),
            commit.url(),
            at,
            "delivery",
            List.of("commit")));
  }

  /** What a commit is called among evidence. */
  String sourceId(GitLabCommit commit) {
    return account + "/" + id(commit);
  }

  /** Whether that is what a commit is called. */
  static boolean isCommit(String sourceId) {
    return sourceId.contains(COMMIT);
  }

  private static String id(GitLabCommit commit) {
    // A rebase gives another sha to what was made once.
    return COMMIT.substring(1) + hash(commit.authored() + " " + commit.title());
  }

  private NewEvidence item(
      String id,
      String title,
      String content,
      @Nullable String url,
      Instant at,
      String category,
      List<String> tags) {
    return new NewEvidence(
        EvidenceSource.gitlab,
        account + "/" + id,
        title,
        null,
        content,
        url,
        at,
        null,
        category,
        tags);
  }

  private static String below(String text) {
    return text.isBlank() ? "" : "\n\n" + text.strip();
  }

  private static Instant first(@Nullable Instant... instants) {
    for (Instant instant : instants) {
      if (instant != null) return instant;
    }
    throw new IllegalArgumentException("The last one is always there");
  }

  private static String hash(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
