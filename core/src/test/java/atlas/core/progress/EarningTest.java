package atlas.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.core.TestHouse;
import atlas.model.Caller;
import atlas.model.Earned;
import atlas.model.Json;
import atlas.model.Level;
import atlas.model.XpCategory;
import atlas.model.XpTotals;
import atlas.storage.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarningTest {
  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();

  @TempDir private Path home;

  @AfterEach
  void close() {
    house.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,100",
    "1,1,99",
    "99,1,1",
    "100,2,300",
    "399,2,1",
    "400,3,500",
    "409600,65,12900"
  })
  void aLevelIsTheRootOfHundreds(int xp, int level, int toNext) {
    assertThat(Level.of(xp).level()).isEqualTo(level);
    assertThat(Level.of(xp).toNext()).isEqualTo(toNext);
    assertThat(Level.of(xp + toNext).level()).isEqualTo(level + 1);
    assertThat(Level.of(xp).from()).isLessThanOrEqualTo(xp);
  }

  @Test
  void theFirstXpLeavesTheLevelAtOne() {
    assertThat(earn(work(1, 1))).containsExactly("1 XP for S-1");
    assertThat(house.rows("events where type = 'level.reached'")).isZero();
    assertThat(earn(work(2, 99)))
        .containsExactly("99 XP for S-2", "Level 2: 100 XP, 300 to the next");
    assertThat(
            house.rows("events where type = 'level.reached' and summary = 'Level 2, with 100 XP'"))
        .isEqualTo(1);
  }

  @Test
  void theSameSourceEarnsOnceForAReason() {
    earn(work(1, 25));
    long events = house.events(ann);
    assertThat(earn(work(1, 25))).isEmpty();
    assertThat(earn(work(1, 250))).isEmpty();
    house.clock().advance(Duration.ofDays(1));
    assertThat(earn(work(1, 25))).as("not on another day, either").isEmpty();
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(total()).isEqualTo(25);
    assertThat(total(house.ben())).isZero();
  }

  @Test
  void aDayGivesSoMuchOfACategoryAndNoMore() {
    assertThat(earn(work(1, 290)))
        .containsExactly("290 XP for S-1", "Level 2: 290 XP, 110 to the next");
    assertThat(earn(work(2, 25))).containsExactly("10 of 25 XP for S-2: a day gives 300 for work");
    assertThat(earn(work(3, 25))).containsExactly("0 of 25 XP for S-3: a day gives 300 for work");
    assertThat(earn(of(XpCategory.habit, 4, 5))).containsExactly("5 XP for S-4");
    assertThat(earn(of(XpCategory.achievement, 5, 5_000))).hasSize(2);
    house.clock().advance(Duration.ofDays(1));
    assertThat(earn(work(3, 25))).as("what the cap took is gone").isEmpty();
    assertThat(earn(work(6, 25))).containsExactly("25 XP for S-6");
    XpTotals totals = house.db().database().read(ann, tx -> tx.ledger().totals().orElseThrow());
    assertThat(totals).isEqualTo(new XpTotals(5330, 325, 0, 5, 0, 5_000));
  }

  @Test
  void manyWhoEarnAtOnceGetNoMoreThanTheCap() {
    Threads.race(8, n -> earn(work(n, 60)));
    assertThat(total()).isEqualTo(300);
    assertThat(house.rows("xp_ledger where amount < worth")).isEqualTo(3);
    assertThat(house.rows("events where type = 'level.reached'")).isEqualTo(1);
  }

  @Test
  void manyWhoEarnTheSameAtOnceGetItOnce() {
    Threads.race(8, n -> earn(work(1, 25)));
    assertThat(total()).isEqualTo(25);
    assertThat(house.rows("events where type = 'xp.earned'")).isEqualTo(1);
  }

  @Test
  void whatIsRolledBackWasNotEarned() {
    assertThatThrownBy(
            () ->
                house
                    .db()
                    .database()
                    .write(
                        ann,
                        tx -> {
                          house.earning().earn(tx, work(1, 25));
                          throw new IllegalStateException("afterwards");
                        }))
        .hasMessage("afterwards");
    assertThat(total()).isZero();
    assertThat(earn(work(1, 25))).containsExactly("25 XP for S-1");
  }

  @Test
  void nobodyWhoServesChangesWhatWasEarned() {
    earn(work(1, 25));
    for (String change :
        List.of(
            "update xp_ledger set amount = 9",
            "delete from xp_ledger",
            "truncate xp_ledger",
            "insert into xp_ledger select * from xp_ledger on conflict (user_id, source_type,"
                + " source_id, reason) do update set amount = 9")) {
      assertThatThrownBy(
              () ->
                  house
                      .db()
                      .server()
                      .useHandle(
                          h -> {
                            h.execute(
                                "select set_config('atlas.user_id', '"
                                    + ann.userId()
                                    + "', false)");
                            h.execute(change);
                          }))
          .as(change)
          .hasMessageContaining("permission denied");
    }
    // Nor the owner, who sees no rows; nor, by accident, a superuser.
    house.db().owner().useHandle(h -> assertThat(h.execute("delete from xp_ledger")).isZero());
    assertThatThrownBy(
            () -> house.db().admin().useHandle(h -> h.execute("update xp_ledger set amount = 9")))
        .hasMessageContaining("the ledger is append-only");
    assertThat(total()).isEqualTo(25);
  }

  @Test
  void aMilestoneEarnsTooAndOthersLookAtThat() {
    var seen = new ArrayList<String>();
    Milestone badge =
        (tx, moment) -> {
          seen.add(moment.before() + " to " + moment.after());
          return moment.after() < 50
              ? Milestone.Reached.NOTHING
              : new Milestone.Reached(List.of("Badge"), List.of(of(XpCategory.achievement, 9, 50)));
        };
    Milestone level =
        (tx, moment) ->
            moment.levelUp()
                ? new Milestone.Reached(List.of("Well, " + moment.level().level()), List.of())
                : Milestone.Reached.NOTHING;
    var earning = new Earning(XpRules.in(null), List.of(badge, level));
    assertThat(earn(earning, work(1, 40))).containsExactly("40 XP for S-1");
    assertThat(earn(earning, work(2, 20)))
        .containsExactly(
            "20 XP for S-2",
            "Badge",
            "50 XP for S-9",
            "Level 2: 110 XP, 290 to the next",
            "Badge",
            "Well, 2");
    assertThat(seen).containsExactly("0 to 40", "40 to 60", "60 to 110");
    assertThat(total()).isEqualTo(110);
  }

  @Test
  void whatThingsAreWorthIsTheHomesToSay() throws IOException {
    assertThat(XpRules.in(home).get()).isEqualTo(XpRules.in(null).get());
    Files.writeString(
        home.resolve("xp.json"),
        """
        {"session": {"base": 1, "minutes_for_point": 6, "most_for_minutes": 15,
          "most_for_scenarios": 20}, "bug": 7, "bugs_of_session": 2, "task": 3,
          "personal_task": 4, "habit": 5, "daily_caps": {"work": 8}, "freezes": 1}
        """);
    XpRules own = XpRules.in(home).get();
    assertThat(own.bug()).isEqualTo(7);
    assertThat(own.cap(XpCategory.work)).isEqualTo(8);
    assertThat(own.cap(XpCategory.habit)).isNull();
    assertThat(earn(new Earning(XpRules.in(home), List.of()), work(1, 25)))
        .containsExactly("8 of 25 XP for S-1: a day gives 8 for work");
  }

  @Test
  void whatCannotBeReadThereStopsNoWork() throws IOException {
    String whole = Json.MAPPER.writeValueAsString(XpRules.in(null).get());
    for (String broken :
        List.of(
            "",
            "{",
            "[]",
            "null",
            "{\"bug\": 7}",
            "{\"bug\": \"many\"}",
            whole.replace("\"session\"", "\"sessions\""),
            whole.replace("\"daily_caps\"", "\"caps\""),
            whole.replace("\"habit\":5", "\"habit\":null"),
            whole.replace("\"task\":15", "\"task\":-15"),
            whole.replace("\"base\":5", "\"base\":-5"),
            whole.replace("\"work\":300", "\"work\":-1"),
            whole.replace("\"bug\":10", "\"bug\":2000000"),
            whole.replace("\"minutes_for_point\":6", "\"minutes_for_point\":0"))) {
      Files.writeString(home.resolve("xp.json"), broken);
      assertThat(XpRules.in(home).get()).as(broken).isEqualTo(XpRules.in(null).get());
      assertThat(Earning.problems(home))
          .singleElement()
          .asString()
          .startsWith(home.resolve("xp.json") + " can't be read")
          .doesNotContain("\n");
    }
    Files.delete(home.resolve("xp.json"));
    assertThat(Earning.problems(home)).isEmpty();
  }

  @Test
  void theDocumentsOneExampleIsTwentyFive() {
    XpRules.SessionWorth session = XpRules.in(null).get().session();
    assertThat(session.of(45 * 60, 12)).isEqualTo(25);
    assertThat(session.of(0, 1)).isEqualTo(6);
    assertThat(session.of(1, 1)).isEqualTo(7);
    assertThat(session.of(100_000, 100)).isEqualTo(40);
  }

  @Test
  void theSumIsThatOfTheRowsHoweverManyThereAre() {
    int expected =
        IntStream.range(0, 60)
            .map(
                n -> {
                  if (n % 7 == 0) house.clock().advance(Duration.ofDays(1));
                  int worth = 1 + n % 4;
                  earn(of(XpCategory.values()[n % 5], n, worth));
                  return worth;
                })
            .sum();
    assertThat(total()).isEqualTo(expected);
    assertThat(house.rows("xp_ledger where amount <> worth")).isZero();
  }

  private Earned work(int n, int worth) {
    return of(XpCategory.work, n, worth);
  }

  private Earned of(XpCategory category, int n, int worth) {
    LocalDate today = LocalDate.ofInstant(house.clock().instant(), java.time.ZoneOffset.UTC);
    return new Earned(category, "session", new UUID(7, n), "ended", "S-" + n, worth, today);
  }

  private List<String> earn(Earned earned) {
    return earn(house.earning(), earned);
  }

  private List<String> earn(Earning earning, Earned earned) {
    return house.db().database().write(ann, tx -> earning.earn(tx, earned));
  }

  private int total() {
    return total(ann);
  }

  private int total(Caller caller) {
    return new Progress(house.db().database()).get(caller, 0).totals().total();
  }
}
