package atlas.core.prediction.likeness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A library of scenarios in memory, to find those that a ticket is to be tested with. Every one is
 * looked at, by its words, by its letters and by its meaning; the best of each are then weighed by
 * all that is known. What was tested before speaks for a scenario like a text of it, and for those
 * that lie beside it. Adding and asking at the same time needs a lock.
 */
public final class Shelf {
  // Of each of four first looks.
  private static final int FIRST_LOOK = 150;
  private static final int NOWHERE = -1;

  /** What is to be tested. */
  public record Asked(Terms words, Terms letters, PackedVector meaning) {
    /** A ticket by its summary. */
    public static Asked of(String summary, PackedVector meaning) {
      return new Asked(Terms.of(summary), ScenarioText.letters(summary), meaning);
    }

    private boolean means() {
      return meaning != PackedVector.NONE;
    }
  }

  /** A ticket that was tested, and the numbers of the scenarios that it was tested with. */
  public record Tested(Terms words, PackedVector meaning, List<Integer> scenarios) {
    private boolean means() {
      return meaning != PackedVector.NONE;
    }
  }

  /** A scenario's number and its features, in their order. */
  public record Seen(int number, double[] features) {}

  /**
   * A scenario that fits.
   *
   * @param chance that it is one of those that the ticket is tested with, 0 to 1
   * @param tested the places of the tickets that it was tested with before, most alike first
   * @param alike how alike the first of those is
   */
  public record Fit(int number, double chance, List<Integer> tested, double alike) {}

  private record Meaning(PackedVector whole, PackedVector place, PackedVector[] passages) {}

  /** What was tested before, as it speaks for this question. */
  private static final class Past {
    private final float[] ofScenario;
    private final double[] ofFolder;
    private final double[] ofArea;
    private final double[] lately;

    Past(int scenarios, int folders, int areas) {
      ofScenario = new float[scenarios];
      ofFolder = new double[folders];
      ofArea = new double[areas];
      lately = new double[folders];
    }
  }

  private final TextIndex words = new TextIndex();
  private final TextIndex letters = new TextIndex();
  private final List<Meaning> meanings = new ArrayList<>();
  private final List<Integer> folders = new ArrayList<>();
  private final List<Integer> areas = new ArrayList<>();
  private final Map<String, Integer> folderNames = new HashMap<>();
  private final Map<String, Integer> areaNames = new HashMap<>();

  /**
   * Adds a scenario; the first one is number 0.
   *
   * @param vectors of its {@link ScenarioText#texts}, as many as are known
   */
  public void add(ScenarioText text, List<PackedVector> vectors) {
    words.add(text.terms());
    letters.add(text.letters());
    meanings.add(meaning(vectors));
    folders.add(number(folderNames, text.folder()));
    areas.add(number(areaNames, text.area()));
  }

  /** What lies in no folder lies beside nothing. */
  private static int number(Map<String, Integer> names, String name) {
    return name.isEmpty() ? NOWHERE : names.computeIfAbsent(name, n -> names.size());
  }

  private static double at(double[] of, int number) {
    return number == NOWHERE ? 0 : of[number];
  }

  private static Meaning meaning(List<PackedVector> vectors) {
    var passages = new ArrayList<>(vectors);
    if (vectors.size() > 2) passages.remove(2);
    return new Meaning(
        vectors.size() > 1 ? vectors.get(1) : PackedVector.NONE,
        vectors.size() > 2 ? vectors.get(2) : PackedVector.NONE,
        passages.toArray(PackedVector[]::new));
  }

  /** How many there are. */
  public int count() {
    return meanings.size();
  }

  /**
   * Those that fit best, best first.
   *
   * @param past what was tested before, the latest last
   */
  public List<Fit> rank(Asked asked, List<Tested> past, ScenarioWeights weights, int most) {
    double[] inOrder = weights.inOrder();
    List<Seen> seen = look(asked, past);
    double[] scores = new double[seen.size()];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      for (int f = 0; f < inOrder.length; f++) {
        scores[i] += inOrder[f] * seen.get(i).features[f];
      }
      highest = Math.max(highest, scores[i]);
    }
    double sum = 0;
    for (double score : scores) sum += Math.exp(score - highest);
    var fits = new ArrayList<Fit>();
    for (int i = 0; i < scores.length; i++) {
      fits.add(new Fit(seen.get(i).number, Math.exp(scores[i] - highest) / sum, List.of(), 0));
    }
    fits.sort(Comparator.comparingDouble(Fit::chance).reversed().thenComparing(Fit::number));
    return fits.stream().limit(most).map(fit -> withTested(fit, asked, past)).toList();
  }

  private Fit withTested(Fit fit, Asked asked, List<Tested> past) {
    Map<Integer, Double> alike = new HashMap<>();
    for (int t = 0; t < past.size(); t++) {
      if (past.get(t).scenarios.contains(fit.number)) alike.put(t, alike(asked, past.get(t)));
    }
    List<Integer> tested =
        alike.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Double>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    double most = tested.isEmpty() ? 0 : alike.getOrDefault(tested.get(0), 0.0);
    return new Fit(fit.number, fit.chance, tested, Math.max(0, Math.min(1, most)));
  }

  /** Those worth weighing, by number, with all that speaks for them. */
  public List<Seen> look(Asked asked, List<Tested> tested) {
    TextIndex.Scores byWords = words.scores(asked.words.counts().keySet());
    float[] byLetters = letters.scores(asked.letters.counts().keySet()).share();
    Past past = past(asked, tested);
    float[] whole = new float[count()];
    float[] nearest = past.ofScenario.clone();
    for (int i = 0; i < whole.length; i++) {
      Meaning meaning = meanings.get(i);
      whole[i] = meaning.whole.product(asked.meaning);
      for (PackedVector passage : meaning.passages) {
        nearest[i] = Math.max(nearest[i], passage.product(asked.meaning));
      }
    }
    var numbers = new TreeSet<Integer>();
    for (float[] scores : List.of(byWords.share(), byLetters, whole, nearest)) {
      numbers.addAll(Best.of(scores, FIRST_LOOK));
    }
    double[] folderWords = folderWords(byWords.share());
    double bestLetters = highest(byLetters);
    Ranks lettersRanks = new Ranks(byLetters);
    Ranks nearestRanks = new Ranks(nearest);
    var seen = new ArrayList<Seen>(numbers.size());
    for (int number : numbers) {
      int folder = folders.get(number);
      double[] features = {
        byWords.share()[number],
        byWords.covered()[number],
        byLetters[number] / bestLetters,
        lettersRanks.reciprocal(byLetters[number]),
        whole[number],
        meanings.get(number).place.product(asked.meaning),
        nearest[number],
        nearestRanks.reciprocal(nearest[number]),
        at(folderWords, folder),
        at(past.ofFolder, folder),
        at(past.ofArea, areas.get(number)),
        at(past.lately, folder)
      };
      seen.add(new Seen(number, features));
    }
    return seen;
  }

  private Past past(Asked asked, List<Tested> tested) {
    var past = new Past(count(), folderNames.size(), areaNames.size());
    for (int t = 0; t < tested.size(); t++) {
      double alike = alike(asked, tested.get(t));
      for (int number : tested.get(t).scenarios) {
        past.ofScenario[number] = Math.max(past.ofScenario[number], (float) alike);
        int folder = folders.get(number);
        if (folder == NOWHERE) continue;
        int area = areas.get(number);
        past.ofFolder[folder] = Math.max(past.ofFolder[folder], alike);
        past.ofArea[area] = Math.max(past.ofArea[area], alike);
        past.lately[folder] = 1.0 / (1 + tested.size() - t);
      }
    }
    return past;
  }

  /** By meaning, or by words where either's meaning is not known. */
  private double alike(Asked asked, Tested tested) {
    if (asked.means() && tested.means()) return tested.meaning.product(asked.meaning);
    Set<String> there = tested.words.counts().keySet();
    return words.covered(asked.words.counts().keySet(), there);
  }

  private double[] folderWords(float[] scores) {
    double best = highest(scores);
    double[] of = new double[folderNames.size()];
    for (int i = 0; i < scores.length; i++) {
      int folder = folders.get(i);
      if (folder == NOWHERE) continue;
      of[folder] = Math.max(of[folder], scores[i] / best);
    }
    return of;
  }

  private static double highest(float[] scores) {
    double highest = 1e-9;
    for (float score : scores) highest = Math.max(highest, score);
    return highest;
  }

  /** One divided by the rank, of some scores. */
  private static final class Ranks {
    private final float[] sorted;

    Ranks(float[] scores) {
      sorted = scores.clone();
      Arrays.sort(sorted);
    }

    double reciprocal(float score) {
      int from = 0;
      int to = sorted.length;
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (sorted[middle] > score) to = middle;
        else from = middle + 1;
      }
      return 1.0 / (1 + sorted.length - from);
    }
  }
}
