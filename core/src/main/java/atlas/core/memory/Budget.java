package atlas.core.memory;

import atlas.model.Json;
import java.util.ArrayList;
import java.util.List;

/** How much of a resume pack is left, counted at four characters of JSON a token. */
final class Budget {
  private static final int CHARACTERS_A_TOKEN = 4;

  /** Names of fields, and the lines about what was left out. */
  private static final int FRAME = 640;

  private final int characters;
  private final List<String> leftOut = new ArrayList<>();
  private int used = FRAME;
  private int limit;

  Budget(int tokens) {
    characters = tokens * CHARACTERS_A_TOKEN;
    limit = characters;
  }

  /** Counts what has to be there. */
  void take(Object item) {
    used += size(item);
  }

  /** The next list has that share of what is left, and no more. */
  Budget share(double share) {
    limit = used + (int) (Math.max(0, characters - used) * share);
    return this;
  }

  /**
   * As many of the items as fit, the first first; the others are told as left out.
   *
   * @param all how many there are, shown here or not
   * @param tells the tool that tells the others
   */
  <T> List<T> fill(String what, String tells, int all, List<T> items) {
    var taken = new ArrayList<T>();
    for (T item : items) {
      int size = size(item) + 1;
      if (used + size > limit) break;
      used += size;
      taken.add(item);
    }
    limit = characters;
    int more = all - taken.size();
    if (more > 0) {
      // Long lists are counted up to a thousand.
      String many = more < 1_000 ? more + " more " : "1000 or more ";
      leftOut.add(many + what + ": " + tells);
    }
    return List.copyOf(taken);
  }

  /** The text as far as a share of the whole reaches. */
  String text(String what, String tells, String text, double share) {
    int most = Math.max(80, (int) Math.min(characters * share, characters - (double) used));
    // Quotes and line ends take two characters in JSON.
    String shown = text;
    while (size(shown) > most && !shown.isEmpty()) {
      shown = shown.substring(0, Math.max(0, shown.length() - Math.max(1, size(shown) - most)));
    }
    if (shown.length() < text.length()) {
      if (!shown.isEmpty() && Character.isHighSurrogate(shown.charAt(shown.length() - 1))) {
        shown = shown.substring(0, shown.length() - 1);
      }
      leftOut.add(
          (text.length() - shown.length()) + " more characters of the " + what + ": " + tells);
      shown += "…";
    }
    take(shown);
    return shown;
  }

  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** How many tokens it came to. */
  int used() {
    return (used + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN;
  }

  private static int size(Object item) {
    return Json.MAPPER.writeValueAsString(item).length();
  }
}
