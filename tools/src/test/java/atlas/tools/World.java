package atlas.tools;

import atlas.core.Backups;
import atlas.core.FileCache;
import atlas.core.Status;
import atlas.core.access.DataExport;
import atlas.core.access.Profiles;
import atlas.core.activity.SyncSources;
import atlas.core.dashboard.Dashboard;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.OwnEvidence;
import atlas.core.evidence.Uploads;
import atlas.core.focus.Focus;
import atlas.core.focus.FocusWeights;
import atlas.core.insight.Insights;
import atlas.core.insight.Packs;
import atlas.core.insight.Verdicts;
import atlas.core.live.Subjects;
import atlas.core.meaning.Alike;
import atlas.core.meaning.Meaning;
import atlas.core.memory.Checkpoints;
import atlas.core.memory.Claims;
import atlas.core.memory.Completion;
import atlas.core.memory.Context;
import atlas.core.memory.Decisions;
import atlas.core.memory.Memories;
import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.memory.Removal;
import atlas.core.memory.Review;
import atlas.core.memory.TaskSheet;
import atlas.core.memory.Tasks;
import atlas.core.memory.Timeline;
import atlas.core.planner.Agenda;
import atlas.core.planner.Planner;
import atlas.core.prediction.LearnedPatterns;
import atlas.core.prediction.Panel;
import atlas.core.prediction.Patterns;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.Quality;
import atlas.core.prediction.SameWords;
import atlas.core.prediction.SimilarTickets;
import atlas.core.prediction.Templates;
import atlas.core.progress.Earning;
import atlas.core.progress.Goals;
import atlas.core.progress.Habits;
import atlas.core.progress.Progress;
import atlas.core.progress.SessionProgress;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheets;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Attachments;
import atlas.core.tickets.Finding;
import atlas.core.tickets.Sync;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.core.wellbeing.Wellbeing;
import atlas.core.writing.BugReports;
import atlas.core.writing.Delivery;
import atlas.core.writing.IssueWrites;
import atlas.core.writing.Outbox;
import atlas.core.writing.SessionWrites;
import atlas.integrations.jira.Jira;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Verdict;
import atlas.storage.Database;
import atlas.storage.PostgresUrl;
import atlas.storage.TestClock;
import atlas.storage.TestDatabase;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** ATLAS without a transport: every tool over a database of its own and a Jira that is played. */
final class World implements AutoCloseable {
  private final TestDatabase database = TestDatabase.create();
  private final PlayedJira jira = new PlayedJira();
  private final Calls calls = new Calls(8);
  private final Caller ann = database.user("ann");
  private final Jira account = jira.account();

  /** Only Ann has a Jira account. */
  private final Accounts accounts =
      user -> user.equals(ann.userId()) ? Optional.of(account) : Optional.empty();

  private final List<Tool<?, ?>> tools;
  private final McpTools mcp = new McpTools(calls, exchange -> ann, (exchange, call) -> () -> {});

  /** One in which what goes to Jira is there when a call is answered. */
  World() {
    this(Runnable::run);
  }

  /**
   * @param executor makes the first attempt to write to Jira
   */
  World(Executor executor) {
    tools = tools(database.database(), accounts, database.clock(), executor);
  }

  /** Every tool over that database. */
  static List<Tool<?, ?>> tools(
      Database database, Accounts accounts, InstantSource clock, Executor executor) {
    return Catalog.tools(services(database, accounts, clock, executor));
  }

  /** Everything that tools and resources ask; files are kept nowhere. */
  static Services services(
      Database database, Accounts accounts, InstantSource clock, Executor executor) {
    var keys = TicketKeys.DEFAULT;
    var tickets = new Tickets(database, accounts, keys, clock);
    var predictors =
        List.of(new SimilarTickets(), new LearnedPatterns(database), Templates.shipped());
    var panel = new Panel(database, predictors, clock);
    var predictions =
        new Predictions(database, tickets, panel, new SameWords(), clock, Alike.byWords());
    var projects = new Projects(database, "web-shop");
    var earning = Earning.in(null);
    var personal = personal(database, accounts, earning);
    var delivery = new Delivery(database, tickets, accounts, earning);
    var outbox = new Outbox(database, delivery, executor);
    var focus = Focus.in(database, accounts, keys, FocusWeights.USUAL, personal.planner());
    var endings =
        List.of(
            Predictions.settling(),
            new Patterns(database),
            new SessionWrites(database, accounts, outbox),
            OwnEvidence.ending(),
            new SessionProgress(earning),
            Agenda.ending(),
            focus.next().ending());
    var sync = new Sync(database, accounts, clock);
    var sources = new SyncSources(database, sync, accounts, user -> Optional.empty(), clock);
    return new Services(
        tickets,
        new Finding(database, accounts, keys, clock),
        new Attachments(database, accounts, new FileCache(Path.of("target", "none"), 0, clock)),
        sync,
        sources,
        new IssueWrites(database, tickets, accounts, outbox),
        new BugReports(database, accounts, outbox),
        new Sessions(database, tickets, keys, endings),
        new Sheets(database, keys),
        predictions,
        new Quality(database),
        projects,
        new Context(database, projects),
        new Tasks(database, projects, keys),
        new TaskSheet(database, projects, keys),
        new Claims(database, projects),
        new Completion(database, earning),
        new Checkpoints(database, projects),
        new Decisions(database, projects),
        new Memories(database, projects),
        new Recall(database, projects, accounts, keys),
        new Timeline(database, projects, keys),
        new Removal(database),
        new Evidences(
            database,
            keys,
            new Uploads(Path.of("target", "uploads"), List.of(Path.of("target", "home")))),
        new Insights(database),
        new Verdicts(database, () -> new byte[32]),
        new Packs(database, clock),
        focus,
        personal,
        new Profiles(database),
        new DataExport(database, clock, temporary().resolve("exports"), temporary()),
        new Subjects(database, projects, tickets),
        new Review(database, accounts, clock),
        new Status(
            database,
            tickets,
            sources,
            new Backups(
                database,
                clock,
                new Backups.Plan(
                    false,
                    Path.of("target", "none"),
                    Path.of("target", "none"),
                    World::nobody,
                    "1")),
            Meaning.off(),
            World::server));
  }

  private static Personal personal(Database database, Accounts accounts, Earning earning) {
    var habits = new Habits(earning);
    return new Personal(
        new Progress(database, new Goals(null)),
        new Planner(database, TicketKeys.DEFAULT, earning, habits),
        new Agenda(database, accounts),
        new Wellbeing(database, habits),
        new Dashboard(database, accounts, List.of("Testing", "In Test")));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory(Path.of("target"), "world");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PostgresUrl nobody() {
    throw new AssertionError("A test of tools makes no backup");
  }

  private static Status.Server server() {
    return new Status.Server(
        "1.0.0",
        "17",
        false,
        "your own",
        List.of("tickets", "testing", "memory", "admin"),
        17,
        null,
        0,
        0);
  }

  Caller ann() {
    return ann;
  }

  TestDatabase database() {
    return database;
  }

  TestClock clock() {
    return database.clock();
  }

  List<Tool<?, ?>> tools() {
    return tools;
  }

  Accounts accounts() {
    return accounts;
  }

  Tool<?, ?> tool(String name) {
    return tools.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  /** Ann has an insight shown on a terminal; its token is 0000-0000-0000 here. */
  void show(String insight) {
    var verdicts = new Verdicts(database.database(), () -> new byte[32]);
    verdicts.show(ann, insight, Verdict.validated);
  }

  /** How many events there are, private ones too. */
  long events(Caller caller) {
    return database
        .database()
        .read(
            caller,
            tx -> {
              tx.wellbeing().showPrivate();
              return tx.events().count();
            });
  }

  /** Ann calls a tool. */
  CallToolResult call(String tool, Map<String, @Nullable Object> arguments) {
    return call(ann, tool(tool), arguments);
  }

  CallToolResult call(
      Caller caller, Tool<?, ?> tool, @Nullable Map<String, @Nullable Object> arguments) {
    CallToolResult result = mcp.call(tool, (Call call) -> caller.in(call), arguments);
    if (!Boolean.TRUE.equals(result.isError())) conforms(tool, structured(result));
    return result;
  }

  /** The same with arguments as JSON; the answer must be no refusal. */
  Map<String, Object> ok(String tool, String arguments) {
    CallToolResult result = call(tool, map(arguments));
    if (Boolean.TRUE.equals(result.isError())) throw new AssertionError(text(result));
    return structured(result);
  }

  static String json(Map<String, ?> arguments) {
    return Json.MAPPER.writeValueAsString(arguments);
  }

  static Map<String, @Nullable Object> map(String json) {
    return Json.MAPPER.readValue(json, new TypeReference<>() {});
  }

  /** The structured content as a client reads it. */
  static Map<String, Object> structured(CallToolResult result) {
    return map(Json.MAPPER.writeValueAsString(result.structuredContent()));
  }

  /** As the SDK would check it, if the server let it; so every answer in these tests is. */
  private static void conforms(Tool<?, ?> tool, Map<String, Object> answer) {
    var checked =
        McpJsonDefaults.getSchemaValidator().validate(Definitions.of(tool).outputSchema(), answer);
    if (!checked.valid()) throw new AssertionError(tool.name() + ": " + checked.errorMessage());
  }

  static String text(CallToolResult result) {
    return ((TextContent) result.content().get(0)).text();
  }

  @Override
  public void close() {
    calls.close();
    jira.close();
    database.close();
  }
}
