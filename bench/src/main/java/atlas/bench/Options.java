package atlas.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was said after the measurement's name: pairs of --name and value, and what is measured.
 *
 * @param subjects what stands there without a name
 */
record Options(Map<String, String> values, List<String> subjects) {
  private static final Set<String> NAMES =
      Set.of(
          "java-home",
          "runs",
          "blocks",
          "calls",
          "seconds",
          "rounds",
          "clients",
          "warm-up",
          "tickets",
          "scenarios",
          "things",
          "rows",
          "corpus",
          "queries",
          "library",
          "vectors",
          "learn");

  static Options of(List<String> arguments) {
    var values = new LinkedHashMap<String, String>();
    var subjects = new ArrayList<String>();
    for (int i = 0; i < arguments.size(); i++) {
      if (!arguments.get(i).startsWith("--")) {
        subjects.add(arguments.get(i));
        continue;
      }
      String name = arguments.get(i).substring(2);
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("There is no option " + arguments.get(i) + ".");
      }
      if (++i == arguments.size()) {
        throw new IllegalArgumentException("--" + name + " needs a value.");
      }
      values.put(name, arguments.get(i));
    }
    return new Options(values, subjects);
  }

  /** The folder that is looked at, which must be there. */
  Path folder() {
    if (subjects.size() != 1 || !Files.isDirectory(Path.of(subjects.get(0)))) {
      throw new IllegalArgumentException("Name one folder.");
    }
    return Path.of(subjects.get(0));
  }

  /** The file of that option, which must be said and there. */
  Path file(String name) {
    Path file = path(name);
    if (file == null || !Files.isReadable(file)) {
      throw new IllegalArgumentException("--" + name + " names a file that can be read.");
    }
    return file;
  }

  /** The file of that option, which need not be there yet. */
  @Nullable Path path(String name) {
    String said = values.get(name);
    return said == null ? null : Path.of(said);
  }

  int number(String name, int byDefault) {
    String said = values.get(name);
    if (said == null) return byDefault;
    try {
      int number = Integer.parseInt(said);
      if (number > 0) return number;
    } catch (NumberFormatException notOne) {
      // Answered below, like a number that is too small.
    }
    throw new IllegalArgumentException("--" + name + " is a whole number above 0.");
  }

  /** The JDK that ATLAS shall run on, if another than this one. */
  @Nullable Path javaHome() {
    String said = values.get("java-home");
    if (said == null) return null;
    Path home = Path.of(said);
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      throw new IllegalArgumentException("There is no JDK at " + said + ".");
    }
    return home;
  }
}
