package atlas.bench;

import atlas.core.meaning.Alike;
import atlas.core.meaning.Embedding;
import atlas.core.meaning.Meaning;
import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.integrations.Cancellation;
import atlas.integrations.embedding.Embedder;
import atlas.integrations.embedding.MiniLm;
import atlas.model.Caller;
import atlas.model.Ticket;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Run;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * How fast the job reads what was written, with the model that comes along and with one that takes
 * no time; then what the first question takes, and each later one.
 */
final class EmbeddingBench {
  private static final Path MODEL = Path.of(System.getProperty("java.io.tmpdir"), "atlas-bench");
  private static final int ANALYSIS_MILLIS = 300;
  private static final int STATEMENT_MILLIS = 50;
  private static final long PROFILES = 1L << 30;
  private static final int WARM_UP = 20;

  private interface Asking {
    int ask(int number);
  }

  private EmbeddingBench() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int tickets = options.number("tickets", 10_000);
    int runs = options.number("runs", 200);
    report.line("embedding: what the job reads a second, and what a question by meaning takes");
    report.machine(null);
    try (var home = Home.open();
        Connection owner = home.connectOwner()) {
      SearchSeed.fill(home, tickets);
      try (Meaning real = Meaning.by(() -> new MiniLm(MODEL))) {
        read(home, owner, real, options.number("things", 500), report);
      }
      try (Meaning quick = Meaning.by(Quick::new)) {
        read(home, owner, quick, Integer.MAX_VALUE, report);
        return ask(home, quick, tickets, runs, report);
      }
    }
  }

  /** Turn by turn, as the scheduler does, until so many have vectors or all. */
  private static void read(Home home, Connection owner, Meaning meaning, int things, Report report)
      throws SQLException {
    var clock = InstantSource.system();
    Duty duty = new Embedding(home.database(), meaning, clock).duties().get(0);
    var caller = Caller.of(home.caller().userId(), "atlas");
    String model = meaning.embedder().model();
    long begun = System.nanoTime();
    while (true) {
      var outcome = duty.handler().run(new Run(caller, "bench", List.of(), 1, false));
      boolean done = outcome.at() == null;
      long vectors = count(owner, "vectors where model = '" + model + "'");
      if (!done && vectors < things) continue;
      double seconds = (System.nanoTime() - begun) / 1e9;
      report.line(
          "  %s: %,d texts in %.0f s, %.0f a second", model, vectors, seconds, vectors / seconds);
      return;
    }
  }

  private static long count(Connection owner, String what) throws SQLException {
    try (var statement = owner.createStatement()) {
      // The owner is bound by policies as well.
      statement.execute("set role atlas_backup");
      try (ResultSet row = statement.executeQuery("select count(*) from " + what)) {
        row.next();
        return row.getLong(1);
      } finally {
        statement.execute("reset role");
      }
    }
  }

  private static List<Verdict> ask(
      Home home, Meaning meaning, int tickets, int runs, Report report) {
    Accounts none = user -> Optional.empty();
    Alike alike = Alike.in(home.database(), meaning, PROFILES);
    var finding =
        new Finding(home.database(), none, TicketKeys.DEFAULT, InstantSource.system(), alike);
    var projects = new Projects(home.database(), "bench");
    var recall = new Recall(home.database(), projects, none, TicketKeys.DEFAULT, alike);
    long before = used();
    long begun = System.nanoTime();
    var unused = finding.similar(home.caller(), ticket(home, 1, tickets));
    report.line("  first question: %.1f s", (System.nanoTime() - begun) / 1e9);
    report.line("  profiles: %d MB", (used() - before) >> 20);
    var verdicts = new ArrayList<Verdict>();
    Asking similar = i -> finding.similar(home.caller(), ticket(home, i, tickets)).size();
    verdicts.add(measure("similar to a ticket", similar, ANALYSIS_MILLIS, runs, report));
    Asking issues =
        i -> {
          var query = new Finding.Query(new Prose(i + 5_000).words(4), null, null, null, 10, null);
          return finding.search(home.caller(), query).tickets().size();
        };
    verdicts.add(measure("search_issues, by meaning", issues, STATEMENT_MILLIS, runs, report));
    Asking memory =
        i -> {
          String text = new Prose(i + 9_000).words(4);
          var query = new Recall.Query(text, null, null, null, null, 10, null);
          return recall.search(home.caller(), query).hits().size();
        };
    verdicts.add(measure("search_memory, by meaning", memory, ANALYSIS_MILLIS, runs, report));
    return verdicts;
  }

  private static Ticket ticket(Home home, int number, int tickets) {
    String key = "BENCH-" + (1 + Math.floorMod(number * 37, tickets));
    return home.database().read(home.caller(), tx -> tx.tickets().find(key).orElseThrow());
  }

  private static Verdict measure(String what, Asking asking, int bar, int runs, Report report) {
    var samples = new Samples();
    for (int i = -WARM_UP; i < runs; i++) {
      long begun = System.nanoTime();
      int found = asking.ask(i);
      if (i >= 0 && found >= 0) samples.addNanos(System.nanoTime() - begun);
    }
    report.samples(what, samples, "ms");
    return new Verdict(what + ", p95", samples.percentile(95), "ms", bar, true);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A model that takes no time, and understands nothing. */
  static final class Quick implements Embedder {
    @Override
    public String model() {
      return "quick";
    }

    @Override
    public int dimension() {
      return 384;
    }

    @Override
    public List<float[]> embed(List<String> texts, Cancellation cancellation) {
      var vectors = new ArrayList<float[]>();
      for (String text : texts) {
        var random = new Random(text.hashCode());
        float[] vector = new float[dimension()];
        double square = 0;
        for (int i = 0; i < vector.length; i++) {
          vector[i] = (float) random.nextGaussian();
          square += (double) vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) vector[i] /= (float) Math.sqrt(square);
        vectors.add(vector);
      }
      return vectors;
    }

    @Override
    public void close() {}
  }
}
