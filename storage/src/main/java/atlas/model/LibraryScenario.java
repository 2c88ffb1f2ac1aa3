package atlas.model;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A scenario that a team has written down elsewhere, and that was imported.
 *
 * @param sourceKey what the source calls it, such as MM-T12
 * @param scenarioKey the name without case and punctuation, by which it is known in sessions
 * @param folder in which it lies, with slashes; empty for none
 * @param steps each with what is done (step), with which data (data), and what should come of it
 *     (expected); the first may be a list of many
 * @param minutes that it takes, as the source says
 * @param ticketKeys of the tickets that it is a test of, as the source says
 */
public record LibraryScenario(
    UUID id,
    int number,
    Source source,
    String sourceKey,
    String name,
    String scenarioKey,
    String folder,
    List<String> components,
    List<String> labels,
    @Nullable String priority,
    String objective,
    String precondition,
    JsonNode steps,
    @Nullable Integer minutes,
    List<String> ticketKeys) {
  /** Where it was written down. */
  public enum Source {
    zephyr,
    testrail,
    csv,
    jsonl
  }

  /** The short id: L-12. */
  public String shortId() {
    return Ref.Kind.LIBRARY_SCENARIO.shortId(number);
  }

  /** Those parts of each step that say something, in the order of the steps. */
  public List<String> ofSteps(String... parts) {
    var texts = new ArrayList<String>();
    for (JsonNode step : steps.values()) {
      var text = new ArrayList<String>();
      for (String part : parts) {
        String says = step.path(part).asString("");
        if (!says.isBlank()) text.add(says);
      }
      if (!text.isEmpty()) texts.add(String.join(" ", text));
    }
    return texts;
  }
}
