package atlas.core.insight;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.Cited;
import atlas.model.Days;
import atlas.model.Insight;
import atlas.model.InsightEvent;
import atlas.model.InsightType;
import atlas.model.Json;
import atlas.model.Measure;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Verdict;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What evidence shows of a person's work. Agents write it; whether it is so, the person says. */
public final class Insights {
  /**
   * What somebody sees in evidence.
   *
   * @param insight the one to change; null makes a new one, which needs all the others
   * @param evidence what it cites, as E-5
   */
  public record Draft(
      @Nullable String insight,
      @Nullable InsightType type,
      @Nullable String title,
      @Nullable String content,
      @Nullable Double confidence,
      @Nullable List<String> evidence) {}

  /** An insight as it is now. */
  public record Saved(String insight, @Nullable Verdict verdict, List<String> effects) {}

  /**
   * An insight with what it cites and was not removed.
   *
   * @param removed how many pieces it cites that were
   * @param days the person's, by which it tells when something was done
   */
  public record Kept(Insight insight, List<Cited> cited, int removed, Days days) {
    /** A cited piece as a line: E-5 2026-01-14, gitlab: Merged. */
    public String line(Cited one) {
      return "%s %s, %s: %s"
          .formatted(
              Ref.Kind.EVIDENCE.shortId(one.number()),
              days.of(one.happenedAt()),
              one.source(),
              Outside.line(one.title()));
    }
  }

  /** Those that wait for the person's word, the latest first. */
  public record Waiting(List<Insight> insights, int count) {}

  private static final String NEEDS =
      "A new insight needs type, title, content, confidence and evidence (E-5), or a measure that"
          + " ATLAS computes; to change one, say which with insight.";

  private final Database database;

  public Insights(Database database) {
    this.database = database;
  }

  /** Saves an insight, or changes one, which then waits for the person's word again. */
  public Saved save(Caller caller, Draft draft) {
    return database.write(
        caller,
        Saved.class,
        tx -> draft.insight() == null ? make(tx, draft) : change(tx, draft, draft.insight()));
  }

  /** Keeps how a measure went over some days as an insight, with its numbers. */
  public Saved keep(
      Caller caller, Measure measure, @Nullable LocalDate from, @Nullable LocalDate to) {
    return database.write(
        caller,
        Saved.class,
        tx -> {
          Trend trend = Trends.of(tx, measure, Period.of(from, to, tx.at(), tx.users().days()));
          // Of what is counted, nothing at all is steady; it is no insight either.
          if (trend.seen() + trend.seenBefore() == 0) throw nothing(trend);
          if (trend.direction() == Trend.Direction.unknown) throw tooFew(trend);
          var insight =
              new Insight(
                  tx.newId(),
                  tx.nextNumber(Ref.Kind.INSIGHT),
                  InsightType.trend,
                  TrendWords.title(trend),
                  TrendWords.content(trend),
                  trend.confidence(),
                  List.of(),
                  tx.caller().actor(),
                  measure,
                  Json.MAPPER.valueToTree(trend),
                  trend.from(),
                  trend.to(),
                  null,
                  null,
                  null,
                  null,
                  tx.at());
          return added(tx, insight);
        });
  }

  private static Refusal nothing(Trend trend) {
    return Refusal.conflict(
        "%s: nothing from %s to %s, nor in as many days before."
                .formatted(trend.measure().label(), trend.from(), trend.to())
            + " It needs %s; ask for a longer period.".formatted(trend.measure().seen()));
  }

  private static Refusal tooFew(Trend trend) {
    return Refusal.conflict(
        "%s: %d seen from %s to %s, in too few weeks or months; a trend needs %d that can be"
                .formatted(
                    trend.measure().label(),
                    trend.seen(),
                    trend.from(),
                    trend.to(),
                    Trends.LEAST_POINTS)
            + " compared. Ask for a longer period.");
  }

  private static Saved make(Tx tx, Draft draft) {
    if (draft.type() == null
        || draft.title() == null
        || draft.content() == null
        || draft.confidence() == null
        || draft.evidence() == null) {
      throw Refusal.invalid(NEEDS);
    }
    return added(
        tx,
        new Insight(
            tx.newId(),
            tx.nextNumber(Ref.Kind.INSIGHT),
            draft.type(),
            draft.title(),
            draft.content(),
            draft.confidence(),
            cited(tx, draft.evidence()),
            tx.caller().actor(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            tx.at()));
  }

  private static Saved added(Tx tx, Insight insight) {
    tx.insights().insert(insight);
    cite(tx, insight);
    tx.append(new InsightEvent.InsightSaved(insight));
    return new Saved(
        insight.shortId(),
        null,
        List.of("It waits for the person's word: review_insight asks them"));
  }

  private static Saved change(Tx tx, Draft draft, String named) {
    Insight before = lock(tx, named);
    if (before.measure() != null) {
      throw Refusal.conflict(
          before.shortId() + " was computed and stays as it is; save the measure anew.");
    }
    List<UUID> evidence =
        draft.evidence() == null ? before.evidence() : cited(tx, draft.evidence());
    var after =
        new Insight(
            before.id(),
            before.number(),
            Objects.requireNonNullElse(draft.type(), before.type()),
            Objects.requireNonNullElse(draft.title(), before.title()),
            Objects.requireNonNullElse(draft.content(), before.content()),
            Objects.requireNonNullElse(draft.confidence(), before.confidence()),
            evidence,
            tx.caller().actor(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            before.createdAt());
    if (same(before, after)) return new Saved(before.shortId(), before.verdict(), List.of());
    tx.insights().update(after);
    if (!evidence.equals(before.evidence())) {
      tx.insights().citeNothing(after.id());
      cite(tx, after);
    }
    tx.append(new InsightEvent.InsightChanged(after));
    var effects = new ArrayList<String>();
    if (before.verdict() != null) {
      effects.add("It was " + before.verdict() + ", and waits for the person's word again");
    }
    return new Saved(after.shortId(), null, effects);
  }

  /**
   * What follows when evidence was put in other words by hand, or got files: insights that cite it
   * wait for the person's word again, which they gave of something else. One line for each.
   */
  public static List<String> reworded(Tx tx, UUID evidence) {
    var effects = new ArrayList<String>();
    for (Insight insight : tx.insights().lockSpokenOf(evidence)) {
      Insight after = insight.unreviewed();
      tx.insights().update(after);
      // That a token is good no more changes the row as well.
      tx.append(new InsightEvent.InsightChanged(after));
      if (insight.verdict() == null) continue;
      effects.add(
          "%s cites it, was %s, and waits for the person's word again"
              .formatted(insight.shortId(), insight.verdict()));
    }
    return effects;
  }

  /** Whether nothing else is said, whoever says it. */
  private static boolean same(Insight one, Insight other) {
    return one.type() == other.type()
        && one.title().equals(other.title())
        && one.content().equals(other.content())
        && one.confidence() == other.confidence()
        && one.evidence().equals(other.evidence());
  }

  /** The ids of what is cited, each once; refuses what is not there. */
  private static List<UUID> cited(Tx tx, List<String> named) {
    if (named.isEmpty()) {
      throw Refusal.invalid("An insight cites evidence, E-5; what nothing shows is none.");
    }
    var ids = new LinkedHashSet<UUID>();
    for (String one : named) {
      Ref ref = Ref.parse(Ref.Kind.EVIDENCE, one);
      ids.add(tx.evidence().find(ref.id(), ref.number()).orElseThrow(ref::missing).id());
    }
    return List.copyOf(ids);
  }

  private static void cite(Tx tx, Insight insight) {
    if (!insight.evidence().isEmpty()) {
      tx.insights().cite(insight.id(), insight.evidence().toArray(UUID[]::new));
    }
  }

  static Insight lock(Tx tx, String named) {
    Ref ref = Ref.parse(Ref.Kind.INSIGHT, named);
    return tx.insights().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
  }

  /** The insight of that id. */
  public Kept get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.INSIGHT, named);
    return database.read(
        caller,
        tx -> kept(tx, tx.insights().find(ref.id(), ref.number()).orElseThrow(ref::missing)));
  }

  static Kept kept(Tx tx, Insight insight) {
    List<Cited> cited = tx.insights().cited(new UUID[] {insight.id()});
    return new Kept(insight, cited, insight.evidence().size() - cited.size(), tx.users().days());
  }

  /** Those that wait for the person's word. */
  public Waiting waiting(Caller caller, int limit) {
    return database.read(
        caller,
        tx -> {
          List<Insight> waiting = tx.insights().waiting(limit);
          return new Waiting(waiting, tx.insights().countWaiting());
        });
  }

  /** Short ids that begin so, or whose titles do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.insights().ids(prefix, limit));
  }
}
