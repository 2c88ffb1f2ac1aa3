package atlas.tools;

import org.jspecify.annotations.Nullable;

/** How much an answer says. */
public enum Format {
  concise,
  detailed;

  /** Whether everything is wanted; concise is the default. */
  public static boolean isDetailed(@Nullable Format format) {
    return format == detailed;
  }
}
