package atlas.core.prediction.likeness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words by which a text is found, and how often each stands there: in lower case, without the
 * endings of plurals and verbs, and for an identifier such as createWebView itself and its parts.
 * Keys of issues are left out: that a text names another says nothing of what it is about.
 *
 * @param counts each above 0, in the order in which the words come
 */
public record Terms(Map<String, Integer> counts) {
  private static final int LONGEST = 40;
  private static final Pattern KEY = Pattern.compile("\\b[A-Z][A-Z0-9]+-\\d+\\b");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern INNER_CAPITAL =
      Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
  private static final Set<String> STOP =
      Set.of(
          ("a an and are as at be but by for if in into is it no not of on or such that the their"
                  + " then there these they this to was will with i we you he she have has had do"
                  + " does did can could would should when what which from been so also than too"
                  + " very just its")
              .split(" "));
  // The first that fits; what is left of a word has three letters at least.
  private static final String[][] ENDINGS = {
    {"sses", "ss"}, {"ies", "y"}, {"ing", ""}, {"edly", ""}, {"ed", ""}, {"es", ""}, {"s", ""}
  };
  private static final int SHORTEST_STEM = 3;

  public Terms {
    // In their order: sums of floating-point numbers depend on it.
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
  }

  /** The terms of the text. */
  public static Terms of(String text) {
    var counts = new LinkedHashMap<String, Integer>();
    Matcher words = WORD.matcher(withoutKeys(text));
    while (words.find()) {
      String word = words.group();
      add(word, counts);
      String[] parts = INNER_CAPITAL.split(word);
      if (parts.length > 1) {
        for (String part : parts) add(part, counts);
      }
    }
    return new Terms(counts);
  }

  /** Both texts' terms together. */
  public Terms and(Terms other) {
    var sum = new LinkedHashMap<>(counts);
    other.counts.forEach((term, count) -> sum.merge(term, count, Integer::sum));
    return new Terms(sum);
  }

  /** How many words the text has. */
  public int length() {
    int length = 0;
    for (int count : counts.values()) length += count;
    return length;
  }

  /** The text without the keys of issues that stand in it. */
  public static String withoutKeys(String text) {
    return KEY.matcher(text).replaceAll(" ");
  }

  private static void add(String word, Map<String, Integer> counts) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.length() < 2 || lower.length() > LONGEST || STOP.contains(lower)) return;
    counts.merge(stem(lower), 1, Integer::sum);
  }

  private static String stem(String word) {
    for (String[] ending : ENDINGS) {
      int left = word.length() - ending[0].length();
      if (!word.endsWith(ending[0]) || left < SHORTEST_STEM) continue;
      if (ending[0].equals("s") && word.endsWith("ss")) continue;
      return word.substring(0, left) + ending[1];
    }
    return word;
  }
}
