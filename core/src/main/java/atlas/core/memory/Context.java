package atlas.core.memory;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.Checkpoint;
import atlas.model.Days;
import atlas.model.Decision;
import atlas.model.DecisionStatus;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.TaskLine;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.model.TimelineEntry;
import atlas.storage.Database;
import atlas.storage.EventTable;
import atlas.storage.ProjectTable;
import atlas.storage.TaskTable;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that somebody needs who takes up the work on a project: what it is for, where it stopped,
 * what is open, what was decided, what happened. The best first, and no more than fits.
 */
public final class Context {
  private static final int TASKS = 50;
  private static final int DECISIONS = 10;
  private static final int EVENTS = 20;
  private static final int PROJECTS = 100;
  private static final int TITLE = 200;

  /** Where it stopped. */
  public record Resume(
      String checkpoint,
      String label,
      Instant at,
      @Nullable String repoRef,
      String resumeInstructions,
      String summary) {}

  /**
   * An open task.
   *
   * @param ready whether somebody could begin with it now
   * @param holder who has claimed it, until leasedUntil
   */
  public record OpenTask(
      String task,
      String title,
      TaskStatus status,
      TaskPriority priority,
      boolean ready,
      @Nullable String holder,
      @Nullable Instant leasedUntil,
      @Nullable String criteria,
      @Nullable List<String> waitsFor,
      @Nullable String ticketKey) {}

  /** A decision that holds or is proposed. */
  public record Decided(
      String decision,
      String title,
      String choice,
      DecisionStatus status,
      @Nullable LocalDate reviewAt) {}

  /** A testing session that is open. */
  public record OpenSession(
      String session, String ticketKey, SessionStatus status, String charter) {}

  /** Something that happened. */
  public record Happened(Instant at, String actor, String what) {}

  /** A project in the list of all. */
  public record Line(String project, @Nullable String goal, int openTasks, int activeTasks) {}

  /**
   * The resume pack.
   *
   * @param goal what the project is for: its description
   * @param reviewsDue decisions that were to be looked at again by today
   * @param projects all of them, where they were asked for, and then nothing else
   * @param leftOut what did not fit, and who tells it
   * @param tokens how long this is, at four characters a token
   * @param days the person's
   */
  public record Pack(
      String project,
      @Nullable String goal,
      Map<String, @Nullable Object> rules,
      @Nullable Resume checkpoint,
      List<OpenTask> tasks,
      List<Decided> reviewsDue,
      List<Decided> decisions,
      List<OpenSession> sessions,
      List<Happened> events,
      List<Line> projects,
      List<String> leftOut,
      int tokens,
      Days days) {}

  private final Database database;
  private final Projects projects;

  public Context(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /**
   * The pack of a project.
   *
   * @param named null is the default one, * lists all
   * @param maxTokens how long it may be, at four characters a token
   */
  public Pack get(Caller caller, @Nullable String named, int maxTokens) {
    var budget = new Budget(maxTokens);
    return database.read(
        caller, tx -> Projects.ALL.equals(named) ? all(tx, budget) : of(tx, named, budget));
  }

  private static Pack all(Tx tx, Budget budget) {
    List<Line> lines =
        budget.fill(
            "projects",
            "search_memory",
            tx.projects().count(),
            tx.projects().lines(PROJECTS).stream().map(Context::line).toList());
    return new Pack(
        Projects.ALL,
        null,
        Map.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        lines,
        budget.leftOut(),
        budget.used(),
        tx.users().days());
  }

  private Pack of(Tx tx, @Nullable String named, Budget budget) {
    Project project = projects.require(tx, named);
    String goal = project.description();
    if (goal != null) goal = budget.text("goal", "save_project", Outside.line(goal, 2_000), 0.15);
    Map<String, @Nullable Object> rules = rules(project, budget);
    Resume resume = tx.checkpoints().latest(project.id()).map(c -> resume(c, budget)).orElse(null);
    List<TaskLine> open =
        tx.tasks().list(TaskTable.Filter.open(project.id(), tx.at(), tx.caller().actor(), TASKS));
    int tasks = open.isEmpty() ? 0 : open.get(0).matching();
    Days days = tx.users().days();
    LocalDate today = days.of(tx.at());
    List<Decision> due = tx.decisions().due(project.id(), today, DECISIONS);
    // Half of what is left for tasks: decisions and events must not starve behind a long list.
    List<OpenTask> best = budget.share(0.5).fill("open tasks", "list_tasks", tasks, best(tx, open));
    List<Decided> reviews =
        budget.fill(
            "reviews due",
            "search_memory",
            tx.decisions().countDue(project.id(), today),
            due.stream().map(Context::decided).toList());
    List<Decision> latest = tx.decisions().latest(project.id(), DECISIONS);
    List<Decided> decided =
        latest.stream().filter(d -> !due.contains(d)).map(Context::decided).toList();
    int others = tx.decisions().count(project.id()) - due.size();
    List<Decided> decisions = budget.fill("decisions", "search_memory", others, decided);
    List<OpenSession> testing = tx.sessions().open().stream().map(Context::session).toList();
    List<OpenSession> sessions =
        budget.fill("open sessions", "search_memory", tx.sessions().countOpen(), testing);
    List<TimelineEntry> happened =
        tx.events().timeline(EventTable.Filter.ofProject(project.id(), EVENTS));
    int events = happened.isEmpty() ? 0 : happened.get(0).matching();
    List<Happened> story =
        budget.fill(
            "events", "get_timeline", events, happened.stream().map(Context::happened).toList());
    return new Pack(
        Outside.line(project.name(), 100),
        goal,
        rules,
        resume,
        best,
        reviews,
        decisions,
        sessions,
        story,
        List.of(),
        budget.leftOut(),
        budget.used(),
        days);
  }

  /** Those that are enforced are the first, and always fit. */
  private static Map<String, @Nullable Object> rules(Project project, Budget budget) {
    Map<String, @Nullable Object> all = Projects.rules(project);
    var fit =
        budget.share(0.2).fill("rules", "save_project", all.size(), List.copyOf(all.entrySet()));
    var rules = new LinkedHashMap<String, @Nullable Object>();
    for (var rule : fit) rules.put(rule.getKey(), rule.getValue());
    return rules;
  }

  private static Resume resume(Checkpoint checkpoint, Budget budget) {
    String more = "atlas://checkpoint/" + checkpoint.shortId();
    String label = Outside.line(checkpoint.label(), TITLE);
    String repoRef = Outside.lineOrNull(checkpoint.repoRef());
    budget.take(label);
    if (repoRef != null) budget.take(repoRef);
    return new Resume(
        checkpoint.shortId(),
        label,
        checkpoint.createdAt(),
        repoRef,
        budget.text(
            "resume instructions", more, Outside.text(checkpoint.resumeInstructions()), 0.4),
        budget.text("checkpoint's summary", more, Outside.text(checkpoint.summary()), 0.25));
  }

  /** What the caller is at, what others are at, what is ready, and then the rest. */
  private static List<OpenTask> best(Tx tx, List<TaskLine> open) {
    String me = tx.caller().actor();
    return open.stream()
        .sorted(
            Comparator.comparingInt(
                (TaskLine t) ->
                    me.equals(t.holder())
                        ? 0
                        : t.status() == TaskStatus.in_progress ? 1 : t.ready(tx.at()) ? 2 : 3))
        .map(t -> task(t, tx.at()))
        .toList();
  }

  private static OpenTask task(TaskLine task, Instant at) {
    return new OpenTask(
        Ref.Kind.TASK.shortId(task.number()),
        Outside.line(task.title(), TITLE),
        task.status(),
        task.priority(),
        task.ready(at),
        Outside.lineOrNull(task.holder()),
        task.leasedUntil(),
        task.progress(),
        task.waitsForIds(),
        task.ticketKey());
  }

  private static Decided decided(Decision decision) {
    return new Decided(
        decision.shortId(),
        Outside.line(decision.title(), TITLE),
        Outside.line(decision.choice(), TITLE),
        decision.status(),
        decision.reviewAt());
  }

  private static OpenSession session(Session session) {
    return new OpenSession(
        session.shortId(),
        session.ticketKey(),
        session.status(),
        Outside.line(session.charter(), TITLE));
  }

  private static Happened happened(TimelineEntry event) {
    return new Happened(
        event.at(), Outside.line(event.actor(), 100), Outside.line(event.summary(), TITLE));
  }

  private static Line line(ProjectTable.Line project) {
    String goal = project.description();
    return new Line(
        Outside.line(project.name(), 100),
        goal == null || goal.isBlank() ? null : Outside.line(goal, TITLE),
        project.openTasks(),
        project.activeTasks());
  }
}
