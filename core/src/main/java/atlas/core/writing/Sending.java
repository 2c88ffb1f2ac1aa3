package atlas.core.writing;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.CreateForm;
import atlas.integrations.jira.IssueRef;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraComment;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraLinkType;
import atlas.integrations.jira.JiraTransition;
import atlas.integrations.jira.JiraWorklog;
import atlas.integrations.jira.NewIssue;
import atlas.model.RemoteWrite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends one thing to Jira: looks first whether it is there, and then sends it at most once. */
final class Sending {
  /** What a bug is called on a site in English; Jira knows it on others too. */
  static final String BUG = "Bug";

  /**
   * The kinds of links between a bug and the ticket that was tested, the best first. Relates is on
   * every site and claims no more than is known: that a bug blocks the ticket is for people to say,
   * and a site may stop the ticket's workflow on it.
   */
  static final List<String> LINKS = List.of("Relates", "Relates to", "Related", "Relate");

  /**
   * What goes to Jira with what is needed for it.
   *
   * @param issueId of the ticket, by Jira
   * @param text of a sheet
   * @param earlier the comment that the sheet replaces
   * @param markers under which it may be in Jira already
   * @param bugKey of the bug that is linked
   */
  record Parcel(
      RemoteWrite write,
      @Nullable String issueId,
      @Nullable String text,
      @Nullable String earlier,
      List<String> markers,
      @Nullable String bugKey) {}

  private final Jira jira;
  private final Parcel parcel;
  private final RemoteWrite write;
  private final Consumer<String> status;
  private final Cancellation cancellation;

  /**
   * @param status is told where a step leads before it is taken, so that it is known afterwards
   */
  Sending(Jira jira, Parcel parcel, Consumer<String> status, Cancellation cancellation) {
    this.jira = jira;
    this.parcel = parcel;
    this.write = parcel.write();
    this.status = status;
    this.cancellation = cancellation;
  }

  /** What Jira calls the result, where it has a name. */
  @Nullable String send() {
    checkScope();
    return switch (write.kind()) {
      case comment -> comment();
      case sheet_comment -> sheet();
      case transition -> transition();
      case worklog -> worklog();
      case bug -> bug();
      case link -> link();
      case label -> label();
    };
  }

  /** Where an issue is by now, Jira alone knows: the copy may not have heard that it moved. */
  private void checkScope() {
    if (jira.projects().isEmpty() || parcel.issueId() == null) return;
    var unused = jira.issue(issueId(), false, cancellation);
  }

  private String comment() {
    return written().orElseGet(() -> addComment(field("text")));
  }

  private String sheet() {
    if (parcel.earlier() != null && replaced(parcel.earlier())) return parcel.earlier();
    Optional<String> there = written();
    if (there.isPresent() && replaced(there.get())) return there.get();
    return addComment(String.valueOf(parcel.text()));
  }

  /** False where somebody deleted it: a sheet that was asked for is to be there all the same. */
  private boolean replaced(String comment) {
    String text = String.valueOf(parcel.text());
    try {
      jira.editComment(issueId(), comment, text, write.marker(), cancellation);
      return true;
    } catch (RemoteFailure gone) {
      if (gone.kind() != Kind.NOT_FOUND) throw gone;
      return false;
    }
  }

  private Optional<String> written() {
    return parcel.markers().stream()
        .flatMap(marker -> jira.findComment(issueId(), marker, cancellation).stream())
        .map(JiraComment::id)
        .findFirst();
  }

  private String addComment(String text) {
    return jira.addComment(issueId(), text, write.marker(), cancellation).id();
  }

  private String transition() {
    String wanted = field("to");
    JiraIssue issue = jira.issue(issueId(), false, cancellation);
    // Known when the step was chosen before: by the call, or by an attempt whose end was not seen.
    if (field("status").equalsIgnoreCase(issue.status())) return issue.status();
    Optional<JiraTransition> step =
        Steps.towards(wanted, issue, () -> jira.transitions(issueId(), cancellation));
    if (step.isEmpty()) return issue.status();
    status.accept(step.get().toStatus());
    jira.transition(issueId(), step.get().id(), cancellation);
    return step.get().toStatus();
  }

  private String worklog() {
    if (write.attempts() > 1) {
      Optional<JiraWorklog> there = jira.findWorklog(issueId(), write.marker(), cancellation);
      if (there.isPresent()) return there.get().id();
    }
    long seconds = write.payload().path("seconds").asLong(0);
    Instant started = Instant.parse(field("started"));
    return jira.addWorklog(issueId(), started, seconds, field("text"), write.marker(), cancellation)
        .id();
  }

  private String bug() {
    // Without the ticket there is nothing that it was found in, and perhaps no such project.
    issueId();
    if (write.attempts() > 1) {
      List<IssueRef> there = jira.findByLabel(write.marker(), cancellation);
      if (!there.isEmpty()) return key(there.get(0));
    }
    CreateForm form = jira.createForm(field("project"), BUG, cancellation);
    String priority = write.payload().hasNonNull("priority") ? field("priority") : null;
    BugForm.lacks(form, field("description"), priority)
        .ifPresent(
            sentence -> {
              throw RemoteFailure.of(Kind.REFUSED, sentence);
            });
    var issue =
        new NewIssue(
            form.projectKey(),
            form.type(),
            field("summary"),
            field("description"),
            priority,
            List.of(write.marker()),
            null);
    return jira.createIssue(issue, cancellation).key();
  }

  /** A search for ids alone may leave the key out. */
  private String key(IssueRef found) {
    if (!found.key().isEmpty() && !found.key().equals(found.id())) return found.key();
    return jira.issue(found.id(), false, cancellation).key();
  }

  private @Nullable String link() {
    String bugKey = String.valueOf(parcel.bugKey());
    JiraIssue ticket = jira.issue(issueId(), false, cancellation);
    if (ticket.links().stream().anyMatch(link -> link.otherKey().equals(bugKey))) return null;
    JiraLinkType type = linkType(jira.linkTypes(cancellation));
    jira.link(type.name(), ticket.key(), bugKey, cancellation);
    return type.name();
  }

  private static JiraLinkType linkType(List<JiraLinkType> offered) {
    for (String name : LINKS) {
      for (JiraLinkType type : offered) {
        if (type.name().equalsIgnoreCase(name) || type.outward().equalsIgnoreCase(name)) {
          return type;
        }
      }
    }
    throw RemoteFailure.of(
        Kind.REFUSED,
        "This Jira has no type of link called Relates. Link the bug to the ticket in Jira.");
  }

  private @Nullable String label() {
    jira.addLabel(issueId(), field("label"), cancellation);
    return null;
  }

  private String issueId() {
    String id = parcel.issueId();
    if (id == null) {
      throw RemoteFailure.of(
          Kind.NOT_FOUND,
          "ATLAS has no copy of that issue any more: it is gone, or of a Jira that you left.");
    }
    return id;
  }

  private String field(String name) {
    return write.payload().path(name).asString("");
  }
}
