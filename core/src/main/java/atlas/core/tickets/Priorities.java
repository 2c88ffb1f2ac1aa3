package atlas.core.tickets;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Jira's priority labels as ranks, since their names don't sort: 1 highest to 5 lowest. */
public final class Priorities {
  /** The rank of a ticket whose priority says nothing. */
  public static final int MIDDLE = 3;

  private Priorities() {}

  /** The rank of a label; labels of a site's own making are in the middle. */
  public static int rank(@Nullable String label) {
    if (label == null) return MIDDLE;
    return switch (label.strip().toLowerCase(Locale.ROOT)) {
      case "highest", "blocker", "critical", "urgent", "p0", "p1" -> 1;
      case "high", "major", "p2" -> 2;
      case "low", "minor", "p4" -> 4;
      case "lowest", "trivial", "p5" -> 5;
      default -> MIDDLE;
    };
  }
}
