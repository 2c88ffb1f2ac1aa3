package atlas.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of something is other than it was, by name. */
public final class Differences {
  private final List<String> names = new ArrayList<>();

  /** Looks at a part. */
  public Differences of(String name, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) names.add(name);
    return this;
  }

  /** The names of those that are, in the order in which they were looked at. */
  public List<String> names() {
    return List.copyOf(names);
  }
}
