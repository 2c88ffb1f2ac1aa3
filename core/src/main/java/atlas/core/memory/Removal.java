package atlas.core.memory;

import atlas.model.Caller;
import atlas.model.MemoryEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.RemovalTable.Item;
import atlas.storage.Tx;
import java.util.List;
import java.util.Objects;

/** Takes things out of sight, and brings them back: nothing that was written down is ever gone. */
public final class Removal {
  private static final List<Ref.Kind> KINDS =
      List.of(
          Ref.Kind.TASK,
          Ref.Kind.ARTIFACT,
          Ref.Kind.CHECKPOINT,
          Ref.Kind.DECISION,
          Ref.Kind.MEMORY,
          Ref.Kind.SESSION);

  /** The item as it is now. */
  public record Moved(String item, boolean removed, List<String> effects) {}

  private final Database database;

  public Removal(Database database) {
    this.database = database;
  }

  /** Hides the item of that short id everywhere. */
  public Moved remove(Caller caller, String named) {
    return move(caller, named, true);
  }

  /** Brings back what was removed, as it was. */
  public Moved restore(Caller caller, String named) {
    return move(caller, named, false);
  }

  private Moved move(Caller caller, String named, boolean away) {
    Ref ref = Ref.parseAny(KINDS, named);
    return database.write(caller, Moved.class, tx -> move(tx, ref, away));
  }

  private static Moved move(Tx tx, Ref ref, boolean away) {
    tx.removals().showRemoved();
    Item item =
        tx.removals()
            .lock(ref.kind(), Objects.requireNonNull(ref.number()))
            .orElseThrow(ref::missing);
    String id = ref.toString();
    if (away == (item.archivedAt() != null)) {
      return new Moved(id, away, List.of(id + (away ? " was removed before" : " was not removed")));
    }
    if (away) check(tx, id, item);
    tx.removals().archive(item.id(), away ? tx.at() : null);
    tx.append(
        away
            ? new MemoryEvent.ItemRemoved(ref.kind(), item.id(), id, item.projectId(), item.title())
            : new MemoryEvent.ItemRestored(
                ref.kind(), item.id(), id, item.projectId(), item.title()));
    return new Moved(id, away, List.of());
  }

  private static void check(Tx tx, String id, Item item) {
    if (item.open()) {
      throw Refusal.conflict(id + " goes on; end_session or update_session abandon it first.");
    }
    String holder = item.holder();
    if (holder != null && !holder.equals(tx.caller().actor())) {
      throw Refusal.conflict(id + " is claimed by " + holder + "; it must be released first.");
    }
  }
}
