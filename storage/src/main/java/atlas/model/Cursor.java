package atlas.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a list goes on: the sort key of the last row that was given, unreadable on purpose. */
public final class Cursor {
  private static final String SEPARATOR = "\u001f";

  private Cursor() {}

  /** The cursor behind the row with that sort key. */
  public static String of(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
  }

  /** The sort key again; empty where no cursor was given. Refuses what we never gave. */
  public static List<String> parts(@Nullable String cursor, int count) {
    if (cursor == null) return List.of();
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      List<String> parts = List.of(text.split(SEPARATOR, -1));
      if (parts.size() == count) return parts;
    } catch (IllegalArgumentException notBase64) {
      // Answered below, like any other text that isn't a cursor.
    }
    throw bad();
  }

  /** The refusal for a cursor that can't be read. */
  public static Refusal bad() {
    return Refusal.invalid(
        "That cursor is not one of this list's: leave it out to start, then hand on next_cursor.");
  }
}
