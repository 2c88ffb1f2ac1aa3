package atlas.core.prediction.likeness;

import atlas.core.prediction.likeness.Postings.Scores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Profiles in memory, to find those that are most like another. Every profile is looked at, by its
 * words and by its meaning; the best of either are then weighed by all that is known. Adding and
 * asking at the same time needs a lock.
 */
public final class Likeness {
  // Of each of three first looks. Of the duplicates in the corpus that was measured, with so many
  // nearly none is lost before it is weighed.
  private static final int FIRST_LOOK = 200;
  private static final double DAYS_A_MONTH = 30;

  /** A profile's number, in the order in which it was added, and how alike it is. */
  public record Like(int number, double score) {}

  /** A profile's number and its features, in their order. */
  public record Seen(int number, double[] features) {}

  private record Meta(Set<String> components, @Nullable Instant created) {}

  private final Postings postings = new Postings();
  private final List<PackedVector> summaries = new ArrayList<>();
  private final List<PackedVector> wholes = new ArrayList<>();
  private final List<Meta> metas = new ArrayList<>();

  /** Adds a profile; the first one is number 0. */
  public void add(Profile profile) {
    postings.add(profile.summary(), profile.whole());
    summaries.add(PackedVector.of(profile.summaryVector()));
    wholes.add(PackedVector.of(profile.wholeVector()));
    metas.add(new Meta(Set.copyOf(profile.components()), profile.created()));
  }

  /** What the profile of that number means, which was found out later or again. */
  public void means(int number, PackedVector summary, PackedVector whole) {
    summaries.set(number, summary);
    wholes.set(number, whole);
  }

  /** What the summary of the profile of that number means. */
  public PackedVector summary(int number) {
    return summaries.get(number);
  }

  /** What all of the profile of that number means. */
  public PackedVector whole(int number) {
    return wholes.get(number);
  }

  /** How many there are. */
  public int count() {
    return metas.size();
  }

  /**
   * Those most like the asked one, best first.
   *
   * @param first only as many as were added first
   */
  public List<Like> rank(Profile asked, int first, Weights weights, int most) {
    return rank(asked, first, number -> true, weights, most);
  }

  /**
   * Those most like the asked one, best first.
   *
   * @param first only as many as were added first
   * @param among whether the profile of that number counts
   */
  public List<Like> rank(Profile asked, int first, IntPredicate among, Weights weights, int most) {
    double[] inOrder = weights.inOrder();
    var ranked = new ArrayList<Like>();
    for (Seen seen : look(asked, first, among)) {
      double score = 0;
      for (int i = 0; i < inOrder.length; i++) score += inOrder[i] * seen.features[i];
      ranked.add(new Like(seen.number, score));
    }
    ranked.sort(Comparator.comparingDouble(Like::score).reversed().thenComparing(Like::number));
    return List.copyOf(ranked.subList(0, Math.min(most, ranked.size())));
  }

  /** Those worth weighing, by number, with all that speaks for them. */
  public List<Seen> look(Profile asked, int first) {
    return look(asked, first, number -> true);
  }

  private List<Seen> look(Profile asked, int first, IntPredicate among) {
    Scores words = postings.score(asked.summary(), asked.whole(), first);
    var summary = PackedVector.of(asked.summaryVector());
    var whole = PackedVector.of(asked.wholeVector());
    var both = PackedVector.of(sum(asked.summaryVector(), asked.wholeVector()));
    float[] meaning = new float[first];
    float[] lexical = new float[first];
    for (int i = 0; i < first; i++) {
      if (!among.test(i)) {
        words.summaryInSummary[i] = 0;
        continue;
      }
      meaning[i] = wholes.get(i).product(both);
      lexical[i] =
          share(words.summaryInWhole[i], words.own[1])
              + share(words.wholeInSummary[i], words.own[2])
              + share(words.wholeInWhole[i], words.own[3]);
    }
    var numbers = new TreeSet<Integer>();
    for (float[] scores : List.of(meaning, lexical, words.summaryInSummary)) {
      numbers.addAll(Best.of(scores, FIRST_LOOK));
    }
    var seen = new ArrayList<Seen>(numbers.size());
    for (int number : numbers) {
      double[] features = {
        share(words.summaryInWhole[number], words.own[1]),
        share(words.wholeInSummary[number], words.own[2]),
        share(words.wholeInWhole[number], words.own[3]),
        summaries.get(number).product(summary),
        wholes.get(number).product(whole),
        sameComponents(asked, metas.get(number)),
        nearInTime(asked, metas.get(number))
      };
      seen.add(new Seen(number, features));
    }
    return seen;
  }

  private static float share(float score, double own) {
    return own == 0 ? 0 : (float) (score / own);
  }

  private static double sameComponents(Profile asked, Meta there) {
    if (asked.components().isEmpty() || there.components.isEmpty()) return 0;
    var all = new HashSet<>(asked.components());
    var common = new HashSet<>(all);
    common.retainAll(there.components);
    all.addAll(there.components);
    return (double) common.size() / all.size();
  }

  private static double nearInTime(Profile asked, Meta there) {
    Instant created = asked.created();
    if (created == null || there.created == null) return 0;
    double days = Math.abs(Duration.between(there.created, created).toHours()) / 24.0;
    return -Math.log1p(days / DAYS_A_MONTH);
  }

  private static float @Nullable [] sum(float @Nullable [] a, float @Nullable [] b) {
    if (a == null || b == null || a.length != b.length) return a == null ? b : a;
    float[] sum = new float[a.length];
    for (int i = 0; i < a.length; i++) sum[i] = a[i] + b[i];
    return sum;
  }
}
