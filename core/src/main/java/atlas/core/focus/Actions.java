package atlas.core.focus;

import atlas.core.Differences;
import atlas.core.Outside;
import atlas.core.tickets.TicketKeys;
import atlas.model.Action;
import atlas.model.ActionStatus;
import atlas.model.Caller;
import atlas.model.FocusEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Theater;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What could be done next in theaters: made, changed, selected. */
public final class Actions {
  /** What can be taken away from an action. */
  public enum Part {
    description,
    due,
    minutes,
    ticket_key,
    task,
    decision
  }

  /**
   * What an action is to be; null leaves as it is.
   *
   * @param action the one to change; null makes a new one, which needs theater and title
   * @param select whether it is what the person is at in its theater; another is left for it
   * @param pin whether it is that, and stays so whatever else is selected
   * @param task the task that it stands for, and the decision whose review it is
   * @param clear what is taken away
   */
  public record Save(
      @Nullable String action,
      @Nullable String theater,
      @Nullable String title,
      @Nullable String description,
      @Nullable ActionStatus status,
      @Nullable Integer gap,
      @Nullable Boolean earlyProgress,
      @Nullable LocalDate due,
      @Nullable Integer minutes,
      @Nullable Boolean select,
      @Nullable Boolean pin,
      @Nullable String ticketKey,
      @Nullable String task,
      @Nullable String decision,
      @Nullable List<Part> clear) {
    /** What it has of that from now on. */
    private <T> @Nullable T now(Part part, @Nullable T said, @Nullable T before) {
      if (clear != null && clear.contains(part)) return null;
      return said == null ? before : said;
    }
  }

  /** An action that was saved, as A-2. */
  public record Saved(
      String action,
      ActionStatus status,
      String theater,
      boolean selected,
      int version,
      List<String> effects) {}

  private final Database database;
  private final TicketKeys keys;

  public Actions(Database database, TicketKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /** Makes an action, or changes one. */
  public Saved save(Caller caller, Save save) {
    return database.write(caller, Saved.class, tx -> save(tx, save));
  }

  Saved save(Tx tx, Save save) {
    if (Boolean.FALSE.equals(save.select()) && Boolean.TRUE.equals(save.pin())) {
      throw Refusal.invalid("What is pinned is selected: say select or pin, or neither.");
    }
    if (save.action() == null) return make(tx, save);
    Ref ref = Ref.parse(Ref.Kind.ACTION, save.action());
    Action seen = tx.actions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
    // The theater first, as whoever selects another there does: two that wait for each other wait
    // for ever.
    Theater theater =
        save.theater() == null
            ? Theaters.lock(tx, seen.theaterId())
            : Theaters.require(tx, save.theater());
    Action before = tx.actions().lock(seen.id(), null).orElseThrow(ref::missing);
    Action after = changed(tx, before, theater, save);
    List<String> changed = differences(before, after);
    var effects = new ArrayList<String>();
    // What is not in the log must not be in the row.
    if (changed.isEmpty()) return saved(before, theater, effects);
    makeRoom(tx, before, after, effects);
    tx.actions().update(after);
    tx.append(new FocusEvent.ActionChanged(after, changed));
    if (before.selected() && !after.selected()) {
      effects.add("Nothing is selected in " + Outside.line(theater.name()));
    }
    return saved(after, theater, effects);
  }

  private Saved make(Tx tx, Save save) {
    if (save.title() == null || save.theater() == null) {
      throw Refusal.invalid(
          "A new action needs title and theater; to change one, say which with action.");
    }
    Theater theater = Theaters.require(tx, save.theater());
    var blank =
        new Action(
            tx.newId(),
            tx.nextNumber(Ref.Kind.ACTION),
            theater.id(),
            save.title(),
            null,
            ActionStatus.open,
            0,
            false,
            null,
            null,
            false,
            false,
            null,
            null,
            null,
            tx.at(),
            null,
            0,
            tx.at());
    Action action = changed(tx, blank, theater, save);
    var effects = new ArrayList<String>();
    makeRoom(tx, blank, action, effects);
    tx.actions().insert(action);
    tx.append(new FocusEvent.ActionCreated(action));
    return saved(action, theater, effects);
  }

  private static Saved saved(Action action, Theater theater, List<String> effects) {
    return new Saved(
        action.shortId(),
        action.status(),
        theater.name(),
        action.selected(),
        action.version(),
        effects);
  }

  private Action changed(Tx tx, Action before, Theater theater, Save save) {
    ActionStatus status = save.status() == null ? before.status() : save.status();
    boolean pinned = save.pin() == null ? before.pinned() : save.pin();
    boolean selected = save.select() == null ? before.selected() : save.select();
    selected |= Boolean.TRUE.equals(save.pin());
    if (status.finished()
        && (Boolean.TRUE.equals(save.select()) || selected && !before.selected())) {
      throw Refusal.conflict("What is " + status + " can't be selected; make it open first.");
    }
    selected &= !status.finished();
    return new Action(
        before.id(),
        before.number(),
        theater.id(),
        save.title() == null ? before.title() : words(save.title()),
        save.now(Part.description, save.description(), before.description()),
        status,
        save.gap() == null ? before.gap() : save.gap(),
        save.earlyProgress() == null ? before.earlyProgress() : save.earlyProgress(),
        save.now(Part.due, save.due(), before.due()),
        save.now(Part.minutes, save.minutes(), before.minutes()),
        selected,
        selected && pinned,
        save.now(Part.ticket_key, key(tx, save.ticketKey()), before.ticketKey()),
        save.now(Part.task, task(tx, save.task()), before.taskId()),
        save.now(Part.decision, decision(tx, save.decision()), before.decisionId()),
        tx.at(),
        !status.finished() ? null : before.finishedAt() == null ? tx.at() : before.finishedAt(),
        before.version() + 1,
        before.createdAt());
  }

  /** Leaves what was selected in the theater until now; refuses where that is pinned. */
  private static void makeRoom(Tx tx, Action before, Action after, List<String> effects) {
    boolean stays = before.selected() && before.theaterId().equals(after.theaterId());
    if (!after.selected() || stays) return;
    Action other = tx.actions().selectedIn(after.theaterId()).orElse(null);
    if (other == null) return;
    if (other.pinned()) {
      throw Refusal.conflict(
          "%s is pinned there; save_focus_item with pin false lets another be selected."
              .formatted(other.shortId()));
    }
    leave(tx, other);
    effects.add(other.shortId() + " is not selected any more");
  }

  private static void leave(Tx tx, Action action) {
    Action left = action.left();
    tx.actions().update(left);
    tx.append(new FocusEvent.ActionChanged(left, List.of("selected")));
  }

  /** Before an action is taken out of sight: it is not what somebody is at any more. */
  public static void leave(Tx tx, UUID id) {
    tx.actions().lock(id, null).filter(Action::selected).ifPresent(action -> leave(tx, action));
  }

  private static String words(String title) {
    if (title.isBlank()) throw Refusal.invalid("An action needs a title, with words in it.");
    return title.strip();
  }

  private @Nullable String key(Tx tx, @Nullable String named) {
    return named == null ? null : keys.now(tx, named);
  }

  private static @Nullable UUID task(Tx tx, @Nullable String named) {
    if (named == null) return null;
    Ref ref = Ref.parse(Ref.Kind.TASK, named);
    return tx.tasks().find(ref.id(), ref.number()).orElseThrow(ref::missing).id();
  }

  private static @Nullable UUID decision(Tx tx, @Nullable String named) {
    if (named == null) return null;
    Ref ref = Ref.parse(Ref.Kind.DECISION, named);
    return tx.decisions().find(ref.id(), ref.number()).orElseThrow(ref::missing).id();
  }

  private static List<String> differences(Action before, Action after) {
    var changed = new Differences();
    changed.of("status", before.status(), after.status());
    changed.of("theater", before.theaterId(), after.theaterId());
    changed.of("title", before.title(), after.title());
    changed.of("description", before.description(), after.description());
    changed.of("gap", before.gap(), after.gap());
    changed.of("early_progress", before.earlyProgress(), after.earlyProgress());
    changed.of("due", before.due(), after.due());
    changed.of("minutes", before.minutes(), after.minutes());
    changed.of("selected", before.selected(), after.selected());
    changed.of("pinned", before.pinned(), after.pinned());
    changed.of("ticket_key", before.ticketKey(), after.ticketKey());
    changed.of("task", before.taskId(), after.taskId());
    changed.of("decision", before.decisionId(), after.decisionId());
    return changed.names();
  }
}
