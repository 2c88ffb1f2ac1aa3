package atlas.core.prediction.likeness;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All by which a ticket is compared with others. What is not known counts for nothing.
 *
 * @param whole the terms of summary and description together
 * @param summaryVector what the summary means, of length 1
 * @param wholeVector what summary and the beginning of the description mean, of length 1
 */
public record Profile(
    Terms summary,
    Terms whole,
    float @Nullable [] summaryVector,
    float @Nullable [] wholeVector,
    List<String> components,
    @Nullable Instant created) {
  private static final int MOST_WORDS_FROM = 8_000;
  private static final int MOST_MEANING_FROM = 900;

  /** The terms of a ticket's texts, without vectors. */
  public static Profile of(
      String summary, String description, List<String> components, @Nullable Instant created) {
    Terms ofSummary = Terms.of(summary);
    Terms whole = ofSummary.and(Terms.of(cut(description, MOST_WORDS_FROM)));
    return new Profile(ofSummary, whole, null, null, components, created);
  }

  /** The same with vectors of its {@link #texts}. */
  public Profile with(float[] ofSummary, float[] ofWhole) {
    return new Profile(summary, whole, ofSummary, ofWhole, components, created);
  }

  /** The same without vectors. */
  public Profile without() {
    return new Profile(summary, whole, null, null, components, created);
  }

  /**
   * The two texts that are to be embedded: the summary, and the summary with the beginning of the
   * description, which is what the model can read.
   */
  public static List<String> texts(String summary, String description) {
    String name = Terms.withoutKeys(summary);
    return List.of(name, name + "\n" + Terms.withoutKeys(cut(description, MOST_MEANING_FROM)));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
