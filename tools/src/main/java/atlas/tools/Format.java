package atlas.tools;

import org.jspecify.annotations.Nullable;

/** How much an answer says. */
public enum Format {
  concise,
  detailed;

  /** What lists and gets say of their format parameter. */
  public static final String DOC = "concise (default) or detailed.";

  /** Whether everything is wanted; concise is the default. */
  public static boolean isDetailed(@Nullable Format format) {
    return format == detailed;
  }
}
