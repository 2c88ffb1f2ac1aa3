package atlas.core.testing;

import atlas.core.testing.Sheet.Share;
import atlas.core.testing.Sheet.Split;
import atlas.model.Activity;
import atlas.model.Pause;
import atlas.model.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of a session went. A scenario takes the minutes that were logged with it, else the
 * time since the scenario before it, without the breaks.
 *
 * @param split of what went into the charter; null when nothing did
 * @param share null when no time went by
 */
record Breakdown(@Nullable Split split, @Nullable Share share) {

  static Breakdown of(Instant startedAt, List<Scenario> scenarios, List<Pause> pauses) {
    Map<Activity, Long> charter = new EnumMap<>(Activity.class);
    long opportunity = 0;
    Instant before = startedAt;
    for (Scenario scenario : scenarios) {
      long seconds =
          scenario.minutes() == null
              ? seconds(before, scenario.loggedAt(), pauses)
              : 60L * scenario.minutes();
      if (scenario.opportunity()) opportunity += seconds;
      else charter.merge(scenario.activity(), seconds, Long::sum);
      before = scenario.loggedAt();
    }
    long asked = charter.values().stream().mapToLong(Long::longValue).sum();
    return new Breakdown(
        asked == 0 ? null : split(charter, asked),
        asked + opportunity == 0 ? null : share(asked, opportunity));
  }

  private static Split split(Map<Activity, Long> seconds, long all) {
    int bug = percent(seconds.getOrDefault(Activity.bug, 0L), all);
    // Two halves that are both rounded up would be more than the whole.
    int setup = Math.min(100 - bug, percent(seconds.getOrDefault(Activity.setup, 0L), all));
    return new Split(100 - bug - setup, bug, setup);
  }

  private static Share share(long charter, long opportunity) {
    int beside = percent(opportunity, charter + opportunity);
    return new Share(100 - beside, beside);
  }

  private static int percent(long part, long all) {
    return (int) Math.round(100.0 * part / all);
  }

  private static long seconds(Instant from, Instant until, List<Pause> pauses) {
    long seconds = between(from, until);
    for (Pause pause : pauses) {
      Instant begun = pause.startedAt().isAfter(from) ? pause.startedAt() : from;
      Instant ended =
          pause.endedAt() == null || pause.endedAt().isAfter(until) ? until : pause.endedAt();
      seconds -= between(begun, ended);
    }
    return Math.max(0, seconds);
  }

  private static long between(Instant from, Instant until) {
    return Math.max(0, Duration.between(from, until).toSeconds());
  }
}
