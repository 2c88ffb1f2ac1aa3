package atlas.core.memory;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.evidence.Uploads;
import atlas.core.focus.Actions;
import atlas.core.focus.FocusLogs;
import atlas.core.focus.Theaters;
import atlas.core.insight.Insights;
import atlas.core.insight.Verdicts;
import atlas.core.planner.Items;
import atlas.core.progress.HabitDraft;
import atlas.core.progress.Habits;
import atlas.core.progress.SessionProgress;
import atlas.core.testing.Sessions;
import atlas.core.tickets.TicketKeys;
import atlas.core.wellbeing.Wellbeing;
import atlas.model.ActionStatus;
import atlas.model.Artifact;
import atlas.model.Caller;
import atlas.model.DecisionStatus;
import atlas.model.EvidenceSource;
import atlas.model.FocusLog;
import atlas.model.HabitCategory;
import atlas.model.HabitFrequency;
import atlas.model.InsightType;
import atlas.model.Memory;
import atlas.model.Mood;
import atlas.model.MoodContext;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.model.TheaterStatus;
import atlas.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A long day of a person and three agents, in which everything happens that can; by its seed. */
final class History {
  private static final List<String> PROJECTS = List.of("house", "garden", "Boot 🚤");
  private static final List<String> THEATERS = List.of("ibm", "cs", "home", "Ä");
  private static final List<Artifact.Type> ARTIFACTS = List.of(Artifact.Type.values());

  private final TestHouse house;
  private final Random random;
  private final Caller person;
  private final List<Caller> actors;
  private final Path files;
  private final Evidences evidences;
  private final Insights insights;
  private final Verdicts verdicts;
  private int tasks;

  /**
   * @param files where its files lie
   */
  History(TestHouse house, Caller person, long seed, Path files) {
    this.house = house;
    this.files = files;
    var uploads = new Uploads(files.resolve("kept"), List.of());
    this.evidences = new Evidences(house.db().database(), TicketKeys.DEFAULT, uploads);
    this.insights = new Insights(house.db().database());
    this.verdicts = new Verdicts(house.db().database(), () -> new byte[32]);
    this.random = new Random(seed);
    this.person = person;
    this.actors =
        List.of(
            person,
            TestHouse.agent(person, "lantern"),
            TestHouse.agent(person, "kettle"),
            TestHouse.agent(person, "ladder"));
  }

  /** Some steps, of which many are refused, as in life; says how many were not. */
  int live(int steps) {
    session();
    evidence();
    int done = 0;
    for (int i = 0; i < steps; i++) {
      // Clocks of several processes differ, so that what is later may have an earlier time.
      house.clock().advance(Duration.ofNanos(1_000L * (random.nextInt(400_000_000) - 20_000_000)));
      try {
        step();
        done++;
      } catch (Refusal no) {
        // The next one.
      }
    }
    return done;
  }

  private void session() {
    (person.equals(house.ann()) ? house.jira() : house.bensJira()).put("HBR-1");
    test(person);
  }

  private void test(Caller who) {
    Sessions sessions = house.sessions(new SessionProgress(house.earning()));
    sessions.start(who, new Sessions.Start("HBR-1", "Explore", null, false));
    sessions.log(
        who,
        new Sessions.Log(
            null,
            "Try " + random.nextInt(30),
            Result.passed,
            atlas.model.Activity.test,
            null,
            null,
            null,
            null));
    house.clock().advance(Duration.ofMinutes(random.nextInt(90)));
    sessions.end(who, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
  }

  private void habit() {
    int dice = random.nextInt(10);
    if (dice < 3) {
      boolean old = random.nextBoolean();
      HabitFrequency frequency = one(List.of(HabitFrequency.values()));
      var draft =
          new HabitDraft(
              old ? id("H", 5) : null,
              perhaps("Habit " + random.nextInt(3)),
              perhaps("Two\nlines"),
              frequency,
              frequency == HabitFrequency.daily ? null : 1 + random.nextInt(7),
              random.nextBoolean() ? one(List.of(HabitCategory.values())) : null,
              random.nextInt(4) == 0 ? random.nextBoolean() : null,
              perhaps("work"));
      house.db().database().write(actor(), tx -> Habits.save(tx, draft));
      return;
    }
    var habits = new Habits(house.earning());
    LocalDate day =
        LocalDate.ofInstant(house.clock().instant(), ZoneOffset.UTC).minusDays(random.nextInt(9));
    String named = id("H", 5);
    house
        .db()
        .database()
        .write(
            actor(),
            tx -> {
              UUID habit = Habits.require(tx, named).id();
              return dice < 5 ? habits.freeze(tx, habit, day) : habits.logged(tx, habit, day);
            });
  }

  /** What two sources say, one of which is told by hand later. */
  private void evidence() {
    for (String id : List.of("1", "2")) said(EvidenceSource.manual, id, "Proof");
  }

  private void said(EvidenceSource source, String id, String title) {
    house
        .db()
        .database()
        .write(
            person,
            tx ->
                Evidences.keep(
                    tx,
                    new NewEvidence(
                        source,
                        id,
                        title,
                        perhaps("In \"short\""),
                        "Seen \\ ",
                        perhaps("https://git/" + id),
                        tx.at().minusSeconds(random.nextInt(3)),
                        perhaps("HBR-1"),
                        perhaps("review"),
                        random.nextBoolean() ? List.of("a", "b, c") : List.of())));
  }

  private void step() {
    if (random.nextInt(6) == 0) {
      Items.live(house, actor(), random);
      return;
    }
    int dice = random.nextInt(175);
    if (dice < 6) project();
    else if (dice < 24) newTask();
    else if (dice < 40) changeTask();
    else if (dice < 54) claim();
    else if (dice < 62) complete();
    else if (dice < 68) artifact();
    else if (dice < 73) checkpoint();
    else if (dice < 82) decision();
    else if (dice < 88) memory();
    else if (dice < 97) remove();
    else if (dice < 100) removeProject();
    else if (dice < 104) theater();
    else if (dice < 114) action();
    else if (dice < 120) activity();
    else if (dice < 138) proof();
    else if (dice < 150) insight();
    else if (dice < 162) habit();
    else if (dice < 168) wellbeing();
    else test(actor());
  }

  private Caller actor() {
    return actors.get(random.nextInt(actors.size()));
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private @Nullable String perhaps(String text) {
    return random.nextBoolean() ? text : null;
  }

  private String id(String letter, int most) {
    return letter + "-" + (1 + random.nextInt(most));
  }

  /** One of the latest tasks. */
  private String task() {
    return "T-" + Math.max(1, tasks - random.nextInt(12));
  }

  private List<String> words(String word, int most) {
    var words = new ArrayList<String>();
    for (int i = random.nextInt(most + 1); i > 0; i--) words.add(word + " " + random.nextInt(6));
    return words;
  }

  private void project() {
    var rules = new HashMap<String, Object>();
    if (random.nextBoolean()) rules.put("require_evidence_for_done", random.nextBoolean());
    if (random.nextInt(4) == 0) rules.put("max_active_tasks", 1 + random.nextInt(20));
    if (random.nextBoolean()) rules.put("lease_minutes", 1 + random.nextInt(9));
    if (random.nextBoolean())
      rules.put("scope", Map.of("only", List.of("src", "\u00e4"), "n", 1.5));
    house
        .projects()
        .save(
            actor(), new Projects.Save(one(PROJECTS), perhaps("Goal " + random.nextInt(3)), rules));
  }

  private void newTask() {
    house
        .tasks()
        .save(
            actor(),
            new Tasks.Save(
                null,
                "Task \"" + random.nextInt(1000) + "\" \\ {}",
                one(PROJECTS),
                perhaps("Two\nlines"),
                words("criterion", 4),
                words("constraint", 2),
                random.nextInt(4) == 0 ? List.of(task()) : null,
                random.nextBoolean() ? one(List.of(TaskPriority.values())) : null,
                random.nextBoolean() ? one(List.of(TaskStatus.values())) : null,
                perhaps("HBR-1"),
                perhaps("S-1")));
    tasks++;
  }

  private void changeTask() {
    house
        .tasks()
        .save(
            actor(),
            new Tasks.Save(
                task(),
                random.nextInt(3) == 0 ? "Title " + random.nextInt(5) : null,
                null,
                random.nextInt(3) == 0 ? "Other " + random.nextInt(5) : null,
                random.nextInt(3) == 0 ? words("criterion", 5) : null,
                random.nextInt(4) == 0 ? words("constraint", 3) : null,
                random.nextInt(3) == 0 ? List.of(task(), task()) : null,
                random.nextInt(4) == 0 ? one(List.of(TaskPriority.values())) : null,
                random.nextInt(2) == 0 ? one(List.of(TaskStatus.values())) : null,
                null,
                null));
  }

  private void claim() {
    Claims.Action action = one(List.of(Claims.Action.values()));
    Caller who = actor();
    Claims.Claimed claimed = house.claims().act(who, action, task(), one(PROJECTS));
    if (claimed.lease() == null || random.nextBoolean()) return;
    house
        .claims()
        .act(who, one(List.of(Claims.Action.renew, Claims.Action.release)), claimed.task(), null);
  }

  private void complete() {
    house
        .completion()
        .complete(
            actor(),
            new Completion.Complete(
                task(),
                random.nextBoolean()
                    ? List.of(
                        "1: " + one(List.of("R-1", "S-1", "seen")), one(List.of("R-2", "it is")))
                    : List.of(),
                random.nextInt(4) == 0 ? List.of("2: not needed") : List.of(),
                perhaps("Went well")));
  }

  private void artifact() {
    house
        .completion()
        .add(
            actor(),
            new Completion.Add(
                task(), one(ARTIFACTS), "https://git/" + random.nextInt(), perhaps("x")));
  }

  private void checkpoint() {
    house
        .checkpoints()
        .create(
            actor(),
            new Checkpoints.Save(
                "Label",
                "Summary",
                "Go on",
                perhaps("main@abc"),
                one(PROJECTS),
                random.nextBoolean() ? null : Map.of("a", 1.25, "b", List.of(true, "\u2028"))));
  }

  private void decision() {
    if (random.nextInt(3) == 0) {
      house
          .decisions()
          .record(
              actor(),
              new Decisions.Choice(
                  id("D", 12),
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  random.nextBoolean() ? one(List.of(DecisionStatus.values())) : null,
                  random.nextBoolean() ? LocalDate.of(2026, 3, 1 + random.nextInt(28)) : null,
                  perhaps("Outcome " + random.nextInt(3))));
      return;
    }
    house
        .decisions()
        .record(
            actor(),
            new Decisions.Choice(
                null,
                "Colour",
                List.of("red", "blue, \"dark\"", "{}"),
                one(List.of("red", "blue, \"dark\"")),
                "It is",
                one(PROJECTS),
                random.nextInt(3) == 0 ? id("D", 12) : null,
                random.nextBoolean() ? one(List.of(DecisionStatus.values())) : null,
                random.nextBoolean() ? LocalDate.of(2026, 4, 1) : null,
                perhaps("Done")));
  }

  private void memory() {
    house
        .memories()
        .remember(
            actor(),
            new Memories.Fact(
                one(List.of(Memory.Type.values())),
                "key " + random.nextInt(3),
                "value " + random.nextInt(3),
                random.nextBoolean() ? one(PROJECTS) : null,
                random.nextBoolean() ? house.clock().instant().plusSeconds(9_000) : null));
  }

  private void theater() {
    house
        .focus()
        .theaters()
        .save(
            actor(),
            new Theaters.Save(
                one(THEATERS),
                random.nextInt(4) == 0 ? one(THEATERS) : null,
                random.nextInt(3) == 0 ? one(List.of(TheaterStatus.values())) : null,
                random.nextInt(3) == 0 ? random.nextInt(101) : null,
                random.nextBoolean() ? random.nextInt(101) : null,
                random.nextInt(5) == 0));
  }

  private void action() {
    boolean old = random.nextBoolean();
    house
        .focus()
        .actions()
        .save(
            actor(),
            new Actions.Save(
                old ? id("A", 9) : null,
                old && random.nextBoolean() ? null : one(THEATERS),
                old ? perhaps("Title " + random.nextInt(4)) : "Do \"it\"",
                perhaps("Two\nlines"),
                random.nextInt(3) == 0 ? one(List.of(ActionStatus.values())) : null,
                random.nextBoolean() ? random.nextInt(6) : null,
                random.nextBoolean() ? random.nextBoolean() : null,
                random.nextBoolean() ? LocalDate.of(2026, 3, 1 + random.nextInt(28)) : null,
                random.nextBoolean() ? 1 + random.nextInt(90) : null,
                random.nextBoolean() ? random.nextBoolean() : null,
                random.nextInt(4) == 0 ? random.nextBoolean() : null,
                perhaps("HBR-1"),
                random.nextInt(3) == 0 ? task() : null,
                random.nextInt(3) == 0 ? id("D", 12) : null,
                random.nextInt(4) == 0 ? List.of(one(List.of(Actions.Part.values()))) : null));
  }

  private void activity() {
    boolean old = random.nextBoolean();
    house
        .focus()
        .logs()
        .log(
            actor(),
            new FocusLogs.Entry(
                old ? id("F", 6) : null,
                old ? null : one(List.of(FocusLog.Kind.values())),
                perhaps(one(THEATERS)),
                random.nextInt(3) == 0 ? id("A", 9) : null,
                "Text " + random.nextInt(4),
                perhaps("Details"),
                random.nextInt(3) == 0 ? random.nextInt(100) : null,
                random.nextBoolean() ? List.of("E-1", "E-2") : null,
                random.nextBoolean() ? house.clock().instant().minusSeconds(90) : null));
  }

  private void proof() {
    int dice = random.nextInt(6);
    if (dice < 2) {
      said(EvidenceSource.gitlab, "mr/" + random.nextInt(5), "Title " + random.nextInt(3));
      return;
    }
    boolean old = dice > 3;
    boolean suggests = random.nextInt(3) == 0;
    evidences.add(
        actor(),
        new Evidences.Add(
            old ? id("E", 12) : null,
            old ? null : "Did " + random.nextInt(9),
            old ? null : "So",
            null,
            null,
            null,
            old ? null : perhaps("HBR-1"),
            perhaps("Category " + random.nextInt(3)),
            random.nextBoolean() ? words("tag", 3) : null,
            random.nextInt(3) == 0 ? List.of(file()) : List.of(),
            suggests
                ? new Evidences.Said("model " + random.nextInt(2), 0.25, words("phrase", 2))
                : null));
  }

  private String file() {
    try {
      Path file = files.resolve(random.nextInt(4) + ".txt");
      return Files.writeString(file, "Text of " + file.getFileName()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void insight() {
    int dice = random.nextInt(6);
    String named = id("I", 6);
    if (dice < 3) {
      boolean old = dice == 2;
      insights.save(
          actor(),
          new Insights.Draft(
              old ? named : null,
              one(List.of(InsightType.values())),
              "Title " + random.nextInt(3),
              "It \"shows\"",
              random.nextInt(11) / 10.0,
              List.of(id("E", 12), id("E", 12), id("E", 2))));
      return;
    }
    var word = new Verdicts.Word(named, one(List.of(Verdict.values())), perhaps("So it is"));
    if (dice == 3) verdicts.show(person, named, word.verdict());
    else verdicts.asAsked(person, insights.get(person, named), word);
  }

  private void wellbeing() {
    LocalDate day = LocalDate.parse("2026-01-15").minusDays(random.nextInt(4));
    String words = "Text " + random.nextInt(4);
    if (random.nextBoolean()) {
      house
          .wellbeing()
          .feel(
              actor(),
              new Wellbeing.Felt(
                  one(List.of(Mood.values())),
                  random.nextBoolean() ? new BigDecimal("3.5") : null,
                  random.nextBoolean() ? MoodContext.work : null,
                  random.nextInt(3) == 0 ? one(List.of("S-1", task())) : null,
                  perhaps(words),
                  day));
    } else {
      house
          .wellbeing()
          .write(
              actor(),
              new Wellbeing.Written(
                  words,
                  perhaps("Title " + random.nextInt(3)),
                  words("tag", 3),
                  random.nextBoolean() ? Mood.good : null,
                  day));
    }
  }

  private void remove() {
    String item =
        one(
            List.of(
                task(),
                id("R", 8),
                id("C", 8),
                id("D", 12),
                id("M", 8),
                id("A", 9),
                id("F", 6),
                id("O", 6),
                id("J", 4),
                id("H", 5),
                id("E", 12),
                id("I", 6),
                "theater:" + one(THEATERS),
                "S-1",
                "S-1.1"));
    if (random.nextInt(5) < 2) house.removal().remove(actor(), item);
    else house.removal().restore(actor(), item);
  }

  private void removeProject() {
    String item = "project:" + one(PROJECTS);
    house.removal().remove(actor(), item);
    house.clock().advance(Duration.ofSeconds(1));
    if (random.nextInt(3) > 0) house.removal().restore(actor(), item);
  }
}
