package atlas.bench;

import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.meaning.Alike;
import atlas.core.meaning.Embedding;
import atlas.core.meaning.Meaning;
import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.memory.Recall.Which;
import atlas.core.tickets.TicketKeys;
import atlas.integrations.Cancellation;
import atlas.integrations.embedding.Embedder;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.Hit;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Run;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long evidence takes on its way in, a page of a source in a transaction, and once more when
 * nothing has changed; then how long it takes to find some among it.
 */
final class EvidenceBench {
  private static final int IMPORT_SECONDS = 60;
  private static final int STATEMENT_MILLIS = 50;
  private static final int PAGE = 100;
  private static final int WARM_UP = 20;
  private static final long PROFILES = 1L << 30;
  private static final Instant LAST = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> CATEGORIES =
      List.of("delivery", "review", "testing", "support", "mentoring");

  private EvidenceBench() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int rows = options.number("rows", 20_000);
    int runs = options.number("runs", 200);
    report.line("evidence: %,d rows on their way in, and how some of them are found", rows);
    report.machine(null);
    try (var home = Home.open();
        var owner = home.connectOwner();
        Meaning themes = Meaning.by(Themes::new)) {
      var verdicts = new ArrayList<Verdict>();
      double first = sync(home, rows);
      verdicts.add(new Verdict("import of what is new", first, "s", IMPORT_SECONDS, true));
      double again = sync(home, rows);
      verdicts.add(new Verdict("import of the same again", again, "s", IMPORT_SECONDS, true));
      read(home, themes, report);
      try (var statement = owner.createStatement()) {
        statement.execute("vacuum analyze");
      }
      find(home, themes, rows, runs, report, verdicts);
      return verdicts;
    }
  }

  /** As a sync does, page by page; says how many seconds. */
  private static double sync(Home home, int rows) {
    long begun = System.nanoTime();
    for (int from = 1; from <= rows; from += PAGE) {
      var page = new ArrayList<NewEvidence>();
      for (int n = from; n < from + PAGE && n <= rows; n++) page.add(evidence(n));
      home.database().write(home.caller(), tx -> Evidences.keep(tx, page));
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private static NewEvidence evidence(int number) {
    var prose = new Prose(number);
    return new NewEvidence(
        number % 3 == 0 ? EvidenceSource.jira : EvidenceSource.gitlab,
        "item-" + number,
        prose.words(8) + " " + Prose.sign(number),
        null,
        Prose.EVERYWHERE + " " + prose.words(150),
        "https://git.example.com/" + number,
        LAST.minus(Duration.ofMinutes(10L * number)),
        "BENCH-" + number % 5_000,
        CATEGORIES.get(number % CATEGORIES.size()),
        List.of("team-" + number % 50));
  }

  private static void read(Home home, Meaning meaning, Report report) {
    var embedding = new Embedding(home.database(), meaning, InstantSource.system(), () -> false);
    Duty duty = embedding.duties().get(0);
    var caller = Caller.of(home.caller().userId(), "atlas");
    long begun = System.nanoTime();
    while (duty.handler().run(new Run(caller, "bench", List.of(), 1, false)).at() != null) {
      continue;
    }
    report.line("  vectors, by a model that takes hardly any time: %.0f s", seconds(begun));
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void find(
      Home home, Meaning meaning, int rows, int runs, Report report, List<Verdict> verdicts)
      throws IOException {
    Alike alike = Alike.in(home.database(), meaning, PROFILES);
    var projects = new Projects(home.database(), "bench");
    var recall =
        new Recall(home.database(), projects, user -> Optional.empty(), TicketKeys.DEFAULT, alike);
    IntFunction<String> sign = n -> Prose.sign(1 + Math.floorMod(n * 37, rows));
    IntFunction<String> prose = n -> new Prose(1 + Math.floorMod(n * 37, rows)).words(4);
    Which some = new Which("gitlab", "testing", "team-7");
    var asked = new ArrayList<Asked>();
    IntFunction<String> rare = n -> Themes.asked(Math.floorMod(n, Themes.RARE));
    IntFunction<String> broad = n -> Themes.asked(Themes.RARE);
    Instant quarter = LAST.minus(Duration.ofDays(90));
    asked.add(new Asked("a rare word", sign, Which.ANY, null, null));
    asked.add(new Asked("a word of all", n -> Prose.EVERYWHERE, Which.ANY, null, null));
    asked.add(new Asked("some words", prose, Which.ANY, null, null));
    asked.add(new Asked("source, category, tag", n -> Prose.EVERYWHERE, some, null, null));
    asked.add(new Asked("a quarter", prose, Which.ANY, quarter, null));
    asked.add(new Asked("the newest of a tag", n -> null, some, null, null));
    // No row has a word of these.
    asked.add(new Asked("what 100 mean", rare, Which.ANY, null, null));
    asked.add(new Asked("what 5,000 mean", broad, Which.ANY, null, null));
    asked.add(new Asked("what 100 mean, a quarter", rare, Which.ANY, quarter, null));
    asked.add(new Asked("what 5,000 mean, a quarter", broad, Which.ANY, quarter, null));
    asked.add(new Asked("what 5,000 mean, of a tag", broad, some, null, null));
    asked.add(new Asked("what 5,000 mean, half as near", broad, Which.ANY, null, 0.5));
    asked.add(new Asked("however near", broad, Which.ANY, null, 0.0));
    for (Asked one : asked) verdicts.add(measure(home, recall, one, runs, report));
  }

  private record Asked(
      String what,
      IntFunction<@Nullable String> words,
      Which which,
      @Nullable Instant since,
      @Nullable Double threshold) {}

  private static Verdict measure(Home home, Recall recall, Asked asked, int runs, Report report)
      throws IOException {
    var samples = new Samples();
    for (int i = -WARM_UP; i < runs; i++) {
      var query =
          new Recall.Query(
              asked.words().apply(i),
              Hit.Kind.evidence,
              null,
              asked.since(),
              null,
              asked.which(),
              asked.threshold(),
              10,
              null);
      long begun = System.nanoTime();
      int found = recall.search(home.caller(), query).hits().size();
      if (i >= 0) samples.addNanos(System.nanoTime() - begun);
      if (found == 0) {
        throw new IOException(asked.what() + ": nothing was found in run " + i);
      }
    }
    report.samples(asked.what(), samples, "ms");
    return new Verdict(
        asked.what() + ", p95", samples.percentile(95), "ms", STATEMENT_MILLIS, true);
  }

  /**
   * A model that knows what each row is about by its sign: a quarter is about one thing that all
   * ask for, the others about 150. Who asks for a thing says none of the words.
   */
  private static final class Themes implements Embedder {
    static final int RARE = 150;

    private static final Pattern ABOUT =
        Pattern.compile("(?:" + Prose.sign(0).replace("0", "") + "|about)(\\d+)");

    static String asked(int theme) {
      return "about" + theme;
    }

    @Override
    public String model() {
      return "themes";
    }

    @Override
    public int dimension() {
      return 384;
    }

    @Override
    public List<float[]> embed(List<String> texts, Cancellation cancellation) {
      return texts.stream().map(text -> vector(text)).toList();
    }

    private float[] vector(String text) {
      Matcher about = ABOUT.matcher(text);
      int number = about.find() ? Integer.parseInt(about.group(1)) : -1;
      boolean row = number >= 0 && !about.group().startsWith("about");
      int theme = row ? number % 4 == 3 ? RARE : number % RARE : number;
      float[] vector = direction(theme);
      if (!text.equals(asked(theme))) {
        float[] rest = direction(text.hashCode());
        for (int i = 0; i < vector.length; i++) vector[i] = (vector[i] + rest[i]) * 0.7071f;
      }
      return vector;
    }

    private float[] direction(int seed) {
      var random = new Random(seed);
      float[] direction = new float[dimension()];
      double square = 0;
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (float) random.nextGaussian();
        square += (double) direction[i] * direction[i];
      }
      for (int i = 0; i < direction.length; i++) direction[i] /= (float) Math.sqrt(square);
      return direction;
    }

    @Override
    public void close() {}
  }
}
