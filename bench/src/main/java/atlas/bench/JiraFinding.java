package atlas.bench;

import atlas.core.tickets.Accounts;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long it takes to find something among the issues that were copied, and to analyse one, in the
 * process that has the database open: what a client waits for, without the protocol.
 */
final class JiraFinding {
  private static final int STATEMENT_MILLIS = 50;
  private static final int ANALYSIS_MILLIS = 300;
  private static final int WARM_UP = 20;
  private static final int RUNS = 100;
  private static final int PAGE = 20;

  private JiraFinding() {}

  static List<Verdict> run(Home home, int history, Report report) throws IOException {
    var clock = InstantSource.system();
    // Without an account: what is measured is ours, and not how fast a Jira answers.
    Accounts none = user -> Optional.empty();
    var finding = new Finding(home.database(), none, TicketKeys.DEFAULT, clock);
    var tickets = new Tickets(home.database(), none, TicketKeys.DEFAULT, clock);
    var verdicts = new ArrayList<Verdict>();
    for (Map.Entry<String, String> query : queries().entrySet()) {
      Samples samples = new Samples();
      int found = 0;
      for (int i = -WARM_UP; i < RUNS; i++) {
        String text = query.getValue().formatted(1 + Math.floorMod(i * 37, history));
        long begun = System.nanoTime();
        var page =
            finding.search(home.caller(), new Finding.Query(text, null, null, null, PAGE, null));
        if (i >= 0) samples.addNanos(System.nanoTime() - begun);
        found += page.tickets().size();
      }
      if (found == 0) throw new IOException("nothing was found for " + query.getValue());
      verdicts.add(told("search_issues, " + query.getKey(), samples, STATEMENT_MILLIS, report));
    }
    Samples samples = new Samples();
    for (int i = -WARM_UP; i < RUNS; i++) {
      String key = BenchJira.HISTORY + "-" + (1 + Math.floorMod(i * 37, history));
      long begun = System.nanoTime();
      tickets.get(home.caller(), key, false);
      if (i >= 0) samples.addNanos(System.nanoTime() - begun);
    }
    verdicts.add(told("get_issue with analysis", samples, ANALYSIS_MILLIS, report));
    return verdicts;
  }

  /** From what a person means to what finds most; %d is another number each time. */
  private static Map<String, String> queries() {
    var queries = new LinkedHashMap<String, String>();
    queries.put("a word of one", BenchJira.word(BenchJira.HISTORY, 0).replace("0", "%d"));
    queries.put("a key", BenchJira.HISTORY + "-%d");
    queries.put("words of all", "voucher customer " + BenchJira.EVERYWHERE);
    queries.put("one word of several", "lighthouse submarine %d");
    return queries;
  }

  private static Verdict told(String what, Samples samples, int bar, Report report) {
    report.samples(what, samples, "ms");
    report.line("    p95 is %.2f of the bar of %d ms", samples.percentile(95) / bar, bar);
    return new Verdict(what + ", p95", samples.percentile(95), "ms", bar, true);
  }
}
