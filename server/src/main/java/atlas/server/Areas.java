package atlas.server;

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
import atlas.core.focus.NextActions;
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
import atlas.core.prediction.Library;
import atlas.core.prediction.Panel;
import atlas.core.prediction.Patterns;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.Quality;
import atlas.core.prediction.SameMeaning;
import atlas.core.prediction.Training;
import atlas.core.progress.Earning;
import atlas.core.progress.Goals;
import atlas.core.progress.Habits;
import atlas.core.progress.Progress;
import atlas.core.progress.SessionProgress;
import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheets;
import atlas.core.tickets.Attachments;
import atlas.core.tickets.Finding;
import atlas.core.tickets.Sync;
import atlas.core.tickets.Tickets;
import atlas.core.wellbeing.Wellbeing;
import atlas.core.writing.BugReports;
import atlas.core.writing.Delivery;
import atlas.core.writing.IssueWrites;
import atlas.core.writing.Outbox;
import atlas.core.writing.SessionWrites;
import atlas.server.accounts.GitLabAccountFiles;
import atlas.server.accounts.JiraAccounts;
import atlas.server.config.Config;
import atlas.storage.Database;
import atlas.tools.Personal;
import atlas.tools.Services;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Makes the areas of core that tools call, of what they share. Opens nothing by itself. */
final class Areas {
  private static final long MB = 1024 * 1024;
  // Of the memory that the JVM may take, profiles get one part in so many.
  private static final int PROFILES_PART = 4;

  private final Config config;
  private final Database database;
  private final InstantSource clock;
  private final Meaning meaning;
  private final JiraAccounts accounts;
  private final GitLabAccountFiles gitLabAccounts;
  private final Earning earning;
  private final Personal personal;

  Areas(
      Config config,
      Database database,
      InstantSource clock,
      Meaning meaning,
      JiraAccounts accounts,
      GitLabAccountFiles gitLabAccounts,
      Earning earning,
      Goals goals) {
    this.config = config;
    this.database = database;
    this.clock = clock;
    this.meaning = meaning;
    this.accounts = accounts;
    this.gitLabAccounts = gitLabAccounts;
    this.earning = earning;
    this.personal = personal(goals);
  }

  /** Bytes that nobody can guess. */
  static byte[] secret() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  private Uploads uploads() {
    return new Uploads(config.uploads(), List.of(config.home(), config.backup().folder()));
  }

  private DataExport export() {
    return new DataExport(database, clock, config.home().resolve("exports"), config.files());
  }

  private List<Ending> endings(
      Patterns patterns, Training training, Outbox outbox, NextActions next) {
    return List.of(
        Predictions.settling(),
        Library.ending(),
        patterns,
        training.sending(),
        new SessionWrites(database, accounts, outbox),
        OwnEvidence.ending(),
        // Last of those that write, since who earns has the person's row until the end.
        new SessionProgress(earning),
        Agenda.ending(),
        next.ending());
  }

  private Personal personal(Goals goals) {
    var habits = new Habits(earning);
    return new Personal(
        new Progress(database, goals),
        new Planner(database, config.ticketKeys(), earning, habits),
        new Agenda(database, accounts),
        new Wellbeing(database, habits),
        new Dashboard(database, accounts, config.testingStatuses()));
  }

  Services services(
      Tickets tickets,
      Delivery delivery,
      Courier courier,
      Panel panel,
      Patterns patterns,
      Training training,
      Backups backups,
      Supplier<Status.Server> facts) {
    var keys = config.ticketKeys();
    var outbox = new Outbox(database, delivery, courier);
    var projects = new Projects(database, config.project());
    var sync = new Sync(database, accounts, clock);
    var sources = new SyncSources(database, sync, accounts, gitLabAccounts, clock);
    var focus = Focus.in(database, accounts, keys, config.focusWeights(), personal.planner());
    var alike = Alike.in(database, meaning, Runtime.getRuntime().maxMemory() / PROFILES_PART);
    return new Services(
        tickets,
        new Finding(database, accounts, keys, clock, alike),
        new Attachments(
            database, accounts, new FileCache(config.files(), config.filesMb() * MB, clock)),
        sync,
        sources,
        new IssueWrites(database, tickets, accounts, outbox),
        new BugReports(database, accounts, outbox, alike),
        new Sessions(
            database,
            tickets,
            keys,
            endings(patterns, training, outbox, focus.next()),
            Duration.ofHours(config.sessionIdleHours())),
        new Sheets(database, keys),
        new Predictions(database, tickets, panel, new SameMeaning(meaning), clock, alike),
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
        new Recall(database, projects, accounts, keys, alike),
        new Timeline(database, projects, keys),
        new Removal(database),
        new Evidences(database, keys, uploads()),
        new Insights(database),
        new Verdicts(database, Areas::secret),
        new Packs(database, clock),
        focus,
        personal,
        new Profiles(database),
        export(),
        new Subjects(database, projects, tickets),
        new Review(database, accounts, clock),
        new Status(database, tickets, sources, backups, meaning, facts));
  }
}
