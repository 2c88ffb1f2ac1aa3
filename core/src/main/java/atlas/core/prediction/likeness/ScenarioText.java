package atlas.core.prediction.likeness;

import atlas.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a scenario of a library says.
 *
 * @param folder in which it lies, with slashes; empty for none
 * @param steps what is done, with its data, one text for all steps
 * @param expected what should come of it, one text for all steps
 */
public record ScenarioText(
    String name,
    String folder,
    String objective,
    String precondition,
    String steps,
    String expected) {
  /** How many texts of one are embedded at most. */
  public static final int MOST_TEXTS = 10;

  private static final int MOST_MEANING_FROM = 900;
  private static final int PASSAGE = 400;
  private static final int MOST_LETTERS_FROM = 1_000;
  private static final int MOST_WORDS_FROM = 20_000;
  private static final int GRAM = 4;
  private static final int NAME_COUNTS = 3;

  /** Of a name, and of all else as JSON: folder, objective, precondition, steps. */
  public static ScenarioText read(String name, String json) {
    JsonNode rest = Json.MAPPER.readTree(json);
    var steps = new ArrayList<String>();
    var expected = new ArrayList<String>();
    for (JsonNode step : rest.path("steps").values()) {
      steps.add(step.path("step").asString("") + " " + step.path("data").asString(""));
      expected.add(step.path("expected").asString(""));
    }
    return new ScenarioText(
        name,
        rest.path("folder").asString(""),
        rest.path("objective").asString(""),
        rest.path("precondition").asString(""),
        String.join("\n", steps),
        String.join("\n", expected));
  }

  /**
   * The texts that are to be embedded: the name; name and text; folder and name; and then what it
   * says in passages of which each is about one thing.
   */
  public List<String> texts() {
    var texts = new ArrayList<String>();
    String plain = Terms.withoutKeys(name);
    texts.add(plain);
    texts.add(plain + "\n" + Terms.withoutKeys(cut(body(), MOST_MEANING_FROM)));
    texts.add(folder.isEmpty() ? plain : place() + ": " + plain);
    for (String part : List.of(objective, precondition, steps, expected)) {
      String text = Terms.withoutKeys(part).strip();
      for (int at = 0; at < text.length() && texts.size() < MOST_TEXTS; at += PASSAGE) {
        texts.add(text.substring(at, Math.min(text.length(), at + PASSAGE)));
      }
    }
    return texts;
  }

  /** The part of the product: the first of the folders. */
  String area() {
    int slash = folder.indexOf('/');
    return slash < 0 ? folder : folder.substring(0, slash);
  }

  /** Its words, those of its name three times. */
  public Terms terms() {
    Terms text = Terms.of(cut(body(), MOST_WORDS_FROM)).and(Terms.of(place()));
    Terms ofName = Terms.of(name);
    for (int i = 0; i < NAME_COUNTS; i++) text = text.and(ofName);
    return text;
  }

  /** Every four letters that follow each other, so that parts of words are found as well. */
  Terms letters() {
    return letters(name + " " + folder + " " + cut(body(), MOST_LETTERS_FROM));
  }

  static Terms letters(String text) {
    String plain =
        " "
            + Terms.withoutKeys(text)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip()
            + " ";
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i + GRAM <= plain.length(); i++) {
      counts.merge(plain.substring(i, i + GRAM), 1, Integer::sum);
    }
    return new Terms(counts);
  }

  private String place() {
    return folder.replace('/', ' ').replace('-', ' ').replace('_', ' ');
  }

  private String body() {
    return String.join(" ", objective, precondition, steps, expected);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
