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
public final class SameWords implements Meaning {
  private static final double ENOUGH = 0.75;
  private static final Set<String> NOT =
      Set.of("not", "no", "never", "without", "cannot", "don", "doesn", "isn", "none");

  private record Line(String key, Set<String> words, Set<String> decisive) {
    static Line of(String scenario) {
      var decisive = new HashSet<String>();
      for (String word : scenario.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}']+")) {
        if (NOT.contains(word) || word.endsWith("n't")) decisive.add("not");
        if (!word.isEmpty() && word.chars().allMatch(Character::isDigit)) decisive.add(word);
      }
      return new Line(Scenario.keyOf(scenario), Words.of(scenario), decisive);
    }

    boolean same(Line other) {
      if (key.equals(other.key)) return true;
      if (!decisive.equals(other.decisive)) return false;
      long common = words.stream().filter(other.words::contains).count();
      int all = words.size() + other.words.size();
      return all > 0 && 2.0 * common / all >= ENOUGH;
    }
  }

  @Override
  public Same of(List<String> scenarios) {
    List<Line> lines = scenarios.stream().map(Line::of).toList();
    return (one, other) -> lines.get(one).same(lines.get(other));
  }
}
