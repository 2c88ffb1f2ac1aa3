package atlas.core.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.insight.Pack.Gap;
import atlas.core.insight.Trend.Direction;
import atlas.core.insight.Trend.Point;
import atlas.core.memory.Completion.Complete;
import atlas.core.memory.Tasks.Save;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.model.Activity;
import atlas.model.Days;
import atlas.model.Measure;
import atlas.model.Outcome;
import atlas.model.Result;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrendsTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  private static Period period(String from, String to) {
    return new Period(LocalDate.parse(from), LocalDate.parse(to), Days.UTC);
  }

  private Trend trend(Measure measure, Period period) {
    return house.house.db().database().read(house.ann, tx -> Trends.of(tx, measure, period));
  }

  @Test
  void anOrderThatChanceSeldomMakesIsATrend() {
    // Kendall's own table: of five in order S is 10, and chance does that or the reverse in 2 of
    // 120.
    assertThat(Trends.confidence(new double[] {1, 2, 3, 4, 5})).isCloseTo(0.973, within(0.001));
    assertThat(Trends.confidence(new double[] {5, 4, 3, 2, 1})).isCloseTo(0.973, within(0.001));
    assertThat(Trends.confidence(new double[] {1, 3, 2, 4, 1, 3})).isLessThan(0.6);
    assertThat(Trends.confidence(new double[] {2, 2, 2, 2, 2, 2})).isZero();
    assertThat(Trends.confidence(new double[] {1, 2, 3})).isZero();
    assertThat(Trends.confidence(new double[] {1, 1, 2, 2, 3, 3, 4, 4})).isGreaterThan(0.99);
  }

  @Test
  void aPeriodHasWeeksFromMondayOnOrMonths() {
    assertThat(Trends.parts(period("2026-01-07", "2026-01-20")))
        .containsExactly(
            period("2026-01-07", "2026-01-11"),
            period("2026-01-12", "2026-01-18"),
            period("2026-01-19", "2026-01-20"));
    assertThat(Trends.parts(period("2025-07-15", "2025-12-31")))
        .hasSize(6)
        .startsWith(period("2025-07-15", "2025-07-31"))
        .endsWith(period("2025-12-01", "2025-12-31"));
  }

  @Test
  void fiveWeekdaysOfNothingAreAGap() {
    // 2026-01-05 is a Monday.
    assertThat(Gaps.of(period("2026-01-05", "2026-02-01"), days("2026-01-09", "2026-01-19")))
        .containsExactly(
            new Gap(LocalDate.parse("2026-01-12"), LocalDate.parse("2026-01-16"), 5),
            new Gap(LocalDate.parse("2026-01-20"), LocalDate.parse("2026-01-30"), 9));
    assertThat(Gaps.of(period("2026-01-05", "2026-01-08"), days())).isEmpty();
  }

  private static List<LocalDate> days(String... days) {
    return java.util.Arrays.stream(days).map(LocalDate::parse).toList();
  }

  @Test
  void bugsPerSessionAreTheMeanOfTheSessionsThatEnded() {
    house.house.jira().put("HBR-1").type("Story").summary("Invoices");
    for (int bugs : new int[] {0, 1, 1, 2, 4}) {
      session(bugs);
      house.house.clock().advance(Duration.ofDays(7));
    }
    LocalDate today = LocalDate.ofInstant(house.house.clock().instant(), ZoneOffset.UTC);
    Trend trend = trend(Measure.bugs_per_session, new Period(today.minusDays(48), today, Days.UTC));
    assertThat(trend.value()).isEqualTo(1.6);
    assertThat(trend.seen()).isEqualTo(5);
    assertThat(trend.before()).isNull();
    assertThat(trend.refs()).containsExactly("S-5", "S-4", "S-3", "S-2", "S-1");
    assertThat(trend.points()).extracting(Point::value).contains(0.0, 2.0, 4.0, null);
    assertThat(trend.direction()).isEqualTo(Direction.rising);
    Trend half = trend(Measure.bugs_per_session, new Period(today.minusDays(14), today, Days.UTC));
    assertThat(half.seen()).isEqualTo(2);
    assertThat(half.before()).isEqualTo(1.0);
    assertThat(half.direction()).isEqualTo(Direction.unknown);
  }

  private void session(int bugs) {
    house.house.sessions().start(house.ann, new Start("HBR-1", null, null, false));
    for (int n = 0; n < Math.max(1, bugs); n++) {
      boolean found = n < bugs;
      house
          .house
          .sessions()
          .log(
              house.ann,
              new Log(
                  null,
                  "Try " + n,
                  found ? Result.failed : Result.passed,
                  Activity.test,
                  null,
                  5,
                  null,
                  found ? "HBR-" + (100 + house.house.rows("scenarios")) : null));
    }
    house.house.sessions().end(house.ann, end());
  }

  private static End end() {
    return new End(null, Outcome.passed, null, null, null, null);
  }

  @Test
  void cycleTimeIsTheMedianOfTasksAndOfTheUsersOwnIssues() {
    for (int days : new int[] {1, 3, 8}) {
      house.house.tasks().save(house.ann, task("After " + days));
      house.house.clock().advance(Duration.ofDays(days));
      String task = "T-" + house.house.rows("tasks");
      house.house.completion().complete(house.ann, new Complete(task, List.of(), List.of(), null));
    }
    LocalDate today = LocalDate.ofInstant(house.house.clock().instant(), ZoneOffset.UTC);
    Trend trend = trend(Measure.cycle_time, new Period(today.minusDays(20), today, Days.UTC));
    assertThat(trend.value()).isCloseTo(3.0, within(1e-6));
    assertThat(trend.refs()).containsExactly("T-3", "T-2", "T-1");
  }

  private static Save task(String title) {
    return new Save(null, title, null, null, null, null, null, null, null, null, null);
  }
}
