package atlas.core.prediction;

import atlas.core.Words;
import atlas.model.Scenario;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says by their words whether two scenarios are the same: three quarters of the stemmed words in
 * common, the same numbers, and the same about "not".
 */
public final class SameWords implements Sameness {
  private static final double ENOUGH = 0.75;
  private static final double HALF = 0.5;
  private static final Set<String> NOT =
      Set.of("not", "no", "never", "without", "cannot", "don", "doesn", "isn", "none");

  /** A scenario's words, and those of them that change what it says. */
  record Line(String key, Set<String> words, Set<String> decisive) {
    static Line of(String scenario) {
      var decisive = new HashSet<String>();
      for (String word : scenario.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}']+")) {
        if (NOT.contains(word) || word.endsWith("n't")) decisive.add("not");
        if (!word.isEmpty() && word.chars().allMatch(Character::isDigit)) decisive.add(word);
      }
      return new Line(Scenario.keyOf(scenario), Words.of(scenario), decisive);
    }

    boolean same(Line other) {
      return key.equals(other.key) || shared(other) >= ENOUGH;
    }

    /** Whether so many of the words are the same that both may say the same in other words. */
    boolean perhaps(Line other) {
      return shared(other) >= HALF;
    }

    /** The share of words in common; none where they don't agree in what is decisive. */
    private double shared(Line other) {
      int all = words.size() + other.words.size();
      if (all == 0 || !decisive.equals(other.decisive)) return 0;
      return 2.0 * words.stream().filter(other.words::contains).count() / all;
    }
  }

  @Override
  public Same of(List<String> scenarios) {
    List<Line> lines = scenarios.stream().map(Line::of).toList();
    return (one, other) -> lines.get(one).same(lines.get(other));
  }
}
