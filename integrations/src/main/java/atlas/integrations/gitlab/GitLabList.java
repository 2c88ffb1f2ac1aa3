package atlas.integrations.gitlab;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A list that GitLab can be asked for, in an order in which what is edited meanwhile keeps its
 * place: else a page would end before what the next one begins after.
 */
public final class GitLabList<T> {
  private static final String PAGE = "100";

  private final String path;
  private final Map<String, String> parameters;
  private final Function<JsonNode, Optional<T>> reader;

  private GitLabList(
      String path, Map<String, String> parameters, Function<JsonNode, Optional<T>> reader) {
    this.path = path;
    this.parameters = new LinkedHashMap<>(parameters);
    this.parameters.put("per_page", PAGE);
    this.reader = reader;
  }

  /**
   * The merge requests that the user made.
   *
   * @param since leaves out what has not changed from then on; null leaves out nothing
   */
  public static GitLabList<GitLabMerge> mergesBy(GitLabUser user, @Nullable Instant since) {
    return merges("author_username", user, since);
  }

  /** The merge requests that the user was asked to review, whatever they did with them. */
  public static GitLabList<GitLabMerge> mergesToReview(GitLabUser user, @Nullable Instant since) {
    return merges("reviewer_username", user, since);
  }

  private static GitLabList<GitLabMerge> merges(
      String whose, GitLabUser user, @Nullable Instant since) {
    // Without a scope GitLab lists what the asking person made, whoever is asked for.
    Map<String, String> parameters = everything("all", since);
    parameters.put(whose, user.username());
    return new GitLabList<>("merge_requests", parameters, Reader::merge);
  }

  /** The issues that the user wrote. */
  public static GitLabList<GitLabIssue> issuesBy(@Nullable Instant since) {
    return new GitLabList<>("issues", everything("created_by_me", since), Reader::issue);
  }

  /** The issues that the user is to see to. */
  public static GitLabList<GitLabIssue> issuesFor(@Nullable Instant since) {
    return new GitLabList<>("issues", everything("assigned_to_me", since), Reader::issue);
  }

  private static Map<String, String> everything(String scope, @Nullable Instant since) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("scope", scope);
    parameters.put("state", "all");
    parameters.put("order_by", "created_at");
    parameters.put("sort", "asc");
    if (since != null) parameters.put("updated_after", since.toString());
    return parameters;
  }

  /** What the user did on these days, the first and the last included. */
  public static GitLabList<GitLabEvent> events(LocalDate first, LocalDate last) {
    // GitLab's two days are left out themselves.
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("after", first.minusDays(1).toString());
    parameters.put("before", last.plusDays(1).toString());
    parameters.put("sort", "asc");
    return new GitLabList<>("events", parameters, Reader::event);
  }

  /** The commits on any branch of a project that this e-mail address made. */
  public static GitLabList<GitLabCommit> commits(long projectId, String email, Instant since) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("author", email);
    parameters.put("since", since.toString());
    parameters.put("all", "true");
    return new GitLabList<>(
        "projects/" + projectId + "/repository/commits", parameters, Reader::commit);
  }

  /** The commits that a merge request brings, by anybody. */
  public static GitLabList<GitLabCommit> commitsOf(long projectId, long mergeIid) {
    return new GitLabList<>(
        "projects/" + projectId + "/merge_requests/" + mergeIid + "/commits",
        Map.of(),
        Reader::commit);
  }

  /** What was written below a merge request, by anybody. */
  public static GitLabList<GitLabNote> notes(long projectId, long mergeIid) {
    return new GitLabList<>(
        "projects/" + projectId + "/merge_requests/" + mergeIid + "/notes",
        Map.of("sort", "asc", "order_by", "created_at"),
        Reader::note);
  }

  String path() {
    return path;
  }

  Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }

  boolean ofProject() {
    return path.startsWith("projects/");
  }

  int pageSize() {
    return Integer.parseInt(PAGE);
  }

  Optional<T> read(JsonNode element) {
    return reader.apply(element);
  }
}
