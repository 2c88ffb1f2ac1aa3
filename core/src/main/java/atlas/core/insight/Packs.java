package atlas.core.insight;

import atlas.core.Outside;
import atlas.core.insight.Pack.Figure;
import atlas.core.insight.Pack.LeftOut;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Proof;
import atlas.core.insight.Pack.Said;
import atlas.core.insight.Pack.Theme;
import atlas.model.Caller;
import atlas.model.Cited;
import atlas.model.Days;
import atlas.model.EvidenceSource;
import atlas.model.Insight;
import atlas.model.Profile;
import atlas.model.Ref;
import atlas.model.Verdict;
import atlas.storage.Database;
import atlas.storage.PackTable.Counted;
import atlas.storage.PackTable.Work;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Review packs: made when they are asked for, of what is recorded and of nothing else. */
public final class Packs {
  private static final int MOST_EVIDENCE = 2_000;
  private static final int MOST_INSIGHTS = 100;
  private static final Map<String, String> LABELS = labels();

  private final Database database;
  private final InstantSource clock;

  public Packs(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  private static Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    labels.put("sessions", "Testing sessions");
    labels.put("hours", "Hours of testing");
    labels.put("scenarios", "Scenarios tried");
    labels.put("bugs", "Bugs found");
    labels.put("tasks", "Tasks done");
    labels.put("decisions", "Decisions taken");
    return labels;
  }

  /** The caller's own pack of those days; the last 90 without a word. */
  public Pack make(
      Caller caller, @Nullable LocalDate from, @Nullable LocalDate to, Audience audience) {
    return database.read(
        caller, tx -> make(tx, Period.of(from, to, clock.instant(), tx.users().days()), audience));
  }

  private static Pack make(Tx tx, Period period, Audience audience) {
    List<Work> work = tx.packs().work(period.begin(), period.end(), MOST_EVIDENCE);
    Works works = Works.of(tx, work, period);
    List<Theme> themes = Themes.of(works.pieces());
    List<Piece> finished = finished(works);
    var insights = new Chosen(tx, period, audience);
    Set<String> cited = new LinkedHashSet<>();
    themes.forEach(theme -> theme.pieces().forEach(piece -> cited.addAll(piece.cites())));
    finished.forEach(piece -> cited.addAll(piece.cites()));
    insights.said.forEach(said -> cited.addAll(said.cites()));
    return new Pack(
        tx.users().profile().map(Profile::shownName).orElse(tx.caller().actor()),
        audience,
        period.from(),
        period.to(),
        period.day(tx.at()),
        period.days().zone().getId(),
        figures(tx, period),
        insights.said,
        finished,
        themes,
        Trends.all(tx, period),
        recorded(tx, period),
        Gaps.of(period, recordedOn(tx, period)),
        proofs(work, insights.cited, cited, period),
        new LeftOut(
            work.isEmpty() ? 0 : work.get(0).matching() - work.size(),
            insights.waiting,
            insights.rejected,
            insights.unsupported,
            insights.older));
  }

  /** The insights of a period that an audience may see, and how many it may not. */
  private static final class Chosen {
    final List<Said> said = new ArrayList<>();
    final List<Cited> cited = new ArrayList<>();
    int waiting;
    int rejected;
    int unsupported;
    final boolean older;

    Chosen(Tx tx, Period period, Audience audience) {
      List<Insight> all =
          tx.insights()
              .ofPeriod(
                  period.from(), period.to(), period.begin(), period.end(), MOST_INSIGHTS + 1);
      older = all.size() > MOST_INSIGHTS;
      if (older) all = all.subList(0, MOST_INSIGHTS);
      Map<UUID, List<Cited>> cites =
          tx.insights().cited(all.stream().map(Insight::id).toArray(UUID[]::new)).stream()
              .collect(Collectors.groupingBy(Cited::insightId));
      for (Insight insight : all)
        add(insight, cites.getOrDefault(insight.id(), List.of()), audience);
      said.sort(
          Comparator.comparing(Said::type)
              .thenComparing(one -> one.verdict() == null)
              .thenComparing(Comparator.comparingDouble(Said::confidence).reversed()));
    }

    private void add(Insight insight, List<Cited> cites, Audience audience) {
      boolean computed = insight.measure() != null;
      if (insight.verdict() == Verdict.rejected) {
        rejected++;
      } else if (!computed && cites.isEmpty()) {
        unsupported++;
      } else if (insight.verdict() == null && audience == Audience.manager) {
        waiting++;
      } else {
        cited.addAll(cites);
        said.add(
            new Said(
                insight.shortId(),
                insight.type(),
                insight.title(),
                insight.content(),
                insight.confidence(),
                computed,
                insight.verdict(),
                cites.stream().map(one -> evidence(one.number())).toList()));
      }
    }
  }

  private static List<Piece> finished(Works works) {
    return Stream.concat(works.pieces().stream().map(Works.Whole::piece), works.done().stream())
        .filter(piece -> piece.finishedOn() != null)
        .sorted(Comparator.comparing(Packs::finishedOn).reversed())
        .toList();
  }

  private static LocalDate finishedOn(Piece piece) {
    return Objects.requireNonNullElse(piece.finishedOn(), piece.to());
  }

  private static List<Figure> figures(Tx tx, Period period) {
    Period before = period.before();
    Map<String, Counted> now = counted(tx, period);
    Map<String, Counted> then = counted(tx, before);
    var figures = new ArrayList<Figure>();
    figures.add(
        new Figure(
            "work",
            "Pieces of work",
            tx.packs().countPieces(period.begin(), period.end()),
            tx.packs().countPieces(before.begin(), before.end()),
            List.of()));
    LABELS.forEach(
        (name, label) -> {
          Counted counted = now.get(name);
          Counted earlier = then.get(name);
          if (counted == null || earlier == null) return;
          figures.add(new Figure(name, label, counted.value(), earlier.value(), counted.refs()));
        });
    return figures;
  }

  private static List<LocalDate> recordedOn(Tx tx, Period period) {
    Days days = period.days();
    return tx.packs()
        .days(period.begin(), period.end(), days.zone().getId(), days.start().toString());
  }

  private static Map<String, Counted> counted(Tx tx, Period period) {
    return tx.packs().counts(period.begin(), period.end()).stream()
        .collect(Collectors.toMap(Counted::name, counted -> counted));
  }

  private static List<Trend.Point> recorded(Tx tx, Period period) {
    List<Instant> times = tx.packs().times(period.begin(), period.end());
    return Trends.parts(period).stream()
        .map(
            part -> {
              int seen =
                  (int)
                      times.stream()
                          .map(part::day)
                          .filter(day -> !day.isBefore(part.from()) && !day.isAfter(part.to()))
                          .count();
              return new Trend.Point(part.from(), part.to(), (double) seen, seen);
            })
        .toList();
  }

  /** Of all that is known, what is cited. */
  private static List<Proof> proofs(
      List<Work> work, List<Cited> others, Set<String> cited, Period period) {
    Map<Integer, Proof> proofs = new TreeMap<>();
    for (Work one : work) {
      proofs.put(
          one.number(),
          proof(
              one.number(),
              period.day(one.happenedAt()),
              one.source(),
              one.title(),
              one.sourceUrl()));
    }
    for (Cited one : others) {
      proofs.put(
          one.number(),
          proof(
              one.number(),
              period.day(one.happenedAt()),
              one.source(),
              one.title(),
              one.sourceUrl()));
    }
    return proofs.values().stream().filter(proof -> cited.contains(proof.evidence())).toList();
  }

  private static Proof proof(
      int number, LocalDate day, EvidenceSource source, String title, @Nullable String url) {
    return new Proof(evidence(number), day, source.name(), Outside.line(title), Links.http(url));
  }

  static String evidence(int number) {
    return Ref.Kind.EVIDENCE.shortId(number);
  }
}
