package atlas.integrations.jira;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** In which field the boards of a project count points, as far as they were asked, for a day. */
final class BoardPoints {
  /** Of more projects than that the boards are not asked. */
  static final int MOST_PROJECTS = 200;

  private static final Duration HOLDS = Duration.ofDays(1);

  // What did not answer may do so soon.
  private static final Duration FAILURE_HOLDS = Duration.ofMinutes(15);

  private record Asked(Optional<String> field, long until) {}

  private final LongSupplier nanos;
  private final Map<String, Asked> asked = new LinkedHashMap<>();

  BoardPoints(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Those of the projects whose boards are to be asked, for the first time or again. */
  synchronized Set<String> due(Collection<String> projects) {
    long now = nanos.getAsLong();
    var due = new LinkedHashSet<String>();
    int room = MOST_PROJECTS - asked.size();
    for (String project : projects) {
      Asked known = asked.get(project);
      if (known == null ? room-- > 0 : known.until() - now <= 0) due.add(project);
    }
    return due;
  }

  /** What the boards say; whether issues of the project are read in another way from now on. */
  synchronized boolean answered(String project, Optional<String> field) {
    Optional<String> before = field(project);
    asked.put(project, new Asked(field, nanos.getAsLong() + HOLDS.toNanos()));
    return !field.equals(before);
  }

  /** They did not answer: what they said before still holds. */
  synchronized void failed(String project) {
    asked.put(project, new Asked(field(project), nanos.getAsLong() + FAILURE_HOLDS.toNanos()));
  }

  /** By project, the field that its boards count in. */
  synchronized Map<String, String> fields() {
    var fields = new LinkedHashMap<String, String>();
    asked.forEach((project, found) -> found.field().ifPresent(f -> fields.put(project, f)));
    return fields;
  }

  private Optional<String> field(String project) {
    Asked known = asked.get(project);
    return known == null ? Optional.empty() : known.field();
  }
}
