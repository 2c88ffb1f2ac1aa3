package atlas.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * How long a writing tool takes over stdio, beside the same statements by hand over one connection
 * to the same PostgreSQL: in blocks by turns, with the database warm.
 */
final class Write {
  private interface Call {
    long nanos(int number) throws Exception;
  }

  private Write() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int blocks = options.number("blocks", 20);
    int calls = options.number("calls", 50);
    int warmUp = options.number("warm-up", 6_000);
    Path javaHome = options.javaHome();
    try (var home = Home.open();
        var connection = home.connect()) {
      List<Integer> sessions = Seed.sessions(home.database(), home.caller(), 2);
      var environment = Atlas.environment(home.path(), javaHome);
      Atlas.ready(environment);
      report.line("write: milliseconds of a writing tool over stdio, and of its SQL by hand");
      report.machine(javaHome);
      try (var client = StdioClient.start(environment, home.path())) {
        var byHand = new ByHand(connection, home.caller().userId());
        Call log = n -> client.call(Words.logScenario(sessions.get(0), n));
        Call logByHand = n -> timed(() -> byHand.logScenario(sessions.get(1), Words.scenario(n)));
        Call decide = n -> client.call(Words.recordDecision(n));
        Call decideByHand =
            n -> timed(() -> byHand.recordDecision(Words.PROJECT, Words.decision(n)));
        // A server lives for days: what its first minute is like is not what is asked here.
        for (int i = 0; i < warmUp; i++) {
          for (Call call : List.of(log, logByHand, decide, decideByHand)) call.nanos(i);
        }
        double first = compare(report, "log_scenario", blocks, calls, log, logByHand);
        double second = compare(report, "record_decision", blocks, calls, decide, decideByHand);
        return List.of(
            Verdict.ratio("write (the slower ratio)", Math.max(first, second), 1.5, true));
      }
    }
  }

  private static double compare(
      Report report, String tool, int blocks, int calls, Call ours, Call byHand) throws Exception {
    var atlas = new Samples();
    var hand = new Samples();
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < calls; i++) atlas.addNanos(ours.nanos(block * calls + i));
      for (int i = 0; i < calls; i++) hand.addNanos(byHand.nanos(block * calls + i));
    }
    report.samples(tool + ", atlas", atlas, "ms");
    report.samples(tool + ", by hand", hand, "ms");
    double ratio = atlas.median() / hand.median();
    report.line("  %s: %.2f x", tool, ratio);
    return ratio;
  }

  private interface Work {
    void run() throws Exception;
  }

  private static long timed(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return System.nanoTime() - begin;
  }
}
