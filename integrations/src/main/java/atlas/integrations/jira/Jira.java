package atlas.integrations.jira;

import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A person's Jira, of either kind. Every method asks the network and throws {@link RemoteFailure}
 * with a sentence for the person, or {@link java.util.concurrent.CancellationException} once
 * cancelled.
 *
 * <p>An issue is meant by its number or its key. A change goes out once; when it fails, {@link
 * RemoteFailure#outcomeUnknown} says whether Jira may have made it all the same, and of a cancelled
 * one nobody knows. What carries a marker can be looked for before it is sent again.
 */
public final class Jira {
  /** The most issues that {@link #assigned} gives. */
  public static final int MOST_ISSUES = 1000;

  private static final URI GATEWAY = URI.create("https://api.atlassian.com");

  private final Site site;
  private final Http.Limits limits;
  private final Set<String> projects;
  private final Reading reading;
  private final Changes changes;
  private final Creation creation;

  /** For somebody who waits for the answers. */
  public Jira(JiraAccount account) {
    this(account, Http.Limits.standard());
  }

  /** With limits of its own. */
  public Jira(JiraAccount account, Http.Limits limits) {
    this(account, limits, GATEWAY);
  }

  /** With another place to take scoped tokens to than Cloud's own, for tests. */
  public Jira(JiraAccount account, Http.Limits limits, URI gateway) {
    this(new Site(account, gateway, limits), limits, Set.of());
  }

  private Jira(Site site, Http.Limits limits, Set<String> projects) {
    this.site = site;
    this.limits = limits;
    this.projects = projects;
    this.reading = new Reading(site, projects);
    this.changes = new Changes(site);
    this.creation = new Creation(site, projects);
  }

  /** The same account for a job that nobody waits for; what one learns of Jira, the other knows. */
  public Jira patient() {
    return within(Http.Limits.patient());
  }

  /** The same account within other limits. */
  public Jira within(Http.Limits other) {
    return new Jira(site.within(other), other, projects);
  }

  /** The same account, but of these projects alone; of all when none is named. */
  public Jira within(Collection<String> projectKeys) {
    var upper = projectKeys.stream().map(key -> key.toUpperCase(Locale.ROOT));
    return new Jira(site, limits, upper.collect(Collectors.toUnmodifiableSet()));
  }

  /** Which of the two Jiras this is; asked once. */
  public Deployment deployment(Cancellation cancellation) {
    return site.dialect(cancellation).deployment();
  }

  /** Whether the token was made for less than everything, as far as that is known by now. */
  public boolean scoped() {
    return site.scoped();
  }

  /** The address that this Jira has by its own account, however it is reached; asked once. */
  public URI address(Cancellation cancellation) {
    return site.address(cancellation);
  }

  /** The page that people see of an issue. */
  public URI browse(String key) {
    return site.account().browse(key);
  }

  /** Whom the token belongs to: the surest way to learn that it works. */
  public Myself myself(Cancellation cancellation) {
    return reading.myself(cancellation);
  }

  /** What is open and assigned to the token's person, at most so many and never over 1,000. */
  public AssignedIssues assigned(int max, Cancellation cancellation) {
    return reading.assigned(max, cancellation);
  }

  /** The issue with this number or key, also an old key of an issue that moved. */
  public JiraIssue issue(String key, boolean withComments, Cancellation cancellation) {
    return reading.issue(key, withComments, cancellation);
  }

  /**
   * A page of what the query finds. Give the same query with the cursor of the page before; {@link
   * Kind#EXPIRED} says that a cursor has become too old and the list must be begun again. A cursor
   * that came before leads in a circle.
   *
   * @param cursor null for the first page
   * @param pageSize at most 100 in full and 1,000 of ids; Jira may give fewer
   */
  public JiraPage search(
      Jql jql, @Nullable String cursor, int pageSize, boolean idsOnly, Cancellation cancellation) {
    return reading.search(jql, cursor, pageSize, idsOnly, cancellation);
  }

  /**
   * A page of what the query finds, with all that was written below each issue and booked on it;
   * under the rules of {@link #search}.
   */
  public JiraWorkPage work(Jql jql, @Nullable String cursor, Cancellation cancellation) {
    return new WorkSearch(site, projects).page(jql, cursor, cancellation);
  }

  /**
   * These issues as they are now, by Jira's numbers. Those that it can't give are left out, for
   * whatever reason; {@link #look} tells which are gone.
   */
  public List<JiraIssue> issues(Collection<String> ids, Cancellation cancellation) {
    return reading.issues(ids, cancellation);
  }

  /** Asks for each of these by itself, by Jira's numbers: the only answer that says it is gone. */
  public JiraLook look(Collection<String> ids, Cancellation cancellation) {
    return reading.look(ids, cancellation);
  }

  /** The only projects that are shown, in capitals; all when there is none. */
  public Set<String> projects() {
    return projects;
  }

  /**
   * Makes sure that the issue with this key is in one of the projects; asks nobody.
   *
   * @throws RemoteFailure {@link Kind#LEFT_OUT} with what to do
   */
  public void checkScope(String key) {
    reading.checkScope(key);
  }

  /** Comments of an issue, oldest first, at most 100. */
  public JiraComments comments(String issueId, int startAt, int max, Cancellation cancellation) {
    return reading.comments(issueId, startAt, max, cancellation);
  }

  /**
   * The field in which the project's first board that has one counts points. Who reads issues need
   * not ask: where the list of fields leaves it open, it is found out with them, once a day.
   */
  public Optional<String> pointsFieldOfBoards(String projectKey, Cancellation cancellation) {
    return reading.pointsFieldOfBoards(projectKey, cancellation);
  }

  /**
   * Writes below an issue, once. As after every change, {@link RemoteFailure#outcomeUnknown} says
   * whether to look before it is sent again.
   *
   * @param marker our own name for this comment, which people don't see
   */
  public JiraComment addComment(
      String issueId, String markdown, String marker, Cancellation cancellation) {
    return changes.addComment(issueId, markdown, marker, cancellation);
  }

  /** The comment that was written with this marker; the newest 1,000 are looked through. */
  public Optional<JiraComment> findComment(
      String issueId, String marker, Cancellation cancellation) {
    return changes.findComment(issueId, marker, cancellation);
  }

  /** Replaces a comment; doing it twice does no harm. */
  public void editComment(
      String issueId, String commentId, String markdown, String marker, Cancellation cancellation) {
    changes.editComment(issueId, commentId, markdown, marker, cancellation);
  }

  /** The steps that the token's person may take with the issue now. */
  public List<JiraTransition> transitions(String issueId, Cancellation cancellation) {
    return changes.transitions(issueId, cancellation);
  }

  /** Takes one of the steps, once. */
  public void transition(String issueId, String transitionId, Cancellation cancellation) {
    changes.transition(issueId, transitionId, cancellation);
  }

  /**
   * Books time on an issue, once.
   *
   * @param marker our own name for this booking, which people don't see
   */
  public JiraWorklog addWorklog(
      String issueId,
      Instant started,
      long seconds,
      String markdown,
      String marker,
      Cancellation cancellation) {
    return changes.addWorklog(issueId, started, seconds, markdown, marker, cancellation);
  }

  /** The booking that was made with this marker. */
  public Optional<JiraWorklog> findWorklog(
      String issueId, String marker, Cancellation cancellation) {
    return changes.findWorklog(issueId, marker, cancellation);
  }

  /** What the project wants to know of a new issue of this type; the type's name or number. */
  public CreateForm createForm(String projectKey, String type, Cancellation cancellation) {
    return creation.form(projectKey, type, cancellation);
  }

  /** Makes an issue, once. */
  public IssueRef createIssue(NewIssue issue, Cancellation cancellation) {
    return creation.create(issue, cancellation);
  }

  /** The issues with a label, at most 50; a new one may take some time to be found. */
  public List<IssueRef> findByLabel(String label, Cancellation cancellation) {
    return reading.search(Jql.label(label), null, 50, true, cancellation).found();
  }

  /** Adds a label, beside those that are there. */
  public void addLabel(String issueId, String label, Cancellation cancellation) {
    changes.addLabel(issueId, label, cancellation);
  }

  /** The kinds of links that this Jira knows. */
  public List<JiraLinkType> linkTypes(Cancellation cancellation) {
    return creation.linkTypes(cancellation);
  }

  /**
   * Links two issues, once, so that the one reads with the type's outward words: {@code from
   * duplicates to}. Jira makes no second link of the same kind between them.
   *
   * @param type its name
   */
  public void link(String type, String fromKey, String toKey, Cancellation cancellation) {
    creation.link(type, fromKey, toKey, cancellation);
  }

  /**
   * Reads a file that hangs on an issue.
   *
   * @param maxBytes a longer one is given up, with what was read so far in the sink
   * @return how many bytes it had
   */
  public long download(
      String attachmentId, long maxBytes, OutputStream sink, Cancellation cancellation) {
    return new Files(site, limits).download(attachmentId, maxBytes, sink, cancellation);
  }
}
