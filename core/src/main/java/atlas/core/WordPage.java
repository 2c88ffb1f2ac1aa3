package atlas.core;

import atlas.model.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search for words.
 *
 * @param anyWord whether one of the words is enough, since nothing has all of them
 * @param offset how many hits come before it
 */
public record WordPage(boolean anyWord, int offset) {
  private static final int DIGITS = 6;

  /** The page that a cursor leads to; the first, for all the words, without one. */
  public static WordPage read(@Nullable String cursor, int farthest) {
    List<String> parts = Cursor.parts(cursor, 2);
    if (parts.isEmpty()) return new WordPage(false, 0);
    boolean any = parts.get(0).equals("any");
    String offset = parts.get(1);
    if (!offset.matches("[0-9]{1," + DIGITS + "}") || !(any || parts.get(0).equals("all"))) {
      throw Cursor.bad();
    }
    if (Integer.parseInt(offset) > farthest) throw Cursor.bad();
    return new WordPage(any, Integer.parseInt(offset));
  }

  /** The cursor that leads to the page after these. */
  public String next(int hits) {
    return Cursor.of(anyWord ? "any" : "all", Integer.toString(offset + hits));
  }

  /** Whether it is just words: what was put between quotes or ruled out stays as it was meant. */
  public static boolean isPlain(String text) {
    return !text.contains("\"") && !(" " + text).contains(" -");
  }
}
