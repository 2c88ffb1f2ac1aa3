package atlas.core.planner;

import atlas.core.Differences;
import atlas.core.tickets.TicketKeys;
import atlas.model.Countdown;
import atlas.model.PlannerEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Tx;
import java.util.List;

/** Days that a person waits for: made, changed, ended. */
final class Countdowns {
  private Countdowns() {}

  static Planner.Saved save(Tx tx, TicketKeys keys, Planner.Save save) {
    if (save.done() != null) {
      throw Refusal.invalid("A countdown ends by itself; active false stops it before.");
    }
    if (save.item() == null) return make(tx, keys, save);
    Ref ref = Ref.parse(Ref.Kind.COUNTDOWN, save.item());
    Countdown before = tx.countdowns().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    Countdown after = changed(tx, keys, before, save, before.version() + 1);
    List<String> changed = differences(before, after);
    // What is not in the log must not be in the row.
    if (changed.isEmpty()) return saved(before);
    tx.countdowns().update(after);
    tx.append(new PlannerEvent.CountdownChanged(after, changed));
    return saved(after);
  }

  private static Planner.Saved make(Tx tx, TicketKeys keys, Planner.Save save) {
    if (save.title() == null || save.day() == null) {
      throw Refusal.invalid("A new countdown needs title and day.");
    }
    var blank =
        new Countdown(
            tx.newId(),
            tx.nextNumber(Ref.Kind.COUNTDOWN),
            save.title(),
            save.day(),
            Countdown.Category.personal,
            null,
            null,
            null,
            true,
            1,
            tx.at());
    Countdown countdown = changed(tx, keys, blank, save, 1);
    tx.countdowns().insert(countdown);
    tx.append(new PlannerEvent.CountdownCreated(countdown));
    return saved(countdown);
  }

  private static Planner.Saved saved(Countdown countdown) {
    return new Planner.Saved(
        Planner.Type.countdown, countdown.shortId(), countdown.version(), List.of());
  }

  private static Countdown changed(
      Tx tx, TicketKeys keys, Countdown before, Planner.Save save, int version) {
    return new Countdown(
        before.id(),
        before.number(),
        save.title() == null ? before.title() : Planner.line("A countdown", save.title()),
        save.day() == null ? before.day() : save.day(),
        save.category() == null ? before.category() : category(save.category()),
        save.colour() == null ? before.colour() : Planner.colour(save.colour()),
        save.icon() == null ? before.icon() : Planner.line("An icon", save.icon()),
        Planner.ticketKey(tx, keys, save, before.ticketKey()),
        save.active() == null ? before.active() : save.active(),
        version,
        before.createdAt());
  }

  private static Countdown.Category category(Planner.Category said) {
    return switch (said) {
      case work -> Countdown.Category.work;
      case personal -> Countdown.Category.personal;
      case life_event -> Countdown.Category.life_event;
      case health, learning ->
          throw Refusal.invalid("A countdown is of work, personal or life_event.");
    };
  }

  private static List<String> differences(Countdown before, Countdown after) {
    var changed = new Differences();
    changed.of("title", before.title(), after.title());
    changed.of("day", before.day(), after.day());
    changed.of("category", before.category(), after.category());
    changed.of("colour", before.colour(), after.colour());
    changed.of("icon", before.icon(), after.icon());
    changed.of("ticket_key", before.ticketKey(), after.ticketKey());
    changed.of("active", before.active(), after.active());
    return changed.names();
  }
}
