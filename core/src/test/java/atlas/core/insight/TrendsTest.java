package atlas.core.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import atlas.core.insight.Pack.Gap;
import atlas.core.insight.Trend.Direction;
import atlas.core.insight.Trend.Point;
import atlas.core.memory.Completion.Complete;
import atlas.core.memory.Tasks.Save;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Days;
import atlas.model.Measure;
import atlas.model.Outcome;
import atlas.model.Result;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  void cycleTimeIsOfIssuesAndNotOfTasks() {
    house.house.tasks().save(house.ann, task("A minute's work"));
    house.house.completion().complete(house.ann, new Complete("T-1", List.of(), List.of(), null));
    LocalDate today = LocalDate.ofInstant(house.house.clock().instant(), ZoneOffset.UTC);
    Trend trend = trend(Measure.cycle_time, new Period(today.minusDays(20), today, Days.UTC));
    assertThat(trend.seen()).isZero();
  }

  @Test
  void cycleTimeHasIssuesThatAreTheUsersOwnAndDone() {
    for (String key : List.of("HBR-1", "HBR-2", "HBR-3", "HBR-4")) {
      house.house.jira().put(key).type("Story").summary("Issue " + key);
    }
    var live = new Tickets.Query(null, null, Tickets.Source.live, 10, null);
    house.house.tickets().assigned(house.ann, live);
    sql(
        "insert into jira_sites (user_id, kind, site, account_id, checked_at)"
            + " values ('%s', 'cloud', 'https://jira.example.com', 'me', now())");
    took("HBR-1", "me", "2026-01-01T12:00:00Z", "2026-01-03T00:00:00Z");
    took("HBR-2", "me", "2026-01-01T00:00:00Z", "2026-01-05T12:00:00Z");
    // Another's, and one that is not of this time.
    took("HBR-3", "bo", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    took("HBR-4", "me", "2025-12-01T00:00:00Z", "2025-12-31T00:00:00Z");
    Trend trend = trend(Measure.cycle_time, period("2026-01-01", "2026-01-31"));
    assertThat(trend.value()).isEqualTo(3.0);
    assertThat(trend.refs()).containsExactly("HBR-2", "HBR-1");
    assertThat(trend.before()).isEqualTo(30.0);
    assertThat(trend.points()).extracting(Point::value).startsWith(1.5, 4.5, null);
  }

  private void took(String key, String assignee, String created, String resolved) {
    sql(
        "update tickets set assignee_id = '"
            + String.join(
                "', jira_created_at = '", assignee, created + "', jira_resolved_at = '" + resolved)
            + "' where user_id = '%s' and ticket_key = '"
            + key
            + "'");
  }

  @Test
  void aBugThatEscapedTwoSessionsCountsOnceAndWeeksWithoutAreNone() {
    house.house.jira().put("HBR-1").type("Story").summary("Invoices");
    session(0);
    session(0);
    for (String escape :
        List.of(
            "1, 'HBR-8', '2026-01-06T10:00:00Z'",
            "2, 'HBR-8', '2026-01-06T10:00:00Z'",
            "1, 'HBR-9', '2026-01-20T10:00:00Z'",
            "2, 'HBR-7', '2025-12-20T10:00:00Z'")) {
      String[] parts = escape.split(", ", 2);
      sql(
          "insert into escapes (user_id, session_id, bug_key, escaped_at) select user_id, id, "
              + parts[1]
              + " from sessions where user_id = '%s' and number = "
              + parts[0]);
    }
    Trend trend = trend(Measure.escaped_defects, period("2026-01-05", "2026-02-01"));
    assertThat(trend.value()).isEqualTo(2.0);
    assertThat(trend.refs()).containsExactly("HBR-9", "HBR-8");
    assertThat(trend.before()).isEqualTo(1.0);
    assertThat(trend.points()).extracting(Point::value).containsExactly(1.0, 0.0, 1.0, 0.0);
    assertThat(trend.direction()).isEqualTo(Direction.steady);
    house.house.removal().remove(house.ann, "S-1");
    assertThat(trend(Measure.escaped_defects, period("2026-01-05", "2026-02-01")).refs())
        .containsExactly("HBR-8");
  }

  @Test
  void predictionQualityIsTheBrierScoreOfWhatCameTrueOrNot() {
    house.house.jira().put("HBR-1").type("Story").summary("Invoices");
    house
        .house
        .predictions()
        .predict(house.ann, new Predictions.Ask("HBR-1", null, null, null, null, 4));
    settled(1, 0.75, true, true, null);
    settled(2, 0.5, true, false, null);
    settled(3, 0.25, false, false, "'rejected'");
    // Nobody knows what would have come of it.
    settled(4, 1, false, false, null);
    Trend trend = trend(Measure.prediction_quality, period("2026-01-05", "2026-01-11"));
    assertThat(trend.value()).isCloseTo((0.0625 + 0.25 + 0.0625) / 3, within(1e-6));
    assertThat(trend.seen()).isEqualTo(3);
    assertThat(trend.refs()).containsExactly("P-3", "P-2", "P-1");
  }

  private void settled(
      int number, double sure, boolean tried, boolean found, @Nullable String said) {
    sql(
        "update predictions set confidence = %s, tried = %s, found_bug = %s, feedback = %s,"
                .formatted(sure, tried, found, said)
            + " settled_at = '2026-01-06T10:00:0"
            + number
            + "Z' where user_id = '%s' and number = "
            + number);
  }

  private void sql(String statement) {
    house.house.db().admin().useHandle(h -> h.execute(statement.formatted(house.ann.userId())));
  }

  private static Save task(String title) {
    return new Save(null, title, null, null, null, null, null, null, null, null, null);
  }
}
