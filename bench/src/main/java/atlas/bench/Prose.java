package atlas.bench;

import java.util.Random;

/**
 * Text of made-up words as people's texts have them: a few words stand in every second text, most
 * in hardly any. The same number gives the same text.
 */
final class Prose {
  /** A word that every text has. */
  static final String EVERYWHERE = "lighthouse";

  /** A word that no text has. */
  static final String NOWHERE = "submarine";

  private static final int WORDS = 20_000;
  private static final String[] SYLLABLES = {
    "ba", "ko", "mi", "tur", "len", "fa", "ros", "du", "gim", "pol", "va", "zek", "nor", "hu",
    "sta", "bri", "lo", "ket", "jam", "wi"
  };

  private final Random random;

  Prose(long number) {
    this.random = new Random(number * 31 + 7);
  }

  /** A word that the text of this number has and no other. */
  static String sign(int number) {
    return "sign" + number;
  }

  /** So many words, with a full stop now and then. */
  String words(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(word()).append(i % 12 == 11 ? ". " : " ");
    }
    return text.toString().strip();
  }

  // By Zipf's law: the chance of a word falls with its place among all of them.
  private String word() {
    int place = (int) Math.exp(random.nextDouble() * Math.log(WORDS));
    var word = new StringBuilder();
    for (int rest = place; rest > 0; rest /= SYLLABLES.length) {
      word.append(SYLLABLES[rest % SYLLABLES.length]);
    }
    return word.toString();
  }
}
