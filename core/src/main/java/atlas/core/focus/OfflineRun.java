package atlas.core.focus;

import atlas.model.Event;
import atlas.model.FocusEvent;
import atlas.model.PlannerEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one run of offline changes made of rows. A change raises others' versions too: another
 * action is left, other theaters get less energy. The client knew nothing of that.
 */
final class OfflineRun {
  /** At which version the run met a row, and which it is since; nobody else made one between. */
  private record Made(int before, int now) {}

  private final Map<UUID, Made> rows = new HashMap<>();

  /** Notes what a change did, once it is committed. */
  void note(List<Event> events) {
    for (Event event : events) {
      int version = version(event);
      if (version == 0) continue;
      rows.merge(
          event.entityId(),
          new Made(Math.max(version - 1, 1), version),
          (had, next) -> had.now() == next.before() ? new Made(had.before(), version) : next);
    }
  }

  /** Whether nobody but this run changed the row since that version. */
  boolean fits(UUID id, int now, int base) {
    if (base == now) return true;
    Made made = rows.get(id);
    return made != null && made.now() == now && made.before() <= base && base < now;
  }

  /** The version that an event says its row has since; 0 where it is of nothing that counts. */
  private static int version(Event event) {
    if (event instanceof FocusEvent.OfTheater of) return of.theater().version();
    if (event instanceof FocusEvent.OfAction of) return of.action().version();
    if (event instanceof FocusEvent.OfLog of) return of.log().version();
    return event instanceof PlannerEvent.OfTask of ? of.task().version() : 0;
  }
}
