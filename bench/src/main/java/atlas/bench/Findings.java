package atlas.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was read of a recorded file, and what was lost of it. */
final class Findings {
  private final Map<String, Integer> read = new LinkedHashMap<>();
  private final List<String> lost = new ArrayList<>();

  /** One more of these was read. */
  void read(String what) {
    read.merge(what, 1, Integer::sum);
  }

  void lost(String what) {
    lost.add(what);
  }

  /** Reads one, or loses it where the two differ. */
  void same(String what, @Nullable Object expected, @Nullable Object actual) {
    if (Objects.equals(expected, actual)) read("values");
    else lost(what + ": expected " + shortened(expected) + ", read " + shortened(actual));
  }

  /** Reads one if it holds. */
  void holds(String what, boolean holds, @Nullable Object where) {
    if (holds) read("values");
    else lost(what + ": " + shortened(where));
  }

  List<String> lost() {
    return lost;
  }

  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    read.forEach((what, count) -> parts.add(count + " " + what));
    return String.join(", ", parts);
  }

  private static String shortened(@Nullable Object value) {
    String text = String.valueOf(value).replace("\n", "\\n");
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
