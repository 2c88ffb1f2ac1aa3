package atlas.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where {@code atlas bench} begins: runs the measurement that was named, or lists them all. */
public final class Main {
  private Main() {}

  private interface Measurement {
    List<Verdict> run(Options options, Report report) throws Exception;
  }

  private record Named(String about, Measurement measurement) {}

  private static final Map<String, Named> MEASUREMENTS = measurements();

  private static Map<String, Named> measurements() {
    var all = new LinkedHashMap<String, Named>();
    all.put(
        "start",
        new Named(
            """
            start to answered initialize, launcher included, against a Node server
                [--java-home DIR] [--runs N]""",
            Start::run));
    all.put(
        "write",
        new Named(
            """
            a writing tool over stdio against the same SQL by hand
                [--java-home DIR] [--blocks N] [--calls N]""",
            Write::run));
    all.put(
        "http",
        new Named(
            """
            50 HTTP clients, reads and writes, against the same SQL over the same pool
                [--java-home DIR] [--warm-up SECONDS] [--seconds N] [--rounds N] [--clients N]""",
            Http::run));
    all.put(
        "sync",
        new Named(
            """
            a copy of a local Jira of 10,000 issues: time to searchable, heap, transactions, and
                what search_issues and get_issue take among them
                [--java-home DIR] [--tickets N]""",
            JiraSync::run));
    all.put(
        "memory",
        new Named(
            """
            work memory of 1,000 users with 50,000 tasks and 1,000,000 events: context, lists,
                timelines, search, claims by 50 agents, and how each grows
                [--runs N]""",
            Memory::run));
    all.put(
        "search",
        new Named(
            """
            search_issues, search_memory and get_issue among 10,000 tickets, 50,000 scenarios and
                their log, against the same words over one connection without security
                [--tickets N] [--runs N]""",
            SearchBench::run));
    all.put(
        "predict",
        new Named(
            """
            predict_scenarios over stdio at 10,000 and 100,000 tickets with 50,000 scenarios: the
                first call, others, memory
                [--java-home DIR] [--tickets N] [--scenarios N] [--calls N]""",
            Predict::run));
    all.put(
        "jira-payloads",
        new Named(
            """
            reads recorded answers and webhooks of Jira, and looks whether anything is lost
                DIR""",
            JiraPayloads::run));
    all.put(
        "retrieval",
        new Named(
            """
            whether earlier tickets that report the same are found, each method a line
                --corpus FILE --queries FILE [--vectors FILE] [--learn FILE]""",
            Retrieval::run));
    all.put(
        "scenarios",
        new Named(
            """
            whether the scenarios that a ticket was tested with are found in a library
                --library FILE --tickets FILE [--vectors FILE] [--learn FILE]""",
            Scenarios::run));
    all.put(
        "embedding",
        new Named(
            """
            what the job embeds a second, the first question by meaning among 10,000 tickets and
                50,000 scenarios, and each later one
                [--tickets N] [--things N] [--runs N]""",
            EmbeddingBench::run));
    all.put(
        "evidence",
        new Named(
            """
            evidence of 20,000 rows: its import, and search_memory by words, filters and meaning
                [--rows N] [--runs N]""",
            EvidenceBench::run));
    return all;
  }

  public static void main(String[] arguments) {
    // The embedded PostgreSQL tells its story to the log; here only trouble is of interest.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    System.exit(run(Arrays.asList(arguments), System.out));
  }

  /**
   * 0 when every bar was met, 3 when one was not, 1 when nothing could be measured, 2 for usage.
   */
  private static int run(List<String> arguments, PrintStream out) {
    Named named = arguments.isEmpty() ? null : MEASUREMENTS.get(arguments.get(0));
    if (named == null) {
      out.println("Usage: atlas bench NAME [options]");
      MEASUREMENTS.forEach((name, what) -> out.printf("  %-13s %s%n", name, what.about()));
      return arguments.isEmpty() || arguments.get(0).equals("--help") ? 0 : 2;
    }
    var report = new Report(out);
    try {
      Options options = Options.of(new ArrayList<>(arguments.subList(1, arguments.size())));
      boolean met = true;
      for (Verdict verdict : named.measurement().run(options, report)) met &= verdict.print(report);
      return met ? 0 : 3;
    } catch (IllegalArgumentException usage) {
      report.line("atlas bench: " + usage.getMessage());
      return 2;
    } catch (Exception failed) {
      report.line("atlas bench: it could not be measured: " + failed);
      failed.printStackTrace(System.err);
      return 1;
    }
  }
}
