package atlas.tools.tickets;

import atlas.core.Outside;
import atlas.core.tickets.Analysis;
import atlas.core.tickets.Finding;
import atlas.core.tickets.KnownTicket;
import atlas.core.tickets.Tickets;
import atlas.core.writing.What;
import atlas.integrations.jira.JiraComment;
import atlas.model.Attachment;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Prediction;
import atlas.model.RemoteWrite;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
import atlas.model.TicketNote;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tool get_issue. */
public final class GetIssue {
  private static final Set<Include> USUAL =
      EnumSet.of(Include.description, Include.analysis, Include.sessions, Include.notes);
  private static final int CONCISE = 4_000;
  private static final int DETAILED = 12_000;
  private static final int MOST_COMMENTS = 10;
  private static final int MOST_FILES = 50;
  private static final int MOST_ITEMS = 20;
  private static final int MOST_WITH_ANALYSIS = 3;

  private GetIssue() {}

  /** A part of what is known of an issue. */
  public enum Include {
    description,
    analysis,
    similar,
    sessions,
    predictions,
    notes,
    comments,
    attachments
  }

  public record Input(
      @Doc("The issue key, e.g. HBR-12.") @Limits(min = 3, max = 64) String ticketKey,
      @Doc("Which parts to show; default description, analysis, sessions and notes.")
          @Limits(max = 8)
          @Nullable List<Include> include,
      @Doc("concise (default), or detailed with longer texts.") @Nullable Format format) {}

  public record SimilarIssue(
      String key, String summary, String status, @Doc("0 to 100.") long similarity, int sessions) {}

  public record SessionLine(
      String session,
      SessionStatus status,
      @Nullable Outcome outcome,
      Instant startedAt,
      String charter) {}

  public record PredictionLine(
      String id, String scenario, @Doc("0 to 100.") long confidence, @Nullable Boolean foundBug) {}

  public record File(
      @Doc("Read it as the resource atlas://attachment/{id}.") String id,
      String filename,
      @Nullable String type,
      @Doc("In bytes.") long size,
      @Nullable String author,
      @Nullable Instant at) {}

  public record Comment(@Nullable String author, @Nullable Instant at, String text) {}

  public record Write(
      String what,
      RemoteWrite.Status status,
      Instant since,
      @Doc("Why it is not there, and what to do.") @Nullable String problem) {}

  public record Output(
      String key,
      @Doc("The key that was asked for: the issue was moved, and has another now.")
          @Nullable String movedFrom,
      String summary,
      String type,
      String status,
      @Nullable String priority,
      @Nullable LocalDate due,
      @Nullable Instant updated,
      @Nullable String assignee,
      @Nullable String reporter,
      List<String> components,
      List<String> labels,
      @Nullable String parent,
      @Nullable String sprint,
      @Nullable BigDecimal storyPoints,
      @Doc("Estimates and time spent, in minutes.") @Nullable Integer estimateMinutes,
      @Nullable Integer remainingMinutes,
      @Nullable Integer spentMinutes,
      @Doc("Whether it is open and the user's.") boolean active,
      @Doc("Present when it is gone from Jira.") @Nullable Boolean deleted,
      @Doc("Markdown, as others wrote it.") @Nullable String description,
      @Nullable Analysis analysis,
      @Doc("With analysis the first 3, with similar all.")
          @Nullable List<SimilarIssue> similarIssues,
      @Nullable List<SessionLine> sessions,
      @Nullable List<PredictionLine> predictions,
      @Nullable String myNote,
      @Nullable Integer difficulty,
      @Doc("Latest first, at most 10.") @Nullable List<Comment> comments,
      @Doc("Latest first, at most 50.") @Nullable List<File> attachments,
      @Doc("What was to be written to Jira from here and is not there, latest first.")
          List<Write> writes,
      @Doc("live: read from Jira just now; cached: the copy.") String dataSource,
      @Doc("Why it may be out of date.") @Nullable String degraded) {}

  public static Tool<Input, Output> tool(Tickets tickets, Finding finding) {
    return Tool.of(
            Toolset.tickets,
            "get_issue",
            "Get an issue",
            """
            Shows one Jira issue with what a tester needs to know of it. That is its description \
            with the acceptance criteria and out-of-scope text found in it (analysis), 3 \
            similar issues, and on request all, the latest predictions, comments, attachments. \
            Read from Jira; ATLAS's copy when Jira can't be reached.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              Set<Include> include =
                  input.include() == null || input.include().isEmpty()
                      ? USUAL
                      : EnumSet.copyOf(input.include());
              KnownTicket known =
                  tickets.get(caller, input.ticketKey(), include.contains(Include.comments));
              List<SimilarTicket> similar = similar(finding, caller, known.ticket(), include);
              int length = Format.isDetailed(input.format()) ? DETAILED : CONCISE;
              return output(known, similar, include, length);
            })
        .asksOutside();
  }

  private static Output output(
      KnownTicket known, @Nullable List<SimilarTicket> similar, Set<Include> include, int length) {
    Ticket ticket = known.ticket();
    TicketNote note = include.contains(Include.notes) ? known.note() : null;
    return new Output(
        ticket.ticketKey(),
        known.movedFrom(),
        Outside.line(ticket.summary()),
        Outside.line(ticket.issueType()),
        Outside.line(ticket.status()),
        Outside.lineOrNull(ticket.priority()),
        ticket.due(),
        ticket.jiraUpdatedAt(),
        Outside.lineOrNull(ticket.assignee()),
        Outside.lineOrNull(ticket.reporter()),
        lines(ticket.components(), 100),
        lines(ticket.labels(), 100),
        ticket.parentKey(),
        Outside.lineOrNull(ticket.sprint()),
        ticket.storyPoints(),
        minutes(ticket.originalEstimateSeconds()),
        minutes(ticket.remainingEstimateSeconds()),
        minutes(ticket.spentSeconds()),
        ticket.active(),
        ticket.deleted() ? true : null,
        include.contains(Include.description)
            ? Outside.block("jira", ticket.description(), length)
            : null,
        include.contains(Include.analysis) ? shown(known.analysis()) : null,
        similar == null ? null : similar.stream().map(GetIssue::similar).toList(),
        include.contains(Include.sessions)
            ? known.sessions().stream().map(GetIssue::session).toList()
            : null,
        include.contains(Include.predictions)
            ? known.predictions().stream().map(GetIssue::prediction).toList()
            : null,
        note == null ? null : Outside.lineOrNull(note.note()),
        note == null ? null : note.difficulty(),
        include.contains(Include.comments) ? latest(known.comments(), length / 4) : null,
        include.contains(Include.attachments)
            ? known.attachments().stream().limit(MOST_FILES).map(GetIssue::file).toList()
            : null,
        known.writes().stream()
            .filter(write -> write.status() != RemoteWrite.Status.delivered)
            .map(GetIssue::write)
            .toList(),
        known.dataSource(),
        known.degraded());
  }

  private static @Nullable Integer minutes(@Nullable Integer seconds) {
    return seconds == null ? null : Math.round(seconds / 60f);
  }

  private static File file(Attachment attachment) {
    return new File(
        attachment.attachmentId(),
        Outside.line(attachment.filename(), 200),
        attachment.mimeType() == null ? null : Outside.line(attachment.mimeType(), 100),
        attachment.size(),
        attachment.author() == null ? null : Outside.line(attachment.author(), 100),
        attachment.attachedAt());
  }

  private static Analysis shown(Analysis analysis) {
    return new Analysis(
        analysis.components().stream()
            .limit(MOST_ITEMS)
            .map(c -> new Analysis.Component(Outside.line(c.name(), 100), c.confidence()))
            .toList(),
        analysis.scenarioTypes(),
        lines(analysis.acceptanceCriteria(), 300),
        lines(analysis.outOfScope(), 300));
  }

  private static List<String> lines(List<String> texts, int length) {
    return texts.stream().limit(MOST_ITEMS).map(text -> Outside.line(text, length)).toList();
  }

  private static Write write(RemoteWrite write) {
    return new Write(What.of(write), write.status(), write.requestedAt(), write.error());
  }

  private static @Nullable List<SimilarTicket> similar(
      Finding finding, Caller caller, Ticket ticket, Set<Include> include) {
    boolean all = include.contains(Include.similar);
    if (!all && !include.contains(Include.analysis)) return null;
    List<SimilarTicket> similar = finding.similar(caller, ticket);
    return all ? similar : similar.stream().limit(MOST_WITH_ANALYSIS).toList();
  }

  private static SimilarIssue similar(SimilarTicket ticket) {
    return new SimilarIssue(
        ticket.ticketKey(),
        Outside.line(ticket.summary()),
        Outside.line(ticket.status()),
        Math.round(100 * ticket.similarity()),
        ticket.sessions());
  }

  private static SessionLine session(Session session) {
    return new SessionLine(
        session.shortId(),
        session.status(),
        session.outcome(),
        session.startedAt(),
        Outside.line(session.charter(), 500));
  }

  private static PredictionLine prediction(Prediction prediction) {
    return new PredictionLine(
        prediction.shortId(),
        Outside.line(prediction.scenario(), 500),
        Math.round(100 * prediction.confidence()),
        prediction.foundBug());
  }

  private static List<Comment> latest(List<JiraComment> oldestFirst, int length) {
    var comments = new ArrayList<Comment>();
    for (int i = oldestFirst.size() - 1; i >= 0 && comments.size() < MOST_COMMENTS; i--) {
      comments.add(comment(oldestFirst.get(i), length));
    }
    return comments;
  }

  private static Comment comment(JiraComment comment, int length) {
    return new Comment(
        Outside.lineOrNull(comment.author()),
        comment.at(),
        Outside.block("jira", comment.markdown(), length));
  }
}
