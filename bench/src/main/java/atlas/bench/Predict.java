package atlas.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits for {@code predict_scenarios}: the first call of a process, calls for
 * tickets that nobody asked about before, and the same ones again; and what the process takes.
 */
final class Predict {
  private static final int SMALL = 10_000;
  private static final int LARGE = 100_000;
  private static final int SMALL_MILLIS = 150;
  private static final int LARGE_MILLIS = 300;
  private static final int COLD = 3;
  private static final int WARM_UP = 40;

  private Predict() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int scenarios = options.number("scenarios", 50_000);
    int calls = options.number("calls", 300);
    Path javaHome = options.javaHome();
    report.line("predict: milliseconds of predict_scenarios over stdio, with what it keeps");
    report.machine(javaHome);
    List<Integer> sizes =
        options.values().containsKey("tickets")
            ? List.of(options.number("tickets", SMALL))
            : List.of(SMALL, LARGE);
    var verdicts = new ArrayList<Verdict>();
    for (int size : sizes) {
      verdicts.add(measure(new PredictSeed(size, scenarios), calls, javaHome, report));
    }
    return verdicts;
  }

  private static Verdict measure(
      PredictSeed seed, int calls, @Nullable Path javaHome, Report report) throws Exception {
    try (var home = Home.open()) {
      boolean vectors = seed.fill(home);
      report.line(
          "%d tickets, %d scenarios, %s vectors",
          seed.tickets(), seed.scenarios(), vectors ? "with" : "without");
      Map<String, String> environment = Atlas.environment(home.path(), javaHome);
      Atlas.ready(environment);
      report.samples("first of a process", cold(environment, home, seed), "ms");
      try (var client = StdioClient.start(environment, home.path())) {
        for (int i = 0; i < WARM_UP; i++) client.call(asked(seed, calls + i));
        Samples warm = calls(client, seed, calls);
        report.samples("another ticket each", warm, "ms");
        report.samples("the same ones again", calls(client, seed, calls), "ms");
        report.line(
            "  memory of the process: %.0f MB, at most %.0f MB",
            client.megabytes("VmRSS"), client.megabytes("VmHWM"));
        return new Verdict(
            "predict_scenarios, %d tickets, p95".formatted(seed.tickets()),
            warm.percentile(95),
            "ms",
            seed.tickets() <= SMALL ? SMALL_MILLIS : LARGE_MILLIS,
            true);
      }
    }
  }

  /** The first call of a process, whose database is open by then. */
  private static Samples cold(Map<String, String> environment, Home home, PredictSeed seed)
      throws IOException, InterruptedException {
    var samples = new Samples();
    for (int i = 0; i < COLD; i++) {
      try (var client = StdioClient.start(environment, home.path())) {
        client.call("{\"name\":\"get_assigned_issues\",\"arguments\":{\"source\":\"cached\"}}");
        samples.addNanos(client.call(asked(seed, i)));
      }
    }
    return samples;
  }

  private static Samples calls(StdioClient client, PredictSeed seed, int calls) throws IOException {
    var samples = new Samples();
    for (int i = 0; i < calls; i++) samples.addNanos(client.call(asked(seed, i)));
    return samples;
  }

  private static String asked(PredictSeed seed, int number) {
    // All over the years, and none twice before all were asked about where there are enough.
    int ticket = 1 + (int) (number * 7_919L % seed.tickets());
    return "{\"name\":\"predict_scenarios\",\"arguments\":{\"ticket_key\":\"%s\"}}"
        .formatted(PredictSeed.key(ticket));
  }
}
