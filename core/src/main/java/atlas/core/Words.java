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

  /** A name or a tag as it is compared: in small letters, with one blank between words. */
  public static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  /** Lower case, without stop words, each word in one form for singular, plural and verb. */
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
    String stem = singular(word);
    for (String ending : List.of("ing", "ed")) {
      if (stem.endsWith(ending) && isWord(stem, ending)) {
        stem = stem.substring(0, stem.length() - ending.length());
        break;
      }
    }
    // Not how words are spelled, but the same for all forms of one: saves, saved and saving.
    if (stem.length() > 3 && stem.endsWith("e")) stem = stem.substring(0, stem.length() - 1);
    int last = stem.length() - 1;
    boolean doubled = last > 2 && stem.charAt(last) == stem.charAt(last - 1);
    return doubled && Character.isLetter(stem.charAt(last)) ? stem.substring(0, last) : stem;
  }

  private static String singular(String word) {
    if (word.length() > 4 && word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.length() > 4 && word.matches(".*(ss|x|ch|sh|zz)es")) {
      return word.substring(0, word.length() - 2);
    }
    boolean plural = word.length() > 3 && word.endsWith("s") && !word.matches(".*[sui]s");
    return plural ? word.substring(0, word.length() - 1) : word;
  }

  /** Whether what stands before an ending is a word of its own: not in string, not in need. */
  private static boolean isWord(String word, String ending) {
    String rest = word.substring(0, word.length() - ending.length());
    return rest.length() > 2 && rest.matches(".*[aeiouy].*");
  }
}
