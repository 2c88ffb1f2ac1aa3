package atlas.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many calls a second the HTTP server answers to 50 clients at once, beside the same statements
 * by 50 threads of this process over a pool of the same size to the same PostgreSQL, by turns.
 */
final class Http {
  private static final int POOL = 8;

  private Http() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int seconds = options.number("seconds", 10);
    int rounds = options.number("rounds", 4);
    int clients = options.number("clients", 50);
    int warmUp = options.number("warm-up", 180);
    Path javaHome = options.javaHome();
    try (var home = Home.open()) {
      // The same for both: a session's timeline takes longer the more was logged in it.
      List<Integer> sessions = Seed.sessions(home.database(), home.caller(), clients);
      var environment = Atlas.environment(home.path(), javaHome);
      environment.put("ATLAS_POOL_SIZE", Integer.toString(POOL));
      Atlas.ready(environment);
      report.line(
          "http: %d clients at once, 7 reads and 3 writes in 10 calls, pools of %d connections",
          clients, POOL);
      report.machine(javaHome);
      var ours = new Load();
      var byHand = new Load();
      try (var server = Serve.start(environment, home.path());
          var http = HttpClients.open(server.uri(), sessions);
          var baseline = new Baseline(home, sessions)) {
        double serverCpu = 0;
        // A server runs for days. On two cores that fifty clients keep busy, the second compiler is
        // at work for minutes: it took 60 s of the first 80.
        http.run(warmUp);
        // Not longer than a server keeps a connection that says nothing.
        baseline.run(Math.min(20, warmUp));
        for (int round = 0; round < rounds; round++) {
          double own = Cpu.own();
          double its = server.cpuSeconds();
          Load atlas = http.run(seconds);
          its = server.cpuSeconds() - its;
          atlas.cpuSeconds = its + Cpu.own() - own;
          own = Cpu.own();
          Load hand = baseline.run(seconds);
          hand.cpuSeconds = Cpu.own() - own;
          ours.add(atlas);
          byHand.add(hand);
          serverCpu += its;
        }
        ours.print(report, "atlas");
        report.line("             (the server %.1f s, the clients the rest)", serverCpu);
        byHand.print(report, "by hand");
      }
      report.line("  errors: %d (must be 0)", ours.errors + byHand.errors);
      double ratio = ours.errors == 0 ? ours.perSecond() / byHand.perSecond() : 0;
      return List.of(Verdict.ratio("http", ratio, 0.7, false));
    }
  }

  /** The threads that do the same without us. */
  private static final class Baseline implements AutoCloseable {
    private final HikariDataSource pool;
    private final ExecutorService threads;
    private final Home home;
    private final List<Integer> sessions;
    private final Map<Connection, ByHand> hands = new ConcurrentHashMap<>();
    private final int[] steps;

    Baseline(Home home, List<Integer> sessions) {
      this.home = home;
      this.sessions = sessions;
      this.steps = new int[sessions.size()];
      var config = new HikariConfig();
      config.setJdbcUrl(home.server().jdbc());
      config.setUsername(home.server().user());
      config.setPassword(home.server().password());
      config.setMaximumPoolSize(POOL);
      config.setAutoCommit(false);
      pool = new HikariDataSource(config);
      threads = Executors.newFixedThreadPool(sessions.size());
    }

    Load run(int seconds) throws Exception {
      long begin = System.nanoTime();
      long end = begin + seconds * 1_000_000_000L;
      var work = new ArrayList<Callable<Load>>();
      for (int i = 0; i < sessions.size(); i++) {
        int client = i;
        work.add(() -> client(client, end));
      }
      var load = new Load();
      for (Future<Load> done : threads.invokeAll(work)) load.add(done.get());
      load.seconds = (System.nanoTime() - begin) / 1e9;
      return load;
    }

    private Load client(int client, long end) throws Exception {
      var load = new Load();
      while (System.nanoTime() < end) {
        int step = ++steps[client];
        long begun = System.nanoTime();
        try (Connection connection = pool.getConnection()) {
          var real = connection.unwrap(org.postgresql.PGConnection.class);
          // What was prepared stays with the connection, whoever has it.
          ByHand hand = hands.get((Connection) real);
          if (hand == null) {
            hand = new ByHand((Connection) real, home.caller().userId());
            hands.put((Connection) real, hand);
          }
          Mix.of(client, step).byHand(hand, sessions.get(client), step);
        }
        load.latencies.addNanos(System.nanoTime() - begun);
      }
      return load;
    }

    @Override
    public void close() {
      threads.shutdownNow();
      pool.close();
    }
  }
}
