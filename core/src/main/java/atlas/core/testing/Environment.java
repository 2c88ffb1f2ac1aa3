package atlas.core.testing;

import atlas.core.Outside;
import atlas.model.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where is tested, as testers write it down: pairs of name=value, such as browser=Firefox 128. */
final class Environment {
  private static final int MOST = 20;
  private static final int LONGEST = 200;

  private Environment() {}

  /** The pairs of a text, which stand in lines of their own or have semicolons in between. */
  static List<String> parse(@Nullable String text) {
    var pairs = new ArrayList<String>();
    if (text == null) return pairs;
    for (String part : text.split("[;\\r\\n]")) {
      String pair = Outside.line(part, LONGEST);
      if (pair.isEmpty()) continue;
      int at = pair.indexOf('=');
      String name = at < 0 ? "" : pair.substring(0, at).strip();
      String value = pair.substring(at + 1).strip();
      if (name.isEmpty() || value.isEmpty()) {
        throw Refusal.invalid(
            "The environment is pairs of name=value with ; in between, such as"
                + " build=4.2; browser=Firefox 128; this is none: "
                + Outside.line(part, 100));
      }
      pairs.add(name + "=" + value);
    }
    return with(List.of(), pairs);
  }

  /** The pairs with others beside them; of two with one name the later stays, at its place. */
  static List<String> with(List<String> pairs, List<String> more) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String pair : pairs) byName.put(name(pair), pair);
    for (String pair : more) byName.put(name(pair), pair);
    if (byName.size() > MOST) {
      throw Refusal.invalid("An environment has at most " + MOST + " pairs of name=value.");
    }
    return List.copyOf(byName.values());
  }

  private static String name(String pair) {
    return pair.substring(0, pair.indexOf('=')).toLowerCase(Locale.ROOT);
  }
}
