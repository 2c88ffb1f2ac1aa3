package atlas.core.focus;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How much each term counts for in the score of what could be done next.
 *
 * @param gap how far it is behind its plan
 * @param stale how long nothing was done about it
 * @param early that it has begun
 * @param due how soon it is due, or how long it has been
 * @param energy the share of its theater
 * @param blocked what is taken away where it can't go on
 */
public record FocusWeights(int gap, int stale, int early, int due, int energy, int blocked) {
  /** What holds where nobody says otherwise. */
  public static final FocusWeights USUAL = new FocusWeights(30, 25, 15, 20, 10, 25);

  private static final int MOST = 100;

  /**
   * Reads weights such as gap=40,stale=10; what is left out stays as usual.
   *
   * @throws IllegalArgumentException saying what can't be one
   */
  public static FocusWeights parse(String written) {
    Map<String, Integer> said = new LinkedHashMap<>();
    said.put("gap", USUAL.gap);
    said.put("stale", USUAL.stale);
    said.put("early", USUAL.early);
    said.put("due", USUAL.due);
    said.put("energy", USUAL.energy);
    said.put("blocked", USUAL.blocked);
    for (String part : written.split(",")) {
      String[] pair = part.strip().split("=", 2);
      String name = pair[0].strip().toLowerCase(Locale.ROOT);
      if (pair.length < 2 || !said.containsKey(name) || !pair[1].strip().matches("\\d{1,3}")) {
        throw new IllegalArgumentException(wanted());
      }
      int weight = Integer.parseInt(pair[1].strip());
      if (weight > MOST) throw new IllegalArgumentException(wanted());
      said.put(name, weight);
    }
    return new FocusWeights(
        said.getOrDefault("gap", 0),
        said.getOrDefault("stale", 0),
        said.getOrDefault("early", 0),
        said.getOrDefault("due", 0),
        said.getOrDefault("energy", 0),
        said.getOrDefault("blocked", 0));
  }

  private static String wanted() {
    return "names gap, stale, early, due, energy or blocked with a number from 0 to 100 each:"
        + " gap=30,stale=25";
  }
}
