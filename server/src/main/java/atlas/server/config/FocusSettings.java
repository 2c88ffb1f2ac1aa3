package atlas.server.config;

import atlas.core.focus.FocusWeights;
import org.jspecify.annotations.Nullable;

/** How what to do next is ranked. */
final class FocusSettings {
  private FocusSettings() {}

  /** The weights of the score, as they were written or as usual. */
  static FocusWeights weights(@Nullable String said) {
    try {
      return said == null ? FocusWeights.USUAL : FocusWeights.parse(said);
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem(
          Setting.FOCUS_WEIGHTS.variable() + " " + String.valueOf(e.getMessage()) + ".");
    }
  }
}
