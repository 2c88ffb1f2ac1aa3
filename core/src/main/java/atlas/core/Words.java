package atlas.core;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a text that carry meaning, roughly stemmed; enough to compare two lines. */
public final class Words {
  private static final Set<String> STOP =
      Set.of(
          "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from",
          "has", "have", "i", "if", "in", "is", "it", "its", "must", "no", "not", "of", "on", "or",
          "should", "so", "than", "that", "the", "their", "then", "there", "they", "this", "to",
          "was", "when", "which", "will", "with", "you", "your", "check", "verify", "test", "user",
          "users");

  private Words() {}

  /** Lower case, without stop words, with plural and verb endings cut off. */
  public static Set<String> of(String text) {
    var words = new HashSet<String>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
      if (word.length() > 1 && !STOP.contains(word)) words.add(stem(word));
    }
    return words;
  }

  /**
   * The share of the first text's words that the second has, 0 to 1; 0 for a text without words.
   */
  public static double covered(String text, String by) {
    Set<String> wanted = of(text);
    if (wanted.isEmpty()) return 0;
    Set<String> there = of(by);
    long found = wanted.stream().filter(there::contains).count();
    return (double) found / wanted.size();
  }

  private static String stem(String word) {
    for (String ending : List.of("ing", "ies", "ed", "es", "s")) {
      if (word.length() > ending.length() + 3 && word.endsWith(ending)) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }
}
