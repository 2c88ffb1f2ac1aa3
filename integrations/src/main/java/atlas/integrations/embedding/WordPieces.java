package atlas.integrations.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cuts a text into the pieces of words that an uncased BERT knows: lower case without accents,
 * punctuation and Chinese characters alone, then the longest known pieces from left to right.
 */
final class WordPieces {
  private static final int LONGEST_WORD = 100;
  // No piece has more than one word, and no word is worth more characters than this.
  private static final int CHARACTERS_A_PIECE = 40;

  private final Map<String, Integer> pieces;
  private final int unknown;
  private final int begin;
  private final int end;

  private WordPieces(Map<String, Integer> pieces) {
    this.pieces = pieces;
    this.unknown = id("[UNK]");
    this.begin = id("[CLS]");
    this.end = id("[SEP]");
  }

  /** Reads the vocabulary from a tokenizer.json. */
  static WordPieces read(InputStream json) throws IOException {
    var vocabulary = new JsonMapper().readTree(json).path("model").path("vocab");
    var pieces = new HashMap<String, Integer>(vocabulary.size() * 2);
    for (var piece : vocabulary.properties()) pieces.put(piece.getKey(), piece.getValue().asInt());
    if (pieces.isEmpty()) throw new IOException("the tokenizer has no vocabulary");
    return new WordPieces(pieces);
  }

  private int id(String piece) {
    Integer id = pieces.get(piece);
    if (id == null) throw new IllegalArgumentException("The vocabulary has no " + piece + ".");
    return id;
  }

  /** The ids of the text's first pieces, with the signs that begin and end it, at most so many. */
  long[] of(String text, int most) {
    var ids = new Ids(most);
    ids.add(begin);
    String plain = plain(text.substring(0, Math.min(text.length(), most * CHARACTERS_A_PIECE)));
    int word = -1;
    for (int at = 0; at < plain.length() && !ids.full(); ) {
      int c = plain.codePointAt(at);
      int next = at + Character.charCount(c);
      boolean alone = isPunctuation(c) || isChinese(c);
      if (alone || isSpace(c)) {
        if (word >= 0) word(plain.substring(word, at), ids);
        word = -1;
        if (alone) word(plain.substring(at, next), ids);
      } else if (word < 0) {
        word = at;
      }
      at = next;
    }
    if (word >= 0) word(plain.substring(word), ids);
    return ids.ended(end);
  }

  private void word(String word, Ids ids) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      ids.add(unknown);
      return;
    }
    var found = new Ids(LONGEST_WORD + 1);
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      Integer id = null;
      while (to > from) {
        String piece = word.substring(from, to);
        id = pieces.get(from == 0 ? piece : "##" + piece);
        if (id != null) break;
        to--;
      }
      if (id == null) {
        ids.add(unknown);
        return;
      }
      found.add(id);
      from = to;
    }
    for (int i = 0; i < found.count; i++) ids.add(found.values[i]);
  }

  private static String plain(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isSpace(c)) clean.append(' ');
              else if (c != 0 && c != 0xFFFD && !isControl(c)) clean.appendCodePoint(c);
            });
    String decomposed = Normalizer.normalize(clean, Normalizer.Form.NFD);
    var bare = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(bare::appendCodePoint);
    return bare.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isControl(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.PRIVATE_USE
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED;
  }

  private static boolean isPunctuation(int c) {
    if (c >= '!' && c <= '/' || c >= ':' && c <= '@') return true;
    if (c >= '[' && c <= '`' || c >= '{' && c <= '~') return true;
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isChinese(int c) {
    return c >= 0x4E00 && c <= 0x9FFF
        || c >= 0x3400 && c <= 0x4DBF
        || c >= 0x20000 && c <= 0x2A6DF
        || c >= 0x2A700 && c <= 0x2CEAF
        || c >= 0xF900 && c <= 0xFAFF
        || c >= 0x2F800 && c <= 0x2FA1F;
  }

  /** Ids in the order in which they come; what does not fit is left out. */
  private static final class Ids {
    private final int[] values;
    private int count;

    Ids(int most) {
      this.values = new int[most];
    }

    boolean full() {
      return count == values.length;
    }

    void add(int id) {
      if (!full()) values[count++] = id;
    }

    /** With the sign that ends a text, in the last place where all are taken. */
    long[] ended(int sign) {
      if (full()) count--;
      values[count++] = sign;
      return Arrays.stream(values, 0, count).asLongStream().toArray();
    }
  }
}
