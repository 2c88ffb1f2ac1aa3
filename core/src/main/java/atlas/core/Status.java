package atlas.core;

import atlas.core.meaning.Meaning;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.Profile;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.Database;
import atlas.storage.VectorTable.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is configured, what is reachable, and how to mend what is not. */
public final class Status {
  /**
   * What the process knows of itself.
   *
   * @param neuralModel the model of the neural backend that is asked; null when none is
   * @param running tool calls under way
   * @param waiting tool calls in the queue
   */
  public record Server(
      String version,
      String java,
      boolean readOnly,
      String database,
      List<String> toolsets,
      int tools,
      @Nullable String neuralModel,
      int running,
      int waiting) {}

  /** The database: embedded or your own; ok, or what is wrong. */
  public record DatabaseState(
      String kind, String status, @Nullable Integer schemaVersion, @Nullable String problem) {}

  /**
   * Jira: off, ok, or what is wrong.
   *
   * @param writesWaiting what is to be written to Jira and is not there yet
   * @param writesFailed what was given up within the last week
   */
  public record JiraState(
      String status,
      @Nullable String account,
      @Nullable Instant lastSync,
      @Nullable String problem,
      @Nullable Integer writesWaiting,
      @Nullable Integer writesFailed) {
    /** Without a word on what is written. */
    public JiraState(
        String status,
        @Nullable String account,
        @Nullable Instant lastSync,
        @Nullable String problem) {
      this(status, account, lastSync, problem, null, null);
    }
  }

  /**
   * What texts mean: off, ok, behind while some wait to be read, or what is wrong.
   *
   * @param model that reads them
   * @param waiting how many of the caller's it has not read yet
   */
  public record MeaningState(
      String status,
      @Nullable String model,
      @Nullable Integer dimension,
      @Nullable Integer waiting,
      @Nullable String problem) {}

  private static final Duration FAILED_LATELY = Duration.ofDays(7);
  private static final String FAILED =
      "Something was not written to Jira within the last 7 days: get_timeline tells on which"
          + " issues, and get_issue why and what to do.";

  /**
   * Everything together.
   *
   * @param neuralModel the model that Flow-Nexus is asked for; null when it is not asked
   */
  public record Report(
      String version,
      String java,
      @Nullable String user,
      @Nullable Profile preferences,
      boolean readOnly,
      DatabaseState database,
      JiraState jira,
      MeaningState meaning,
      Backups.State backup,
      @Nullable String neuralModel,
      List<String> toolsets,
      int tools,
      int callsRunning,
      int callsWaiting) {}

  private final Database database;
  private final Tickets tickets;
  private final Backups backups;
  private final Meaning meaning;
  private final Supplier<Server> server;

  public Status(
      Database database,
      Tickets tickets,
      Backups backups,
      Meaning meaning,
      Supplier<Server> server) {
    this.database = database;
    this.tickets = tickets;
    this.backups = backups;
    this.meaning = meaning;
    this.server = server;
  }

  /** Looks at everything; a caller whom nobody knows yet sees less. */
  public Report report(Caller caller) {
    Server facts = server.get();
    boolean known = caller.may(Scope.READ);
    Profile profile = known ? profile(caller) : null;
    return new Report(
        facts.version(),
        facts.java(),
        profile == null ? null : profile.name(),
        profile,
        facts.readOnly(),
        databaseState(facts.database()),
        known ? withWrites(caller, jiraState(caller)) : new JiraState("unknown", null, null, null),
        known ? meaningState(caller) : new MeaningState("unknown", null, null, null, null),
        backups.state(),
        facts.neuralModel(),
        facts.toolsets(),
        facts.tools(),
        facts.running(),
        facts.waiting());
  }

  /** The database as it is now. */
  public DatabaseState databaseState(String kind) {
    try {
      Integer version = database.identify(tx -> tx.users().schemaVersion().orElse(null));
      return new DatabaseState(kind, "ok", version, null);
    } catch (Refusal problem) {
      return new DatabaseState(kind, "unavailable", null, problem.sentence());
    }
  }

  /** Jira as it is now. */
  public JiraState jiraState(Caller caller) {
    try {
      var account = tickets.account(caller);
      if (account.isEmpty()) {
        return new JiraState(
            "off", null, null, "Set JIRA_HOST, JIRA_EMAIL and JIRA_API_TOKEN to use your Jira.");
      }
      return new JiraState(
          "ok", Outside.line(account.get()), tickets.lastSync(caller).orElse(null), null);
    } catch (Refusal problem) {
      return new JiraState("unavailable", null, null, problem.sentence());
    }
  }

  /** What texts mean, as far as the caller's have been read. */
  public MeaningState meaningState(Caller caller) {
    if (!meaning.on()) return new MeaningState("off", null, null, null, Meaning.OFF);
    String model = meaning.embedder().model();
    int dimension = meaning.embedder().dimension();
    try {
      return database.read(
          caller,
          tx -> {
            int waiting = tx.vectors().unread(model, dimension);
            String problem =
                tx.vectors()
                    .state()
                    .filter(state -> state.model().equals(model))
                    .map(State::problem)
                    .orElse(meaning.problem());
            String status = problem != null ? "failed" : waiting > 0 ? "behind" : "ok";
            return new MeaningState(status, model, dimension, waiting, problem);
          });
    } catch (Refusal unavailable) {
      return new MeaningState("unknown", model, dimension, null, meaning.problem());
    }
  }

  private JiraState withWrites(Caller caller, JiraState state) {
    try {
      return database.read(
          caller,
          tx -> {
            var writes = tx.remoteWrites();
            int waiting = writes.countWaiting();
            int failed = writes.countFailed(tx.at().minus(FAILED_LATELY));
            return new JiraState(
                state.status(),
                state.account(),
                state.lastSync(),
                state.problem() == null && failed > 0 ? FAILED : state.problem(),
                waiting,
                failed);
          });
    } catch (Refusal unavailable) {
      return state;
    }
  }

  private @Nullable Profile profile(Caller caller) {
    try {
      return database.read(caller, tx -> tx.users().profile().orElse(null));
    } catch (Refusal unavailable) {
      return null;
    }
  }
}
