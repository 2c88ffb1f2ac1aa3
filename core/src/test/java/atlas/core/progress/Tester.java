package atlas.core.progress;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.testing.Sessions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.CoachLine;
import atlas.model.CoachVoice;
import atlas.model.Earned;
import atlas.model.Habit;
import atlas.model.Outcome;
import atlas.model.Result;
import atlas.model.XpCategory;
import atlas.storage.Tx;
import atlas.storage.jobs.Handler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Somebody who tests, day for day, by the data of a home. */
final class Tester implements AutoCloseable {
  private final TestHouse house = new TestHouse();
  private final Goals goals;
  private final Earning earning;
  private final Sessions sessions;
  private int tickets;

  Tester(@Nullable Path home) {
    goals = new Goals(home);
    earning = new Earning(XpRules.in(home), List.of(goals));
    sessions = house.sessions(new SessionProgress(earning));
  }

  TestHouse house() {
    return house;
  }

  Goals goals() {
    return goals;
  }

  /** What the job does of which a day gets its challenge. */
  Handler round() {
    return new DailyRound(house.db().database(), goals, earning).duties().get(0).handler();
  }

  Habits habits() {
    return new Habits(earning);
  }

  /** A new habit of each day. */
  Habit habit(String name) {
    return write(
        tx -> Habits.save(tx, new HabitDraft(null, name, null, null, null, null, null, null)));
  }

  Caller ann() {
    return house.ann();
  }

  /** A session on a ticket of its own with so many scenarios; the lines of its end. */
  List<String> session(int scenarios) {
    return session(nextTicket(), scenarios);
  }

  List<String> session(String ticket, int scenarios) {
    house.jira().put(ticket);
    String session =
        sessions.start(ann(), new Start(ticket, null, null, false)).session().shortId();
    for (int n = 1; n <= scenarios; n++) {
      String name = session + " scenario " + n;
      sessions.log(
          ann(), new Log(session, name, Result.passed, Activity.test, null, null, null, null));
    }
    return sessions.end(ann(), new End(session, Outcome.passed, null, null, null, null)).effects();
  }

  synchronized String nextTicket() {
    return "HBR-" + ++tickets;
  }

  /** Earns by so many tasks of one transaction. */
  List<String> tasks(int count) {
    return write(
        tx ->
            earning.earn(
                tx,
                IntStream.range(0, count)
                    .mapToObj(
                        n ->
                            new Earned(
                                XpCategory.work,
                                "task",
                                UUID.randomUUID(),
                                "done",
                                "T-" + n,
                                1,
                                Earning.today(tx)))
                    .toList()));
  }

  List<String> earn(XpCategory category, String sourceType, int worth) {
    return write(
        tx ->
            earning.earn(
                tx,
                new Earned(
                    category,
                    sourceType,
                    UUID.randomUUID(),
                    "done",
                    "It",
                    worth,
                    Earning.today(tx))));
  }

  void pass(Duration time) {
    house.clock().advance(time);
  }

  void nextDay() {
    pass(Duration.ofDays(1));
  }

  LocalDate today() {
    return read(Earning::today);
  }

  void speak(CoachVoice voice) {
    profile(voice, null, null);
  }

  void profile(
      @Nullable CoachVoice voice, @Nullable String timeZone, @Nullable Boolean notifications) {
    new Profiles(house.db().database())
        .update(
            ann(),
            new Profiles.Change(
                null, null, null, null, timeZone, null, null, null, voice, null, notifications));
  }

  /** What the coach said, the last first. */
  List<CoachLine> said() {
    return read(tx -> Coach.latest(tx, 100));
  }

  <T> T read(Function<Tx, T> work) {
    return house.db().database().read(ann(), work::apply);
  }

  <T> T write(Function<Tx, T> work) {
    return house.db().database().write(ann(), work::apply);
  }

  @Override
  public void close() {
    house.close();
  }
}
