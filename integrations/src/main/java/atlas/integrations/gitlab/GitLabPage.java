package atlas.integrations.gitlab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor where to go on; null when this was the last page. It may be stored and used
 *     later; it holds the question, so never log it
 */
public record GitLabPage<T>(List<T> items, @Nullable String nextCursor) {
  public GitLabPage {
    items = List.copyOf(items);
  }

  @Override
  public String toString() {
    return "GitLabPage[items=" + items.size() + ", last=" + (nextCursor == null) + "]";
  }
}
