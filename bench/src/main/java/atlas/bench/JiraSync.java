package atlas.bench;

import atlas.core.tickets.Sync;
import atlas.model.FoundTicket;
import atlas.model.SyncJob;
import atlas.storage.FindingTable.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long {@code atlas sync jira} takes until everything that a local Jira has can be found, and
 * what it needs for that. The Jira runs in this process and takes its part of the machine.
 */
final class JiraSync {
  private static final int HEAP_MEGABYTES = 512;
  private static final int SECONDS = 60;

  // So many for the run whose statements are logged: the log makes it slow.
  private static final int COUNTED = 1_000;
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final long TELLS_EACH_MILLIS = 1_100;

  private JiraSync() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int tickets = options.number("tickets", 10_000);
    Path javaHome = options.javaHome();
    report.line("sync: a local Jira's issues, copied by atlas sync jira");
    report.machine(javaHome);
    count(Math.min(tickets, COUNTED), javaHome, report);
    try (var home = Home.open();
        var jira = new BenchJira(tickets)) {
      Map<String, String> environment = environment(home, jira, javaHome);
      Path gc = home.path().resolve("gc.log");
      Copied copied = copy(home, jira, environment, tickets, gc);
      copied.print(report, tickets);
      HeapLog heap = HeapLog.read(gc);
      report.line(
          "  heap: %.0f MB at most before one of %d collections or at the end, of -Xmx%dm",
          heap.peakMegabytes(), heap.collections(), HEAP_MEGABYTES);
      again(home, jira, environment, tickets / 100, report);
      var verdicts = new ArrayList<Verdict>();
      verdicts.add(new Verdict("sync to searchable", copied.searchable(), "s", SECONDS, true));
      verdicts.add(new Verdict("sync, heap", heap.peakMegabytes(), "MB", HEAP_MEGABYTES, true));
      verdicts.addAll(JiraFinding.run(home, Math.max(1, jira.history()), report));
      return verdicts;
    }
  }

  private static Map<String, String> environment(Home home, BenchJira jira, @Nullable Path javaHome)
      throws IOException, InterruptedException {
    Map<String, String> environment = Atlas.environment(home.path(), javaHome);
    Atlas.ready(environment);
    environment.putAll(jira.environment());
    return environment;
  }

  /**
   * What a first copy took.
   *
   * @param searchable seconds from the start of the process until a search found all of them
   * @param ended seconds until the process had ended, having compared everything once more
   */
  private record Copied(
      double searchable,
      double ended,
      double residentMegabytes,
      long transactions,
      int requests,
      String said) {
    void print(Report report, int tickets) {
      report.line("  %s", said);
      report.line(
          "  searchable after %.1f s, %.0f tickets/s; the process ended after %.1f s",
          searchable, tickets / searchable, ended);
      report.line(
          "  %d requests to Jira; %d transactions, %.3f for a ticket",
          requests, transactions, (double) transactions / tickets);
      report.line("  memory of the process as the system counts it: %.0f MB", residentMegabytes);
    }
  }

  private static Copied copy(
      Home home, BenchJira jira, Map<String, String> environment, int tickets, Path gc)
      throws Exception {
    try (Connection connection = home.connect()) {
      long before = commits(connection);
      long looks = 0;
      double searchable = Double.NaN;
      var options = List.of("-Xmx" + HEAP_MEGABYTES + "m", HeapLog.option(gc));
      try (var sync = SyncProcess.start(environment, home.path(), options)) {
        boolean ended;
        do {
          ended = sync.endedWithin(LOOK_EVERY_MILLIS);
          if (!Double.isNaN(searchable)) continue;
          looks++;
          if (matching(home, jira.lastWord()) < 1) continue;
          looks++;
          if (matching(home, BenchJira.EVERYWHERE) == tickets) searchable = sync.seconds();
        } while (!ended);
        double seconds = sync.seconds();
        String said = sync.said();
        if (Double.isNaN(searchable)) throw new IOException("not all were found: " + said);
        return new Copied(
            searchable,
            seconds,
            sync.residentMegabytes(),
            settledCommits(home, connection) - before - looks,
            jira.requests(),
            said);
      }
    }
  }

  private static int matching(Home home, String words) {
    List<FoundTicket> found =
        home.database()
            .read(
                home.caller(),
                tx ->
                    tx.finding()
                        .search(
                            new Search(
                                words,
                                new String[0],
                                false,
                                new String[0],
                                null,
                                null,
                                null,
                                0,
                                1)));
    return found.isEmpty() ? 0 : found.get(0).matching();
  }

  /** Copies once more after some have changed. */
  private static void again(
      Home home, BenchJira jira, Map<String, String> environment, int changed, Report report)
      throws Exception {
    jira.change(changed);
    int requests = jira.requests();
    try (var sync =
        SyncProcess.start(environment, home.path(), List.of("-Xmx" + HEAP_MEGABYTES + "m"))) {
      while (!sync.endedWithin(50)) continue;
      double seconds = sync.seconds();
      report.line("  again, %d changed: %s", changed, sync.said());
      SyncJob job =
          home.database()
              .read(home.caller(), tx -> tx.syncJobs().latest(Sync.JIRA))
              .orElseThrow(() -> new IOException("no run was kept"));
      report.line(
          "  again: %.1f s with the start of the process, %d fetched, %d requests",
          seconds, job.fetched(), jira.requests() - requests);
      if (job.updated() < changed) throw new IOException("changes were missed: " + sync.said());
    }
  }

  /** Statements and transactions of a smaller copy, from the driver's log. */
  private static void count(int tickets, @Nullable Path javaHome, Report report) throws Exception {
    try (var home = Home.open();
        var jira = new BenchJira(tickets);
        Connection connection = home.connect()) {
      Map<String, String> environment = environment(home, jira, javaHome);
      long before = commits(connection);
      Path log = home.path().resolve("driver.log");
      var options = new ArrayList<>(DriverLog.options(home.path(), log));
      options.add("-Xmx" + HEAP_MEGABYTES + "m");
      try (var sync = SyncProcess.start(environment, home.path(), options)) {
        while (!sync.endedWithin(50)) continue;
        sync.said();
      }
      DriverLog.Counts counts = DriverLog.read(log);
      long commits = settledCommits(home, connection) - before;
      report.line(
          "  counted with %d tickets, the start of the process included: %d statements (%.3f for a"
              + " ticket, BEGIN and COMMIT among them), %d round trips, %d transactions",
          tickets,
          counts.statements(),
          (double) counts.statements() / tickets,
          counts.roundTrips(),
          commits);
      Files.deleteIfExists(log);
    }
  }

  /** Transactions that were committed in the database, whoever did; this one is undone. */
  private static long commits(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select xact_commit from pg_stat_database where datname = current_database()")) {
      row.next();
      return row.getLong(1);
    } finally {
      connection.rollback();
    }
  }

  /** The same once everybody has told what they did, without what is done here to learn it. */
  private static long settledCommits(Home home, Connection connection)
      throws SQLException, InterruptedException {
    // A connection tells what it did when it ends, and while it is open with its next transaction
    // after a second; pg_stat_force_next_flush() is for the connection that asks alone. This one
    // transaction is two: after so long the pool first tries whether its connection is alive.
    Thread.sleep(TELLS_EACH_MILLIS);
    home.database().read(home.caller(), tx -> tx.tickets().countActive());
    long last = -1;
    long now = commits(connection);
    while (now != last) {
      last = now;
      Thread.sleep(TELLS_EACH_MILLIS);
      now = commits(connection);
    }
    return now - 2;
  }
}
