package atlas.core.prediction;

import java.util.List;

/**
 * Who knows whether two scenarios say the same in other words. May be slow, and is not asked in a
 * transaction unless it goes by the words alone.
 */
public interface Sameness {
  /** What is known of some scenarios, asked for by their places. */
  @FunctionalInterface
  interface Same {
    /** Whether these two say the same. */
    boolean are(int one, int other);
  }

  /** Looks at the scenarios, so that any two of them can be compared. */
  Same of(List<String> scenarios);
}
