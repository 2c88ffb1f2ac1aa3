package atlas.core;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.core.dashboard.Dashboard;
import atlas.core.focus.Focus;
import atlas.core.focus.FocusWeights;
import atlas.core.meaning.Alike;
import atlas.core.memory.Checkpoints;
import atlas.core.memory.Claims;
import atlas.core.memory.Completion;
import atlas.core.memory.Context;
import atlas.core.memory.Decisions;
import atlas.core.memory.Memories;
import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.memory.Removal;
import atlas.core.memory.TaskSheet;
import atlas.core.memory.Tasks;
import atlas.core.memory.Timeline;
import atlas.core.planner.Agenda;
import atlas.core.planner.Planner;
import atlas.core.prediction.LearnedPatterns;
import atlas.core.prediction.Panel;
import atlas.core.prediction.Patterns;
import atlas.core.prediction.Predictions;
import atlas.core.prediction.Predictor;
import atlas.core.prediction.SameWords;
import atlas.core.prediction.SimilarTickets;
import atlas.core.prediction.Templates;
import atlas.core.progress.Earning;
import atlas.core.progress.Habits;
import atlas.core.progress.XpRules;
import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sheets;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import atlas.core.wellbeing.Wellbeing;
import atlas.integrations.jira.Jira;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.TestClock;
import atlas.storage.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Everything that people do, wired as the server wires it, with two people who have a Jira each.
 */
public final class TestHouse implements AutoCloseable {
  private final TestDatabase db = TestDatabase.create();
  private final TestJira annsJira = new TestJira();
  private final TestJira bensJira = new TestJira();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Projects projects = new Projects(db.database(), "house");

  public TestDatabase db() {
    return db;
  }

  public TestClock clock() {
    return db.clock();
  }

  /** The Jira of ann. */
  public TestJira jira() {
    return annsJira;
  }

  public TestJira bensJira() {
    return bensJira;
  }

  public Caller ann() {
    return ann;
  }

  public Caller ben() {
    return ben;
  }

  /** The caller within a call that has an idempotency key. */
  public static Caller once(Caller caller, String key) {
    return caller.in(new Call(new Call.Once(key, "fingerprint")));
  }

  private Optional<Jira> account(UUID user) {
    if (user.equals(ann.userId())) return Optional.of(annsJira.jira());
    return user.equals(ben.userId()) ? Optional.of(bensJira.jira()) : Optional.empty();
  }

  /** Whose Jira is whose. */
  public Accounts accounts() {
    return this::account;
  }

  public Tickets tickets() {
    return tickets(db.database());
  }

  public Tickets tickets(Database database) {
    return new Tickets(database, this::account, TicketKeys.DEFAULT, db.clock());
  }

  public Finding finding() {
    return new Finding(db.database(), this::account, TicketKeys.DEFAULT, db.clock());
  }

  public Sessions sessions() {
    return sessions(Predictions.settling());
  }

  /** Sessions that are learned from when they end. */
  public Sessions learningSessions() {
    return sessions(Predictions.settling(), new Patterns(db.database()));
  }

  public Sessions sessions(Ending... endings) {
    return new Sessions(db.database(), tickets(), TicketKeys.DEFAULT, List.of(endings));
  }

  /** The same for a house where sessions are abandoned after another time. */
  public Sessions sessions(Duration idle) {
    return new Sessions(
        db.database(), tickets(), TicketKeys.DEFAULT, List.of(Predictions.settling()), idle);
  }

  public Sheets sheets() {
    return new Sheets(db.database());
  }

  public Predictions predictions() {
    return predictions(db.database());
  }

  public Predictions predictions(Database database) {
    return predictions(
        database,
        List.of(Templates.shipped(), new SimilarTickets(), new LearnedPatterns(database)));
  }

  /** Predictions by those sources alone. */
  public Predictions predictions(Database database, List<? extends Predictor> sources) {
    return predictions(database, sources, Alike.byWords());
  }

  /** The same, with what is similar told by another. */
  public Predictions predictions(
      Database database, List<? extends Predictor> sources, Alike alike) {
    return new Predictions(
        database,
        tickets(database),
        new Panel(database, sources, db.clock()),
        new SameWords(),
        db.clock(),
        alike);
  }

  public Checkpoints checkpoints() {
    return new Checkpoints(db.database(), projects);
  }

  public Projects projects() {
    return projects;
  }

  public Tasks tasks() {
    return new Tasks(db.database(), projects, TicketKeys.DEFAULT);
  }

  public TaskSheet taskSheet() {
    return new TaskSheet(db.database(), projects, TicketKeys.DEFAULT);
  }

  public Claims claims() {
    return new Claims(db.database(), projects);
  }

  public Completion completion() {
    return new Completion(db.database(), earning());
  }

  /** What things earn, by the data that ATLAS ships, and nothing that follows from it. */
  public Earning earning() {
    return new Earning(XpRules.in(null), List.of());
  }

  public Context context() {
    return new Context(db.database(), projects);
  }

  /** The caller's agent of that name. */
  public static Caller agent(Caller caller, String name) {
    return new Caller(caller.userId(), name, caller.scopes(), caller.call());
  }

  public Decisions decisions() {
    return new Decisions(db.database(), projects);
  }

  public Memories memories() {
    return new Memories(db.database(), projects);
  }

  public Recall recall() {
    return new Recall(db.database(), projects, this::account, TicketKeys.DEFAULT);
  }

  public Focus focus() {
    return focus(FocusWeights.USUAL);
  }

  public Focus focus(FocusWeights weights) {
    return Focus.in(db.database(), this::account, TicketKeys.DEFAULT, weights, planner());
  }

  public Planner planner() {
    return new Planner(db.database(), TicketKeys.DEFAULT, earning(), new Habits(earning()));
  }

  public Wellbeing wellbeing() {
    return new Wellbeing(db.database(), new Habits(earning()));
  }

  public Dashboard dashboard() {
    return new Dashboard(db.database(), this::account, List.of("In Test"));
  }

  public Agenda agenda() {
    return new Agenda(db.database(), this::account);
  }

  public Removal removal() {
    return new Removal(db.database());
  }

  public Timeline timeline() {
    return new Timeline(db.database(), projects, TicketKeys.DEFAULT);
  }

  /** How many events a caller has. */
  public long events(Caller caller) {
    return db.database().read(caller, tx -> tx.events().count());
  }

  /** How many rows a table has, everybody's together. */
  public long rows(String table) {
    return db.admin()
        .withHandle(h -> h.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }

  /** The refusal that a call ends with. */
  public static Refusal refusal(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, call), "not refused");
  }

  @Override
  public void close() {
    annsJira.close();
    bensJira.close();
    db.close();
  }
}
