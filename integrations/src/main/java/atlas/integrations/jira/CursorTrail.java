package atlas.integrations.jira;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cursors of a list that is being read: one that comes twice would lead in a circle. */
public final class CursorTrail {
  private final Set<String> seen = new HashSet<>();

  /** Whether this cursor has come before, so that going on would never end; null never has. */
  public boolean leadsInACircle(@Nullable String nextCursor) {
    return nextCursor != null && !seen.add(nextCursor);
  }
}
