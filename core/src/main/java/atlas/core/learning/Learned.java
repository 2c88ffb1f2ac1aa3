package atlas.core.learning;

import atlas.model.Json;
import atlas.model.PatternType;
import atlas.storage.PatternTable.Counts;
import atlas.storage.Tx;
import java.util.Collection;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;

/** What patterns are worth by the runs that count for them. */
public final class Learned {
  private static final int OFTEN = 5;

  private Learned() {}

  /** Counts the runs of those patterns again; the same runs always come to the same. */
  public static void recount(Tx tx, Collection<UUID> patterns) {
    if (patterns.isEmpty()) return;
    ArrayNode rows = Json.MAPPER.createArrayNode();
    for (Counts counts : tx.patterns().counts(patterns.toArray(UUID[]::new))) {
      rows.addObject()
          .put("id", counts.id().toString())
          .put("type", type(counts.tried(), counts.found()).name())
          .put("tickets", counts.tickets())
          .put("tried", counts.tried())
          .put("found", counts.found())
          .put("escaped", counts.escaped())
          .put("average_minutes", counts.averageMinutes())
          .put("confidence", confidence(counts.tried(), counts.found(), counts.escaped()))
          .put("last_used_at", counts.lastUsedAt().toString());
    }
    tx.patterns().update(rows.toString());
  }

  /**
   * How likely it is at least that the next run finds a bug. A run that passed where a bug escaped
   * counts twice: it found nothing though there was something to find.
   */
  public static double confidence(int tried, int found, int escaped) {
    return Beta.lowerBound(found, tried - found + escaped);
  }

  static PatternType type(int tried, int found) {
    if (found >= 2) return PatternType.bug_pattern;
    return found == 0 && tried >= OFTEN
        ? PatternType.time_optimization
        : PatternType.effective_scenario;
  }
}
