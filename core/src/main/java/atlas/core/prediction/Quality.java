package atlas.core.prediction;

import atlas.model.Caller;
import atlas.model.FoundBug;
import atlas.model.PredictionSource;
import atlas.model.Proposed;
import atlas.model.SourceSaid;
import atlas.storage.Database;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How good predictions were, by what came of them: source by source, and over time. */
public final class Quality {
  private static final int MOST_PREDICTIONS = 5_000;
  private static final int MOST_BUGS = 1_000;
  private static final int MOST_MONTHS = 12;
  private static final int BUCKETS = 5;

  /**
   * Predictions of about the same confidence.
   *
   * @param from of the bucket, 0 to 1
   * @param until of the bucket
   * @param confidence on average
   * @param found the part of them that found a bug
   */
  public record Bucket(
      double from, double until, int predictions, double confidence, double found) {}

  /**
   * What a source, or all of them together, was worth.
   *
   * @param source null for what was shown, all sources together
   * @param settled predictions that it spoke of
   * @param known of those, the ones that were tried or rejected: all else is measured on these
   * @param passedOver of those, the ones that were left out for something further down the list:
   *     they count against its skill
   * @param brier 0 is best, 0.25 is what always saying 50 % gets; null where nothing is known
   * @param skill above chance, 1 at most; null for all together
   * @param precision the part that found a bug, of the surest of each asking that were tried
   * @param bugs that came to light where it had proposed something
   * @param missed of those, the ones that it had not proposed
   * @param weight in the blend now; null for a source that is none of its own
   */
  public record Source(
      @Nullable PredictionSource source,
      int settled,
      int known,
      int passedOver,
      int foundBug,
      @Nullable Double brier,
      @Nullable Double skill,
      @Nullable Double precision,
      int bugs,
      int missed,
      @Nullable Double weight,
      List<Bucket> calibration) {}

  /** A month of a source, or of all together where it is null. */
  public record Month(
      YearMonth month,
      @Nullable PredictionSource source,
      int known,
      int foundBug,
      @Nullable Double brier) {}

  /**
   * All of it.
   *
   * @param escapedSessions sessions that had passed, and a bug came to light afterwards
   */
  public record Report(
      Source shown, List<Source> sources, List<Month> months, int escapedSessions) {}

  private record Facts(
      List<SourceSaid> said,
      List<SourceSaid> shown,
      List<FoundBug> bugs,
      List<Proposed> proposed,
      List<SourceSaid> latest,
      int escaped) {}

  private record Recall(int bugs, int missed) {}

  private final Database database;
  private final Sameness sameness = new SameWords();

  public Quality(Database database) {
    this.database = database;
  }

  /**
   * The quality of what was settled since then.
   *
   * @param k how many of each asking precision looks at
   */
  public Report report(Caller caller, @Nullable Instant since, int k) {
    Instant from = since == null ? Instant.EPOCH : since;
    Facts facts =
        database.read(
            caller,
            tx -> {
              List<FoundBug> bugs = tx.skill().bugs(from, MOST_BUGS);
              UUID[] sessions =
                  bugs.stream().map(FoundBug::sessionId).distinct().toArray(UUID[]::new);
              return new Facts(
                  tx.skill().said(from, MOST_PREDICTIONS),
                  tx.skill().shown(from, MOST_PREDICTIONS),
                  bugs,
                  tx.skill().proposed(sessions),
                  tx.skill().said(Instant.EPOCH, Skill.LATEST),
                  tx.escapes().sessions(from));
            });
    Map<PredictionSource, Double> weights = Skill.weights(facts.latest());
    Map<PredictionSource, Skill> skills = Skill.measured(facts.said());
    Map<PredictionSource, List<SourceSaid>> bySource = bySource(facts.said());
    var sources = new ArrayList<Source>();
    bySource.forEach(
        (source, said) -> {
          Skill skill = skills.get(source);
          sources.add(
              source(
                  source,
                  said,
                  k,
                  recall(facts, p -> p.source() == source),
                  skill == null ? null : skill.skill(),
                  weights.get(source)));
        });
    return new Report(
        source(null, facts.shown(), k, recall(facts, p -> true), null, null),
        sources,
        months(facts.shown(), bySource),
        facts.escaped());
  }

  private static Map<PredictionSource, List<SourceSaid>> bySource(List<SourceSaid> said) {
    var bySource = new EnumMap<PredictionSource, List<SourceSaid>>(PredictionSource.class);
    for (SourceSaid one : said) {
      bySource
          .computeIfAbsent(Objects.requireNonNull(one.source()), source -> new ArrayList<>())
          .add(one);
    }
    return bySource;
  }

  private static Source source(
      @Nullable PredictionSource source,
      List<SourceSaid> said,
      int k,
      Recall recall,
      @Nullable Double skill,
      @Nullable Double weight) {
    List<SourceSaid> known = said.stream().filter(SourceSaid::known).toList();
    return new Source(
        source,
        said.size(),
        known.size(),
        (int) said.stream().filter(SourceSaid::passedOver).count(),
        found(known),
        brier(known),
        skill,
        precision(known, k),
        recall.bugs(),
        recall.missed(),
        weight,
        calibration(known));
  }

  private static int found(List<SourceSaid> known) {
    return (int) known.stream().filter(SourceSaid::found).count();
  }

  private static @Nullable Double brier(List<SourceSaid> known) {
    if (known.isEmpty()) return null;
    double sum = 0;
    for (SourceSaid one : known) sum += Math.pow(one.confidence() - (one.found() ? 1 : 0), 2);
    return sum / known.size();
  }

  /** Of the k surest of each asking of which something is known, the part that found a bug. */
  private static @Nullable Double precision(List<SourceSaid> known, int k) {
    Map<UUID, List<SourceSaid>> askings = new HashMap<>();
    for (SourceSaid one : known) {
      askings.computeIfAbsent(one.batchId(), id -> new ArrayList<>()).add(one);
    }
    int looked = 0;
    int found = 0;
    for (List<SourceSaid> asking : askings.values()) {
      asking.sort(Comparator.comparingInt(SourceSaid::place));
      List<SourceSaid> surest = asking.subList(0, Math.min(k, asking.size()));
      looked += surest.size();
      found += found(surest);
    }
    return looked == 0 ? null : (double) found / looked;
  }

  private static List<Bucket> calibration(List<SourceSaid> known) {
    var buckets = new ArrayList<Bucket>();
    for (int n = 0; n < BUCKETS; n++) {
      int bucket = n;
      List<SourceSaid> inside =
          known.stream()
              .filter(s -> Math.min(BUCKETS - 1, (int) (s.confidence() * BUCKETS)) == bucket)
              .toList();
      if (inside.isEmpty()) continue;
      double sure = inside.stream().mapToDouble(SourceSaid::confidence).sum() / inside.size();
      buckets.add(
          new Bucket(
              (double) n / BUCKETS,
              (n + 1.0) / BUCKETS,
              inside.size(),
              sure,
              (double) found(inside) / inside.size()));
    }
    return buckets;
  }

  /** Which bugs the sources had proposed the scenario for, where they proposed any. */
  private Recall recall(Facts facts, Predicate<Proposed> whose) {
    Map<UUID, List<Proposed>> bySession =
        facts.proposed().stream()
            .filter(whose)
            .collect(
                Collectors.groupingBy(
                    Proposed::sessionId, LinkedHashMap::new, Collectors.toList()));
    int bugs = 0;
    int missed = 0;
    for (FoundBug bug : facts.bugs()) {
      List<Proposed> proposed = bySession.get(bug.sessionId());
      if (proposed == null) continue;
      bugs++;
      if (!named(bug, proposed)) missed++;
    }
    return new Recall(bugs, missed);
  }

  private boolean named(FoundBug bug, List<Proposed> proposed) {
    if (bug.predictionId() != null) {
      return proposed.stream().anyMatch(p -> p.predictionId().equals(bug.predictionId()));
    }
    Sameness.Same same =
        sameness.of(
            Stream.concat(proposed.stream().map(Proposed::scenario), Stream.of(bug.name()))
                .toList());
    for (int i = 0; i < proposed.size(); i++) if (same.are(i, proposed.size())) return true;
    return false;
  }

  private static List<Month> months(
      List<SourceSaid> shown, Map<PredictionSource, List<SourceSaid>> bySource) {
    Map<YearMonth, List<Month>> months = new TreeMap<>(Comparator.reverseOrder());
    add(months, null, shown);
    bySource.forEach((source, said) -> add(months, source, said));
    return months.values().stream().limit(MOST_MONTHS).flatMap(List::stream).toList();
  }

  private static void add(
      Map<YearMonth, List<Month>> months,
      @Nullable PredictionSource source,
      List<SourceSaid> said) {
    Function<SourceSaid, YearMonth> month =
        one -> YearMonth.from(one.settledAt().atOffset(ZoneOffset.UTC));
    said.stream()
        .filter(SourceSaid::known)
        .collect(Collectors.groupingBy(month))
        .forEach(
            (of, known) ->
                months
                    .computeIfAbsent(of, any -> new ArrayList<>())
                    .add(new Month(of, source, known.size(), found(known), brier(known))));
  }
}
