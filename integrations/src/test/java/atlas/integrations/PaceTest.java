package atlas.integrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Pace pace = new Pace(nanos::get);

  @Test
  void whatA429SaysHoldsForEverybody() {
    assertThat(pace.learn(answer(429, "Retry-After", "7"))).isEqualTo(Duration.ofSeconds(7));
    assertThat(pace.turn(false)).isEqualTo(Duration.ofSeconds(7));
    pass(Duration.ofSeconds(5));
    assertThat(pace.turn(true)).isEqualTo(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    assertThat(pace.turn(false)).isZero();
  }

  @Test
  void theTimeMayBeGivenAsAnInstantOrAnInterval() {
    var cloud =
        answer(
            429,
            "Date",
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "X-RateLimit-Reset",
            "2026-10-21T07:28:30Z");
    assertThat(pace.learn(cloud)).isEqualTo(Duration.ofSeconds(30));
    assertThat(pace.turn(false)).isEqualTo(Duration.ofSeconds(30));
    var center = answer(429, "X-RateLimit-Interval-Seconds", "60", "X-RateLimit-FillRate", "10");
    assertThat(pace.learn(center)).isEqualTo(Duration.ofSeconds(60));
    assertThat(pace.learn(answer(429, "X-RateLimit-Reset", "soon"))).isNull();
  }

  @Test
  void gitLabGivesASecondOfItsOwnClock() {
    String sent = "Wed, 21 Oct 2026 07:28:00 GMT";
    long then = java.time.Instant.parse("2026-10-21T07:28:20Z").getEpochSecond();
    String reset = Long.toString(then);
    assertThat(pace.learn(answer(429, "Date", sent, "RateLimit-Reset", reset)))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(pace.learn(answer(503, "Date", sent, "RateLimit-Reset", reset))).isNull();
    assertThat(pace.learn(answer(200, "RateLimit-Limit", "100", "RateLimit-Remaining", "5")))
        .isNull();
    pass(Duration.ofSeconds(20));
    assertThat(pace.turn(true)).isZero();
    assertThat(pace.turn(true)).isPositive();
  }

  @Test
  void aLimitOnOneIssueStopsNothingElse() {
    var one = answer(429, "Retry-After", "7", "RateLimit-Reason", "jira-per-issue-on-write");
    assertThat(pace.learn(one)).isEqualTo(Duration.ofSeconds(7));
    assertThat(pace.turn(false)).isZero();
  }

  @Test
  void jobsGoSlowlyWhenTheLimitIsNear() {
    assertThat(pace.learn(answer(200, "X-RateLimit-NearLimit", "true"))).isNull();
    assertThat(pace.turn(true)).isZero();
    assertThat(pace.turn(true)).isEqualTo(Duration.ofSeconds(1));
    assertThat(pace.turn(false)).isZero();
    pass(Duration.ofSeconds(1));
    assertThat(pace.turn(true)).isZero();
    pass(Duration.ofSeconds(61));
    assertThat(pace.turn(true)).isZero();
    assertThat(pace.turn(true)).isZero();
    pace.learn(answer(200, "X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "19"));
    assertThat(pace.turn(true)).isZero();
    assertThat(pace.turn(true)).isPositive();
  }

  @Test
  void noHeaderStopsUsForMoreThanAnHour() {
    for (String wait :
        new String[] {"999999", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
      assertThat(pace.learn(answer(503, "Retry-After", wait)))
          .as(wait)
          .isEqualTo(Duration.ofHours(1));
    }
    assertThat(pace.turn(false)).isEqualTo(Duration.ofHours(1));
    for (String reset : new String[] {"+1000000000-12-31T23:59:59Z", "9999-12-31T23:59:59Z"}) {
      assertThat(pace.learn(answer(429, "X-RateLimit-Reset", reset)))
          .as(reset)
          .isEqualTo(Duration.ofHours(1));
    }
    assertThat(pace.learn(answer(429, "X-RateLimit-Reset", "-1000000000-01-01T00:00:00Z")))
        .isZero();
    assertThat(pace.learn(answer(429, "X-RateLimit-Interval-Seconds", "999999999")))
        .isEqualTo(Duration.ofHours(1));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static Response answer(int status, String... headers) {
    var response =
        new Response.Builder()
            .request(new Request.Builder().url("https://jira.example.com/").build())
            .protocol(Protocol.HTTP_1_1)
            .message("")
            .code(status);
    for (int i = 0; i < headers.length; i += 2) response.header(headers[i], headers[i + 1]);
    return response.build();
  }
}
