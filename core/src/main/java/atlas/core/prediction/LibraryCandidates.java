package atlas.core.prediction;

import atlas.core.Outside;
import atlas.core.prediction.Library.Found;
import atlas.model.LibraryScenario;
import atlas.storage.LibraryTable.TestedWith;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Scenarios of a library as proposals, each with its steps and where it comes from. */
final class LibraryCandidates {
  private static final int MOST_STEPS = 20;
  private static final int LONGEST_STEP = 300;
  private static final int LONGEST_PLACE = 100;
  private static final int KEYS_SHOWN = 3;

  private LibraryCandidates() {}

  /**
   * Confidence is the chance that it belongs to the ticket times the mean of a Beta(1, 1) posterior
   * over its runs, as for what was tried in sessions: never run, it may as well find something.
   */
  static Candidate of(Found found) {
    LibraryScenario scenario = found.scenario();
    int tried = found.tested().stream().mapToInt(TestedWith::tried).sum();
    int bugs = found.tested().stream().mapToInt(TestedWith::found).sum();
    return new Candidate(
        scenario.name(),
        found.chance() * (bugs + 1) / (tried + 2),
        steps(scenario),
        minutes(found),
        because(found, tried, bugs));
  }

  private static String because(Found found, int tried, int bugs) {
    LibraryScenario scenario = found.scenario();
    var because = new StringBuilder(Outside.line(scenario.sourceKey(), LONGEST_PLACE));
    because.append(" of the library");
    if (!scenario.folder().isEmpty()) {
      because.append(", in ").append(Outside.line(scenario.folder(), LONGEST_PLACE));
    }
    if (found.tested().isEmpty()) return because.toString();
    String keys =
        found.tested().stream()
            .limit(KEYS_SHOWN)
            .map(TestedWith::ticketKey)
            .collect(Collectors.joining(", "));
    because.append("; a test of %s, %d %% alike".formatted(keys, Math.round(100 * found.alike())));
    if (tried > 0) because.append("; found a bug in %d of %d runs".formatted(bugs, tried));
    return because.toString();
  }

  /** What it took in sessions, else what the library says. */
  private static @Nullable Integer minutes(Found found) {
    double sum = 0;
    int known = 0;
    for (TestedWith tested : found.tested()) {
      if (tested.minutes() == null) continue;
      sum += tested.minutes();
      known++;
    }
    return known == 0
        ? found.scenario().minutes()
        : Integer.valueOf(Math.max(1, (int) Math.round(sum / known)));
  }

  /** A step that is a list of many is many. */
  private static List<String> steps(LibraryScenario scenario) {
    var steps = new ArrayList<String>();
    for (JsonNode step : scenario.steps().values()) {
      add(steps, "", step.path("step").asString(""));
      add(steps, "With ", step.path("data").asString(""));
      add(steps, "Expected: ", step.path("expected").asString(""));
    }
    return List.copyOf(steps.subList(0, Math.min(MOST_STEPS, steps.size())));
  }

  private static void add(List<String> steps, String before, String text) {
    String sign = before;
    for (String line : text.split("\\R")) {
      if (line.isBlank()) continue;
      steps.add(sign + Outside.line(line.strip(), LONGEST_STEP));
      sign = "";
    }
  }
}
