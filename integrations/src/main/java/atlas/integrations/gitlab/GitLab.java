package atlas.integrations.gitlab;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A person's GitLab, at gitlab.com or anywhere else. Every method asks the network and throws
 * {@link RemoteFailure} with a sentence for the person, or {@link
 * java.util.concurrent.CancellationException} once cancelled. Nothing is ever changed there.
 */
public final class GitLab {
  private static final String API = "api/v4/";
  private static final Http.Limits QUICK =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          1024 * 1024);
  private static final int MOST_PAGES = 20;
  private static final String NO_USER = "GitLab does not know whose token this is (404).";
  private static final String NO_LIST =
      "GitLab has no such list (404), or does not show it to you.";

  private final GitLabAccount account;
  private final Http http;
  private final Refusals refusals;

  /** For somebody who waits for the answers. */
  public GitLab(GitLabAccount account) {
    this(account, Http.Limits.standard());
  }

  /** With limits of its own. */
  public GitLab(GitLabAccount account, Http.Limits limits) {
    this(
        account,
        new Http(
            new Http.Remote("GitLab", account.where()),
            account.base(),
            account.authorization(),
            limits));
  }

  private GitLab(GitLabAccount account, Http http) {
    this.account = account;
    this.http = http;
    this.refusals = new Refusals(account);
  }

  /** The same account for a job that nobody waits for; what one learns of it, the other knows. */
  public GitLab patient() {
    return within(Http.Limits.patient());
  }

  /** The same account for a look beside other things, which is over in a few seconds. */
  public GitLab quick() {
    return within(QUICK);
  }

  /** The same account within other limits. */
  public GitLab within(Http.Limits other) {
    return new GitLab(account, http.within(other));
  }

  /** Where it is asked. */
  public URI address() {
    return account.base();
  }

  /** Whom the token belongs to: the surest way to learn that it works. */
  public GitLabUser me(Cancellation cancellation) {
    JsonNode user = refusals.data(http.get(API + "user", Map.of(), cancellation), NO_USER);
    Answer emails = http.get(API + "user/emails", Map.of(), cancellation);
    // A token that may not see them sees the user's main ones all the same.
    JsonNode more = emails.ok() ? emails.json() : MissingNode.getInstance();
    return Reader.user(user, more).orElseThrow(refusals::otherShape);
  }

  /**
   * A page of a list; an empty one where the list's project is not shown to the user.
   *
   * @param cursor of the page before, of the same list; null for the first page
   */
  public <T> GitLabPage<T> page(
      GitLabList<T> list, @Nullable String cursor, Cancellation cancellation) {
    Map<String, String> parameters =
        cursor == null ? list.parameters() : NextPage.parameters(cursor, account.base());
    Answer answer = http.get(API + list.path(), parameters, cancellation);
    if (list.ofProject() && isHidden(answer)) return new GitLabPage<>(List.of(), null);
    JsonNode body = refusals.data(answer, NO_LIST);
    if (!body.isArray()) throw refusals.otherShape();
    var items = new ArrayList<T>();
    for (JsonNode element : body.values()) list.read(element).ifPresent(items::add);
    return new GitLabPage<>(items, next(list, parameters, answer, body.size()));
  }

  private <T> @Nullable String next(
      GitLabList<T> list, Map<String, String> parameters, Answer answer, int size) {
    Optional<String> link = NextPage.link(answer.headers().get("link"));
    if (link.isPresent()) {
      return NextPage.query(link.get(), account.base(), API + list.path())
          .orElseThrow(refusals::elsewhere);
    }
    // Where a proxy took the links away: what GitLab says in numbers, else a full page has a next.
    String said = answer.headers().get("x-next-page");
    boolean told = said != null || answer.headers().containsKey("link");
    if (said != null && said.strip().matches("\\d{1,9}")) {
      return NextPage.at(parameters, Integer.parseInt(said.strip()), account.base());
    }
    if (told || size < list.pageSize()) return null;
    return NextPage.at(parameters, NextPage.number(parameters) + 1, account.base());
  }

  /** The merge request; nothing when it is gone or not shown any more. */
  public Optional<GitLabMerge> merge(long projectId, long iid, Cancellation cancellation) {
    String path = API + "projects/" + projectId + "/merge_requests/" + iid;
    Answer answer = http.get(path, Map.of(), cancellation);
    if (isHidden(answer)) return Optional.empty();
    return Reader.merge(refusals.data(answer, NO_LIST));
  }

  /** What was written below it, oldest first, at most 2,000; nothing when it is not shown. */
  public List<GitLabNote> notes(long projectId, long mergeIid, Cancellation cancellation) {
    return all(GitLabList.notes(projectId, mergeIid), cancellation);
  }

  /** The commits that it brings, at most 2,000; nothing when it is not shown. */
  public List<GitLabCommit> commits(long projectId, long mergeIid, Cancellation cancellation) {
    return all(GitLabList.commitsOf(projectId, mergeIid), cancellation);
  }

  private <T> List<T> all(GitLabList<T> list, Cancellation cancellation) {
    var all = new ArrayList<T>();
    String cursor = null;
    int pages = 0;
    do {
      GitLabPage<T> page = page(list, cursor, cancellation);
      all.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null && ++pages < MOST_PAGES);
    return all;
  }

  // Who left a project, or whose project has no code, has nothing to be read there.
  private static boolean isHidden(Answer answer) {
    boolean none = answer.status() == 404 || answer.status() == 403;
    return none && answer.form() == Answer.Form.JSON && !Refusals.lacksScope(answer);
  }
}
